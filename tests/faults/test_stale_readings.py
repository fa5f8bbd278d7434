"""While a server cannot read what changed, PostgreSQL is asked; without it no copy stands in for it."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from pairs import (
    AT_FIRST,
    END_UNREAD,
    EXERCISES,
    LIMIT_SECONDS,
    NOISE_SECONDS,
    POLL_SECONDS,
    VIEWER,
    Pair,
    opened,
    seconds_until,
    signing_out,
    watch,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from servers import Server


pytestmark = pytest.mark.anyio


# --- PostgreSQL ---

# B has a user of its own: which connections are its own is known, and how many it may have can be changed.
READING = "usename = $1 AND query LIKE '%account_revisions%changed_at%'"


@asynccontextmanager
async def without_connections(pair: Pair, user: str, which: str) -> AsyncIterator[None]:
    """Close those of B's connections to PostgreSQL that are named, and keep it from opening new ones."""
    others = f"SELECT count(*) FROM pg_stat_activity WHERE usename = $1 AND NOT ({which})"  # noqa: S608 - ours
    limit = await pair.sql.fetchval(others, user)
    await pair.sql.execute(f"ALTER ROLE {user} CONNECTION LIMIT {limit}")
    try:
        closed = f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {which}"  # noqa: S608
        assert await pair.sql.fetchval(closed, user) > 0
        yield
    finally:
        await pair.sql.execute(f"ALTER ROLE {user} CONNECTION LIMIT -1")


async def test_while_the_reading_fails_postgresql_is_asked(
    servers_database_url: str, alone: list[Server], user: str
) -> None:
    async with opened(alone, servers_database_url) as pair:
        unread, ended = await pair.new_person(), await pair.new_person()
        await pair.b.ask(EXERCISES)
        # Nobody counts the revision up, so only PostgreSQL knows.
        await pair.sql.execute(END_UNREAD, unread.email)
        assert await pair.viewer(pair.b, unread.access) == AT_FIRST
        async with without_connections(pair, user, READING):
            assert await seconds_until(pair, unread, None) <= LIMIT_SECONDS + NOISE_SECONDS
            await signing_out(pair, ended)
            assert await pair.viewer(pair.b, ended.access) is None
            assert await pair.viewer(pair.b, ended.other) == AT_FIRST
        await watch(pair, [(ended, None)])


async def test_without_postgresql_no_copy_stands_in_for_it(
    servers_database_url: str, alone: list[Server], user: str
) -> None:
    async with opened(alone, servers_database_url) as pair:
        person = await pair.new_person()
        async with without_connections(pair, user, "usename = $1"):
            await asyncio.sleep(LIMIT_SECONDS)
            for _ in range(20):
                answer = await pair.b.ask(VIEWER, person.access)
                assert answer.status == 503
                assert [e["extensions"]["code"] for e in answer.json["errors"]] == ["UNAVAILABLE"]
                await asyncio.sleep(POLL_SECONDS)
        returned = time.monotonic()
        while (await pair.b.ask(VIEWER, person.access)).status != 200:
            assert time.monotonic() - returned < 10
            await asyncio.sleep(POLL_SECONDS)
