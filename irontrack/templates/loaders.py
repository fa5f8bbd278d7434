"""Batches over templates: each one statement, answered in key order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irontrack.graphql.batching import aligned, grouped
from irontrack.templates.queries import plans, units

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Row

    from irontrack.graphql.context import Context


async def unit_by_id(context: Context, ids: Sequence[UUID]) -> Sequence[Row[Any] | None]:
    """Return one unit per id; None where the caller may not read it."""
    return aligned(await units.list_units_by_id(context.database, context.viewer_id, ids), ids, by="id")


async def unit_exercise_by_id(context: Context, ids: Sequence[int]) -> Sequence[Row[Any] | None]:
    """Return one unit exercise per id; None where the caller may not read its unit."""
    rows = await units.list_unit_exercises_by_id(context.database, context.viewer_id, ids)
    return aligned(rows, ids, by="id")


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
