"""Documents about sign-ins, and ways to carry cookies from one browser to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clients import PASSWORD
from sqlalchemy import text

if TYPE_CHECKING:
    from clients import Client, Site

ACCESS = "irontrack-access"
REFRESH = "irontrack-refresh"

VIEWER = "{ viewer { id email } }"
SIGN_IN = """
    mutation ($input: SignInInput!) {
      signIn(input: $input) {
        __typename
        ... on SignInPayload { viewer { email } }
        ... on Problem { code message }
        ... on ThrottledProblem { retryAfterSeconds }
      }
    }
"""
REFRESH_SESSION = """
    mutation {
      refreshSession {
        __typename
        ... on RefreshSessionPayload { viewer { id email } accessExpiresAt refreshExpiresAt }
        ... on Problem { code message }
      }
    }
"""
SIGN_OUT = "mutation { signOut { wasSignedIn } }"
SIGN_OUT_EVERYWHERE = "mutation { signOutEverywhere { endedDevices } }"
DEVICES = """
    { viewer { devices { totalCount nodes { id userAgent isCurrent signedInAt refreshedAt expiresAt } } } }
"""
END_DEVICE = """
    mutation ($input: EndDeviceInput!) {
      endDevice(input: $input) {
        __typename
        ... on EndDevicePayload { endedDeviceId }
        ... on Problem { code }
      }
    }
"""
CHANGE_PASSWORD = """
    mutation ($input: ChangePasswordInput!) {
      changePassword(input: $input) {
        __typename
        ... on ChangePasswordPayload { viewer { email } }
        ... on Problem { code }
        ... on ValidationProblem { issues { path code } }
      }
    }
"""
CHANGE_EMAIL = """
    mutation ($input: ChangeEmailInput!) {
      changeEmail(input: $input) {
        __typename
        ... on ChangeEmailPayload { viewer { email } }
        ... on Problem { code }
        ... on ValidationProblem { issues { path code } }
      }
    }
"""


async def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    """Send an attempt to sign in, and return its result."""
    return (await client.data(SIGN_IN, input={"email": email, "password": password}))["signIn"]


async def refresh(client: Client) -> Any:
    """Send a refresh, and return its result."""
    return (await client.data(REFRESH_SESSION))["refreshSession"]


async def is_signed_in(client: Client) -> bool:
    """Whether the server knows who sends the browser's cookies."""
    return (await client.data(VIEWER))["viewer"] is not None


async def copied(site: Site, client: Client, *names: str) -> Client:
    """Open a browser that holds copies of another's cookies, all or those named."""
    copy = await site.browser()
    for name, value in client.http.cookies.items():
        if not names or name in names:
            copy.http.cookies.set(name, value, domain="127.0.0.1")
    return copy


async def execute(site: Site, statement: str, **values: Any) -> None:
    """Change rows behind the application's back."""
    async with site.app.state.resources.database.transaction() as db:
        await db.execute(text(statement), values)


async def value(site: Site, statement: str, **values: Any) -> Any:
    """Return what a statement selects."""
    return await site.app.state.resources.database.fetch_value(text(statement), values)
