"""Administering accounts: by superusers, and by the operator at the command line.

Who may do what to whom, `rules` says. It is decided by the database, within the transaction, while one lock
keeps all changes of roles and activity apart: caches may be a moment late. Locks are taken in one order: the
superuser role, the account, its sign-ins, its revision.

`actor_id` is the superuser who asks; None stands for the operator, who has no account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from irontrack.accounts import rules
from irontrack.accounts.queries import administration as queries
from irontrack.accounts.queries.accounts import find_account, get_account
from irontrack.accounts.queries.administration import (
    AccountCriteria,
    list_last_sign_ins,
    list_newest_accounts,
    list_roles,
)
from irontrack.accounts.rules import check_email, check_password, normalised_email
from irontrack.accounts.service.accounts import (
    check_name,
    check_time_zone,
    prepare_account,
    store_account,
)
from irontrack.accounts.service.revisions import revise
from irontrack.accounts.service.sign_ins import end_all
from irontrack.errors import ValidationCode
from irontrack.models import ROLE_IDS, Role, UserAccountRow
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.accounts.service.accounts import NewAccount
    from irontrack.accounts.service.credentials import Credentials
    from irontrack.infra.database import Database

    type AccountKey = UUID | str
    """An account's id, or its address as somebody wrote it."""

__all__ = [
    "AccountCriteria",
    "assign_role",
    "create_account",
    "is_superuser",
    "list_last_sign_ins",
    "list_newest_accounts",
    "list_roles",
    "lock_administration",
    "look_up",
    "require_administrable",
    "require_administrator",
    "require_creator",
    "require_dispensable",
    "revoke_role",
    "sign_out",
    "update_account",
]

lock_administration = queries.lock_administration
_NEVER_NULL: Final = {
    "email": "email",
    "is_active": "isActive",
    "password": "password",
    "preferred_weight_unit": "preferredWeightUnit",
    "preferred_distance_unit": "preferredDistanceUnit",
    "time_zone": "timeZone",
}


async def look_up(database: Database, email: str) -> Row[Any]:
    """Return an account as the lists show it. One statement.

    Raises:
        NotFoundError: Nobody has the address.
    """
    account = await queries.get_account_by_email(database, normalised_email(email))
    if account is None:
        raise rules.no_account(email)
    return account


async def is_superuser(db: AsyncSession, account_id: UUID) -> bool:
    """Whether an account is an active superuser's, as the transaction sees it. One statement."""
    return rules.is_administrator(await queries.get_standing(db, account_id))


async def require_creator(database: Database, actor_id: UUID) -> None:
    """Refuse a caller early, before a password is hashed for them. Decides nothing for good. One statement.

    Raises:
        ForbiddenError: As `create_account`.
    """
    rules.require_creator(await queries.find_standing(database, actor_id))


async def require_administrator(database: Database, actor_id: UUID, key: AccountKey) -> None:
    """Refuse a caller early, before a password is hashed for them. Decides nothing for good. One statement.

    Raises:
        NotFoundError: As `update_account`.
    """
    rules.require_administrator(await queries.find_standing(database, actor_id), key)


async def create_account(
    db: AsyncSession, credentials: Credentials, actor_id: UUID, new: NewAccount
) -> UserAccountRow:
    """Make an account for somebody else. The password is hashed before the transaction's first statement.

    Raises:
        ValidationError: A value is unusable, or the address is taken.
        ForbiddenError: The actor is no active superuser.
        ThrottledError: Too many passwords are being hashed.
    """
    account = await prepare_account(credentials.passwords, new, credentials.shortest_password)
    await lock_administration(db)
    rules.require_creator(await queries.get_standing(db, actor_id))
    await store_account(db, account)
    return account


async def update_account(
    db: AsyncSession,
    credentials: Credentials,
    actor_id: UUID | None,
    key: AccountKey,
    changes: Mapping[str, Any],
) -> UserAccountRow:
    """Change columns of an account; what is absent stays. A password is hashed before the first statement.

    Another password and deactivation end all sign-ins of the account.

    Args:
        db: The transaction.
        credentials: Hashes the password.
        actor_id: Who asks.
        key: Whose account.
        changes: `name`, `email`, `is_active`, the preferred units, `time_zone`; `password` as it was written.

    Raises:
        ValidationError: A value is unusable, a null is given for another column than the name, or the address
            is taken.
        NotFoundError: There is no such account, or the actor is no active superuser.
        ForbiddenError: It is the actor's own.
        ConflictError: The last active superuser would be deactivated.
        ThrottledError: Too many passwords are being hashed.
    """
    validator = Validator()
    values = _checked(validator, changes, credentials.shortest_password)
    validator.finish()
    if "password" in values:
        values["password"] = await credentials.hash(values["password"])
    account = await _hold(db, actor_id, key)
    if "time_zone" in values:
        await check_time_zone(db, validator, values["time_zone"], "timeZone")
        validator.finish()
    if values.get("is_active") is False:
        await require_dispensable(db, account)
    await _store(db, account, values)
    return account


async def assign_role(db: AsyncSession, actor_id: UUID | None, key: AccountKey, role: Role) -> UserAccountRow:
    """Give an account a role, which replaces the one that it has.

    Raises:
        NotFoundError: There is no such account, or the actor is no active superuser.
        ForbiddenError: It is the actor's own.
        ConflictError: It is inactive, has the role already, or is the last active superuser.
    """
    account = await _hold(db, actor_id, key)
    rules.require_role_to_give(account, role)
    await _give(db, account, role)
    return account


async def revoke_role(db: AsyncSession, actor_id: UUID | None, key: AccountKey) -> UserAccountRow:
    """Bring an account back to the default role.

    Raises:
        NotFoundError: There is no such account, or the actor is no active superuser.
        ForbiddenError: It is the actor's own.
        ConflictError: It has only the default role, or is the last active superuser.
    """
    account = await _hold(db, actor_id, key)
    rules.require_role_to_take(account)
    await _give(db, account, Role.APPLICATION_ACCESS)
    return account


async def sign_out(db: AsyncSession, actor_id: UUID | None, key: AccountKey) -> tuple[UserAccountRow, int]:
    """End all sign-ins of an account, and return it with how many there were.

    Raises:
        NotFoundError: There is no such account, or the actor is no active superuser.
        ForbiddenError: It is the actor's own.
    """
    account = await _hold(db, actor_id, key)
    return account, await end_all(db, account.id)


async def require_administrable(db: AsyncSession, actor_id: UUID | None, account_id: UUID) -> UserAccountRow:
    """Return an account that may be deleted, locked, while roles and activity are held as they are.

    Raises:
        NotFoundError: There is no such account, or the actor is no active superuser.
        ForbiddenError: It is the actor's own.
        ConflictError: It is the last active superuser.
    """
    account = await _hold(db, actor_id, account_id)
    await require_dispensable(db, account)
    return account


async def require_dispensable(db: AsyncSession, account: UserAccountRow) -> None:
    """Go on only if there is an active superuser without an account. To be asked under the lock.

    Raises:
        ConflictError: It is the last one.
    """
    has_other = await queries.has_other_superuser(db, account.id)
    rules.require_dispensable(account, has_other_superuser=has_other)


async def _hold(db: AsyncSession, actor_id: UUID | None, key: AccountKey) -> UserAccountRow:
    await lock_administration(db)
    if actor_id is not None:
        rules.require_administrator(await queries.get_standing(db, actor_id), key)
    if isinstance(key, UUID):
        account = await get_account(db, key)
    else:
        account = await find_account(db, normalised_email(key))
    return rules.require_somebody_else(account, actor_id, key)


async def _give(db: AsyncSession, account: UserAccountRow, role: Role) -> None:
    if role is not Role.SUPERUSER:
        await require_dispensable(db, account)
    account.role_id, account.is_superuser = ROLE_IDS[role], role is Role.SUPERUSER
    await db.flush()
    await revise(db, account.id)


def _checked(validator: Validator, changes: Mapping[str, Any], shortest_password: int) -> dict[str, Any]:
    values = dict(changes)
    if "name" in values:
        values["name"] = check_name(validator, values["name"])
    for column, path in _NEVER_NULL.items():
        if column in values and values[column] is None:
            validator.note(ValidationCode.REQUIRED, "A value is needed.", path)
    if (email := values.get("email")) is not None:
        values["email"] = check_email(validator, email, "email")
    if (password := values.get("password")) is not None:
        values["password"] = check_password(validator, password, shortest_password, "password")
    return values


async def _store(db: AsyncSession, account: UserAccountRow, values: Mapping[str, Any]) -> None:
    for column, value in values.items():
        setattr(account, column, value)
    await store_account(db, account)
    if "password" in values or values.get("is_active") is False:
        await end_all(db, account.id)
    elif values:
        await revise(db, account.id)
