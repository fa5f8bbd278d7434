"""Reading sessions, their exercises and sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from irontrack.infra.database import any_of
from irontrack.models import (
    SessionStatus,
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    TrainingSessionSetRow,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.infra.database import Database

SESSION: Final = (
    TrainingSessionRow.id,
    TrainingSessionRow.training_plan_id,
    TrainingSessionRow.training_unit_id,
    TrainingSessionRow.enrollment_day_id,
    TrainingSessionRow.unit_name_snapshot,
    TrainingSessionRow.plan_name_snapshot,
    TrainingSessionRow.start_time,
    TrainingSessionRow.end_time,
    TrainingSessionRow.user_timezone,
    TrainingSessionRow.status,
    TrainingSessionRow.duration_seconds,
    TrainingSessionRow.body_weight_kg,
    TrainingSessionRow.notes,
    TrainingSessionRow.reopened_reason,
    TrainingSessionRow.version,
)
_EXERCISE: Final = (
    TrainingSessionExerciseRow.id,
    TrainingSessionExerciseRow.client_id,
    TrainingSessionExerciseRow.session_id,
    TrainingSessionExerciseRow.exercise_id,
    TrainingSessionExerciseRow.exercise_name_snapshot,
    TrainingSessionExerciseRow.mode_snapshot,
    TrainingSessionExerciseRow.order_index,
    TrainingSessionExerciseRow.notes,
    TrainingSessionExerciseRow.group_index_snapshot,
    TrainingSessionExerciseRow.sets_snapshot,
    TrainingSessionExerciseRow.reps_min_snapshot,
    TrainingSessionExerciseRow.reps_max_snapshot,
    TrainingSessionExerciseRow.target_time_seconds_snapshot,
    TrainingSessionExerciseRow.target_distance_km_snapshot,
    TrainingSessionExerciseRow.target_weight_snapshot,
    TrainingSessionExerciseRow.target_pace_min_seconds_per_km_snapshot,
    TrainingSessionExerciseRow.target_pace_max_seconds_per_km_snapshot,
    TrainingSessionExerciseRow.rest_seconds_snapshot,
)
_SET: Final = (
    TrainingSessionSetRow.id,
    TrainingSessionSetRow.client_id,
    TrainingSessionSetRow.session_exercise_id,
    TrainingSessionSetRow.order_index,
    TrainingSessionSetRow.set_type,
    TrainingSessionSetRow.load_kind,
    TrainingSessionSetRow.weight,
    TrainingSessionSetRow.reps_completed,
    TrainingSessionSetRow.time_seconds,
    TrainingSessionSetRow.distance_km,
    TrainingSessionSetRow.rpe,
    TrainingSessionSetRow.completed_at,
)


async def list_sessions_by_id(database: Database, viewer_id: UUID, ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return those of the sessions that are the viewer's. One statement."""
    statement = select(*SESSION).where(
        any_of(TrainingSessionRow.id, ids), TrainingSessionRow.user_id == viewer_id
    )
    return await database.fetch(statement)


async def list_session_exercises(database: Database, session_ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return the exercises of the sessions, in their order. One statement."""
    statement = (
        select(*_EXERCISE)
        .where(any_of(TrainingSessionExerciseRow.session_id, session_ids))
        .order_by(TrainingSessionExerciseRow.session_id, TrainingSessionExerciseRow.order_index)
    )
    return await database.fetch(statement)


async def list_session_exercises_by_id(
    database: Database, viewer_id: UUID, ids: Sequence[int]
) -> Sequence[Row[Any]]:
    """Return those of the session exercises that are the viewer's. One statement."""
    statement = (
        select(*_EXERCISE)
        .join(TrainingSessionRow, TrainingSessionRow.id == TrainingSessionExerciseRow.session_id)
        .where(any_of(TrainingSessionExerciseRow.id, ids), TrainingSessionRow.user_id == viewer_id)
    )
    return await database.fetch(statement)


async def list_sets(database: Database, session_exercise_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Return the sets of the session exercises, in their order. One statement."""
    statement = (
        select(*_SET)
        .where(any_of(TrainingSessionSetRow.session_exercise_id, session_exercise_ids))
        .order_by(TrainingSessionSetRow.session_exercise_id, TrainingSessionSetRow.order_index)
    )
    return await database.fetch(statement)


async def list_sets_by_id(database: Database, viewer_id: UUID, ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Return those of the sets that are the viewer's. One statement."""
    exercise = TrainingSessionExerciseRow
    statement = (
        select(*_SET)
        .join(exercise, exercise.id == TrainingSessionSetRow.session_exercise_id)
        .join(TrainingSessionRow, TrainingSessionRow.id == exercise.session_id)
        .where(any_of(TrainingSessionSetRow.id, ids), TrainingSessionRow.user_id == viewer_id)
    )
    return await database.fetch(statement)


async def find_session_in_progress(db: AsyncSession, viewer_id: UUID) -> TrainingSessionRow | None:
    """Return one of the viewer's sessions in progress, or None."""
    statement = select(TrainingSessionRow).where(
        TrainingSessionRow.user_id == viewer_id, TrainingSessionRow.status == SessionStatus.IN_PROGRESS
    )
    return (await db.scalars(statement.limit(1))).one_or_none()
