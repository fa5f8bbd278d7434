"""Reading training units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import collate, exists, func, select, update
from sqlalchemy.orm import aliased

from irontrack.infra.database import any_of
from irontrack.infra.paging import Keyset, KeysetList
from irontrack.models import (
    SharingStatus,
    TrainingPlanRow,
    TrainingPlanUnitRow,
    TrainingUnitExerciseRow,
    TrainingUnitRow,
)
from irontrack.sharing.service import can_read_plan, can_read_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.infra.database import Database

_UNIT: Final = (
    TrainingUnitRow.id,
    TrainingUnitRow.name,
    TrainingUnitRow.slug,
    TrainingUnitRow.description,
    TrainingUnitRow.is_system_default,
    TrainingUnitRow.created_by,
    TrainingUnitRow.copied_from_id,
    TrainingUnitRow.sharing_status,
    TrainingUnitRow.version,
    TrainingUnitRow.created_at,
    TrainingUnitRow.updated_at,
)
_EXERCISE: Final = (
    TrainingUnitExerciseRow.id,
    TrainingUnitExerciseRow.client_id,
    TrainingUnitExerciseRow.training_unit_id,
    TrainingUnitExerciseRow.exercise_id,
    TrainingUnitExerciseRow.exercise_name_snapshot,
    TrainingUnitExerciseRow.mode,
    TrainingUnitExerciseRow.order_index,
    TrainingUnitExerciseRow.group_index,
    TrainingUnitExerciseRow.unit_exercise_notes,
    TrainingUnitExerciseRow.target_weight,
    TrainingUnitExerciseRow.sets,
    TrainingUnitExerciseRow.reps_min,
    TrainingUnitExerciseRow.reps_max,
    TrainingUnitExerciseRow.target_time_seconds,
    TrainingUnitExerciseRow.target_distance_km,
    TrainingUnitExerciseRow.target_pace_min_seconds_per_km,
    TrainingUnitExerciseRow.target_pace_max_seconds_per_km,
    TrainingUnitExerciseRow.rest_seconds,
)


def list_own_units(viewer_id: UUID) -> KeysetList:
    """Return the viewer's own units by name."""
    name = collate(func.lower(TrainingUnitRow.name), "C")
    statement = select(*_UNIT).where(TrainingUnitRow.created_by == viewer_id)
    return KeysetList(statement, Keyset("name", (name, TrainingUnitRow.id), (str, UUID)), (viewer_id,))


async def list_units_by_id(
    database: Database, viewer_id: UUID | None, ids: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """Return those of the units that the viewer may read. One statement."""
    statement = select(*_UNIT).where(any_of(TrainingUnitRow.id, ids), can_read_unit(viewer_id))
    return await database.fetch(statement)


async def list_unit_exercises(database: Database, unit_ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return the exercises of the units, in their order. One statement."""
    statement = (
        select(*_EXERCISE)
        .where(any_of(TrainingUnitExerciseRow.training_unit_id, unit_ids))
        .order_by(TrainingUnitExerciseRow.training_unit_id, TrainingUnitExerciseRow.order_index)
    )
    return await database.fetch(statement)


async def list_readable_unit_exercises(
    database: Database, viewer_id: UUID | None, unit_ids: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """Return the exercises of those of the units that the viewer may read, in their order. One statement.

    `unit_id` tells which unit; one without exercises has a row whose other columns are NULL.
    """
    exercise = TrainingUnitExerciseRow
    statement = (
        select(TrainingUnitRow.id.label("unit_id"), *_EXERCISE)
        .outerjoin(exercise, exercise.training_unit_id == TrainingUnitRow.id)
        .where(any_of(TrainingUnitRow.id, unit_ids), can_read_unit(viewer_id))
        .order_by(TrainingUnitRow.id, exercise.order_index)
    )
    return await database.fetch(statement)


async def list_unit_exercises_by_id(
    database: Database, viewer_id: UUID | None, ids: Sequence[int]
) -> Sequence[Row[Any]]:
    """Return those of the unit exercises whose unit the viewer may read. One statement."""
    statement = (
        select(*_EXERCISE)
        .join(TrainingUnitRow, TrainingUnitRow.id == TrainingUnitExerciseRow.training_unit_id)
        .where(any_of(TrainingUnitExerciseRow.id, ids), can_read_unit(viewer_id))
    )
    return await database.fetch(statement)


async def get_readable_unit(db: AsyncSession, viewer_id: UUID, unit_id: UUID) -> TrainingUnitRow | None:
    """Return a unit that the viewer may read, kept as it is until the transaction ends, or None.

    Held against edits too: what is copied from it can refer to its exercises. One statement.
    """
    statement = select(TrainingUnitRow).where(TrainingUnitRow.id == unit_id, can_read_unit(viewer_id))
    return (await db.scalars(statement.with_for_update(of=TrainingUnitRow, read=True))).one_or_none()


async def list_exercises_of_unit(db: AsyncSession, unit_id: UUID) -> Sequence[TrainingUnitExerciseRow]:
    """Return the exercises of one unit, in their order. One statement."""
    statement = (
        select(TrainingUnitExerciseRow)
        .where(TrainingUnitExerciseRow.training_unit_id == unit_id)
        .order_by(TrainingUnitExerciseRow.order_index)
    )
    return (await db.scalars(statement)).all()


async def is_planned(db: AsyncSession, unit_id: UUID) -> bool:
    """Whether any plan has a unit, whosever it is. One statement."""
    is_on_a_day = exists().where(TrainingPlanUnitRow.training_unit_id == unit_id)
    return bool(await db.scalar(select(is_on_a_day)))


async def list_plans_with(
    db: AsyncSession, viewer_id: UUID, unit_id: UUID, most: int
) -> Sequence[TrainingPlanRow]:
    """Return plans that have a unit and that the viewer may read, by name. One statement."""
    place = TrainingPlanUnitRow
    has_it = exists().where(place.training_plan_id == TrainingPlanRow.id, place.training_unit_id == unit_id)
    statement = (
        select(TrainingPlanRow)
        .where(has_it, can_read_plan(viewer_id))
        .order_by(func.lower(TrainingPlanRow.name), TrainingPlanRow.id)
        .limit(most)
    )
    return (await db.scalars(statement)).all()


async def lock_templates(db: AsyncSession, owner_id: UUID) -> None:
    """Hold a person's plans and units until the transaction ends. Two statements.

    Meanwhile no unit is put into a plan, and nobody starts a session by either.
    """
    for template in (TrainingPlanRow, TrainingUnitRow):
        statement = select(template.id).where(template.created_by == owner_id)
        await db.execute(statement.order_by(template.id).with_for_update())


async def forget_originals(db: AsyncSession, owner_id: UUID) -> None:
    """Let other people's copies of a person's plans and units forget them, unless they are public.

    Two statements.
    """
    for template in (TrainingPlanRow, TrainingUnitRow):
        original: Any = aliased(template)
        is_going = original.created_by == owner_id, original.sharing_status != SharingStatus.PUBLIC
        is_copy = template.copied_from_id == original.id, *is_going
        forgotten = update(template).where(*is_copy, template.created_by.is_distinct_from(owner_id))
        await db.execute(forgotten.values(copied_from_id=None).execution_options(synchronize_session=False))
