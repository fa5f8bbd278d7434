"""The order of rows beneath a session: of its exercises, and of the sets of one of them.

Whoever calls these holds the session. However many rows there are, each of these is one statement but where
it says so. Numbers go by way of negative ones, as no two rows may have the same even for an instant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from sqlalchemy import ARRAY, BigInteger, Integer, Table, column, func, literal, select, update

from irontrack.models import TrainingSessionExerciseRow, TrainingSessionSetRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Column, Row
    from sqlalchemy.ext.asyncio import AsyncSession


class Siblings(NamedTuple):
    """Rows that stand in one order: their table, and the column that says whose they are."""

    table: Table
    parent: Column[Any]


_EXERCISES: Final = cast("Table", TrainingSessionExerciseRow.__table__)
_SETS: Final = cast("Table", TrainingSessionSetRow.__table__)
EXERCISES: Final = Siblings(_EXERCISES, _EXERCISES.c.session_id)
SETS: Final = Siblings(_SETS, _SETS.c.session_exercise_id)


async def list_rows(db: AsyncSession, siblings: Siblings, parent_id: UUID | int) -> Sequence[Row[Any]]:
    """Return the rows in their order, with all columns."""
    table, parent = siblings
    return (await db.execute(select(table).where(parent == parent_id).order_by(table.c.order_index))).all()


async def find_place(
    db: AsyncSession, siblings: Siblings, parent_id: UUID | int, position: int
) -> int | None:
    """Return the `order_index` of the row at a position from 0, or None where there are not so many."""
    table, parent = siblings
    statement = select(table.c.order_index).where(parent == parent_id).order_by(table.c.order_index)
    order_index: int | None = await db.scalar(statement.offset(literal(position, BigInteger)).limit(1))
    return order_index


async def make_room(db: AsyncSession, siblings: Siblings, parent_id: UUID | int, order_index: int) -> None:
    """Move a row and all behind it one further. Two statements."""
    table, parent = siblings
    place = table.c.order_index
    aside = update(table).where(parent == parent_id, place >= order_index).values(order_index=-2 - place)
    await db.execute(aside)
    await db.execute(update(table).where(parent == parent_id, place < 0).values(order_index=-1 - place))


async def rearrange(
    db: AsyncSession, siblings: Siblings, parent_id: UUID | int, ordered: Sequence[Row[Any]]
) -> None:
    """Number the rows from 0 in this order; they are all that the parent has. Two statements."""
    table, parent = siblings
    aside = update(table).where(parent == parent_id).values(order_index=-1 - table.c.order_index)
    await db.execute(aside)
    columns = (column("id", BigInteger()), column("order_index", Integer()))
    places = func.unnest(
        literal([row.id for row in ordered], ARRAY(BigInteger())),
        literal(list(range(len(ordered))), ARRAY(Integer())),
    )
    new = places.table_valued(*columns, name="new").render_derived()
    await db.execute(update(table).where(table.c.id == new.c.id).values(order_index=new.c.order_index))
