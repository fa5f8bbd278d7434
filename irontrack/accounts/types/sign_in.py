"""What signing up, in and out takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from irontrack.graphql.problems import (
    CredentialsProblem,
    NotFoundProblem,
    SignInEndedProblem,
    ThrottledProblem,
    ValidationProblem,
)
from irontrack.graphql.scalars import TimeZone

if TYPE_CHECKING:
    from irontrack.schema import Viewer


@strawberry.input(description="A new account.")
class SignUpInput:
    email: str = strawberry.field(description="Address to sign in with; upper and lower case are the same.")
    password: str = strawberry.field(
        description="12–128 characters of any kind, by default; not one of the most common passwords."
    )
    name: str | None = strawberry.field(description="Display name, up to 255 characters.", default=UNSET)
    time_zone: TimeZone | None = strawberry.field(
        description="Where new sessions are taken to happen; `UTC` unless given.", default=UNSET
    )


@strawberry.input(description="Who signs in.")
class SignInInput:
    email: str = strawberry.field(description="The account's address, in any case.")
    password: str = strawberry.field(description="The account's password.")


@strawberry.input(description="Which device's sign-in to end.")
class EndDeviceInput:
    id: strawberry.ID = strawberry.field(description="One of `viewer.devices`.")


@strawberry.type
class SignedInPayload:
    """Base of the payloads that begin or continue a sign-in; the answer sets both cookies."""

    viewer: Annotated[Viewer, strawberry.lazy("irontrack.schema")] = strawberry.field(
        description="The account that is signed in."
    )
    access_expires_at: datetime = strawberry.field(
        description="Until when the access cookie holds; call `refreshSession` before."
    )
    refresh_expires_at: datetime = strawberry.field(
        description="Until when the sign-in can be refreshed; after that, sign in again."
    )


@strawberry.type(description="The account was made, and is signed in.")
class SignUpPayload(SignedInPayload):
    pass


@strawberry.type(description="Signed in: the answer sets the cookies that later requests are known by.")
class SignInPayload(SignedInPayload):
    pass


@strawberry.type(description="The sign-in goes on: the answer sets both cookies anew.")
class RefreshSessionPayload(SignedInPayload):
    pass


@strawberry.type(description="Signed out: the sign-in has ended and its cookies are removed.")
class SignOutPayload:
    was_signed_in: bool = strawberry.field(description="Whether there was a sign-in to end.")


@strawberry.type(description="Signed out on every device, here too.")
class SignOutEverywherePayload:
    ended_devices: int = strawberry.field(description="How many sign-ins have ended.")


@strawberry.type(description="The device is signed out.")
class EndDevicePayload:
    ended_device_id: strawberry.ID = strawberry.field(description="The sign-in that has ended.")


SignUpResult = Annotated[
    SignUpPayload | ValidationProblem | ThrottledProblem,
    strawberry.union("SignUpResult", description="The new account, or why there is none."),
]
SignInResult = Annotated[
    SignInPayload | CredentialsProblem | ThrottledProblem,
    strawberry.union("SignInResult", description="The account, or that sign-in failed."),
]
RefreshSessionResult = Annotated[
    RefreshSessionPayload | SignInEndedProblem,
    strawberry.union("RefreshSessionResult", description="The sign-in, or that it is over."),
]
EndDeviceResult = Annotated[
    EndDevicePayload | NotFoundProblem,
    strawberry.union("EndDeviceResult", description="What has ended, or that there is no such sign-in."),
]
