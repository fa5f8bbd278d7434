"""Reading the reference lists: equipment, muscle groups and tags, and which exercises have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import collate, select

from irontrack.infra.database import any_of
from irontrack.infra.paging import Keyset, KeysetList
from irontrack.models import (
    EquipmentRow,
    ExerciseAliasRow,
    ExerciseEquipmentRow,
    ExercisePrimaryMuscleRow,
    ExerciseSecondaryMuscleRow,
    ExerciseTagMapRow,
    ExerciseTagRow,
    MuscleGroupRow,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.orm import InstrumentedAttribute

    from irontrack.infra.database import Database

    type Named = EquipmentRow | MuscleGroupRow | ExerciseTagRow


def list_equipment() -> KeysetList:
    """Return all equipment by name."""
    return _by_name(EquipmentRow)


def list_muscle_groups() -> KeysetList:
    """Return all muscle groups by name."""
    return _by_name(MuscleGroupRow)


def list_exercise_tags() -> KeysetList:
    """Return all tags by name."""
    return _by_name(ExerciseTagRow)


async def list_equipment_of(database: Database, exercise_ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return exercise_id and what is shown of the exercises' equipment, by name. One statement."""
    link = ExerciseEquipmentRow
    return await _linked(database, EquipmentRow, link.equipment_id, link.exercise_id, exercise_ids)


async def list_primary_muscles_of(database: Database, exercise_ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return (exercise_id, id, name) of the exercises' primary muscles, by name. One statement."""
    link = ExercisePrimaryMuscleRow
    return await _linked(database, MuscleGroupRow, link.muscle_group_id, link.exercise_id, exercise_ids)


async def list_secondary_muscles_of(database: Database, exercise_ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return (exercise_id, id, name) of the exercises' secondary muscles, by name. One statement."""
    link = ExerciseSecondaryMuscleRow
    return await _linked(database, MuscleGroupRow, link.muscle_group_id, link.exercise_id, exercise_ids)


async def list_tags_of(database: Database, exercise_ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return (exercise_id, id, name) of the exercises' tags, by name. One statement."""
    link = ExerciseTagMapRow
    return await _linked(database, ExerciseTagRow, link.tag_id, link.exercise_id, exercise_ids)


async def list_aliases_of(database: Database, exercise_ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return (exercise_id, name) of the exercises' aliases, by name. One statement."""
    statement = (
        select(ExerciseAliasRow.exercise_id, ExerciseAliasRow.name)
        .where(any_of(ExerciseAliasRow.exercise_id, exercise_ids))
        .order_by(ExerciseAliasRow.name)
    )
    return await database.fetch(statement)


async def list_named_by_id(database: Database, table: type[Named], ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Return what is shown of rows of a reference list. One statement."""
    return await database.fetch(select(*_columns(table)).where(any_of(table.id, ids)))


def _by_name(table: type[Named]) -> KeysetList:
    keyset = Keyset(f"{table.__tablename__} by name", (collate(table.name, "C"),), (str,))
    return KeysetList(select(*_columns(table)), keyset)


def _columns(table: type[Named]) -> tuple[Any, ...]:
    named = table.id, table.name
    return (*named, EquipmentRow.is_always_available) if table is EquipmentRow else named


async def _linked(
    database: Database,
    table: type[Named],
    linked_id: InstrumentedAttribute[int],
    exercise_id: InstrumentedAttribute[UUID],
    exercise_ids: Sequence[UUID],
) -> Sequence[Row[Any]]:
    statement = (
        select(exercise_id.label("exercise_id"), *_columns(table))
        .join(table, table.id == linked_id)
        .where(any_of(exercise_id, exercise_ids))
        .order_by(table.name)
    )
    return await database.fetch(statement)
