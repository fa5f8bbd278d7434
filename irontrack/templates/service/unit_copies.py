"""Copies of units for a new owner, many at once."""

from __future__ import annotations

from itertools import batched
from typing import TYPE_CHECKING, Final

from sqlalchemy import ARRAY, String, Uuid, case, column, exists, func, insert, literal, null, select
from sqlalchemy.dialects.postgresql import insert as insert_or

from irontrack.errors import ConflictError
from irontrack.kit.ids import new_id
from irontrack.models import ExerciseRow, TrainingUnitExerciseRow, TrainingUnitRow
from irontrack.templates.queries import schedule as queries
from irontrack.templates.rules import free_name

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from collections.abc import Set as AbstractSet
    from uuid import UUID

    from sqlalchemy import TableValuedAlias
    from sqlalchemy.ext.asyncio import AsyncSession

_ATTEMPTS: Final = 5
"""How often names are chosen again, when somebody takes one of them meanwhile."""
_UNITS_AT_ONCE: Final = 100
"""So that a statement ends within its time: 10,000 exercises at most."""

_OF_THE_ROW: Final = {"id", "client_id", "training_unit_id", "exercise_id", "created_at", "updated_at"}
_COPIED: Final = [
    attribute
    for attribute in TrainingUnitExerciseRow.__table__.columns.keys()  # noqa: SIM118 - no mapping
    if attribute not in _OF_THE_ROW
]


async def copy_unit(
    db: AsyncSession, unit: TrainingUnitRow, owner_id: UUID, name: str, copy_id: UUID
) -> TrainingUnitRow:
    """Give somebody a private copy of one unit under this id, and this name if it is free: `copy_units`."""
    await _copy(db, {unit.id: copy_id}, {unit.id: name}, owner_id)
    return await db.get_one(TrainingUnitRow, copy_id)


async def copy_units(
    db: AsyncSession, units: Collection[TrainingUnitRow], owner_id: UUID
) -> Mapping[UUID, UUID]:
    """Give somebody private copies of units with their exercises; return the copies' ids by the units'.

    A name that the owner has becomes "Name (2)". An exercise that the owner cannot use keeps its name only.
    Three statements for up to 100 units, one more for each 100 beyond, and more where names are taken
    meanwhile. The caller holds the owner's account and the units.

    Raises:
        ConflictError: Names were taken again and again meanwhile.
    """
    copies = {unit.id: new_id() for unit in units}
    await _copy(db, copies, {unit.id: unit.name for unit in units}, owner_id)
    return copies


async def _copy(
    db: AsyncSession, copies: Mapping[UUID, UUID], wanted: Mapping[UUID, str], owner_id: UUID
) -> None:
    missing = dict(wanted)
    for _ in range(_ATTEMPTS):
        if not missing:
            break
        names = await _names(db, missing, owner_id)
        made = await _copy_rows(db, copies, names, owner_id)
        missing = {unit_id: name for unit_id, name in missing.items() if copies[unit_id] not in made}
    if missing:
        message = "Names of copies were taken meanwhile; try again."
        raise ConflictError(message)
    for some in batched(copies, _UNITS_AT_ONCE):
        await _copy_exercises(db, {unit_id: copies[unit_id] for unit_id in some}, owner_id)


async def _names(db: AsyncSession, wanted: Mapping[UUID, str], owner_id: UUID) -> Mapping[UUID, str]:
    taken = set(await queries.list_names(db, TrainingUnitRow, owner_id))
    names = {}
    for unit_id, name in wanted.items():
        names[unit_id] = free_name(name, taken)
        taken.add(names[unit_id])
    return names


async def _copy_rows(
    db: AsyncSession, copies: Mapping[UUID, UUID], names: Mapping[UUID, str], owner_id: UUID
) -> AbstractSet[UUID]:
    """Insert copies by these names; return those whose name was free."""
    unit, new = TrainingUnitRow, _table({unit_id: copies[unit_id] for unit_id in names}, names)
    rows = select(
        new.c.copy_id, new.c.name, unit.description, literal(owner_id, Uuid()), unit.id.label("copied")
    ).join(new, new.c.unit_id == unit.id)
    statement = (
        insert_or(unit)
        .from_select(["id", "name", "description", "created_by", "copied_from_id"], rows)
        .on_conflict_do_nothing(index_elements=[unit.created_by, unit.name])
        .returning(unit.id)
    )
    return set(await db.scalars(statement))


async def _copy_exercises(db: AsyncSession, copies: Mapping[UUID, UUID], owner_id: UUID) -> None:
    row, new = TrainingUnitExerciseRow, _table(copies, dict.fromkeys(copies, ""))
    is_usable = exists().where(
        ExerciseRow.id == row.exercise_id,
        ExerciseRow.is_system_default | (ExerciseRow.created_by == owner_id),
    )
    rows = select(
        new.c.copy_id,
        case((is_usable, row.exercise_id), else_=null()),
        *(getattr(row, name) for name in _COPIED),
    ).join(new, new.c.unit_id == row.training_unit_id)
    await db.execute(insert(row).from_select(["training_unit_id", "exercise_id", *_COPIED], rows))


def _table(copies: Mapping[UUID, UUID], names: Mapping[UUID, str]) -> TableValuedAlias:
    """Return a table of units, their copies and the copies' names, in three binds however many they are."""
    columns = (column("unit_id", Uuid()), column("copy_id", Uuid()), column("name", String()))
    table = func.unnest(
        literal(list(copies), ARRAY(Uuid())),
        literal(list(copies.values()), ARRAY(Uuid())),
        literal([names[unit_id] for unit_id in copies], ARRAY(String())),
    )
    return table.table_valued(*columns, name="copies").render_derived()
