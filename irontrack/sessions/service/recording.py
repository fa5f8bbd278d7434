"""Recording a whole workout after it: all of it, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from irontrack.accounts.service import check_time_zone, lock_account
from irontrack.exercises.service import find_trainable
from irontrack.infra.idempotency import Asked, once
from irontrack.kit.ids import new_id
from irontrack.models import (
    SessionStatus,
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    limits,
)
from irontrack.sessions.rules import duration_seconds
from irontrack.sessions.service.moments import check_end, check_past
from irontrack.sessions.service.recorded_exercises import (
    RecordedExercise,
    check_exercises,
    check_planned,
    check_size,
    exercise_row,
    set_row,
)
from irontrack.sessions.service.sources import Copies, Freestyle, copy_source
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import ExerciseRow
    from irontrack.sessions.service.sources import Template


@dataclass(frozen=True, slots=True)
class RecordedSession:
    """A workout that is over, with its exercises in their order.

    Attributes:
        start_time: When it began.
        end_time: When it ended.
        time_zone: Where it happened, which decides its date; None for the user's own.
        name: What it is called; None for what the template is called.
        notes: Free text.
        body_weight_kg: The body's weight on that day.
        exercises: In their order.
        template: What it was done by; None for nothing.
    """

    start_time: datetime
    end_time: datetime
    time_zone: str | None = None
    name: str | None = None
    notes: str | None = None
    body_weight_kg: Decimal | None = None
    exercises: Sequence[RecordedExercise] = field(default_factory=list)
    template: Template | None = None


async def record_session(
    db: AsyncSession,
    user_id: UUID,
    wanted: RecordedSession,
    default_zone: str,
    session_id: UUID | None = None,
) -> TrainingSessionRow:
    """Make a completed session with all its exercises and sets.

    18 statements at the most, nine without a template, however many exercises and sets there are.

    Args:
        db: The transaction.
        user_id: Whose it will be.
        wanted: What it says.
        default_zone: The user's time zone.
        session_id: A UUIDv7 of the client's choice; None for one of ours.

    Raises:
        ValidationError: A value is unusable or an exercise unknown; with all that is.
        ConflictError: As `once`.
        NotFoundError: There is no such template that the user may read.
    """

    def is_there(row: TrainingSessionRow) -> bool:
        return row.user_id == user_id

    async def make() -> TrainingSessionRow:
        zone = wanted.time_zone or default_zone
        copies = await copy_source(db, user_id, wanted.template or Freestyle())
        found = await _checked(db, user_id, wanted, zone, copies)
        session = _session_row(session_id or new_id(), user_id, wanted, zone, copies)
        rows = [exercise_row(place, each, copies, found) for place, each in enumerate(wanted.exercises)]
        await _insert(db, session, rows, wanted.exercises)
        return session

    await lock_account(db, user_id)  # as whoever starts a session does
    asked = Asked(user_id, session_id, wanted)
    return await once(db, asked, TrainingSessionRow, is_there=is_there, make=make)


async def _checked(
    db: AsyncSession, user_id: UUID, wanted: RecordedSession, zone: str, copies: Copies
) -> Mapping[UUID, ExerciseRow]:
    """Return the exercises by the ids that are asked for, and those of the template by theirs.

    Raises:
        ValidationError: Something is unusable or unknown.
    """
    validator, times = Validator(), (wanted.start_time, wanted.end_time)
    check_size(validator, wanted.exercises)
    validator.finish()
    if wanted.name is not None:
        validator.name(wanted.name, "name")
    validator.text(wanted.notes, "notes", longest=limits.NOTES_LENGTH)
    validator.within(wanted.body_weight_kg, limits.BODY_WEIGHT_KG, "bodyWeight", "value")
    check_past(validator, wanted.start_time, "startTime")
    check_end(validator, *times)
    await check_time_zone(db, validator, zone, "timeZone")
    ids = {each.exercise_id for each in wanted.exercises}
    ids |= {row.exercise_id for row in copies.exercises if row.exercise_id is not None}
    found = await find_trainable(db, user_id, ids)
    check_exercises(validator, wanted.exercises, found, times)
    check_planned(validator, wanted.exercises, None if wanted.template is None else copies)
    validator.finish()
    return found


async def _insert(
    db: AsyncSession,
    session: TrainingSessionRow,
    exercises: Sequence[TrainingSessionExerciseRow],
    wanted: Sequence[RecordedExercise],
) -> None:
    db.add(session)
    await db.flush()
    for row in exercises:
        row.session_id = session.id
    db.add_all(exercises)
    await db.flush()
    for exercise, each in zip(exercises, wanted, strict=True):
        db.add_all(set_row(exercise.id, place, one) for place, one in enumerate(each.sets))
    await db.flush()


def _session_row(
    session_id: UUID, user_id: UUID, wanted: RecordedSession, zone: str, copies: Copies
) -> TrainingSessionRow:
    clean = Validator()  # what it would note was looked for before
    name = {} if wanted.name is None else {"unit_name_snapshot": clean.name(wanted.name)}
    return TrainingSessionRow(
        **copies.session | name,
        id=session_id,
        user_id=user_id,
        start_time=wanted.start_time,
        end_time=wanted.end_time,
        user_timezone=zone,
        status=SessionStatus.COMPLETED,
        duration_seconds=duration_seconds(wanted.start_time, wanted.end_time),
        body_weight_kg=wanted.body_weight_kg,
        notes=clean.text(wanted.notes, longest=limits.NOTES_LENGTH),
    )
