"""What lists of exercises are narrowed to, as criteria of a statement."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    SmallInteger,
    String,
    and_,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from irontrack.infra.database import any_of
from irontrack.models import (
    DifficultyLevel,
    ExerciseCategory,
    ExerciseEquipmentRow,
    ExercisePrimaryMuscleRow,
    ExerciseRow,
    ExerciseSecondaryMuscleRow,
    ExerciseTagMapRow,
    Force,
    Mechanic,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from uuid import UUID

    from sqlalchemy import CTE, ColumnElement, Select

    type Linked = Select[UUID, int]


_PRIMARY: Final = select(ExercisePrimaryMuscleRow.exercise_id, ExercisePrimaryMuscleRow.muscle_group_id)
_SECONDARY: Final = select(ExerciseSecondaryMuscleRow.exercise_id, ExerciseSecondaryMuscleRow.muscle_group_id)
_EQUIPMENT: Final = select(ExerciseEquipmentRow.exercise_id, ExerciseEquipmentRow.equipment_id)
_TAGS: Final = select(ExerciseTagMapRow.exercise_id, ExerciseTagMapRow.tag_id)


class ExerciseScope(StrEnum):
    """Whose exercises a list holds."""

    ALL = "all"
    SYSTEM = "system"
    MINE = "mine"


@dataclass(frozen=True, slots=True)
class LinkCriteria:
    """Which keys of a relation an exercise must have: any of some, all of others, none but some.

    None asks for nothing. An empty `any_of` matches nothing, an empty `none_but` what has no key at all.
    """

    any_of: tuple[int, ...] | None = None
    all_of: tuple[int, ...] | None = None
    none_but: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class ExerciseCriteria:
    """What a list of exercises is narrowed to: all attributes together, any value of an attribute.

    None does not narrow; an empty tuple matches nothing.
    """

    scope: ExerciseScope = ExerciseScope.ALL
    categories: tuple[ExerciseCategory, ...] | None = None
    difficulty_levels: tuple[DifficultyLevel, ...] | None = None
    mechanics: tuple[Mechanic, ...] | None = None
    forces: tuple[Force, ...] | None = None
    muscles: LinkCriteria = LinkCriteria()
    primary_muscles: LinkCriteria = LinkCriteria()
    equipment: LinkCriteria = LinkCriteria()
    tags: LinkCriteria = LinkCriteria()
    search: str | None = None


def visible_to(viewer_id: UUID | None) -> ColumnElement[bool]:
    """Return the criterion that an exercise is the system's or the viewer's own."""
    if viewer_id is None:
        return ExerciseRow.is_system_default.is_(True)
    return or_(ExerciseRow.is_system_default, ExerciseRow.created_by == viewer_id)


def in_scope(viewer_id: UUID | None, scope: ExerciseScope) -> ColumnElement[bool]:
    """Return the criterion that an exercise is one of those that the viewer asks for and may see."""
    if scope is ExerciseScope.ALL:
        return visible_to(viewer_id)
    if scope is ExerciseScope.SYSTEM:
        return ExerciseRow.is_system_default.is_(True)
    return and_(ExerciseRow.is_system_default.is_(False), ExerciseRow.created_by == viewer_id)


def narrowed(criteria: ExerciseCriteria) -> Iterator[ColumnElement[bool]]:
    """Yield what an exercise must be, whosever it is; scope and search are left to the list."""
    yield ExerciseRow.is_active.is_(True)
    for column, values in (
        (ExerciseRow.category, criteria.categories),
        (ExerciseRow.difficulty_level, criteria.difficulty_levels),
        (ExerciseRow.mechanic, criteria.mechanics),
        (ExerciseRow.force, criteria.forces),
    ):
        if values is not None:
            yield any_of(type_coerce(column, String), values)
    yield from _linked(criteria.muscles, _PRIMARY, _SECONDARY)
    yield from _linked(criteria.primary_muscles, _PRIMARY)
    yield from _linked(criteria.equipment, _EQUIPMENT)
    yield from _linked(criteria.tags, _TAGS)


def is_visible_with(
    viewer_id: UUID | None,
    *,
    muscles: tuple[int, ...] | None = None,
    equipment: tuple[int, ...] | None = None,
) -> ColumnElement[bool]:
    """Return the criterion that an exercise is the viewer's to see, and has any of some muscles or equipment.

    For other domains, whose statements have `exercises` among their tables. None asks for nothing.
    """
    return and_(
        visible_to(viewer_id),
        *_linked(LinkCriteria(muscles), _PRIMARY, _SECONDARY),
        *_linked(LinkCriteria(equipment), _EQUIPMENT),
    )


def with_merged(ids: Collection[UUID]) -> Select[UUID]:
    """Return a selection of exercises' ids, and of all that were merged into them, step by step.

    For other domains: what refers to an exercise goes on to do so after a merge.
    """
    return select(merged_by_root(any_of(ExerciseRow.id, ids)).c.id)


def merged_by_root(*is_root: ColumnElement[bool]) -> CTE:
    """Return exercises, and all that were merged into them, by which of the former: root_id, id."""
    start = select(ExerciseRow.id.label("root_id"), ExerciseRow.id).where(*is_root)
    chain = start.cte("merged", recursive=True)
    # UNION without ALL: a row that was met before is not followed again.
    following = select(chain.c.root_id, ExerciseRow.id)
    return chain.union(following.join(chain, ExerciseRow.merged_into_id == chain.c.id))


def merges(*is_start: ColumnElement[bool]) -> CTE:
    """Return exercises and what they were merged into, step by step: asked_id, id, merged_into_id.

    The row without a merged_into_id is the end; there is none where merges lead back to themselves.
    """
    start = select(ExerciseRow.id.label("asked_id"), ExerciseRow.id, ExerciseRow.merged_into_id)
    chain = start.where(*is_start).cte(recursive=True)
    # As above.
    following = select(chain.c.asked_id, ExerciseRow.id, ExerciseRow.merged_into_id)
    return chain.union(following.join(chain, chain.c.merged_into_id == ExerciseRow.id))


def _linked(wanted: LinkCriteria, *links: Linked) -> Iterator[ColumnElement[bool]]:
    """Yield what is asked of the keys that an exercise has in any of these relations."""
    if wanted.any_of is not None:
        yield or_(*(_keys(link).where(any_of(_key(link), wanted.any_of)).exists() for link in links))
    if wanted.none_but is not None:
        yield from (~_keys(link).where(~any_of(_key(link), wanted.none_but)).exists() for link in links)
    if wanted.all_of is not None:
        kind = ARRAY(SmallInteger)
        keys = union_all(*map(_keys, links)) if len(links) > 1 else _keys(*links)
        held = func.array(keys.scalar_subquery(), type_=kind)
        yield literal(sorted(set(wanted.all_of)), kind).contained_by(held)


def _keys(link: Linked) -> Select[int]:
    exercise_id, key = link.selected_columns
    return select(key).where(exercise_id == ExerciseRow.id).correlate(ExerciseRow)


def _key(link: Linked) -> Any:  # noqa: ANN401 - a column
    return link.selected_columns[1]
