"""A pool of connections that lends the next one to whoever has waited longest.

SQLAlchemy's own gives a returned connection to whoever asks at that moment. Whoever was woken for it then
waits again, behind all others: with more callers than connections some wait many times as long as the rest.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.util import await_only, memoized_property
from sqlalchemy.util.queue import AsyncAdaptedQueue, Empty


class _FairQueue(AsyncAdaptedQueue[Any]):
    """Connections that are not lent; callers take one in the order in which they came."""

    @memoized_property
    def _turn(self) -> asyncio.Lock:
        return asyncio.Lock()  # which is given to its waiters in their order

    def get(self, block: bool = True, timeout: float | None = None) -> Any:  # noqa: ANN401, FBT001, FBT002 - as it is overridden
        """Return a connection; waits where there is none, or where others wait.

        Raises:
            Empty: There is none, or none came in time.
        """
        if not block:
            return self.get_nowait()
        try:
            return await_only(self._next(timeout))
        except TimeoutError as error:
            raise Empty from error

    async def _next(self, timeout: float | None) -> Any:  # noqa: ANN401, ASYNC109 - as above
        async with asyncio.timeout(timeout), self._turn:
            return await self._queue.get()


class FairPool(AsyncAdaptedQueuePool):
    """Lends connections in the order in which they are asked for."""

    _queue_class = _FairQueue


# SQLAlchemy logs each step of a pool under the name of its class, and keeps only its own classes quiet.
logging.getLogger(f"{__name__}.{FairPool.__name__}").setLevel(logging.WARNING)
