"""Batches over templates: each one statement, answered in key order."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from irontrack.graphql.batching import HandedIn, aligned, grouped
from irontrack.templates.queries import enrollments, plans, units
from irontrack.templates.queries.enrollments import Outlook, Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Row

    from irontrack.graphql.context import Context

sessions_by_enrollment_day: Final = HandedIn()
"""One list of the caller's sessions per day of an enrollment, the latest first; empty when none."""

completion_by_enrollment_day: Final = HandedIn()
"""When the first of the caller's sessions on a day was completed; None when none was."""

progress_by_enrollment: Final = HandedIn()
"""How far each of the caller's enrollments has come."""


async def unit_by_id(context: Context, ids: Sequence[UUID]) -> Sequence[Row[Any] | None]:
    """Return one unit per id; None where the caller may not read it."""
    return aligned(await units.list_units_by_id(context.database, context.viewer_id, ids), ids, by="id")


async def unit_exercise_by_id(context: Context, ids: Sequence[int]) -> Sequence[Row[Any] | None]:
    """Return one unit exercise per id; None where the caller may not read its unit."""
    rows = await units.list_unit_exercises_by_id(context.database, context.viewer_id, ids)
    return aligned(rows, ids, by="id")


async def readable_exercises_by_unit(
    context: Context, ids: Sequence[UUID]
) -> Sequence[list[Row[Any]] | None]:
    """Return one list of exercises per unit, in their order; None where the caller may not read it."""
    rows = await units.list_readable_unit_exercises(context.database, context.viewer_id, ids)
    found: dict[UUID, list[Row[Any]]] = {row.unit_id: [] for row in rows}
    for row in rows:
        if row.id is not None:
            found[row.unit_id].append(row)
    return [found.get(id_) for id_ in ids]


async def exercises_by_unit(context: Context, ids: Sequence[UUID]) -> list[list[Row[Any]]]:
    """Return one list of exercises per unit, in their order; empty when none."""
    return grouped(await units.list_unit_exercises(context.database, ids), ids, by="training_unit_id")


async def plan_by_id(context: Context, ids: Sequence[UUID]) -> Sequence[Row[Any] | None]:
    """Return one plan per id; None where the caller may not read it."""
    return aligned(await plans.list_plans_by_id(context.database, context.viewer_id, ids), ids, by="id")


async def plan_unit_by_id(context: Context, ids: Sequence[int]) -> Sequence[Row[Any] | None]:
    """Return one unit on a day of a plan per id; None where the caller may not read the plan."""
    rows = await plans.list_plan_units_by_id(context.database, context.viewer_id, ids)
    return aligned(rows, ids, by="id")


async def units_by_plan(context: Context, ids: Sequence[UUID]) -> list[list[Row[Any]]]:
    """Return one list of units on days per plan, in their order; empty when none."""
    return grouped(await plans.list_plan_units(context.database, ids), ids, by="training_plan_id")


async def extent_by_plan(context: Context, ids: Sequence[UUID]) -> Sequence[Row[Any] | None]:
    """Return one row per plan with its `unit_count` and `day_count`; None where no unit is in it."""
    return aligned(await plans.list_extents(context.database, ids), ids, by="training_plan_id")


async def enrollment_by_id(context: Context, ids: Sequence[UUID]) -> Sequence[Row[Any] | None]:
    """Return one enrollment per id; None where it is not the caller's."""
    if context.viewer is None:
        return [None] * len(ids)
    rows = await enrollments.list_enrollments_by_id(context.database, context.viewer.id, ids)
    return aligned(rows, ids, by="id")


async def enrollment_day_by_id(context: Context, ids: Sequence[UUID]) -> Sequence[Row[Any] | None]:
    """Return one day of an enrollment per id; None where it is not the caller's."""
    if context.viewer is None:
        return [None] * len(ids)
    return aligned(await enrollments.list_days_by_id(context.database, context.viewer.id, ids), ids, by="id")


async def days_by_span(context: Context, spans: Sequence[Span]) -> list[list[Row[Any]]]:
    """Return one list of an enrollment's days per span, by date; empty when none."""
    found: defaultdict[Span, list[Row[Any]]] = defaultdict(list)
    for row in await enrollments.list_days(context.database, spans):
        found[Span(row.enrollment_id, row.first, row.last)].append(row)
    return [found[span] for span in spans]


async def due_by_outlook(context: Context, outlooks: Sequence[Outlook]) -> list[list[Row[Any]]]:
    """Return one list of what is due per enrollment and number of days, by date; empty when none."""
    found: defaultdict[Outlook, list[Row[Any]]] = defaultdict(list)
    for row in await enrollments.list_due(context.database, outlooks):
        found[Outlook(row.enrollment_id, row.days)].append(row)
    return [found[outlook] for outlook in outlooks]
