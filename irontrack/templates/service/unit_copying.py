"""Copying a training unit for whoever may read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from irontrack.accounts.service import lock_account
from irontrack.infra.idempotency import Asked, once
from irontrack.kit.ids import new_id
from irontrack.models import TrainingUnitRow
from irontrack.templates.service.unit_copies import copy_unit
from irontrack.templates.service.units import hold_to_read
from irontrack.validation import Validator

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession


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
    await lock_account(db, actor_id)

    def is_there(row: TrainingUnitRow) -> bool:
        return row.created_by == actor_id

    async def make() -> TrainingUnitRow:
        validator = Validator()
        name = None if wanted.name is None else validator.name(wanted.name, "name")
        validator.finish()
        unit = await hold_to_read(db, actor_id, wanted.unit_id)
        return await copy_unit(db, unit, actor_id, name or unit.name, copy_id or new_id())

    return await once(db, Asked(actor_id, copy_id, wanted), TrainingUnitRow, is_there=is_there, make=make)
