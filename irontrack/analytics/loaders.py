"""Batches of analytics: each one statement, answered in key order."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from irontrack.analytics.queries.exercises import count_trained
from irontrack.analytics.queries.records import list_bests
from irontrack.analytics.rules.records import Best, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from irontrack.analytics.rules.calendar import DateRange
    from irontrack.graphql.context import Context


async def exercises_by_range(context: Context, ranges: Sequence[DateRange]) -> Sequence[int]:
    """Return how many different exercises the caller did hard sets of in each range."""
    return await count_trained(context.database, context.require_viewer().id, ranges)


async def bests_by_exercise(context: Context, keys: Sequence[UUID]) -> list[list[Best]]:
    """Return one list of bests for each exercise that the caller trained, by its key; empty when none."""
    rows = await list_bests(context.database, context.require_viewer().id, keys)
    bests = defaultdict(list)
    for row in rows:
        where = row.session_id, row.set_id, row.start_time, row.date
        bests[row.key].append(Best(Kind(row.kind), row.amount, row.reps, *where))
    return [bests[key] for key in keys]
