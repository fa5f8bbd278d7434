"""Batches of analytics: each one statement, answered in key order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from irontrack.analytics.queries.exercises import count_trained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irontrack.analytics.rules.calendar import DateRange
    from irontrack.graphql.context import Context


async def exercises_by_range(context: Context, ranges: Sequence[DateRange]) -> Sequence[int]:
    """Return how many different exercises the caller did hard sets of in each range."""
    return await count_trained(context.database, context.require_viewer().id, ranges)
