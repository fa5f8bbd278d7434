"""Sets of sessions: reading and writing them. Whoever writes holds the session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import delete, func, insert, lateral, literal, select, tuple_, update
from sqlalchemy.orm import aliased

from irontrack.infra.database import any_of
from irontrack.models import TrainingSessionExerciseRow, TrainingSessionRow, TrainingSessionSetRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Row, Table
    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.infra.database import Database
    from irontrack.models import SetMode
    from irontrack.sessions.queries.holding import HeldExercise

_SETS: Final = cast("Table", TrainingSessionSetRow.__table__)
_SESSIONS: Final = cast("Table", TrainingSessionRow.__table__)


async def insert_set(
    db: AsyncSession, held: HeldExercise, values: Mapping[str, Any], order_index: int | None, most: int
) -> TrainingSessionSetRow | None:
    """Add a set to an exercise and raise the session's version. One statement.

    The number of sets, the next place and the mode are read as they are now, with the lock held: what was
    read together with the lock can be of the time before the wait for it.

    Args:
        db: The transaction.
        held: The exercise, of the mode for which the values are.
        values: All columns but the parent and the place.
        order_index: The place, which is free; None for behind all others.
        most: How many sets the exercise may have.

    Returns:
        The set, or None where the exercise is gone, of another mode, or full.
    """
    exercise = TrainingSessionExerciseRow
    is_sibling = _SETS.c.session_exercise_id == exercise.id
    count = select(func.count()).select_from(_SETS).where(is_sibling).scalar_subquery()
    last = select(func.max(_SETS.c.order_index)).where(is_sibling).scalar_subquery()
    place = func.coalesce(last + 1, 0) if order_index is None else literal(order_index)
    columns = [literal(value, _SETS.c[name].type) for name, value in values.items()]
    row = select(exercise.id, place, *columns).where(
        exercise.id == held.exercise_id, exercise.mode_snapshot == held.mode, count < most
    )
    raised = (
        update(_SESSIONS)
        .where(_SESSIONS.c.id == held.session.id)
        .values(version=_SESSIONS.c.version + 1)
        .cte("raised")
    )
    statement = (
        insert(TrainingSessionSetRow)
        .from_select(["session_exercise_id", "order_index", *values], row)
        .add_cte(raised)
        .returning(TrainingSessionSetRow)
    )
    return (await db.scalars(statement)).one_or_none()


async def has_exercise(db: AsyncSession, held: HeldExercise) -> tuple[bool, bool]:
    """Return whether a held exercise is there, and whether it has the mode still. One statement."""
    exercise = TrainingSessionExerciseRow
    mode = await db.scalar(select(exercise.mode_snapshot).where(exercise.id == held.exercise_id))
    return mode is not None, mode == held.mode


async def find_named_set(
    db: AsyncSession, session_exercise_id: int, client_id: UUID | None
) -> TrainingSessionSetRow | None:
    """Return the set of an exercise that its client calls so, or None. One statement."""
    training_set = TrainingSessionSetRow
    statement = select(training_set).where(
        training_set.session_exercise_id == session_exercise_id, training_set.client_id == client_id
    )
    return (await db.scalars(statement)).one_or_none()


async def list_named_sets(
    db: AsyncSession, names: Collection[tuple[int, UUID | None]]
) -> Mapping[tuple[int, UUID | None], TrainingSessionSetRow]:
    """Return sets by their exercise and what their clients call them. One statement."""
    training_set = TrainingSessionSetRow
    named = tuple_(training_set.session_exercise_id, training_set.client_id)
    rows = await db.scalars(select(training_set).where(named.in_(names)))
    return {(row.session_exercise_id, row.client_id): row for row in rows}


async def get_set(db: AsyncSession, set_id: int) -> tuple[TrainingSessionSetRow, SetMode] | None:
    """Return a set and the mode of its exercise, or None. One statement."""
    exercise, training_set = TrainingSessionExerciseRow, TrainingSessionSetRow
    statement = (
        select(training_set, exercise.mode_snapshot)
        .join(exercise, exercise.id == training_set.session_exercise_id)
        .where(training_set.id == set_id)
    )
    found = (await db.execute(statement)).one_or_none()
    return None if found is None else (found[0], found[1])


async def delete_set(db: AsyncSession, set_id: int) -> bool:
    """Delete a set; whether it was there. One statement."""
    statement = delete(_SETS).where(_SETS.c.id == set_id).returning(_SETS.c.id)
    return await db.scalar(statement) is not None


async def has_sets(db: AsyncSession, session_exercise_id: int) -> bool:
    """Whether an exercise of a session has any sets. One statement."""
    statement = select(_SETS.c.id).where(_SETS.c.session_exercise_id == session_exercise_id).limit(1)
    return await db.scalar(statement) is not None


async def list_occupancy(db: AsyncSession, session_id: UUID) -> Sequence[Row[Any]]:
    """Return the exercises of a session: id, client_id, mode, sets (how many), next_index. One statement."""
    exercise, training_set = TrainingSessionExerciseRow, TrainingSessionSetRow
    columns: tuple[Any, ...] = (
        exercise.id,
        exercise.client_id,
        exercise.mode_snapshot.label("mode"),
        func.count(training_set.id).label("sets"),
        func.coalesce(func.max(training_set.order_index) + 1, 0).label("next_index"),
    )
    statement = (
        select(*columns)
        .outerjoin(training_set, training_set.session_exercise_id == exercise.id)
        .where(exercise.session_id == session_id)
        .group_by(exercise.id)
    )
    return (await db.execute(statement)).all()


async def list_times(database: Database, ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Return of each set id, time_seconds, completed_at, and `before`: the same of the set before it.

    That is the nearest one with a lower place in the same exercise. One statement.
    """
    training_set, other = TrainingSessionSetRow, aliased(TrainingSessionSetRow)
    is_before = (
        other.session_exercise_id == training_set.session_exercise_id,
        other.order_index < training_set.order_index,
    )
    nearest = select(other.completed_at).where(*is_before).order_by(other.order_index.desc()).limit(1)
    before = lateral(nearest, name="before")
    statement = (
        select(
            training_set.id,
            training_set.time_seconds,
            training_set.completed_at,
            before.c.completed_at.label("before"),
        )
        .outerjoin(before, literal(True))  # noqa: FBT003 - an SQL literal
        .where(any_of(training_set.id, ids))
    )
    return await database.fetch(statement)
