"""Making accounts, signing in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from irontrack.accounts.queries import (
    find_account,
    get_account,
    get_credentials,
    get_open_family,
    has_time_zone,
    lock_account,
)
from irontrack.accounts.rules import check_email, check_password, normalised_email, normalised_password
from irontrack.errors import CredentialsError, Issue, NotFoundError, ValidationCode
from irontrack.infra.database import translated_constraints
from irontrack.infra.tokens import AccessClaims
from irontrack.kit.clock import now
from irontrack.models import ROLE_IDS, Role, SignInFamilyRow, UserAccountRow
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.infra.database import Database
    from irontrack.infra.passwords import PasswordHasher

__all__ = [
    "change_role",
    "check_credentials",
    "check_time_zone",
    "create_account",
    "end_family",
    "lock_account",
    "open_family",
    "update_profile",
]

_TAKEN: Final = {
    "uq_user_email": Issue(("email",), ValidationCode.TAKEN, "There is an account with this e-mail address.")
}
LONGEST_NAME: Final = 255
_NEVER_NULL: Final = {
    "preferred_weight_unit": "preferredWeightUnit",
    "preferred_distance_unit": "preferredDistanceUnit",
    "time_zone": "timeZone",
}
_LONGEST_USER_AGENT: Final = 255


async def create_account(  # noqa: PLR0913 - what an account is made of
    db: AsyncSession,
    passwords: PasswordHasher,
    *,
    email: str,
    password: str,
    name: str | None = None,
    role: Role = Role.APPLICATION_ACCESS,
    shortest_password: int,
) -> UserAccountRow:
    """Make an account.

    Raises:
        ValidationError: `email`, `password` or `name` is unusable, or the address is taken.
    """
    validator = Validator()
    email = check_email(validator, email, "email")
    password = check_password(validator, password, shortest_password, "password")
    name = validator.name(name, "name", longest=LONGEST_NAME) if name and name.strip() else None
    validator.finish()
    account = UserAccountRow(
        name=name,
        email=email,
        password=await passwords.hash(password),
        is_superuser=role is Role.SUPERUSER,
        role_id=ROLE_IDS[role],
    )
    db.add(account)
    with translated_constraints(_TAKEN):
        await db.flush()
    return account


async def check_credentials(
    database: Database, passwords: PasswordHasher, *, email: str, password: str
) -> UUID:
    """Return the id of the active account that address and password belong to.

    No connection is held while the password is hashed.

    Raises:
        CredentialsError: The same, after the same work, for unknown, wrong and inactive.
    """
    email, password = normalised_email(email), normalised_password(password)
    account = None if "\0" in email else await get_credentials(database, email)
    is_right = await passwords.verify(account.password if account else None, password)
    if account is None or not is_right or not account.is_active:
        raise CredentialsError
    account_id: UUID = account.id
    return account_id


async def update_profile(db: AsyncSession, account_id: UUID, changes: Mapping[str, str | None]) -> None:
    """Change columns of an account: `name`, the preferred units, `time_zone`; what is absent stays.

    Raises:
        ValidationError: The name is too long, the time zone unknown, or a null is given for another column.
    """
    validator = Validator()
    values = dict(changes)
    if name := values.get("name"):
        values["name"] = validator.name(name, "name", longest=LONGEST_NAME) if name.strip() else None
    for column, path in _NEVER_NULL.items():
        if column in values and values[column] is None:
            validator.note(ValidationCode.REQUIRED, "A value is needed.", path)
    if zone := values.get("time_zone"):
        await check_time_zone(db, validator, zone, "timeZone")
    validator.finish()
    account = await get_account(db, account_id)
    for column, value in values.items():
        setattr(account, column, value)
    await db.flush()


async def check_time_zone(db: AsyncSession, validator: Validator, name: str, *path: str) -> None:
    """Note a time zone that the database does not know. One statement."""
    if not await has_time_zone(db, name):
        validator.note(ValidationCode.UNKNOWN, "There is no such time zone.", *path)


async def open_family(db: AsyncSession, account_id: UUID, user_agent: str) -> AccessClaims:
    """Begin a sign-in and return what its tokens say."""
    family = SignInFamilyRow(user_id=account_id, user_agent=user_agent[:_LONGEST_USER_AGENT])
    db.add(family)
    await db.flush()
    return AccessClaims(account_id, family.id)


async def end_family(db: AsyncSession, family_id: UUID) -> None:
    """End a sign-in; one that has ended before stays as it is."""
    family = await get_open_family(db, family_id)
    if family is not None:
        family.ended_at = now()
        await db.flush()


async def change_role(db: AsyncSession, email: str, role: Role) -> UserAccountRow:
    """Give an account another role.

    Raises:
        NotFoundError: No account has this address.
    """
    account = await find_account(db, normalised_email(email))
    if account is None:
        message = f"There is no account with the address {email}."
        raise NotFoundError(message)
    account.role_id = ROLE_IDS[role]
    account.is_superuser = role is Role.SUPERUSER
    await db.flush()
    return account
