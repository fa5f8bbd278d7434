"""Holding a template until the transaction ends, for whoever may change it.

Every edit begins here: it locks the template's row first, so edits of one template come after each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from irontrack.errors import ConflictError, ForbiddenError, NotFoundError, ValidationCode
from irontrack.kit.clock import now
from irontrack.models import TrainingUnitRow
from irontrack.templates.queries import holding as queries

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import TrainingPlanEnrollmentRow, TrainingPlanRow
    from irontrack.validation import Validator


async def hold_to_edit[T: (TrainingUnitRow, TrainingPlanRow)](
    db: AsyncSession, template: type[T], actor_id: UUID, template_id: UUID, version: int | None
) -> T:
    """Return a template whose content the actor may change, locked. The caller raises its version.

    From then on a load of the catalogue leaves one of the system's alone. One statement.

    Args:
        db: The transaction.
        template: Of which kind.
        actor_id: Who wants to change it.
        template_id: Which one.
        version: The one that the actor has seen; None for any.

    Raises:
        NotFoundError: There is none that the actor may read.
        ForbiddenError: The actor may read it only.
        ConflictError: It has another version.
    """
    found = await queries.lock_template(db, template, actor_id, template_id)
    row, can_write = _present(template, found)
    if not can_write:
        raise _forbidden()
    require_version(row, version)
    if row.is_system_default:
        row.edited_at = now()
    return row


async def hold_as_owner[T: (TrainingUnitRow, TrainingPlanRow)](
    db: AsyncSession, template: type[T], actor_id: UUID, template_id: UUID, *, for_deletion: bool = False
) -> T:
    """Return a template that is the actor's own, or as a superuser the system's, locked. One statement.

    Raises:
        NotFoundError: There is none that the actor may read.
        ForbiddenError: It is somebody else's.
    """
    found = await queries.lock_template(db, template, actor_id, template_id, for_deletion=for_deletion)
    row, can_write = _present(template, found)
    if row.created_by != actor_id and not (row.is_system_default and can_write):
        raise _forbidden()
    return row


def check_renaming(
    validator: Validator, row: TrainingUnitRow | TrainingPlanRow, actor_id: UUID, name: str
) -> None:
    """Note a new name that is not the owner's: that it is taken would tell what else they have."""
    if name != row.name and row.created_by != actor_id and not row.is_system_default:
        validator.note(ValidationCode.NOT_ALLOWED, "Only the owner gives it another name.", "name")


def require_version(
    row: TrainingUnitRow | TrainingPlanRow | TrainingPlanEnrollmentRow, version: int | None
) -> None:
    """Go on only where what is held has the version that the actor has seen; None for any.

    Raises:
        ConflictError: It has another one.
    """
    if version not in {None, row.version}:
        message = "It was changed meanwhile; look at it again."
        raise ConflictError(message, row)


async def hold_readable[T: (TrainingUnitRow, TrainingPlanRow)](
    db: AsyncSession, template: type[T], actor_id: UUID, template_id: UUID
) -> T:
    """Return a template that the actor may read, locked; what they may do with it is still to be asked.

    One statement.

    Raises:
        NotFoundError: There is none that the actor may read.
    """
    return _present(template, await queries.lock_template(db, template, actor_id, template_id))[0]


def _present[T: (TrainingUnitRow, TrainingPlanRow)](
    template: type[T], found: tuple[T, bool] | None
) -> tuple[T, bool]:
    if found is None:
        kind = "unit" if template is TrainingUnitRow else "plan"
        message = f"There is no such training {kind}."
        raise NotFoundError(message)
    return found


def _forbidden() -> ForbiddenError:
    return ForbiddenError("You may read this, but not change it so.")
