"""Batches over training units: each one statement, answered in key order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irontrack.graphql.batching import aligned, grouped
from irontrack.templates.queries import units as queries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Row

    from irontrack.graphql.context import Context


async def unit_by_id(context: Context, ids: Sequence[UUID]) -> Sequence[Row[Any] | None]:
    """Return one unit per id; None where the caller may not read it."""
    return aligned(await queries.list_units_by_id(context.database, context.viewer_id, ids), ids, by="id")


async def unit_exercise_by_id(context: Context, ids: Sequence[int]) -> Sequence[Row[Any] | None]:
    """Return one unit exercise per id; None where the caller may not read its unit."""
    rows = await queries.list_unit_exercises_by_id(context.database, context.viewer_id, ids)
    return aligned(rows, ids, by="id")


async def exercises_by_unit(context: Context, ids: Sequence[UUID]) -> list[list[Row[Any]]]:
    """Return one list of exercises per unit, in their order; empty when none."""
    return grouped(await queries.list_unit_exercises(context.database, ids), ids, by="training_unit_id")
