"""Access tokens: JWTs signed with Ed25519 (RFC 7519, RFC 8037), and the keys behind them.

A key is a PEM file `<key id>.pem` in one folder. Ids start with the time of their making; the newest signs,
all of them verify, so that a new key can be laid beside an old one without ending a sign-in.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from irontrack.errors import StartupError
from irontrack.kit.clock import now
from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from pathlib import Path

_ALGORITHM: Final = "EdDSA"
_ISSUER: Final = "irontrack"
_AUDIENCE: Final = "irontrack-api"
_ACCESS: Final = "access"
_CLAIMS: Final = ("iss", "aud", "sub", "iat", "nbf", "exp", "jti", "use", "family")
_HEADER: Final = frozenset({"alg", "kid", "typ"})
_LONGEST_TOKEN: Final = 2048


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What a verified access token says.

    Attributes:
        account_id: Who signed in.
        family_id: The sign-in it belongs to.
    """

    account_id: UUID
    family_id: UUID


class TokenKeys:
    """The keys of one folder.

    Raises:
        StartupError: The folder holds no key, or a file that is not an Ed25519 key.
    """

    def __init__(self, folder: Path) -> None:
        self._keys = {path.stem: _read_key(path) for path in sorted(folder.glob("*.pem"))}
        if not self._keys:
            message = f"There is no signing key in {folder}: make one with `irontrack keys generate`."
            raise StartupError(message)
        self._signing_id = max(self._keys)
        self._public = {key_id: key.public_key() for key_id, key in self._keys.items()}

    def issue(self, claims: AccessClaims, lifetime_seconds: int) -> str:
        """Return a signed token that is valid from now on."""
        issued_at = int(now().timestamp())
        payload = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "sub": str(claims.account_id),
            "iat": issued_at,
            "nbf": issued_at,
            "exp": issued_at + lifetime_seconds,
            "jti": str(new_id()),
            "use": _ACCESS,
            "family": str(claims.family_id),
        }
        headers = {"kid": self._signing_id}
        return jwt.encode(payload, self._keys[self._signing_id], algorithm=_ALGORITHM, headers=headers)

    def verify(self, token: str) -> AccessClaims | None:
        """Return what a token says, or None unless everything about it is as `issue` makes it."""
        if len(token) > _LONGEST_TOKEN:
            return None
        try:
            header = jwt.get_unverified_header(token)
            key = self._public.get(header.get("kid", ""))
            if key is None or set(header) != _HEADER:
                return None
            payload: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[_ALGORITHM],
                issuer=_ISSUER,
                audience=_AUDIENCE,
                options={"require": list(_CLAIMS), "strict_aud": True},
            )
            if payload["use"] != _ACCESS:
                return None
            return AccessClaims(UUID(payload["sub"]), UUID(payload["family"]))
        except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError):
            return None


def generate_key(folder: Path) -> Path:
    """Write a new key, readable by its owner only, and return its file."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{now():%Y-%m-%dT%H%M%S.%f}-{secrets.token_hex(4)}.pem"
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
    return path


def _read_key(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        message = f"{path} cannot be read as a signing key: {error}"
        raise StartupError(message) from error
    if not isinstance(key, Ed25519PrivateKey):
        message = f"{path} is not an Ed25519 key."
        raise StartupError(message)
    return key
