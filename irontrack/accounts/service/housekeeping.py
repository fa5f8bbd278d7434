"""Clearing away what is over: old sign-ins, forgotten attempts, revisions of deleted accounts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from irontrack.accounts.queries.sign_ins import delete_stale_revisions, delete_stale_sign_ins
from irontrack.accounts.queries.throttles import delete_stale_throttles
from irontrack.kit.clock import now

if TYPE_CHECKING:
    from irontrack.infra.database import Database

# Longer than any access token lasts and any throttle remembers.
_KEPT: Final = timedelta(days=2)
INTERVAL_SECONDS: Final = 3600
"""How often it is worth doing."""


async def clear_away(database: Database) -> None:
    """Delete what was over two days ago; three statements. Several processes may do it at once."""
    before = now() - _KEPT
    async with database.transaction() as db:
        await delete_stale_sign_ins(db, before)
        await delete_stale_revisions(db, before)
        await delete_stale_throttles(db, before)
