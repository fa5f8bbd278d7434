"""Who may read a template and who may change what it says, as criteria for other domains' statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, exists, or_
from sqlalchemy.orm import aliased

from irontrack.models import (
    AccessLevel,
    SharingStatus,
    TrainingPlanAccessRow,
    TrainingPlanRow,
    TrainingPlanUnitRow,
    TrainingUnitAccessRow,
    TrainingUnitRow,
    UserAccountRow,
)

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of template: its table, the table of its grants, and what a grant is on."""

    template: Any
    grant: Any
    granted_id: Any


_UNIT: Final = _Kind(TrainingUnitRow, TrainingUnitAccessRow, TrainingUnitAccessRow.training_unit_id)
_PLAN: Final = _Kind(TrainingPlanRow, TrainingPlanAccessRow, TrainingPlanAccessRow.training_plan_id)


def can_read_unit(viewer_id: UUID | None) -> ColumnElement[bool]:
    """Return the criterion that a row of `training_units` is the viewer's to read; None is anonymous.

    Whoever may read a plan may read the units in it.
    """
    plan, place = aliased(TrainingPlanRow), aliased(TrainingPlanUnitRow)
    kind = _Kind(plan, _PLAN.grant, _PLAN.granted_id)
    is_carried = exists().where(
        place.training_unit_id == TrainingUnitRow.id,
        place.training_plan_id == plan.id,
        _can_read(kind, viewer_id),
    )
    return or_(_can_read(_UNIT, viewer_id), is_carried.correlate(TrainingUnitRow))


def can_read_plan(viewer_id: UUID | None) -> ColumnElement[bool]:
    """Return the criterion that a row of `training_plans` is the viewer's to read; None is anonymous."""
    return _can_read(_PLAN, viewer_id)


def can_write_unit(viewer_id: UUID) -> ColumnElement[bool]:
    """Return the criterion that what a row of `training_units` says is the viewer's to change.

    Its owner's, and while it is shared that of who has a grant to write; a superuser's where it is the
    system's. Never more than content: status, grants and deletion are the owner's.
    """
    return _can_write(_UNIT, viewer_id)


def can_write_plan(viewer_id: UUID) -> ColumnElement[bool]:
    """Return the criterion that what a row of `training_plans` says is the viewer's to change."""
    return _can_write(_PLAN, viewer_id)


def _can_read(kind: _Kind, viewer_id: UUID | None) -> ColumnElement[bool]:
    template = kind.template
    if viewer_id is None:
        is_everyones: ColumnElement[bool] = template.is_system_default.is_(True)
        return is_everyones
    return or_(
        template.created_by == viewer_id,
        template.is_system_default,
        template.sharing_status == SharingStatus.PUBLIC,
        _is_granted(kind, viewer_id),
    )


def _can_write(kind: _Kind, viewer_id: UUID) -> ColumnElement[bool]:
    template, account = kind.template, aliased(UserAccountRow)
    is_superuser = exists().where(account.id == viewer_id, account.is_superuser, account.is_active)
    return or_(
        template.created_by == viewer_id,
        _is_granted(kind, viewer_id, kind.grant.access_level == AccessLevel.WRITE),
        and_(template.is_system_default, is_superuser),
    )


def _is_granted(kind: _Kind, viewer_id: UUID, *levels: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the criterion that the viewer has a grant, and that it counts."""
    template = kind.template
    is_held = exists().where(kind.granted_id == template.id, kind.grant.user_id == viewer_id, *levels)
    return and_(template.sharing_status == SharingStatus.SHARED, is_held.correlate(template))
