"""Passwords given by callers: checked, counted, slowed down.

An attempt is counted before its password is looked at, so that attempts made at the same time are not more
than those made one after the other. Unknown, wrong and inactive take the same statements and the same hash.
"""

from __future__ import annotations

import math
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from irontrack.accounts.queries import throttles
from irontrack.accounts.queries.accounts import get_credentials
from irontrack.accounts.rules import (
    Throttle,
    account_key,
    address_key,
    check_password,
    email_change_key,
    normalised_email,
    normalised_password,
)
from irontrack.errors import (
    CredentialsError,
    ProblemError,
    ThrottledError,
    ValidationCode,
    ValidationError,
)
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime
    from uuid import UUID

    from irontrack.infra.database import Database
    from irontrack.infra.passwords import PasswordHasher
    from irontrack.settings import Settings


_WRONG: Final = "The current password is wrong."


@dataclass(frozen=True, slots=True)
class Confirmed:
    """An account whose password the caller knows.

    Attributes:
        account_id: The account.
        password_hash: The stored hash that the password was verified against.
        renewed_hash: A hash of the same password with today's parameters, where the stored one has weaker.
    """

    account_id: UUID
    password_hash: str
    renewed_hash: str | None


class Credentials:
    """Checks passwords, with the throttles of the settings.

    Args:
        database: Where accounts and attempts are kept. No connection is held while a password is hashed.
        passwords: Hashes them.
        settings: How many attempts are free, and the shortest password.
    """

    def __init__(self, database: Database, passwords: PasswordHasher, settings: Settings) -> None:
        self._database = database
        self.passwords = passwords
        self.shortest_password = settings.password_min_length
        self._by_account = Throttle(settings.sign_in_attempts_per_account)
        self._by_address = Throttle(settings.sign_in_attempts_per_address, half_life=timedelta(hours=1))

    async def check(self, email: str, password: str, address: str | None) -> Confirmed:
        """Return the active account that address and password belong to.

        Args:
            email: As the caller wrote it.
            password: As the caller wrote it.
            address: The caller's network address; None where it is not known, and so not counted.

        Raises:
            CredentialsError: The same, after the same work, for unknown, wrong and inactive.
            ThrottledError: Too many attempts for this account or from this address, or too many at once.
        """
        email = normalised_email(email)
        with self.passwords.admission():
            async with self.attempt_from(address), self._attempt(account_key(email), self._by_account):
                confirmed = await self._verified(email, normalised_password(password))
                if confirmed is None:
                    raise CredentialsError
            await throttles.forget_attempts(self._database, account_key(email))
        return confirmed

    async def is_taken(self, email: str) -> bool:
        """Whether a normalised address is an account's at the moment. One statement."""
        return await get_credentials(self._database, email) is not None

    @asynccontextmanager
    async def attempt_from(self, address: str | None) -> AsyncIterator[None]:
        """Count what is done in the block as a failed attempt of a network address, unless it succeeds.

        Not to be used while the caller holds a connection.

        Raises:
            ThrottledError: Too many have failed; says for how long to wait.
        """
        if address is None:
            yield
            return
        async with self._attempt(address_key(address), self._by_address):
            yield

    async def count_email_change(self, account_id: UUID) -> None:
        """Count one more change of an account's e-mail address, which may try out who has an account.

        Raises:
            ThrottledError: There were too many; says for how long to wait.
        """
        await self._count(email_change_key(account_id), self._by_account)

    @asynccontextmanager
    async def _attempt(self, key: str, throttle: Throttle) -> AsyncIterator[None]:
        blocked_until = await self._count(key, throttle)
        try:
            yield
        except ProblemError as error:
            if not _is_failed_attempt(error):
                await throttles.take_attempt_back(self._database, key, blocked_until)
            raise
        await throttles.take_attempt_back(self._database, key, blocked_until)

    async def _count(self, key: str, throttle: Throttle) -> datetime:
        blocked_until = await throttles.count_attempt(self._database, key, throttle)
        if blocked_until is None:
            seconds = await throttles.seconds_blocked(self._database, key)
            message = "There were too many failed attempts; wait before the next one."
            raise ThrottledError(message, max(1, math.ceil(seconds)))
        return blocked_until

    async def confirm(self, account_id: UUID, email: str, password: str, address: str | None) -> Confirmed:
        """Return the account of somebody who is signed in and gives their password once more.

        Raises:
            CredentialsError: The password is wrong.
            ThrottledError: As `check`.
        """
        try:
            confirmed = await self.check(email, password, address)
        except CredentialsError as error:
            raise CredentialsError(_WRONG) from error
        if confirmed.account_id != account_id:  # the address has just changed hands
            raise CredentialsError(_WRONG)
        return confirmed

    def check_choice(self, password: str, *path: str) -> None:
        """Go on only if a password may be chosen.

        Raises:
            ValidationError: It is too short, too long or too common; named by the path.
        """
        validator = Validator()
        check_password(validator, password, self.shortest_password, *path)
        validator.finish()

    async def hash(self, password: str) -> str:
        """Return the hash of a password that may be chosen.

        Raises:
            ThrottledError: Too many passwords are being hashed.
        """
        return await self.passwords.hash(normalised_password(password))

    async def _verified(self, email: str, password: str) -> Confirmed | None:
        account = None if "\0" in email else await get_credentials(self._database, email)
        is_right = await self.passwords.verify(account.password if account else None, password)
        if account is None or not is_right or not account.is_active:
            return None
        renewed = None
        if self.passwords.is_outdated(account.password):
            with suppress(ThrottledError):  # the next sign-in renews it
                renewed = await self.passwords.hash(password)
        return Confirmed(account.id, account.password, renewed)


def _is_failed_attempt(error: ProblemError) -> bool:
    """Whether a caller has tried a password or an address that is not theirs."""
    if isinstance(error, ValidationError):
        return any(issue.code is ValidationCode.TAKEN for issue in error.issues)
    return isinstance(error, CredentialsError)
