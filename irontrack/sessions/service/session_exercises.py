"""Which exercises a session has: adding, replacing, ordering, describing and removing them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from irontrack.errors import ValidationCode
from irontrack.exercises.service import find_trainable
from irontrack.infra.idempotency import Asked, part_once
from irontrack.models import SetMode, TrainingSessionExerciseRow, limits
from irontrack.sessions.queries import arranging
from irontrack.sessions.queries import session_exercises as queries
from irontrack.sessions.queries.sets import has_sets
from irontrack.sessions.service.arranging import POSITION, reorder
from irontrack.sessions.service.holding import (
    OF_RUN,
    hold_exercise,
    hold_session,
    no_exercise,
    require_in_progress,
    require_no_run,
)
from irontrack.templates.rules import split_supersets
from irontrack.validation import Validator, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import ExerciseRow, TrainingSessionRow
    from irontrack.sessions.queries.holding import HeldExercise, Key
    from irontrack.sessions.service.sets import InSession

MOST_EXERCISES: Final = 100
TOO_MANY_EXERCISES: Final = f"A session has at most {MOST_EXERCISES} exercises."
_OF_MODE: Final = (
    "reps_min_snapshot",
    "reps_max_snapshot",
    "target_time_seconds_snapshot",
    "target_distance_km_snapshot",
    "target_pace_min_seconds_per_km_snapshot",
    "target_pace_max_seconds_per_km_snapshot",
)


@dataclass(frozen=True, slots=True)
class AddedExercise:
    """An exercise to be put into a session.

    Attributes:
        exercise_id: Which one.
        mode: What its sets measure; None for the exercise's own default.
        position: Among the exercises of the session, from 0; None for behind them.
        group_index: Neighbours with the same number are a superset.
        notes: Free text.
        client_id: What the client calls it.
    """

    exercise_id: UUID
    mode: SetMode | None = None
    position: int | None = None
    group_index: int | None = None
    notes: str | None = None
    client_id: UUID | None = None


async def add_exercise(
    db: AsyncSession, user_id: UUID, session_id: UUID, wanted: AddedExercise
) -> InSession[TrainingSessionExerciseRow]:
    """Put an exercise into a session in progress. At most eight statements.

    The same again, known by its client's name for it, returns the exercise as it is now.

    Raises:
        NotFoundError: The session is not the user's.
        ConflictError: The session is over. And as `part_once`.
        ValidationError: The exercise is unknown, the session is full, a superset would be torn apart, or a
            value is unusable.
    """
    session = await hold_session(db, user_id, session_id)

    async def find() -> TrainingSessionExerciseRow | None:
        return await queries.find_named_exercise(db, session_id, wanted.client_id)

    async def make() -> TrainingSessionExerciseRow:
        return await _insert(db, user_id, session, wanted)

    asked = Asked(user_id, wanted.client_id, wanted, parent_id=session_id)
    return session, await part_once(db, asked, TrainingSessionExerciseRow, find=find, make=make)


async def replace_exercise(
    db: AsyncSession, user_id: UUID, key: Key, exercise_id: UUID, mode: SetMode | None
) -> InSession[TrainingSessionExerciseRow]:
    """Put another exercise into the place of one. At most six statements.

    Sets, notes, superset and rest stay. So do targets in the mode's measure where the mode stays; the target
    weight does not, as it was meant for the other one.

    Args:
        db: The transaction.
        user_id: Whose session it must be in.
        key: Which exercise of the session.
        exercise_id: What it becomes.
        mode: What its sets measure; None for the new exercise's own default.

    Raises:
        NotFoundError: The exercise is in none of the user's sessions.
        ValidationError: The new one is unknown, there are sets and it would have another mode, or it is of a
            run.
    """
    held = await hold_exercise(db, user_id, key)
    if held.is_of_run:
        refuse(ValidationCode.NOT_ALLOWED, OF_RUN, "exerciseId")
    session, row = await _held(db, held)
    exercise = await _usable(db, user_id, exercise_id)
    new_mode = mode or exercise.default_mode
    if new_mode is not row.mode_snapshot and await has_sets(db, row.id):
        message = f"It has sets in the mode {row.mode_snapshot.name}, which must stay while they do."
        refuse(ValidationCode.NOT_ALLOWED, message, "mode")
    if (exercise.id, new_mode) == (row.exercise_id, row.mode_snapshot):
        return session, row
    put_in_place(row, exercise, new_mode)
    session.version += 1
    await db.flush()
    return session, row


def put_in_place(row: TrainingSessionExerciseRow, exercise: ExerciseRow | None, mode: SetMode) -> None:
    """Let another exercise, if there is one, or another mode have the place of one; as `replace_exercise`."""
    if mode is not row.mode_snapshot:
        row.mode_snapshot = mode
        for name in _OF_MODE:
            setattr(row, name, None)
    if exercise is not None and exercise.id != row.exercise_id:
        row.exercise_id, row.exercise_name_snapshot = exercise.id, exercise.name
        row.target_weight_snapshot = None


async def update_exercise(
    db: AsyncSession, user_id: UUID, key: Key, changes: Mapping[str, Any]
) -> InSession[TrainingSessionExerciseRow]:
    """Change the notes or the superset of an exercise; what was not sent stays. At most five statements.

    Args:
        db: The transaction.
        user_id: Whose session it must be in.
        key: Which exercise of the session.
        changes: `notes` and `group_index`, only what was sent.

    Raises:
        NotFoundError: The exercise is in none of the user's sessions.
        ValidationError: A value is unusable, or a superset would be torn apart.
    """
    session, row = await _held(db, await hold_exercise(db, user_id, key))
    validator = Validator()
    notes = validator.text(changes.get("notes", row.notes), "notes", longest=limits.NOTES_LENGTH)
    group_index = changes.get("group_index", row.group_index_snapshot)
    validator.within(group_index, limits.GROUP_INDEX, "groupIndex")
    validator.finish()
    if group_index != row.group_index_snapshot:
        siblings = await arranging.list_rows(db, arranging.EXERCISES, session.id)
        _check_groups([group_index if each.id == row.id else each.group_index_snapshot for each in siblings])
    if (notes, group_index) != (row.notes, row.group_index_snapshot):
        row.notes, row.group_index_snapshot = notes, group_index
        session.version += 1
    await db.flush()
    return session, row


async def remove_exercise(db: AsyncSession, user_id: UUID, key: Key) -> InSession[int]:
    """Take an exercise with its sets out of a session; returns which. Three statements.

    Raises:
        NotFoundError: The exercise is in none of the user's sessions.
        ConflictError: It is of a run.
    """
    held = await hold_exercise(db, user_id, key)
    require_no_run(held.session, is_run=held.is_of_run)
    if not await queries.delete_exercise(db, held.exercise_id):
        raise no_exercise()
    held.session.version += 1
    await db.flush()
    return held.session, held.exercise_id


async def reorder_exercises(
    db: AsyncSession, user_id: UUID, session_id: UUID, version: int | None, keys: Sequence[Key]
) -> TrainingSessionRow:
    """Put the exercises of a session into another order. At most five statements.

    Args:
        db: The transaction.
        user_id: Whose session it must be.
        session_id: Which session.
        version: The one that the user has seen; None for any.
        keys: Each exercise of the session once.

    Raises:
        NotFoundError, ConflictError: As `hold_session`.
        ValidationError: An exercise is unknown, named twice or missing, or a superset would be torn apart.
    """
    session = await hold_session(db, user_id, session_id, version)
    if await reorder(db, arranging.EXERCISES, session_id, keys, "exerciseIds"):
        session.version += 1
        await db.flush()
    return session


async def _insert(
    db: AsyncSession, user_id: UUID, session: TrainingSessionRow, wanted: AddedExercise
) -> TrainingSessionExerciseRow:
    require_in_progress(session)
    validator = Validator()
    notes = validator.text(wanted.notes, "notes", longest=limits.NOTES_LENGTH)
    validator.within(wanted.group_index, limits.GROUP_INDEX, "groupIndex")
    validator.within(wanted.position, POSITION, "position")
    validator.finish()
    exercise = await _usable(db, user_id, wanted.exercise_id)
    siblings = await arranging.list_rows(db, arranging.EXERCISES, session.id)
    if len(siblings) >= MOST_EXERCISES:
        refuse(ValidationCode.TOO_MANY, TOO_MANY_EXERCISES, "sessionId")
    groups = [each.group_index_snapshot for each in siblings]
    groups.insert(len(groups) if wanted.position is None else wanted.position, wanted.group_index)
    _check_groups(groups)
    order_index = siblings[-1].order_index + 1 if siblings else 0
    if wanted.position is not None and wanted.position < len(siblings):
        order_index = siblings[wanted.position].order_index
        await arranging.make_room(db, arranging.EXERCISES, session.id, order_index)
    row = TrainingSessionExerciseRow(
        session_id=session.id,
        client_id=wanted.client_id,
        exercise_id=exercise.id,
        exercise_name_snapshot=exercise.name,
        mode_snapshot=wanted.mode or exercise.default_mode,
        order_index=order_index,
        group_index_snapshot=wanted.group_index,
        notes=notes,
    )
    db.add(row)
    session.version += 1
    await db.flush()
    return row


async def _held(db: AsyncSession, held: HeldExercise) -> InSession[TrainingSessionExerciseRow]:
    """Return the exercise as it is now that its session is held."""
    row = await queries.get_exercise(db, held.exercise_id)
    if row is None:
        raise no_exercise()
    return held.session, row


async def _usable(db: AsyncSession, user_id: UUID, exercise_id: UUID) -> ExerciseRow:
    exercise = (await find_trainable(db, user_id, [exercise_id])).get(exercise_id)
    if exercise is None:
        refuse(ValidationCode.UNKNOWN, "There is no such exercise.", "exerciseId")
    return exercise


def _check_groups(group_indexes: Sequence[int | None]) -> None:
    if split_supersets(group_indexes):
        message = "The exercises of a superset stand next to each other."
        refuse(ValidationCode.NOT_ALLOWED, message, "groupIndex")
