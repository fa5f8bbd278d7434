"""Answers that are put together from a statement and the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from irontrack.analytics.queries.totals import list_totals
from irontrack.analytics.rules.calendar import DateRange
from irontrack.analytics.rules.totals import Gathered, Summary, Totals, summary

if TYPE_CHECKING:
    from uuid import UUID

    from irontrack.infra.database import Database


async def summarise(database: Database, user_id: UUID, range_: DateRange) -> Summary:
    """Return what the sessions of a range come to, and of the range before it. One statement."""
    before = range_.before
    both = range_ if before is None else DateRange(before.first, range_.last)
    parts: dict[bool, list[Gathered]] = {True: [], False: []}
    for row in await list_totals(database, user_id, both, range_.first):
        totals = Totals(
            row.sessions, row.duration_seconds, row.hard_sets, row.reps, row.volume_kg, row.distance_km
        )
        parts[row.is_before].append(Gathered(row.week, row.month, totals))
    return summary(range_, parts[False], before, parts[True])
