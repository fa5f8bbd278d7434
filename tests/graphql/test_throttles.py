"""Guessing passwords is slowed down: per account, per network address, however it is tried."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from clients import PASSWORD, SIGN_UP, opened
from sign_ins import CHANGE_EMAIL, CHANGE_PASSWORD, copied, execute, sign_in, value

from irontrack.accounts.rules import account_key
from irontrack.accounts.service.housekeeping import clear_away
from irontrack.infra.database import Database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from clients import Site

    from irontrack.settings import Settings

pytestmark = pytest.mark.anyio

FREE = 5
HOUR = 3600


@pytest.fixture
async def strict(settings: Settings, fresh_database_url: str) -> AsyncIterator[Site]:
    """An application with few attempts per address, which believes a proxy on this machine."""
    stricter = msgspec.structs.replace(
        settings,
        database_url=fresh_database_url,
        sign_in_attempts_per_address=10,
        trusted_proxies=("127.0.0.1",),
    )
    async with opened(stricter) as site:
        yield site


async def wait(site: Site, email: str, seconds: float) -> None:
    """Make an account's attempts so much older."""
    statement = """
        UPDATE sign_in_throttles SET
            blocked_until = blocked_until - make_interval(secs => :s),
            attempted_at = attempted_at - make_interval(secs => :s)
        WHERE key = :key
    """
    await execute(site, statement, s=seconds, key=account_key(email))


async def guess(site: Site, email: str, **headers: str) -> Any:
    """Send a wrong password from a new browser."""
    return await sign_in(await site.browser(**headers), email, "a wrong password")


async def test_five_wrong_passwords_are_free_and_then_each_waits_twice_as_long(site: Site) -> None:
    email = await (await site.browser()).sign_up()
    for _ in range(FREE):
        assert (await guess(site, email))["code"] == "INVALID_CREDENTIALS"
    for delay in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900):
        throttled = await guess(site, email)
        assert throttled["__typename"] == "ThrottledProblem"
        assert delay - 1 <= throttled["retryAfterSeconds"] <= delay
        assert (await sign_in(await site.browser(), email))["code"] == "THROTTLED"
        await wait(site, email, delay)
        assert (await guess(site, email))["code"] == "INVALID_CREDENTIALS"


async def test_within_an_hour_at_most_thirty_guesses_reach_the_hash(site: Site) -> None:
    email = await (await site.browser()).sign_up()
    elapsed, reached = 0, 0
    while elapsed < HOUR:
        answer = await guess(site, email)
        if answer["code"] == "INVALID_CREDENTIALS":
            reached += 1
        else:
            elapsed += answer["retryAfterSeconds"]
            await wait(site, email, answer["retryAfterSeconds"])
    assert FREE < reached <= 30


async def test_an_address_without_an_account_is_throttled_in_the_same_way(site: Site) -> None:
    known = await (await site.browser()).sign_up()
    unknown = f"{uuid.uuid4().hex}@example.org"
    answers = [[await guess(site, email) for _ in range(FREE + 2)] for email in (known, unknown)]
    assert answers[0] == answers[1]


async def test_upper_case_and_spaces_are_no_way_around(site: Site) -> None:
    email = await (await site.browser()).sign_up()
    forms = (email, email.upper(), f" {email}", email.title(), f"{email} ")
    for form in forms:
        assert (await guess(site, form))["code"] == "INVALID_CREDENTIALS"
    assert (await guess(site, f" {email.upper()} "))["code"] == "THROTTLED"


async def test_the_right_password_begins_the_count_anew(site: Site) -> None:
    email = await (await site.browser()).sign_up()
    for _ in range(2):
        for _ in range(FREE - 1):
            assert (await guess(site, email))["code"] == "INVALID_CREDENTIALS"
        assert (await sign_in(await site.browser(), email))["__typename"] == "SignInPayload"
    count = "SELECT count(*) FROM sign_in_throttles WHERE key = :key"
    assert await value(site, count, key=account_key(email)) == 0


async def test_attempts_are_forgotten_after_a_day(site: Site) -> None:
    email = await (await site.browser()).sign_up()
    for _ in range(FREE):
        await guess(site, email)
    await wait(site, email, 86_401)
    for _ in range(FREE):
        assert (await guess(site, email))["code"] == "INVALID_CREDENTIALS"
    assert (await guess(site, email))["code"] == "THROTTLED"


async def test_guesses_at_the_same_time_are_not_more_than_one_after_the_other(site: Site) -> None:
    email = await (await site.browser()).sign_up()
    answers = await asyncio.gather(*(guess(site, email) for _ in range(60)))
    codes = [answer["code"] for answer in answers]
    assert 1 <= codes.count("INVALID_CREDENTIALS") <= FREE
    assert set(codes) == {"INVALID_CREDENTIALS", "THROTTLED"}


async def test_a_stolen_sign_in_guesses_no_faster(site: Site) -> None:
    owner = await site.member()
    thief = await copied(site, owner)
    sent = {"currentPassword": "a wrong password", "newPassword": "chosen by the thief"}
    codes = [
        (await thief.data(CHANGE_PASSWORD, input=sent))["changePassword"]["code"] for _ in range(FREE + 1)
    ]
    assert codes == ["INVALID_CREDENTIALS"] * FREE + ["THROTTLED"]


async def test_one_address_cannot_try_many_accounts(strict: Site) -> None:
    codes = [(await guess(strict, f"{n}@example.org"))["code"] for n in range(11)]
    assert codes == ["INVALID_CREDENTIALS"] * 10 + ["THROTTLED"]
    other = {"x-forwarded-for": "203.0.113.7"}
    assert (await guess(strict, "11@example.org", **other))["code"] == "INVALID_CREDENTIALS"


async def test_one_address_tries_no_more_accounts_at_the_same_time(strict: Site) -> None:
    for attempt in range(3):
        answers = await asyncio.gather(*(guess(strict, f"{attempt}-{n}@example.org") for n in range(30)))
        reached = [answer["code"] for answer in answers].count("INVALID_CREDENTIALS")
        assert reached <= (10 if attempt == 0 else 1)
        wait_over = "UPDATE sign_in_throttles SET blocked_until = now() WHERE key LIKE 'address:%'"
        await execute(strict, wait_over)


async def test_right_passwords_are_not_counted_for_an_address(strict: Site) -> None:
    email = await (await strict.browser()).sign_up()
    for _ in range(15):
        assert (await sign_in(await strict.browser(), email))["__typename"] == "SignInPayload"
    for _ in range(9):
        await guess(strict, f"{uuid.uuid4().hex}@example.org")
    together = [await strict.browser() for _ in range(12)]
    await asyncio.gather(*(sign_in(browser, email) for browser in together))
    count = "SELECT attempts FROM sign_in_throttles WHERE key LIKE 'address:%'"
    assert await value(strict, count) == 9


async def test_a_right_password_does_not_lift_what_wrong_ones_have_blocked(strict: Site) -> None:
    email = await (await strict.browser()).sign_up()
    for n in range(10):
        await guess(strict, f"{n}@example.org")
    assert (await sign_in(await strict.browser(), email))["code"] == "THROTTLED"


async def test_half_of_an_addresss_attempts_are_forgotten_in_an_hour(strict: Site) -> None:
    for n in range(9):
        await guess(strict, f"{n}@example.org")
    later = "UPDATE sign_in_throttles SET attempted_at = attempted_at - interval '1 hour'"
    await execute(strict, later)
    for n in range(5):
        assert (await guess(strict, f"later-{n}@example.org"))["code"] == "INVALID_CREDENTIALS"
    count = "SELECT attempts FROM sign_in_throttles WHERE key LIKE 'address:%'"
    assert await value(strict, count) in (9, 10)


async def test_changing_ones_address_is_no_way_to_find_out_many(site: Site) -> None:
    taken = await (await site.browser()).sign_up()
    client = await site.member()
    sent = {"currentPassword": PASSWORD, "email": taken}
    codes = [(await client.data(CHANGE_EMAIL, input=sent))["changeEmail"]["code"] for _ in range(FREE + 1)]
    assert codes == ["VALIDATION"] * FREE + ["THROTTLED"]


async def test_a_network_counts_as_one_address(strict: Site) -> None:
    codes = []
    for n in range(11):
        forwarded = {"x-forwarded-for": f"2001:db8:1:2::{n:x}"}
        codes.append((await guess(strict, f"{n}@example.org", **forwarded))["code"])
    assert codes == ["INVALID_CREDENTIALS"] * 10 + ["THROTTLED"]
    neighbour = {"x-forwarded-for": "2001:db8:1:3::1"}
    assert (await guess(strict, "11@example.org", **neighbour))["code"] == "INVALID_CREDENTIALS"


async def test_a_made_up_forwarding_header_is_no_way_around(
    settings: Settings, fresh_database_url: str
) -> None:
    untrusting = msgspec.structs.replace(
        settings, database_url=fresh_database_url, sign_in_attempts_per_address=10
    )
    async with opened(untrusting) as site:
        codes = []
        for n in range(11):
            forwarded = {"x-forwarded-for": f"203.0.113.{n}", "forwarded": f"for=203.0.113.{n}"}
            codes.append((await guess(site, f"{n}@example.org", **forwarded))["code"])
    assert codes == ["INVALID_CREDENTIALS"] * 10 + ["THROTTLED"]


async def test_signing_up_is_no_way_to_find_out_many_addresses(strict: Site) -> None:
    taken = await (await strict.browser()).sign_up()
    document = SIGN_UP.replace("... on Problem { message }", "... on Problem { code }")
    sent = {"email": taken, "password": PASSWORD}
    client = await strict.browser()
    codes = [(await client.data(document, input=sent))["signUp"]["code"] for _ in range(11)]
    assert codes == ["VALIDATION"] * 10 + ["THROTTLED"]
    fresh = {"email": f"{uuid.uuid4().hex}@example.org", "password": PASSWORD}
    assert (await client.data(document, input=fresh))["signUp"]["code"] == "THROTTLED"


async def test_a_queue_that_is_full_is_a_typed_refusal_and_costs_no_attempt(settings: Settings) -> None:
    slow = msgspec.structs.replace(
        settings,
        password_hash_memory_kib=65_536,
        password_hash_passes=2,
        password_hash_workers=1,
        password_hash_queue=1,
    )
    async with opened(slow) as site:
        email = await (await site.browser()).sign_up()
        browsers = [await site.browser() for _ in range(20)]
        answers = await asyncio.gather(*(sign_in(browser, email) for browser in browsers))
        names = [answer["__typename"] for answer in answers]
        assert names.count("SignInPayload") >= 2
        refused = [answer for answer in answers if answer["__typename"] != "SignInPayload"]
        assert refused
        assert {(a["__typename"], a["retryAfterSeconds"]) for a in refused} == {("ThrottledProblem", 1)}
        assert (await sign_in(await site.browser(), email))["__typename"] == "SignInPayload"


async def test_many_sign_ups_at_once_wait_for_few_connections(settings: Settings) -> None:
    few = msgspec.structs.replace(settings, database_pool_size=2, database_pool_timeout_seconds=2.0)
    async with opened(few) as site:
        clients = [await site.browser() for _ in range(15)]
        await asyncio.gather(*(client.sign_up(timeZone="Europe/Berlin") for client in clients))


async def test_what_is_forgotten_is_cleared_away(strict: Site, fresh_database_url: str) -> None:
    client = await strict.browser()
    email = await client.sign_up()
    await guess(strict, email)
    await guess(strict, "other@example.org")
    await wait(strict, email, 3 * 86_400)
    await execute(strict, "UPDATE sign_in_families SET expires_at = now() - interval '3 days'")
    database = Database(fresh_database_url.replace("postgresql:", "postgresql+asyncpg:"), 1, 5)
    await clear_away(database)
    await database.close()
    assert await value(strict, "SELECT count(*) FROM sign_in_families") == 0
    assert await value(strict, "SELECT count(*) FROM refresh_tokens") == 0
    assert await value(strict, "SELECT count(*) FROM sign_in_throttles WHERE key LIKE 'account:%'") == 1
