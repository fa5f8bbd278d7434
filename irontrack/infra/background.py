"""Work that is done again and again beside the requests, for as long as the application runs."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

_log = structlog.get_logger(__name__)
_PATIENCE_SECONDS: Final = 6.0  # longer than a statement that the database does not answer


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be repeated. A failure is logged, the first of a row, and tried again at the next time.

    Attributes:
        name: For the log.
        work: Does it once.
        interval_seconds: From the end of one time to the beginning of the next.
        first_after_seconds: How long to wait before the first time.
    """

    name: str
    work: Callable[[], Awaitable[None]]
    interval_seconds: float
    first_after_seconds: float = 0


@asynccontextmanager
async def in_background(*jobs: Job) -> AsyncIterator[None]:
    """Repeat jobs until the block ends. What is being done then is finished, unless it hangs."""
    stop = asyncio.Event()
    tasks = [asyncio.create_task(_repeat(job, stop)) for job in jobs]
    try:
        yield
    finally:
        stop.set()
        _, hanging = await asyncio.wait(tasks, timeout=_PATIENCE_SECONDS)
        for task in hanging:
            task.cancel()


async def _repeat(job: Job, stop: asyncio.Event) -> None:
    is_failing = False
    seconds = job.first_after_seconds
    while not await _is_set_within(stop, seconds):
        seconds = job.interval_seconds
        try:
            await job.work()
            is_failing = False
        except Exception as error:  # noqa: BLE001 - nobody waits for it, and the next time may go well
            if not is_failing:
                _log.warning("background job failed", job=job.name, reason=f"{type(error).__name__}: {error}")
            is_failing = True


async def _is_set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
