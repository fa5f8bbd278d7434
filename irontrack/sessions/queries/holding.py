"""Locking sessions: whoever writes to one, or to anything beneath it, holds its row first.

And before it the account, as little as a reference to it does: the name of what is written refers to it too,
and whoever deletes the account holds that before the sessions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import exists, select

from irontrack.models import (
    SetMode,
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    TrainingSessionRunDetailRow,
    TrainingSessionSetRow,
    UserAccountRow,
)

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import CTE, ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

    type Key = int | UUID
    """What a row inside a session is known by: its id, or what its client calls it."""


class HeldExercise(NamedTuple):
    """An exercise of a session that is held. Its mode is that from before the wait for the lock."""

    session: TrainingSessionRow
    exercise_id: int
    mode: SetMode
    is_of_run: bool


class HeldSet(NamedTuple):
    """A set of a session that is held."""

    session: TrainingSessionRow
    set_id: int
    is_of_run: bool


async def lock_session(db: AsyncSession, viewer_id: UUID, session_id: UUID) -> TrainingSessionRow | None:
    """Return the viewer's session, locked until the transaction ends, or None. One statement."""
    viewer = _held_account(viewer_id)
    statement = (
        select(TrainingSessionRow)
        .join(viewer, viewer.c.id == TrainingSessionRow.user_id)
        .where(TrainingSessionRow.id == session_id)
        .with_for_update(of=TrainingSessionRow)
    )
    return (await db.scalars(statement)).one_or_none()


async def lock_session_of_exercise(db: AsyncSession, viewer_id: UUID, key: Key) -> HeldExercise | None:
    """Return an exercise of the viewer's with its session, locked until the transaction ends. One statement.

    None where there is none, and where several have the name.
    """
    exercise, viewer = TrainingSessionExerciseRow, _held_account(viewer_id)
    statement = (
        select(TrainingSessionRow, exercise.id, exercise.mode_snapshot, _is_run())
        .join(viewer, viewer.c.id == TrainingSessionRow.user_id)
        .join(exercise, exercise.session_id == TrainingSessionRow.id)
        .where(exercise.id == key if isinstance(key, int) else exercise.client_id == key)
        .order_by(TrainingSessionRow.id)
        .with_for_update(of=TrainingSessionRow)
    )
    found = (await db.execute(statement)).all()
    return HeldExercise(*found[0]) if len(found) == 1 else None


async def lock_session_of_set(db: AsyncSession, viewer_id: UUID, key: Key) -> HeldSet | None:
    """Return a set of the viewer's with its session, locked until the transaction ends. One statement.

    None where there is none, and where several have the name.
    """
    exercise, training_set = TrainingSessionExerciseRow, TrainingSessionSetRow
    viewer = _held_account(viewer_id)
    statement = (
        select(TrainingSessionRow, training_set.id, _is_run())
        .join(viewer, viewer.c.id == TrainingSessionRow.user_id)
        .join(exercise, exercise.session_id == TrainingSessionRow.id)
        .join(training_set, training_set.session_exercise_id == exercise.id)
        .where(training_set.id == key if isinstance(key, int) else training_set.client_id == key)
        .order_by(TrainingSessionRow.id)
        .with_for_update(of=TrainingSessionRow)
    )
    found = (await db.execute(statement)).all()
    return HeldSet(*found[0]) if len(found) == 1 else None


def _held_account(viewer_id: UUID) -> CTE:
    """Return the viewer's account, which is held before the rows that it is joined with."""
    account = select(UserAccountRow.id).where(UserAccountRow.id == viewer_id)
    return account.with_for_update(read=True, key_share=True).cte("viewer")


async def is_run(db: AsyncSession, session_id: UUID) -> bool:
    """Whether a session was recorded as a run. One statement."""
    exercise = TrainingSessionExerciseRow
    return (
        await db.scalar(select(exercise.id).where(exercise.session_id == session_id, _is_run())) is not None
    )


def _is_run() -> ColumnElement[bool]:
    """Return whether an exercise of a session has the other half of a run; that never comes or goes alone."""
    detail = TrainingSessionRunDetailRow
    return exists().where(detail.session_exercise_id == TrainingSessionExerciseRow.id)
