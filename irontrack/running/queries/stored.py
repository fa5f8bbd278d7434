"""What is stored of one run, for changing it: whoever calls these holds its session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from sqlalchemy import bindparam, delete, func, insert, select, update

from irontrack.models import (
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    TrainingSessionRunDetailRow,
    TrainingSessionRunSplitRow,
    TrainingSessionSetRow,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncSession

_SETS: Final = cast("Table", TrainingSessionSetRow.__table__)
_SPLITS: Final = cast("Table", TrainingSessionRunSplitRow.__table__)


class StoredRun(NamedTuple):
    """All of a run but its session; sets and splits in their order."""

    exercise: TrainingSessionExerciseRow
    detail: TrainingSessionRunDetailRow
    sets: Sequence[TrainingSessionSetRow]
    splits: Sequence[TrainingSessionRunSplitRow]


async def find_recorded(db: AsyncSession, user_id: UUID, source: str, external_id: str) -> UUID | None:
    """Return the session of the user's run with this name of a source's, or None. One statement."""
    exercise, detail = TrainingSessionExerciseRow, TrainingSessionRunDetailRow
    statement = (
        select(exercise.session_id)
        .join(detail, detail.session_exercise_id == exercise.id)
        .where(detail.user_id == user_id, detail.source == source, detail.external_id == external_id)
    )
    return (await db.scalars(statement)).one_or_none()


async def get_run(db: AsyncSession, session: TrainingSessionRow) -> StoredRun | None:
    """Return what is stored of a run, or None where the session is none. Three statements."""
    exercise, detail = TrainingSessionExerciseRow, TrainingSessionRunDetailRow
    statement = (
        select(exercise, detail)
        .join(detail, detail.session_exercise_id == exercise.id)
        .where(exercise.session_id == session.id)
    )
    found = (await db.execute(statement)).one_or_none()
    if found is None:
        return None
    training_set, split = TrainingSessionSetRow, TrainingSessionRunSplitRow
    sets = select(training_set).where(training_set.session_exercise_id == found[0].id)
    splits = select(split).where(split.session_exercise_id == found[0].id)
    return StoredRun(
        found[0],
        found[1],
        (await db.scalars(sets.order_by(training_set.order_index))).all(),
        (await db.scalars(splits.order_by(split.split_index))).all(),
    )


async def replace_sets(db: AsyncSession, stored: StoredRun, metrics: Sequence[Mapping[str, Any]]) -> None:
    """Let the sets measure these, in their order; those that stay keep their ids. Three statements at most.

    Args:
        db: The transaction.
        stored: The run before it.
        metrics: `time_seconds` and `distance_km` of each set; at least one.
    """
    kept = [{"set_id": row.id, **new} for row, new in zip(stored.sets, metrics, strict=False)]
    columns: dict[str, Any] = {
        "time_seconds": bindparam("time_seconds"),
        "distance_km": bindparam("distance_km"),
    }
    changed = update(_SETS).where(_SETS.c.id == bindparam("set_id"))
    connection = await db.connection()
    if kept:
        await connection.execute(changed.values(**columns, updated_at=func.now()), kept)
    if len(stored.sets) > len(metrics):
        last = stored.sets[len(metrics) - 1].order_index
        is_behind = _SETS.c.session_exercise_id == stored.exercise.id, _SETS.c.order_index > last
        await connection.execute(delete(_SETS).where(*is_behind))
    next_index = stored.sets[-1].order_index + 1 if stored.sets else 0
    added = [
        {"session_exercise_id": stored.exercise.id, "order_index": next_index + place, **new}
        for place, new in enumerate(metrics[len(stored.sets) :])
    ]
    if added:
        await connection.execute(insert(_SETS), added)


async def replace_splits(
    db: AsyncSession, session_exercise_id: int, splits: Sequence[Mapping[str, Any]]
) -> None:
    """Let a run have these splits and no others. Two statements at most.

    Args:
        db: The transaction.
        session_exercise_id: The run's exercise in its session.
        splits: All other columns of each, in their order.
    """
    connection = await db.connection()
    await connection.execute(delete(_SPLITS).where(_SPLITS.c.session_exercise_id == session_exercise_id))
    rows = [
        {"session_exercise_id": session_exercise_id, "split_index": place, **split}
        for place, split in enumerate(splits)
    ]
    if rows:
        await connection.execute(insert(_SPLITS), rows)
