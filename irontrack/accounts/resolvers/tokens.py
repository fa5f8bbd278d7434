"""Between the cookies of a request and the services that know of sign-ins."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypedDict, cast

from irontrack.accounts.queries.sign_ins import get_viewer_within
from irontrack.accounts.service import sign_ins
from irontrack.accounts.service.credentials import Credentials
from irontrack.accounts.service.sign_ins import NewTokens
from irontrack.errors import CredentialsError
from irontrack.infra.cookies import ACCESS, REFRESH, Cookie
from irontrack.infra.tokens import AccessClaims
from irontrack.kit.clock import now

if TYPE_CHECKING:
    from irontrack.graphql.context import Context
    from irontrack.infra.tokens import RefreshClaims
    from irontrack.schema import Viewer


class SignedIn(TypedDict):
    """The fields of every `SignedInPayload`."""

    viewer: Viewer
    access_expires_at: datetime
    refresh_expires_at: datetime


def credentials(context: Context) -> Credentials:
    """Return what checks passwords for this request."""
    return Credentials(context.database, context.resources.passwords, context.resources.settings)


def new_tokens(context: Context) -> NewTokens:
    """Return what a sign-in that begins or goes on with this request is made of."""
    resources = context.resources
    return NewTokens(
        user_agent=context.user_agent,
        key_id=resources.tokens.signing_id,
        lifetime=timedelta(seconds=resources.settings.refresh_token_seconds),
    )


def presented_refresh(context: Context) -> RefreshClaims | None:
    """Return what the request's refresh cookie says, or None unless it is genuine and has not expired."""
    token = context.refresh_token
    return context.resources.tokens.verify_refresh(token) if token else None


async def signed_in(context: Context, refresh: RefreshClaims) -> SignedIn:
    """Sign the request's caller in, and return what the payload tells of it.

    The cookies of another sign-in are replaced by this, so that one ends.

    Raises:
        CredentialsError: The account was deactivated meanwhile.
    """
    resources = context.resources
    replaced = presented_refresh(context)
    claims = AccessClaims(refresh.account_id, refresh.family_id)
    context.viewer = await get_viewer_within(context.db, claims)
    if context.viewer is None:
        raise CredentialsError
    at, lifetime = now().replace(microsecond=0), resources.settings.access_token_seconds
    context.cookies += [
        Cookie(ACCESS, resources.tokens.issue(claims, lifetime), lifetime),
        Cookie(
            REFRESH, resources.tokens.issue_refresh(refresh), int((refresh.expires_at - at).total_seconds())
        ),
    ]
    if replaced is not None and replaced.family_id != refresh.family_id:
        await sign_ins.end(context.db, replaced.account_id, replaced.family_id)
    return SignedIn(
        viewer=cast("Viewer", context.viewer),
        access_expires_at=at + timedelta(seconds=lifetime),
        refresh_expires_at=refresh.expires_at,
    )


def forget_sign_in(context: Context) -> None:
    """Be nobody from here on, and remove the cookies that the request came with."""
    context.viewer = None
    context.cookies += [Cookie(ACCESS, "", 0), Cookie(REFRESH, "", 0)]
