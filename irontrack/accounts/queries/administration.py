"""Reading accounts for those who administer them: lists, single ones, roles; and the lock they share.

A password's hash is never among what is read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import Select, collate, exists, func, literal_column, or_, select

from irontrack.infra.database import any_of
from irontrack.infra.paging import Keyset, KeysetList
from irontrack.models import ROLE_IDS, Role, RoleRow, SignInFamilyRow, UserAccountRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.infra.database import Column, Database

_account = UserAccountRow
_ACCOUNTS: Final = select(
    _account.id,
    _account.name,
    _account.email,
    _account.role_id,
    _account.is_active,
    _account.is_superuser,
    _account.preferred_weight_unit,
    _account.preferred_distance_unit,
    _account.time_zone,
    _account.created_at,
    _account.updated_at,
)
_STANDING: Final[Select[*tuple[Any, ...]]] = select(_account.is_active, _account.is_superuser)


class AccountOrderField(StrEnum):
    """What a list of accounts can be ordered by."""

    CREATED_AT = "created_at"
    EMAIL = "email"
    NAME = "name"


# As the indexes on the table have them, or these are not used; '' is no bind for the same reason.
_SORTED_BY: Final[dict[AccountOrderField, tuple[Column, type]]] = {
    AccountOrderField.CREATED_AT: (_account.created_at, datetime),
    AccountOrderField.EMAIL: (collate(func.lower(_account.email), "C"), str),
    AccountOrderField.NAME: (
        collate(func.lower(func.coalesce(_account.name, literal_column("''"))), "C"),
        str,
    ),
}


@dataclass(frozen=True, slots=True)
class AccountCriteria:
    """What a list of accounts is narrowed to, all attributes together; None does not narrow.

    Attributes:
        search: Part of the name or the address, in any case.
        is_active: Whether they can sign in.
        roles: Any of these; empty matches nothing.
        created_from: The earliest time at which they were made.
        created_before: The time before which they were made.
    """

    search: str | None = None
    is_active: bool | None = None
    roles: tuple[Role, ...] | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None


def list_accounts(criteria: AccountCriteria, field: AccountOrderField, *, descending: bool) -> KeysetList:
    """Return accounts in an order; accounts without a name come before those with one."""
    column, kind = _SORTED_BY[field]
    keyset = Keyset(field, (column, _account.id), (kind, UUID), descending)
    return KeysetList(_ACCOUNTS.where(*_criteria(criteria)), keyset, (criteria,))


async def list_newest_accounts(
    database: Database, criteria: AccountCriteria, limit: int
) -> Sequence[Row[Any]]:
    """Return at most so many accounts, the newest first. One statement."""
    newest = _account.created_at.desc(), _account.id.desc()
    return await database.fetch(_ACCOUNTS.where(*_criteria(criteria)).order_by(*newest).limit(limit))


async def list_accounts_by_id(database: Database, ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return those of the accounts that exist. One statement."""
    return await database.fetch(_ACCOUNTS.where(any_of(_account.id, ids)))


async def get_account_by_email(database: Database, email: str) -> Row[Any] | None:
    """Return the account of a normalised address, or None. One statement."""
    return await database.fetch_one(_ACCOUNTS.where(func.lower(_account.email) == email))


async def list_last_sign_ins(database: Database, ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return account_id and last_signed_in_at of those accounts whose sign-ins are kept. One statement."""
    family = SignInFamilyRow
    statement = select(
        family.user_id.label("account_id"), func.max(family.created_at).label("last_signed_in_at")
    )
    return await database.fetch(statement.where(any_of(family.user_id, ids)).group_by(family.user_id))


async def list_roles(database: Database) -> Sequence[Row[Any]]:
    """Return role (its slug), name, description and account_count of each, the least first. One statement."""
    statement = (
        select(
            RoleRow.slug.label("role"),
            RoleRow.name,
            RoleRow.description,
            func.count(_account.id).label("account_count"),
        )
        .outerjoin(_account, _account.role_id == RoleRow.id)
        .group_by(RoleRow.id)
        .order_by(RoleRow.id)
    )
    return await database.fetch(statement)


async def find_standing(database: Database, account_id: UUID) -> Row[Any] | None:
    """Return is_active and is_superuser of an account, or None, outside a transaction. One statement."""
    return await database.fetch_one(_STANDING.where(_account.id == account_id))


async def get_standing(db: AsyncSession, account_id: UUID) -> Row[Any] | None:
    """Return is_active and is_superuser of an account as they are now, or None. One statement."""
    return (await db.execute(_STANDING.where(_account.id == account_id))).one_or_none()


async def lock_administration(db: AsyncSession) -> None:
    """Hold the superuser role's row until the transaction ends: changes of roles and activity take turns.

    It comes before every other lock. Accounts can still be made, and refer to the row. One statement.
    """
    statement = select(RoleRow.id).where(RoleRow.id == ROLE_IDS[Role.SUPERUSER])
    await db.execute(statement.with_for_update(key_share=True))


async def has_other_superuser(db: AsyncSession, account_id: UUID) -> bool:
    """Whether an active superuser exists besides an account. One statement."""
    statement = exists().where(
        _account.role_id == ROLE_IDS[Role.SUPERUSER], _account.is_active, _account.id != account_id
    )
    return bool((await db.execute(select(statement))).scalar_one())


def _criteria(criteria: AccountCriteria) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if criteria.search is not None:
        found.append(
            or_(
                _account.name.icontains(criteria.search, autoescape=True),
                _account.email.icontains(criteria.search, autoescape=True),
            )
        )
    if criteria.is_active is not None:
        found.append(_account.is_active.is_(criteria.is_active))
    if criteria.roles is not None:
        found.append(any_of(_account.role_id, [ROLE_IDS[role] for role in criteria.roles]))
    if criteria.created_from is not None:
        found.append(_account.created_at >= criteria.created_from)
    if criteria.created_before is not None:
        found.append(_account.created_at < criteria.created_before)
    return found
