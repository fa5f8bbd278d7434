"""Beginning, refreshing and ending sign-ins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from irontrack.accounts.queries import sign_ins as queries
from irontrack.accounts.queries.accounts import get_account, lock_account
from irontrack.accounts.rules import REFRESH_GRACE
from irontrack.accounts.service.revisions import revise
from irontrack.errors import CredentialsError, NotFoundError, ThrottledError
from irontrack.infra.tokens import RefreshClaims
from irontrack.kit.clock import now
from irontrack.models import RefreshTokenRow, SignInFamilyRow
from irontrack.models.sign_in import LONGEST_USER_AGENT

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.accounts.service.credentials import Confirmed
    from irontrack.models import UserAccountRow

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class NewTokens:
    """What the tokens of a sign-in are made of.

    Attributes:
        user_agent: What the client calls itself; cut where it is too long.
        key_id: Of the key that signs.
        lifetime: How long a refresh token lasts.
    """

    user_agent: str
    key_id: str
    lifetime: timedelta


async def begin(db: AsyncSession, account_id: UUID, new: NewTokens) -> RefreshClaims:
    """Begin a sign-in and return what its first refresh token says."""
    at = _this_second()
    expires_at = at + new.lifetime
    agent = "".join(filter(str.isprintable, new.user_agent))[:LONGEST_USER_AGENT]
    family = SignInFamilyRow(user_id=account_id, user_agent=agent, expires_at=expires_at)
    db.add(family)
    await db.flush()
    token = RefreshTokenRow(
        family_id=family.id, generation=1, key_id=new.key_id, issued_at=at, expires_at=expires_at
    )
    db.add(token)
    await db.flush()
    return _claims(token, account_id)


async def begin_confirmed(db: AsyncSession, confirmed: Confirmed, new: NewTokens) -> RefreshClaims:
    """Begin a sign-in for whoever gave the right password, and keep its hash if that was renewed.

    Raises:
        CredentialsError: The account was deactivated, or its password changed, since it was confirmed.
        ThrottledError: As `get_confirmed`.
    """
    account = await get_confirmed(db, confirmed)
    if confirmed.renewed_hash is not None:
        account.password = confirmed.renewed_hash
    return await begin(db, account.id, new)


async def get_confirmed(db: AsyncSession, confirmed: Confirmed) -> UserAccountRow:
    """Return the account of a confirmed password, locked until the transaction ends.

    Raises:
        CredentialsError: It was deactivated, or its password changed, meanwhile.
        ThrottledError: Its hash was due for renewal and is another one now: another sign-in may have done it.
    """
    account = await get_account(db, confirmed.account_id)
    if account is None or not account.is_active:
        raise CredentialsError
    if account.password != confirmed.password_hash:
        if confirmed.renewed_hash is None:
            raise CredentialsError
        message = "The account has just been changed; try again."
        raise ThrottledError(message, retry_after_seconds=1)
    return account


async def refresh(db: AsyncSession, claims: RefreshClaims, new: NewTokens) -> RefreshClaims | None:
    """Exchange a refresh token for its successor; return what that says, or None when the sign-in is over.

    The same token gets the same successor until that was used, and for ten seconds after. Coming later, it
    was stolen, by this caller or by the one before: the sign-in ends, which the transaction must commit.
    """
    family = await queries.get_open_family(db, claims.family_id, claims.account_id)
    if family is None or not await queries.is_active(db, claims.account_id):
        return None
    at = now()
    chain = await queries.get_refresh_tokens(db, family.id)
    token = next((token for token in chain if token.id == claims.id), None)
    successor = None
    if token is not None:
        successor = next((t for t in chain if t.generation == token.generation + 1), None)
    if token is None or (successor is not None and _is_theft(successor, at)):
        _log.warning("refresh token used again", account_id=str(family.user_id), family_id=str(family.id))
        await _end(db, family)
        return None
    if successor is None:
        successor = await _succeed(db, family, token, new)
    return _claims(successor, family.user_id)


async def end(db: AsyncSession, account_id: UUID, family_id: UUID) -> bool:
    """End a sign-in of an account; tells whether there was one that had not ended."""
    family = await queries.get_open_family(db, family_id, account_id)
    if family is not None:
        await _end(db, family)
    return family is not None


async def end_device(db: AsyncSession, account_id: UUID, family_id: UUID) -> None:
    """End one of an account's sign-ins.

    Raises:
        NotFoundError: It is over, or somebody else's, or never was.
    """
    if not await end(db, account_id, family_id):
        message = "There is no such sign-in, or it is over."
        raise NotFoundError(message)


async def end_all(db: AsyncSession, account_id: UUID) -> int:
    """End every sign-in of an account, and return how many there were."""
    await lock_account(db, account_id)
    count = await queries.end_families(db, account_id, now())
    await revise(db, account_id)
    return count


def _is_theft(successor: RefreshTokenRow, at: datetime) -> bool:
    return successor.used_at is not None and at - successor.used_at > REFRESH_GRACE


async def _succeed(
    db: AsyncSession, family: SignInFamilyRow, token: RefreshTokenRow, new: NewTokens
) -> RefreshTokenRow:
    at, issued_at = now(), _this_second()
    token.used_at = at
    successor = RefreshTokenRow(
        family_id=family.id,
        generation=token.generation + 1,
        key_id=new.key_id,
        issued_at=issued_at,
        expires_at=issued_at + new.lifetime,
    )
    db.add(successor)
    family.refreshed_at, family.expires_at = at, successor.expires_at
    await db.flush()
    await queries.delete_superseded_tokens(db, family.id, at - REFRESH_GRACE)
    return successor


async def _end(db: AsyncSession, family: SignInFamilyRow) -> None:
    family.ended_at = max(now(), family.created_at)
    await db.flush()
    await revise(db, family.user_id)


def _claims(token: RefreshTokenRow, account_id: UUID) -> RefreshClaims:
    return RefreshClaims(
        id=token.id,
        account_id=account_id,
        family_id=token.family_id,
        key_id=token.key_id,
        issued_at=token.issued_at,
        expires_at=token.expires_at,
    )


def _this_second() -> datetime:
    """Return the time as tokens tell it: in whole seconds."""
    return now().replace(microsecond=0)
