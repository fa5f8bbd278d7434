"""What an exercise of a unit says: checked, compared, and turned into columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from irontrack.errors import ValidationCode
from irontrack.models import limits
from irontrack.templates.rules import (
    DistanceTarget,
    PaceTarget,
    RepsTarget,
    TimeTarget,
    check_pace,
    check_target,
    split_supersets,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal
    from uuid import UUID

    from sqlalchemy import Row

    from irontrack.models import ExerciseRow, SetMode
    from irontrack.templates.rules import Target
    from irontrack.validation import Validator

MOST_EXERCISES: Final = 100


@dataclass(frozen=True, slots=True)
class UnitExercise:
    """All that an exercise of a unit says.

    Attributes:
        exercise_id: Which one; None where it is gone.
        mode: What its sets measure; None for the exercise's own default.
        sets: How many.
        target: For each set, in the mode's measure.
        target_pace: For each set.
        target_weight_kg: For each set.
        rest_seconds: After each set; 0 for none at all, None for no word on it.
        group_index: Neighbours with the same number are a superset.
        notes: Free text.
        client_id: What the client calls it.
    """

    exercise_id: UUID | None = None
    mode: SetMode | None = None
    sets: int = 1
    target: Target | None = None
    target_pace: PaceTarget | None = None
    target_weight_kg: Decimal | None = None
    rest_seconds: int | None = None
    group_index: int | None = None
    notes: str | None = None
    client_id: UUID | None = None


def stored_exercise(row: Row[Any]) -> UnitExercise:
    """Return what a row of `training_unit_exercises` says."""
    target: Target | None = None
    if row.reps_min is not None:
        target = RepsTarget(row.reps_min, row.reps_max)
    elif row.target_time_seconds is not None:
        target = TimeTarget(row.target_time_seconds)
    elif row.target_distance_km is not None:
        target = DistanceTarget(row.target_distance_km)
    fastest, slowest = row.target_pace_min_seconds_per_km, row.target_pace_max_seconds_per_km
    return UnitExercise(
        exercise_id=row.exercise_id,
        mode=row.mode,
        sets=row.sets,
        target=target,
        target_pace=None if fastest is None else PaceTarget(fastest, slowest),
        target_weight_kg=row.target_weight,
        rest_seconds=row.rest_seconds,
        group_index=row.group_index,
        notes=row.unit_exercise_notes,
        client_id=row.client_id,
    )


def new_columns(
    validator: Validator, wanted: UnitExercise, usable: Mapping[UUID, ExerciseRow], *path: str
) -> dict[str, Any]:
    """Return the columns of a row that is made, noting what is wrong.

    Args:
        validator: Notes it.
        wanted: What it shall say.
        usable: The exercises that it may be of, by the ids asked for.
        path: Where it stands in the input.
    """
    if wanted.exercise_id is None:
        validator.note(ValidationCode.REQUIRED, "A new exercise must say which one.", *path, "exerciseId")
        return {}
    exercise = usable.get(wanted.exercise_id)
    validator.chosen_id(wanted.client_id, *path, "clientId")
    if exercise is None:
        note_unknown(validator, *path)
        return {}
    return {
        "client_id": wanted.client_id,
        **exercise_columns(exercise),
        **target_columns(validator, wanted, wanted.mode or exercise.default_mode, *path),
    }


def exercise_columns(exercise: ExerciseRow) -> dict[str, Any]:
    """Return the columns that say which exercise it is."""
    return {"exercise_id": exercise.id, "exercise_name_snapshot": exercise.name}


def target_columns(validator: Validator, wanted: UnitExercise, mode: SetMode, *path: str) -> dict[str, Any]:
    """Return the columns that say what to do, noting what is wrong. They are the same ones for all rows."""
    check_target(validator, mode, wanted.target, *path, "target")
    check_pace(validator, mode, wanted.target_pace, *path, "targetPace")
    pace = wanted.target_pace
    return {
        "mode": mode,
        "sets": validator.within(wanted.sets, limits.SETS, *path, "sets"),
        "target_weight": validator.within(
            wanted.target_weight_kg, limits.WEIGHT_KG, *path, "targetWeight", "value"
        ),
        "rest_seconds": validator.within(wanted.rest_seconds, limits.REST_SECONDS, *path, "restSeconds"),
        "group_index": validator.within(wanted.group_index, limits.GROUP_INDEX, *path, "groupIndex"),
        "unit_exercise_notes": validator.text(wanted.notes, *path, "notes", longest=limits.NOTES_LENGTH),
        "target_pace_min_seconds_per_km": pace.fastest if pace else None,
        "target_pace_max_seconds_per_km": pace.slowest if pace else None,
        **_measured(wanted.target),
    }


def placed(unit_id: UUID, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows with their unit, and their places in it from 0."""
    return [{**row, "training_unit_id": unit_id, "order_index": place} for place, row in enumerate(rows)]


def note_unknown(validator: Validator, *path: str) -> None:
    """Note that there is no such exercise that the caller may use."""
    validator.note(ValidationCode.UNKNOWN, "There is no such exercise.", *path, "exerciseId")


def check_size(validator: Validator, wanted: Sequence[object]) -> None:
    """Note that there are too many exercises for one unit."""
    if len(wanted) > MOST_EXERCISES:
        message = f"A unit has at most {MOST_EXERCISES} exercises."
        validator.note(ValidationCode.TOO_MANY, message, "exercises")


def check_list(validator: Validator, rows: Sequence[Mapping[str, Any]]) -> None:
    """Note what is wrong with exercises beside each other: supersets torn apart, and names used twice.

    Args:
        validator: Notes it.
        rows: The columns of each; empty for one that is wrong in itself.
    """
    for position in split_supersets([row.get("group_index") for row in rows]):
        validator.note(
            ValidationCode.NOT_ALLOWED,
            "The exercises of a superset stand next to each other; give this one another number.",
            "exercises",
            str(position),
            "groupIndex",
        )
    met: set[UUID] = set()
    for position, row in enumerate(rows):
        client_id = row.get("client_id")
        if client_id in met:
            message = "Another exercise of this unit has this id."
            validator.note(ValidationCode.NOT_ALLOWED, message, "exercises", str(position), "clientId")
        if client_id is not None:
            met.add(client_id)


def _measured(target: Target | None) -> dict[str, Any]:
    reps = target if isinstance(target, RepsTarget) else None
    return {
        "reps_min": reps.least if reps else None,
        "reps_max": reps.most if reps else None,
        "target_time_seconds": target.seconds if isinstance(target, TimeTarget) else None,
        "target_distance_km": target.km if isinstance(target, DistanceTarget) else None,
    }
