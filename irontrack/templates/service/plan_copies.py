"""Copying a plan with its units, for whoever may read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy.dialects.postgresql import insert

from irontrack.accounts.service import lock_account
from irontrack.errors import ConflictError, NotFoundError
from irontrack.infra.idempotency import Asked, once
from irontrack.kit.ids import new_id
from irontrack.models import TrainingPlanRow, TrainingPlanUnitRow
from irontrack.templates.queries import schedule as queries
from irontrack.templates.rules import free_name
from irontrack.templates.service.unit_copies import copy_units
from irontrack.validation import Validator

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

_ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True)
class PlanCopy:
    """A copy to be made of a plan.

    Attributes:
        name: What it should be called; None for the plan's own name.
    """

    plan_id: UUID
    name: str | None = None


async def copy_plan(
    db: AsyncSession, actor_id: UUID, wanted: PlanCopy, copy_id: UUID | None = None
) -> TrainingPlanRow:
    """Make somebody a private copy of a plan that they may read, with copies of its units, each one once.

    A name that they have becomes "Name (2)". Eleven statements for up to 100 units; more as `copy_units`.

    Args:
        db: The transaction.
        actor_id: Whose it will be.
        wanted: Which plan.
        copy_id: A UUIDv7 of the client's choice; None for one of ours.

    Raises:
        NotFoundError: There is no such plan that they may read.
        ValidationError: The name is unusable.
        ConflictError: As `once`; or names were taken again and again meanwhile.
    """
    await lock_account(db, actor_id)

    def is_there(row: TrainingPlanRow) -> bool:
        return row.created_by == actor_id

    async def make() -> TrainingPlanRow:
        return await _make_copy(db, actor_id, wanted, copy_id or new_id())

    return await once(db, Asked(actor_id, copy_id, wanted), TrainingPlanRow, is_there=is_there, make=make)


async def _make_copy(db: AsyncSession, owner_id: UUID, wanted: PlanCopy, copy_id: UUID) -> TrainingPlanRow:
    source = await queries.keep_readable_plan(db, owner_id, wanted.plan_id)
    if source is None:
        message = "There is no such training plan."
        raise NotFoundError(message)
    validator = Validator()
    name = source.name if wanted.name is None else validator.name(wanted.name, "name")
    validator.finish()
    copy = await _insert(db, owner_id, source, copy_id, name)
    places = await queries.list_places(db, source.id)
    units = await queries.hold_units(db, {place.training_unit_id for place in places})
    copies = await copy_units(db, units.values(), owner_id)
    db.add_all(
        TrainingPlanUnitRow(
            training_plan_id=copy_id,
            training_unit_id=copies[place.training_unit_id],
            day_number=place.day_number,
            order_index=place.order_index,
        )
        for place in places
        if place.training_unit_id in copies  # a unit may have been taken from the plan and deleted meanwhile
    )
    await db.flush()
    return copy


async def _insert(
    db: AsyncSession, owner_id: UUID, source: TrainingPlanRow, copy_id: UUID, name: str
) -> TrainingPlanRow:
    """Insert the copy under a name that is free."""
    for _ in range(_ATTEMPTS):
        free = free_name(name, await queries.list_names(db, TrainingPlanRow, owner_id))
        values = {
            "id": copy_id,
            "name": free,
            "description": source.description,
            "difficulty_level": source.difficulty_level,
            "created_by": owner_id,
            "copied_from_id": source.id,
        }
        statement = insert(TrainingPlanRow).values(values)
        by_name = [TrainingPlanRow.created_by, TrainingPlanRow.name]
        made: TrainingPlanRow | None = await db.scalar(
            statement.on_conflict_do_nothing(index_elements=by_name).returning(TrainingPlanRow)
        )
        if made is not None:
            return made
    message = "The name of the copy was taken meanwhile; try again."
    raise ConflictError(message)
