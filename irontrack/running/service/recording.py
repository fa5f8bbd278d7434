"""Recording a run after it: all of it, or nothing; and once, however often it is imported."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from irontrack.accounts.service import check_time_zone, lock_account
from irontrack.errors import ValidationCode
from irontrack.exercises.service import find_trainable
from irontrack.infra.database import translated_constraints
from irontrack.infra.idempotency import Asked, once
from irontrack.kit.ids import new_id
from irontrack.models import (
    ExerciseCategory,
    SessionStatus,
    SetMode,
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    TrainingSessionRunDetailRow,
    TrainingSessionRunSplitRow,
    TrainingSessionSetRow,
)
from irontrack.running.queries import stored as queries
from irontrack.running.service.content import (
    TAKEN,
    CheckedRun,
    RunContent,
    check_exercise,
    check_recording,
    check_run,
    set_mode,
)
from irontrack.sessions.service import Copies, FromEnrollmentDay, FromPlanUnit, FromUnit, copy_source
from irontrack.validation import Validator

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import ExerciseRow

type PlannedBy = FromUnit | FromPlanUnit | FromEnrollmentDay


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """A run that is over.

    Attributes:
        content: What it says.
        exercise_id: A cardio exercise; None for the only one that was planned.
        planned_by: What it was planned by.
    """

    content: RunContent
    exercise_id: UUID | None = None
    planned_by: PlannedBy | None = None


class Recorded(NamedTuple):
    """The session of a run, and whether it was recorded just now."""

    session_id: UUID
    is_new: bool


class _Chosen(NamedTuple):
    """What was run, and the row of the session, which has targets where it was planned."""

    exercise: ExerciseRow
    row: TrainingSessionExerciseRow


async def record_run(
    db: AsyncSession, user_id: UUID, wanted: RecordedRun, default_zone: str, session_id: UUID | None = None
) -> Recorded:
    """Make a completed session that is a run; one that was recorded before is left as it is.

    What a source has named once is the same run, whatever else is said of it, under whichever id; imports of
    one person come after each other. Nine statements, with a name of the source's two more, with what it was
    planned by up to nine more, and however many intervals and splits.

    Args:
        db: The transaction.
        user_id: Whose it will be.
        wanted: What it says.
        default_zone: The user's time zone.
        session_id: A UUIDv7 of the client's choice; None for one of ours.

    Raises:
        ValidationError: A value is unusable, or the exercise unknown or unclear; with all that is, or with
            the names of the source alone.
        NotFoundError: There is nothing that it can have been planned by.
        ConflictError: As `once`.
    """
    validator = Validator()
    source, external_id = check_recording(validator, wanted.content.source, wanted.content.external_id)
    validator.finish()
    if external_id is not None:
        await lock_account(db, user_id)
        found = await queries.find_recorded(db, user_id, source, external_id)
        if found is not None:
            return Recorded(found, is_new=False)
    is_new = False

    def is_there(row: TrainingSessionRow) -> bool:
        return row.user_id == user_id

    async def make() -> TrainingSessionRow:
        nonlocal is_new
        is_new = True
        zone = wanted.content.time_zone or default_zone
        zoned = replace(wanted, content=replace(wanted.content, time_zone=zone))
        return await _make_run(db, user_id, session_id or new_id(), zoned)

    asked = Asked(user_id, session_id, wanted)
    session = await once(db, asked, TrainingSessionRow, is_there=is_there, make=make)
    return Recorded(session.id, is_new)


async def _make_run(
    db: AsyncSession, user_id: UUID, session_id: UUID, wanted: RecordedRun
) -> TrainingSessionRow:
    copies = Copies({}) if wanted.planned_by is None else await copy_source(db, user_id, wanted.planned_by)
    content, validator = wanted.content, Validator()
    zone = content.time_zone or ""
    chosen = await _choose(db, user_id, validator, wanted.exercise_id, copies)
    preferred = chosen.row.mode_snapshot if chosen else SetMode.DISTANCE
    run = check_run(validator, content, preferred)
    await check_time_zone(db, validator, zone, "timeZone")
    validator.finish()
    if chosen is None or run is None:
        message = "Whatever is missing was noted."
        raise AssertionError(message)
    said = {name: value for name, value in run.session.items() if value is not None}
    session = TrainingSessionRow(
        id=session_id,
        user_id=user_id,
        user_timezone=zone,
        status=SessionStatus.COMPLETED,
        **(copies.session | said),
    )
    chosen.row.exercise_id = chosen.exercise.id  # of one that was merged meanwhile, that which it became
    await _insert(db, session, chosen.row, run)
    return session


async def _choose(
    db: AsyncSession, user_id: UUID, validator: Validator, exercise_id: UUID | None, copies: Copies
) -> _Chosen | None:
    """Return what was run, or None where that is noted to be unknown or unclear."""
    planned = [row for row in copies.exercises if row.mode_snapshot in {SetMode.TIME, SetMode.DISTANCE}]
    asked = {exercise_id, *(row.exercise_id for row in planned)}
    found = await find_trainable(db, user_id, (id_ for id_ in asked if id_ is not None))
    if exercise_id is None:
        return _only_planned(validator, planned, found)
    exercise = found.get(exercise_id)
    check_exercise(validator, exercise)
    if exercise is None:
        return None
    known_as = {id_ for id_, each in found.items() if each.id == exercise.id}
    same = [row for row in planned if row.exercise_id in known_as]
    row = (
        same[0]
        if same
        else TrainingSessionExerciseRow(exercise_name_snapshot=exercise.name, mode_snapshot=SetMode.DISTANCE)
    )
    return _Chosen(exercise, row)


def _only_planned(
    validator: Validator,
    planned: list[TrainingSessionExerciseRow],
    found: dict[UUID, ExerciseRow],
) -> _Chosen | None:
    rows = [(found.get(row.exercise_id), row) for row in planned if row.exercise_id is not None]
    cardio = [
        _Chosen(exercise, row)
        for exercise, row in rows
        if exercise is not None and exercise.category is ExerciseCategory.CARDIO
    ]
    if len(cardio) == 1:
        return cardio[0]
    message = "Say which exercise it was; only where one cardio exercise was planned, it is clear."
    validator.note(ValidationCode.REQUIRED, message, "exerciseId")
    return None


async def _insert(
    db: AsyncSession, session: TrainingSessionRow, exercise: TrainingSessionExerciseRow, run: CheckedRun
) -> None:
    db.add(session)
    await db.flush()
    exercise.session_id, exercise.order_index = session.id, 0
    set_mode(exercise, run.measured.mode)
    db.add(exercise)
    await db.flush()
    of: dict[str, Any] = {"session_exercise_id": exercise.id}
    with translated_constraints(TAKEN):
        db.add(TrainingSessionRunDetailRow(**of, user_id=session.user_id, **run.detail))
        await db.flush()
    db.add_all(
        TrainingSessionSetRow(**of, order_index=place, **columns) for place, columns in enumerate(run.sets)
    )
    db.add_all(
        TrainingSessionRunSplitRow(**of, split_index=place, **columns)
        for place, columns in enumerate(run.splits)
    )
    await db.flush()
