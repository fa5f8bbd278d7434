"""Starting sessions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from irontrack.accounts.service import check_time_zone, lock_account
from irontrack.errors import ConflictError, ValidationCode
from irontrack.infra.idempotency import Asked, once
from irontrack.kit.clock import now
from irontrack.kit.ids import new_id
from irontrack.models import TrainingSessionRow, limits
from irontrack.sessions.queries import sessions as queries
from irontrack.sessions.service.moments import check_past
from irontrack.sessions.service.named_exercises import NamedExercise, name_exercises
from irontrack.sessions.service.sources import Freestyle, Source, copy_source
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session to be started.

    Attributes:
        source: What it takes over names, exercises and targets from.
        start_time: None for now.
        time_zone: Where it happens, which decides its date; None for the account's.
        allow_several: Whether another session may be in progress; no part of what is asked for.
        exercises: Names for exercises of the source.
    """

    source: Source
    start_time: datetime | None = None
    time_zone: str | None = None
    notes: str | None = None
    allow_several: bool = False
    exercises: Sequence[NamedExercise] = field(default_factory=list)


async def start_session(
    db: AsyncSession,
    user_id: UUID,
    account_zone: str,
    wanted: NewSession,
    session_id: UUID | None = None,
) -> TrainingSessionRow:
    """Start a session with copies of what it is started from.

    Starts of one person come after each other. 18 statements at the most, however many exercises there are.

    Args:
        db: The transaction.
        user_id: Whose it will be.
        account_zone: Stands for a time zone that is not given.
        wanted: What to start.
        session_id: A UUIDv7 of the client's choice; None for one of ours.

    Raises:
        ValidationError: The name, time or zone is unusable; or as `name_exercises`.
        ConflictError: Another session is in progress; or as `once`.
        NotFoundError: There is no such source that the user may read.
    """

    def is_there(row: TrainingSessionRow) -> bool:
        return row.user_id == user_id

    async def make() -> TrainingSessionRow:
        zoned = wanted if wanted.time_zone else replace(wanted, time_zone=account_zone)
        return await _make_session(db, user_id, session_id or new_id(), zoned)

    # Before all else, as where an account is deleted: whoever waits for the other holds nothing then.
    await lock_account(db, user_id)
    # Whether another one may be in progress is a condition of the start: it can be met at the second attempt.
    asked = Asked(user_id, session_id, replace(wanted, allow_several=False))
    return await once(db, asked, TrainingSessionRow, is_there=is_there, make=make)


async def _make_session(
    db: AsyncSession, user_id: UUID, session_id: UUID, wanted: NewSession
) -> TrainingSessionRow:
    checked = await _checked(db, wanted)
    if not wanted.allow_several:
        current = await queries.find_session_in_progress(db, user_id)
        if current is not None:
            message = "Another session is in progress: finish it first, or allow several."
            raise ConflictError(message, current)
    copies = await copy_source(db, user_id, checked.source)
    await name_exercises(db, user_id, copies, wanted.exercises)
    session = TrainingSessionRow(
        id=session_id,
        user_id=user_id,
        start_time=checked.start_time,
        user_timezone=checked.time_zone,
        notes=checked.notes,
        **copies.session,
    )
    db.add(session)
    await db.flush()
    for exercise in copies.exercises:
        exercise.session_id = session_id
    db.add_all(copies.exercises)
    await db.flush()
    return session


async def _checked(db: AsyncSession, wanted: NewSession) -> NewSession:
    """Return what to start with values to store, the start among them."""
    source, start_time = wanted.source, wanted.start_time or now()
    validator = Validator()
    if isinstance(source, Freestyle) and source.name is not None:
        source = Freestyle(validator.name(source.name, "from", "freestyle", "name"))
    if isinstance(source, Freestyle) and wanted.exercises:
        message = "Without a source there are no exercises to be named; add them."
        validator.note(ValidationCode.NOT_ALLOWED, message, "exercises")
    notes = validator.text(wanted.notes, "notes", longest=limits.NOTES_LENGTH)
    check_past(validator, start_time, "startTime")
    await check_time_zone(db, validator, wanted.time_zone or "", "timeZone")
    validator.finish()
    return replace(wanted, source=source, start_time=start_time, notes=notes)
