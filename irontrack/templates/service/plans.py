"""Making and changing training plans."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from irontrack.errors import Issue, ValidationCode
from irontrack.infra.database import translated_constraints
from irontrack.infra.idempotency import Asked, once
from irontrack.kit.ids import new_id
from irontrack.models import TrainingPlanRow, TrainingPlanUnitRow, limits
from irontrack.templates.queries import plans as queries
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import DifficultyLevel

MOST_UNITS: Final = 500
_TAKEN: Final = {
    "uq_training_plans_created_by_name": Issue(
        ("name",), ValidationCode.TAKEN, "You have a plan with this name."
    )
}


@dataclass(frozen=True, slots=True)
class NewPlanUnit:
    """A unit to be put on a day of a plan, after those that are there."""

    day_number: int
    unit_id: UUID


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A plan to be made. The units of one day keep their order."""

    name: str
    difficulty_level: DifficultyLevel
    description: str | None = None
    units: Sequence[NewPlanUnit] = field(default_factory=list)


async def create_plan(
    db: AsyncSession, owner_id: UUID, wanted: NewPlan, plan_id: UUID | None = None
) -> TrainingPlanRow:
    """Make a private plan with its units. At most four statements.

    Args:
        db: The transaction.
        owner_id: Whose it will be.
        wanted: What it says.
        plan_id: A UUIDv7 of the client's choice; None for one of ours.

    Raises:
        ValidationError: A value is unusable, a unit is unknown, or the owner has a plan of this name.
        ConflictError: As `once`.
    """

    def is_there(row: TrainingPlanRow) -> bool:
        return row.created_by == owner_id

    async def make() -> TrainingPlanRow:
        return await _make_plan(db, owner_id, plan_id or new_id(), wanted)

    return await once(db, Asked(owner_id, plan_id, wanted), TrainingPlanRow, is_there=is_there, make=make)


async def _make_plan(db: AsyncSession, owner_id: UUID, plan_id: UUID, wanted: NewPlan) -> TrainingPlanRow:
    validator = Validator()
    plan = TrainingPlanRow(
        id=plan_id,
        name=validator.name(wanted.name, "name"),
        description=validator.text(wanted.description, "description", longest=limits.NOTES_LENGTH),
        difficulty_level=wanted.difficulty_level,
        created_by=owner_id,
    )
    for position, unit in enumerate(wanted.units):
        validator.within(unit.day_number, limits.DAY_NUMBER, "units", str(position), "dayNumber")
    validator.finish()
    own = await queries.list_own(db, owner_id, {unit.unit_id for unit in wanted.units})
    for position, unit in enumerate(wanted.units):
        if unit.unit_id not in own:
            validator.note(ValidationCode.UNKNOWN, "There is no such unit.", "units", str(position), "unitId")
    validator.finish()
    db.add(plan)
    with translated_constraints(_TAKEN):
        await db.flush()
    taken: Counter[int] = Counter()
    for unit in wanted.units:
        db.add(
            TrainingPlanUnitRow(
                training_plan_id=plan_id,
                training_unit_id=unit.unit_id,
                day_number=unit.day_number,
                order_index=taken[unit.day_number],
            )
        )
        taken[unit.day_number] += 1
    await db.flush()
    return plan
