"""Exercises of sessions: reading and deleting them. Whoever writes holds the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from irontrack.models import TrainingSessionExerciseRow

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession


async def find_named_exercise(
    db: AsyncSession, session_id: UUID, client_id: UUID | None
) -> TrainingSessionExerciseRow | None:
    """Return the exercise of a session that its client calls so, or None. One statement."""
    exercise = TrainingSessionExerciseRow
    statement = select(exercise).where(exercise.session_id == session_id, exercise.client_id == client_id)
    return (await db.scalars(statement)).one_or_none()


async def get_exercise(db: AsyncSession, id_: int) -> TrainingSessionExerciseRow | None:
    """Return an exercise of a session, or None. One statement."""
    exercise = TrainingSessionExerciseRow
    return (await db.scalars(select(exercise).where(exercise.id == id_))).one_or_none()


async def delete_exercise(db: AsyncSession, id_: int) -> bool:
    """Delete an exercise of a session with its sets; whether it was there. One statement."""
    exercise = TrainingSessionExerciseRow
    return await db.scalar(delete(exercise).where(exercise.id == id_).returning(exercise.id)) is not None
