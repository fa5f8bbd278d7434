"""What changes about a sign-in on one server holds on the other within a second, whatever Redis does."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from pairs import (
    AT_FIRST,
    CHANGES,
    CHEAP,
    PATIENCE_SECONDS,
    POLL_SECONDS,
    SLOWEST_READ_SECONDS,
    changed,
    guesses_are_throttled,
    opened,
    reading,
    signing_out,
    watch,
)
from redis import Redis
from servers import connected, serving
from valkey import Valkey, valkey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from servers import Connection, Server


pytestmark = pytest.mark.anyio


# --- Redis ---


def nothing(_redis: Valkey) -> None:
    """Leave Redis as it is."""


@dataclass(frozen=True)
class Fault:
    """What happens to Redis before the changes, right after each of them, and after all.

    Attributes:
        restores: Whether what was cached before the changes is put there again after them.
    """

    before: Callable[[Valkey], None] = nothing
    after_each: Callable[[Valkey], None] = nothing
    after: Callable[[Valkey], None] = nothing
    restores: bool = False


FAULTS = {
    "up": Fault(restores=True),
    "frozen": Fault(before=Valkey.freeze, after=Valkey.thaw),
    "flushed": Fault(after_each=Valkey.flush),
    "killed": Fault(before=Valkey.kill),
    "restarted": Fault(before=Valkey.kill, after=Valkey.start, restores=True),
}


def copies(redis: Valkey) -> dict[bytes, Any]:
    """Return everything that is cached."""
    with Redis.from_url(redis.url) as client:
        return {key: client.get(key) for key in client.scan_iter()}


def put_back(redis: Valkey, values: dict[bytes, Any]) -> None:
    """Cache again what was cached once."""
    with Redis.from_url(redis.url) as client:
        for key, value in values.items():
            client.set(key, value, ex=600)


async def redis_is_used(server: Connection) -> None:
    """Wait until a server has noticed that Redis is there."""
    until = time.monotonic() + PATIENCE_SECONDS
    while (await server.request("GET", "/health")).json["cache"] != "ok":
        assert time.monotonic() < until
        await asyncio.sleep(POLL_SECONDS)


@pytest.fixture(scope="module")
def redis() -> Iterator[Valkey]:
    with valkey() as server:
        yield server


@pytest.fixture
def fresh_redis(redis: Valkey) -> Iterator[Valkey]:
    """Redis as the servers had it from the start, and for the next test again."""
    yield redis
    redis.kill()
    redis.start()


@pytest.fixture(scope="module")
def sharing(
    tmp_path_factory: pytest.TempPathFactory, servers_database_url: str, redis: Valkey
) -> Iterator[list[Server]]:
    """Two servers with one Redis."""
    folder, settings = tmp_path_factory.mktemp("sharing"), {**CHEAP, "redis_url": redis.url}
    with serving(folder, settings, servers_database_url, servers_database_url) as servers:
        yield servers


@pytest.mark.parametrize("name", FAULTS)
async def test_every_change_holds_on_the_other_server_whatever_redis_does(
    servers_database_url: str, sharing: list[Server], fresh_redis: Valkey, name: str
) -> None:
    fault = FAULTS[name]
    async with opened(sharing, servers_database_url) as pair:
        for server in (pair.a, pair.b):
            await redis_is_used(server)
        bystander = await pair.new_person()
        people = [await pair.new_person() for _ in CHANGES]
        cached = copies(fresh_redis)
        assert len(cached) >= len(people)
        async with reading(pair, sharing, bystander):
            await asyncio.to_thread(fault.before, fresh_redis)
            became = await changed(pair, people, lambda: fault.after_each(fresh_redis))
            await guesses_are_throttled(pair.b)
            await asyncio.to_thread(fault.after, fresh_redis)
            if fault.restores:
                put_back(fresh_redis, cached)
            await watch(pair, became)
        print(f"slowest of {len(pair.reads)} reads: {max(pair.reads):.3f} s")  # noqa: T201 - a figure
        assert max(pair.reads) < SLOWEST_READ_SECONDS
        if name != "killed":
            for server in (pair.a, pair.b):
                await redis_is_used(server)


async def test_every_change_holds_on_the_other_server_without_redis(
    servers_database_url: str, alone: list[Server]
) -> None:
    async with opened(alone, servers_database_url) as pair:
        people = [await pair.new_person() for _ in CHANGES]
        became = await changed(pair, people)
        await guesses_are_throttled(pair.b)
        await watch(pair, became)


async def test_a_server_that_starts_later_takes_no_stale_copy_from_redis(
    servers_database_url: str, sharing: list[Server], fresh_redis: Valkey, tmp_path: Path
) -> None:
    async with opened(sharing, servers_database_url) as pair:
        await redis_is_used(pair.a)
        person, bystander = await pair.new_person(), await pair.new_person()
        cached = copies(fresh_redis)
        await signing_out(pair, person)
        put_back(fresh_redis, cached)
    keys = str(sharing[0].log.parent / "keys")
    settings = {**CHEAP, "redis_url": fresh_redis.url, "keys_dir": keys}
    with serving(tmp_path, settings, servers_database_url) as (server,):
        async with connected(server) as connection:
            assert await pair.viewer(connection, person.access) is None
            assert await pair.viewer(connection, bystander.access) == AT_FIRST
            assert await pair.viewer(connection, person.access) is None
