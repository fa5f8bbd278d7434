"""The faces of a person, and what signing up and in takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from irontrack.graphql.enums import declare_enum
from irontrack.graphql.problems import CredentialsProblem, ValidationProblem
from irontrack.graphql.quantities import DistanceUnit, WeightUnit
from irontrack.graphql.relay import Node
from irontrack.graphql.scalars import TimeZone
from irontrack.models import Role

if TYPE_CHECKING:
    from irontrack.schema import Viewer

declare_enum(
    Role,
    "What an account may do beyond its own things.",
    APPLICATION_ACCESS="Uses the application; what every new account has.",
    FITNESS_TRAINER="Also sees the custom exercises that templates shared with them refer to.",
    SUPERUSER="Administers accounts, the catalogue and public templates.",
)


@strawberry.type(description="The signed-in person's own account.")
class AccountViewer(Node):
    """The part of `Viewer` that is about the account itself."""

    name: str | None = strawberry.field(description="Display name, if one was given.")
    email: str = strawberry.field(description="Address to sign in with, in lower case.")
    role: Role = strawberry.field(description="What the account may do beyond its own things.")
    preferred_weight_unit: WeightUnit = strawberry.field(
        description="For clients to pass as `unit`; the API's own defaults do not follow it."
    )
    preferred_distance_unit: DistanceUnit = strawberry.field(
        description="For clients to pass as `unit`; the API's own defaults do not follow it."
    )
    time_zone: TimeZone = strawberry.field(description="Where new sessions are taken to happen.")
    created_at: datetime = strawberry.field(description="When the account was made.")


@strawberry.input(description="A new account.")
class SignUpInput:
    email: str = strawberry.field(description="Address to sign in with; upper and lower case are the same.")
    password: str = strawberry.field(
        description="12–128 characters of any kind, by default; not one of the most common passwords."
    )
    name: str | None = strawberry.field(description="Display name, up to 255 characters.", default=UNSET)


@strawberry.input(description="Who signs in.")
class SignInInput:
    email: str = strawberry.field(description="The account's address, in any case.")
    password: str = strawberry.field(description="The account's password.")


@strawberry.input(description="What to change about oneself; what is left out stays.")
class UpdateProfileInput:
    name: strawberry.Maybe[str | None] = strawberry.field(
        description="Display name, up to 255 characters; null removes it."
    )
    preferred_weight_unit: strawberry.Maybe[WeightUnit | None] = strawberry.field(
        description="For clients to pass as `unit`."
    )
    preferred_distance_unit: strawberry.Maybe[DistanceUnit | None] = strawberry.field(
        description="For clients to pass as `unit`."
    )
    time_zone: strawberry.Maybe[TimeZone | None] = strawberry.field(
        description="Where new sessions are taken to happen."
    )

    def changes(self) -> dict[str, str | None]:
        """Return what was sent, nulls too, by column."""
        columns = ("name", "preferred_weight_unit", "preferred_distance_unit", "time_zone")
        sent = {column: getattr(self, column) for column in columns}
        return {column: maybe.value for column, maybe in sent.items() if maybe is not None}


@strawberry.type(description="The account was made, and is signed in.")
class SignUpPayload:
    viewer: Annotated[Viewer, strawberry.lazy("irontrack.schema")] = strawberry.field(
        description="The new account."
    )


@strawberry.type(description="Signed in: the answer sets the cookie that later requests are known by.")
class SignInPayload:
    viewer: Annotated[Viewer, strawberry.lazy("irontrack.schema")] = strawberry.field(
        description="The account that is signed in."
    )


@strawberry.type(description="The profile was changed.")
class UpdateProfilePayload:
    viewer: Annotated[Viewer, strawberry.lazy("irontrack.schema")] = strawberry.field(
        description="The account as it is now."
    )


@strawberry.type(description="Signed out: the sign-in has ended and its cookie is removed.")
class SignOutPayload:
    was_signed_in: bool = strawberry.field(description="Whether there was a sign-in to end.")


SignUpResult = Annotated[
    SignUpPayload | ValidationProblem,
    strawberry.union("SignUpResult", description="The new account, or why there is none."),
]
SignInResult = Annotated[
    SignInPayload | CredentialsProblem,
    strawberry.union("SignInResult", description="The account, or that sign-in failed."),
]
UpdateProfileResult = Annotated[
    UpdateProfilePayload | ValidationProblem,
    strawberry.union("UpdateProfileResult", description="The changed account, or why it is unchanged."),
]
