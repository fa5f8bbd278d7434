"""Reading exercises: by id, by slug, and in lists."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import String, collate, exists, func, or_, select, type_coerce

from irontrack.exercises.queries.search import by_relevance
from irontrack.exercises.queries.similar import similar_exercises
from irontrack.infra.database import any_of
from irontrack.infra.paging import Keyset, KeysetList
from irontrack.models import (
    DifficultyLevel,
    ExerciseCategory,
    ExerciseEquipmentRow,
    ExercisePrimaryMuscleRow,
    ExerciseRow,
    ExerciseSecondaryMuscleRow,
    ExerciseTagMapRow,
    TrainingUnitExerciseRow,
    TrainingUnitRow,
)
from irontrack.sharing.service import can_read_unit

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import InstrumentedAttribute

    from irontrack.infra.database import Database

_COLUMNS: Final = (
    ExerciseRow.id,
    ExerciseRow.name,
    ExerciseRow.slug,
    ExerciseRow.force,
    ExerciseRow.difficulty_level,
    ExerciseRow.mechanic,
    ExerciseRow.category,
    ExerciseRow.default_mode,
    ExerciseRow.instructions,
    ExerciseRow.is_system_default,
    ExerciseRow.is_active,
    ExerciseRow.merged_into_id,
    ExerciseRow.version,
)


class ExerciseScope(StrEnum):
    """Whose exercises a list holds."""

    ALL = "all"
    SYSTEM = "system"
    MINE = "mine"


@dataclass(frozen=True, slots=True)
class ExerciseCriteria:
    """What a list of exercises is narrowed to: any value within one attribute, all attributes together.

    None does not narrow; an empty tuple matches nothing.
    """

    scope: ExerciseScope = ExerciseScope.ALL
    categories: tuple[ExerciseCategory, ...] | None = None
    difficulty_levels: tuple[DifficultyLevel, ...] | None = None
    muscle_ids: tuple[int, ...] | None = None
    primary_muscle_ids: tuple[int, ...] | None = None
    equipment_ids: tuple[int, ...] | None = None
    tag_ids: tuple[int, ...] | None = None
    search: str | None = None


def list_exercises(viewer_id: UUID | None, criteria: ExerciseCriteria) -> KeysetList:
    """Return the active exercises that the viewer may see: by name, or by relevance when searching."""
    statement = select(*_COLUMNS).where(*_criteria(viewer_id, criteria))
    if criteria.search is not None:
        return by_relevance(statement, criteria.search, (viewer_id, criteria))
    keyset = Keyset("name", (collate(func.lower(ExerciseRow.name), "C"), ExerciseRow.id), (str, UUID))
    return KeysetList(statement, keyset, (viewer_id, criteria))


async def list_exercises_by_id(
    database: Database, viewer_id: UUID | None, ids: Sequence[UUID], *, is_trainer: bool
) -> Sequence[Row[Any]]:
    """Return those of the exercises that the viewer may see, deactivated ones too. One statement.

    Fitness trainers also see what the templates that they can read refer to.
    """
    is_visible = _visible_to(viewer_id)
    if is_trainer:
        is_visible = or_(is_visible, _is_in_readable_unit(viewer_id))
    return await database.fetch(select(*_COLUMNS).where(any_of(ExerciseRow.id, ids), is_visible))


async def list_usable(db: AsyncSession, viewer_id: UUID, ids: Collection[UUID]) -> Sequence[ExerciseRow]:
    """Return those of the exercises that are active and that the viewer may see. One statement.

    They are kept from deletion until the transaction ends, so that it can refer to them.
    """
    statement = (
        select(ExerciseRow)
        .where(any_of(ExerciseRow.id, ids), ExerciseRow.is_active, _visible_to(viewer_id))
        .order_by(ExerciseRow.id)
        .with_for_update(read=True, key_share=True)
    )
    return (await db.scalars(statement)).all()


async def list_similar_exercises(
    database: Database, viewer_id: UUID | None, ids: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """Return exercises that may be the same as these, at most 5 each, the likest first. One statement.

    `similar_to` is which of them each is like.
    """
    return await database.fetch(similar_exercises(ids, _COLUMNS, _visible_to(viewer_id)))


async def get_exercise_by_slug(database: Database, slug: str) -> Row[Any] | None:
    """Return a system exercise, or None. One statement."""
    statement = select(*_COLUMNS).where(
        ExerciseRow.slug == slug, ExerciseRow.is_system_default, ExerciseRow.is_active
    )
    return await database.fetch_one(statement)


def _visible_to(viewer_id: UUID | None) -> ColumnElement[bool]:
    if viewer_id is None:
        return ExerciseRow.is_system_default.is_(True)
    return or_(ExerciseRow.is_system_default, ExerciseRow.created_by == viewer_id)


def _is_in_readable_unit(viewer_id: UUID | None) -> ColumnElement[bool]:
    part = TrainingUnitExerciseRow
    units = exists().where(
        part.exercise_id == ExerciseRow.id,
        part.training_unit_id == TrainingUnitRow.id,
        can_read_unit(viewer_id),
    )
    return units.correlate(ExerciseRow)


def _criteria(viewer_id: UUID | None, criteria: ExerciseCriteria) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [ExerciseRow.is_active.is_(True), _visible_to(viewer_id)]
    if criteria.scope is not ExerciseScope.ALL:
        found.append(ExerciseRow.is_system_default.is_(criteria.scope is ExerciseScope.SYSTEM))
    if criteria.categories is not None:
        found.append(any_of(type_coerce(ExerciseRow.category, String), criteria.categories))
    if criteria.difficulty_levels is not None:
        found.append(any_of(type_coerce(ExerciseRow.difficulty_level, String), criteria.difficulty_levels))
    primary, secondary = ExercisePrimaryMuscleRow, ExerciseSecondaryMuscleRow
    if criteria.primary_muscle_ids is not None:
        found.append(_has(primary.exercise_id, primary.muscle_group_id, criteria.primary_muscle_ids))
    if criteria.muscle_ids is not None:
        found.append(
            or_(
                _has(primary.exercise_id, primary.muscle_group_id, criteria.muscle_ids),
                _has(secondary.exercise_id, secondary.muscle_group_id, criteria.muscle_ids),
            )
        )
    if criteria.equipment_ids is not None:
        link = ExerciseEquipmentRow
        found.append(_has(link.exercise_id, link.equipment_id, criteria.equipment_ids))
    if criteria.tag_ids is not None:
        found.append(_has(ExerciseTagMapRow.exercise_id, ExerciseTagMapRow.tag_id, criteria.tag_ids))
    return found


def _has(
    exercise_id: InstrumentedAttribute[UUID], linked_id: InstrumentedAttribute[int], ids: Sequence[int]
) -> ColumnElement[bool]:
    return exists().where(exercise_id == ExerciseRow.id, any_of(linked_id, ids))
