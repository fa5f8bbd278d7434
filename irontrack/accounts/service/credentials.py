"""Passwords given by callers: checked, counted, slowed down.

An attempt is counted before its password is looked at, so that attempts made at the same time are not more
than those made one after the other. Unknown, wrong and inactive take the same statements and the same hash.
"""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from irontrack.accounts.queries import throttles
from irontrack.accounts.queries.accounts import get_credentials
from irontrack.accounts.rules import (
    Throttle,
    account_key,
    check_password,
    normalised_email,
    normalised_password,
)
from irontrack.errors import CredentialsError, ThrottledError
from irontrack.infra.client_address import network_of
from irontrack.validation import Validator

if TYPE_CHECKING:
    from uuid import UUID

    from irontrack.infra.database import Database
    from irontrack.infra.passwords import PasswordHasher
    from irontrack.settings import Settings


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
        self._by_address = Throttle(settings.sign_in_attempts_per_address)

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
        self.passwords.require_place()
        await self.require_patience(address)
        email = normalised_email(email)
        key = account_key(email)
        if not await throttles.count_attempt(self._database, key, self._by_account):
            raise _throttled(await throttles.seconds_blocked(self._database, key))
        try:
            confirmed = await self._verified(email, normalised_password(password))
        except ThrottledError:
            await throttles.take_attempt_back(self._database, key)
            raise
        if confirmed is None:
            await self.count_failure(address)
            raise CredentialsError
        await throttles.forget_attempts(self._database, key)
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

    async def require_patience(self, address: str | None) -> None:
        """Go on only if few attempts from an address have failed.

        Raises:
            ThrottledError: There were too many; says for how long to wait.
        """
        if address is None:
            return
        seconds = await throttles.seconds_blocked(self._database, _address_key(address))
        if seconds > 0:
            raise _throttled(seconds)

    async def count_failure(self, address: str | None) -> None:
        """Count a failed attempt from an address."""
        if address is not None:
            await throttles.count_attempt(self._database, _address_key(address), self._by_address)

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


def _address_key(address: str) -> str:
    return f"address:{network_of(address)}"


def _throttled(seconds: float) -> ThrottledError:
    message = "There were too many failed attempts; wait before the next one."
    return ThrottledError(message, max(1, math.ceil(seconds)))
