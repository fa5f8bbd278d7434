"""Making accounts and changing one's own: profile, e-mail address, password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from irontrack.accounts.queries.accounts import get_account, has_time_zone, lock_account
from irontrack.accounts.rules import check_email, check_password
from irontrack.accounts.service.revisions import revise
from irontrack.accounts.service.sign_ins import end_all, get_confirmed
from irontrack.errors import Issue, ValidationCode, ValidationError
from irontrack.infra.database import translated_constraints
from irontrack.models import ROLE_IDS, Role, UserAccountRow
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.accounts.service.credentials import Confirmed, Credentials
    from irontrack.infra.passwords import PasswordHasher

__all__ = [
    "NewAccount",
    "change_email",
    "change_password",
    "check_time_zone",
    "create_account",
    "lock_account",
    "prepare_account",
    "sign_up",
    "store_account",
    "update_profile",
]

_TAKEN: Final = Issue(("email",), ValidationCode.TAKEN, "There is an account with this e-mail address.")
LONGEST_NAME: Final = 255
_DEFAULT_ZONE: Final = "UTC"
_NEVER_NULL: Final = {
    "preferred_weight_unit": "preferredWeightUnit",
    "preferred_distance_unit": "preferredDistanceUnit",
    "time_zone": "timeZone",
}


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made of, as it was written."""

    email: str
    password: str
    name: str | None = None
    role: Role = Role.APPLICATION_ACCESS
    time_zone: str | None = None


async def create_account(
    db: AsyncSession, passwords: PasswordHasher, new: NewAccount, shortest_password: int
) -> UserAccountRow:
    """Make an account. The password is hashed before the transaction's first statement.

    Raises:
        ValidationError: A value is unusable, or the address is taken.
        ThrottledError: Too many passwords are being hashed.
    """
    account = await prepare_account(passwords, new, shortest_password)
    await _store_checked(db, account)
    return account


async def prepare_account(
    passwords: PasswordHasher, new: NewAccount, shortest_password: int
) -> UserAccountRow:
    """Return an account that is not stored yet, with its password hashed. Touches no database.

    Raises:
        ValidationError: A value is unusable.
        ThrottledError: Too many passwords are being hashed.
    """
    validator = Validator()
    email = check_email(validator, new.email, "email")
    password = check_password(validator, new.password, shortest_password, "password")
    name = check_name(validator, new.name)
    validator.finish()
    return UserAccountRow(
        name=name,
        email=email,
        password=await passwords.hash(password),
        is_superuser=new.role is Role.SUPERUSER,
        role_id=ROLE_IDS[new.role],
        time_zone=new.time_zone or _DEFAULT_ZONE,
    )


async def store_account(db: AsyncSession, account: UserAccountRow) -> None:
    """Store an account that was prepared, or changed. One statement.

    Raises:
        ValidationError: The address is taken.
    """
    db.add(account)
    with translated_constraints({"uq_user_email": _TAKEN}):
        await db.flush()


async def sign_up(
    db: AsyncSession, credentials: Credentials, address: str | None, new: NewAccount
) -> UserAccountRow:
    """Make an account for somebody who has none.

    Which e-mail addresses have an account can be tried out here, so that a taken one counts as a failed
    attempt of the caller's network address.

    Raises:
        ValidationError: A value is unusable, or the address is taken.
        ThrottledError: Too many attempts from this address failed, or too many passwords are being hashed.
    """
    with credentials.passwords.admission():
        # Over before the transaction takes a connection: nobody may hold one and wait for another.
        async with credentials.attempt_from(address):
            account = await prepare_account(credentials.passwords, new, credentials.shortest_password)
            if await credentials.is_taken(account.email):
                raise ValidationError(_TAKEN)
    await _store_checked(db, account)
    return account


async def update_profile(db: AsyncSession, account_id: UUID, changes: Mapping[str, str | None]) -> None:
    """Change columns of an account: `name`, the preferred units, `time_zone`; what is absent stays.

    Raises:
        ValidationError: The name is too long, the time zone unknown, or a null is given for another column.
    """
    validator = Validator()
    values = dict(changes)
    if "name" in values:
        values["name"] = check_name(validator, values["name"])
    for column, path in _NEVER_NULL.items():
        if column in values and values[column] is None:
            validator.note(ValidationCode.REQUIRED, "A value is needed.", path)
    if zone := values.get("time_zone"):
        await check_time_zone(db, validator, zone, "timeZone")
    validator.finish()
    account = await get_account(db, account_id)
    if account is None:
        return
    for column, value in values.items():
        setattr(account, column, value)
    await db.flush()
    await revise(db, account_id)


async def change_password(db: AsyncSession, confirmed: Confirmed, hashed: str) -> None:
    """Store another hash and end every sign-in of the account.

    Raises:
        CredentialsError: The password was changed by somebody else since it was confirmed.
    """
    account = await get_confirmed(db, confirmed)
    account.password = hashed
    await db.flush()
    await end_all(db, account.id)


async def change_email(db: AsyncSession, confirmed: Confirmed, email: str) -> None:
    """Give an account another address to sign in with; sign-ins go on.

    Raises:
        ValidationError: The address is unusable or taken.
        CredentialsError: The password was changed since it was confirmed.
    """
    validator = Validator()
    email = check_email(validator, email, "email")
    validator.finish()
    account = await get_confirmed(db, confirmed)
    account.email = email
    await store_account(db, account)
    await revise(db, account.id)


def check_name(validator: Validator, name: str | None) -> str | None:
    """Return a display name to store; blank means none."""
    return validator.name(name, "name", longest=LONGEST_NAME) if name and name.strip() else None


async def _store_checked(db: AsyncSession, account: UserAccountRow) -> None:
    if account.time_zone != _DEFAULT_ZONE:
        validator = Validator()
        await check_time_zone(db, validator, account.time_zone, "timeZone")
        validator.finish()
    await store_account(db, account)


async def check_time_zone(db: AsyncSession, validator: Validator, name: str, *path: str) -> None:
    """Note a time zone that the database does not know. One statement."""
    if not await has_time_zone(db, name):
        validator.note(ValidationCode.UNKNOWN, "There is no such time zone.", *path)
