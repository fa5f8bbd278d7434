"""Deleting an account: one use case over every domain, in the caller's one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from irontrack.accounts.service import deletion as accounts
from irontrack.accounts.service.administration import (
    lock_administration,
    require_administrable,
    require_dispensable,
)
from irontrack.accounts.service.sign_ins import get_confirmed
from irontrack.exercises import service as exercises
from irontrack.privacy.queries import close_account
from irontrack.sessions import service as sessions
from irontrack.sharing import service as sharing
from irontrack.templates import service as templates

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.accounts.service.credentials import Confirmed
    from irontrack.models import UserAccountRow


async def delete_account(db: AsyncSession, actor_id: UUID | None, account_id: UUID) -> None:
    """Delete somebody else's account, as a superuser, or as the operator, who is None.

    Raises:
        NotFoundError: There is no such account, or the actor is no active superuser.
        ForbiddenError: It is the actor's own.
        ConflictError: It is the last active superuser.
    """
    await _delete(db, await require_administrable(db, actor_id, account_id))


async def delete_own_account(db: AsyncSession, confirmed: Confirmed) -> None:
    """Delete the account of somebody who has just given its password.

    Raises:
        CredentialsError: The password was changed since it was confirmed.
        ConflictError: It is the last active superuser.
    """
    await lock_administration(db)
    account = await get_confirmed(db, confirmed)
    await require_dispensable(db, account)
    await _delete(db, account)


async def _delete(db: AsyncSession, account: UserAccountRow) -> None:
    """Delete an account and what is its own; what it published stays. 16 statements, whatever it holds.

    Under the lock of administration, which keeps deletions apart: two people who train by each other's units
    would otherwise wait for each other's sessions.
    """
    await close_account(db, account.id)
    await sessions.forget_account(db, account.id)
    await templates.forget_account(db, account.id)
    await exercises.forget_account(db, account.id)
    await sharing.forget_account(db, account.id, account.email)
    await accounts.forget_account(db, account.id, account.email)
