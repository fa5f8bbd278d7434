"""What changed about accounts lately: the reading that overrides every cache of sign-ins.

A change of what a sign-in shows counts the account's revision up, in the transaction of the change. Each
process reads the recent revisions twice a second. A cached copy is used only if its version is not behind
the reading, and only while the reading is fresh.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from irontrack.accounts.queries.sign_ins import bump_revision, list_revisions

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.infra.database import Database

_REVISED: Final = "revised accounts"  # key of a session's `info`: new versions by account
INTERVAL_SECONDS: Final = 0.5
"""From one reading to the next."""

_FRESH_SECONDS: Final = 1.0
_SLACK: Final = timedelta(minutes=1)


async def revise(db: AsyncSession, account_id: UUID) -> None:
    """Make every cached copy of an account's sign-ins out of date once the transaction commits.

    To be called last: the row stays locked until then.
    """
    version = await bump_revision(db, account_id)
    db.info.setdefault(_REVISED, {})[account_id] = version


class Revisions:
    """One process's reading.

    Args:
        database: Read twice a second; best a pool of its own, so that nobody's wait makes the reading old.
        lifetime: How long a cached copy is kept at the most; older changes need not be known.
    """

    def __init__(self, database: Database, lifetime: timedelta) -> None:
        self._database = database
        self._window = lifetime + _SLACK
        self._versions: dict[UUID, int] = {}
        self._noted: dict[UUID, tuple[int, float]] = {}
        self._read_at = float("-inf")

    @property
    def is_fresh(self) -> bool:
        """Whether the reading tells everything that was committed more than a second ago."""
        return time.monotonic() - self._read_at <= _FRESH_SECONDS

    def version(self, account_id: UUID) -> int:
        """Return the least version of a copy that may be used; 0 when nothing changed lately."""
        return self._versions.get(account_id, 0)

    def note_all(self, db: AsyncSession) -> None:
        """Know of the changes that a transaction of this process has committed, before the next reading."""
        for account_id, version in db.info.get(_REVISED, {}).items():
            self._noted[account_id] = (version, time.monotonic())
            self._versions[account_id] = max(version, self.version(account_id))

    async def read(self) -> None:
        """Take one reading; one statement. Where the database is away, the former reading just gets old."""
        began = time.monotonic()
        rows = await list_revisions(self._database, self._window)
        versions = {row.account_id: row.version for row in rows}
        # The statement may have begun before a change that was noted meanwhile.
        self._noted = {k: (v, at) for k, (v, at) in self._noted.items() if began - at < _FRESH_SECONDS}
        for account_id, (version, _) in self._noted.items():
            versions[account_id] = max(version, versions.get(account_id, 0))
        self._versions, self._read_at = versions, began
