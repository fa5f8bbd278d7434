"""Reading training plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import collate, func, select

from irontrack.infra.database import any_of
from irontrack.infra.paging import Keyset, KeysetList
from irontrack.models import TrainingPlanRow, TrainingPlanUnitRow
from irontrack.sharing.service import can_read_plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from irontrack.infra.database import Database

_PLAN: Final = (
    TrainingPlanRow.id,
    TrainingPlanRow.name,
    TrainingPlanRow.slug,
    TrainingPlanRow.description,
    TrainingPlanRow.difficulty_level,
    TrainingPlanRow.is_system_default,
    TrainingPlanRow.created_by,
    TrainingPlanRow.sharing_status,
    TrainingPlanRow.version,
    TrainingPlanRow.copied_from_id,
    TrainingPlanRow.created_at,
    TrainingPlanRow.updated_at,
)
_UNIT: Final = (
    TrainingPlanUnitRow.id,
    TrainingPlanUnitRow.client_id,
    TrainingPlanUnitRow.training_plan_id,
    TrainingPlanUnitRow.training_unit_id,
    TrainingPlanUnitRow.day_number,
    TrainingPlanUnitRow.order_index,
)


def list_own_plans(viewer_id: UUID) -> KeysetList:
    """Return the viewer's own plans by name."""
    name = collate(func.lower(TrainingPlanRow.name), "C")
    statement = select(*_PLAN).where(TrainingPlanRow.created_by == viewer_id)
    return KeysetList(statement, Keyset("name", (name, TrainingPlanRow.id), (str, UUID)), (viewer_id,))


async def list_plans_by_id(
    database: Database, viewer_id: UUID | None, ids: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """Return those of the plans that the viewer may read. One statement."""
    statement = select(*_PLAN).where(any_of(TrainingPlanRow.id, ids), can_read_plan(viewer_id))
    return await database.fetch(statement)


async def list_plan_units(database: Database, plan_ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return what is on the days of the plans, in order. One statement."""
    place = TrainingPlanUnitRow
    statement = (
        select(*_UNIT)
        .where(any_of(place.training_plan_id, plan_ids))
        .order_by(place.training_plan_id, place.day_number, place.order_index)
    )
    return await database.fetch(statement)


async def list_plan_units_by_id(
    database: Database, viewer_id: UUID | None, ids: Sequence[int]
) -> Sequence[Row[Any]]:
    """Return those of the places whose plan the viewer may read. One statement."""
    statement = (
        select(*_UNIT)
        .join(TrainingPlanRow, TrainingPlanRow.id == TrainingPlanUnitRow.training_plan_id)
        .where(any_of(TrainingPlanUnitRow.id, ids), can_read_plan(viewer_id))
    )
    return await database.fetch(statement)


async def list_extents(database: Database, plan_ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return by plan how many units are on its days, and the last day; no row for none. One statement."""
    place = TrainingPlanUnitRow
    statement = (
        select(
            place.training_plan_id,
            func.count().label("unit_count"),
            func.max(place.day_number).label("day_count"),
        )
        .where(any_of(place.training_plan_id, plan_ids))
        .group_by(place.training_plan_id)
    )
    return await database.fetch(statement)
