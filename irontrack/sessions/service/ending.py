"""How a session ends: completed or given up; and how it is taken up again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from irontrack.accounts.service import lock_account
from irontrack.errors import ConflictError
from irontrack.kit.clock import now
from irontrack.models import SessionStatus, limits
from irontrack.sessions.queries import sessions as queries
from irontrack.sessions.queries.holding import is_run
from irontrack.sessions.service.holding import hold_session, require_in_progress, require_no_run
from irontrack.sessions.service.moments import check_end
from irontrack.validation import Validator

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import TrainingSessionRow
    from irontrack.sessions.service.moments import Given

LONGEST_REASON: Final = 255


@dataclass(frozen=True, slots=True)
class Ending:
    """How a session ends.

    Attributes:
        end_time: None for now, or for the start where a clock is ahead.
        notes: Replace the session's by their `value`; None leaves them.
        body_weight_kg: Replaces the session's by its `value`; None leaves it.
        version: The one that the user has seen; None for any.
    """

    end_time: datetime | None = None
    notes: Given[str | None] | None = None
    body_weight_kg: Given[Decimal | None] | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Reopening:
    """How a session is taken up again.

    Attributes:
        reason: Why, 1–255 characters; kept with the session.
        version: The one that the user has seen; None for any.
        allow_several: Whether another session may be in progress.
    """

    reason: str
    version: int | None = None
    allow_several: bool = False


async def finish_session(
    db: AsyncSession, user_id: UUID, session_id: UUID, ending: Ending
) -> TrainingSessionRow:
    """Complete a session; its duration is computed. Two statements.

    Raises:
        NotFoundError: The session is not the user's.
        ConflictError: The session is over, or has another version.
        ValidationError: The end lies before the start or in the future, or a value is unusable.
    """
    return await _end(db, user_id, session_id, ending, SessionStatus.COMPLETED)


async def abort_session(
    db: AsyncSession, user_id: UUID, session_id: UUID, ending: Ending
) -> TrainingSessionRow:
    """Give a session up; what was logged is kept, and there is no duration. Otherwise as `finish_session`."""
    return await _end(db, user_id, session_id, ending, SessionStatus.ABORTED)


async def reopen_session(
    db: AsyncSession,
    user_id: UUID,
    session_id: UUID,
    wanted: Reopening,
) -> TrainingSessionRow:
    """Let a session that is over be in progress again: without end and duration. Five statements.

    Args:
        db: The transaction.
        user_id: Whose session it must be.
        session_id: Which session.
        wanted: Why, and under which conditions.

    Raises:
        NotFoundError: The session is not the user's.
        ConflictError: It is in progress or a run, another one is in progress, or it has another version.
        ValidationError: The reason is unusable.
    """
    validator = Validator()
    reason = validator.name(wanted.reason, "reason", longest=LONGEST_REASON)
    validator.finish()
    await lock_account(db, user_id)  # as whoever starts a session does, so that one is in progress
    session = await hold_session(db, user_id, session_id, wanted.version)
    if session.status == SessionStatus.IN_PROGRESS:
        message = "The session is in progress."
        raise ConflictError(message, session)
    require_no_run(session, is_run=await is_run(db, session_id))
    current = None if wanted.allow_several else await queries.find_session_in_progress(db, user_id)
    if current is not None:
        message = "Another session is in progress: finish it first, or allow several."
        raise ConflictError(message, current)
    session.status = SessionStatus.IN_PROGRESS
    session.end_time = session.duration_seconds = None
    session.reopened_reason = reason
    session.version += 1
    await db.flush()
    return session


async def _end(
    db: AsyncSession, user_id: UUID, session_id: UUID, ending: Ending, status: SessionStatus
) -> TrainingSessionRow:
    session = await hold_session(db, user_id, session_id, ending.version)
    require_in_progress(session)
    end = ending.end_time or max(now(), session.start_time)
    notes, weight, validator = session.notes, session.body_weight_kg, Validator()
    if ending.notes:
        notes = validator.text(ending.notes.value, "notes", longest=limits.NOTES_LENGTH)
    if ending.body_weight_kg:
        weight = ending.body_weight_kg.value
        validator.within(weight, limits.BODY_WEIGHT_KG, "bodyWeight", "value")
    duration = check_end(validator, session.start_time, end)
    validator.finish()
    session.status, session.end_time = status, end
    session.duration_seconds = duration if status == SessionStatus.COMPLETED else None
    session.notes, session.body_weight_kg = notes, weight
    session.version += 1
    await db.flush()
    return session
