"""What a session takes over from templates when it starts: read, and held as it is meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from irontrack.models import (
    EnrollmentDayRow,
    TrainingPlanEnrollmentRow,
    TrainingPlanRow,
    TrainingPlanUnitRow,
    TrainingUnitRow,
)
from irontrack.sharing.service import can_read_plan

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession


class CopiedDay(NamedTuple):
    """What a day of an enrollment has copied, and what it refers to as far as that is still there."""

    unit_id: UUID | None
    unit_name: str
    plan_id: UUID | None
    plan_name: str


async def find_own_place(db: AsyncSession, owner_id: UUID, client_id: UUID) -> int | None:
    """Return the id of what a client scheduled under a name of its own, in the owner's plans. One statement.

    None also where several plans have the name.
    """
    place, plan = TrainingPlanUnitRow, TrainingPlanRow
    statement = (
        select(place.id)
        .join(plan, plan.id == place.training_plan_id)
        .where(plan.created_by == owner_id, place.client_id == client_id)
        .limit(2)
    )
    found = (await db.scalars(statement)).all()
    return found[0] if len(found) == 1 else None


async def hold_plan_of_place(db: AsyncSession, viewer_id: UUID, place_id: int) -> TrainingPlanRow | None:
    """Return the plan that a unit is scheduled in, where the viewer may read it, or None. One statement.

    It is kept as it is until the transaction ends: edits of a plan begin with its row.
    """
    its = select(TrainingPlanUnitRow.training_plan_id).where(TrainingPlanUnitRow.id == place_id)
    statement = select(TrainingPlanRow).where(
        TrainingPlanRow.id == its.scalar_subquery(), can_read_plan(viewer_id)
    )
    return (await db.scalars(statement.with_for_update(read=True, of=TrainingPlanRow))).one_or_none()


async def get_place(db: AsyncSession, plan_id: UUID, place_id: int) -> TrainingPlanUnitRow | None:
    """Return a unit on a day of a plan, or None. One statement."""
    place = TrainingPlanUnitRow
    statement = select(place).where(place.id == place_id, place.training_plan_id == plan_id)
    return (await db.scalars(statement)).one_or_none()


async def get_own_day(db: AsyncSession, user_id: UUID, day_id: UUID) -> CopiedDay | None:
    """Return what a day of the user's enrollments has copied, or None. One statement."""
    day, enrollment = EnrollmentDayRow, TrainingPlanEnrollmentRow
    statement = (
        select(
            day.unit_id,
            day.unit_name_snapshot,
            enrollment.training_plan_id,
            enrollment.plan_name_snapshot,
        )
        .join(enrollment, enrollment.id == day.enrollment_id)
        .where(day.id == day_id, enrollment.user_id == user_id)
    )
    found = (await db.execute(statement)).one_or_none()
    return None if found is None else CopiedDay(*found)


async def hold_template(
    db: AsyncSession, template: type[TrainingUnitRow | TrainingPlanRow], template_id: UUID
) -> UUID | None:
    """Return the id of a unit or a plan, whosever it is, kept from deletion; None for none. One statement."""
    statement = select(template.id).where(template.id == template_id)
    return await db.scalar(statement.with_for_update(read=True, key_share=True))
