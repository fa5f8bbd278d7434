"""Batches over exercises: each one statement, answered in key order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irontrack.exercises.queries import reference
from irontrack.exercises.queries.exercises import (
    list_alternatives,
    list_exercises_by_id,
    list_similar_exercises,
)
from irontrack.graphql.batching import aligned, grouped
from irontrack.models import EquipmentRow, ExerciseTagRow, MuscleGroupRow, Role

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Row

    from irontrack.graphql.context import Context


async def exercise_by_id(context: Context, ids: Sequence[UUID]) -> list[Row[Any] | None]:
    """Return one exercise per id; None where the caller may not see it."""
    viewer = context.viewer
    is_trainer = viewer is not None and viewer.role == Role.FITNESS_TRAINER
    rows = await list_exercises_by_id(context.database, context.viewer_id, ids, is_trainer=is_trainer)
    return aligned(rows, ids, by="id")


async def similar_by_exercise(context: Context, ids: Sequence[UUID]) -> list[list[Row[Any]]]:
    """Return one list of exercises that may be the same per exercise, the likest first; at most 5."""
    rows = await list_similar_exercises(context.database, context.viewer_id, ids)
    return grouped(rows, ids, by="similar_to")


async def alternatives_by_exercise(context: Context, ids: Sequence[UUID]) -> list[list[Row[Any]]]:
    """Return one list of exercises that can stand in for it per exercise, the best first; at most 10."""
    rows = await list_alternatives(context.database, context.viewer_id, ids)
    return grouped(rows, ids, by="alternative_to")


async def equipment_by_exercise(context: Context, ids: Sequence[UUID]) -> list[list[Row[Any]]]:
    """Return one list of equipment per exercise, by name; empty when none."""
    return grouped(await reference.list_equipment_of(context.database, ids), ids, by="exercise_id")


async def primary_muscles_by_exercise(context: Context, ids: Sequence[UUID]) -> list[list[Row[Any]]]:
    """Return one list of muscle groups per exercise, by name; empty when none."""
    return grouped(await reference.list_primary_muscles_of(context.database, ids), ids, by="exercise_id")


async def secondary_muscles_by_exercise(context: Context, ids: Sequence[UUID]) -> list[list[Row[Any]]]:
    """Return one list of muscle groups per exercise, by name; empty when none."""
    return grouped(await reference.list_secondary_muscles_of(context.database, ids), ids, by="exercise_id")


async def tags_by_exercise(context: Context, ids: Sequence[UUID]) -> list[list[Row[Any]]]:
    """Return one list of tags per exercise, by name; empty when none."""
    return grouped(await reference.list_tags_of(context.database, ids), ids, by="exercise_id")


async def aliases_by_exercise(context: Context, ids: Sequence[UUID]) -> list[list[str]]:
    """Return one list of names per exercise, by name; empty when none."""
    rows = grouped(await reference.list_aliases_of(context.database, ids), ids, by="exercise_id")
    return [[row.name for row in aliases] for aliases in rows]


async def equipment_by_id(context: Context, ids: Sequence[int]) -> list[Row[Any] | None]:
    """Return one piece of equipment per id; None where there is none."""
    return aligned(await reference.list_named_by_id(context.database, EquipmentRow, ids), ids, by="id")


async def muscle_group_by_id(context: Context, ids: Sequence[int]) -> list[Row[Any] | None]:
    """Return one muscle group per id; None where there is none."""
    return aligned(await reference.list_named_by_id(context.database, MuscleGroupRow, ids), ids, by="id")


async def exercise_tag_by_id(context: Context, ids: Sequence[int]) -> list[Row[Any] | None]:
    """Return one tag per id; None where there is none."""
    return aligned(await reference.list_named_by_id(context.database, ExerciseTagRow, ids), ids, by="id")
