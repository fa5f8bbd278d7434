"""Locking a template together with the question what somebody may do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from irontrack.models import TrainingUnitRow
from irontrack.sharing.service import can_read_plan, can_read_unit, can_write_plan, can_write_unit

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import TrainingPlanRow


async def lock_template[T: (TrainingUnitRow, TrainingPlanRow)](
    db: AsyncSession, template: type[T], viewer_id: UUID, template_id: UUID, *, for_deletion: bool = False
) -> tuple[T, bool] | None:
    """Return a template that the viewer may read, and whether they may change what it says; or None.

    It is held until the transaction ends. One statement.
    """
    is_unit = template is TrainingUnitRow
    can_read = can_read_unit(viewer_id) if is_unit else can_read_plan(viewer_id)
    can_write = can_write_unit(viewer_id) if is_unit else can_write_plan(viewer_id)
    statement = select(template, can_write).where(template.id == template_id, can_read)
    held = statement.with_for_update(of=template, key_share=not for_deletion)
    found = (await db.execute(held)).one_or_none()
    return None if found is None else (found[0], found[1])
