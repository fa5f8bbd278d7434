"""What a load of the system's templates reads, and what it takes out of its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, func, select, update

from irontrack.infra.database import any_of
from irontrack.models import (
    ExerciseRow,
    TrainingPlanRow,
    TrainingPlanUnitRow,
    TrainingUnitExerciseRow,
    TrainingUnitRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

_TEMPLATES_LOCK: Final = 0x1CA7A107  # any number that nothing else locks


async def lock_catalogue(db: AsyncSession) -> None:
    """Let no other load of the templates begin before this transaction ends."""
    await db.execute(select(func.pg_advisory_xact_lock(_TEMPLATES_LOCK)))


async def list_exercise_names(db: AsyncSession, slugs: Iterable[str]) -> dict[str, tuple[UUID, str]]:
    """Return id and name of the system's exercises by slug, deactivated ones too. One statement."""
    statement = select(ExerciseRow.slug, ExerciseRow.id, ExerciseRow.name)
    found = await db.execute(statement.where(any_of(ExerciseRow.slug, slugs), ExerciseRow.is_system_default))
    return {slug: (exercise_id, name) for slug, exercise_id, name in found if slug is not None}


async def lock_system_templates[T: (TrainingUnitRow, TrainingPlanRow)](
    db: AsyncSession, template: type[T], slugs: Iterable[str]
) -> dict[str | None, T]:
    """Return the system's templates of these slugs, held until the transaction ends. One statement."""
    is_wanted = template.is_system_default, any_of(template.slug, slugs)
    statement = select(template).where(*is_wanted).order_by(template.id)
    return {row.slug: row for row in await db.scalars(statement.with_for_update(key_share=True))}


async def list_exercises(db: AsyncSession, unit_ids: Iterable[UUID]) -> Sequence[TrainingUnitExerciseRow]:
    """Return the exercises of the units, in their order. One statement."""
    exercise = TrainingUnitExerciseRow
    statement = select(exercise).where(any_of(exercise.training_unit_id, unit_ids))
    return (await db.scalars(statement.order_by(exercise.training_unit_id, exercise.order_index))).all()


async def list_places(db: AsyncSession, plan_ids: Iterable[UUID]) -> Sequence[TrainingPlanUnitRow]:
    """Return what is on the days of the plans. One statement."""
    place = TrainingPlanUnitRow
    return (await db.scalars(select(place).where(any_of(place.training_plan_id, plan_ids)))).all()


async def move_exercises_away(db: AsyncSession, ids: Iterable[int]) -> None:
    """Put rows of a unit where no other is, so that they can take each other's positions. One statement."""
    exercise = TrainingUnitExerciseRow
    away = update(exercise).where(any_of(exercise.id, ids)).values(order_index=-1 - exercise.order_index)
    await db.execute(away.execution_options(synchronize_session=False))


async def delete_rows(
    db: AsyncSession, rows: Sequence[TrainingUnitExerciseRow] | Sequence[TrainingPlanUnitRow]
) -> None:
    """Delete some rows of one table. One statement."""
    table = type(rows[0])
    await db.execute(delete(table).where(any_of(table.id, [row.id for row in rows])))
