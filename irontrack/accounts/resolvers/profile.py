"""Oneself: the viewer, the profile, the password and the e-mail address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import strawberry
from strawberry import Info

from irontrack.accounts.queries.sign_ins import get_viewer_within
from irontrack.accounts.resolvers.tokens import credentials, new_tokens, signed_in
from irontrack.accounts.service import accounts, sign_ins
from irontrack.accounts.types.profile import (
    ChangeEmailInput,
    ChangeEmailPayload,
    ChangeEmailResult,
    ChangePasswordInput,
    ChangePasswordPayload,
    ChangePasswordResult,
    UpdateProfileInput,
    UpdateProfilePayload,
    UpdateProfileResult,
)
from irontrack.graphql.problems import mutation
from irontrack.infra.tokens import AccessClaims

if TYPE_CHECKING:
    from irontrack.accounts.service.credentials import Confirmed
    from irontrack.graphql.context import Context
    from irontrack.schema import Viewer


@strawberry.type
class ProfileQuery:
    @strawberry.field(
        description="The signed-in person and everything private to them; null when signed out."
    )
    def viewer(self, info: Info) -> Annotated[Viewer, strawberry.lazy("irontrack.schema")] | None:
        return cast("Viewer | None", info.context.viewer)


@strawberry.type
class ProfileMutation:
    @mutation(description="Change the display name, the preferred units or the time zone.")
    async def update_profile(
        self,
        info: Info,
        input: Annotated[UpdateProfileInput, strawberry.argument(description="What to change.")],
    ) -> UpdateProfileResult:
        context: Context = info.context
        await accounts.update_profile(context.db, context.require_viewer().id, input.changes())
        return UpdateProfilePayload(viewer=await _viewer_now(context))

    @mutation(
        description="Change the password. Every sign-in of the account ends; a new one begins here.",
        checks_password=True,
    )
    async def change_password(
        self,
        info: Info,
        input: Annotated[ChangePasswordInput, strawberry.argument(description="Both passwords.")],
    ) -> ChangePasswordResult:
        context: Context = info.context
        credentials(context).check_choice(input.new_password, "newPassword")
        confirmed = await _confirmed(context, input.current_password)
        hashed = await credentials(context).hash(input.new_password)
        await accounts.change_password(context.db, confirmed, hashed)
        refresh = await sign_ins.begin(context.db, confirmed.account_id, new_tokens(context))
        return ChangePasswordPayload(**await signed_in(context, refresh))

    @mutation(description="Change the address to sign in with.", checks_password=True)
    async def change_email(
        self,
        info: Info,
        input: Annotated[ChangeEmailInput, strawberry.argument(description="Password and address.")],
    ) -> ChangeEmailResult:
        context: Context = info.context
        confirmed = await _confirmed(context, input.current_password)
        await credentials(context).count_email_change(confirmed.account_id)
        await accounts.change_email(context.db, confirmed, input.email)
        return ChangeEmailPayload(viewer=await _viewer_now(context))


async def _confirmed(context: Context, password: str) -> Confirmed:
    viewer, address = context.require_viewer(), context.client_address
    return await credentials(context).confirm(viewer.id, viewer.email, password, address)


async def _viewer_now(context: Context) -> Viewer:
    """Return the caller as the transaction has left them."""
    viewer = context.require_viewer()
    context.viewer = await get_viewer_within(context.db, AccessClaims(viewer.id, viewer.family_id))
    context.require_viewer()  # the sign-in may have ended meanwhile
    return cast("Viewer", context.viewer)
