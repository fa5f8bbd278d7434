"""Who gets a connection when there are fewer than callers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from irontrack.errors import ErrorCode, RequestError
from irontrack.infra.database import Database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.anyio


def pool(url: str, size: int) -> Database:
    """Return a pool for whose connections callers wait a second at the most."""
    return Database(url.replace("postgresql://", "postgresql+asyncpg://"), size, 1)


@pytest.fixture
async def narrow(database_url: str) -> AsyncIterator[Database]:
    """A pool of one connection."""
    database = pool(database_url, 1)
    yield database
    await database.close()


async def test_nobody_waits_for_more_than_those_who_came_before(database_url: str) -> None:
    """Each asks again and again. Without turns, some see the others served several times before them."""
    database, callers, served, waits = pool(database_url, 10), 60, 0, []

    async def ask_often() -> None:
        nonlocal served
        for _ in range(20):
            asked_at = served
            async with database.transaction() as db:
                await db.execute(text("SELECT 1"))
                waits.append(served - asked_at)
                await db.execute(text("SELECT 1"))
            served += 1

    await asyncio.gather(*(ask_often() for _ in range(callers)))
    await database.close()
    assert len(waits) == callers * 20
    assert max(waits) < 2 * callers


async def test_whoever_waits_too_long_is_told_and_leaves_nothing_taken(narrow: Database) -> None:
    async with narrow.transaction() as db:
        await db.execute(text("SELECT 1"))
        with pytest.raises(RequestError) as refused:
            await narrow.fetch(text("SELECT 1"))
    assert refused.value.code is ErrorCode.UNAVAILABLE
    assert await narrow.fetch_value(text("SELECT 1")) == 1


async def test_whoever_is_cancelled_while_waiting_takes_no_turn(narrow: Database) -> None:
    async with narrow.transaction() as db:
        await db.execute(text("SELECT 1"))
        waiting = asyncio.create_task(narrow.fetch(text("SELECT 1")))
        await asyncio.sleep(0.05)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    assert await narrow.fetch_value(text("SELECT 1")) == 1


async def test_the_pool_keeps_its_steps_to_itself(narrow: Database, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        await narrow.fetch(text("SELECT 1"))
        await narrow.close()
    assert not [record for record in caplog.records if "pool" in record.getMessage().lower()]
