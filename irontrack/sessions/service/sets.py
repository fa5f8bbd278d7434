"""Logging sets one at a time, changing, ordering and deleting them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

from sqlalchemy.orm.attributes import set_committed_value

from irontrack.errors import ConflictError, ValidationCode
from irontrack.infra.idempotency import Asked, part_once
from irontrack.models import TrainingSessionSetRow
from irontrack.sessions.queries import arranging
from irontrack.sessions.queries import sets as queries
from irontrack.sessions.queries.session_exercises import get_exercise
from irontrack.sessions.service.arranging import free_place, reorder
from irontrack.sessions.service.holding import (
    OF_RUN,
    hold_exercise,
    hold_set,
    no_exercise,
    no_set,
    require_in_progress,
    require_no_run,
)
from irontrack.sessions.service.moments import check_completion
from irontrack.sessions.service.set_values import MOST_SETS, LoggedSet, check_set, set_columns, stored_set
from irontrack.validation import Validator, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import TrainingSessionExerciseRow, TrainingSessionRow
    from irontrack.sessions.queries.holding import HeldExercise, Key

type InSession[R] = tuple[TrainingSessionRow, R]
"""Something beneath a session, behind that session as it is now."""


async def log_set(
    db: AsyncSession, user_id: UUID, key: Key, wanted: LoggedSet
) -> InSession[TrainingSessionSetRow]:
    """Put a set into an exercise of a session in progress.

    Two statements, three with a name of the client's choice, and up to three more for a position. The same
    again returns the set as it is now, in a session that is over too.

    Raises:
        NotFoundError: The exercise is in none of the user's sessions, or was removed meanwhile.
        ConflictError: The session is over, or the exercise was replaced meanwhile. And as `part_once`.
        ValidationError: The metric is not the mode's, a value is unusable, or the exercise is full.
    """
    held = await hold_exercise(db, user_id, key)

    async def find() -> TrainingSessionSetRow | None:
        return await queries.find_named_set(db, held.exercise_id, wanted.client_id)

    async def make() -> TrainingSessionSetRow:
        return await _append(db, held, wanted)

    asked = Asked(user_id, wanted.client_id, wanted, parent_id=held.exercise_id)
    return held.session, await part_once(db, asked, TrainingSessionSetRow, find=find, make=make)


async def update_set(
    db: AsyncSession, user_id: UUID, key: Key, changes: Mapping[str, Any]
) -> InSession[TrainingSessionSetRow]:
    """Change what a set says, in a session that is over too; what was not sent stays. Four statements.

    Args:
        db: The transaction.
        user_id: Whose session it must be in.
        key: Which set.
        changes: By attribute of `LoggedSet`, only what was sent.

    Raises:
        NotFoundError: The set is in none of the user's sessions.
        ValidationError: What the set would say then is not possible, or it is of a run and counts otherwise.
    """
    held = await hold_set(db, user_id, key)
    found = await queries.get_set(db, held.set_id)
    if found is None:
        raise no_set()
    row, mode = found
    wanted, validator = replace(stored_set(row), **changes), Validator()
    check_set(validator, wanted, mode)
    if wanted.completed_at != row.completed_at:  # the session's times may have been put right since
        check_completion(validator, wanted.completed_at, held.session.start_time, held.session.end_time)
    if held.is_of_run:
        _check_of_run(validator, stored_set(row), wanted)
    validator.finish()
    changed = {name: new for name, new in set_columns(wanted).items() if getattr(row, name) != new}
    for name, new in changed.items():
        setattr(row, name, new)
    if changed:
        held.session.version += 1
    await db.flush()
    return held.session, row


async def delete_set(db: AsyncSession, user_id: UUID, key: Key) -> InSession[int]:
    """Delete a set, from a session that is over too; returns which. Three statements.

    Raises:
        NotFoundError: The set is in none of the user's sessions.
        ConflictError: It is of a run.
    """
    held = await hold_set(db, user_id, key)
    require_no_run(held.session, is_run=held.is_of_run)
    if not await queries.delete_set(db, held.set_id):
        raise no_set()
    held.session.version += 1
    await db.flush()
    return held.session, held.set_id


async def reorder_sets(
    db: AsyncSession, user_id: UUID, key: Key, set_keys: Sequence[Key]
) -> InSession[TrainingSessionExerciseRow]:
    """Put the sets of an exercise into another order; returns the exercise. At most six statements.

    Args:
        db: The transaction.
        user_id: Whose session it must be in.
        key: Which exercise of the session.
        set_keys: Each of its sets once.

    Raises:
        NotFoundError: The exercise is in none of the user's sessions.
        ValidationError: A set is unknown, named twice or missing.
    """
    held = await hold_exercise(db, user_id, key)
    exercise = await get_exercise(db, held.exercise_id)
    if exercise is None:
        raise no_exercise()
    if await reorder(db, arranging.SETS, exercise.id, set_keys, "setIds"):
        held.session.version += 1
        await db.flush()
    return held.session, exercise


def _check_of_run(validator: Validator, stored: LoggedSet, wanted: LoggedSet) -> None:
    """Note what would change how far or how long a run was."""
    if wanted.metric != stored.metric:
        validator.note(ValidationCode.NOT_ALLOWED, OF_RUN, "metric")
    if wanted.set_type is not stored.set_type:
        validator.note(ValidationCode.NOT_ALLOWED, "All of a run counts.", "setType")


async def _append(db: AsyncSession, held: HeldExercise, wanted: LoggedSet) -> TrainingSessionSetRow:
    require_in_progress(held.session)
    validator = Validator()
    check_set(validator, wanted, held.mode)
    check_completion(validator, wanted.completed_at, held.session.start_time, None)
    validator.finish()
    order_index = await free_place(db, arranging.SETS, held.exercise_id, wanted.position)
    columns = {"client_id": wanted.client_id, **set_columns(wanted)}
    row = await queries.insert_set(db, held, columns, order_index, MOST_SETS)
    if row is None:
        await _refuse(db, held)
    set_committed_value(held.session, "version", held.session.version + 1)
    return row


async def _refuse(db: AsyncSession, held: HeldExercise) -> NoReturn:
    is_there, is_same = await queries.has_exercise(db, held)
    if not is_there:
        raise no_exercise()
    if not is_same:
        message = "The exercise was replaced meanwhile; look at it again."
        raise ConflictError(message, held.session)
    refuse(ValidationCode.TOO_MANY, f"An exercise has at most {MOST_SETS} sets.", "sessionExerciseId")
