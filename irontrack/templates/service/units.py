"""Making, renaming and deleting training units."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from irontrack.accounts.service import lock_account
from irontrack.errors import InUseError, Issue, NotFoundError, ValidationCode
from irontrack.exercises.service import find_usable
from irontrack.infra.database import translated_constraints
from irontrack.infra.idempotency import Asked, once
from irontrack.kit.ids import new_id
from irontrack.models import TrainingUnitRow, limits
from irontrack.templates.queries import unit_exercises
from irontrack.templates.queries import units as queries
from irontrack.templates.service.holding import (
    check_renaming,
    hold_as_owner,
    hold_to_edit,
    require_version,
)
from irontrack.templates.service.unit_exercises import (
    UnitExercise,
    check_list,
    check_size,
    new_columns,
    placed,
)
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

MOST_NAMED: Final = 20
"""How many plans a refused deletion names at most."""

_TAKEN: Final = {
    "uq_training_units_created_by_name": Issue(
        ("name",), ValidationCode.TAKEN, "There is a unit with this name."
    )
}


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to be made, with its exercises in their order."""

    name: str
    description: str | None = None
    exercises: Sequence[UnitExercise] = field(default_factory=list)


async def create_unit(
    db: AsyncSession, owner_id: UUID, wanted: NewUnit, unit_id: UUID | None = None
) -> TrainingUnitRow:
    """Make a private unit with its exercises. At most five statements.

    Args:
        db: The transaction.
        owner_id: Whose it will be.
        wanted: What it says.
        unit_id: A UUIDv7 of the client's choice; None for one of ours.

    Raises:
        ValidationError: A value is unusable, an exercise is unknown, or the owner has a unit of this name.
        ConflictError: As `once`.
    """
    # Before all else, as where an account is deleted: whoever waits for the other holds nothing then.
    await lock_account(db, owner_id)

    def is_there(row: TrainingUnitRow) -> bool:
        return row.created_by == owner_id

    async def make() -> TrainingUnitRow:
        return await _make_unit(db, owner_id, unit_id or new_id(), wanted)

    return await once(db, Asked(owner_id, unit_id, wanted), TrainingUnitRow, is_there=is_there, make=make)


async def hold_to_read(db: AsyncSession, viewer_id: UUID, unit_id: UUID) -> TrainingUnitRow:
    """Return a unit that the viewer may read, which nobody changes until the transaction ends. One statement.

    Raises:
        NotFoundError: There is none that the viewer may read.
    """
    unit = await queries.get_readable_unit(db, viewer_id, unit_id)
    if unit is None:
        message = "There is no such training unit."
        raise NotFoundError(message)
    return unit


async def update_unit(
    db: AsyncSession, actor_id: UUID, unit_id: UUID, version: int | None, changes: Mapping[str, str | None]
) -> TrainingUnitRow:
    """Change what a unit is called and what is said about it; what was not sent stays. Two statements.

    Args:
        db: The transaction.
        actor_id: Who changes it.
        unit_id: Which one.
        version: The one that the actor has seen; None for any.
        changes: `name` and `description`, only what was sent; None is a null.

    Raises:
        NotFoundError, ForbiddenError, ConflictError: As `hold_to_edit`.
        ValidationError: A value is unusable, or the owner has another unit of this name.
    """
    unit = await hold_to_edit(db, TrainingUnitRow, actor_id, unit_id, version)
    wanted: dict[str, Any] = {"name": unit.name, "description": unit.description, **changes}
    validator = Validator()
    if wanted["name"] is None:
        validator.note(ValidationCode.REQUIRED, "A value is needed.", "name")
        validator.finish()
    name = validator.name(wanted["name"], "name")
    check_renaming(validator, unit, actor_id, name)
    description = validator.text(wanted["description"], "description", longest=limits.NOTES_LENGTH)
    validator.finish()
    if (name, description) != (unit.name, unit.description):
        unit.name, unit.description = name, description
        unit.version += 1
    with translated_constraints(_TAKEN):
        await db.flush()
    return unit


async def delete_unit(db: AsyncSession, actor_id: UUID, unit_id: UUID, version: int | None) -> None:
    """Delete a unit of the actor's own, or as a superuser one of the system's. At most four statements.

    Sessions that were started from it keep what they have copied.

    Raises:
        NotFoundError, ForbiddenError: As `hold_as_owner`.
        ConflictError: As `require_version`.
        InUseError: Plans have it; with those that the actor may read, at most 20.
    """
    unit = await hold_as_owner(db, TrainingUnitRow, actor_id, unit_id, for_deletion=True)
    require_version(unit, version)
    if await queries.is_planned(db, unit_id):
        message = "Training plans have it. usedBy names some of those that you may read."
        raise InUseError(message, await queries.list_plans_with(db, actor_id, unit_id, MOST_NAMED))
    await db.delete(unit)
    await db.flush()


async def _make_unit(db: AsyncSession, owner_id: UUID, unit_id: UUID, wanted: NewUnit) -> TrainingUnitRow:
    validator = Validator()
    unit = TrainingUnitRow(
        id=unit_id,
        name=validator.name(wanted.name, "name"),
        description=validator.text(wanted.description, "description", longest=limits.NOTES_LENGTH),
        created_by=owner_id,
    )
    check_size(validator, wanted.exercises)
    validator.finish()
    wanted_ids = {each.exercise_id for each in wanted.exercises if each.exercise_id is not None}
    found = await find_usable(db, owner_id, wanted_ids)
    rows = [
        new_columns(validator, each, found, "exercises", str(position))
        for position, each in enumerate(wanted.exercises)
    ]
    validator.finish()
    check_list(validator, rows)
    validator.finish()
    db.add(unit)
    with translated_constraints(_TAKEN):
        await db.flush()
    await unit_exercises.insert_rows(db, placed(unit_id, rows))
    return unit
