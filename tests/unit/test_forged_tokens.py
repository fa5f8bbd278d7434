"""A forged token is refused, whichever way it was forged.

Forgeries are built by hand, so that nothing a library refuses to write is left untried.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from irontrack.infra.keys import generate_key, read_keys
from irontrack.infra.tokens import LEEWAY_SECONDS, TokenKeys

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    type Payload = dict[str, Any]
    type Signer = Callable[[bytes], bytes]
    type Forgery = Callable[[Keys, Payload], str]

KINDS = pytest.mark.parametrize("kind", ["access", "refresh"])
NOW = int(time.time())
PAST, FUTURE = 1_500_000_000, 9_000_000_000
ED25519_ORDER = 2**252 + 27_742_317_777_372_353_535_851_937_790_883_648_493  # RFC 8032, section 5.1
HMACS = (256, 384, 512)
FORMS = {
    "PEM": (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    "DER": (Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    "raw": (Encoding.Raw, PublicFormat.Raw),
}


class Keys:
    """A folder with one key, and what an attacker knows of it."""

    def __init__(self, folder: Path) -> None:
        path = generate_key(folder)
        key = read_keys(folder)[path.stem]
        self.tokens = TokenKeys(folder)
        self.sign = key.sign
        self.header = {"alg": "EdDSA", "kid": path.stem, "typ": "JWT"}
        self.public = {
            name: key.public_key().public_bytes(encoding, form) for name, (encoding, form) in FORMS.items()
        }

    def genuine(self, payload: Payload) -> str:
        return forged(self.header, payload, self.sign)

    def accepts(self, kind: str, token: str) -> bool:
        verify = self.tokens.verify if kind == "access" else self.tokens.verify_refresh
        return verify(token) is not None


def payload_of(kind: str) -> Payload:
    return {
        "iss": "irontrack",
        "aud": "irontrack-api",
        "sub": str(uuid4()),
        "iat": NOW,
        "nbf": NOW,
        "exp": NOW + 36_000,
        "jti": str(uuid4()),
        "use": kind,
        "family": str(uuid4()),
    }


def forged(header: Any, payload: Any, sign: Signer) -> str:
    signed = f"{encoded(json.dumps(header).encode())}.{encoded(json.dumps(payload).encode())}"
    return f"{signed}.{encoded(sign(signed.encode()))}"


def encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).rstrip(b"=").decode()


def decoded(part: str) -> bytes:
    return urlsafe_b64decode(f"{part}==")


def algorithm(name: object, sign: Signer | None = None) -> Forgery:
    return lambda keys, payload: forged({**keys.header, "alg": name}, payload, sign or keys.sign)


def hmac_with(bits: int, form: str) -> Forgery:
    """The confusion of the public key with a secret that both sides know."""

    def forge(keys: Keys, payload: Payload) -> str:
        digest = getattr(hashlib, f"sha{bits}")
        sign = partial(hmac.digest, keys.public[form], digest=digest)
        return algorithm(f"HS{bits}", sign)(keys, payload)

    return forge


def key_id(template: object) -> Forgery:
    """Braces stand for the right id."""

    def forge(keys: Keys, payload: Payload) -> str:
        known = keys.header["kid"]
        value = template.replace("{}", known) if isinstance(template, str) else template
        return header({"kid": value})(keys, payload)

    return forge


def header(members: dict[str, object]) -> Forgery:
    return lambda keys, payload: forged({**keys.header, **members}, payload, keys.sign)


def header_without(name: str) -> Forgery:
    def forge(keys: Keys, payload: Payload) -> str:
        rest = {key: value for key, value in keys.header.items() if key != name}
        return forged(rest, payload, keys.sign)

    return forge


def claim(name: str, value: object) -> Forgery:
    return lambda keys, payload: keys.genuine({**payload, name: value})


def claim_missing(name: str) -> Forgery:
    return lambda keys, payload: keys.genuine({key: payload[key] for key in payload if key != name})


def whole_payload(value: object) -> Forgery:
    return lambda keys, _: forged(keys.header, value, keys.sign)


def segments(template: str) -> Forgery:
    """Of a genuine token: h header, p payload, s signature; of another one: q payload, t signature."""

    def forge(keys: Keys, payload: Payload) -> str:
        other = keys.genuine({**payload, "sub": str(uuid4())}).split(".")
        named = dict(zip("hpsqt", [*keys.genuine(payload).split("."), *other[1:]], strict=True))
        return "".join(named.get(character, character) for character in template)

    return forge


def signature(change: Callable[[bytes], bytes]) -> Forgery:
    return lambda keys, payload: forged(keys.header, payload, lambda signed: change(keys.sign(signed)))


def malleated(signed: bytes) -> bytes:
    """Add the group's order to the scalar, which a careless verifier reduces away."""
    scalar = int.from_bytes(signed[32:], "little") + ED25519_ORDER
    return signed[:32] + scalar.to_bytes(32, "little")


def by_another_key(keys: Keys, payload: Payload) -> str:
    return forged(keys.header, payload, Ed25519PrivateKey.generate().sign)


def by_an_embedded_key(keys: Keys, payload: Payload) -> str:
    key = Ed25519PrivateKey.generate()
    x = encoded(key.public_key().public_bytes_raw())
    return forged({**keys.header, "jwk": {"kty": "OKP", "crv": "Ed25519", "x": x}}, payload, key.sign)


def verbatim(text: str) -> Forgery:
    return lambda _keys, _payload: text


def nested(keys: Keys, payload: Payload) -> str:
    inner = encoded(keys.genuine(payload).encode())
    signed = f"{encoded(json.dumps({**keys.header, 'cty': 'JWT'}).encode())}.{inner}"
    return f"{signed}.{encoded(keys.sign(signed.encode()))}"


def last_bits_changed(keys: Keys, payload: Payload) -> str:
    """The last letter of a signature holds two bits of it and four that mean nothing."""
    token = keys.genuine(payload)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + alphabet[alphabet.index(token[-1]) ^ 1]


KEY_IDS: tuple[object, ...] = (
    *("", "unknown", "{}.pem", "{} ", "{}\0", "' OR '1'='1"),
    *("../{}", "./{}", "/{}", "../../../dev/null", "/dev/null", "file:///dev/null"),
    *(None, 7, True, [], {}, ["{}"]),
)
ALGORITHMS: tuple[object, ...] = (
    *("none", "NONE", "", None, "eddsa", "EdDSA ", "Ed25519", "Ed448", "ES256", "RS256", "PS512"),
    *(7, {}, ["EdDSA"]),
)
HEADERS: list[dict[str, object]] = [
    {"jku": "https://attacker.example/keys.json"},
    {"x5u": "https://attacker.example/certificate.pem"},
    {"x5c": ["AAAA"]},
    {"crit": ["exp"]},
    {"crit": []},
    {"b64": False},
    {"b64": False, "crit": ["b64"]},
    {"cty": "JWT"},
    {"zip": "DEF"},
    {"enc": "A256GCM"},
    {"typ": "jwt"},
    {"typ": "at+jwt"},
    {"typ": "JWE"},
    {"typ": ""},
    {"typ": None},
    {"typ": 7},
]
CLAIMS: dict[str, tuple[object, ...]] = {
    "iss": ("somebody", "", None, ["irontrack"]),
    "aud": ("irontrack", "irontrack-api ", None, ["irontrack-api"], ["irontrack-api", "another"]),
    "use": ("socket", "", None, ["access"], ["refresh"]),
    "sub": ("not an id", "", None, 7, {}),
    "family": ("not an id", "", None, 7, {}),
    "jti": ("not an id", "", None, 7, {}),
    "exp": (PAST, 0, -FUTURE, None, "soon", str(FUTURE), FUTURE + 0.5, [], True, float("inf")),
    "nbf": (FUTURE, None, "later", str(PAST), PAST + 0.5, float("nan"), True),
    "iat": (FUTURE, None, "now", str(PAST), PAST + 0.5, float("-inf"), True),
    "more": ("x" * 2000,),  # too long
}
PAYLOADS: tuple[object, ...] = (None, 7, "text", [], {}, [{}])
SEGMENTS = (
    *("h.q.s", "h.p.t", "h.p.", "h.p", "h.p.s.", "h.p.s.s", ".p.s", "h..s", "h.p.ss", "hp.s", "h.s.p"),
    *(
        "h.p.s.p.s",
        ".h.p.s",
        "h.p..s",
        "h.p.s=",
        "h.p.s==",
        "h=.p.s",
        " h.p.s",
        "h.p.s ",
        "h.p.s\n",
        "h.p .s",
    ),
)
SIGNATURES: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda signed: signed[:-1],
    "with more": lambda signed: signed + b"\0",
    "of zeros": lambda _: bytes(64),
    "plus the order": malleated,
}
TEXTS = (
    *("", ".", "..", "...", "token", "a.b.c", "ü.ü.ü", "\ud800.\ud800.\ud800", "\0", "A" * 2049),
    *(encoded(part) + ".e30.AAAA" for part in (b"\xff\xfe", b"[]", b"7", b"null", b"[" * 1000)),
    encoded(b'{"alg":"EdDSA"}') + ".e30.AAAA",
)

FORGERIES: dict[str, Forgery] = {
    **{f"unsigned, algorithm {name}": algorithm(name, lambda _: b"") for name in ("none", "None", "nOnE")},
    **{f"algorithm {name!r}": algorithm(name) for name in ALGORITHMS},
    **{f"HS{bits} with the public key, {form}": hmac_with(bits, form) for bits in HMACS for form in FORMS},
    "another key": by_another_key,
    "another key, brought along": by_an_embedded_key,
    **{f"key id {value!r}": key_id(value) for value in KEY_IDS},
    **{f"header {members}": header(members) for members in HEADERS},
    **{f"no {name} in the header": header_without(name) for name in ("alg", "kid", "typ")},
    **{f"no {name}": claim_missing(name) for name in payload_of("access")},
    **{f"{name} {value!r:.60}": claim(name, value) for name, values in CLAIMS.items() for value in values},
    **{f"payload {value!r}": whole_payload(value) for value in PAYLOADS},
    **{f"segments {template!r}": segments(template) for template in SEGMENTS},
    "a token within a token": nested,
    **{f"signature {change}": signature(SIGNATURES[change]) for change in SIGNATURES},
    "bits changed that mean nothing": last_bits_changed,
    **{f"text {text!r:.60}": verbatim(text) for text in TEXTS},
}


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return Keys(tmp_path_factory.mktemp("keys"))


@KINDS
def test_the_forger_would_succeed_with_the_key(keys: Keys, kind: str) -> None:
    assert keys.accepts(kind, keys.genuine(payload_of(kind)))
    assert keys.accepts(kind, keys.genuine({**payload_of(kind), "more": "x"}))


@KINDS
@pytest.mark.parametrize("forge", FORGERIES.values(), ids=map(ascii, FORGERIES))
def test_a_forgery_is_refused(keys: Keys, kind: str, forge: Forgery) -> None:
    token = forge(keys, payload_of(kind))
    assert not keys.accepts(kind, token)
    assert not keys.accepts(kind, token)  # nothing is remembered of the first time


@KINDS
def test_there_are_many_forgeries_and_each_is_another(keys: Keys, kind: str) -> None:
    payload = payload_of(kind)
    tokens = {forge(keys, payload) for forge in FORGERIES.values()}
    assert keys.genuine(payload) not in tokens
    assert len(tokens) == len(FORGERIES) >= 25


@KINDS
def test_a_known_jti_with_no_valid_signature_is_refused(keys: Keys, kind: str) -> None:
    payload = payload_of(kind)
    genuine = keys.genuine(payload)
    assert keys.accepts(kind, genuine)
    signed, _, _ = genuine.rpartition(".")
    for token in (
        signed,
        f"{signed}.",
        f"{signed}.{encoded(bytes(64))}",
        by_another_key(keys, payload),
        by_another_key(keys, {**payload, "sub": str(uuid4())}),
        algorithm("none", lambda _: b"")(keys, payload),
    ):
        assert not keys.accepts(kind, token)
    assert keys.accepts(kind, genuine)


@KINDS
def test_no_flipped_byte_of_a_remembered_token_is_accepted(keys: Keys, kind: str) -> None:
    token = keys.genuine(payload_of(kind))
    assert keys.accepts(kind, token)
    parts = token.split(".")
    for place, part in enumerate(parts):
        whole = decoded(part)
        for byte in range(len(whole)):
            flipped = bytes(value ^ (255 if at == byte else 0) for at, value in enumerate(whole))
            changed = [encoded(flipped) if at == place else other for at, other in enumerate(parts)]
            assert not keys.accepts(kind, ".".join(changed))
    assert keys.accepts(kind, token)


@KINDS
def test_clocks_may_be_two_seconds_apart_and_no_more(keys: Keys, kind: str) -> None:
    def accepts(**times: int) -> bool:
        """Tell what holds within one second of the clock."""
        while True:
            second = int(time.time())
            moments = {name: second + seconds for name, seconds in times.items()}
            accepted = keys.accepts(kind, keys.genuine({**payload_of(kind), **moments}))
            if int(time.time()) == second:
                return accepted

    assert LEEWAY_SECONDS == 2
    assert accepts(iat=2, nbf=2)
    assert not accepts(nbf=3)
    assert not accepts(iat=3)
    assert accepts(exp=-1)
    assert not accepts(exp=-2)
