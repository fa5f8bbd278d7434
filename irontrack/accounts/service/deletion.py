"""The last step of deleting an account: what the accounts themselves keep of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from irontrack.accounts.rules import account_key
from irontrack.accounts.service.revisions import revise
from irontrack.models import SignInThrottleRow, UserAccountRow

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession


async def forget_account(db: AsyncSession, account_id: UUID, email: str) -> None:
    """Delete an account with its sign-ins, and the count of attempts for its address. Three statements.

    To be called last: nothing may belong to the account any more, and its revision stays locked until the
    transaction ends. The revision outlives the account, so that every process learns that it is gone.
    """
    await db.execute(delete(SignInThrottleRow).where(SignInThrottleRow.key == account_key(email)))
    await db.execute(delete(UserAccountRow).where(UserAccountRow.id == account_id))
    await revise(db, account_id)
