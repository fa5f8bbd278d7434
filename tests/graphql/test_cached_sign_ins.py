"""Copies of sign-ins: they spare statements, and are used only while they are true."""

from __future__ import annotations

import asyncio
import json
import pickle
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from clients import PASSWORD, opened
from redis.asyncio import Redis
from sign_ins import (
    ACCESS,
    CHANGE_EMAIL,
    CHANGE_PASSWORD,
    SIGN_OUT,
    SIGN_OUT_EVERYWHERE,
    VIEWER,
    copied,
    is_signed_in,
    value,
)
from valkey import valkey

from irontrack.accounts.service.authentication import Authentication
from irontrack.accounts.service.revisions import Revisions
from irontrack.infra.cache import ProcessCache
from irontrack.infra.database import Database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from clients import Client, Site

    from irontrack.settings import Settings

pytestmark = pytest.mark.anyio

# What a process may take to learn of another's change: a second, and some patience with a busy machine.
NOTICED_SECONDS = 1.5
TRIES = 4  # on a busy machine Redis may not answer within its tenth of a second
UPDATE = """
    mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { __typename } }
"""


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with valkey() as server:
        yield server.url


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A client beside the application's, on an empty server."""
    client = Redis.from_url(redis_url)
    await client.flushall()
    yield client
    await client.aclose()


@asynccontextmanager
async def two_processes(settings: Settings, redis_url: str) -> AsyncIterator[tuple[Site, Site]]:
    """Run two applications that share nothing but PostgreSQL, keys and Redis."""
    shared = msgspec.structs.replace(settings, redis_url=redis_url)
    async with opened(shared) as here, opened(shared) as there:
        yield here, there


async def copy_in_redis(redis: Redis, member: Client) -> tuple[Any, Any]:
    """Return key and value of the member's copy in Redis, the only one there."""
    for _ in range(20):
        await member.data(UPDATE, input={"name": "Ann"})  # so that the next look-up makes a copy
        await member.data(VIEWER)
        for key in await redis.keys("*"):
            return key, await redis.get(key)
        await asyncio.sleep(0.2)
    pytest.fail("nothing was cached in Redis")


async def is_noticed(client: Client, expected: Any, document: str = VIEWER) -> bool:
    """Wait until a document answers as expected, for as long as it may take."""
    for _ in range(int(NOTICED_SECONDS / 0.05)):
        if (await client.data(document))["viewer"] == expected:
            return True
        await asyncio.sleep(0.05)
    return False


async def test_a_warm_viewer_costs_no_statement(member: Client) -> None:
    await member.data(VIEWER)
    await member.data(VIEWER)
    assert member.statements == []


async def test_another_process_finds_the_copy_in_redis(
    settings: Settings, redis_url: str, redis: Redis
) -> None:
    for _ in range(TRIES):
        async with two_processes(settings, redis_url) as (here, there):
            member = await here.member()
            await copy_in_redis(redis, member)
            await asyncio.sleep(0.6)  # until the other process has read of the change
            elsewhere = await copied(there, member)
            assert await is_signed_in(elsewhere)
            if elsewhere.statements == []:
                return
    pytest.fail("nothing was found in Redis")


async def test_what_is_cached_is_json_without_secrets_and_does_not_stay(
    settings: Settings, redis_url: str, redis: Redis
) -> None:
    async with two_processes(settings, redis_url) as (here, _):
        member = await here.member()
        key, cached = await copy_in_redis(redis, member)
        names = "id family_id version name email role preferred_weight_unit preferred_distance_unit"
        assert set(json.loads(cached)) == {*names.split(), "time_zone", "created_at", "read_at"}
        assert member.http.cookies[ACCESS].encode() not in key + cached
        assert 0 < await redis.ttl(key) <= settings.access_token_seconds


@pytest.mark.parametrize("rubbish", [b"", b"not JSON", b"{}", b"[]", b"null", pickle.dumps({"id": 1})])
async def test_what_is_no_copy_is_not_used(
    settings: Settings, redis_url: str, redis: Redis, rubbish: bytes
) -> None:
    async with two_processes(settings, redis_url) as (here, there):
        member = await here.member()
        key, _ = await copy_in_redis(redis, member)
        expected = await member.data(VIEWER)
        await redis.set(key, rubbish)
        assert await (await copied(there, member)).data(VIEWER) == expected


async def test_one_persons_copy_is_never_anothers(settings: Settings, redis_url: str, redis: Redis) -> None:
    async with two_processes(settings, redis_url) as (here, there):
        ann, bob = await here.member(), await here.member()
        _, anns = await copy_in_redis(redis, ann)
        expected = await bob.data(VIEWER)
        for key in await redis.keys("*"):
            await redis.set(key, anns)
        assert await (await copied(there, bob)).data(VIEWER) == expected


@pytest.mark.parametrize("with_redis", [False, True])
@pytest.mark.parametrize("ending", [SIGN_OUT, SIGN_OUT_EVERYWHERE, CHANGE_PASSWORD])
async def test_what_ends_a_sign_in_ends_it_in_every_process(
    settings: Settings, redis_url: str, redis: Redis, ending: str, *, with_redis: bool
) -> None:
    async with two_processes(settings, redis_url if with_redis else "") as (here, there):
        member = await here.member()
        if with_redis:
            await copy_in_redis(redis, member)
        elsewhere, same = await copied(there, member), await copied(here, member)
        assert await is_signed_in(elsewhere)
        assert await is_signed_in(same)
        kept = {key: await redis.get(key) for key in await redis.keys("*")}
        variables = {"currentPassword": PASSWORD, "newPassword": "a staple of another battery"}
        await member.data(ending, **({"input": variables} if ending == CHANGE_PASSWORD else {}))
        assert not await is_signed_in(same)
        assert await is_noticed(elsewhere, None)
        for key, copy in kept.items():  # as a process would that had read it just before
            await redis.set(key, copy or b"")
        for _ in range(5):
            assert not await is_signed_in(elsewhere)
            assert not await is_signed_in(same)
        assert bool(kept) is with_redis


async def test_a_changed_profile_shows_in_every_process(settings: Settings, redis_url: str) -> None:
    document = "{ viewer { name email } }"
    async with two_processes(settings, redis_url) as (here, there):
        member = await here.browser()
        email = await member.sign_up()
        elsewhere = await copied(there, member)
        assert (await elsewhere.data(document))["viewer"] == {"name": None, "email": email}
        await member.data(UPDATE, input={"name": "Ann"})
        assert (await member.data(document))["viewer"] == {"name": "Ann", "email": email}
        assert await is_noticed(elsewhere, {"name": "Ann", "email": email}, document)
        changed = f"new-{email}"
        await member.data(CHANGE_EMAIL, input={"currentPassword": PASSWORD, "email": changed})
        assert await is_noticed(elsewhere, {"name": "Ann", "email": changed}, document)


async def test_a_copy_is_not_used_for_longer_than_a_token_lasts(
    settings: Settings, redis_url: str, redis: Redis
) -> None:
    """As one from a Redis that was frozen for long: the reading of changes does not go back so far."""
    async with two_processes(settings, redis_url) as (here, there):
        member = await here.member()
        key, cached = await copy_in_redis(redis, member)
        copy = json.loads(cached)
        copy["read_at"] -= settings.access_token_seconds + 1
        await redis.set(key, json.dumps({**copy, "version": 1_000, "name": "Old"}))
        elsewhere = await copied(there, member)
        assert (await elsewhere.data("{ viewer { name } }"))["viewer"] == {"name": "Ann"}


async def test_a_refused_change_leaves_the_copies_alone(site: Site, member: Client) -> None:
    await member.data(VIEWER)
    count = "SELECT count(*) FROM account_revisions"
    before = await value(site, count)
    await member.data(UPDATE, input={"name": "x" * 256})
    await member.data(VIEWER)
    assert member.statements == []
    assert await value(site, count) == before


async def test_without_a_fresh_reading_postgresql_is_asked(site: Site, member: Client) -> None:
    resources = site.app.state.resources
    claims = resources.tokens.verify(member.http.cookies[ACCESS])
    revisions = Revisions(resources.database, timedelta(minutes=10))
    authentication = Authentication(resources.database, revisions, (ProcessCache(),), 600)
    for expected in (1, 1, 1):
        site.statements.clear()
        assert await authentication.viewer(claims) is not None
        assert len(site.statements) == expected
    await revisions.read()
    assert revisions.is_fresh
    await authentication.viewer(claims)
    site.statements.clear()
    assert await authentication.viewer(claims) is not None
    assert site.statements == []
    await asyncio.sleep(1.1)
    assert not revisions.is_fresh
    assert await authentication.viewer(claims) is not None
    assert len(site.statements) == 1


async def test_a_reading_that_fails_makes_the_former_one_old(settings: Settings) -> None:
    nowhere = Database(settings.async_database_url.replace("irontrack_", "nowhere_"), 1, 1)
    revisions = Revisions(nowhere, timedelta(minutes=10))
    with pytest.raises(Exception, match=r".+"):
        await revisions.read()
    assert not revisions.is_fresh
    await nowhere.close()
