"""Bringing the system's exercises to what the catalogue says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, insert, tuple_

from irontrack.exercises.queries import catalogue as queries
from irontrack.kit.ids import new_id
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
    from collections.abc import Callable, Iterable, Mapping, Sequence
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
    """What a load has done to exercises: how many were added, changed, deactivated, and kept as they were.

    Those are kept that the catalogue would have otherwise, but for what a superuser has changed.
    """

    added: int
    changed: int
    deactivated: int
    kept: int


async def load_catalogue(
    db: AsyncSession, catalogue: Catalogue, advance: Callable[[], None] = lambda: None
) -> CatalogueReport:
    """Bring the system's exercises to what the catalogue says, by slug; loading it again changes nothing.

    Ids stay, and with them every reference. Exercises that an earlier catalogue brought and this one does not
    have are deactivated; what was merged stays merged. What superusers have made or changed is theirs: it
    stays as it is, and so does the name that it has. What users made is never touched.
    Loads wait for each other. At most 27 statements beside those for new words. `advance` is called after
    each of `LOAD_STEPS` steps.
    """
    await queries.lock_catalogue(db)
    stored = {row.slug: row for row in await queries.list_system_exercises(db)}
    exercises = _loadable(catalogue, stored)
    added = [_made(exercise) for exercise in exercises if exercise.slug not in stored]
    changes = [change for exercise in exercises if (change := _change(exercise, stored.get(exercise.slug)))]
    gone = _gone(catalogue, stored)
    await queries.insert_exercises(db, added)
    await queries.update_exercises(db, changes, {row.id: row.name for row in stored.values()})
    await queries.deactivate_exercises(db, gone)
    advance()
    ids = {slug: row.id for slug, row in stored.items()} | {row["slug"]: row["id"] for row in added}
    linked = await _link_all(db, catalogue, {ids[exercise.slug]: exercise for exercise in exercises}, advance)
    changed = {change["id"] for change in changes} | linked - {row["id"] for row in added}
    await queries.raise_versions(db, changed | set(gone))
    kept = len(catalogue.exercises) - len(exercises) - sum(_is_merged(row) for row in stored.values())
    return CatalogueReport(len(added), len(changed), len(gone), kept)


def _loadable(catalogue: Catalogue, stored: Mapping[str | None, ExerciseRow]) -> list[CatalogueExercise]:
    """Return what the catalogue says of exercises that are its own, and whose names nobody else has taken."""
    slugs = {exercise.slug for exercise in catalogue.exercises}
    foreign = {slug: row for slug, row in stored.items() if not _is_catalogues(row)}
    gone = [row for slug, row in stored.items() if slug not in slugs]
    taken = {row.name.lower() for row in (*foreign.values(), *gone)}
    return [e for e in catalogue.exercises if e.slug not in foreign and e.name.lower() not in taken]


def _is_catalogues(row: ExerciseRow) -> bool:
    return row.source == SOURCE and row.edited_at is None and not _is_merged(row)


def _is_merged(row: ExerciseRow) -> bool:
    return row.merged_into_id is not None


def _gone(catalogue: Catalogue, stored: Mapping[str | None, ExerciseRow]) -> list[UUID]:
    """Return the ids of those that an earlier catalogue brought and this one does not have."""
    slugs = {exercise.slug for exercise in catalogue.exercises}
    return [
        row.id for slug, row in stored.items() if slug not in slugs and row.is_active and _is_catalogues(row)
    ]


def _made(exercise: CatalogueExercise) -> dict[str, Any]:
    """Return the row of a new exercise."""
    own = {"id": new_id(), "slug": exercise.slug, "is_system_default": True, "source": SOURCE}
    return own | {name: getattr(exercise, name) for name in _COLUMNS}


def _change(exercise: CatalogueExercise, row: ExerciseRow | None) -> dict[str, Any] | None:
    """Return what a row should say, its id among it, or None where it says so or there is none."""
    if row is None:
        return None
    wanted = {name: getattr(exercise, name) for name in _COLUMNS} | {"is_active": True}
    differs = any(getattr(row, name) != value for name, value in wanted.items())
    return wanted | {"id": row.id} if differs else None


async def _link_all(
    db: AsyncSession,
    catalogue: Catalogue,
    by_id: dict[UUID, CatalogueExercise],
    advance: Callable[[], None],
) -> set[UUID]:
    """Bring every relation to what the catalogue says; return the exercises it changed for."""
    always = frozenset(catalogue.always_available)
    muscles = await _keys(db, [MuscleGroupRow(name=name) for name in catalogue.muscle_groups])
    equipment = await _keys(
        db, [EquipmentRow(name=name, is_always_available=name in always) for name in catalogue.equipment]
    )
    tags = await _keys(db, [ExerciseTagRow(name=name) for name in catalogue.tags])
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


async def _keys[N: Named](db: AsyncSession, words: Sequence[N]) -> dict[str, int]:
    """Return the key of each of the catalogue's words, adding those that are missing.

    A word is known again by what the catalogue calls it, whatever a superuser has made of it.
    """
    rows = await queries.list_named(db, type(words[0]))
    known = {row.name: row for row in rows if row.catalogue_name is None}
    known |= {row.catalogue_name: row for row in rows if row.catalogue_name is not None}
    found = {word.name: known.get(word.name, word) for word in words}
    for name, row in found.items():
        if row.catalogue_name is None:
            row.catalogue_name = name
    db.add_all(found.values())
    await db.flush()
    return {name: row.id for name, row in found.items()}
