"""Making training units."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from irontrack.errors import Issue, NotFoundError, ValidationCode
from irontrack.exercises.service import find_usable
from irontrack.infra.database import translated_constraints
from irontrack.infra.idempotency import Asked, once
from irontrack.kit.ids import new_id
from irontrack.models import TrainingUnitExerciseRow, TrainingUnitRow, limits
from irontrack.templates.queries import units as queries
from irontrack.templates.rules import DistanceTarget, RepsTarget, TimeTarget, check_target
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import ExerciseRow, SetMode
    from irontrack.templates.rules import Target

MOST_EXERCISES: Final = 100
_TAKEN: Final = {
    "uq_training_units_created_by_name": Issue(
        ("name",), ValidationCode.TAKEN, "You have a unit with this name."
    )
}


@dataclass(frozen=True, slots=True)
class NewUnitExercise:
    """An exercise to be put into a unit.

    Attributes:
        exercise_id: Which one.
        mode: What its sets measure; None for the exercise's own default.
        sets: How many.
        target: For each set, in the mode's measure.
        target_weight_kg: For each set.
        rest_seconds: After each set; 0 for none at all, None for no word on it.
        group_index: Neighbours with the same number are a superset.
        notes: Free text.
    """

    exercise_id: UUID
    mode: SetMode | None = None
    sets: int = 1
    target: Target | None = None
    target_weight_kg: Decimal | None = None
    rest_seconds: int | None = None
    group_index: int | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to be made, with its exercises in their order."""

    name: str
    description: str | None = None
    exercises: Sequence[NewUnitExercise] = field(default_factory=list)


async def create_unit(
    db: AsyncSession, owner_id: UUID, wanted: NewUnit, unit_id: UUID | None = None
) -> TrainingUnitRow:
    """Make a private unit with its exercises. At most four statements.

    Args:
        db: The transaction.
        owner_id: Whose it will be.
        wanted: What it says.
        unit_id: A UUIDv7 of the client's choice; None for one of ours.

    Raises:
        ValidationError: A value is unusable, an exercise is unknown, or the owner has a unit of this name.
        ConflictError: As `once`.
    """

    def is_there(row: TrainingUnitRow) -> bool:
        return row.created_by == owner_id

    async def make() -> TrainingUnitRow:
        return await _make_unit(db, owner_id, unit_id or new_id(), wanted)

    return await once(db, Asked(owner_id, unit_id, wanted), TrainingUnitRow, is_there=is_there, make=make)


async def read_unit(
    db: AsyncSession, viewer_id: UUID, unit_id: UUID
) -> tuple[TrainingUnitRow, Sequence[TrainingUnitExerciseRow]]:
    """Return a unit that the viewer may read, and its exercises in order. Two statements.

    Raises:
        NotFoundError: There is none that the viewer may read.
    """
    unit = await queries.get_readable_unit(db, viewer_id, unit_id)
    if unit is None:
        message = "There is no such training unit."
        raise NotFoundError(message)
    return unit, await queries.list_exercises_of_unit(db, unit_id)


async def _make_unit(db: AsyncSession, owner_id: UUID, unit_id: UUID, wanted: NewUnit) -> TrainingUnitRow:
    validator = Validator()
    unit = TrainingUnitRow(
        id=unit_id,
        name=validator.name(wanted.name, "name"),
        description=validator.text(wanted.description, "description", longest=limits.NOTES_LENGTH),
        created_by=owner_id,
    )
    if len(wanted.exercises) > MOST_EXERCISES:
        message = f"A unit has at most {MOST_EXERCISES} exercises."
        validator.note(ValidationCode.TOO_MANY, message, "exercises")
    validator.finish()
    found = await find_usable(db, owner_id, (exercise.exercise_id for exercise in wanted.exercises))
    columns = [
        _checked(validator, exercise, found.get(exercise.exercise_id), "exercises", str(position))
        for position, exercise in enumerate(wanted.exercises)
    ]
    validator.finish()
    db.add(unit)
    with translated_constraints(_TAKEN):
        await db.flush()
    db.add_all(
        TrainingUnitExerciseRow(training_unit_id=unit_id, order_index=position, **row)
        for position, row in enumerate(columns)
    )
    await db.flush()
    return unit


def _checked(
    validator: Validator, wanted: NewUnitExercise, exercise: ExerciseRow | None, *path: str
) -> dict[str, Any]:
    if exercise is None:
        validator.note(ValidationCode.UNKNOWN, "There is no such exercise.", *path, "exerciseId")
        return {}
    mode = wanted.mode or exercise.default_mode
    check_target(validator, mode, wanted.target, *path, "target")
    return {
        "exercise_id": exercise.id,
        "exercise_name_snapshot": exercise.name,
        "mode": mode,
        "sets": validator.within(wanted.sets, limits.SETS, *path, "sets"),
        "target_weight": validator.within(
            wanted.target_weight_kg, limits.WEIGHT_KG, *path, "targetWeight", "value"
        ),
        "rest_seconds": validator.within(wanted.rest_seconds, limits.REST_SECONDS, *path, "restSeconds"),
        "group_index": validator.within(wanted.group_index, limits.GROUP_INDEX, *path, "groupIndex"),
        "unit_exercise_notes": validator.text(wanted.notes, *path, "notes", longest=limits.NOTES_LENGTH),
        **_target_columns(wanted.target),
    }


def _target_columns(target: Target | None) -> dict[str, Any]:
    match target:
        case RepsTarget(least, most):
            return {"reps_min": least, "reps_max": most}
        case TimeTarget(seconds):
            return {"target_time_seconds": seconds}
        case DistanceTarget(km):
            return {"target_distance_km": km}
    return {}
