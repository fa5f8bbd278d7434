"""Where units stand on the days of a plan. Rows and their ids stay whatever is moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import ARRAY, Integer, column, func, literal, update
from sqlalchemy.orm.attributes import set_committed_value

from irontrack.models import TrainingPlanUnitRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession


class Seat(NamedTuple):
    """Where a unit is to stand: a day, and what puts it in order there."""

    day_number: int
    order_index: int


def on_day(places: Iterable[TrainingPlanUnitRow], day_number: int) -> list[TrainingPlanUnitRow]:
    """Return what is on one day, in its order."""
    return [place for place in places if place.day_number == day_number]


def next_index(day: Sequence[TrainingPlanUnitRow]) -> int:
    """Return what puts a unit behind those of a day."""
    return day[-1].order_index + 1 if day else 0


async def arrange(db: AsyncSession, plan_id: UUID, seats: dict[TrainingPlanUnitRow, Seat]) -> bool:
    """Give units other seats; whether any has moved. Two statements, none where nothing moves.

    The caller holds the plan. Seats of units that are not named must not be among the new ones.
    """
    moved = {place: seat for place, seat in seats.items() if seat != (place.day_number, place.order_index)}
    if not moved:
        return False
    place = TrainingPlanUnitRow
    columns = (column("id", Integer()), column("day_number", Integer()), column("order_index", Integer()))
    table = func.unnest(
        literal([row.id for row in moved], ARRAY(Integer())),
        literal([seat.day_number for seat in moved.values()], ARRAY(Integer())),
        literal([seat.order_index for seat in moved.values()], ARRAY(Integer())),
    )
    new = table.table_valued(*columns, name="seats").render_derived()
    # By way of negative numbers, as no two units may have the same seat even for an instant.
    aside = update(place).where(place.id == new.c.id)
    await db.execute(
        aside.values(day_number=new.c.day_number, order_index=-1 - new.c.order_index),
        execution_options={"synchronize_session": False},
    )
    await db.execute(
        update(place)
        .where(place.training_plan_id == plan_id, place.order_index < 0)
        .values(order_index=-1 - place.order_index),
        execution_options={"synchronize_session": False},
    )
    for row, seat in moved.items():
        set_committed_value(row, "day_number", seat.day_number)
        set_committed_value(row, "order_index", seat.order_index)
    return True
