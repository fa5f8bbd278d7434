"""Logging many sets at once: all of them, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from irontrack.errors import ValidationCode
from irontrack.infra.idempotency import Asked, parts_once
from irontrack.models import TrainingSessionSetRow
from irontrack.sessions.queries import sets as queries
from irontrack.sessions.service.holding import hold_session, require_in_progress
from irontrack.sessions.service.moments import check_completion
from irontrack.sessions.service.set_values import MOST_SETS, LoggedSet, check_set, set_columns
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import TrainingSessionRow
    from irontrack.sessions.queries.holding import Key

type SetsOf = Sequence[tuple[Key, LoggedSet]]
"""Sets, each behind the exercise of the session that it is of."""

_FULL: Final = f"An exercise has at most {MOST_SETS} sets."


async def log_sets(
    db: AsyncSession, user_id: UUID, session_id: UUID, wanted: SetsOf
) -> tuple[TrainingSessionRow, Sequence[TrainingSessionSetRow]]:
    """Append sets to exercises of one session in progress, in their order; returns all of them.

    Five statements however many sets, and two more where some have been logged before: those are returned as
    they are now.

    Raises:
        NotFoundError: The session is not the user's.
        ConflictError: The session is over and some are new. And as `parts_once`.
        ValidationError: An exercise is not of the session, or a value unusable; with all that is.
    """
    session = await hold_session(db, user_id, session_id)
    exercises = await queries.list_occupancy(db, session_id)
    by_key = {row.client_id: row for row in exercises if row.client_id is not None}
    by_key |= {row.id: row for row in exercises}
    validator = Validator()
    of = [by_key.get(key) for key, _ in wanted]
    _check(validator, of, [each for _, each in wanted])
    validator.finish()
    placed = [(row, each) for row, (_, each) in zip(of, wanted, strict=True) if row is not None]

    async def find(places: Sequence[int]) -> list[TrainingSessionSetRow | None]:
        names = [(placed[place][0].id, placed[place][1].client_id) for place in places]
        found = await queries.list_named_sets(db, names)
        return [found.get(name) for name in names]

    async def make(places: Sequence[int]) -> Sequence[TrainingSessionSetRow]:
        require_in_progress(session)
        rows = _rows(session, [placed[place] for place in places], places)
        db.add_all(rows)
        session.version += 1
        await db.flush()
        return rows

    asked = [Asked(user_id, each.client_id, each, parent_id=row.id) for row, each in placed]
    return session, await parts_once(db, asked, TrainingSessionSetRow, find=find, make=make)


def _check(validator: Validator, of: Sequence[Row[Any] | None], wanted: Sequence[LoggedSet]) -> None:
    met: set[tuple[int, UUID]] = set()
    if not wanted:
        validator.note(ValidationCode.REQUIRED, "There is nothing to be logged.", "sets")
    for place, (row, each) in enumerate(zip(of, wanted, strict=True)):
        path = ("sets", str(place))
        if row is None:
            message = "The session has no such exercise."
            validator.note(ValidationCode.UNKNOWN, message, *path, "sessionExerciseId")
            continue
        check_set(validator, each, row.mode, *path)
        if each.client_id is None:
            continue
        if (row.id, each.client_id) in met:
            message = "Another set of this exercise has this id."
            validator.note(ValidationCode.NOT_ALLOWED, message, *path, "clientId")
        met.add((row.id, each.client_id))


def _rows(
    session: TrainingSessionRow, placed: Sequence[tuple[Row[Any], LoggedSet]], places: Sequence[int]
) -> list[TrainingSessionSetRow]:
    """Return new rows behind those that their exercises have.

    Raises:
        ValidationError: An exercise would have too many, or a set is not of the session's time.
    """
    validator, added, rows = Validator(), dict[int, int](), list[TrainingSessionSetRow]()
    for place, (exercise, wanted) in zip(places, placed, strict=True):
        before = added.get(exercise.id, 0)
        added[exercise.id] = before + 1
        if exercise.sets + before >= MOST_SETS:
            validator.note(ValidationCode.TOO_MANY, _FULL, "sets", str(place), "sessionExerciseId")
        check_completion(validator, wanted.completed_at, session.start_time, None, "sets", str(place))
        rows.append(
            TrainingSessionSetRow(
                session_exercise_id=exercise.id,
                order_index=exercise.next_index + before,
                client_id=wanted.client_id,
                **set_columns(wanted),
            )
        )
    validator.finish()
    return rows
