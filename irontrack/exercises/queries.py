"""Reading exercises and their reference lists."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import Integer, String, cast, collate, exists, func, literal, or_, select, type_coerce

from irontrack.errors import ErrorCode, RequestError
from irontrack.infra.database import any_of
from irontrack.infra.paging import Keyset, KeysetList
from irontrack.models import (
    DifficultyLevel,
    EquipmentRow,
    ExerciseAliasRow,
    ExerciseCategory,
    ExerciseEquipmentRow,
    ExercisePrimaryMuscleRow,
    ExerciseRow,
    ExerciseSecondaryMuscleRow,
    ExerciseTagMapRow,
    ExerciseTagRow,
    MuscleGroupRow,
    TrainingUnitExerciseRow,
    TrainingUnitRow,
)
from irontrack.sharing.service import can_read_unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import InstrumentedAttribute

    from irontrack.infra.database import Database

    type Named = EquipmentRow | MuscleGroupRow | ExerciseTagRow
    type Link = (
        ExerciseEquipmentRow
        | ExercisePrimaryMuscleRow
        | ExerciseSecondaryMuscleRow
        | ExerciseTagMapRow
        | ExerciseAliasRow
    )

SEARCH_LIMIT: Final = 200
LONGEST_SEARCH: Final = 100
_CATALOGUE_LOCK: Final = 0x1CA7A106  # any number that nothing else locks
_LEAST_RELEVANCE: Final = 400  # per mille of trigrams shared: "benhc pres" still finds the bench press
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


def search_words(text: str | None) -> str | None:
    """Return what to search for, or None for a blank text, which is no search.

    Raises:
        RequestError: BAD_VALUE when it is longer than 100 characters.
    """
    words = (text or "").strip()
    if len(words) > LONGEST_SEARCH:
        raise RequestError(ErrorCode.BAD_VALUE, f"At most {LONGEST_SEARCH} characters can be searched for.")
    return words or None


def list_exercises(viewer_id: UUID | None, criteria: ExerciseCriteria) -> KeysetList:
    """Return the active exercises that the viewer may see: by name, or by relevance when searching."""
    statement = select(*_COLUMNS).where(*_criteria(viewer_id, criteria))
    if criteria.search is not None:
        return _by_relevance(statement, criteria, (viewer_id, criteria))
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
    """Return those of the exercises that are active and that the viewer may see. One statement."""
    statement = select(ExerciseRow).where(
        any_of(ExerciseRow.id, ids), ExerciseRow.is_active, _visible_to(viewer_id)
    )
    return (await db.scalars(statement)).all()


async def get_exercise_by_slug(database: Database, slug: str) -> Row[Any] | None:
    """Return a system exercise, or None. One statement."""
    statement = select(*_COLUMNS).where(
        ExerciseRow.slug == slug, ExerciseRow.is_system_default, ExerciseRow.is_active
    )
    return await database.fetch_one(statement)


def list_equipment() -> KeysetList:
    """Return all equipment by name."""
    return _by_name(EquipmentRow)


def list_muscle_groups() -> KeysetList:
    """Return all muscle groups by name."""
    return _by_name(MuscleGroupRow)


def list_exercise_tags() -> KeysetList:
    """Return all tags by name."""
    return _by_name(ExerciseTagRow)


async def list_equipment_of(database: Database, exercise_ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return (exercise_id, id, name) of the exercises' equipment, by name. One statement."""
    link = ExerciseEquipmentRow
    return await _linked(database, EquipmentRow, link.equipment_id, link.exercise_id, exercise_ids)


async def list_primary_muscles_of(database: Database, exercise_ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return (exercise_id, id, name) of the exercises' primary muscles, by name. One statement."""
    link = ExercisePrimaryMuscleRow
    return await _linked(database, MuscleGroupRow, link.muscle_group_id, link.exercise_id, exercise_ids)


async def list_secondary_muscles_of(database: Database, exercise_ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return (exercise_id, id, name) of the exercises' secondary muscles, by name. One statement."""
    link = ExerciseSecondaryMuscleRow
    return await _linked(database, MuscleGroupRow, link.muscle_group_id, link.exercise_id, exercise_ids)


async def list_tags_of(database: Database, exercise_ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return (exercise_id, id, name) of the exercises' tags, by name. One statement."""
    link = ExerciseTagMapRow
    return await _linked(database, ExerciseTagRow, link.tag_id, link.exercise_id, exercise_ids)


async def list_aliases_of(database: Database, exercise_ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return (exercise_id, name) of the exercises' aliases, by name. One statement."""
    statement = (
        select(ExerciseAliasRow.exercise_id, ExerciseAliasRow.name)
        .where(any_of(ExerciseAliasRow.exercise_id, exercise_ids))
        .order_by(ExerciseAliasRow.name)
    )
    return await database.fetch(statement)


async def list_named_by_id(database: Database, table: type[Named], ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Return (id, name) of rows of a reference list. One statement."""
    return await database.fetch(select(table.id, table.name).where(any_of(table.id, ids)))


async def lock_catalogue(db: AsyncSession) -> None:
    """Let no other load of the catalogue begin before this transaction ends."""
    await db.execute(select(func.pg_advisory_xact_lock(_CATALOGUE_LOCK)))


async def list_system_exercises(db: AsyncSession) -> Sequence[ExerciseRow]:
    """Return every system exercise, deactivated ones too. One statement."""
    return (await db.scalars(select(ExerciseRow).where(ExerciseRow.is_system_default))).all()


async def list_links(
    db: AsyncSession, table: type[Link], column: str, ids: Iterable[UUID]
) -> set[tuple[UUID, int | str]]:
    """Return (exercise id, linked key) of the exercises' rows in one relation. One statement."""
    statement = select(table.exercise_id, getattr(table, column)).where(any_of(table.exercise_id, ids))
    return {(id_, key) for id_, key in await db.execute(statement)}


async def list_keys(db: AsyncSession, table: type[Named]) -> dict[str, int]:
    """Return the key of every name in a reference list. One statement."""
    rows = await db.execute(select(table.name, table.id))
    return {row.name: row.id for row in rows}


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


def _by_relevance(
    statement: Select[*tuple[Any, ...]], criteria: ExerciseCriteria, filters: tuple[object, ...]
) -> KeysetList:
    wanted = func.lower(literal(criteria.search, String))
    best_alias = (
        select(func.max(_likeness(wanted, ExerciseAliasRow.name)))
        .where(ExerciseAliasRow.exercise_id == ExerciseRow.id)
        .scalar_subquery()
    )
    relevance = cast(1000 * func.greatest(_likeness(wanted, ExerciseRow.name), best_alias), Integer)
    found = (
        statement.add_columns(
            (-relevance).label("distance"), collate(func.lower(ExerciseRow.name), "C").label("sort_name")
        )
        .where(relevance >= _LEAST_RELEVANCE)
        .order_by(-relevance, collate(func.lower(ExerciseRow.name), "C"), ExerciseRow.id)
        .limit(SEARCH_LIMIT)
        .subquery()
    )
    keyset = Keyset("relevance", (found.c.distance, found.c.sort_name, found.c.id), (int, str, UUID))
    return KeysetList(select(found), keyset, filters)


def _likeness(wanted: ColumnElement[str], name: InstrumentedAttribute[str]) -> ColumnElement[float]:
    """Return 0 to 1: mostly how well the words are found in a name, a little how much else the name says."""
    lowered = func.lower(name)
    return 0.9 * func.word_similarity(wanted, lowered) + 0.1 * func.similarity(wanted, lowered)


def _by_name(table: type[Named]) -> KeysetList:
    keyset = Keyset(f"{table.__tablename__} by name", (collate(table.name, "C"),), (str,))
    return KeysetList(select(table.id, table.name), keyset)


async def _linked(
    database: Database,
    table: type[Named],
    linked_id: InstrumentedAttribute[int],
    exercise_id: InstrumentedAttribute[UUID],
    exercise_ids: Sequence[UUID],
) -> Sequence[Row[Any]]:
    statement = (
        select(exercise_id.label("exercise_id"), table.id, table.name)
        .join(table, table.id == linked_id)
        .where(any_of(exercise_id, exercise_ids))
        .order_by(table.name)
    )
    return await database.fetch(statement)
