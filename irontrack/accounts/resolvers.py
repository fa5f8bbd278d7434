"""The accounts' part of Query and Mutation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import strawberry
from strawberry import Info

from irontrack.accounts import service
from irontrack.accounts.queries import get_viewer_within
from irontrack.accounts.types import (
    SignInInput,
    SignInPayload,
    SignInResult,
    SignOutPayload,
    SignUpInput,
    SignUpPayload,
    SignUpResult,
    UpdateProfileInput,
    UpdateProfilePayload,
    UpdateProfileResult,
)
from irontrack.errors import CredentialsError
from irontrack.graphql.inputs import given
from irontrack.graphql.problems import mutation
from irontrack.infra.cookies import ACCESS, Cookie
from irontrack.infra.tokens import AccessClaims

if TYPE_CHECKING:
    from uuid import UUID

    from irontrack.graphql.context import Context
    from irontrack.schema import Viewer


@strawberry.type
class AccountsQuery:
    @strawberry.field(
        description="The signed-in person and everything private to them; null when signed out."
    )
    def viewer(self, info: Info) -> Annotated[Viewer, strawberry.lazy("irontrack.schema")] | None:
        return cast("Viewer | None", info.context.viewer)


@strawberry.type
class AccountsMutation:
    @mutation(description="Make an account and sign in with it.")
    async def sign_up(
        self,
        info: Info,
        input: Annotated[SignUpInput, strawberry.argument(description="The account to be made.")],
    ) -> SignUpResult:
        context: Context = info.context
        account = await service.create_account(
            context.db,
            context.resources.passwords,
            email=input.email,
            password=input.password,
            name=given(input.name),
            shortest_password=context.resources.settings.password_min_length,
        )
        return SignUpPayload(viewer=await _sign_in(context, account.id))

    @mutation(description="Sign in with e-mail address and password.")
    async def sign_in(
        self, info: Info, input: Annotated[SignInInput, strawberry.argument(description="Who signs in.")]
    ) -> SignInResult:
        context: Context = info.context
        account_id = await service.check_credentials(
            context.database, context.resources.passwords, email=input.email, password=input.password
        )
        return SignInPayload(viewer=await _sign_in(context, account_id))

    @mutation(description="Change the display name, the preferred units or the time zone.")
    async def update_profile(
        self,
        info: Info,
        input: Annotated[UpdateProfileInput, strawberry.argument(description="What to change.")],
    ) -> UpdateProfileResult:
        context: Context = info.context
        viewer = context.require_viewer()
        await service.update_profile(context.db, viewer.id, input.changes())
        context.viewer = await get_viewer_within(context.db, AccessClaims(viewer.id, viewer.family_id))
        context.require_viewer()  # the sign-in may have ended meanwhile
        return UpdateProfilePayload(viewer=cast("Viewer", context.viewer))

    @mutation(description="End this sign-in. Signing out twice is no error.")
    async def sign_out(self, info: Info) -> SignOutPayload:
        context: Context = info.context
        viewer = context.viewer
        if viewer is not None:
            await service.end_family(context.db, viewer.family_id)
        context.viewer = None
        context.cookies.append(Cookie(ACCESS, "", 0))
        return SignOutPayload(was_signed_in=viewer is not None)


async def _sign_in(context: Context, account_id: UUID) -> Viewer:
    claims = await service.open_family(context.db, account_id, context.user_agent)
    lifetime = context.resources.settings.access_token_seconds
    context.viewer = await get_viewer_within(context.db, claims)
    if context.viewer is None:  # deactivated since the password was checked
        raise CredentialsError
    context.cookies.append(Cookie(ACCESS, context.resources.tokens.issue(claims, lifetime), lifetime))
    return cast("Viewer", context.viewer)
