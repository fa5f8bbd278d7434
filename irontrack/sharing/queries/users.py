"""Reading other people: their ids and display names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, or_, select

from irontrack.infra.database import any_of
from irontrack.models import (
    TrainingPlanAccessRow,
    TrainingPlanRow,
    TrainingUnitAccessRow,
    TrainingUnitRow,
    UserAccountRow,
)
from irontrack.sharing.queries.access import can_read_plan, can_read_unit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.infra.database import Database

_USER: Final = (UserAccountRow.id, UserAccountRow.name)


async def list_users_by_id(database: Database, viewer_id: UUID, ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return those of the people whom the viewer may see. One statement."""
    return await database.fetch(select(*_USER).where(any_of(UserAccountRow.id, ids), _is_visible(viewer_id)))


async def list_people_by_id(database: Database, ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return people, whoever asks: for authors of what the viewer sees. One statement."""
    return await database.fetch(select(*_USER).where(any_of(UserAccountRow.id, ids)))


async def can_see(db: AsyncSession, viewer_id: UUID, user_id: UUID) -> bool:
    """Whether there is such a person, and the viewer may see them. One statement."""
    is_seen = exists().where(UserAccountRow.id == user_id, _is_visible(viewer_id))
    return bool(await db.scalar(select(is_seen)))


def _is_visible(viewer_id: UUID) -> ColumnElement[bool]:
    """Return the criterion that somebody is the viewer, an author of what they may read, or their grantee."""
    account = UserAccountRow
    unit = exists().where(TrainingUnitRow.created_by == account.id, can_read_unit(viewer_id))
    plan = exists().where(TrainingPlanRow.created_by == account.id, can_read_plan(viewer_id))
    unit_grant = exists().where(
        TrainingUnitAccessRow.user_id == account.id,
        TrainingUnitAccessRow.training_unit_id == TrainingUnitRow.id,
        TrainingUnitRow.created_by == viewer_id,
    )
    plan_grant = exists().where(
        TrainingPlanAccessRow.user_id == account.id,
        TrainingPlanAccessRow.training_plan_id == TrainingPlanRow.id,
        TrainingPlanRow.created_by == viewer_id,
    )
    seen = (found.correlate(account) for found in (unit, plan, unit_grant, plan_grant))
    return or_(account.id == viewer_id, *seen)
