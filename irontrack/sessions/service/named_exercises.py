"""Naming the exercises that a session takes over, by whoever does not know what its source has become.

A phone without a connection starts from its own copy of a unit and logs what was done. Until that arrives,
the unit may have lost an exercise, or have another one in its place. Then what was done counts, not what is
there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from irontrack.errors import ValidationCode
from irontrack.exercises.service import find_trainable
from irontrack.models import SetMode, TrainingSessionExerciseRow
from irontrack.sessions.service.session_exercises import MOST_EXERCISES, TOO_MANY_EXERCISES, put_in_place
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import ExerciseRow
    from irontrack.sessions.queries.holding import Key
    from irontrack.sessions.service.sources import Copies


@dataclass(frozen=True, slots=True)
class NamedExercise:
    """A name for an exercise that a session takes over.

    Attributes:
        source_key: Which one: its id where it is taken from, or what a client calls it there.
        client_id: What the client calls the copy.
        exercise_id: What it was when the client saw it; None for whatever it is now.
        mode: What its sets measured then; None for what they measure now.
    """

    source_key: Key
    client_id: UUID
    exercise_id: UUID | None = None
    mode: SetMode | None = None


async def name_exercises(
    db: AsyncSession, user_id: UUID, copies: Copies, wanted: Sequence[NamedExercise]
) -> None:
    """Give copied exercises their names, and let them be what they are said to be.

    What the source does not have any more is put behind the others, without targets. One statement where
    anything has changed, else none.

    Raises:
        ValidationError: A name is unusable or stands twice, an exercise is gone and it is not said or not
            known what it was, or there would be too many.
    """
    validator = Validator()
    check_names(validator, [each.client_id for each in wanted], "exercises")
    found = await _find_changed(db, user_id, copies, wanted)
    _check(validator, copies, wanted, found)
    validator.finish()
    for each in wanted:
        row = copies.by_key.get(each.source_key)
        if row is not None:
            put_in_place(row, other_exercise(row, each.exercise_id, found), each.mode or row.mode_snapshot)
        elif each.exercise_id is not None:
            row = _added(copies, found[each.exercise_id], each.mode)
            copies.add(row)
        if row is not None:
            row.client_id = each.client_id


def check_names(validator: Validator, client_ids: Iterable[UUID | None], *path: str) -> None:
    """Note names that are unusable, or stand twice beside each other."""
    met: Counter[UUID] = Counter()
    for place, client_id in enumerate(client_ids):
        if client_id is None or not validator.chosen_id(client_id, *path, str(place), "clientId"):
            continue
        met[client_id] += 1
        if met[client_id] > 1:
            message = "Another one beside it has this id."
            validator.note(ValidationCode.NOT_ALLOWED, message, *path, str(place), "clientId")


def other_exercise(
    row: TrainingSessionExerciseRow, exercise_id: UUID | None, found: Mapping[UUID, ExerciseRow]
) -> ExerciseRow | None:
    """Return the exercise of an id, or None where a row has that one already, if only by a merger.

    Args:
        row: What was copied.
        exercise_id: What it is said to be; None for what it is.
        found: What ids mean, that of the row among them.
    """
    if exercise_id is None or exercise_id == row.exercise_id:
        return None
    own = None if row.exercise_id is None else found.get(row.exercise_id)
    exercise = found.get(exercise_id)
    return None if exercise is own else exercise


async def _find_changed(
    db: AsyncSession, user_id: UUID, copies: Copies, wanted: Sequence[NamedExercise]
) -> Mapping[UUID, ExerciseRow]:
    """Return what ids mean, of those that are not what the source has now, and of what it has instead."""
    ids: set[UUID | None] = set()
    for each in wanted:
        row = copies.by_key.get(each.source_key)
        now = None if row is None else row.exercise_id
        if each.exercise_id not in {None, now}:
            ids |= {each.exercise_id, now}
    return await find_trainable(db, user_id, [id_ for id_ in ids if id_ is not None]) if ids else {}


def _check(
    validator: Validator, copies: Copies, wanted: Sequence[NamedExercise], found: Mapping[UUID, ExerciseRow]
) -> None:
    met: set[object] = set()
    missing = 0
    for place, each in enumerate(wanted):
        row, path = copies.by_key.get(each.source_key), ("exercises", str(place))
        if (row or each.source_key) in met:
            message = "Another one names this exercise."
            validator.note(ValidationCode.NOT_ALLOWED, message, *path, "sourceExerciseId")
        met.add(row or each.source_key)
        missing += row is None
        if row is None and each.exercise_id is None:
            message = "It is not there any more: say what it was, with `exerciseId` and `mode`."
            validator.note(ValidationCode.UNKNOWN, message, *path, "sourceExerciseId")
        elif not _is_known(row, each.exercise_id, found):
            validator.note(ValidationCode.UNKNOWN, "There is no such exercise.", *path, "exerciseId")
    if len(copies.exercises) + missing > MOST_EXERCISES:
        validator.note(ValidationCode.TOO_MANY, TOO_MANY_EXERCISES, "exercises")


def _is_known(
    row: TrainingSessionExerciseRow | None, exercise_id: UUID | None, found: Mapping[UUID, ExerciseRow]
) -> bool:
    """Whether it can be told what an exercise is; one that was deleted may have been any."""
    if exercise_id is None or exercise_id in found:
        return True
    return row is not None and row.exercise_id in {None, exercise_id}


def _added(copies: Copies, exercise: ExerciseRow, mode: SetMode | None) -> TrainingSessionExerciseRow:
    return TrainingSessionExerciseRow(
        exercise_id=exercise.id,
        exercise_name_snapshot=exercise.name,
        mode_snapshot=mode or exercise.default_mode,
        order_index=copies.exercises[-1].order_index + 1 if copies.exercises else 0,
    )
