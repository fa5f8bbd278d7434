"""Two servers on one database, people who use both, and all that can change about a sign-in."""

from __future__ import annotations

import asyncio
import time
import uuid
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import asyncpg
from clients import PASSWORD, SIGN_UP
from servers import connected
from sign_ins import (
    CHANGE_PASSWORD,
    DEVICES,
    END_DEVICE,
    REFRESH_SESSION,
    SIGN_IN,
    SIGN_OUT,
    SIGN_OUT_EVERYWHERE,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from servers import Answer, Connection, Server


LIMIT_SECONDS = 1.0
NOISE_SECONDS = 0.7  # a machine that does other things besides
SLOWEST_READ_SECONDS = 2.0  # on a busy machine; 0.4 alone
WATCHED_SECONDS = 3.0
POLL_SECONDS = 0.02
PATIENCE_SECONDS = 10.0
FREE_GUESSES = 5
CHEAP = {
    "password_hash_memory_kib": "64",
    "password_hash_passes": "1",
    "sign_in_attempts_per_address": "1000000",
}

VIEWER = "{ viewer { name role } }"
AT_FIRST = {"name": None, "role": "APPLICATION_ACCESS"}
EXERCISES = "{ exercises(first: 20) { nodes { id name } } }"
ACCOUNT_ID = "query ($email: String!) { account(by: {email: $email}) { id } }"
UPDATE_ACCOUNT = "mutation ($input: UpdateAccountInput!) { updateAccount(input: $input) { __typename } }"
SIGN_OUT_ACCOUNT = "mutation ($input: SignOutAccountInput!) { signOutAccount(input: $input) { __typename } }"
ASSIGN_ROLE = "mutation ($input: AssignRoleInput!) { assignRole(input: $input) { __typename } }"
UPDATE_PROFILE = "mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { __typename } }"
PROMOTION = """
    UPDATE user_account SET is_superuser = true, role_id = (SELECT id FROM role WHERE slug = 'superuser')
    WHERE email = $1
"""
END_UNREAD = """
    UPDATE sign_in_families SET ended_at = now()
    WHERE user_id = (SELECT id FROM user_account WHERE email = $1)
"""
LATER = """
    UPDATE refresh_tokens SET used_at = used_at - interval '11 s'
    WHERE family_id IN (SELECT f.id FROM sign_in_families f JOIN user_account a ON a.id = f.user_id
                        WHERE a.email = $1)
"""


@dataclass
class Pair:
    """Two servers on one database.

    Attributes:
        a: Where everything is changed.
        b: Where it has to show.
        other: The server of `b`, for further connections.
        sql: A connection to their database.
        root: A superuser's cookies.
        reads: The seconds that each read took.
    """

    a: Connection
    b: Connection
    other: Server
    sql: asyncpg.Connection[asyncpg.Record]
    root: str = ""
    reads: list[float] = field(default_factory=list)

    async def viewer(self, server: Connection, cookies: str) -> Any:
        """Ask who is signed in; there must be no error."""
        return (await self.read(server, VIEWER, cookies))["viewer"]

    async def read(self, server: Connection, document: str, cookies: str = "") -> Any:
        """Send a query that must go through, and return its data."""
        answer = await server.ask(document, cookies)
        self.reads.append(answer.seconds)
        return answer.data

    async def change(self, document: str, cookies: str, **input_: Any) -> Answer:
        """Send a mutation to A that must go through."""
        answer = await self.a.ask(document, cookies, **({"input": input_} if input_ else {}))
        (result,) = answer.data.values()
        assert result.get("__typename", "Payload").endswith("Payload"), result
        return answer

    async def new_person(self) -> Person:
        """Make an account, signed in on two devices, and let both servers and Redis know it well."""
        email = f"{uuid.uuid4().hex}@example.org"
        credentials = {"email": email, "password": PASSWORD}
        cookies = (await self.change(SIGN_UP, "", **credentials)).cookies
        other = (await self.change(SIGN_IN, "", **credentials)).cookies
        for server in (self.a, self.b) * 3:
            for device in (cookies, other):
                assert await self.viewer(server, device) == AT_FIRST
        return Person(email, cookies, other)


@dataclass
class Person:
    """An account with two sign-ins, of which `cookies` is the one that is looked at."""

    email: str
    cookies: str
    other: str

    @property
    def access(self) -> str:
        """The cookie of the access token alone."""
        return next(cookie for cookie in self.cookies.split("; ") if "access" in cookie)


@asynccontextmanager
async def opened(servers: list[Server], database_url: str) -> AsyncIterator[Pair]:
    async with AsyncExitStack() as stack:
        a, b = [await stack.enter_async_context(connected(server)) for server in servers]
        sql = await asyncpg.connect(database_url.replace("+asyncpg", ""))
        stack.push_async_callback(sql.close)
        pair = Pair(a, b, servers[1], sql)
        credentials = {"email": f"{uuid.uuid4().hex}@example.org", "password": PASSWORD}
        await pair.change(SIGN_UP, "", **credentials)
        await sql.execute(PROMOTION, credentials["email"])
        pair.root = (await pair.change(SIGN_IN, "", **credentials)).cookies
        yield pair


# --- Changes: each returns what the viewer is from then on ---


async def signing_out(pair: Pair, person: Person) -> Any:
    await pair.change(SIGN_OUT, person.cookies)


async def signing_out_everywhere(pair: Pair, person: Person) -> Any:
    await pair.change(SIGN_OUT_EVERYWHERE, person.other)


async def ending_a_device(pair: Pair, person: Person) -> Any:
    nodes = (await pair.a.ask(DEVICES, person.other)).data["viewer"]["devices"]["nodes"]
    (lost,) = [node["id"] for node in nodes if not node["isCurrent"]]
    await pair.change(END_DEVICE, person.other, id=lost)


async def changing_the_password(pair: Pair, person: Person) -> Any:
    passwords = {"currentPassword": PASSWORD, "newPassword": f"{PASSWORD} again"}
    await pair.change(CHANGE_PASSWORD, person.cookies, **passwords)


async def using_a_refresh_token_twice(pair: Pair, person: Person) -> Any:
    successor = (await pair.change(REFRESH_SESSION, person.cookies)).cookies
    await pair.change(REFRESH_SESSION, successor)
    await pair.sql.execute(LATER, person.email)
    answer = await pair.a.ask(REFRESH_SESSION, person.cookies)
    assert answer.data["refreshSession"]["__typename"] == "SignInEndedProblem"


async def deactivating(pair: Pair, person: Person) -> Any:
    await pair.change(UPDATE_ACCOUNT, pair.root, id=await account_id(pair, person), isActive=False)


async def being_signed_out(pair: Pair, person: Person) -> Any:
    await pair.change(SIGN_OUT_ACCOUNT, pair.root, id=await account_id(pair, person))


async def assigning_a_role(pair: Pair, person: Person) -> Any:
    account = {"email": person.email}
    await pair.change(ASSIGN_ROLE, pair.root, account=account, role="FITNESS_TRAINER")
    return {**AT_FIRST, "role": "FITNESS_TRAINER"}


async def changing_the_profile(pair: Pair, person: Person) -> Any:
    await pair.change(UPDATE_PROFILE, person.cookies, name="Ann")
    return {**AT_FIRST, "name": "Ann"}


CHANGES = (
    signing_out,
    signing_out_everywhere,
    ending_a_device,
    changing_the_password,
    using_a_refresh_token_twice,
    deactivating,
    being_signed_out,
    assigning_a_role,
    changing_the_profile,
)


async def account_id(pair: Pair, person: Person) -> str:
    found: str = (await pair.a.ask(ACCOUNT_ID, pair.root, email=person.email)).data["account"]["id"]
    return found


# --- What is watched meanwhile ---


async def seconds_until(pair: Pair, person: Person, expected: Any) -> float:
    """Return until when requests to B are answered with the former viewer; the next one is as expected."""
    began = former = sent = time.monotonic()
    async with connected(pair.other) as b:
        while sent < began + PATIENCE_SECONDS:
            sent = time.monotonic()
            found = await pair.viewer(b, person.access)
            if found == expected:
                return former - began
            assert found == AT_FIRST
            former = sent
            await asyncio.sleep(POLL_SECONDS)
    message = f"nothing changed within {PATIENCE_SECONDS} s"
    raise AssertionError(message)


async def watch(pair: Pair, expected: list[tuple[Person, Any]]) -> None:
    """See for a while that on both servers everybody stays what they have become."""
    until = time.monotonic() + WATCHED_SECONDS
    while time.monotonic() < until:
        for person, became in expected:
            for server in (pair.a, pair.b):
                assert await pair.viewer(server, person.access) == became
        await asyncio.sleep(5 * POLL_SECONDS)


@asynccontextmanager
async def reading(pair: Pair, servers: list[Server], person: Person) -> AsyncIterator[None]:
    """Read for the block, on both servers, signed in and not; nothing may change for the person."""

    async def read(server: Server) -> None:
        async with connected(server) as connection:
            while True:
                assert await pair.viewer(connection, person.access) == AT_FIRST
                assert "exercises" in await pair.read(connection, EXERCISES)
                await asyncio.sleep(2 * POLL_SECONDS)

    async with asyncio.TaskGroup() as group:
        readers = [group.create_task(read(server)) for server in servers]
        yield
        for reader in readers:
            reader.cancel()


async def changed(
    pair: Pair, people: list[Person], after_each: Callable[[], None] = lambda: None
) -> list[tuple[Person, Any]]:
    """Make each of the changes to somebody, see it on B in time, and return what everybody became."""
    became, looks = [], {}
    async with asyncio.TaskGroup() as looking:
        for change, person in zip(CHANGES, people, strict=True):
            expected = await change(pair, person)
            looks[change.__name__] = looking.create_task(seconds_until(pair, person, expected))
            await asyncio.to_thread(after_each)
            assert await pair.viewer(pair.a, person.access) == expected
            became.append((person, expected))
    delays = {name: look.result() for name, look in looks.items()}
    print(f"longest of {len(delays)} changes: {max(delays.values()):.3f} s")  # noqa: T201 - a figure
    assert max(delays.values()) <= LIMIT_SECONDS + NOISE_SECONDS, delays
    return became


async def guesses_are_throttled(server: Connection) -> None:
    """See that guessing one account's password is slowed down."""
    guess = {"email": f"{uuid.uuid4().hex}@example.org", "password": "a wrong password"}
    codes = [(await server.ask(SIGN_IN, input=guess)).data["signIn"]["code"] for _ in range(FREE_GUESSES + 1)]
    assert codes == ["INVALID_CREDENTIALS"] * FREE_GUESSES + ["THROTTLED"]
