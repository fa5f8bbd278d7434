"""Finding what can be done in place of an exercise: for the same muscles, without its equipment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import SmallInteger, and_, case, collate, func, select
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import aliased

from irontrack.infra.database import any_of
from irontrack.models import (
    EquipmentRow,
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
# A muscle that is meant counts twice as much as one that is only worked too, and what is worked besides
# counts against it. Sets of another kind do not fit the targets of a plan, nor sprints among squats. A step
# of familiarity counts one.
_PRIMARY: Final = 4
_OTHER_PRIMARY: Final = -4
_SECONDARY: Final = 2
_OTHER_SECONDARY: Final = -1
_SAME_MODE: Final = 4
_SAME_CATEGORY: Final = 4


def alternatives(
    ids: Sequence[UUID], columns: Sequence[Any], is_visible: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """Return the statement for active exercises that can stand in for these, at most 10 each, the best first.

    They are meant for more than half of the primary muscles, done with other equipment, and need none of the
    equipment that is not always available. The better ones share more muscles, primary ones above all, work
    fewer others, are of the same discipline and measured in the same way, and are better known; then by name.

    Args:
        ids: What to replace.
        columns: What to select of an exercise; `alternative_to` is added.
        is_visible: Which exercises the caller may see.
    """
    # Materialized, so that nobody else's exercises are met on the way through the muscles.
    same = ExerciseRow.default_mode, ExerciseRow.category
    facts = ExerciseRow.id, ExerciseRow.name, ExerciseRow.familiarity, *same
    may_see = select(*facts).where(ExerciseRow.is_active, is_visible)
    visible = may_see.cte("visible").prefix_with("MATERIALIZED")
    best = _ranked(visible, _standing_in(ids, _sharing(ids, visible)))
    return (
        select(*columns, best.c.alternative_to)
        .join(best, best.c.id == ExerciseRow.id)
        .where(best.c.place <= MOST_ALTERNATIVES)
        .order_by(best.c.alternative_to, best.c.place)
    )


def _sharing(ids: Sequence[UUID], visible: CTE) -> CTE:
    """Return (alternative_to, id, shared): which share how many, more than half, of the primary muscles."""
    wanted, offered = aliased(ExercisePrimaryMuscleRow), aliased(ExercisePrimaryMuscleRow)
    asked = (
        select(wanted.exercise_id, wanted.muscle_group_id, _count_of(wanted).label("muscles"))
        .where(any_of(wanted.exercise_id, ids))
        .subquery("asked")
    )
    of, shared = asked.c.exercise_id, func.count()
    return (
        select(of.label("alternative_to"), visible.c.id, shared.label("shared"))
        .join_from(visible, offered, offered.exercise_id == visible.c.id)
        .join(asked, asked.c.muscle_group_id == offered.muscle_group_id)
        .where(visible.c.id != of)
        .group_by(of, visible.c.id, asked.c.muscles)
        .having(2 * shared > asked.c.muscles)
        .cte("sharing")
    )


def _standing_in(ids: Sequence[UUID], sharing: CTE) -> CTE:
    """Return those that need other equipment, and nothing of it that may be taken or missing."""
    link = ExerciseEquipmentRow
    key, kind = link.equipment_id, ARRAY(SmallInteger)
    in_order = func.array_agg(aggregate_order_by(key, key), type_=kind)
    scarce = in_order.filter(EquipmentRow.is_always_available.is_(False))
    equipped = (
        select(link.exercise_id, in_order.label("needed"), scarce.label("scarce"))
        .join(EquipmentRow, EquipmentRow.id == key)
        .where(any_of(link.exercise_id, ids) | link.exercise_id.in_(select(sharing.c.id)))
        .group_by(link.exercise_id)
        .cte("equipped")
    )
    replaced, other = equipped.alias("replaced"), equipped.alias("other")
    return (
        select(sharing)
        .join(replaced, replaced.c.exercise_id == sharing.c.alternative_to, isouter=True)
        .join(other, other.c.exercise_id == sharing.c.id, isouter=True)
        .where(
            replaced.c.needed.is_distinct_from(other.c.needed),
            func.coalesce(replaced.c.scarce.overlap(other.c.scarce), False).is_(False),
        )
        .cte("standing_in")
    )


def _ranked(visible: CTE, standing_in: CTE) -> Any:  # noqa: ANN401 - a subquery
    """Return (alternative_to, id, place), the first place for the best."""
    replaced = aliased(ExerciseRow)
    mode = case((visible.c.default_mode == replaced.default_mode, _SAME_MODE), else_=0)
    category = case((visible.c.category == replaced.category, _SAME_CATEGORY), else_=0)
    muscles = _primary(standing_in) + _secondary(standing_in)
    worth = muscles + mode + category + visible.c.familiarity
    name = collate(func.lower(visible.c.name), "C")
    order = worth.desc(), visible.c.familiarity.desc(), name, standing_in.c.id
    place = func.row_number().over(partition_by=standing_in.c.alternative_to, order_by=order)
    return (
        select(standing_in.c.alternative_to, standing_in.c.id, place.label("place"))
        .join(visible, visible.c.id == standing_in.c.id)
        .join(replaced, replaced.id == standing_in.c.alternative_to)
        .subquery("best")
    )


def _primary(pair: CTE) -> ColumnElement[int]:
    offered = aliased(ExercisePrimaryMuscleRow)
    count = select(func.count()).where(offered.exercise_id == pair.c.id).scalar_subquery()
    return _PRIMARY * pair.c.shared + _OTHER_PRIMARY * (count - pair.c.shared)


def _secondary(pair: CTE) -> ColumnElement[int]:
    wanted, offered = aliased(ExerciseSecondaryMuscleRow), aliased(ExerciseSecondaryMuscleRow)
    worth = case((wanted.muscle_group_id.is_not(None), _SECONDARY), else_=_OTHER_SECONDARY)
    is_shared = and_(
        wanted.exercise_id == pair.c.alternative_to, wanted.muscle_group_id == offered.muscle_group_id
    )
    return (
        select(func.coalesce(func.sum(worth), 0))
        .join_from(offered, wanted, is_shared, isouter=True)
        .where(offered.exercise_id == pair.c.id)
        .scalar_subquery()
    )


def _count_of(muscle: Any) -> ColumnElement[int]:  # noqa: ANN401 - an aliased row
    return func.count().over(partition_by=muscle.exercise_id)
