"""What a load of the catalogue reads of what is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select, update

from irontrack.infra.database import any_of
from irontrack.models import (
    EquipmentRow,
    ExerciseAliasRow,
    ExerciseEquipmentRow,
    ExercisePrimaryMuscleRow,
    ExerciseRow,
    ExerciseSecondaryMuscleRow,
    ExerciseTagMapRow,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
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


async def list_links(
    db: AsyncSession, table: type[Link], column: str, ids: Iterable[UUID]
) -> set[tuple[UUID, int | str]]:
    """Return (exercise id, linked key) of the exercises' rows in one relation. One statement."""
    statement = select(table.exercise_id, getattr(table, column)).where(any_of(table.exercise_id, ids))
    return {(id_, key) for id_, key in await db.execute(statement)}


async def list_keys(db: AsyncSession, table: type[Named]) -> dict[str, int]:
    """Return the key of every name in a reference list. One statement."""
    rows = await db.execute(select(table.name, table.id))
    return {row.name: row.id for row in rows}


async def set_always_available(
    db: AsyncSession, equipment: Collection[str], always_available: Collection[str]
) -> None:
    """Tell which of the equipment is always available; other equipment stays as it is. One statement."""
    is_available = any_of(EquipmentRow.name, always_available)
    is_wrong = any_of(EquipmentRow.name, equipment), EquipmentRow.is_always_available != is_available
    await db.execute(update(EquipmentRow).where(*is_wrong).values(is_always_available=is_available))
