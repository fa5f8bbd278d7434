"""Making training units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from irontrack.errors import Issue, NotFoundError, ValidationCode
from irontrack.exercises.service import find_usable
from irontrack.infra.database import translated_constraints
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


async def create_unit(
    db: AsyncSession, owner_id: UUID, name: str, description: str | None, exercises: Sequence[NewUnitExercise]
) -> TrainingUnitRow:
    """Make a private unit with its exercises, in their order. Three statements.

    Raises:
        ValidationError: A value is unusable, an exercise is unknown, or the owner has a unit of this name.
    """
    validator = Validator()
    name = validator.name(name, "name")
    description = validator.text(description, "description", longest=limits.NOTES_LENGTH)
    if len(exercises) > MOST_EXERCISES:
        message = f"A unit has at most {MOST_EXERCISES} exercises."
        validator.note(ValidationCode.TOO_MANY, message, "exercises")
    validator.finish()
    found = await find_usable(db, owner_id, (exercise.exercise_id for exercise in exercises))
    columns = [
        _checked(validator, exercise, found.get(exercise.exercise_id), "exercises", str(position))
        for position, exercise in enumerate(exercises)
    ]
    validator.finish()
    unit = TrainingUnitRow(name=name, description=description, created_by=owner_id)
    db.add(unit)
    with translated_constraints(_TAKEN):
        await db.flush()
    db.add_all(
        TrainingUnitExerciseRow(training_unit_id=unit.id, order_index=position, **row)
        for position, row in enumerate(columns)
    )
    await db.flush()
    return unit


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
