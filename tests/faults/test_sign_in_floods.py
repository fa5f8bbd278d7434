"""Many sign-ins at once: others hardly notice, everybody gets a typed answer, and guessing gains nothing."""

from __future__ import annotations

import asyncio
import itertools
import time
import uuid
from collections import Counter
from contextlib import AsyncExitStack, asynccontextmanager
from statistics import quantiles
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
from argon2 import PasswordHasher
from clients import PASSWORD, SIGN_UP
from servers import connected, serving
from sign_ins import SIGN_IN

from irontrack.accounts.rules import account_key

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from servers import Connection, Server

pytestmark = pytest.mark.anyio

LIMIT_SECONDS = 0.2  # of the 99th percentile
TRIES = 6  # whatever else the machine does counts, too
QUIET_SECONDS = 1.0
FLOODED_SECONDS = 5.0
ACCOUNTS = 200
BURST = 100
GUESSES = 1_500
GUESSERS = 50
FREE_GUESSES = 5
PROMISED_PASSES, PROMISED_KIB = 2, 19_456  # of a hash, where nothing else is set

VIEWER = "{ viewer { id name } }"
WRONG_PASSWORD = "not the right password"
ADD_ACCOUNTS = """
    INSERT INTO user_account (email, password, role_id)
    SELECT 'flood-' || n || '@example.org', $1, (SELECT id FROM role WHERE slug = 'application-access')
    FROM generate_series(1, $2) AS n
"""
ATTEMPTS = "SELECT attempts FROM sign_in_throttles WHERE key = $1"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, servers_database_url: str) -> Iterator[Server]:
    """A server that hashes as it does by default; all attempts come from one address."""
    settings = {"sign_in_attempts_per_address": "1000000"}
    with serving(tmp_path_factory.mktemp("floods"), settings, servers_database_url) as (server,):
        yield server


@pytest.fixture(scope="module")
def accounts(servers_database_url: str) -> list[str]:
    """The addresses of many accounts whose password is `PASSWORD`."""
    hashed = PasswordHasher(PROMISED_PASSES, PROMISED_KIB, parallelism=1).hash(PASSWORD)

    async def add() -> None:
        sql = await asyncpg.connect(servers_database_url.replace("+asyncpg", ""))
        await sql.execute(ADD_ACCOUNTS, hashed, ACCOUNTS)
        await sql.close()

    asyncio.run(add())
    return [f"flood-{n}@example.org" for n in range(1, ACCOUNTS + 1)]


async def sign_in(connection: Connection, email: str, password: str) -> Any:
    """Return what an attempt came to: one of three types, and if it is refused, until when."""
    result = (await connection.ask(SIGN_IN, input={"email": email, "password": password})).data["signIn"]
    assert result["__typename"] in {"SignInPayload", "CredentialsProblem", "ThrottledProblem"}, result
    if result["__typename"] == "ThrottledProblem":
        assert result["retryAfterSeconds"] >= 1
    return result


async def signed_up(connection: Connection) -> str:
    """Return the cookies of somebody new."""
    credentials = {"email": f"{uuid.uuid4().hex}@example.org", "password": PASSWORD}
    return (await connection.ask(SIGN_UP, input=credentials)).cookies


async def response_times(connection: Connection, cookies: str, during_seconds: float) -> list[float]:
    """Ask who is signed in, one request after the other, and return the seconds of each."""
    seconds = []
    until = time.monotonic() + during_seconds
    while time.monotonic() < until:
        answer = await connection.ask(VIEWER, cookies)
        assert answer.data["viewer"]["id"]
        seconds.append(answer.seconds)
    return seconds


@asynccontextmanager
async def flood(server: Server, attempts: Iterator[tuple[str, str]]) -> AsyncIterator[Counter[str]]:
    """Send a burst of sign-ins, and another one when all are answered, for the block; yields their types."""
    answers: Counter[str] = Counter()
    is_over = asyncio.Event()

    async def burst_again(connections: list[Connection]) -> None:
        while not is_over.is_set():
            for result in await asyncio.gather(*(sign_in(c, *next(attempts)) for c in connections)):
                answers[result["__typename"]] += 1

    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        connections = [await stack.enter_async_context(connected(server)) for _ in range(BURST)]
        group.create_task(burst_again(connections))
        yield answers
        is_over.set()


def summary(seconds: list[float]) -> tuple[float, float]:
    """Return median and 99th percentile."""
    cuts = quantiles(seconds, n=100, method="inclusive")
    return cuts[49], cuts[98]


def right_passwords(accounts: list[str]) -> Iterator[tuple[str, str]]:
    return ((email, PASSWORD) for email in itertools.cycle(accounts))


def unknown_addresses(_accounts: list[str]) -> Iterator[tuple[str, str]]:
    return ((f"{uuid.uuid4().hex}@example.org", WRONG_PASSWORD) for _ in itertools.count())


@pytest.mark.parametrize(
    ("attempts_of", "admitted"),
    [(right_passwords, "SignInPayload"), (unknown_addresses, "CredentialsProblem")],
    ids=["right passwords", "unknown addresses"],
)
async def test_who_is_signed_in_hardly_notices_a_flood_of_sign_ins(
    server: Server, accounts: list[str], attempts_of: Any, admitted: str
) -> None:
    attempts, tries, seen = attempts_of(accounts), [], set()
    async with connected(server) as connection:
        cookies = await signed_up(connection)
        quiet = summary(await response_times(connection, cookies, QUIET_SECONDS))
        for _ in range(TRIES):
            began = time.monotonic()
            async with flood(server, attempts) as answers:
                seconds = await response_times(connection, cookies, FLOODED_SECONDS)
            per_second = {name: round(n / (time.monotonic() - began), 1) for name, n in answers.items()}
            tries.append((*summary(seconds), max(seconds), len(seconds), per_second))
            seen |= set(answers)
            if tries[-1][1] <= LIMIT_SECONDS:
                break
    print(f"quiet p50, p99: {quiet}; flooded p50, p99, max, requests, sign-ins/s: {tries}")  # noqa: T201
    assert seen == {admitted, "ThrottledProblem"}
    assert tries[-1][1] <= LIMIT_SECONDS, tries


async def test_many_guesses_at_once_are_not_more_than_the_throttle_allows(
    server: Server, servers_database_url: str
) -> None:
    email, began = f"{uuid.uuid4().hex}@example.org", time.monotonic()
    checked: list[float] = []

    async def guess(connection: Connection) -> None:
        for _ in range(GUESSES // GUESSERS):
            result = await sign_in(connection, email, WRONG_PASSWORD)
            if result["code"] == "INVALID_CREDENTIALS":
                checked.append(time.monotonic() - began)

    async with AsyncExitStack() as stack, asyncio.TaskGroup() as guessers:
        await signed_up(await stack.enter_async_context(connected(server)))
        for _ in range(GUESSERS):
            guessers.create_task(guess(await stack.enter_async_context(connected(server))))
    print(f"{len(checked)} of {GUESSES} were checked in {time.monotonic() - began:.1f} s")  # noqa: T201
    assert len(checked) >= FREE_GUESSES
    # The waits are 1, 2, 4… seconds, so that the nth one that is not free comes after 2**n - 1.
    for number, seconds in enumerate(checked[FREE_GUESSES:], start=1):
        assert seconds >= 2**number - 1
    sql = await asyncpg.connect(servers_database_url.replace("+asyncpg", ""))
    assert await sql.fetchval(ATTEMPTS, account_key(email)) == len(checked)
    await sql.close()


async def test_after_the_wait_that_was_named_the_right_password_is_accepted(
    server: Server, accounts: list[str]
) -> None:
    async with connected(server) as connection:
        for _ in range(FREE_GUESSES):
            assert (await sign_in(connection, accounts[0], WRONG_PASSWORD))["code"] == "INVALID_CREDENTIALS"
        refused = await sign_in(connection, accounts[0], PASSWORD)
        assert refused["code"] == "THROTTLED"
        await asyncio.sleep(refused["retryAfterSeconds"])
        accepted = await sign_in(connection, accounts[0], PASSWORD)
        assert accepted["__typename"] == "SignInPayload"
