"""What becomes of somebody's templates when the account is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, exists

from irontrack.models import (
    SharingStatus,
    TrainingPlanEnrollmentRow,
    TrainingPlanRow,
    TrainingPlanUnitRow,
    TrainingUnitRow,
)
from irontrack.templates.queries.units import forget_originals, lock_templates

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession


async def forget_account(db: AsyncSession, account_id: UUID) -> None:
    """Delete an account's enrollments, and its private and shared templates. Seven statements.

    Public templates stay, and so does a unit that a plan still uses: of the account's own plans only public
    ones are left by then. They lose their author when the account itself is deleted.
    """
    # First what others hold while they wait for one of these: their copies, which must forget the original.
    await forget_originals(db, account_id)
    await lock_templates(db, account_id)
    enrollment, plan, unit = TrainingPlanEnrollmentRow, TrainingPlanRow, TrainingUnitRow
    await db.execute(delete(enrollment).where(enrollment.user_id == account_id))
    is_own_plan = plan.created_by == account_id
    await db.execute(delete(plan).where(is_own_plan, plan.sharing_status != SharingStatus.PUBLIC))
    is_used = exists().where(TrainingPlanUnitRow.training_unit_id == unit.id)
    is_own_unit = unit.created_by == account_id
    await db.execute(delete(unit).where(is_own_unit, unit.sharing_status != SharingStatus.PUBLIC, ~is_used))
