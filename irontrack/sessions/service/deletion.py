"""What becomes of somebody's sessions when the account is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from irontrack.models import TrainingSessionRow

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession


async def forget_account(db: AsyncSession, account_id: UUID) -> None:
    """Delete every session of an account with all beneath it, runs too. One statement."""
    await db.execute(delete(TrainingSessionRow).where(TrainingSessionRow.user_id == account_id))
