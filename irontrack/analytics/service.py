"""Answers that are put together from a statement and the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from irontrack.analytics.queries.muscles import list_worked_muscles
from irontrack.analytics.queries.progress import list_progress
from irontrack.analytics.queries.totals import list_totals
from irontrack.analytics.rules.calendar import DateRange
from irontrack.analytics.rules.lifting import OneRepMaxFormula, one_rep_max_factors, one_rep_max_kg
from irontrack.analytics.rules.muscles import MuscleWork, Worked, muscle_work
from irontrack.analytics.rules.progress import Point
from irontrack.analytics.rules.totals import Gathered, Summary, Totals, summary

if TYPE_CHECKING:
    from decimal import Decimal
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


async def progress(
    database: Database, user_id: UUID, exercise_id: UUID, range_: DateRange, formula: OneRepMaxFormula
) -> list[Point]:
    """Return how an exercise went in the latest 1,000 sessions of a range, in their order. One statement."""
    factors = one_rep_max_factors(formula)
    rows = await list_progress(database, user_id, exercise_id, range_, factors)
    return [
        Point(
            row.session_id,
            row.date,
            row.set_id,
            row.load_kg,
            one_rep_max_kg(row.load_kg, row.set_reps, formula),
            row.hard_sets,
            row.reps,
            row.volume_kg,
            row.seconds,
            row.distance_km,
        )
        for row in reversed(rows)
    ]


async def muscle_volume(
    database: Database, user_id: UUID, weeks: DateRange, secondary: Decimal
) -> list[MuscleWork]:
    """Return what each muscle did in each week of a range, the most worked first. One statement.

    Args:
        database: The handle for reads.
        user_id: Whose.
        weeks: Whole weeks.
        secondary: What a set counts for the muscles that its exercise also works.
    """
    rows = await list_worked_muscles(database, user_id, weeks)
    return muscle_work(map(Worked._make, rows), weeks, secondary)
