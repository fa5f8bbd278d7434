"""Starting sessions, and forgetting a person's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete

from irontrack.accounts.service import check_time_zone, lock_account
from irontrack.errors import ConflictError
from irontrack.kit.clock import now
from irontrack.models import (
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    limits,
)
from irontrack.sessions.queries import sessions as queries
from irontrack.sessions.service.moments import check_past
from irontrack.templates.service import read_unit
from irontrack.validation import Validator

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import TrainingUnitExerciseRow


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


async def forget_account(db: AsyncSession, account_id: UUID) -> None:
    """Delete every session of an account with all beneath it, runs too. One statement."""
    await db.execute(delete(TrainingSessionRow).where(TrainingSessionRow.user_id == account_id))


async def _checked_start(db: AsyncSession, wanted: NewSession) -> tuple[str | None, str | None, datetime]:
    start_time = wanted.start_time or now()
    validator = Validator()
    name = validator.name(wanted.name, "from", "freestyle", "name") if wanted.name is not None else None
    notes = validator.text(wanted.notes, "notes", longest=limits.NOTES_LENGTH)
    check_past(validator, start_time, "startTime")
    await check_time_zone(db, validator, wanted.time_zone, "timeZone")
    validator.finish()
    return name, notes, start_time


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
