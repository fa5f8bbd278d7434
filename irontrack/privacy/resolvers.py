"""The part of Mutation that deletes accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import Info

from irontrack.accounts.resolvers.tokens import credentials, forget_sign_in
from irontrack.graphql.problems import mutation
from irontrack.graphql.relay import decode_id, encode_id
from irontrack.privacy import service
from irontrack.privacy.types import (
    DeleteAccountInput,
    DeleteAccountPayload,
    DeleteAccountResult,
    DeleteMyAccountInput,
    DeleteMyAccountPayload,
    DeleteMyAccountResult,
)

if TYPE_CHECKING:
    from irontrack.graphql.context import Context


@strawberry.type
class PrivacyMutation:
    @mutation(description="Delete somebody's account, for superusers; for one's own: `deleteMyAccount`.")
    async def delete_account(
        self,
        info: Info,
        input: Annotated[DeleteAccountInput, strawberry.argument(description="Which account.")],
    ) -> DeleteAccountResult:
        context: Context = info.context
        actor, account_id = context.require_viewer(), decode_id(input.id, "Account")
        await service.delete_account(context.db, actor.id, account_id)
        return DeleteAccountPayload(deleted_account_id=encode_id("Account", account_id))

    @mutation(
        description="Delete one's own account with all that is private to it. This cannot be undone.",
        checks_password=True,
    )
    async def delete_my_account(
        self,
        info: Info,
        input: Annotated[DeleteMyAccountInput, strawberry.argument(description="The password.")],
    ) -> DeleteMyAccountResult:
        context: Context = info.context
        viewer, address = context.require_viewer(), context.client_address
        password = input.current_password
        confirmed = await credentials(context).confirm(viewer.id, viewer.email, password, address)
        await service.delete_own_account(context.db, confirmed)
        forget_sign_in(context)
        return DeleteMyAccountPayload(deleted_viewer_id=encode_id("Viewer", viewer.id))
