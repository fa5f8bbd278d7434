"""A cache of bytes, in the process or in a Redis that processes share.

Whatever is in it is also somewhere where it is true, so a cache that fails is a cache that has nothing. What
is cached, under which key and for how long, is the business of whoever caches it.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import Final, Protocol

CAPACITY: Final = 10_000


class Cache(Protocol):
    """Values by key, each for a while; any of them may be gone at any time.

    Nothing here raises because of the cache: a value that cannot be had is None, and one that cannot be put
    is not there afterwards, or still the former one.
    """

    async def get(self, key: str) -> bytes | None:
        """Return the value that was put last, or None when there is none, no more or no way to tell."""
        ...

    async def put(self, key: str, value: bytes, lifetime_seconds: float) -> None:
        """Keep a value for that long at the most, in place of the former one."""
        ...

    async def state(self) -> str:
        """Return "ok", or in a short phrase why it has nothing; safe to show to anyone."""
        ...

    async def close(self) -> None:
        """Let go of what is held; from then on it has nothing."""
        ...


class ProcessCache:
    """A cache for the process alone, which drops what was not used for the longest time.

    Args:
        capacity: How many values are kept.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._entries: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._is_closed = False

    async def get(self, key: str) -> bytes | None:
        """Return the value that was put last, or None."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        value, ends_at = entry
        if ends_at <= time.monotonic():
            del self._entries[key]
            return None
        self._entries.move_to_end(key)
        return value

    async def put(self, key: str, value: bytes, lifetime_seconds: float) -> None:
        """Keep a value for that long at the most."""
        if self._is_closed:
            return
        self._entries[key] = (value, time.monotonic() + lifetime_seconds)
        self._entries.move_to_end(key)
        if len(self._entries) > self._capacity:
            self._entries.popitem(last=False)

    async def state(self) -> str:
        """Return "ok", or "closed"."""
        return "closed" if self._is_closed else "ok"

    async def close(self) -> None:
        """Drop everything."""
        self._is_closed = True
        self._entries.clear()


def open_cache(redis_url: str) -> Cache:
    """Return the cache of the settings; it connects when it is first used.

    Args:
        redis_url: `redis://…`, `rediss://…` or `unix://…`; empty for a cache in the process.

    Raises:
        StartupError: The address is malformed.
    """
    if not redis_url:
        return ProcessCache()
    from irontrack.infra.redis import RedisCache  # noqa: PLC0415 - takes 0.3 s, which many do without

    return RedisCache(redis_url)
