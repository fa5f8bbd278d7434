"""Reading one account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from irontrack.models import UserAccountRow

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.infra.database import Database

_INVALID_PARAMETER: Final = "22023"


async def get_credentials(database: Database, email: str) -> Row[Any] | None:
    """Return id, password hash and activity of a normalised address's account, or None. One statement."""
    statement = select(UserAccountRow.id, UserAccountRow.password, UserAccountRow.is_active)
    return await database.fetch_one(statement.where(func.lower(UserAccountRow.email) == email))


async def find_account(db: AsyncSession, email: str) -> UserAccountRow | None:
    """Return the account of a normalised address, locked until the transaction ends, or None."""
    statement = select(UserAccountRow).where(func.lower(UserAccountRow.email) == email)
    return (await db.scalars(statement.with_for_update(key_share=True))).one_or_none()


async def get_account(db: AsyncSession, account_id: UUID) -> UserAccountRow | None:
    """Return an account as it is now, locked until the transaction ends, or None."""
    statement = select(UserAccountRow).where(UserAccountRow.id == account_id)
    locked = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    return (await db.scalars(locked)).one_or_none()


async def lock_account(db: AsyncSession, account_id: UUID) -> None:
    """Hold an account's row until the transaction ends, so that what must happen once per person does."""
    statement = select(UserAccountRow.id).where(UserAccountRow.id == account_id)
    await db.execute(statement.with_for_update(key_share=True))


async def has_time_zone(db: AsyncSession, name: str) -> bool:
    """Whether the database knows a time zone. One statement, which does not end the transaction."""
    try:
        async with db.begin_nested():
            await db.execute(select(func.timezone(name, func.now())))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _INVALID_PARAMETER:
            raise
        return False
    return True
