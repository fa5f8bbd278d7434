"""Fingerprints of requests, by which the same one is known again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from dataclasses import Field


def fingerprint(request: object) -> bytes:
    """Return the SHA-256 of what a request says: 32 bytes, the same in every process and later version.

    Fields of a dataclass that hold their default are left out, so that a field that is added later does not
    make old requests look new. Equal numbers and moments are the same however they were written.

    Args:
        request: Dataclasses, mappings with texts as keys, sequences, texts, numbers, times and None.

    Raises:
        TypeError: It holds something else.
    """
    text = json.dumps(_plain(request), sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).digest()


def _plain(value: Any) -> Any:  # noqa: ANN401, PLR0911 - whatever a request is made of
    match value:
        case None | str() | int():
            return value
        case Decimal():
            return str(value.normalize())
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | UUID():
            return str(value)
        case Mapping():
            return {key: _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case _ if is_dataclass(value):
            said = ((field, getattr(value, field.name)) for field in fields(value))
            kept = {field.name: each for field, each in said if each != _default(field)}
            return {"": type(value).__name__} | _plain(kept)
    message = f"A request does not hold {type(value).__name__}."
    raise TypeError(message)


def _default(field: Field[Any]) -> object:
    return field.default if field.default_factory is MISSING else field.default_factory()
