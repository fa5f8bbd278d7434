"""Holding a session until the transaction ends: every write to it or beneath it begins here.

New things go into a session in progress only. What is there can be changed and taken away afterwards too: the
past is put right where it is wrong. A run is recorded whole: what makes up its distance and times is changed
by `irontrack.running` alone, which sees all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from irontrack.errors import ConflictError, NotFoundError
from irontrack.models import SessionStatus
from irontrack.sessions.queries import holding as queries

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import TrainingSessionRow
    from irontrack.sessions.queries.holding import HeldExercise, HeldSet, Key

_NO_SESSION: Final = "There is no such session."
_NO_EXERCISE: Final = "There is no such exercise in your sessions."
_NO_SET: Final = "There is no such set in your sessions."
OF_RUN: Final = "The session is a run, which is recorded whole: change it with updateRun."


async def hold_session(
    db: AsyncSession, user_id: UUID, session_id: UUID, version: int | None = None
) -> TrainingSessionRow:
    """Return a session of the user's, locked. The caller raises its version. One statement.

    Args:
        db: The transaction.
        user_id: Whose it must be.
        session_id: Which one.
        version: The one that the user has seen; None for any.

    Raises:
        NotFoundError: The session is not the user's.
        ConflictError: It has another version.
    """
    session = await queries.lock_session(db, user_id, session_id)
    if session is None:
        raise NotFoundError(_NO_SESSION)
    if version not in {None, session.version}:
        message = "It was changed meanwhile; look at it again."
        raise ConflictError(message, session)
    return session


async def hold_exercise(db: AsyncSession, user_id: UUID, key: Key) -> HeldExercise:
    """Return an exercise in a session of the user's, which is locked. One statement.

    Raises:
        NotFoundError: There is none, or a name is that of several.
    """
    held = await queries.lock_session_of_exercise(db, user_id, key)
    if held is None:
        raise no_exercise()
    return held


async def hold_set(db: AsyncSession, user_id: UUID, key: Key) -> HeldSet:
    """Return a set in a session of the user's, which is locked. One statement.

    Raises:
        NotFoundError: There is none, or a name is that of several.
    """
    held = await queries.lock_session_of_set(db, user_id, key)
    if held is None:
        raise no_set()
    return held


def require_in_progress(session: TrainingSessionRow) -> None:
    """Go on only with a session in progress.

    Raises:
        ConflictError: It is over.
    """
    if session.status != SessionStatus.IN_PROGRESS:
        message = f"The session is {session.status}; reopen it first."
        raise ConflictError(message, session)


def require_no_run(session: TrainingSessionRow, *, is_run: bool) -> None:
    """Go on only with what is no run.

    Raises:
        ConflictError: It is one.
    """
    if is_run:
        raise ConflictError(OF_RUN, session)


def no_exercise() -> NotFoundError:
    """Return what is raised where an exercise is in none of the user's sessions."""
    return NotFoundError(_NO_EXERCISE)


def no_set() -> NotFoundError:
    """Return what is raised where a set is in none of the user's sessions."""
    return NotFoundError(_NO_SET)
