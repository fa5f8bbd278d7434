"""Who else may read or change a template: its status, grants, and giving up what one was granted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from irontrack.accounts.service.administration import is_superuser
from irontrack.errors import ConflictError, ForbiddenError
from irontrack.models import SharingStatus
from irontrack.sharing import service as sharing
from irontrack.templates.service.holding import hold_as_owner, hold_readable

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import AccessLevel, TrainingPlanRow, TrainingUnitRow
    from irontrack.sharing.service import TemplateKey

    type Held = TrainingUnitRow | TrainingPlanRow

_NOT_YOURS: Final = "Only its owner decides with whom it is shared."
_SYSTEMS: Final = "The system's templates are everybody's to read, and shared with nobody."


@dataclass(frozen=True, slots=True)
class ToAccount:
    """A grant to somebody who is known by an id."""

    user_id: UUID


@dataclass(frozen=True, slots=True)
class ToAddress:
    """A grant to whoever has an address, now or later."""

    email: str


async def set_sharing_status(
    db: AsyncSession, actor_id: UUID, key: TemplateKey, status: SharingStatus, version: int | None
) -> None:
    """Say who may read a template, from the commit on. At most three statements.

    Owners do. Superusers take any public one back to private, and may not be able to read it then.

    Raises:
        NotFoundError: There is none that the actor may read.
        ForbiddenError: It is somebody else's or the system's, and the change is not that of a superuser.
        ConflictError: It has another version than the actor has seen.
    """
    row = await _hold_readable(db, actor_id, key)
    if row.created_by != actor_id:
        _refuse_system(row)
        is_withdrawn = (row.sharing_status, status) == (SharingStatus.PUBLIC, SharingStatus.PRIVATE)
        if not (is_withdrawn and await is_superuser(db, actor_id)):
            raise ForbiddenError(_NOT_YOURS)
    if version not in {None, row.version}:
        message = "It was changed meanwhile; look at it again."
        raise ConflictError(message, row)
    if row.sharing_status is not status:
        row.sharing_status = status
        row.version += 1
        await db.flush()


async def grant_access(
    db: AsyncSession, actor_id: UUID, key: TemplateKey, to: ToAccount | ToAddress, level: AccessLevel
) -> tuple[Held, Row[Any]]:
    """Share a template of the actor's own with one more, or at another level. At most five statements.

    They are the same for every address. It counts while the status is shared.

    Raises:
        NotFoundError: There is none that the actor may read.
        ForbiddenError: It is somebody else's or the system's.
        ValidationError: The actor cannot share with whom they name, or it would be too many.
    """
    row = await _hold_own(db, actor_id, key)
    if isinstance(to, ToAddress):
        grant = await sharing.grant_to_address(db, key, actor_id, to.email, level)
    else:
        grant = await sharing.grant_to_account(db, key, actor_id, to.user_id, level)
    return row, grant


async def revoke_access(db: AsyncSession, actor_id: UUID, grant_id: UUID) -> Held:
    """Take back a grant on a template of the actor's own, and return the template. Four statements.

    Raises:
        NotFoundError: There is no such grant on a template of the actor's own.
    """
    found = await sharing.find_own_grant(db, actor_id, grant_id)
    if found is None:
        raise sharing.no_grant()
    row = await _hold_own(db, actor_id, found)
    await sharing.revoke_grant(db, found, grant_id)
    return row


async def leave_shared(db: AsyncSession, actor_id: UUID, key: TemplateKey) -> None:
    """Give up what the actor was granted on a template. Three statements.

    Raises:
        NotFoundError: There is none that the actor may read.
        ForbiddenError: It is the actor's own, or readable without a grant.
    """
    row = await _hold_readable(db, actor_id, key)
    if row.created_by == actor_id:
        message = "It is yours; there is nothing to leave."
        raise ForbiddenError(message)
    if not await sharing.give_up_grants(db, key, actor_id):
        message = "You read it without a grant of your own; there is nothing to leave."
        raise ForbiddenError(message)


async def _hold_own(db: AsyncSession, actor_id: UUID, key: TemplateKey) -> Held:
    template: Any = key.template
    row: Held = await hold_as_owner(db, template, actor_id, key.id)
    _refuse_system(row)
    return row


async def _hold_readable(db: AsyncSession, actor_id: UUID, key: TemplateKey) -> Held:
    template: Any = key.template
    row: Held = await hold_readable(db, template, actor_id, key.id)
    return row


def _refuse_system(row: Held) -> None:
    if row.is_system_default:
        raise ForbiddenError(_SYSTEMS)
