"""Finding what can be done in place of an exercise: for the same muscles, with other equipment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import SmallInteger, and_, case, collate, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from irontrack.infra.database import any_of
from irontrack.models import (
    ExerciseEquipmentRow,
    ExercisePrimaryMuscleRow,
    ExerciseRow,
    ExerciseSecondaryMuscleRow,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import CTE, ColumnElement, Select

MOST_ALTERNATIVES: Final = 10
# An exercise has 20 secondary muscles at most, so any number of others weighs less than one that is shared.
_SHARED: Final = 100
_OTHER: Final = -1


def alternatives(
    ids: Sequence[UUID], columns: Sequence[Any], is_visible: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """Return the statement for active exercises that can stand in for these, at most 10 each, the best first.

    They are meant for more than half of the primary muscles, and not done with the same equipment. The more
    muscles they share, primary and secondary ones, the better; then the fewer others they work; then by name.

    Args:
        ids: What to replace.
        columns: What to select of an exercise; `alternative_to` is added.
        is_visible: Which exercises the caller may see.
    """
    best = _ranked(_sharing(ids, is_visible))
    return (
        select(*columns, best.c.alternative_to)
        .join(best, best.c.id == ExerciseRow.id)
        .where(best.c.place <= MOST_ALTERNATIVES)
        .order_by(best.c.alternative_to, best.c.place)
    )


def _sharing(ids: Sequence[UUID], is_visible: ColumnElement[bool]) -> CTE:
    """Return (alternative_to, id, name, shared): which share more than half of the primary muscles."""
    wanted, offered = aliased(ExercisePrimaryMuscleRow), aliased(ExercisePrimaryMuscleRow)
    # Materialized, so that nobody else's exercises are met on the way through the muscles.
    may_see = select(ExerciseRow.id, ExerciseRow.name).where(ExerciseRow.is_active, is_visible)
    visible = may_see.cte("visible").prefix_with("MATERIALIZED")
    asked = (
        select(wanted.exercise_id, wanted.muscle_group_id, _count_of(wanted).label("muscles"))
        .where(any_of(wanted.exercise_id, ids))
        .subquery("asked")
    )
    of = asked.c.exercise_id
    shared = func.count()
    return (
        select(of.label("alternative_to"), visible.c.id, visible.c.name, shared.label("shared"))
        .join_from(visible, offered, offered.exercise_id == visible.c.id)
        .join(asked, asked.c.muscle_group_id == offered.muscle_group_id)
        .where(visible.c.id != of)
        .group_by(of, visible.c.id, visible.c.name, asked.c.muscles)
        .having(2 * shared > asked.c.muscles)
        .cte("sharing")
    )


def _ranked(sharing: CTE) -> Any:  # noqa: ANN401 - a subquery
    """Return (alternative_to, id, place) of those with other equipment, the first place for the best."""
    wanted, offered = aliased(ExerciseSecondaryMuscleRow), aliased(ExerciseSecondaryMuscleRow)
    worth = case((wanted.muscle_group_id.is_not(None), _SHARED), else_=_OTHER)
    secondary = (
        select(func.coalesce(func.sum(worth), 0))
        .join_from(
            offered,
            wanted,
            and_(
                wanted.exercise_id == sharing.c.alternative_to,
                wanted.muscle_group_id == offered.muscle_group_id,
            ),
            isouter=True,
        )
        .where(offered.exercise_id == sharing.c.id)
        .scalar_subquery()
    )
    likeness = _SHARED * sharing.c.shared + secondary
    order = likeness.desc(), collate(func.lower(sharing.c.name), "C"), sharing.c.id
    place = func.row_number().over(partition_by=sharing.c.alternative_to, order_by=order)
    return (
        select(sharing.c.alternative_to, sharing.c.id, place.label("place"))
        .where(_equipment_of(sharing.c.alternative_to) != _equipment_of(sharing.c.id))
        .subquery("best")
    )


def _count_of(muscle: Any) -> ColumnElement[int]:  # noqa: ANN401 - an aliased row
    return func.count().over(partition_by=muscle.exercise_id)


def _equipment_of(exercise_id: ColumnElement[UUID]) -> ColumnElement[Any]:
    link = aliased(ExerciseEquipmentRow)
    keys = select(link.equipment_id).where(link.exercise_id == exercise_id).order_by(link.equipment_id)
    return func.array(keys.scalar_subquery(), type_=ARRAY(SmallInteger))
