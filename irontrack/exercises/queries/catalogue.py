"""What a load of the catalogue reads of what is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import String, cast, func, insert, select, update

from irontrack.infra.database import any_of
from irontrack.models import (
    ExerciseAliasRow,
    ExerciseEquipmentRow,
    ExercisePrimaryMuscleRow,
    ExerciseRow,
    ExerciseSecondaryMuscleRow,
    ExerciseTagMapRow,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.exercises.queries.reference import Named

    type Link = (
        ExerciseEquipmentRow
        | ExercisePrimaryMuscleRow
        | ExerciseSecondaryMuscleRow
        | ExerciseTagMapRow
        | ExerciseAliasRow
    )

_CATALOGUE_LOCK: Final = 0x1CA7A106  # any number that nothing else locks


async def lock_catalogue(db: AsyncSession) -> None:
    """Let no other load of the catalogue begin before this transaction ends."""
    await db.execute(select(func.pg_advisory_xact_lock(_CATALOGUE_LOCK)))


async def list_system_exercises(db: AsyncSession) -> Sequence[ExerciseRow]:
    """Return every system exercise, deactivated ones too. One statement."""
    return (await db.scalars(select(ExerciseRow).where(ExerciseRow.is_system_default))).all()


async def insert_exercises(db: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add exercises. One statement, none for none."""
    if rows:
        await db.execute(insert(ExerciseRow), rows)


async def update_exercises(
    db: AsyncSession, rows: Sequence[Mapping[str, Any]], names: Mapping[UUID, str]
) -> None:
    """Store changed exercises. Two statements, none for none.

    Args:
        db: The transaction.
        rows: By column; `id` and `name` among them.
        names: The present ones, by id. They may be exchanged, so each that changes is freed first.
    """
    renamed = [row["id"] for row in rows if row["name"] != names[row["id"]]]
    if renamed:
        freed = update(ExerciseRow).where(any_of(ExerciseRow.id, renamed))
        await db.execute(freed.values(name=cast(ExerciseRow.id, String)))
    if rows:
        await db.execute(update(ExerciseRow), rows)


async def deactivate_exercises(db: AsyncSession, ids: Collection[UUID]) -> None:
    """Take exercises out of lists. One statement, none for none."""
    if ids:
        await db.execute(update(ExerciseRow).where(any_of(ExerciseRow.id, ids)).values(is_active=False))


async def list_links(
    db: AsyncSession, table: type[Link], column: str, ids: Iterable[UUID]
) -> set[tuple[UUID, int | str]]:
    """Return (exercise id, linked key) of the exercises' rows in one relation. One statement."""
    statement = select(table.exercise_id, getattr(table, column)).where(any_of(table.exercise_id, ids))
    return {(id_, key) for id_, key in await db.execute(statement)}


async def list_named[N: Named](db: AsyncSession, table: type[N]) -> Sequence[N]:
    """Return a whole reference list. One statement."""
    return (await db.scalars(select(table))).all()


async def raise_versions(db: AsyncSession, ids: Collection[UUID]) -> None:
    """Raise the versions of exercises by one. One statement, none for none."""
    if ids:
        raised = (
            update(ExerciseRow).where(any_of(ExerciseRow.id, ids)).values(version=ExerciseRow.version + 1)
        )
        await db.execute(raised)
