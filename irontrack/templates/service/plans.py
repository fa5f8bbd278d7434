"""Making, changing and deleting training plans; what is on their days has a file of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from irontrack.accounts.service import lock_account
from irontrack.errors import Issue, ValidationCode
from irontrack.infra.database import translated_constraints
from irontrack.infra.idempotency import Asked, once
from irontrack.kit.ids import new_id
from irontrack.models import TrainingPlanRow, TrainingPlanUnitRow, limits
from irontrack.templates.service.holding import (
    check_renaming,
    hold_as_owner,
    hold_to_edit,
    require_version,
)
from irontrack.templates.service.own_units import own_units
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import DifficultyLevel
    from irontrack.templates.service.own_units import Wanted

_TAKEN: Final = {
    "uq_training_plans_created_by_name": Issue(
        ("name",), ValidationCode.TAKEN, "The owner has a plan with this name."
    )
}
_NEVER_NULL: Final = {"name": "name", "difficulty_level": "difficultyLevel"}


@dataclass(frozen=True, slots=True)
class NewPlanUnit:
    """A unit to be put on a day of a plan.

    Attributes:
        position: Among the day's units, from 0; None for behind them.
        client_id: A UUIDv7 of the client's choice.
    """

    day_number: int
    unit_id: UUID
    position: int | None = None
    client_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A plan to be made. The units of one day keep their order; they have no position."""

    name: str
    difficulty_level: DifficultyLevel
    description: str | None = None
    units: Sequence[NewPlanUnit] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PlanChanges:
    """What is to be different about a plan.

    Attributes:
        values: `name`, `description`, `difficulty_level`: only what was sent, nulls too.
        version: The version that the caller has seen; None for any.
    """

    values: Mapping[str, Any]
    version: int | None = None


async def create_plan(
    db: AsyncSession, owner_id: UUID, wanted: NewPlan, plan_id: UUID | None = None
) -> TrainingPlanRow:
    """Make a private plan with its units; units of others are copied. At most eight statements.

    Args:
        db: The transaction.
        owner_id: Whose it will be.
        wanted: What it says.
        plan_id: A UUIDv7 of the client's choice; None for one of ours.

    Raises:
        ValidationError: A value is unusable, a unit is unknown, or the owner has a plan of this name.
        ConflictError: As `once` and `own_units`.
    """
    await lock_account(db, owner_id)

    def is_there(row: TrainingPlanRow) -> bool:
        return row.created_by == owner_id

    async def make() -> TrainingPlanRow:
        return await _make_plan(db, owner_id, plan_id or new_id(), wanted)

    return await once(db, Asked(owner_id, plan_id, wanted), TrainingPlanRow, is_there=is_there, make=make)


async def change_plan(
    db: AsyncSession, actor_id: UUID, plan_id: UUID, changes: PlanChanges
) -> TrainingPlanRow:
    """Change what a plan says of itself; what was not sent stays. Two statements.

    Raises:
        NotFoundError, ForbiddenError, ConflictError: As `hold_to_edit`.
        ValidationError: A value is unusable, or its owner has a plan of this name.
    """
    plan = await hold_to_edit(db, TrainingPlanRow, actor_id, plan_id, changes.version)
    validator = Validator()
    wanted = _checked(validator, changes.values)
    check_renaming(validator, plan, actor_id, wanted.get("name", plan.name))
    validator.finish()
    different = {name: value for name, value in wanted.items() if getattr(plan, name) != value}
    for name, value in different.items():
        setattr(plan, name, value)
    if different:
        plan.version += 1
    with translated_constraints(_TAKEN):
        await db.flush()
    return plan


async def delete_plan(db: AsyncSession, actor_id: UUID, plan_id: UUID, version: int | None) -> None:
    """Delete a plan of one's own, or as a superuser the system's; its units stay. Two statements.

    Sessions and enrollments keep what they have copied of it.

    Raises:
        NotFoundError, ForbiddenError: As `hold_as_owner`.
        ConflictError: It has another version.
    """
    plan = await hold_as_owner(db, TrainingPlanRow, actor_id, plan_id, for_deletion=True)
    require_version(plan, version)
    await db.delete(plan)
    await db.flush()


async def _make_plan(db: AsyncSession, owner_id: UUID, plan_id: UUID, wanted: NewPlan) -> TrainingPlanRow:
    validator = Validator()
    plan = TrainingPlanRow(
        id=plan_id,
        name=validator.name(wanted.name, "name"),
        description=validator.text(wanted.description, "description", longest=limits.NOTES_LENGTH),
        difficulty_level=wanted.difficulty_level,
        created_by=owner_id,
    )
    _check_units(validator, wanted.units)
    validator.finish()
    named: Wanted = {("units", str(n), "unitId"): unit.unit_id for n, unit in enumerate(wanted.units)}
    own = await own_units(db, validator, owner_id, plan, named)
    db.add(plan)
    with translated_constraints(_TAKEN):
        await db.flush()
    taken: Counter[int] = Counter()
    for unit in wanted.units:
        db.add(
            TrainingPlanUnitRow(
                client_id=unit.client_id,
                training_plan_id=plan_id,
                training_unit_id=own[unit.unit_id],
                day_number=unit.day_number,
                order_index=taken[unit.day_number],
            )
        )
        taken[unit.day_number] += 1
    await db.flush()
    return plan


def _check_units(validator: Validator, units: Sequence[NewPlanUnit]) -> None:
    seen: set[UUID] = set()
    for position, unit in enumerate(units):
        path = ("units", str(position))
        validator.within(unit.day_number, limits.DAY_NUMBER, *path, "dayNumber")
        if unit.client_id is None:
            continue
        if validator.chosen_id(unit.client_id, *path, "clientId") and unit.client_id in seen:
            validator.note(ValidationCode.NOT_ALLOWED, "This is in the list twice.", *path, "clientId")
        seen.add(unit.client_id)


def _checked(validator: Validator, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is to be stored for what was sent, noting what is wrong with it."""
    checked = dict(values)
    for name, path in _NEVER_NULL.items():
        if name in checked and checked[name] is None:
            validator.note(ValidationCode.REQUIRED, "A value is needed.", path)
    if checked.get("name") is not None:
        checked["name"] = validator.name(checked["name"], "name")
    if "description" in checked:
        longest = limits.NOTES_LENGTH
        checked["description"] = validator.text(checked["description"], "description", longest=longest)
    return checked
