"""Exercises of a workout that is recorded after it: checked, and turned into rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from irontrack.errors import ValidationCode
from irontrack.models import SetMode, TrainingSessionExerciseRow, TrainingSessionSetRow, limits
from irontrack.sessions.service.moments import check_completion
from irontrack.sessions.service.named_exercises import check_names, other_exercise
from irontrack.sessions.service.session_exercises import MOST_EXERCISES, TOO_MANY_EXERCISES, put_in_place
from irontrack.sessions.service.set_values import MOST_SETS, LoggedSet, check_set, set_columns
from irontrack.templates.rules import split_supersets
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from irontrack.models import ExerciseRow
    from irontrack.sessions.queries.holding import Key
    from irontrack.sessions.service.sources import Copies

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
        planned_key: Which exercise of the template it was done for: its id, or what a client calls it there.
    """

    exercise_id: UUID
    mode: SetMode | None = None
    group_index: int | None = None
    notes: str | None = None
    client_id: UUID | None = None
    sets: Sequence[LoggedSet] = field(default_factory=list)
    planned_key: Key | None = None


def check_size(validator: Validator, exercises: Sequence[RecordedExercise]) -> None:
    """Note what is too much of exercises or sets."""
    if len(exercises) > MOST_EXERCISES:
        validator.note(ValidationCode.TOO_MANY, TOO_MANY_EXERCISES, "exercises")
    if sum(len(each.sets) for each in exercises) > MOST_RECORDED_SETS:
        message = f"At most {MOST_RECORDED_SETS} sets can be recorded at once."
        validator.note(ValidationCode.TOO_MANY, message, "exercises")
    for place, each in enumerate(exercises):
        if len(each.sets) > MOST_SETS:
            message = f"An exercise has at most {MOST_SETS} sets."
            validator.note(ValidationCode.TOO_MANY, message, "exercises", str(place), "sets")


def check_exercises(
    validator: Validator,
    wanted: Sequence[RecordedExercise],
    found: Mapping[UUID, ExerciseRow],
    times: tuple[datetime, datetime],
) -> None:
    """Note what is wrong with the exercises and their sets.

    Args:
        validator: Notes it.
        wanted: The exercises in their order.
        found: What their ids mean.
        times: When the workout began and ended.
    """
    for place, each in enumerate(wanted):
        _check_exercise(validator, each, found, "exercises", str(place))
        for number, one in enumerate(each.sets):
            path = ("exercises", str(place), "sets", str(number))
            check_completion(validator, one.completed_at, *times, *path)
    check_names(validator, [each.client_id for each in wanted], "exercises")
    for place in split_supersets([each.group_index for each in wanted]):
        message = "The exercises of a superset stand next to each other; give this one another number."
        validator.note(ValidationCode.NOT_ALLOWED, message, "exercises", str(place), "groupIndex")


def check_planned(validator: Validator, wanted: Sequence[RecordedExercise], copies: Copies | None) -> None:
    """Note planned exercises that were done twice, and any where there is no template, which is None."""
    met: set[object] = set()
    for place, each in enumerate(wanted):
        if each.planned_key is None:
            continue
        path = ("exercises", str(place), "plannedExerciseId")
        planned = (copies and copies.by_key.get(each.planned_key)) or each.planned_key
        if copies is None:
            message = "Say with `from` which unit it is an exercise of."
            validator.note(ValidationCode.NOT_ALLOWED, message, *path)
        elif planned in met:
            message = "Another one was done for this exercise."
            validator.note(ValidationCode.NOT_ALLOWED, message, *path)
        met.add(planned)


def exercise_row(
    place: int, wanted: RecordedExercise, copies: Copies, found: Mapping[UUID, ExerciseRow]
) -> TrainingSessionExerciseRow:
    """Return what was done, with the targets of what it was done for where the template still has that."""
    exercise = found[wanted.exercise_id]
    mode = wanted.mode or exercise.default_mode
    row = None if wanted.planned_key is None else copies.by_key.get(wanted.planned_key)
    if row is None:
        row = TrainingSessionExerciseRow(
            exercise_id=exercise.id, exercise_name_snapshot=exercise.name, mode_snapshot=mode
        )
    else:
        put_in_place(row, other_exercise(row, wanted.exercise_id, found), mode)
    row.client_id = wanted.client_id
    row.order_index, row.group_index_snapshot = place, wanted.group_index
    row.notes = Validator().text(wanted.notes, longest=limits.NOTES_LENGTH)
    return row


def set_row(session_exercise_id: int, place: int, wanted: LoggedSet) -> TrainingSessionSetRow:
    """Return a set of an exercise that is stored."""
    return TrainingSessionSetRow(
        session_exercise_id=session_exercise_id,
        order_index=place,
        client_id=wanted.client_id,
        **set_columns(wanted),
    )


def _check_exercise(
    validator: Validator, wanted: RecordedExercise, found: Mapping[UUID, ExerciseRow], *path: str
) -> None:
    validator.text(wanted.notes, *path, "notes", longest=limits.NOTES_LENGTH)
    validator.within(wanted.group_index, limits.GROUP_INDEX, *path, "groupIndex")
    exercise = found.get(wanted.exercise_id)
    if exercise is None:
        validator.note(ValidationCode.UNKNOWN, "There is no such exercise.", *path, "exerciseId")
        return
    mode = wanted.mode or exercise.default_mode
    for place, each in enumerate(wanted.sets):
        check_set(validator, each, mode, *path, "sets", str(place))
    check_names(validator, [each.client_id for each in wanted.sets], *path, "sets")
