"""Reading exercises: by id, by slug, and in lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import String, collate, exists, func, literal, or_, select

from irontrack.exercises.queries.alternatives import alternatives
from irontrack.exercises.queries.criteria import in_scope, merges, narrowed, visible_to
from irontrack.exercises.queries.search import by_relevance
from irontrack.exercises.queries.similar import similar_exercises
from irontrack.infra.database import any_of
from irontrack.infra.paging import Keyset, KeysetList
from irontrack.models import ExerciseRow, TrainingUnitExerciseRow, TrainingUnitRow
from irontrack.sharing.service import can_read_unit

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.exercises.queries.criteria import ExerciseCriteria
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


def list_exercises(viewer_id: UUID | None, criteria: ExerciseCriteria) -> KeysetList:
    """Return the active exercises that the viewer may see: by name, or by relevance when searching."""
    is_wanted = in_scope(viewer_id, criteria.scope), *narrowed(criteria)
    statement = select(*_COLUMNS).where(*is_wanted)
    if criteria.search is not None:
        return by_relevance(statement, viewer_id, criteria.scope, criteria.search, (viewer_id, criteria))
    keyset = Keyset("name", (collate(func.lower(ExerciseRow.name), "C"), ExerciseRow.id), (str, UUID))
    return KeysetList(statement, keyset, (viewer_id, criteria))


async def list_exercises_by_id(
    database: Database, viewer_id: UUID | None, ids: Sequence[UUID], *, is_trainer: bool
) -> Sequence[Row[Any]]:
    """Return those of the exercises that the viewer may see, deactivated ones too. One statement.

    Fitness trainers also see what the templates that they can read refer to.
    """
    is_visible = visible_to(viewer_id)
    if is_trainer:
        is_visible = or_(is_visible, _is_in_readable_unit(viewer_id))
    return await database.fetch(select(*_COLUMNS).where(any_of(ExerciseRow.id, ids), is_visible))


async def list_usable(
    db: AsyncSession, viewer_id: UUID, ids: Collection[UUID], *, even_inactive: bool = False
) -> Sequence[tuple[UUID, ExerciseRow]]:
    """Return the active exercises that the viewer may see, each after the id that was asked for.

    One that was merged into another is that one. They are kept from deletion until the transaction ends, so
    that it can refer to them. One statement.
    """
    chain = merges(any_of(ExerciseRow.id, ids), visible_to(viewer_id))
    is_active = () if even_inactive else (ExerciseRow.is_active,)
    statement = (
        select(chain.c.asked_id, ExerciseRow)
        .join(chain, chain.c.id == ExerciseRow.id)
        .where(ExerciseRow.merged_into_id.is_(None), visible_to(viewer_id), *is_active)
        .order_by(ExerciseRow.id)
        .with_for_update(of=ExerciseRow, read=True, key_share=True)
    )
    return [(asked_id, row) for asked_id, row in await db.execute(statement)]


async def list_similar_exercises(
    database: Database, viewer_id: UUID | None, ids: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """Return exercises that may be the same as these, at most 5 each, the likest first. One statement.

    `similar_to` is which of them each is like.
    """
    return await database.fetch(similar_exercises(ids, _COLUMNS, viewer_id))


async def list_alternatives(
    database: Database, viewer_id: UUID | None, ids: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """Return exercises that can stand in for these, at most 10 each, the best first. One statement.

    `alternative_to` is which of them each stands in for.
    """
    return await database.fetch(alternatives(ids, _COLUMNS, visible_to(viewer_id)))


async def get_exercise_by_slug(database: Database, slug: str) -> Row[Any] | None:
    """Return a system exercise, a deactivated one too, or None. One statement."""
    is_meant = ExerciseRow.slug == slug, ExerciseRow.is_system_default
    return await database.fetch_one(select(*_COLUMNS).where(*is_meant))


async def get_own_exercise(database: Database, viewer_id: UUID, name: str) -> Row[Any] | None:
    """Return the viewer's own active exercise of a name, in any case of letters, or None. One statement."""
    is_meant = (
        ExerciseRow.created_by == viewer_id,
        ExerciseRow.is_active,
        func.lower(ExerciseRow.name) == func.lower(literal(name, String)),
    )
    return await database.fetch_one(select(*_COLUMNS).where(*is_meant))


async def get_merge_target(database: Database, viewer_id: UUID | None, exercise_id: UUID) -> Row[Any] | None:
    """Return what an exercise was merged into in the end, where the viewer may see it. One statement.

    None also for one that was not merged, and where merges lead back to themselves.
    """
    chain = merges(ExerciseRow.id == exercise_id)
    is_end = ExerciseRow.merged_into_id.is_(None), ExerciseRow.id != exercise_id, visible_to(viewer_id)
    return await database.fetch_one(
        select(*_COLUMNS).join(chain, chain.c.id == ExerciseRow.id).where(*is_end)
    )


def _is_in_readable_unit(viewer_id: UUID | None) -> ColumnElement[bool]:
    part = TrainingUnitExerciseRow
    units = exists().where(
        part.exercise_id == ExerciseRow.id,
        part.training_unit_id == TrainingUnitRow.id,
        can_read_unit(viewer_id),
    )
    return units.correlate(ExerciseRow)
