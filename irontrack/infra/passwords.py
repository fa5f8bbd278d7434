"""Argon2id password hashes (RFC 9106), computed in a few threads so that nobody else waits for them."""

from __future__ import annotations

import asyncio
import math
import os
import sys
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from statistics import median
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final

from argon2 import PasswordHasher as Argon2
from argon2 import extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from argon2.low_level import ARGON2_VERSION, Type, hash_secret_raw

from irontrack.errors import ThrottledError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from irontrack.settings import Settings

_NOBODYS_PASSWORD: Final = "the password of an account that does not exist"  # noqa: S105 - opens nothing
_RETRY_AFTER_SECONDS: Final = 1
_LANES: Final = 1
_NICE: Final = 10

# How long today's hash takes is the median of the latest ones: it varies with what else the machine does.
_REMEMBERED_HASHES: Final = 9
_TOLERANCE: Final = 0.01
# A top-up's memory is small enough for the allocator to keep: glibc maps blocks above 32 MiB anew each time,
# and the page faults cost more than the hash.
_TOP_UP_KIB: Final = 4096
_LEAST_KIB: Final = 8


class PasswordHasher:
    """Hashes and verifies with the settings' parameters. The library lets go of the GIL meanwhile.

    `password_hash_workers` hashes are computed at a time and `password_hash_queue` wait; more are refused.
    """

    def __init__(self, settings: Settings) -> None:
        self._argon2 = Argon2(
            time_cost=settings.password_hash_passes,
            memory_cost=settings.password_hash_memory_kib,
            parallelism=_LANES,
        )
        workers = settings.password_hash_workers
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="argon2", initializer=_give_way)
        places = settings.password_hash_workers + settings.password_hash_queue
        self._places, self._admissions = BoundedSemaphore(places), BoundedSemaphore(places)
        began = time.thread_time()
        self._nobodys_hash = self._argon2.hash(_NOBODYS_PASSWORD)
        self._usual_seconds = deque((time.thread_time() - began,), maxlen=_REMEMBERED_HASHES)
        self._parameters = self._nobodys_hash.rsplit("$", 2)[0] + "$"

    @contextmanager
    def admission(self) -> Iterator[None]:
        """Admit as many callers as hashes may be computed and wait, for all that they do around their hash.

        So that a crowd is refused before any of it touches the database.

        Raises:
            ThrottledError: As many are admitted already.
        """
        if not self._admissions.acquire(blocking=False):
            raise _crowded()
        try:
            yield
        finally:
            self._admissions.release()

    async def hash(self, password: str) -> str:
        """Return the encoded hash, with its parameters and salt.

        Raises:
            ThrottledError: As many as are allowed are computed or wait; nothing was done.
        """
        return await self._computed(partial(self._argon2.hash, password))

    async def verify(self, encoded: str | None, password: str) -> bool:
        """Whether the password belongs to the hash; None, for no account, takes as long and never does.

        A hash with smaller parameters than today's takes as long as well, and so does text that is no hash.
        One with larger parameters takes longer: it cannot be verified for less than it was made with.

        Raises:
            ThrottledError: As many as are allowed are computed or wait; nothing was done.
        """
        return await self._computed(partial(self._verify, encoded, password))

    def is_outdated(self, encoded: str) -> bool:
        """Whether a hash is weaker than those made today; not when the settings have been lowered since."""
        try:
            made = extract_parameters(encoded)
        except InvalidHashError:
            return True
        return (
            (made.type, made.version, made.parallelism) != (Type.ID, ARGON2_VERSION, _LANES)
            or made.memory_cost < self._argon2.memory_cost
            or made.time_cost < self._argon2.time_cost
            or made.salt_len < self._argon2.salt_len
            or made.hash_len < self._argon2.hash_len
        )

    def close(self) -> None:
        """End the threads once they are idle."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _computed[T](self, work: Callable[[], T]) -> T:
        """Return what a thread computed.

        Who is cancelled leaves the queue; but what a thread has begun it finishes, and keeps its place.
        """
        self._take_place()
        try:
            job = self._threads.submit(work)
        except RuntimeError:  # closed, or the system has no more threads
            self._places.release()
            raise
        job.add_done_callback(lambda _: self._places.release())
        return await asyncio.wrap_future(job)

    def _take_place(self) -> None:
        if not self._places.acquire(blocking=False):
            raise _crowded()

    def _verify(self, encoded: str | None, password: str) -> bool:
        began = time.thread_time()
        stored = self._nobodys_hash if encoded is None else encoded
        is_right = is_hash = True
        try:
            self._argon2.verify(stored, password)
        except VerifyMismatchError:
            is_right = False
        except (VerificationError, InvalidHashError):
            is_right = is_hash = False
        if is_hash and stored.startswith(self._parameters):
            self._usual_seconds.append(time.thread_time() - began)
        else:
            self._top_up(began)
        return is_right and encoded is not None

    def _top_up(self, began: float) -> None:
        """Hash for nothing until this thread has worked as long as on one of today's hashes.

        It goes by the processor's time: equal products of passes and memory do not take equally long.
        """
        usual = median(tuple(self._usual_seconds))
        while (missing := usual - (time.thread_time() - began)) > usual * _TOLERANCE:
            product = missing / usual * self._argon2.time_cost * self._argon2.memory_cost
            passes = math.ceil(product / _TOP_UP_KIB)
            memory = max(_LEAST_KIB, int(product / passes))
            hash_secret_raw(b"nothing", b"of anybody", passes, memory, _LANES, 32, Type.ID)


def _give_way() -> None:
    """Let requests go first: on Linux a thread's nice value is its own, and this one's hashes can wait."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


def _crowded() -> ThrottledError:
    message = "Too many passwords are being checked; try again in a moment."
    return ThrottledError(message, _RETRY_AFTER_SECONDS)
