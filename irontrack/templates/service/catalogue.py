"""Bringing the system's templates to what the catalogue says."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from irontrack.errors import StartupError
from irontrack.kit.ids import new_id
from irontrack.models import (
    SharingStatus,
    TrainingPlanRow,
    TrainingPlanUnitRow,
    TrainingUnitExerciseRow,
    TrainingUnitRow,
)
from irontrack.templates.queries import catalogue as queries
from irontrack.templates.service.unit_exercises import UnitExercise, target_columns
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.templates.catalogue import CataloguePlan, CatalogueUnit, TemplateCatalogue

    type ExerciseNames = Mapping[str, tuple[UUID, str]]
    """Id and name of each exercise, by slug."""

    type Row = TrainingUnitRow | TrainingPlanRow | TrainingUnitExerciseRow | TrainingPlanUnitRow

_SYSTEM: Final = {"is_system_default": True, "sharing_status": SharingStatus.PUBLIC}


@dataclass(frozen=True, slots=True)
class TemplatesReport:
    """How many units and plans a load has added, changed, found as they should be, and kept.

    Those are kept that a superuser has changed.
    """

    added: int
    changed: int
    unchanged: int
    kept: int


async def load_templates(db: AsyncSession, catalogue: TemplateCatalogue) -> TemplatesReport:
    """Bring the system's units and plans to what the catalogue says, by slug; again, it changes nothing.

    Ids of templates stay, and so do those of a unit's exercises: the first bench press stays the first,
    wherever it stands. What changes gets the next version. What superusers have changed stays as it is.
    Templates of other slugs, and what users made, are never touched. Loads wait for each other. Six
    statements where nothing changes.

    Raises:
        StartupError: The database lacks an exercise of a template.
    """
    await queries.lock_catalogue(db)
    names = await _find_exercises(db, catalogue)
    units = await queries.lock_system_templates(db, TrainingUnitRow, {unit.slug for unit in catalogue.units})
    plans = await queries.lock_system_templates(db, TrainingPlanRow, {plan.slug for plan in catalogue.plans})
    added = len(catalogue.units) - len(units) + len(catalogue.plans) - len(plans)
    kept = {slug for rows in (units, plans) for slug, row in rows.items() if row.edited_at is not None}
    wanted = [unit for unit in catalogue.units if unit.slug not in kept]
    changed = await _bring_units(db, wanted, units, names)
    unit_ids = {slug: row.id for slug, row in units.items()}
    scheduled = [plan for plan in catalogue.plans if plan.slug not in kept]
    changed |= await _bring_plans(db, scheduled, plans, unit_ids)
    await db.flush()
    unchanged = len(wanted) + len(scheduled) - added - len(changed)
    return TemplatesReport(added, len(changed), unchanged, len(kept))


async def _find_exercises(db: AsyncSession, catalogue: TemplateCatalogue) -> ExerciseNames:
    slugs = {exercise.slug for unit in catalogue.units for exercise in unit.exercises}
    names = await queries.list_exercise_names(db, slugs)
    if missing := sorted(slugs - names.keys()):
        message = f"The catalogue lacks exercises of the system's templates: {', '.join(missing)}."
        raise StartupError(message)
    return names


async def _bring_units(
    db: AsyncSession,
    wanted: Sequence[CatalogueUnit],
    stored: dict[str | None, TrainingUnitRow],
    names: ExerciseNames,
) -> set[UUID]:
    """Add what is missing to `stored`; return the ids of what was there and had to be changed."""
    known = {row.id for row in stored.values()}
    exercises: defaultdict[UUID, list[TrainingUnitExerciseRow]] = defaultdict(list)
    for exercise in await queries.list_exercises(db, known):
        exercises[exercise.training_unit_id].append(exercise)
    changed: set[UUID] = set()
    for unit in wanted:
        row = stored.get(unit.slug)
        if row is None:
            row = stored[unit.slug] = TrainingUnitRow(id=new_id(), slug=unit.slug, **_SYSTEM)
            db.add(row)
        if _assign(row, {"name": unit.name, "description": unit.description}):
            changed.add(row.id)
    await db.flush()
    for unit in wanted:
        row = stored[unit.slug]
        if await _bring_exercises(db, row.id, _exercises(unit, names), exercises[row.id]):
            changed.add(row.id)
    return _with_next_versions(stored, changed & known)


async def _bring_exercises(
    db: AsyncSession,
    unit_id: UUID,
    wanted: Sequence[dict[str, Any]],
    stored: Sequence[TrainingUnitExerciseRow],
) -> bool:
    """Bring a unit's exercises to what is wanted, in that order; return whether anything was different."""
    waiting: defaultdict[UUID | None, list[TrainingUnitExerciseRow]] = defaultdict(list)
    for row in reversed(stored):
        waiting[row.exercise_id].append(row)
    kept = [waiting[each["exercise_id"]].pop() if waiting[each["exercise_id"]] else None for each in wanted]
    if surplus := [row for rows in waiting.values() for row in rows]:
        await queries.delete_rows(db, surplus)
    moved = [row.id for position, row in enumerate(kept) if row is not None and row.order_index != position]
    if moved:
        await queries.move_exercises_away(db, moved)
    is_changed = bool(surplus or moved)
    for position, (each, present) in enumerate(zip(wanted, kept, strict=True)):
        if present is None:
            db.add(TrainingUnitExerciseRow(training_unit_id=unit_id, order_index=position, **each))
            is_changed = True
        else:
            is_changed |= _assign(present, {**each, "order_index": position})
    await db.flush()
    return is_changed


async def _bring_plans(
    db: AsyncSession,
    wanted: Sequence[CataloguePlan],
    stored: dict[str | None, TrainingPlanRow],
    unit_ids: Mapping[str | None, UUID],
) -> set[UUID]:
    """Add what is missing; return the ids of what was there and had to be changed."""
    known = {row.id for row in stored.values()}
    places: defaultdict[UUID, list[TrainingPlanUnitRow]] = defaultdict(list)
    for place in await queries.list_places(db, known):
        places[place.training_plan_id].append(place)
    changed: set[UUID] = set()
    for plan in wanted:
        row = stored.get(plan.slug)
        facts = {"name": plan.name, "description": plan.description}
        facts["difficulty_level"] = plan.difficulty_level
        if row is None:
            row = stored[plan.slug] = TrainingPlanRow(id=new_id(), slug=plan.slug, **_SYSTEM)
            db.add(row)
        if _assign(row, facts):
            changed.add(row.id)
        await db.flush()
        if await _bring_places(db, row.id, _places(plan, unit_ids), places[row.id]):
            changed.add(row.id)
    return _with_next_versions(stored, changed & known)


async def _bring_places(
    db: AsyncSession,
    plan_id: UUID,
    wanted: Mapping[tuple[int, int], UUID],
    stored: Sequence[TrainingPlanUnitRow],
) -> bool:
    """Bring a plan's schedule to what is wanted, place by place; return whether anything was different."""
    present = {(row.day_number, row.order_index): row for row in stored}
    surplus = [row for place, row in present.items() if place not in wanted]
    if surplus:
        await queries.delete_rows(db, surplus)
    is_changed = bool(surplus)
    for (day, position), unit_id in wanted.items():
        row = present.get((day, position))
        if row is None:
            place = {"training_plan_id": plan_id, "day_number": day, "order_index": position}
            db.add(TrainingPlanUnitRow(**place, training_unit_id=unit_id))
            is_changed = True
        else:
            is_changed |= _assign(row, {"training_unit_id": unit_id})
    await db.flush()
    return is_changed


def _exercises(unit: CatalogueUnit, names: ExerciseNames) -> list[dict[str, Any]]:
    validator, rows = Validator(), []
    for each in unit.exercises:
        exercise_id, name = names[each.slug]
        wanted = UnitExercise(
            sets=each.sets,
            target=each.target,
            rest_seconds=each.rest_seconds,
            group_index=each.group_index,
            notes=each.notes,
        )
        columns = target_columns(validator, wanted, each.mode, unit.slug, each.slug)
        rows.append({"exercise_id": exercise_id, "exercise_name_snapshot": name, **columns})
    validator.finish()
    return rows


def _places(plan: CataloguePlan, unit_ids: Mapping[str | None, UUID]) -> dict[tuple[int, int], UUID]:
    """Return the unit at each day and position."""
    taken: Counter[int] = Counter()
    places = {}
    for day, slug in plan.schedule:
        places[day, taken[day]] = unit_ids[slug]
        taken[day] += 1
    return places


def _assign(row: Row, values: Mapping[str, Any]) -> bool:
    """Set only what differs, so that an unchanged row is not written; return whether anything does."""
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def _with_next_versions(
    stored: Mapping[str | None, TrainingUnitRow | TrainingPlanRow], changed: set[UUID]
) -> set[UUID]:
    for row in stored.values():
        if row.id in changed:
            row.version += 1
    return changed
