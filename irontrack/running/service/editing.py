"""Putting a run right, also long after it; its rules hold for what it says then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from irontrack.accounts.service import check_time_zone
from irontrack.errors import NotFoundError, ValidationCode
from irontrack.exercises.service import find_trainable
from irontrack.infra.database import translated_constraints
from irontrack.models import SetMode
from irontrack.running.queries import stored as queries
from irontrack.running.rules import Split
from irontrack.running.service.content import (
    TAKEN,
    CheckedRun,
    RunContent,
    check_exercise,
    check_run,
    set_columns,
    set_mode,
    split_columns,
)
from irontrack.sessions.rules import Metric
from irontrack.sessions.service import hold_session
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import ExerciseRow, TrainingSessionRow
    from irontrack.running.queries.stored import StoredRun

_REQUIRED: Final[Mapping[str, str]] = {
    "start_time": "startTime",
    "time_zone": "timeZone",
    "km": "distance",
    "moving_seconds": "movingSeconds",
    "source": "source",
}
_DETAIL: Final = (
    "elevation_gain_m",
    "elevation_loss_m",
    "avg_heart_rate",
    "max_heart_rate",
    "rpe",
    "source",
    "external_id",
)


@dataclass(frozen=True, slots=True)
class RunEdit:
    """What to change about a run.

    Attributes:
        version: The one of its session that the user has seen; None for any.
        changes: By attribute of `RunContent`, only what was sent.
        exercise_id: Another cardio exercise; None leaves it.
    """

    version: int | None
    changes: Mapping[str, Any]
    exercise_id: UUID | None = None


async def update_run(db: AsyncSession, user_id: UUID, session_id: UUID, edit: RunEdit) -> None:
    """Change what a run says; what was not sent stays. At most 13 statements, however much it says.

    Where the end was not sent, it moves with the start, or with the moving time where the run has no pauses.

    Raises:
        NotFoundError: The session is not the user's, or no run.
        ConflictError: It has another version.
        ValidationError: What the run would say then is not possible; with all that is.
    """
    session = await hold_session(db, user_id, session_id, edit.version)
    stored = await queries.get_run(db, session)
    if stored is None:
        message = "There is no such run."
        raise NotFoundError(message)
    validator = Validator()
    for name, path in _REQUIRED.items():
        if name in edit.changes and edit.changes[name] is None:
            validator.note(ValidationCode.REQUIRED, "A value is needed.", path)
    validator.finish()
    content = _merged(session, stored, edit.changes)
    run = check_run(validator, content, stored.exercise.mode_snapshot, session.unit_name_snapshot)
    exercise = await _other_exercise(db, user_id, validator, edit.exercise_id)
    if content.time_zone is not None and content.time_zone != session.user_timezone:
        await check_time_zone(db, validator, content.time_zone, "timeZone")
    validator.finish()
    if run is None:
        message = "Whatever is missing was noted."
        raise AssertionError(message)
    run.session["user_timezone"] = content.time_zone
    if await _write(db, session, stored, run, exercise):
        session.version += 1
    await db.flush()


def _merged(session: TrainingSessionRow, stored: StoredRun, changes: Mapping[str, Any]) -> RunContent:
    """Return what the run would say; where intervals say one of distance and time, without it."""
    content = replace(_stored_content(session, stored), **changes)
    if "end_time" not in changes and "elapsed_seconds" not in changes:
        content = _with_end(session, stored, content)
    kinds = {each.mode for each in content.intervals}
    if "km" not in changes and SetMode.DISTANCE in kinds:
        content = replace(content, km=None)
    if "moving_seconds" not in changes and SetMode.TIME in kinds:
        content = replace(content, moving_seconds=None)
    return content


def _with_end(session: TrainingSessionRow, stored: StoredRun, content: RunContent) -> RunContent:
    if stored.detail.elapsed_seconds is None or session.end_time is None:
        return content
    try:
        return replace(content, end_time=content.start_time + (session.end_time - session.start_time))
    except OverflowError:  # the start is refused, and so need not have an end
        return content


def _stored_content(session: TrainingSessionRow, stored: StoredRun) -> RunContent:
    """Return what a run says, without its end."""
    sets = tuple(Metric(seconds=row.time_seconds, km=row.distance_km) for row in stored.sets)
    km = stored.detail.distance_km or sum(row.distance_km or 0 for row in stored.sets)
    seconds = stored.detail.moving_seconds or sum(row.time_seconds or 0 for row in stored.sets)
    return RunContent(
        start_time=session.start_time,
        time_zone=session.user_timezone,
        km=km or None,
        moving_seconds=seconds or None,
        intervals=sets if len(sets) > 1 else (),
        splits=_stored_splits(stored),
        name=session.unit_name_snapshot,
        notes=session.notes,
        **{name: getattr(stored.detail, name) for name in _DETAIL},
    )


def _stored_splits(stored: StoredRun) -> tuple[Split, ...]:
    return tuple(
        Split(row.distance_km, row.duration_seconds, row.elevation_delta_m, row.avg_heart_rate)
        for row in stored.splits
    )


async def _other_exercise(
    db: AsyncSession, user_id: UUID, validator: Validator, exercise_id: UUID | None
) -> ExerciseRow | None:
    if exercise_id is None:
        return None
    exercise = (await find_trainable(db, user_id, [exercise_id])).get(exercise_id)
    check_exercise(validator, exercise)
    return exercise


async def _write(
    db: AsyncSession,
    session: TrainingSessionRow,
    stored: StoredRun,
    run: CheckedRun,
    exercise: ExerciseRow | None,
) -> bool:
    """Store what is different; whether anything is."""
    changed = [_assign(session, run.session), _assign(stored.detail, run.detail)]
    if exercise is not None and exercise.id != stored.exercise.exercise_id:
        changed.append(True)
        stored.exercise.exercise_id, stored.exercise.exercise_name_snapshot = exercise.id, exercise.name
    if run.measured.mode is not stored.exercise.mode_snapshot:
        set_mode(stored.exercise, run.measured.mode)
    with translated_constraints(TAKEN):
        await db.flush()
    before = set_columns([Metric(seconds=row.time_seconds, km=row.distance_km) for row in stored.sets])
    if run.sets != before:
        changed.append(True)
        await queries.replace_sets(db, stored, run.sets)
    if run.splits != [split_columns(each) for each in _stored_splits(stored)]:
        changed.append(True)
        await queries.replace_splits(db, stored.exercise.id, run.splits)
    return any(changed)


def _assign(row: object, columns: Mapping[str, Any]) -> bool:
    different = {name: new for name, new in columns.items() if getattr(row, name) != new}
    for name, new in different.items():
        setattr(row, name, new)
    return bool(different)
