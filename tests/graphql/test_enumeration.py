"""Whether an address has an account is not told: not by the answer, not by its time."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import msgspec
import pytest
from clients import PASSWORD, opened
from sign_ins import SIGN_IN, execute, sign_in, value

from irontrack.infra.passwords import PasswordHasher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from clients import Client, Site

    from irontrack.settings import Settings

pytestmark = pytest.mark.anyio

ATTEMPTS = 300
UNKNOWN = "nobody@example.org"
TRIES = 4  # chance alone leaves the band about in one of ten tries


@pytest.fixture
async def lenient(settings: Settings, fresh_database_url: str) -> AsyncIterator[Site]:
    """An application with real work in each hash, and throttles that do not get in the way."""
    wanted = msgspec.structs.replace(
        settings,
        database_url=fresh_database_url,
        password_hash_memory_kib=2048,
        sign_in_attempts_per_account=100,
    )
    async with opened(wanted) as site:
        yield site


async def wrong(client: Client, email: str) -> tuple[float, bytes]:
    """Return the time and the body of a failed sign-in."""
    began = time.perf_counter()
    answer = await client.post(SIGN_IN, input={"email": email, "password": "a wrong password"})
    return time.perf_counter() - began, answer.content


async def forget_attempts(site: Site) -> None:
    await execute(site, "DELETE FROM sign_in_throttles")


def area_under_curve(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the chance that one of the first took longer than one of the second (Mann and Whitney)."""
    wins = sum((a > b) + (a == b) / 2 for a in first for b in second)
    return wins / (len(first) * len(second))


async def known_and_inactive(site: Site) -> tuple[str, str]:
    known, inactive = [await (await site.browser()).sign_up() for _ in range(2)]
    await execute(site, "UPDATE user_account SET is_active = false WHERE email = :email", email=inactive)
    return known, inactive


async def test_unknown_wrong_and_inactive_get_the_same_bytes(lenient: Site) -> None:
    known, inactive = await known_and_inactive(lenient)
    client = await lenient.browser()
    bodies = {(await wrong(client, email))[1] for email in (known, inactive, UNKNOWN)}
    assert len(bodies) == 1


async def test_an_unknown_address_takes_as_long_as_a_wrong_password(lenient: Site) -> None:
    known, inactive = await known_and_inactive(lenient)
    client = await lenient.browser()
    areas: list[tuple[float, float]] = []
    for _ in range(TRIES):
        times: dict[str, list[float]] = {known: [], inactive: [], UNKNOWN: []}
        for number in range(ATTEMPTS):
            if number % 50 == 0:
                await forget_attempts(lenient)
            for email, measured in times.items():
                measured.append((await wrong(client, email))[0])
        areas.append(
            (
                area_under_curve(times[known], times[UNKNOWN]),
                area_under_curve(times[inactive], times[UNKNOWN]),
            )
        )
        if all(0.45 <= area <= 0.55 for area in areas[-1]):
            return
    pytest.fail(f"unknown addresses differ: {areas}")


async def test_raised_parameters_are_taken_over_at_the_next_sign_in(
    settings: Settings, fresh_database_url: str
) -> None:
    weak = msgspec.structs.replace(settings, database_url=fresh_database_url, password_hash_passes=1)
    strong = msgspec.structs.replace(weak, password_hash_passes=3, password_hash_memory_kib=128)
    async with opened(weak) as site:
        email = await (await site.browser()).sign_up()
        assert "m=64,t=1" in await stored(site)
    async with opened(strong) as site:
        client = await site.browser()
        await wrong(client, email)
        assert "m=64,t=1" in await stored(site)
        answer = await client.data(SIGN_IN, input={"email": email, "password": PASSWORD})
        assert answer["signIn"]["__typename"] == "SignInPayload"
        renewed = await stored(site)
        assert "m=128,t=3" in renewed
        hasher = PasswordHasher(strong)
        assert await hasher.verify(renewed, PASSWORD)
        hasher.close()
    async with opened(weak) as site:
        client = await site.browser()
        answer = await client.data(SIGN_IN, input={"email": email, "password": PASSWORD})
        assert answer["signIn"]["__typename"] == "SignInPayload"
        assert await stored(site) == renewed


async def test_sign_ins_that_renew_a_hash_at_the_same_time_are_never_told_wrong(
    settings: Settings, fresh_database_url: str
) -> None:
    weak = msgspec.structs.replace(settings, database_url=fresh_database_url, password_hash_passes=1)
    strong = msgspec.structs.replace(weak, password_hash_passes=3, password_hash_memory_kib=4096)
    async with opened(weak) as site:
        email = await (await site.browser()).sign_up()
    async with opened(strong) as site:
        browsers = [await site.browser() for _ in range(5)]
        answers = await asyncio.gather(*(sign_in(browser, email) for browser in browsers))
        names = [answer["__typename"] for answer in answers]
        assert "SignInPayload" in names
        assert set(names) <= {"SignInPayload", "ThrottledProblem"}
        assert (await sign_in(browsers[0], email))["__typename"] == "SignInPayload"


async def stored(site: Site) -> str:
    """Return the only account's hash."""
    found: str = await value(site, "SELECT password FROM user_account")
    return found
