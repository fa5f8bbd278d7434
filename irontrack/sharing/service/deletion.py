"""What becomes of grants and invitations when an account is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Uuid, any_, delete, func, or_, select

from irontrack.models import (
    AccessInvitationRow,
    TrainingPlanAccessRow,
    TrainingPlanRow,
    TrainingUnitAccessRow,
    TrainingUnitRow,
)

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession


async def forget_account(db: AsyncSession, account_id: UUID, email: str) -> None:
    """Delete the grants and invitations for an account, and all those on its templates. Three statements.

    Also on the templates that stay: public ones need no grants, and nobody would be left to take one back.
    A grant that the account has given on somebody else's template is the owner's to keep; it no longer says
    by whom it was given.
    """
    unit, plan, invitation = TrainingUnitAccessRow, TrainingPlanAccessRow, AccessInvitationRow
    own_units, own_plans = (
        _templates_of(TrainingUnitRow, account_id),
        _templates_of(TrainingPlanRow, account_id),
    )
    is_about_unit = unit.training_unit_id == own_units
    is_about_plan = plan.training_plan_id == own_plans
    is_invitation = or_(
        func.lower(invitation.email) == email,
        invitation.training_unit_id == own_units,
        invitation.training_plan_id == own_plans,
    )
    await db.execute(delete(unit).where((unit.user_id == account_id) | is_about_unit))
    await db.execute(delete(plan).where((plan.user_id == account_id) | is_about_plan))
    await db.execute(delete(invitation).where(is_invitation))


def _templates_of(template: type[TrainingUnitRow | TrainingPlanRow], owner_id: UUID) -> ColumnElement[Any]:
    """Return any of a person's templates, as one array that the statement computes once."""
    ids = select(template.id).where(template.created_by == owner_id)
    return any_(func.array(ids.scalar_subquery(), type_=ARRAY(Uuid())))
