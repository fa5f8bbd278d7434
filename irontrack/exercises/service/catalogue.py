"""Bringing the system's exercises to what the catalogue says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, insert, tuple_

from irontrack.exercises.queries import catalogue as queries
from irontrack.models import (
    EquipmentRow,
    ExerciseAliasRow,
    ExerciseEquipmentRow,
    ExercisePrimaryMuscleRow,
    ExerciseRow,
    ExerciseSecondaryMuscleRow,
    ExerciseTagMapRow,
    ExerciseTagRow,
    MuscleGroupRow,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.exercises.catalogue import Catalogue, CatalogueExercise
    from irontrack.exercises.queries.reference import Named

    type Pairs = set[tuple[UUID, int | str]]
    type Wanted = Callable[[CatalogueExercise], Iterable[int | str]]

LOAD_STEPS: Final = 6  # the exercises, and their five relations
SOURCE: Final = "IronTrack catalogue"
_COLUMNS: Final = (
    "name",
    "category",
    "difficulty_level",
    "force",
    "mechanic",
    "default_mode",
    "familiarity",
    "instructions",
)


@dataclass(frozen=True, slots=True)
class CatalogueReport:
    """How many exercises a load has added, changed and deactivated."""

    added: int
    changed: int
    deactivated: int


async def load_catalogue(
    db: AsyncSession, catalogue: Catalogue, advance: Callable[[], None] = lambda: None
) -> CatalogueReport:
    """Bring the system's exercises to what the catalogue says, by slug; loading it again changes nothing.

    Ids stay, and with them every reference. Exercises that an earlier catalogue brought and this one does not
    have are deactivated; what was merged stays merged. What users made is never touched.
    Loads wait for each other. About 15 statements. `advance` is called after each of `LOAD_STEPS` steps.
    """
    await queries.lock_catalogue(db)
    stored = {row.slug: row for row in await queries.list_system_exercises(db)}
    merged = {row.slug for row in stored.values() if row.merged_into_id is not None}
    exercises = [exercise for exercise in catalogue.exercises if exercise.slug not in merged]
    added = [exercise.slug for exercise in exercises if exercise.slug not in stored]
    for exercise in exercises:
        row = stored.get(exercise.slug)
        if row is None:
            row = stored[exercise.slug] = ExerciseRow(
                slug=exercise.slug, is_system_default=True, source=SOURCE
            )
            db.add(row)
        _assign(row, {name: getattr(exercise, name) for name in _COLUMNS} | {"is_active": True})
    wanted = {exercise.slug for exercise in exercises}
    gone = [
        row for slug, row in stored.items() if slug not in wanted and row.source == SOURCE and row.is_active
    ]
    for row in gone:
        row.is_active = False
    changed = {row.id for row in db.dirty if isinstance(row, ExerciseRow) and row not in gone}
    await db.flush()
    advance()
    by_id = {stored[exercise.slug].id: exercise for exercise in exercises}
    changed |= await _link_all(
        db, catalogue, by_id, {stored[slug].merged_into_id for slug in merged}, advance
    )
    return CatalogueReport(len(added), len(changed - {stored[slug].id for slug in added}), len(gone))


def _assign(row: ExerciseRow, values: dict[str, Any]) -> None:
    """Set only what differs, so that an unchanged row is not written."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


async def _link_all(
    db: AsyncSession,
    catalogue: Catalogue,
    by_id: dict[UUID, CatalogueExercise],
    heirs: AbstractSet[UUID | None],
    advance: Callable[[], None],
) -> set[UUID]:
    """Bring every relation to what the catalogue says; return the exercises it changed for.

    Those that others were merged into, the heirs, keep the aliases that they have from them.
    """
    muscles = await _keys(db, MuscleGroupRow, catalogue.muscle_groups)
    equipment = await _keys(db, EquipmentRow, catalogue.equipment)
    await queries.set_always_available(db, catalogue.equipment, catalogue.always_available)
    tags = await _keys(db, ExerciseTagRow, catalogue.tags)
    links: tuple[tuple[type[queries.Link], str, Wanted], ...] = (
        (ExerciseEquipmentRow, "equipment_id", lambda e: (equipment[name] for name in e.equipment)),
        (
            ExercisePrimaryMuscleRow,
            "muscle_group_id",
            lambda e: (muscles[name] for name in e.primary_muscles),
        ),
        (
            ExerciseSecondaryMuscleRow,
            "muscle_group_id",
            lambda e: (muscles[name] for name in e.secondary_muscles),
        ),
        (ExerciseTagMapRow, "tag_id", lambda e: (tags[name] for name in e.tags)),
        (ExerciseAliasRow, "name", lambda e: e.aliases),
    )
    changed: set[UUID] = set()
    for table, column, keys_of in links:
        wanted: Pairs = {(id_, key) for id_, exercise in by_id.items() for key in keys_of(exercise)}
        stored: Pairs = await queries.list_links(db, table, column, by_id)
        if table is ExerciseAliasRow:
            wanted |= {(id_, key) for id_, key in stored if id_ in heirs}
        await _link(db, table, column, stored, wanted)
        changed |= {id_ for id_, _ in stored ^ wanted}
        advance()
    return changed


async def _link(
    db: AsyncSession, table: type[queries.Link], column: str, stored: Pairs, wanted: Pairs
) -> None:
    if surplus := stored - wanted:
        pair = tuple_(table.exercise_id, getattr(table, column))
        await db.execute(delete(table).where(pair.in_(surplus)))
    if missing := wanted - stored:
        await db.execute(insert(table), [{"exercise_id": id_, column: key} for id_, key in missing])


async def _keys(db: AsyncSession, table: type[Named], names: Iterable[str]) -> dict[str, int]:
    """Return the key of each name, adding those that are missing."""
    keys = await queries.list_keys(db, table)
    rows = [table(name=name) for name in names if name not in keys]
    db.add_all(rows)
    await db.flush()
    return keys | {row.name: row.id for row in rows}
