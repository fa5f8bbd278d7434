"""Finding free names for copies of units, and taking them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ARRAY, String, any_, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from irontrack.models import TrainingUnitRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

_NAMES_LOCK: Final = 0x0C0B1E5  # any number that nothing else locks with an owner's id


async def lock_names(db: AsyncSession, owner_id: UUID) -> None:
    """Let no other copies for this owner be named before this transaction ends. One statement.

    Whoever makes or renames a single unit need not wait, so whoever waits for them here is not waited for.
    """
    key = func.hashtextextended(str(owner_id), _NAMES_LOCK)
    await db.execute(select(func.pg_advisory_xact_lock(key)))


async def list_names(db: AsyncSession, owner_id: UUID, stems: Collection[str]) -> set[str]:
    """Return the names of a person's units that begin with one of these. One statement."""
    begins = TrainingUnitRow.name.op("^@", is_comparison=True)(any_(literal(list(stems), ARRAY(String))))
    statement = select(TrainingUnitRow.name).where(TrainingUnitRow.created_by == owner_id, begins)
    return set(await db.scalars(statement))


async def insert_units(db: AsyncSession, units: Sequence[Mapping[str, Any]]) -> Sequence[TrainingUnitRow]:
    """Add units, and return those whose names were free. One statement."""
    statement = insert(TrainingUnitRow).on_conflict_do_nothing(
        index_elements=[TrainingUnitRow.created_by, TrainingUnitRow.name]
    )
    return (await db.scalars(statement.returning(TrainingUnitRow), list(units))).all()
