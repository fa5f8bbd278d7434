"""Changing what is known about oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from irontrack.accounts.types.sign_in import SignedInPayload
from irontrack.graphql.problems import CredentialsProblem, ThrottledProblem, ValidationProblem
from irontrack.graphql.quantities import DistanceUnit, WeightUnit
from irontrack.graphql.scalars import TimeZone

if TYPE_CHECKING:
    from irontrack.schema import Viewer


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


@strawberry.type(description="The profile was changed.")
class UpdateProfilePayload:
    viewer: Annotated[Viewer, strawberry.lazy("irontrack.schema")] = strawberry.field(
        description="The account as it is now."
    )


@strawberry.input(description="Another password for oneself.")
class ChangePasswordInput:
    current_password: str = strawberry.field(description="The password until now.")
    new_password: str = strawberry.field(
        description="12–128 characters of any kind, by default; not one of the most common passwords."
    )


@strawberry.type(
    description="The password was changed. Every sign-in of the account has ended; a new one begins here."
)
class ChangePasswordPayload(SignedInPayload):
    pass


@strawberry.input(description="Another address to sign in with.")
class ChangeEmailInput:
    current_password: str = strawberry.field(description="The account's password.")
    email: str = strawberry.field(description="The new address; upper and lower case are the same.")


@strawberry.type(description="The address was changed; sign-ins go on.")
class ChangeEmailPayload:
    viewer: Annotated[Viewer, strawberry.lazy("irontrack.schema")] = strawberry.field(
        description="The account as it is now."
    )


ChangePasswordResult = Annotated[
    ChangePasswordPayload | ValidationProblem | CredentialsProblem | ThrottledProblem,
    strawberry.union("ChangePasswordResult", description="The new sign-in, or why the password stays."),
]
ChangeEmailResult = Annotated[
    ChangeEmailPayload | ValidationProblem | CredentialsProblem | ThrottledProblem,
    strawberry.union("ChangeEmailResult", description="The changed account, or why the address stays."),
]
UpdateProfileResult = Annotated[
    UpdateProfilePayload | ValidationProblem,
    strawberry.union("UpdateProfileResult", description="The changed account, or why it is unchanged."),
]
