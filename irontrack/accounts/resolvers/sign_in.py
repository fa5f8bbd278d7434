"""Signing up, in and out, and the devices where one is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import strawberry
from strawberry import Info

from irontrack.accounts.resolvers.tokens import (
    credentials,
    forget_sign_in,
    new_tokens,
    presented_refresh,
    signed_in,
)
from irontrack.accounts.service import sign_ins
from irontrack.accounts.service.accounts import NewAccount, sign_up
from irontrack.accounts.types.sign_in import (
    EndDeviceInput,
    EndDevicePayload,
    EndDeviceResult,
    RefreshSessionPayload,
    RefreshSessionResult,
    SignInInput,
    SignInPayload,
    SignInResult,
    SignOutEverywherePayload,
    SignOutPayload,
    SignUpInput,
    SignUpPayload,
    SignUpResult,
)
from irontrack.errors import SignInEndedError
from irontrack.graphql.inputs import given
from irontrack.graphql.problems import as_problem, mutation
from irontrack.graphql.relay import decode_id

if TYPE_CHECKING:
    from irontrack.graphql.context import Context
    from irontrack.graphql.problems import SignInEndedProblem


@strawberry.type
class SignInMutation:
    @mutation(description="Make an account and sign in with it.", checks_password=True)
    async def sign_up(
        self,
        info: Info,
        input: Annotated[SignUpInput, strawberry.argument(description="The account to be made.")],
    ) -> SignUpResult:
        context: Context = info.context
        new = NewAccount(input.email, input.password, given(input.name), time_zone=given(input.time_zone))
        account = await sign_up(context.db, credentials(context), context.client_address, new)
        refresh = await sign_ins.begin(context.db, account.id, new_tokens(context))
        return SignUpPayload(**await signed_in(context, refresh))

    @mutation(description="Sign in with e-mail address and password.", checks_password=True)
    async def sign_in(
        self, info: Info, input: Annotated[SignInInput, strawberry.argument(description="Who signs in.")]
    ) -> SignInResult:
        context: Context = info.context
        address = context.client_address
        confirmed = await credentials(context).check(input.email, input.password, address)
        refresh = await sign_ins.begin_confirmed(context.db, confirmed, new_tokens(context))
        return SignInPayload(**await signed_in(context, refresh))

    @mutation(
        description="Go on with the sign-in of the refresh cookie, whose token is exchanged for another one. "
        "When the answer was lost, ask again: the same token gets the same successor until that is used."
    )
    async def refresh_session(self, info: Info) -> RefreshSessionResult:
        context: Context = info.context
        presented = presented_refresh(context)
        refresh = None
        if presented is not None:
            refresh = await sign_ins.refresh(context.db, presented, new_tokens(context))
        if refresh is None:
            # Returned, not raised: that a stolen token has ended the sign-in must be committed.
            forget_sign_in(context)
            return cast("SignInEndedProblem", as_problem(SignInEndedError()))
        return RefreshSessionPayload(**await signed_in(context, refresh))

    @mutation(description="End this sign-in. Signing out twice is no error.")
    async def sign_out(self, info: Info) -> SignOutPayload:
        context: Context = info.context
        viewer, presented = context.viewer, presented_refresh(context)
        was_signed_in = False
        if viewer is not None:
            was_signed_in = await sign_ins.end(context.db, viewer.id, viewer.family_id)
        if presented is not None and (viewer is None or presented.family_id != viewer.family_id):
            ended = await sign_ins.end(context.db, presented.account_id, presented.family_id)
            was_signed_in = was_signed_in or ended
        forget_sign_in(context)
        return SignOutPayload(was_signed_in=was_signed_in)

    @mutation(description="End every sign-in of one's account, this one too.")
    async def sign_out_everywhere(self, info: Info) -> SignOutEverywherePayload:
        context: Context = info.context
        count = await sign_ins.end_all(context.db, context.require_viewer().id)
        forget_sign_in(context)
        return SignOutEverywherePayload(ended_devices=count)

    @mutation(description="End the sign-in of one of one's devices.")
    async def end_device(
        self, info: Info, input: Annotated[EndDeviceInput, strawberry.argument(description="Which one.")]
    ) -> EndDeviceResult:
        context: Context = info.context
        viewer, family_id = context.require_viewer(), decode_id(input.id, "Device")
        await sign_ins.end_device(context.db, viewer.id, family_id)
        if family_id == viewer.family_id:
            forget_sign_in(context)
        return EndDevicePayload(ended_device_id=input.id)
