"""An access token is accepted only when everything about it is as it was issued.

`forged` builds a token by hand, so that nothing a library refuses to write is left untried.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from irontrack.errors import StartupError
from irontrack.infra.tokens import AccessClaims, TokenKeys, generate_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    type Signer = Callable[[bytes], bytes]

CLAIMS = AccessClaims(uuid4(), uuid4())
NOW = int(time.time())
PAST, FUTURE = 1_500_000_000, 9_000_000_000
PAYLOAD: dict[str, Any] = {
    "iss": "irontrack",
    "aud": "irontrack-api",
    "sub": str(CLAIMS.account_id),
    "iat": NOW,
    "nbf": NOW,
    "exp": NOW + 600,
    "jti": str(uuid4()),
    "use": "access",
    "family": str(CLAIMS.family_id),
}


class Keys:
    """A folder with one key, and what an attacker knows of it."""

    def __init__(self, folder: Path) -> None:
        path = generate_key(folder)
        key = load_pem_private_key(path.read_bytes(), None)
        assert isinstance(key, Ed25519PrivateKey)
        self.tokens = TokenKeys(folder)
        self.sign = key.sign
        self.header = {"alg": "EdDSA", "kid": path.stem, "typ": "JWT"}
        self.public = [
            key.public_key().public_bytes(encoding, form)
            for encoding, form in (
                (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
                (Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
                (Encoding.Raw, PublicFormat.Raw),
            )
        ]

    def is_accepted(self, header: Mapping[str, Any], payload: Any, sign: Signer | None = None) -> bool:
        token = forged({**self.header, **header}, payload, sign or self.sign)
        return self.tokens.verify(token) is not None


def forged(header: Any, payload: Any, sign: Signer) -> str:
    signed = f"{encoded(json.dumps(header).encode())}.{encoded(json.dumps(payload).encode())}"
    return f"{signed}.{encoded(sign(signed.encode()))}"


def encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).rstrip(b"=").decode()


def hmac_with(key: bytes, algorithm: str = "sha256") -> Signer:
    return lambda signed: hmac.digest(key, signed, getattr(hashlib, algorithm))


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return Keys(tmp_path_factory.mktemp("keys"))


def test_what_is_issued_is_accepted(keys: Keys) -> None:
    assert keys.tokens.verify(keys.tokens.issue(CLAIMS, 600)) == CLAIMS


def test_the_forger_would_succeed_with_the_key(keys: Keys) -> None:
    assert keys.is_accepted({}, PAYLOAD)


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", "", None])
def test_no_signature_is_refused(keys: Keys, algorithm: str | None) -> None:
    assert not keys.is_accepted({"alg": algorithm}, PAYLOAD, lambda _: b"")
    assert not keys.is_accepted({"alg": algorithm}, PAYLOAD)


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
@pytest.mark.parametrize("form", [0, 1, 2])
def test_the_public_key_is_no_secret_to_sign_with(keys: Keys, algorithm: str, form: int) -> None:
    sign = hmac_with(keys.public[form], f"sha{algorithm[2:]}")
    assert not keys.is_accepted({"alg": algorithm}, PAYLOAD, sign)


@pytest.mark.parametrize(
    "algorithm", ["Ed25519", "Ed448", "ES256", "RS256", "PS512", "eddsa", "EdDSA ", 7, {}]
)
def test_another_name_of_the_algorithm_is_refused(keys: Keys, algorithm: object) -> None:
    assert not keys.is_accepted({"alg": algorithm}, PAYLOAD)


def test_another_key_is_refused(keys: Keys, tmp_path: Path) -> None:
    other = Keys(tmp_path)
    assert not keys.is_accepted({}, PAYLOAD, other.sign)
    assert not keys.is_accepted(other.header, PAYLOAD, other.sign)


@pytest.mark.parametrize(
    "key_id",
    ["", "unknown", "../{}", "./{}", "/{}", "{}.pem", "{} ", "{}\0", "../../../dev/null", "' OR '1'='1"],
)
def test_an_unknown_key_id_is_refused_even_when_it_looks_like_a_path(keys: Keys, key_id: str) -> None:
    assert not keys.is_accepted({"kid": key_id.format(keys.header["kid"])}, PAYLOAD)


@pytest.mark.parametrize("key_id", [None, 7, True, [], {}, ["{}"]])
def test_a_key_id_is_a_text(keys: Keys, key_id: object) -> None:
    assert not keys.is_accepted({"kid": key_id}, PAYLOAD)


@pytest.mark.parametrize(
    "header",
    [
        {"jku": "https://attacker.example/keys.json"},
        {"x5u": "https://attacker.example/certificate.pem"},
        {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}},
        {"x5c": ["AAAA"]},
        {"crit": ["exp"]},
        {"crit": ["b64"], "b64": False},
        {"b64": False},
        {"cty": "JWT"},
        {"zip": "DEF"},
    ],
)
def test_a_header_that_is_not_issued_is_refused(keys: Keys, header: dict[str, Any]) -> None:
    assert not keys.is_accepted(header, PAYLOAD)


@pytest.mark.parametrize("name", ["alg", "kid", "typ"])
def test_a_header_that_lacks_something_is_refused(keys: Keys, name: str) -> None:
    header = {key: value for key, value in keys.header.items() if key != name}
    assert keys.tokens.verify(forged(header, PAYLOAD, keys.sign)) is None


@pytest.mark.parametrize("name", PAYLOAD)
def test_a_missing_claim_is_refused(keys: Keys, name: str) -> None:
    assert not keys.is_accepted({}, {key: value for key, value in PAYLOAD.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("iss", "somebody"),
        ("iss", ["irontrack"]),
        ("aud", "irontrack"),
        ("aud", "irontrack-api "),
        ("aud", ["irontrack-api"]),
        ("aud", ["irontrack-api", "another"]),
        ("use", "refresh"),
        ("use", "socket"),
        ("use", ""),
        ("use", None),
        ("use", ["access"]),
        ("sub", "not an id"),
        ("sub", ""),
        ("sub", None),
        ("sub", 7),
        ("family", "not an id"),
        ("family", 7),
        ("family", {}),
        ("exp", PAST),
        ("exp", 0),
        ("exp", None),
        ("exp", "soon"),
        ("exp", []),
        ("nbf", FUTURE),
        ("nbf", "later"),
        ("iat", FUTURE),
        ("iat", "now"),
    ],
)
def test_a_claim_of_another_value_is_refused(keys: Keys, name: str, value: object) -> None:
    assert not keys.is_accepted({}, {**PAYLOAD, name: value})


@pytest.mark.parametrize("payload", [None, 7, "text", [], [PAYLOAD], {}])
def test_a_payload_is_an_object_with_claims(keys: Keys, payload: object) -> None:
    assert not keys.is_accepted({}, payload)


def test_a_changed_token_is_refused(keys: Keys) -> None:
    header, payload, signature = keys.tokens.issue(CLAIMS, 600).split(".")
    other = keys.tokens.issue(AccessClaims(uuid4(), uuid4()), 600).split(".")
    for token in (
        f"{header}.{other[1]}.{signature}",
        f"{header}.{payload}.{other[2]}",
        f"{header}.{payload}.{signature[::-1]}",
        f"{header}.{payload}.",
        f"{header}.{payload}",
        f"{header}.{payload}.{signature}.",
        f"{header}.{payload}.{signature}.{signature}",
        f".{payload}.{signature}",
        f"{header}..{signature}",
    ):
        assert keys.tokens.verify(token) is None


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "...",
        "token",
        "a.b.c",
        "ü.ü.ü",
        "\ud800.\ud800.\ud800",
        "\0",
        "A" * 2049,
        encoded(b"\xff\xfe") + ".e30.AAAA",
        encoded(b"[]") + ".e30.AAAA",
        encoded(b"7") + ".e30.AAAA",
        encoded(b"null") + ".e30.AAAA",
        encoded(b'{"alg":"EdDSA"}') + ".e30.AAAA",
        encoded(b"[" * 1000) + ".e30.AAAA",
    ],
)
def test_what_is_no_token_is_refused(keys: Keys, token: str) -> None:
    assert keys.tokens.verify(token) is None


def test_a_token_that_is_too_long_is_refused_whatever_it_says(keys: Keys) -> None:
    assert keys.is_accepted({}, {**PAYLOAD, "more": "x"})
    assert not keys.is_accepted({}, {**PAYLOAD, "more": "x" * 2000})


def test_an_expired_token_is_refused(keys: Keys) -> None:
    assert keys.tokens.verify(keys.tokens.issue(CLAIMS, 0)) is None
    assert keys.tokens.verify(keys.tokens.issue(CLAIMS, -1)) is None


def test_a_new_key_signs_and_the_old_one_still_verifies(tmp_path: Path) -> None:
    old = Keys(tmp_path)
    token = old.tokens.issue(CLAIMS, 600)
    newest = tmp_path / "9999-01-01T000000-00000000.pem"
    newest.write_bytes(pem_of(Ed25519PrivateKey.generate()))
    both = TokenKeys(tmp_path)
    assert both.verify(token) == CLAIMS
    assert both.verify(both.issue(CLAIMS, 600)) == CLAIMS
    assert old.tokens.verify(both.issue(CLAIMS, 600)) is None


def test_a_key_is_for_its_owners_eyes_only(tmp_path: Path) -> None:
    path = generate_key(tmp_path / "new" / "keys")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_without_a_key_there_is_no_start(tmp_path: Path) -> None:
    with pytest.raises(StartupError, match=re.escape(f"no signing key in {tmp_path}")):
        TokenKeys(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a key",
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"password")
        ),
    ],
    ids=["empty", "no PEM", "no key", "another kind", "encrypted"],
)
def test_a_file_that_is_no_ed25519_key_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "2026.pem"
    path.write_bytes(content)
    with pytest.raises(StartupError, match=re.escape(str(path))):
        TokenKeys(tmp_path)


def pem_of(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
