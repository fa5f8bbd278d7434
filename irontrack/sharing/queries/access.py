"""Who may read a template and who may change what it says, as criteria for other domains' statements.

A grant is to an account, or to an address; the latter is compared with the address that the caller's account
has when they ask, so that it holds for every account there is or will be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, exists, false, func, literal_column, or_, select, true, union_all
from sqlalchemy.orm import aliased

from irontrack.models import (
    AccessInvitationRow,
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

    from irontrack.sharing.rules import Template


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of template: its table, the table of its grants, and what a grant and an invitation are on."""

    template: Any
    grant: Any
    granted_id: Any
    invited_id: Any


_UNIT: Final = _Kind(
    TrainingUnitRow,
    TrainingUnitAccessRow,
    TrainingUnitAccessRow.training_unit_id,
    AccessInvitationRow.training_unit_id,
)
_PLAN: Final = _Kind(
    TrainingPlanRow,
    TrainingPlanAccessRow,
    TrainingPlanAccessRow.training_plan_id,
    AccessInvitationRow.training_plan_id,
)
# Not as a bind: only a predicate in the indexes' own words lets PostgreSQL use them.
_PUBLIC: Final[ColumnElement[str]] = literal_column(f"'{SharingStatus.PUBLIC}'")


def can_read_unit(viewer_id: UUID | None) -> ColumnElement[bool]:
    """Return the criterion that a row of `training_units` is the viewer's to read; None is anonymous.

    Whoever may read a plan may read the units in it.
    """
    plan, place = aliased(TrainingPlanRow), aliased(TrainingPlanUnitRow)
    kind = replace(_PLAN, template=plan)
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


def can_write(template: Template, viewer_id: UUID | None) -> ColumnElement[bool]:
    """Return the criterion that what a row of either table says is the viewer's to change."""
    return false() if viewer_id is None else _can_write(_kind(template), viewer_id)


def is_everyones(template: Template, viewer_id: UUID | None) -> ColumnElement[bool]:
    """Return the criterion that a row of either table is the viewer's to read because it is everybody's.

    The indexes of public names answer it.
    """
    return _is_everyones(_kind(template), viewer_id)


def is_shared_with(template: Template, viewer_id: UUID) -> ColumnElement[bool]:
    """Return the criterion that a row of either table is shared with the viewer, by a grant that counts.

    It is found by way of the viewer's grants, which are few beside everybody's templates.
    """
    kind = _kind(template)
    granted = select(kind.granted_id).where(kind.grant.user_id == viewer_id)
    invited = select(kind.invited_id).where(_is_invited(viewer_id), kind.invited_id.is_not(None))
    is_candidate: ColumnElement[bool] = kind.template.id.in_(union_all(granted, invited))
    is_somebody_elses = kind.template.created_by.is_distinct_from(viewer_id)
    return and_(is_candidate, is_somebody_elses, _is_granted(kind, viewer_id))


def _kind(template: Template) -> _Kind:
    return _UNIT if template is TrainingUnitRow else _PLAN


def _can_read(kind: _Kind, viewer_id: UUID | None) -> ColumnElement[bool]:
    if viewer_id is None:
        return _is_everyones(kind, viewer_id)
    return or_(
        kind.template.created_by == viewer_id,
        _is_everyones(kind, viewer_id),
        _is_granted(kind, viewer_id),
    )


def _is_everyones(kind: _Kind, viewer_id: UUID | None) -> ColumnElement[bool]:
    template = kind.template
    if viewer_id is None:
        is_systems: ColumnElement[bool] = template.is_system_default.is_(True)
        return is_systems
    return or_(template.sharing_status == _PUBLIC, template.is_system_default)


def _can_write(kind: _Kind, viewer_id: UUID) -> ColumnElement[bool]:
    template, account = kind.template, aliased(UserAccountRow)
    is_superuser = exists().where(account.id == viewer_id, account.is_superuser, account.is_active)
    return or_(
        template.created_by == viewer_id,
        _is_granted(kind, viewer_id, AccessLevel.WRITE),
        and_(template.is_system_default, is_superuser),
    )


def _is_granted(kind: _Kind, viewer_id: UUID, level: AccessLevel | None = None) -> ColumnElement[bool]:
    """Return the criterion that the viewer has a grant, of a level if one is said, and that it counts."""
    template, grant, invitation = kind.template, kind.grant, AccessInvitationRow
    is_held = exists().where(
        kind.granted_id == template.id,
        grant.user_id == viewer_id,
        true() if level is None else grant.access_level == level,
    )
    is_invited = exists().where(
        kind.invited_id == template.id,
        _is_invited(viewer_id),
        true() if level is None else invitation.access_level == level,
    )
    has_grant = or_(is_held.correlate(template), is_invited.correlate(template))
    return and_(template.sharing_status == SharingStatus.SHARED, has_grant)


def _is_invited(viewer_id: UUID) -> ColumnElement[bool]:
    """Return the criterion that an invitation is for the viewer's address, and was not left."""
    account = aliased(UserAccountRow)
    address = select(func.lower(account.email)).where(account.id == viewer_id).scalar_subquery()
    return and_(func.lower(AccessInvitationRow.email) == address, AccessInvitationRow.left_at.is_(None))
