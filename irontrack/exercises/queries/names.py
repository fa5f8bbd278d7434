"""What a change of a reference list reads and holds: the name that is changed, and what refers to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import collate, exists, func, or_, select

from irontrack.models import (
    EquipmentRow,
    ExerciseEquipmentRow,
    ExercisePrimaryMuscleRow,
    ExerciseRow,
    ExerciseSecondaryMuscleRow,
    ExerciseTagMapRow,
    ExerciseTagRow,
    MuscleGroupRow,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import InstrumentedAttribute

    from irontrack.exercises.queries.reference import Named

    type Link = tuple[InstrumentedAttribute[UUID], InstrumentedAttribute[int]]

_PRIMARY, _SECONDARY = ExercisePrimaryMuscleRow, ExerciseSecondaryMuscleRow
_EQUIPMENT, _TAG = ExerciseEquipmentRow, ExerciseTagMapRow
_LINKS: Final[dict[type[Named], tuple[Link, ...]]] = {
    EquipmentRow: ((_EQUIPMENT.exercise_id, _EQUIPMENT.equipment_id),),
    ExerciseTagRow: ((_TAG.exercise_id, _TAG.tag_id),),
    MuscleGroupRow: (
        (_PRIMARY.exercise_id, _PRIMARY.muscle_group_id),
        (_SECONDARY.exercise_id, _SECONDARY.muscle_group_id),
    ),
}


async def has_name[N: Named](db: AsyncSession, table: type[N], name: str) -> bool:
    """Whether a reference list has a name. One statement."""
    return bool((await db.execute(select(exists().where(table.name == name)))).scalar_one())


async def lock_named[N: Named](db: AsyncSession, table: type[N], key: int) -> N | None:
    """Return a row of a reference list, held until the transaction ends, or None. One statement.

    Meanwhile nothing begins to refer to it.
    """
    return (await db.scalars(select(table).where(table.id == key).with_for_update())).one_or_none()


async def is_in_use(db: AsyncSession, table: type[Named], key: int) -> bool:
    """Whether any exercise refers to a row of a reference list, whosever it is. One statement."""
    used = (exists().where(linked == key) for _, linked in _LINKS[table])
    return bool((await db.execute(select(or_(*used)))).scalar_one())


async def list_using(
    db: AsyncSession, table: type[Named], key: int, viewer_id: UUID, limit: int
) -> Sequence[ExerciseRow]:
    """Return at most so many of the exercises that refer to a row of a reference list, by name.

    Only the system's and the viewer's own are among them. One statement.
    """
    uses: list[ColumnElement[bool]] = [
        exists().where(exercise_id == ExerciseRow.id, linked == key) for exercise_id, linked in _LINKS[table]
    ]
    is_visible = or_(ExerciseRow.is_system_default, ExerciseRow.created_by == viewer_id)
    statement = select(ExerciseRow).where(or_(*uses), is_visible)
    by_name = collate(func.lower(ExerciseRow.name), "C"), ExerciseRow.id
    return (await db.scalars(statement.order_by(*by_name).limit(limit))).all()
