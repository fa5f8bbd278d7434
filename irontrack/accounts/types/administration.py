"""Accounts and roles as superusers see and change them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import UNSET, Parent

import irontrack.accounts.types.viewer  # noqa: F401 - describes `Role`
from irontrack.accounts import loaders
from irontrack.accounts.queries.administration import AccountCriteria, AccountOrderField
from irontrack.accounts.rules import ROLE_BY_ID
from irontrack.accounts.service.accounts import NewAccount
from irontrack.graphql.batching import batched
from irontrack.graphql.enums import declare_enum
from irontrack.graphql.filters import BooleanFilter, DateTimeFilter, OrderDirection, search_words
from irontrack.graphql.inputs import bounded, given
from irontrack.graphql.problems import (
    ConflictProblem,
    ForbiddenProblem,
    NotFoundProblem,
    ThrottledProblem,
    ValidationProblem,
)
from irontrack.graphql.quantities import DistanceUnit, WeightUnit
from irontrack.graphql.relay import Node, declare_node, decode_id
from irontrack.graphql.scalars import TimeZone
from irontrack.models import Role, UserAccountRow

if TYPE_CHECKING:
    from irontrack.accounts.service.administration import AccountKey


declare_enum(
    AccountOrderField,
    "What accounts can be ordered by.",
    CREATED_AT="When they were made.",
    EMAIL="The address, byte by byte.",
    NAME="The display name in lower case, byte by byte; those without a name are the least.",
)


def _role(root: Parent[Any]) -> Role:
    return ROLE_BY_ID[root.role_id]


@strawberry.type(description="An account as superusers see it; for everyone else there is none.")
class Account(Node):
    name: str | None = strawberry.field(description="Display name, if one was given.")
    email: str = strawberry.field(description="Address to sign in with, in lower case.")
    role: Role = strawberry.field(
        resolver=_role, description="What the account may do beyond its own things."
    )
    is_active: bool = strawberry.field(description="Whether it can sign in.")
    is_superuser: bool = strawberry.field(description="Whether it has the role `SUPERUSER`.")
    preferred_weight_unit: WeightUnit = strawberry.field(description="For clients to pass as `unit`.")
    preferred_distance_unit: DistanceUnit = strawberry.field(description="For clients to pass as `unit`.")
    time_zone: TimeZone = strawberry.field(description="Where new sessions are taken to happen.")
    created_at: datetime = strawberry.field(description="When it was made.")
    updated_at: datetime = strawberry.field(description="When any of this was changed last.")
    last_signed_in_at: datetime | None = batched(
        loaders.last_sign_in_by_account,
        key="id",
        description="When the newest of its sign-ins began; null when none is kept. "
        "Those that are over are forgotten after two days.",
    )


declare_node("Account", loaders.account_by_id, UserAccountRow)


@strawberry.type(description="A role, and how many have it.")
class RoleDescription:
    role: Role = strawberry.field(description="The role, as inputs take it.")
    name: str = strawberry.field(description="What it is called.")
    description: str = strawberry.field(description="What it is for.")
    account_count: int = strawberry.field(description="How many accounts have it, inactive ones too.")


@strawberry.input(description="Which roles.")
class RoleFilter:
    in_: list[Role] = strawberry.field(name="in", description="Any of these; at most 250.")


@strawberry.input(description="Narrows a list of accounts; everything given must hold.")
class AccountFilter:
    search: str | None = strawberry.field(
        description="Part of the name or the address, in any case. Every character stands for itself. "
        "Up to 100 characters.",
        default=UNSET,
    )
    is_active: BooleanFilter | None = strawberry.field(description="Whether it can sign in.", default=UNSET)
    role: RoleFilter | None = strawberry.field(description="By role.", default=UNSET)
    created_at: DateTimeFilter | None = strawberry.field(description="When it was made.", default=UNSET)

    def criteria(self) -> AccountCriteria:
        is_active, role, created_at = given(self.is_active), given(self.role), given(self.created_at)
        return AccountCriteria(
            search=search_words(given(self.search)),
            is_active=is_active.eq if is_active else None,
            roles=tuple(bounded(role.in_)) if role else None,
            created_from=given(created_at.gte) if created_at else None,
            created_before=given(created_at.lt) if created_at else None,
        )


@strawberry.input(description="The order of a list of accounts.")
class AccountOrder:
    field: AccountOrderField = strawberry.field(description="What decides.")
    direction: OrderDirection = strawberry.field(description="Which end comes first.")


@strawberry.input(one_of=True, description="Which account: exactly one of these.")
class AccountBy:
    id: strawberry.ID | None = strawberry.field(description="Its global id.", default=UNSET)
    email: str | None = strawberry.field(description="Its address, in any case.", default=UNSET)

    def key(self) -> AccountKey:
        """Return the id, or the address as it was written."""
        id_ = given(self.id)
        return decode_id(id_, "Account") if id_ is not None else self.email or ""


@strawberry.input(description="An account to be made for somebody else.")
class CreateAccountInput:
    email: str = strawberry.field(description="Address to sign in with; upper and lower case are the same.")
    password: str = strawberry.field(
        description="12–128 characters of any kind, by default; not one of the most common passwords."
    )
    name: str | None = strawberry.field(description="Display name, up to 255 characters.", default=UNSET)
    role: Role = strawberry.field(
        description="What it may do beyond its own things.", default=Role.APPLICATION_ACCESS
    )

    def account(self) -> NewAccount:
        return NewAccount(self.email, self.password, given(self.name), self.role)


@strawberry.input(description="What to change about somebody else's account; what is left out stays.")
class UpdateAccountInput:
    id: strawberry.ID = strawberry.field(description="The account.")
    name: strawberry.Maybe[str | None] = strawberry.field(
        description="Display name, up to 255 characters; null removes it."
    )
    email: strawberry.Maybe[str | None] = strawberry.field(description="Address to sign in with.")
    is_active: strawberry.Maybe[bool | None] = strawberry.field(
        description="Whether it can sign in; false ends all its sign-ins."
    )
    password: strawberry.Maybe[str | None] = strawberry.field(
        description="By the same rules as everyone's; ends all its sign-ins."
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

    def changes(self) -> dict[str, Any]:
        """Return what was sent, nulls too, by column."""
        sent = {name: value for name, value in vars(self).items() if name != "id"}
        return {column: maybe.value for column, maybe in sent.items() if maybe is not None}


@strawberry.input(description="A role for somebody else's account.")
class AssignRoleInput:
    account: AccountBy = strawberry.field(description="Which account; it must be active.")
    role: Role = strawberry.field(description="Replaces the role that it has.")


@strawberry.input(description="Whose role to take away.")
class RevokeRoleInput:
    account: AccountBy = strawberry.field(description="Which account.")


@strawberry.input(description="Whom to sign out.")
class SignOutAccountInput:
    id: strawberry.ID = strawberry.field(description="The account.")


@strawberry.type
class AccountPayload:
    """Base of the payloads that answer with an account."""

    account: Account = strawberry.field(description="The account as it is now.")


@strawberry.type(description="The account was made.")
class CreateAccountPayload(AccountPayload):
    pass


@strawberry.type(description="The account is as was asked for.")
class UpdateAccountPayload(AccountPayload):
    pass


@strawberry.type(description="The account has the role.")
class AssignRolePayload(AccountPayload):
    pass


@strawberry.type(description="The account has the role `APPLICATION_ACCESS`, which everyone starts with.")
class RevokeRolePayload(AccountPayload):
    pass


@strawberry.type(description="The account is signed out everywhere.")
class SignOutAccountPayload(AccountPayload):
    ended_devices: int = strawberry.field(description="How many sign-ins have ended.")


CreateAccountResult = Annotated[
    CreateAccountPayload | ValidationProblem | ForbiddenProblem | ThrottledProblem,
    strawberry.union("CreateAccountResult", description="The new account, or why there is none."),
]
UpdateAccountResult = Annotated[
    UpdateAccountPayload
    | ValidationProblem
    | NotFoundProblem
    | ForbiddenProblem
    | ConflictProblem
    | ThrottledProblem,
    strawberry.union("UpdateAccountResult", description="The changed account, or why it is unchanged."),
]
AssignRoleResult = Annotated[
    AssignRolePayload | NotFoundProblem | ForbiddenProblem | ConflictProblem,
    strawberry.union("AssignRoleResult", description="The account with its role, or why it is unchanged."),
]
RevokeRoleResult = Annotated[
    RevokeRolePayload | NotFoundProblem | ForbiddenProblem | ConflictProblem,
    strawberry.union("RevokeRoleResult", description="The account with its role, or why it is unchanged."),
]
SignOutAccountResult = Annotated[
    SignOutAccountPayload | NotFoundProblem | ForbiddenProblem,
    strawberry.union("SignOutAccountResult", description="What has ended, or why nothing has."),
]
