"""Copying training units, with their exercises, into somebody's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from irontrack.exercises.service import find_usable
from irontrack.infra.idempotency import Asked, once
from irontrack.kit.ids import new_id
from irontrack.models import TrainingUnitRow
from irontrack.templates.queries import unit_copying as queries
from irontrack.templates.queries import unit_exercises
from irontrack.templates.queries.unit_exercises import CONTENT
from irontrack.templates.rules import free_name, stem_of
from irontrack.templates.service.units import hold_to_read
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

_COPIED: Final = tuple(name for name in CONTENT if name != "exercise_id")


@dataclass(frozen=True, slots=True)
class UnitCopy:
    """A copy to be made.

    Attributes:
        unit_id: Of what.
        name: What to call it; None for the unit's name.
    """

    unit_id: UUID
    name: str | None = None


async def copy_readable_unit(
    db: AsyncSession, actor_id: UUID, wanted: UnitCopy, copy_id: UUID | None = None
) -> TrainingUnitRow:
    """Copy a unit that somebody may read into their own. At most eight statements, mostly.

    Args:
        db: The transaction.
        actor_id: Who wants it.
        wanted: Of what, and under which name.
        copy_id: A UUIDv7 of the client's choice; None for one of ours.

    Raises:
        NotFoundError: There is no such unit that the actor may read.
        ValidationError: The name is unusable.
        ConflictError: As `once`.
    """

    def is_there(row: TrainingUnitRow) -> bool:
        return row.created_by == actor_id

    async def make() -> TrainingUnitRow:
        validator = Validator()
        name = None if wanted.name is None else validator.name(wanted.name, "name")
        validator.finish()
        unit = await hold_to_read(db, actor_id, wanted.unit_id)
        return await copy_unit(db, unit, actor_id, name, copy_id=copy_id)

    return await once(db, Asked(actor_id, copy_id, wanted), TrainingUnitRow, is_there=is_there, make=make)


async def copy_unit(
    db: AsyncSession,
    unit: TrainingUnitRow,
    owner_id: UUID,
    name: str | None = None,
    *,
    copy_id: UUID | None = None,
) -> TrainingUnitRow:
    """Copy one unit; as `copy_units`.

    Args:
        db: The transaction.
        unit: Held, and readable for the owner of the copy.
        owner_id: Whose the copy will be.
        name: What to call it, 1–100 characters; None for the unit's name. Either gets a number when taken.
        copy_id: A UUIDv7 of the client's choice; None for one of ours.
    """
    copy = {"id": copy_id or new_id(), "name": name or unit.name}
    return (await _copy(db, owner_id, [(unit, copy)]))[0]


async def copy_units(
    db: AsyncSession, units: Sequence[TrainingUnitRow], owner_id: UUID
) -> dict[UUID, TrainingUnitRow]:
    """Copy units with their exercises, and return the copies by the ids of the originals.

    A copy is private and knows what it was copied from. An exercise that its owner cannot use keeps its name
    as it is in the unit, but refers to nothing: an exercise of somebody else's own stays theirs alone. Six
    statements for any number, and three more each time that somebody takes a free name meanwhile.

    Args:
        db: The transaction.
        units: Held, and readable for the owner of the copies; each once.
        owner_id: Whose the copies will be.
    """
    wanted = [(unit, {"id": new_id(), "name": unit.name}) for unit in units]
    copies = await _copy(db, owner_id, wanted)
    return {unit.id: copy for unit, copy in zip(units, copies, strict=True)}


async def _copy(
    db: AsyncSession, owner_id: UUID, wanted: Sequence[tuple[TrainingUnitRow, dict[str, Any]]]
) -> list[TrainingUnitRow]:
    copies = await _insert(
        db,
        owner_id,
        [
            {**copy, "description": unit.description, "created_by": owner_id, "copied_from_id": unit.id}
            for unit, copy in wanted
        ],
    )
    copy_ids = {unit.id: copy["id"] for unit, copy in wanted}
    rows = await unit_exercises.list_rows(db, copy_ids.keys())
    usable = await find_usable(db, owner_id, (row.exercise_id for row in rows if row.exercise_id))
    copied = []
    for row in rows:
        exercise = usable.get(row.exercise_id)
        columns = {name: getattr(row, name) for name in _COPIED}
        columns["exercise_id"] = None if exercise is None else exercise.id
        copied.append({**columns, "training_unit_id": copy_ids[row.training_unit_id]})
    await unit_exercises.insert_rows(db, copied)
    return [copies[copy["id"]] for _, copy in wanted]


async def _insert(
    db: AsyncSession, owner_id: UUID, wanted: Sequence[dict[str, Any]]
) -> dict[UUID, TrainingUnitRow]:
    """Add units under free names, and return them by id."""
    await queries.lock_names(db, owner_id)
    made: dict[UUID, TrainingUnitRow] = {}
    # A unit that is made or renamed at the same time can take a name that was free.
    while left := [unit for unit in wanted if unit["id"] not in made]:
        taken = await queries.list_names(db, owner_id, {stem_of(unit["name"]) for unit in left})
        named = []
        for unit in left:
            name = free_name(unit["name"], taken)
            taken.add(name)
            named.append({**unit, "name": name})
        made |= {row.id: row for row in await queries.insert_units(db, named)}
    return made
