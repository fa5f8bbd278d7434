"""New identifiers. Every id is a UUIDv7 (RFC 9562, section 5.7), so that rows of one time lie together."""

from __future__ import annotations

from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    """Return a UUIDv7 for now, as the standard library's type (whose own uuid7 needs Python 3.14)."""
    return UUID(int=uuid_utils.uuid7().int)
