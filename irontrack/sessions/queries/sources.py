"""What a session takes over from another one when it starts, and holding what it will refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from irontrack.infra.database import any_of
from irontrack.models import (
    EnrollmentDayRow,
    ExerciseRow,
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    TrainingUnitExerciseRow,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from collections.abc import Set as AbstractSet
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession


async def get_own_session(db: AsyncSession, user_id: UUID, session_id: UUID) -> TrainingSessionRow | None:
    """Return a session of the user's, which is not held, or None. One statement."""
    session = TrainingSessionRow
    statement = select(session).where(session.id == session_id, session.user_id == user_id)
    return (await db.scalars(statement)).one_or_none()


async def find_earlier_session(db: AsyncSession, user_id: UUID, day_id: UUID) -> UUID | None:
    """Return the user's latest session on a day of the same enrollment with a unit of the same name, or None.

    Only one that has planned exercises. One statement.
    """
    session, exercise = TrainingSessionRow, TrainingSessionExerciseRow
    this, other = aliased(EnrollmentDayRow), aliased(EnrollmentDayRow)
    statement = (
        select(session.id)
        .join(other, other.id == session.enrollment_day_id)
        .join(this, this.enrollment_id == other.enrollment_id)
        .where(
            this.id == day_id,
            other.unit_name_snapshot == this.unit_name_snapshot,
            session.user_id == user_id,
            exists().where(exercise.session_id == session.id, exercise.sets_snapshot.is_not(None)),
        )
        .order_by(session.start_time.desc(), session.id.desc())
        .limit(1)
    )
    return (await db.scalars(statement)).one_or_none()


async def list_exercises_of_session(
    db: AsyncSession, session_id: UUID
) -> Sequence[TrainingSessionExerciseRow]:
    """Return the exercises of one session, in their order. One statement."""
    exercise = TrainingSessionExerciseRow
    statement = select(exercise).where(exercise.session_id == session_id).order_by(exercise.order_index)
    return (await db.scalars(statement)).all()


async def hold_exercises(db: AsyncSession, ids: Collection[UUID]) -> AbstractSet[UUID]:
    """Return which of the exercises exist, whosever they are, kept from deletion. One statement."""
    return await _held(db, ExerciseRow.id, ids)


async def hold_unit_exercises(db: AsyncSession, ids: Collection[int]) -> AbstractSet[int]:
    """Return which of the exercises of units exist, kept from deletion. One statement."""
    return await _held(db, TrainingUnitExerciseRow.id, ids)


async def _held(db: AsyncSession, key: Any, ids: Collection[Any]) -> AbstractSet[Any]:  # noqa: ANN401 - a column
    statement = select(key).where(any_of(key, ids)).order_by(key)
    return set(await db.scalars(statement.with_for_update(read=True, key_share=True)))
