"""Recording a whole workout after it: all of it, or nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from irontrack.accounts.service import check_time_zone
from irontrack.errors import ValidationCode
from irontrack.exercises.service import find_trainable
from irontrack.infra.idempotency import Asked, once
from irontrack.kit.ids import new_id
from irontrack.models import (
    SessionStatus,
    SetMode,
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    TrainingSessionSetRow,
    limits,
)
from irontrack.sessions.rules import duration_seconds
from irontrack.sessions.service.moments import check_end, check_past
from irontrack.sessions.service.session_exercises import MOST_EXERCISES, TOO_MANY_EXERCISES
from irontrack.sessions.service.set_values import (
    MOST_SETS,
    LoggedSet,
    check_set,
    set_columns,
)
from irontrack.templates.rules import split_supersets
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import ExerciseRow

MOST_RECORDED_SETS: Final = 250
"""Of one workout that is recorded at once."""


@dataclass(frozen=True, slots=True)
class RecordedExercise:
    """An exercise of a recorded workout, with its sets in their order.

    Attributes:
        exercise_id: Which one.
        mode: What its sets measure; None for the exercise's own default.
        group_index: Neighbours with the same number are a superset.
        notes: Free text.
        client_id: What the client calls it.
        sets: In their order; they have no position of their own.
    """

    exercise_id: UUID
    mode: SetMode | None = None
    group_index: int | None = None
    notes: str | None = None
    client_id: UUID | None = None
    sets: Sequence[LoggedSet] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RecordedSession:
    """A workout that is over, with its exercises in their order.

    Attributes:
        start_time: When it began.
        end_time: When it ended.
        time_zone: Where it happened, which decides its date; None for the user's own.
        name: What it is called.
        notes: Free text.
        body_weight_kg: The body's weight on that day.
        exercises: In their order.
    """

    start_time: datetime
    end_time: datetime
    time_zone: str | None = None
    name: str | None = None
    notes: str | None = None
    body_weight_kg: Decimal | None = None
    exercises: Sequence[RecordedExercise] = field(default_factory=list)


async def record_session(
    db: AsyncSession,
    user_id: UUID,
    wanted: RecordedSession,
    default_zone: str,
    session_id: UUID | None = None,
) -> TrainingSessionRow:
    """Make a completed session with all its exercises and sets. Eight statements at most, however many.

    Args:
        db: The transaction.
        user_id: Whose it will be.
        wanted: What it says.
        default_zone: The user's time zone.
        session_id: A UUIDv7 of the client's choice; None for one of ours.

    Raises:
        ValidationError: A value is unusable or an exercise unknown; with all that is.
        ConflictError: As `once`.
    """

    def is_there(row: TrainingSessionRow) -> bool:
        return row.user_id == user_id

    async def make() -> TrainingSessionRow:
        zone = wanted.time_zone or default_zone
        found = await _checked(db, user_id, wanted, zone)
        session = _session_row(session_id or new_id(), user_id, wanted, zone)
        await _insert(db, session, wanted.exercises, found)
        return session

    asked = Asked(user_id, session_id, wanted)
    return await once(db, asked, TrainingSessionRow, is_there=is_there, make=make)


async def _checked(
    db: AsyncSession, user_id: UUID, wanted: RecordedSession, zone: str
) -> Mapping[UUID, ExerciseRow]:
    """Return the exercises by the ids that are asked for.

    Raises:
        ValidationError: Something is unusable or unknown.
    """
    validator = Validator()
    _check_size(validator, wanted.exercises)
    validator.finish()
    if wanted.name is not None:
        validator.name(wanted.name, "name")
    validator.text(wanted.notes, "notes", longest=limits.NOTES_LENGTH)
    validator.within(wanted.body_weight_kg, limits.BODY_WEIGHT_KG, "bodyWeight", "value")
    check_past(validator, wanted.start_time, "startTime")
    check_end(validator, wanted.start_time, wanted.end_time)
    await check_time_zone(db, validator, zone, "timeZone")
    found = await find_trainable(db, user_id, {each.exercise_id for each in wanted.exercises})
    for place, each in enumerate(wanted.exercises):
        _check_exercise(validator, each, found, "exercises", str(place))
    _check_names(validator, (each.client_id for each in wanted.exercises), "exercises")
    for place in split_supersets([each.group_index for each in wanted.exercises]):
        message = "The exercises of a superset stand next to each other; give this one another number."
        path = ("exercises", str(place), "groupIndex")
        validator.note(ValidationCode.NOT_ALLOWED, message, *path)
    validator.finish()
    return found


def _check_size(validator: Validator, exercises: Sequence[RecordedExercise]) -> None:
    if len(exercises) > MOST_EXERCISES:
        validator.note(ValidationCode.TOO_MANY, TOO_MANY_EXERCISES, "exercises")
    if sum(len(each.sets) for each in exercises) > MOST_RECORDED_SETS:
        message = f"At most {MOST_RECORDED_SETS} sets can be recorded at once."
        validator.note(ValidationCode.TOO_MANY, message, "exercises")
    for place, each in enumerate(exercises):
        if len(each.sets) > MOST_SETS:
            message = f"An exercise has at most {MOST_SETS} sets."
            validator.note(ValidationCode.TOO_MANY, message, "exercises", str(place), "sets")


def _check_exercise(
    validator: Validator, wanted: RecordedExercise, found: Mapping[UUID, ExerciseRow], *path: str
) -> None:
    validator.text(wanted.notes, *path, "notes", longest=limits.NOTES_LENGTH)
    validator.within(wanted.group_index, limits.GROUP_INDEX, *path, "groupIndex")
    validator.chosen_id(wanted.client_id, *path, "clientId")
    exercise = found.get(wanted.exercise_id)
    if exercise is None:
        validator.note(ValidationCode.UNKNOWN, "There is no such exercise.", *path, "exerciseId")
        return
    mode = wanted.mode or exercise.default_mode
    for place, each in enumerate(wanted.sets):
        check_set(validator, each, mode, *path, "sets", str(place))
    _check_names(validator, (each.client_id for each in wanted.sets), *path, "sets")


def _check_names(validator: Validator, client_ids: Iterable[UUID | None], *path: str) -> None:
    """Note names that stand twice beside each other."""
    met: Counter[UUID | None] = Counter()
    for place, client_id in enumerate(client_ids):
        met[client_id] += 1
        if client_id is not None and met[client_id] > 1:
            message = "Another one beside it has this id."
            validator.note(ValidationCode.NOT_ALLOWED, message, *path, str(place), "clientId")


async def _insert(
    db: AsyncSession,
    session: TrainingSessionRow,
    wanted: Sequence[RecordedExercise],
    found: Mapping[UUID, ExerciseRow],
) -> None:
    db.add(session)
    await db.flush()
    exercises = [
        _exercise_row(session.id, place, each, found[each.exercise_id]) for place, each in enumerate(wanted)
    ]
    db.add_all(exercises)
    await db.flush()
    for exercise, each in zip(exercises, wanted, strict=True):
        db.add_all(_set_row(exercise.id, place, one) for place, one in enumerate(each.sets))
    await db.flush()


def _session_row(session_id: UUID, user_id: UUID, wanted: RecordedSession, zone: str) -> TrainingSessionRow:
    clean = Validator()  # what it would note was looked for before
    return TrainingSessionRow(
        id=session_id,
        user_id=user_id,
        unit_name_snapshot=None if wanted.name is None else clean.name(wanted.name),
        start_time=wanted.start_time,
        end_time=wanted.end_time,
        user_timezone=zone,
        status=SessionStatus.COMPLETED,
        duration_seconds=duration_seconds(wanted.start_time, wanted.end_time),
        body_weight_kg=wanted.body_weight_kg,
        notes=clean.text(wanted.notes, longest=limits.NOTES_LENGTH),
    )


def _exercise_row(
    session_id: UUID, place: int, wanted: RecordedExercise, exercise: ExerciseRow
) -> TrainingSessionExerciseRow:
    return TrainingSessionExerciseRow(
        session_id=session_id,
        client_id=wanted.client_id,
        exercise_id=exercise.id,
        exercise_name_snapshot=exercise.name,
        mode_snapshot=wanted.mode or exercise.default_mode,
        order_index=place,
        group_index_snapshot=wanted.group_index,
        notes=Validator().text(wanted.notes, longest=limits.NOTES_LENGTH),
    )


def _set_row(session_exercise_id: int, place: int, wanted: LoggedSet) -> TrainingSessionSetRow:
    return TrainingSessionSetRow(
        session_exercise_id=session_exercise_id,
        order_index=place,
        client_id=wanted.client_id,
        **set_columns(wanted),
    )
