"""Which units a plan takes: those of its own owner. Others' units its owner copies first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from irontrack.errors import ValidationCode
from irontrack.models import SharingStatus
from irontrack.templates.queries import schedule as queries
from irontrack.templates.service.unit_copies import copy_units

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import TrainingPlanRow, TrainingUnitRow
    from irontrack.validation import Validator

type Wanted = Mapping[tuple[str, ...], UUID]
"""Units, by where the input names them."""


async def own_units(
    db: AsyncSession, validator: Validator, actor_id: UUID, plan: TrainingPlanRow, wanted: Wanted
) -> Mapping[UUID, UUID]:
    """Return what a plan takes for each unit: the unit itself, or a copy of somebody else's.

    Only the plan's owner has units copied, each once. Whoever else may write takes those of the owner that
    are in the plan already or public: any other would be shown to all who can read the plan. At most two
    statements, four with copies. The caller holds the actor's account and the plan.

    Raises:
        ValidationError: There is no such unit that the actor may read, or it is not for them to put there.
        ConflictError: As `copy_units`.
    """
    found = await queries.hold_readable_units(db, actor_id, set(wanted.values()))
    is_owner = plan.created_by == actor_id or plan.is_system_default
    known = (
        set() if is_owner else {place.training_unit_id for place in await queries.list_places(db, plan.id)}
    )
    foreign: dict[UUID, TrainingUnitRow] = {}
    for path, unit_id in wanted.items():
        unit = found.get(unit_id)
        if unit is None:
            validator.note(ValidationCode.UNKNOWN, "There is no such unit.", *path)
        elif _is_owners(plan, unit):
            if not (is_owner or unit_id in known or unit.sharing_status is SharingStatus.PUBLIC):
                message = "Only the plan's owner shows this unit to those who can read the plan."
                validator.note(ValidationCode.NOT_ALLOWED, message, *path)
        elif plan.created_by == actor_id:
            foreign[unit_id] = unit
        else:
            message = "Into this plan go only units of the plan's owner."
            validator.note(ValidationCode.NOT_ALLOWED, message, *path)
    validator.finish()
    copies = await copy_units(db, foreign.values(), actor_id) if foreign else {}
    return {unit_id: copies.get(unit_id, unit_id) for unit_id in found}


def _is_owners(plan: TrainingPlanRow, unit: TrainingUnitRow) -> bool:
    if plan.is_system_default:
        return unit.is_system_default
    return plan.created_by is not None and unit.created_by == plan.created_by
