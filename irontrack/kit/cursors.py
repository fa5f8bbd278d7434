"""Opaque cursors for keyset paging.

A cursor holds the sort values of one row and a digest of the order and filter it was made for, so that it
cannot silently continue another list. It is not a secret and grants nothing: the rows that follow it are
selected under the caller's own rights.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

_DIGEST_BYTES: Final = 6
_LONGEST: Final = 1500  # a name of 255 characters, four bytes each, and what stands around it

_encoder = msgspec.msgpack.Encoder(uuid_format="bytes")


class CursorError(ValueError):
    """The text is no cursor, or one of another list."""


def binding(*parts: object) -> bytes:
    """Return the digest that ties a cursor to a list; the parts are its order and every filter value."""
    return blake2b(repr(parts).encode(), digest_size=_DIGEST_BYTES).digest()


def encode_cursor(bound_to: bytes, values: Sequence[object]) -> str:
    """Return the cursor of a row.

    Args:
        bound_to: What `binding` returned for the list.
        values: The row's sort values, in the order of the sort.
    """
    return urlsafe_b64encode(_encoder.encode((bound_to, *values))).rstrip(b"=").decode()


def decode_cursor(bound_to: bytes, types: Sequence[type], cursor: str) -> tuple[Any, ...]:
    """Return the sort values that a cursor holds, one per type.

    Raises:
        CursorError: It was not made by `encode_cursor` for this list.
    """
    if len(cursor) > _LONGEST:
        raise CursorError
    try:
        packed = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        digest, *values = msgspec.msgpack.decode(packed, type=_cursor_type(types))
    except (ValueError, binascii.Error, msgspec.DecodeError, RecursionError) as error:
        raise CursorError from error
    if digest != bound_to or any(isinstance(value, str) and "\0" in value for value in values):
        raise CursorError
    return tuple(values)


def _cursor_type(types: Sequence[type]) -> Any:  # noqa: ANN401 - a type made at run time
    return tuple.__class_getitem__((bytes, *types))
