"""Access and refresh tokens: JWTs signed with Ed25519 (RFC 7519, RFC 8037).

A token is taken only when everything about it is as it is issued here. That it was issued is not yet a
sign-in: whether the sign-in goes on stands in the database.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import jwt

from irontrack.infra.keys import SigningKeys
from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LEEWAY_SECONDS: Final = 2
"""How far the clocks of several hosts may be apart."""

REMEMBERED_TOKENS: Final = 10_000

_ALGORITHM: Final = "EdDSA"
_TYPE: Final = "JWT"
_ISSUER: Final = "irontrack"
_AUDIENCE: Final = "irontrack-api"
_ACCESS: Final = "access"
_REFRESH: Final = "refresh"
_LONGEST_TOKEN: Final = 2048
_TIMES: Final = ("iat", "nbf", "exp")
_CLAIMS: Final = ("iss", "aud", "sub", *_TIMES, "jti", "use", "family")
_UNUSABLE: Final = (jwt.InvalidTokenError, ValueError, TypeError, AttributeError, OverflowError)
_OPTIONS: Final[Any] = {
    "require": list(_CLAIMS),
    "strict_aud": True,
    # `_is_timely` has the rule, for tokens that are remembered too.
    "verify_iat": False,
    "verify_nbf": False,
    "verify_exp": False,
}


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What a verified access token says.

    Attributes:
        account_id: Who signed in.
        family_id: The sign-in it belongs to.
    """

    account_id: UUID
    family_id: UUID


@dataclass(frozen=True, slots=True)
class RefreshClaims:
    """What a verified refresh token says, and all that it takes to sign the same token again.

    Attributes:
        id: The token's own.
        account_id: Who signed in.
        family_id: The sign-in it belongs to.
        key_id: The key that signed it.
        issued_at: In UTC, whole seconds.
        expires_at: In UTC, whole seconds.
    """

    id: UUID
    account_id: UUID
    family_id: UUID
    key_id: str
    issued_at: datetime
    expires_at: datetime


class TokenKeys:
    """What signs and verifies tokens, with the keys of one folder.

    Raises:
        StartupError: The folder holds no key, or a file that is not an Ed25519 key.
    """

    def __init__(self, folder: Path) -> None:
        self._keys = SigningKeys(folder)
        self._generation = self._keys.generation
        # By the whole token: an id is known to whoever has seen a token, a signature is not.
        self._verified: OrderedDict[str, tuple[AccessClaims, int, int]] = OrderedDict()

    @property
    def signing_id(self) -> str:
        """The key that signs at this moment."""
        return self._keys.signing()[0]

    def issue(self, claims: AccessClaims, lifetime_seconds: int) -> str:
        """Return a signed access token that is valid from now on."""
        issued_at = int(time.time())
        payload = _payload(claims, _ACCESS, new_id(), issued_at, issued_at + lifetime_seconds)
        return self._signed(payload, *self._keys.signing())

    def issue_refresh(self, claims: RefreshClaims) -> str:
        """Return a signed refresh token; for the same claims the same, as long as their key is there.

        Ed25519 signatures are deterministic (RFC 8032, section 5.1.6). Once the key is gone, the one that
        signs at this moment takes its place.
        """
        issued_at, expires_at = int(claims.issued_at.timestamp()), int(claims.expires_at.timestamp())
        payload = _payload(claims, _REFRESH, claims.id, issued_at, expires_at)
        key = self._keys.private(claims.key_id)
        return self._signed(payload, *((claims.key_id, key) if key else self._keys.signing()))

    def verify(self, token: str) -> AccessClaims | None:
        """Return what an access token says, or None unless everything about it is as `issue` makes it."""
        generation = self._keys.generation
        if generation != self._generation:
            self._verified.clear()
            self._generation = generation
        if (known := self._verified.get(token)) is None:
            return self._verify_anew(token)
        claims, not_before, expires_at = known
        if not _is_timely(not_before, expires_at):
            return None
        self._verified.move_to_end(token)
        return claims

    def verify_refresh(self, token: str) -> RefreshClaims | None:
        """Return what a refresh token says, or None unless all of it is as `issue_refresh` makes it."""
        try:
            key_id, payload = self._opened(token, _REFRESH)
            return RefreshClaims(
                id=UUID(payload["jti"]),
                account_id=UUID(payload["sub"]),
                family_id=UUID(payload["family"]),
                key_id=key_id,
                issued_at=datetime.fromtimestamp(payload["iat"], UTC),
                expires_at=datetime.fromtimestamp(payload["exp"], UTC),
            )
        except _UNUSABLE:
            return None

    def _verify_anew(self, token: str) -> AccessClaims | None:
        try:
            _, payload = self._opened(token, _ACCESS)
            claims = AccessClaims(UUID(payload["sub"]), UUID(payload["family"]))
            UUID(payload["jti"])
        except _UNUSABLE:
            return None
        self._verified[token] = claims, max(payload["iat"], payload["nbf"]), payload["exp"]
        if len(self._verified) > REMEMBERED_TOKENS:
            self._verified.popitem(last=False)
        return claims

    def _opened(self, token: str, use: str) -> tuple[str, dict[str, Any]]:
        """Return a token's key and claims, or raise one of `_UNUSABLE`."""
        if len(token) > _LONGEST_TOKEN or "=" in token:  # base64url without padding (RFC 7515, section 2)
            raise jwt.InvalidTokenError
        header = jwt.get_unverified_header(token)
        key_id = header.get("kid")
        if not isinstance(key_id, str) or header != {"alg": _ALGORITHM, "kid": key_id, "typ": _TYPE}:
            raise jwt.InvalidTokenError
        key = self._keys.public(key_id)
        if key is None:
            raise jwt.InvalidTokenError
        payload: dict[str, Any] = jwt.decode(
            token, key, algorithms=[_ALGORITHM], issuer=_ISSUER, audience=_AUDIENCE, options=_OPTIONS
        )
        if payload["use"] != use or any(type(payload[name]) is not int for name in _TIMES):
            raise jwt.InvalidTokenError
        if not _is_timely(max(payload["iat"], payload["nbf"]), payload["exp"]):
            raise jwt.InvalidTokenError
        return key_id, payload

    @staticmethod
    def _signed(payload: dict[str, Any], key_id: str, key: Ed25519PrivateKey) -> str:
        headers = {"kid": key_id, "typ": _TYPE}
        return jwt.encode(payload, key, algorithm=_ALGORITHM, headers=headers)


def _payload(
    claims: AccessClaims | RefreshClaims, use: str, token_id: UUID, issued_at: int, expires_at: int
) -> dict[str, Any]:
    return {
        "iss": _ISSUER,
        "aud": _AUDIENCE,
        "sub": str(claims.account_id),
        "iat": issued_at,
        "nbf": issued_at,
        "exp": expires_at,
        "jti": str(token_id),
        "use": use,
        "family": str(claims.family_id),
    }


def _is_timely(not_before: int, expires_at: int) -> bool:
    at = time.time()
    return not_before <= at + LEEWAY_SECONDS and expires_at > at - LEEWAY_SECONDS
