"""What a session can be started from, and what it takes over: names, exercises, targets and references.

Everything is copied at the start. What becomes of a unit, a plan, an enrollment, an exercise or an earlier
session afterwards changes nothing in the copies.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from irontrack.errors import NotFoundError
from irontrack.models import TrainingSessionExerciseRow
from irontrack.sessions.queries import sources as queries
from irontrack.templates.service import hold_templates, plan_by_day, plan_by_place, plan_by_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import TrainingUnitExerciseRow
    from irontrack.sessions.queries.holding import Key
    from irontrack.templates.service import Planned


@dataclass(frozen=True, slots=True)
class Freestyle:
    """No template: exercises are added as they come."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class FromUnit:
    """A unit that the user may read."""

    unit_id: UUID


@dataclass(frozen=True, slots=True)
class FromPlanUnit:
    """A unit on a day of a plan that the user may read; by its id, or the UUID of its client's choice."""

    place: int | UUID


@dataclass(frozen=True, slots=True)
class FromEnrollmentDay:
    """A day of an enrollment of the user's own."""

    day_id: UUID


@dataclass(frozen=True, slots=True)
class FromSession:
    """An earlier session of the user's own, to be repeated."""

    session_id: UUID


type Template = FromUnit | FromPlanUnit | FromEnrollmentDay
type Source = Freestyle | Template | FromSession


@dataclass(frozen=True, slots=True)
class Copies:
    """What a new session takes over. Whatever it refers to stays until the transaction ends.

    Attributes:
        session: Columns of the session.
        exercises: Without their session, in their order.
        by_key: The same, by what the exercises of the source are known by: ids, and names by their clients.
    """

    session: dict[str, Any]
    exercises: list[TrainingSessionExerciseRow] = field(default_factory=list)
    by_key: dict[Key, TrainingSessionExerciseRow] = field(default_factory=dict)

    def add(self, row: TrainingSessionExerciseRow, *keys: Key | None) -> None:
        """Take another exercise over, behind the others."""
        self.exercises.append(row)
        self.by_key.update({key: row for key in keys if key is not None})


# Both sides have these, the session's with `_snapshot` behind.
_TARGETS: Final = (
    "group_index",
    "target_weight",
    "sets",
    "reps_min",
    "reps_max",
    "target_time_seconds",
    "target_distance_km",
    "target_pace_min_seconds_per_km",
    "target_pace_max_seconds_per_km",
    "rest_seconds",
)


async def copy_source(db: AsyncSession, user_id: UUID, source: Source) -> Copies:
    """Return what a session takes over from its source. Nine statements at the most.

    Raises:
        NotFoundError: The source does not exist, or is not the user's to read.
    """
    match source:
        case Freestyle():
            return Copies({"unit_name_snapshot": source.name})
        case FromSession():
            copies = await _repeat(db, user_id, source.session_id)
        case FromEnrollmentDay():
            copies = await _copy_day(db, user_id, source.day_id)
        case FromPlanUnit():
            copies = _copy_planned(await plan_by_place(db, user_id, source.place))
        case FromUnit():
            copies = _copy_planned(await plan_by_unit(db, user_id, source.unit_id))
    return await _without_lost_references(db, copies)


async def _copy_day(db: AsyncSession, user_id: UUID, day_id: UUID) -> Copies:
    planned = await plan_by_day(db, user_id, day_id)
    copies = _copy_planned(planned)
    copies.session["enrollment_day_id"] = day_id
    if planned.exercises is None:
        earlier_id = await queries.find_earlier_session(db, user_id, day_id)
        earlier = [] if earlier_id is None else await queries.list_exercises_of_session(db, earlier_id)
        for row, again in _again(row for row in earlier if row.sets_snapshot is not None):
            copies.add(again, row.planned_unit_exercise_id)
    return copies


def _copy_planned(planned: Planned) -> Copies:
    columns = {
        "training_unit_id": planned.unit_id,
        "unit_name_snapshot": planned.unit_name,
        "training_plan_id": planned.plan_id,
        "plan_name_snapshot": planned.plan_name,
    }
    copies = Copies(columns)
    for exercise in planned.exercises or ():
        copies.add(_snapshot(exercise), exercise.id, exercise.client_id)
    return copies


async def _repeat(db: AsyncSession, user_id: UUID, session_id: UUID) -> Copies:
    """Copy the exercises of an earlier session, with their targets if they had any; not what was done."""
    earlier = await queries.get_own_session(db, user_id, session_id)
    if earlier is None:
        message = "There is no such session."
        raise NotFoundError(message)
    plan_id, unit_id = await hold_templates(db, earlier.training_plan_id, earlier.training_unit_id)
    columns = {
        "training_unit_id": unit_id,
        "unit_name_snapshot": earlier.unit_name_snapshot,
        "training_plan_id": plan_id,
        "plan_name_snapshot": earlier.plan_name_snapshot,
    }
    copies = Copies(columns)
    for row, again in _again(await queries.list_exercises_of_session(db, session_id)):
        copies.add(again, row.id, row.client_id)
    return copies


async def _without_lost_references(db: AsyncSession, copies: Copies) -> Copies:
    """Drop references to exercises that were deleted a moment ago, and hold the others."""
    exercise_ids = {row.exercise_id for row in copies.exercises if row.exercise_id is not None}
    planned_ids = {
        row.planned_unit_exercise_id for row in copies.exercises if row.planned_unit_exercise_id is not None
    }
    held = await queries.hold_exercises(db, exercise_ids) if exercise_ids else set()
    planned = await queries.hold_unit_exercises(db, planned_ids) if planned_ids else set()
    for row in copies.exercises:
        if row.exercise_id not in held:
            row.exercise_id = None
        if row.planned_unit_exercise_id not in planned:
            row.planned_unit_exercise_id = None
    return copies


def _snapshot(planned: TrainingUnitExerciseRow) -> TrainingSessionExerciseRow:
    return TrainingSessionExerciseRow(
        exercise_id=planned.exercise_id,
        planned_unit_exercise_id=planned.id,
        exercise_name_snapshot=planned.exercise_name_snapshot,
        mode_snapshot=planned.mode,
        order_index=planned.order_index,
        order_index_snapshot=planned.order_index,
        **{f"{name}_snapshot": getattr(planned, name) for name in _TARGETS},
    )


def _again(
    earlier: Iterable[TrainingSessionExerciseRow],
) -> Iterator[tuple[TrainingSessionExerciseRow, TrainingSessionExerciseRow]]:
    """Yield session exercises, each with a copy; the copies are numbered from 0."""
    for position, row in enumerate(earlier):
        yield (
            row,
            TrainingSessionExerciseRow(
                exercise_id=row.exercise_id,
                planned_unit_exercise_id=row.planned_unit_exercise_id,
                exercise_name_snapshot=row.exercise_name_snapshot,
                mode_snapshot=row.mode_snapshot,
                order_index=position,
                order_index_snapshot=position,
                **{f"{name}_snapshot": getattr(row, f"{name}_snapshot") for name in _TARGETS},
            ),
        )
