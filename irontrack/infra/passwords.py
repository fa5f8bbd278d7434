"""Argon2id password hashes (RFC 9106), computed in a few threads so that nobody else waits for them."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from argon2 import PasswordHasher as Argon2
from argon2.exceptions import InvalidHashError, VerificationError

if TYPE_CHECKING:
    from irontrack.settings import Settings

_NOBODYS_PASSWORD: Final = "the password of an account that does not exist"  # noqa: S105 - opens nothing


class PasswordHasher:
    """Hashes and verifies with the settings' parameters. The library lets go of the GIL meanwhile."""

    def __init__(self, settings: Settings) -> None:
        self._argon2 = Argon2(
            time_cost=settings.password_hash_passes,
            memory_cost=settings.password_hash_memory_kib,
            parallelism=1,
        )
        self._threads = ThreadPoolExecutor(settings.password_hash_workers, thread_name_prefix="argon2")
        self._nobodys_hash = self._argon2.hash(_NOBODYS_PASSWORD)

    async def hash(self, password: str) -> str:
        """Return the encoded hash, with its parameters and salt."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._argon2.hash, password)

    async def verify(self, encoded: str | None, password: str) -> bool:
        """Whether the password belongs to the hash; None, for no account, takes as long and never does."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._verify, encoded, password)

    def close(self) -> None:
        """End the threads once they are idle."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _verify(self, encoded: str | None, password: str) -> bool:
        try:
            self._argon2.verify(encoded or self._nobodys_hash, password)
        except (VerificationError, InvalidHashError):
            return False
        return encoded is not None
