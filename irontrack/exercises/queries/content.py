"""What a change of an exercise reads and holds: the exercise, what it refers to, and what refers to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, SmallInteger, String, exists, func, or_, select, union

from irontrack.infra.database import any_of
from irontrack.models import (
    ExerciseAliasRow,
    ExerciseEquipmentRow,
    ExercisePrimaryMuscleRow,
    ExerciseRow,
    ExerciseSecondaryMuscleRow,
    ExerciseTagMapRow,
    TrainingSessionExerciseRow,
    TrainingUnitExerciseRow,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, RowMapping
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import InstrumentedAttribute

    from irontrack.exercises.queries.reference import Named


async def get_exercise(db: AsyncSession, exercise_id: UUID) -> ExerciseRow | None:
    """Return an exercise, whosever it is, or None. One statement."""
    return await db.get(ExerciseRow, exercise_id)


async def lock_exercise(
    db: AsyncSession, exercise_id: UUID, *, for_deletion: bool = False
) -> ExerciseRow | None:
    """Return an exercise as it is now, held until the transaction ends, or None. One statement.

    Held for deletion, nothing can begin to refer to it either.
    """
    statement = select(ExerciseRow).where(ExerciseRow.id == exercise_id)
    held = statement.with_for_update(key_share=not for_deletion)
    return (await db.scalars(held.execution_options(populate_existing=True))).one_or_none()


async def lock_exercises(db: AsyncSession, ids: Collection[UUID]) -> Sequence[ExerciseRow]:
    """Return those of the exercises that exist, held until the transaction ends, by id. One statement."""
    statement = select(ExerciseRow).where(any_of(ExerciseRow.id, ids)).order_by(ExerciseRow.id)
    held = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    return (await db.scalars(held)).all()


async def get_links(db: AsyncSession, exercise_id: UUID) -> RowMapping:
    """Return what an exercise refers to, each a list in order, and its aliases. One statement.

    The names: primary_muscle_ids, secondary_muscle_ids, equipment_ids, tag_ids, aliases.
    """
    primary, secondary = ExercisePrimaryMuscleRow, ExerciseSecondaryMuscleRow
    equipment, tag, alias = ExerciseEquipmentRow, ExerciseTagMapRow, ExerciseAliasRow
    statement = select(
        _keys(primary.muscle_group_id, primary.exercise_id, exercise_id).label("primary_muscle_ids"),
        _keys(secondary.muscle_group_id, secondary.exercise_id, exercise_id).label("secondary_muscle_ids"),
        _keys(equipment.equipment_id, equipment.exercise_id, exercise_id).label("equipment_ids"),
        _keys(tag.tag_id, tag.exercise_id, exercise_id).label("tag_ids"),
        _keys(alias.name, alias.exercise_id, exercise_id).label("aliases"),
    )
    return (await db.execute(statement)).mappings().one()


async def list_existing(db: AsyncSession, table: type[Named], keys: Collection[int]) -> set[int]:
    """Return those of a reference list's keys that exist, kept until the transaction ends. One statement."""
    statement = select(table.id).where(any_of(table.id, keys)).order_by(table.id)
    return set(await db.scalars(statement.with_for_update(read=True, key_share=True)))


async def list_taken_names(db: AsyncSession, exercise_id: UUID, names: Collection[str]) -> set[str]:
    """Return those of the names, in lower case, that other system exercises have as names or aliases.

    What was merged counts by what it was merged into. One statement.
    """
    exercise, alias = ExerciseRow, ExerciseAliasRow
    name, other_name = (func.lower(column, type_=String) for column in (exercise.name, alias.name))
    is_other = exercise.is_system_default, exercise.merged_into_id.is_(None), exercise.id != exercise_id
    statement = union(
        select(name).where(any_of(name, names), *is_other),
        select(other_name).where(
            any_of(other_name, names), alias.is_system_default, alias.exercise_id != exercise_id
        ),
    )
    return set(await db.scalars(statement))


async def count_own(db: AsyncSession, owner_id: UUID) -> int:
    """Return how many active exercises somebody has. One statement."""
    statement = select(func.count()).where(ExerciseRow.created_by == owner_id, ExerciseRow.is_active)
    count: int = (await db.execute(statement)).scalar_one()
    return count


async def is_referred_to(db: AsyncSession, exercise_id: UUID) -> bool:
    """Whether any template or session refers to an exercise, whosever they are. One statement."""
    statement = select(
        or_(
            exists().where(TrainingUnitExerciseRow.exercise_id == exercise_id),
            exists().where(TrainingSessionExerciseRow.exercise_id == exercise_id),
        )
    )
    return bool((await db.execute(statement)).scalar_one())


def _keys(
    column: InstrumentedAttribute[Any], exercise: InstrumentedAttribute[UUID], exercise_id: UUID
) -> ColumnElement[Any]:
    keys = select(column).where(exercise == exercise_id).order_by(column).scalar_subquery()
    kind = String() if column is ExerciseAliasRow.name else SmallInteger()
    return func.array(keys, type_=ARRAY(kind))
