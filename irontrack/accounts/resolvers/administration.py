"""Administering accounts and roles: the superusers' part of Query and Mutation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import strawberry
from strawberry import UNSET, Info

from irontrack.accounts.loaders import account_by_id, administers
from irontrack.accounts.queries import administration as queries
from irontrack.accounts.queries.administration import AccountCriteria, AccountOrderField
from irontrack.accounts.resolvers.tokens import credentials
from irontrack.accounts.rules import normalised_email
from irontrack.accounts.service import administration
from irontrack.accounts.types.administration import (
    Account,
    AccountBy,
    AccountFilter,
    AccountOrder,
    AssignRoleInput,
    AssignRolePayload,
    AssignRoleResult,
    CreateAccountInput,
    CreateAccountPayload,
    CreateAccountResult,
    RevokeRoleInput,
    RevokeRolePayload,
    RevokeRoleResult,
    RoleDescription,
    SignOutAccountInput,
    SignOutAccountPayload,
    SignOutAccountResult,
    UpdateAccountInput,
    UpdateAccountPayload,
    UpdateAccountResult,
)
from irontrack.graphql.connections import Connection, connection, listed
from irontrack.graphql.filters import OrderDirection
from irontrack.graphql.inputs import given
from irontrack.graphql.problems import mutation
from irontrack.graphql.relay import decode_id

if TYPE_CHECKING:
    from irontrack.graphql.context import Context


@strawberry.type
class AdministrationQuery:
    @connection(description="All accounts, the newest first unless ordered; null unless you are a superuser.")
    def accounts(
        self,
        info: Info,
        filter: Annotated[AccountFilter | None, strawberry.argument(description="Narrows the list.")] = UNSET,
        order: Annotated[AccountOrder | None, strawberry.argument(description="The order.")] = UNSET,
    ) -> Connection[Account] | None:
        if not administers(info.context):
            return None
        narrowed, ordered = given(filter), given(order)
        criteria = narrowed.criteria() if narrowed else AccountCriteria()
        field = ordered.field if ordered else AccountOrderField.CREATED_AT
        descending = ordered.direction is OrderDirection.DESC if ordered else True
        return listed(queries.list_accounts(criteria, field, descending=descending))

    @strawberry.field(description="One account; null when there is none, and unless you are a superuser.")
    async def account(
        self, info: Info, by: Annotated[AccountBy, strawberry.argument(description="Which one.")]
    ) -> Account | None:
        key = by.key()
        if not isinstance(key, str):
            found = await info.context.load(account_by_id, key)
        elif administers(info.context):
            found = await queries.get_account_by_email(info.context.database, normalised_email(key))
        else:
            found = None
        return cast("Account | None", found)

    @strawberry.field(
        description="The roles there are, the least first; at most 10. Null unless you are a superuser."
    )
    async def roles(self, info: Info) -> list[RoleDescription] | None:
        if not administers(info.context):
            return None
        return cast("list[RoleDescription]", await queries.list_roles(info.context.database))


@strawberry.type
class AdministrationMutation:
    @mutation(
        description="Make an account for somebody else, who is not signed in by it. For superusers.",
        checks_password=True,
    )
    async def create_account(
        self,
        info: Info,
        input: Annotated[CreateAccountInput, strawberry.argument(description="The account to be made.")],
    ) -> CreateAccountResult:
        context: Context = info.context
        actor_id = context.require_viewer().id
        await administration.require_creator(context.database, actor_id)
        made = await administration.create_account(
            context.db, credentials(context), actor_id, input.account()
        )
        return CreateAccountPayload(account=cast("Account", made))

    @mutation(
        description="Change somebody else's account. A new password or deactivation ends its sign-ins. "
        "For superusers; the last active one cannot be deactivated.",
        checks_password=True,
    )
    async def update_account(
        self,
        info: Info,
        input: Annotated[UpdateAccountInput, strawberry.argument(description="What to change.")],
    ) -> UpdateAccountResult:
        context: Context = info.context
        actor_id, account_id = context.require_viewer().id, decode_id(input.id, "Account")
        await administration.require_administrator(context.database, actor_id, account_id)
        changed = await administration.update_account(
            context.db, credentials(context), actor_id, account_id, input.changes()
        )
        return UpdateAccountPayload(account=cast("Account", changed))

    @mutation(
        description="Give somebody else's account a role in place of the one that it has. For superusers; "
        "the last active one keeps the role."
    )
    async def assign_role(
        self,
        info: Info,
        input: Annotated[AssignRoleInput, strawberry.argument(description="Which role, and to whom.")],
    ) -> AssignRoleResult:
        context: Context = info.context
        actor_id = context.require_viewer().id
        changed = await administration.assign_role(context.db, actor_id, input.account.key(), input.role)
        return AssignRolePayload(account=cast("Account", changed))

    @mutation(
        description="Take somebody else's role away, which leaves `APPLICATION_ACCESS`. For superusers; "
        "the last active one keeps the role."
    )
    async def revoke_role(
        self, info: Info, input: Annotated[RevokeRoleInput, strawberry.argument(description="Whose.")]
    ) -> RevokeRoleResult:
        context: Context = info.context
        actor_id = context.require_viewer().id
        changed = await administration.revoke_role(context.db, actor_id, input.account.key())
        return RevokeRolePayload(account=cast("Account", changed))

    @mutation(description="End every sign-in of somebody else's account. For superusers.")
    async def sign_out_account(
        self, info: Info, input: Annotated[SignOutAccountInput, strawberry.argument(description="Whose.")]
    ) -> SignOutAccountResult:
        context: Context = info.context
        actor_id, account_id = context.require_viewer().id, decode_id(input.id, "Account")
        account, count = await administration.sign_out(context.db, actor_id, account_id)
        return SignOutAccountPayload(account=cast("Account", account), ended_devices=count)
