"""Giving, changing and taking back access to a template. Whether the caller may, is asked before.

What is said about an address is the same whether or not somebody has it: accounts are not looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from irontrack.accounts.rules import check_email
from irontrack.errors import Issue, NotFoundError, ValidationCode
from irontrack.infra.database import translated_constraints
from irontrack.sharing.queries import grants as queries
from irontrack.sharing.queries.grants import find_own_grant
from irontrack.sharing.queries.users import can_see
from irontrack.sharing.rules import MOST_GRANTS
from irontrack.validation import Validator, refuse

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import AccessLevel
    from irontrack.sharing.rules import TemplateKey

__all__ = ["find_own_grant", "give_up_grants", "grant_to_account", "grant_to_address", "revoke_grant"]

_ACCOUNT: Final = ("to", "userId")
_ADDRESS: Final = ("to", "email")
_UNKNOWN: Final = Issue(_ACCOUNT, ValidationCode.UNKNOWN, "There is no such user.")


async def grant_to_account(
    db: AsyncSession, on: TemplateKey, owner_id: UUID, user_id: UUID, level: AccessLevel
) -> Row[Any]:
    """Give somebody whom the owner can see access to a template that is locked. Three statements.

    Raises:
        ValidationError: There is no such user whom the owner can see, it is the owner, or they are too many.
    """
    if user_id == owner_id:
        refuse(ValidationCode.NOT_ALLOWED, "It is yours already.", *_ACCOUNT)
    if not await can_see(db, owner_id, user_id):
        refuse(_UNKNOWN.code, _UNKNOWN.message, *_UNKNOWN.path)
    # An account can be deleted just now.
    gone = {f"fk_{table}_access_user_id": _UNKNOWN for table in ("training_unit", "training_plan")}
    with translated_constraints(gone):
        grant = await queries.put_account_grant(db, on, owner_id, user_id, level)
    await _check_number(db, on)
    return grant


async def grant_to_address(
    db: AsyncSession, on: TemplateKey, owner_id: UUID, email: str, level: AccessLevel
) -> Row[Any]:
    """Give whoever has an address, or will have it, access to a template that is locked. Three statements.

    Raises:
        ValidationError: It is no address, the owner's own, or it would be too many.
    """
    validator = Validator()
    address = check_email(validator, email, *_ADDRESS)
    validator.finish()
    if address == await queries.get_address(db, owner_id):
        refuse(ValidationCode.NOT_ALLOWED, "This is your own address.", *_ADDRESS)
    grant = await queries.put_invitation(db, on, owner_id, address, level)
    await _check_number(db, on)
    return grant


async def revoke_grant(db: AsyncSession, on: TemplateKey, grant_id: UUID) -> None:
    """Take back a grant on a template. Two statements.

    Raises:
        NotFoundError: It has been taken back, or given up, meanwhile.
    """
    if not await queries.delete_grant(db, on, grant_id):
        raise no_grant()


async def give_up_grants(db: AsyncSession, on: TemplateKey, user_id: UUID) -> bool:
    """Give up what somebody was granted, and return whether there was anything. Two statements.

    A grant to an address stays on the owner's list and counts no more: its going would tell that somebody
    has the address.
    """
    return await queries.leave_template(db, on, user_id)


def no_grant() -> NotFoundError:
    """Return what is said of a grant that is absent or not the caller's to see."""
    return NotFoundError("There is no such grant.")


async def _check_number(db: AsyncSession, on: TemplateKey) -> None:
    if await queries.count_grants(db, on) > MOST_GRANTS:
        refuse(ValidationCode.TOO_MANY, f"A template is shared with at most {MOST_GRANTS}.", "to")
