"""Reading sign-ins: who is signed in, on which devices, and what changed about accounts lately."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import Double, cast, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from irontrack.infra.database import any_of
from irontrack.infra.paging import Keyset, KeysetList
from irontrack.models import (
    AccountRevisionRow,
    RefreshTokenRow,
    RoleRow,
    SignInFamilyRow,
    UserAccountRow,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from sqlalchemy import Row, Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.infra.database import Database
    from irontrack.infra.tokens import AccessClaims

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
        func.coalesce(AccountRevisionRow.version, 0).label("version"),
        cast(func.extract("epoch", func.now()), Double).label("read_at"),
    )
    .join(RoleRow, RoleRow.id == UserAccountRow.role_id)
    .join(SignInFamilyRow, SignInFamilyRow.user_id == UserAccountRow.id)
    .outerjoin(AccountRevisionRow, AccountRevisionRow.account_id == UserAccountRow.id)
    .where(UserAccountRow.is_active, SignInFamilyRow.ended_at.is_(None))
)
_DEVICE: Final = select(
    SignInFamilyRow.id,
    SignInFamilyRow.user_agent,
    SignInFamilyRow.created_at,
    SignInFamilyRow.refreshed_at,
    SignInFamilyRow.expires_at,
).where(SignInFamilyRow.ended_at.is_(None), SignInFamilyRow.expires_at > func.now())
_NEWEST_FIRST: Final = Keyset(
    "newest", (SignInFamilyRow.created_at, SignInFamilyRow.id), (datetime, UUID), descending=True
)


async def get_viewer(database: Database, claims: AccessClaims) -> Row[Any] | None:
    """Return the account of a sign-in that has not ended, or None. One statement."""
    return await database.fetch_one(_viewer_of(claims))


async def get_viewer_within(db: AsyncSession, claims: AccessClaims) -> Row[Any] | None:
    """Return the account of a sign-in as this transaction has left it, or None. One statement."""
    return (await db.execute(_viewer_of(claims))).one_or_none()


async def list_revisions(database: Database, window: timedelta) -> Sequence[Row[Any]]:
    """Return account_id and version of every account that changed within the window. One statement."""
    revision = AccountRevisionRow
    recent = select(revision.account_id, revision.version).where(
        revision.changed_at > func.clock_timestamp() - window
    )
    return await database.fetch(recent)


async def bump_revision(db: AsyncSession, account_id: UUID) -> int:
    """Count one more change of an account and return its number. One statement."""
    statement = insert(AccountRevisionRow).values(account_id=account_id, version=1)
    counted = statement.on_conflict_do_update(
        index_elements=[AccountRevisionRow.account_id],
        set_={"version": AccountRevisionRow.version + 1, "changed_at": func.clock_timestamp()},
    ).returning(AccountRevisionRow.version)
    version: int = (await db.execute(counted)).scalar_one()
    return version


async def get_open_family(db: AsyncSession, family_id: UUID, user_id: UUID) -> SignInFamilyRow | None:
    """Return an account's sign-in that has not ended, locked, or None."""
    statement = select(SignInFamilyRow).where(
        SignInFamilyRow.id == family_id,
        SignInFamilyRow.user_id == user_id,
        SignInFamilyRow.ended_at.is_(None),
    )
    return (await db.scalars(statement.with_for_update())).one_or_none()


async def is_active(db: AsyncSession, account_id: UUID) -> bool:
    """Whether there is such an account, and it is active. One statement."""
    statement = select(UserAccountRow.is_active).where(UserAccountRow.id == account_id)
    return bool((await db.execute(statement)).scalar_one_or_none())


async def end_families(db: AsyncSession, user_id: UUID, at: datetime) -> int:
    """End every sign-in of an account, and return how many there were. One statement."""
    statement = (
        update(SignInFamilyRow)
        .where(SignInFamilyRow.user_id == user_id, SignInFamilyRow.ended_at.is_(None))
        .values(ended_at=func.greatest(SignInFamilyRow.created_at, at))
        .returning(SignInFamilyRow.id)
        .execution_options(synchronize_session=False)
    )
    return len((await db.execute(statement)).all())


async def get_refresh_tokens(db: AsyncSession, family_id: UUID) -> Sequence[RefreshTokenRow]:
    """Return what is kept of a family's tokens, oldest first. One statement."""
    statement = select(RefreshTokenRow).where(RefreshTokenRow.family_id == family_id)
    return (await db.scalars(statement.order_by(RefreshTokenRow.generation))).all()


async def delete_superseded_tokens(db: AsyncSession, family_id: UUID, used_before: datetime) -> None:
    """Forget a family's tokens whose successor was used before a moment. One statement."""
    token, successor = RefreshTokenRow, aliased(RefreshTokenRow)
    statement = delete(token).where(
        token.family_id == family_id,
        successor.family_id == token.family_id,
        successor.generation == token.generation + 1,
        successor.used_at < used_before,
    )
    await db.execute(statement.execution_options(synchronize_session=False))


def list_devices(user_id: UUID) -> KeysetList:
    """Return an account's sign-ins that are not over, newest first."""
    return KeysetList(_DEVICE.where(SignInFamilyRow.user_id == user_id), _NEWEST_FIRST, (user_id,))


async def list_devices_by_id(database: Database, user_id: UUID, ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return those of the sign-ins that are the account's and not over. One statement."""
    statement = _DEVICE.where(SignInFamilyRow.user_id == user_id, any_of(SignInFamilyRow.id, ids))
    return await database.fetch(statement)


async def delete_stale_sign_ins(db: AsyncSession, before: datetime) -> None:
    """Delete the sign-ins that were over before a moment. One statement."""
    family = SignInFamilyRow
    statement = delete(family).where((family.ended_at < before) | (family.expires_at < before))
    await db.execute(statement.execution_options(synchronize_session=False))


async def delete_stale_revisions(db: AsyncSession, before: datetime) -> None:
    """Delete the revisions of accounts that are gone since before a moment. One statement."""
    revision = AccountRevisionRow
    is_gone = ~exists().where(UserAccountRow.id == revision.account_id)
    statement = delete(revision).where(revision.changed_at < before, is_gone)
    await db.execute(statement.execution_options(synchronize_session=False))


def _viewer_of(claims: AccessClaims) -> Select[*tuple[Any, ...]]:
    return _VIEWER.where(UserAccountRow.id == claims.account_id, SignInFamilyRow.id == claims.family_id)
