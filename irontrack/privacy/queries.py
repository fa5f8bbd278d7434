"""Holding an account while it is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from irontrack.models import UserAccountRow

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession


async def close_account(db: AsyncSession, account_id: UUID) -> None:
    """Let nothing new refer to an account until the transaction ends. One statement.

    Unlike the lock of a change, this one also waits for foreign keys, and holds them up: what was being
    written is committed first, and deleted with the rest.
    """
    statement = select(UserAccountRow.id).where(UserAccountRow.id == account_id)
    await db.execute(statement.with_for_update())
