"""Reading accounts and sign-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from irontrack.models import RoleRow, SignInFamilyRow, UserAccountRow

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Row, Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.infra.database import Database
    from irontrack.infra.tokens import AccessClaims

_INVALID_PARAMETER: Final = "22023"
_VIEWER: Final = (
    select(
        UserAccountRow.id,
        UserAccountRow.name,
        UserAccountRow.email,
        UserAccountRow.preferred_weight_unit,
        UserAccountRow.preferred_distance_unit,
        UserAccountRow.time_zone,
        UserAccountRow.created_at,
        RoleRow.slug.label("role"),
        SignInFamilyRow.id.label("family_id"),
    )
    .join(RoleRow, RoleRow.id == UserAccountRow.role_id)
    .join(SignInFamilyRow, SignInFamilyRow.user_id == UserAccountRow.id)
    .where(UserAccountRow.is_active, SignInFamilyRow.ended_at.is_(None))
)


async def get_viewer(database: Database, claims: AccessClaims) -> Row[Any] | None:
    """Return the account of a sign-in that has not ended, or None. One statement."""
    return await database.fetch_one(_viewer_of(claims))


async def get_viewer_within(db: AsyncSession, claims: AccessClaims) -> Row[Any] | None:
    """Return the account of a sign-in as this transaction has left it, or None. One statement."""
    return (await db.execute(_viewer_of(claims))).one_or_none()


async def get_credentials(database: Database, email: str) -> Row[Any] | None:
    """Return id, password hash and activity of a normalised address's account, or None. One statement."""
    statement = select(UserAccountRow.id, UserAccountRow.password, UserAccountRow.is_active)
    return await database.fetch_one(statement.where(func.lower(UserAccountRow.email) == email))


async def find_account(db: AsyncSession, email: str) -> UserAccountRow | None:
    """Return the account of a normalised address, or None."""
    statement = select(UserAccountRow).where(func.lower(UserAccountRow.email) == email)
    return (await db.scalars(statement)).one_or_none()


async def lock_account(db: AsyncSession, account_id: UUID) -> None:
    """Hold an account's row until the transaction ends, so that what must happen once per person does."""
    statement = select(UserAccountRow.id).where(UserAccountRow.id == account_id)
    await db.execute(statement.with_for_update(key_share=True))


async def get_account(db: AsyncSession, account_id: UUID) -> UserAccountRow:
    """Return an account that exists, locked until the transaction ends."""
    statement = select(UserAccountRow).where(UserAccountRow.id == account_id)
    return (await db.scalars(statement.with_for_update(key_share=True))).one()


async def get_open_family(db: AsyncSession, family_id: UUID) -> SignInFamilyRow | None:
    """Return a sign-in that has not ended, locked, or None."""
    statement = select(SignInFamilyRow).where(
        SignInFamilyRow.id == family_id, SignInFamilyRow.ended_at.is_(None)
    )
    return (await db.scalars(statement.with_for_update())).one_or_none()


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


def _viewer_of(claims: AccessClaims) -> Select[*tuple[Any, ...]]:
    return _VIEWER.where(UserAccountRow.id == claims.account_id, SignInFamilyRow.id == claims.family_id)
