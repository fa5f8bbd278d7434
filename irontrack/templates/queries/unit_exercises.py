"""Writing the exercises of units: however many they are, each of these is one statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import ARRAY, column, delete, func, insert, literal, select, update

from irontrack.infra.database import any_of
from irontrack.models import TrainingUnitExerciseRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Row, Table
    from sqlalchemy.ext.asyncio import AsyncSession

_TABLE: Final = cast("Table", TrainingUnitExerciseRow.__table__)
_KEPT: Final = {"id", "client_id", "training_unit_id", "created_at", "updated_at"}
CONTENT: Final = tuple(each.key for each in _TABLE.columns if each.key not in _KEPT)
"""What an edit may change about a row, its place too."""


async def list_rows(db: AsyncSession, unit_ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """Return the exercises of units, in their order, with all columns. One statement."""
    statement = select(_TABLE).where(any_of(_TABLE.c.training_unit_id, unit_ids))
    return (await db.execute(statement.order_by(_TABLE.c.training_unit_id, _TABLE.c.order_index))).all()


async def insert_rows(db: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add exercises to units; all rows have the same columns. One statement, none for nothing."""
    if rows:
        await db.execute(insert(_TABLE), rows)


async def delete_rows(db: AsyncSession, ids: Collection[int]) -> None:
    """Take exercises out of units. One statement, none for nothing."""
    if ids:
        await db.execute(delete(_TABLE).where(any_of(_TABLE.c.id, ids)))


async def vacate_places(db: AsyncSession, unit_id: UUID) -> None:
    """Move all exercises of a unit out of the way of new places, to negative ones. One statement."""
    statement = update(_TABLE).where(_TABLE.c.training_unit_id == unit_id)
    await db.execute(statement.values(order_index=-1 - _TABLE.c.order_index))


async def update_rows(db: AsyncSession, rows: Sequence[Mapping[str, Any]], *names: str) -> None:
    """Change these columns of rows by their `id`. One statement, none for nothing."""
    if not rows:
        return
    columns = [_TABLE.c[name] for name in ("id", *names)]
    values = (literal([row[each.key] for row in rows], ARRAY(each.type)) for each in columns)
    new = func.unnest(*values).table_valued(*(column(each.key, each.type) for each in columns), name="new")
    new = new.render_derived()
    statement = update(_TABLE).where(_TABLE.c.id == new.c.id)
    await db.execute(statement.values({name: new.c[name] for name in names}))
