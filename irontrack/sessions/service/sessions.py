"""Starting, logging and finishing sessions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

from sqlalchemy import delete, select

from irontrack.accounts.service import check_time_zone, lock_account
from irontrack.errors import ConflictError, NotFoundError, ValidationCode
from irontrack.exercises.service import find_usable
from irontrack.infra.idempotency import Asked, part_once
from irontrack.kit.clock import now
from irontrack.models import (
    LoadKind,
    SessionStatus,
    SetType,
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    TrainingSessionSetRow,
    limits,
)
from irontrack.sessions.queries import sessions as queries
from irontrack.sessions.rules import Metric, check_metric, duration_seconds
from irontrack.templates.service import read_unit
from irontrack.validation import Validator, refuse

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import SetMode, TrainingUnitExerciseRow


class Given[T](Protocol):
    """A value that was sent, a null too."""

    @property
    def value(self) -> T:
        """What was sent."""


MOST_EXERCISES: Final = 100
MOST_SETS: Final = 100
_CLOCK_TOLERANCE: Final = timedelta(hours=1)
_NO_SESSION: Final = "There is no such session."
_NO_EXERCISE: Final = "There is no such exercise in your sessions."


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session to be started.

    Attributes:
        unit_id: The unit whose exercises and targets are copied; None for a free session.
        name: What a free session is called.
        start_time: None for now.
        time_zone: Where it happens, which decides its date.
        allow_several: Whether another session may be in progress.
    """

    time_zone: str
    unit_id: UUID | None = None
    name: str | None = None
    start_time: datetime | None = None
    notes: str | None = None
    allow_several: bool = False


@dataclass(frozen=True, slots=True)
class NewSet:
    """A set to be logged.

    Attributes:
        metric: What it measured.
        weight_kg: What `load_kind` says about the body's weight applies to it.
        rpe: Rate of perceived exertion, 1–10 with one decimal.
        completed_at: When; None for unknown.
        client_id: What the client calls it.
    """

    metric: Metric = field(default_factory=Metric)
    weight_kg: Decimal | None = None
    set_type: SetType = SetType.WORKING
    load_kind: LoadKind = LoadKind.EXTERNAL
    rpe: Decimal | None = None
    completed_at: datetime | None = None
    client_id: UUID | None = None


async def start_session(db: AsyncSession, user_id: UUID, wanted: NewSession) -> TrainingSessionRow:
    """Start a session with copies of the unit's name, exercises and targets.

    Raises:
        ValidationError: The name, time or zone is unusable.
        ConflictError: Another session is in progress.
        NotFoundError: There is no such unit that the user may read.
    """
    name, notes, start_time = await _checked_start(db, wanted)
    await lock_account(db, user_id)
    if not wanted.allow_several:
        current = await queries.find_session_in_progress(db, user_id)
        if current is not None:
            message = "Another session is in progress: finish it first, or allow several."
            raise ConflictError(message, current)
    exercises: list[TrainingSessionExerciseRow] = []
    if wanted.unit_id is not None:
        unit, planned = await read_unit(db, user_id, wanted.unit_id)
        name, exercises = unit.name, [_snapshot(exercise) for exercise in planned]
    session = TrainingSessionRow(
        user_id=user_id,
        training_unit_id=wanted.unit_id,
        unit_name_snapshot=name,
        start_time=start_time,
        user_timezone=wanted.time_zone,
        notes=notes,
    )
    db.add(session)
    await db.flush()
    for exercise in exercises:
        exercise.session_id = session.id
    db.add_all(exercises)
    await db.flush()
    return session


async def add_exercise(
    db: AsyncSession, user_id: UUID, session_id: UUID, exercise_id: UUID, mode: SetMode | None
) -> TrainingSessionExerciseRow:
    """Append an exercise to a session in progress.

    Args:
        db: The transaction.
        user_id: Whose session it must be.
        session_id: Which session.
        exercise_id: Which exercise.
        mode: What its sets measure; None for the exercise's own default.

    Raises:
        NotFoundError: The session is not the user's.
        ConflictError: The session is over.
        ValidationError: The exercise is unknown, or the session is full.
    """
    session = await queries.lock_session(db, user_id, session_id)
    if session is None:
        raise NotFoundError(_NO_SESSION)
    _require_in_progress(session)
    exercise = (await find_usable(db, user_id, [exercise_id])).get(exercise_id)
    if exercise is None:
        refuse(ValidationCode.UNKNOWN, "There is no such exercise.", "exerciseId")
    count, next_index = await queries.count_exercises(db, session_id)
    if count >= MOST_EXERCISES:
        refuse(ValidationCode.TOO_MANY, f"A session has at most {MOST_EXERCISES} exercises.", "sessionId")
    row = TrainingSessionExerciseRow(
        session_id=session_id,
        exercise_id=exercise.id,
        exercise_name_snapshot=exercise.name,
        mode_snapshot=mode or exercise.default_mode,
        order_index=next_index,
    )
    db.add(row)
    session.version += 1
    await db.flush()
    return row


async def log_set(
    db: AsyncSession, user_id: UUID, session_exercise_id: int, wanted: NewSet
) -> TrainingSessionSetRow:
    """Append a set to an exercise of a session in progress.

    Raises:
        NotFoundError: The exercise is in none of the user's sessions.
        ConflictError: The session is over.
        ValidationError: The metric is not the mode's, or a value is unusable.
    """
    session = await queries.lock_session_of_exercise(db, user_id, session_exercise_id)
    if session is None:
        raise NotFoundError(_NO_EXERCISE)

    async def find() -> TrainingSessionSetRow | None:
        named = select(TrainingSessionSetRow).filter_by(
            session_exercise_id=session_exercise_id, client_id=wanted.client_id
        )
        return (await db.scalars(named)).one_or_none()

    async def make() -> TrainingSessionSetRow:
        return await _append_set(db, session, session_exercise_id, wanted)

    asked = Asked(user_id, wanted.client_id, wanted, session_exercise_id)
    return await part_once(db, asked, TrainingSessionSetRow, find=find, make=make)


async def _append_set(
    db: AsyncSession, session: TrainingSessionRow, session_exercise_id: int, wanted: NewSet
) -> TrainingSessionSetRow:
    _require_in_progress(session)
    exercise = await db.get_one(TrainingSessionExerciseRow, session_exercise_id)
    _check_set(wanted, exercise.mode_snapshot)
    count, next_index = await queries.count_sets(db, session_exercise_id)
    if count >= MOST_SETS:
        message = f"An exercise has at most {MOST_SETS} sets."
        refuse(ValidationCode.TOO_MANY, message, "sessionExerciseId")
    row = TrainingSessionSetRow(
        session_exercise_id=session_exercise_id,
        client_id=wanted.client_id,
        order_index=next_index,
        set_type=wanted.set_type,
        load_kind=wanted.load_kind,
        weight=wanted.weight_kg,
        reps_completed=wanted.metric.reps,
        time_seconds=wanted.metric.seconds,
        distance_km=wanted.metric.km,
        rpe=wanted.rpe,
        completed_at=wanted.completed_at,
    )
    db.add(row)
    session.version += 1
    await db.flush()
    return row


async def finish_session(
    db: AsyncSession,
    user_id: UUID,
    session_id: UUID,
    end_time: datetime | None,
    notes: Given[str | None] | None,
) -> TrainingSessionRow:
    """Complete a session; its duration is computed.

    Args:
        db: The transaction.
        user_id: Whose session it must be.
        session_id: Which session.
        end_time: None for now, or for the start where a clock is ahead.
        notes: Replace the session's by their `value`; None leaves them.

    Raises:
        NotFoundError: The session is not the user's.
        ConflictError: The session is over.
        ValidationError: The end lies before the start or in the future, or the notes are too long.
    """
    session = await queries.lock_session(db, user_id, session_id)
    if session is None:
        raise NotFoundError(_NO_SESSION)
    _require_in_progress(session)
    end = end_time or max(now(), session.start_time)
    validator = Validator()
    text = validator.text(notes.value, "notes", longest=limits.NOTES_LENGTH) if notes else session.notes
    duration = duration_seconds(session.start_time, end)
    if end < session.start_time:
        validator.note(ValidationCode.TOO_SMALL, "The end lies before the start.", "endTime")
    elif _check_past(validator, end, "endTime") and duration > limits.DURATION_SECONDS.high:
        message = "The end lies more than 68 years after the start."
        validator.note(ValidationCode.TOO_LARGE, message, "endTime")
    validator.finish()
    session.status = SessionStatus.COMPLETED
    session.end_time = end
    session.duration_seconds = duration
    session.notes = text
    session.version += 1
    await db.flush()
    return session


async def forget_account(db: AsyncSession, account_id: UUID) -> None:
    """Delete every session of an account with all beneath it, runs too. One statement."""
    await db.execute(delete(TrainingSessionRow).where(TrainingSessionRow.user_id == account_id))


async def _checked_start(db: AsyncSession, wanted: NewSession) -> tuple[str | None, str | None, datetime]:
    start_time = wanted.start_time or now()
    validator = Validator()
    name = validator.name(wanted.name, "from", "freestyle", "name") if wanted.name is not None else None
    notes = validator.text(wanted.notes, "notes", longest=limits.NOTES_LENGTH)
    _check_past(validator, start_time, "startTime")
    await check_time_zone(db, validator, wanted.time_zone, "timeZone")
    validator.finish()
    return name, notes, start_time


def _check_past(validator: Validator, moment: datetime, *path: str) -> bool:
    """Note a moment that lies in the future or before all sessions; whether it does not."""
    if moment > now() + _CLOCK_TOLERANCE:
        validator.note(ValidationCode.TOO_LARGE, "This lies in the future.", *path)
        return False
    if moment < limits.EARLIEST_TIME:
        validator.note(ValidationCode.TOO_SMALL, "This lies too far in the past.", *path)
        return False
    return True


def _check_set(wanted: NewSet, mode: SetMode) -> None:
    validator = Validator()
    check_metric(validator, mode, wanted.metric, "metric")
    validator.within(wanted.weight_kg, limits.WEIGHT_KG, "weight", "value")
    validator.within(wanted.rpe, limits.EXERTION, "rpe")
    if wanted.rpe is not None and wanted.rpe <= limits.EXERTION.high and wanted.rpe != round(wanted.rpe, 1):
        validator.note(ValidationCode.INVALID_FORMAT, "At most one decimal is allowed.", "rpe")
    if wanted.completed_at is not None:
        _check_past(validator, wanted.completed_at, "completedAt")
    validator.finish()


def _require_in_progress(session: TrainingSessionRow) -> None:
    if session.status != SessionStatus.IN_PROGRESS:
        message = f"The session is {session.status}; only one in progress can be changed."
        raise ConflictError(message, session)


def _snapshot(planned: TrainingUnitExerciseRow) -> TrainingSessionExerciseRow:
    return TrainingSessionExerciseRow(
        exercise_id=planned.exercise_id,
        planned_unit_exercise_id=planned.id,
        exercise_name_snapshot=planned.exercise_name_snapshot,
        mode_snapshot=planned.mode,
        order_index=planned.order_index,
        order_index_snapshot=planned.order_index,
        group_index_snapshot=planned.group_index,
        target_weight_snapshot=planned.target_weight,
        sets_snapshot=planned.sets,
        reps_min_snapshot=planned.reps_min,
        reps_max_snapshot=planned.reps_max,
        target_time_seconds_snapshot=planned.target_time_seconds,
        target_distance_km_snapshot=planned.target_distance_km,
        target_pace_min_seconds_per_km_snapshot=planned.target_pace_min_seconds_per_km,
        target_pace_max_seconds_per_km_snapshot=planned.target_pace_max_seconds_per_km,
        rest_seconds_snapshot=planned.rest_seconds,
    )
