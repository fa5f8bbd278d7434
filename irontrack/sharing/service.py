"""Who may do what with a template, as criteria that other domains put into their statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, or_

from irontrack.models import SharingStatus, TrainingUnitAccessRow, TrainingUnitRow

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement


def can_read_unit(viewer_id: UUID | None) -> ColumnElement[bool]:
    """Return the criterion that a row of `training_units` is the viewer's to read; None is anonymous."""
    if viewer_id is None:
        return TrainingUnitRow.is_system_default.is_(True)
    access = TrainingUnitAccessRow
    is_granted = exists().where(access.training_unit_id == TrainingUnitRow.id, access.user_id == viewer_id)
    return or_(
        TrainingUnitRow.created_by == viewer_id,
        TrainingUnitRow.is_system_default,
        TrainingUnitRow.sharing_status == SharingStatus.PUBLIC,
        and_(TrainingUnitRow.sharing_status == SharingStatus.SHARED, is_granted),
    )
