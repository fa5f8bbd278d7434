"""Batches of analytics: each one statement, answered in key order."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from irontrack.analytics.queries.adherence import list_occurrences
from irontrack.analytics.queries.exercises import count_trained
from irontrack.analytics.queries.records import list_bests
from irontrack.analytics.rules.adherence import Occurrence, Progress, progress
from irontrack.analytics.rules.records import Best, Kind
from irontrack.kit.clock import today
from irontrack.templates import loaders as templates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from irontrack.analytics.rules.calendar import DateRange
    from irontrack.graphql.context import Context

_OCCURRENCE: Final = -len(Occurrence._fields)  # its attributes are the last columns


async def exercises_by_range(context: Context, ranges: Sequence[DateRange]) -> Sequence[int]:
    """Return how many different exercises the caller did hard sets of in each range."""
    return await count_trained(context.database, context.require_viewer().id, ranges)


async def bests_by_exercise(context: Context, wanted: Sequence[tuple[UUID, Kind]]) -> list[list[Best]]:
    """Return one list of bests for each key of what the caller trained and each kind; empty when none."""
    keys, kinds = list({key for key, _ in wanted}), {kind for _, kind in wanted}
    rows = await list_bests(context.database, context.require_viewer().id, keys, kinds)
    bests = defaultdict(list)
    for row in rows:
        kind, where = Kind(row.kind), (row.session_id, row.set_id, row.start_time, row.date)
        bests[keys[row.key - 1], kind].append(Best(kind, row.amount, row.reps, *where))
    return [bests[pair] for pair in wanted]


@templates.progress_by_enrollment.answered_by
async def progress_by_enrollment(context: Context, ids: Sequence[UUID]) -> list[Progress]:
    """Return how far each of the caller's enrollments has come."""
    rows = await list_occurrences(context.database, context.require_viewer().id, ids)
    found = {row.enrollment_id: (row.start_date, row.user_timezone) for row in rows}
    occurrences = defaultdict(list)
    for row in rows:
        if row.date is not None:
            occurrences[row.enrollment_id].append(Occurrence(*row[_OCCURRENCE:]))
    return [progress(found[id_][0], today(found[id_][1]), occurrences[id_]) for id_ in ids]
