"""What a change of a plan's schedule reads and holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from irontrack.infra.database import any_of
from irontrack.models import TrainingPlanRow, TrainingPlanUnitRow, TrainingUnitRow
from irontrack.sharing.service import can_read_plan, can_read_unit

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession


async def list_places(db: AsyncSession, plan_id: UUID) -> Sequence[TrainingPlanUnitRow]:
    """Return what is on the days of one plan, in order. One statement."""
    place = TrainingPlanUnitRow
    statement = (
        select(place).where(place.training_plan_id == plan_id).order_by(place.day_number, place.order_index)
    )
    return (await db.scalars(statement)).all()


async def hold_readable_units(
    db: AsyncSession, viewer_id: UUID, unit_ids: Collection[UUID]
) -> Mapping[UUID, TrainingUnitRow]:
    """Return by id those of the units that the viewer may read, kept from deletion. One statement."""
    unit = TrainingUnitRow
    statement = select(unit).where(any_of(unit.id, unit_ids), can_read_unit(viewer_id)).order_by(unit.id)
    held = statement.with_for_update(read=True, key_share=True, of=unit)
    return {found.id: found for found in await db.scalars(held)}


async def hold_units(db: AsyncSession, unit_ids: Collection[UUID]) -> Mapping[UUID, TrainingUnitRow]:
    """Return by id those of the units that exist, whosever they are, kept from deletion. One statement."""
    statement = (
        select(TrainingUnitRow).where(any_of(TrainingUnitRow.id, unit_ids)).order_by(TrainingUnitRow.id)
    )
    held = statement.with_for_update(read=True, key_share=True)
    return {found.id: found for found in await db.scalars(held)}


async def keep_readable_plan(db: AsyncSession, viewer_id: UUID, plan_id: UUID) -> TrainingPlanRow | None:
    """Return a plan that the viewer may read, kept from deletion, or None. One statement."""
    statement = select(TrainingPlanRow).where(TrainingPlanRow.id == plan_id, can_read_plan(viewer_id))
    return (await db.scalars(statement.with_for_update(read=True, key_share=True))).one_or_none()


async def list_names(
    db: AsyncSession, template: type[TrainingUnitRow | TrainingPlanRow], owner_id: UUID
) -> AbstractSet[str]:
    """Return the names of a person's units or plans. One statement."""
    return set(await db.scalars(select(template.name).where(template.created_by == owner_id)))
