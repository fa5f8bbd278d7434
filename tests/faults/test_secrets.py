"""No secret gets into the log or into an answer, whatever fails; and nobody writes the log but the server.

Every secret here has one word in it, or is a token; the server logs as much as it can.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import asyncpg
import pytest
from clients import SIGN_UP
from servers import connected, environment, serving
from sign_ins import CHANGE_PASSWORD, REFRESH_SESSION, SIGN_IN
from valkey import valkey

from irontrack.infra.keys import generate_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from servers import Answer, Connection, Server

    from irontrack.infra.embedded_postgres import PostgresSocket

pytestmark = pytest.mark.anyio

PATIENCE_SECONDS = 60
POLL_SECONDS = 0.01
CANARY = "canary7f3a"
PASSWORD = f"{CANARY} of a password"
FORGED = '"}\n{"event": "forged"}'
CHEAP = {"password_hash_memory_kib": "64", "password_hash_passes": "1", "log_level": "debug"}
NOWHERE = f"redis://{CANARY}:{CANARY}@127.0.0.1:1/0"

VIEWER = "{ viewer { id } }"
SEARCH = "query ($search: String) { exercises(search: $search) { nodes { id } } }"
START = "mutation ($input: StartSessionInput!) { startSession(input: $input) { __typename } }"
UPDATE_PROFILE = "mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { __typename } }"
JWT = f"eyJhbGciOiJFZERTQSIsImtpZCI6ImEiLCJ0eXAiOiJKV1QifQ.{CANARY}.{CANARY}"

UNUSABLE_SIGN_INS: tuple[Any, ...] = (
    CANARY,
    [CANARY],
    {"password": CANARY},
    {"email": "a", "passwort": CANARY},
    {"email": "a", "password": [CANARY]},
    {"email": "a", "password": {"is": CANARY}},
    {"email": "a", "password": CANARY, "remember": True},
)
UNUSABLE_VARIABLES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("query ($first: Int) { exercises(first: $first) { totalCount } }", {"first": CANARY}),
    ("query ($after: String) { exercises(after: $after) { totalCount } }", {"after": CANARY}),
    ("query ($id: ID!) { node(id: $id) { id } }", {"id": CANARY}),
    (UPDATE_PROFILE, {"input": {"timeZone": CANARY}}),
    (UPDATE_PROFILE, {"input": {"preferredWeightUnit": CANARY}}),
)
UNUSABLE_DOCUMENTS = (
    f'mutation {{ signIn(input: "{CANARY}") {{ __typename }} }}',
    f'mutation {{ signIn(input: {{password: "{CANARY}"}}) {{ __typename }} }}',
    f'mutation {{ signIn(input: {{email: "a", passwort: "{CANARY}"}}) {{ __typename }} }}',
    f'mutation {{ signIn(input: {{email: "a", password: ["{CANARY}"]}}) {{ __typename }} }}',
    f'mutation {{ signIn(input: {{email: "a", password: "{CANARY}"}}) }}',
    f'mutation {{ signIn(input: {{email: "a", password: "{CANARY}" "{CANARY}"}}) {{ __typename }} }}',
    f'mutation {{ signIn(input: {{email: "a", password: "{CANARY}',
    f'{{ exercises(first: "{CANARY}") {{ totalCount }} }}',
    f'{{ exercises(search: "{CANARY}") {{ nothing }} }}',
)
BREAKAGE = (
    "CREATE UNIQUE INDEX nobody_twice ON user_account (name)",
    "ALTER TABLE training_sessions ADD CONSTRAINT silent CHECK (notes IS NULL)",
    "ALTER TABLE exercises RENAME TO lost",
)
FAULTS = 4
UNUSABLE_DATABASES = (
    f"postgresql://irontrack:{CANARY}@[127.0.0.1/irontrack",
    f"postgresql://irontrack:{CANARY}/{CANARY}@127.0.0.1:1/irontrack",
    f"postgresql://127.0.0.1:1/irontrack?user=irontrack&password={CANARY}&sslmode={CANARY}",
)
UNUSABLE_REDIS = (
    f"redis://:{CANARY}@127.0.0.1:port/0",
    f"rediss://:{CANARY}@127.0.0.1:1/0?ssl_ca_certs=/nowhere/{CANARY}",
)


@dataclass
class Witness:
    """Somebody who uses a server and keeps all that it answers.

    Attributes:
        tokens: Those that were issued; each is a secret.
    """

    server: Server
    connection: Connection
    answers: list[Answer] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    async def ask(self, document: str, cookies: str = "", **variables: Any) -> Answer:
        return self._kept(await self.connection.ask(document, cookies, **variables))

    async def request(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        return self._kept(await self.connection.request(method, path, body, **headers))

    def _kept(self, answer: Answer) -> Answer:
        self.answers.append(answer)
        self.tokens += [cookie.partition("=")[2] for cookie in answer.cookies.split("; ") if cookie]
        return answer

    async def has_seen_no_secret(self) -> list[dict[str, Any]]:
        """See that there is none in what was answered and logged until now, and return what was logged."""
        logged = await self.log()
        for answer in self.answers:
            headers = [pair for pair in answer.headers if pair[0] != "set-cookie"]
            self._has_no_secret(f"{headers} {answer.content.decode()}")
        for record in logged:
            self._has_no_secret(json.dumps(record, ensure_ascii=False))
        return logged

    async def log(self) -> list[dict[str, Any]]:
        """Return the log's records until now: each is one line, and all that is written is a record."""
        last = dict((await self.request("GET", "/health/live")).headers)["x-request-id"]
        until = time.monotonic() + PATIENCE_SECONDS
        while last not in self.server.output:  # a thread of the server writes it, a moment later
            assert time.monotonic() < until
            await asyncio.sleep(POLL_SECONDS)
        records = [json.loads(line) for line in self.server.output.rstrip("\n").split("\n")]
        assert all({"event", "level", "logger", "timestamp"} <= record.keys() for record in records)
        return records

    def _has_no_secret(self, text: str) -> None:
        assert CANARY not in text
        for token in self.tokens:
            # The first part of a token is the same for all of them.
            assert not any(part in text for part in token.split(".")[1:] if part), text


def with_password(database_url: str) -> str:
    return database_url.replace("//postgres@", f"//postgres:{quote(CANARY)}@")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, servers_database_url: str) -> Iterator[Server]:
    """A server with passwords in its addresses, whose Redis cannot be reached."""
    settings = {**CHEAP, "redis_url": NOWHERE, "trusted_proxies": "127.0.0.1"}
    folder = tmp_path_factory.mktemp("secrets")
    with serving(folder, settings, with_password(servers_database_url)) as (server,):
        yield server


async def test_passwords_and_tokens_stay_where_they_are(server: Server) -> None:
    async with connected(server) as connection:
        witness = Witness(server, connection)
        credentials = {"email": f"{uuid.uuid4().hex}@example.org", "password": PASSWORD}
        cookies = (await witness.ask(SIGN_UP, input=credentials)).cookies
        assert (await witness.ask(VIEWER, cookies)).data["viewer"]
        assert (await witness.ask(VIEWER, cookies)).data["viewer"]
        wrong = {"email": f"{CANARY}@example.org", "password": f"{PASSWORD}, a wrong one"}
        assert (await witness.ask(SIGN_IN, input=wrong)).data["signIn"]["code"] == "INVALID_CREDENTIALS"
        short = {"currentPassword": PASSWORD, "newPassword": CANARY[:11]}
        changed = {"currentPassword": PASSWORD, "newPassword": f"{PASSWORD}, the new one"}
        for passwords in (short, {**changed, "currentPassword": f"not {PASSWORD}"}, changed):
            cookies = (await witness.ask(CHANGE_PASSWORD, cookies, input=passwords)).cookies or cookies
        refreshed = (await witness.ask(REFRESH_SESSION, cookies)).cookies
        assert len(witness.tokens) == 6
        for garbage in (CANARY, JWT, f"{refreshed}{CANARY}", f"{JWT}={CANARY}"):
            presented = f"irontrack-access={garbage}; irontrack-refresh={garbage}"
            for document in (VIEWER, REFRESH_SESSION):
                await witness.ask(document, presented)
        assert (await witness.request("GET", "/health")).json["cache"] != "ok"
        logged = await witness.has_seen_no_secret()
    assert any(record["event"] == "cache fails and is left alone" for record in logged)


async def test_headers_and_addresses_that_carry_secrets_are_not_kept(server: Server) -> None:
    body = json.dumps({"query": VIEWER}).encode()
    bearer = {"authorization": f"Bearer {CANARY}", "x_api_key": CANARY, "proxy_authorization": CANARY}
    query = quote(SEARCH)
    secret = quote(json.dumps({"search": CANARY}))
    async with connected(server) as connection:
        witness = Witness(server, connection)
        await witness.request("POST", "/graphql", body, **bearer)
        for name in ("user_agent", "referer", "origin", "host", "accept", "content_type", "x_forwarded_for"):
            await witness.request("POST", "/graphql", body, **{name: CANARY})
        for path in ("/graphql", "/health", "/nowhere", "/graphiql"):
            await witness.request("GET", f"{path}?query={query}&variables={secret}&access_token={CANARY}")
        await witness.request("POST", "/graphql", f'{{"query": {CANARY}'.encode())
        await witness.request("POST", "/graphql", json.dumps({"query": [CANARY]}).encode())
        await witness.request("POST", "/graphql", json.dumps({"query": VIEWER, "variables": CANARY}).encode())
        await witness.has_seen_no_secret()


async def test_nothing_that_is_sent_becomes_a_record_of_its_own(server: Server) -> None:
    body, flat = json.dumps({"query": VIEWER}).encode(), FORGED.replace("\n", "")
    async with connected(server) as connection:
        witness = Witness(server, connection)
        before = len(await witness.log())
        for name in ("x_request_id", "x_forwarded_for", "user_agent", "host", "cookie"):
            await witness.request("POST", "/graphql", body, **{name: flat})
        for start in ("", "\r", "\x85", "\u2028", "\0", "\x1b"):
            await witness.request("GET", f"/{quote(start + FORGED)}")
        await witness.ask(SEARCH, search=FORGED)
        await witness.ask(SIGN_IN, input={"email": FORGED, "password": FORGED})
        for name in ("X-Request-Id", "X-Forwarded-For", "User-Agent"):
            for end in ("\n", "\r", "\r\n", "\r\n "):
                head = f"GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{name}: a{end}"
                await send_raw(server, f'{head}{{"event": "forged"}}\r\n\r\n'.encode())
        after = (await witness.log())[before:]
    assert len(after) >= len(witness.answers) - 1  # the first one was before
    assert not any("forged" in record["event"] for record in after)
    assert all(record.get("client", "127.0.0.1") == "127.0.0.1" for record in after)
    assert not any(FORGED in answer.content.decode() for answer in witness.answers)


async def test_an_answer_does_not_repeat_values_that_cannot_be_used(server: Server) -> None:
    async with connected(server) as connection:
        witness = Witness(server, connection)
        for value in UNUSABLE_SIGN_INS:
            assert "errors" in (await witness.ask(SIGN_IN, input=value)).json
        for document, variables in UNUSABLE_VARIABLES:
            assert "errors" in (await witness.ask(document, **variables)).json
        for document in UNUSABLE_DOCUMENTS:
            assert "errors" in (await witness.ask(document)).json
        await witness.has_seen_no_secret()


async def test_what_a_fault_was_about_stays_out_of_the_log(
    tmp_path: Path, fresh_database_url: str, postgres: PostgresSocket
) -> None:
    with TemporaryDirectory(prefix="irontrack-") as short, valkey("another") as redis:
        sockets = Path(short) / "sockets"
        sockets.symlink_to(postgres.sockets)
        settings = {**CHEAP, "redis_url": f"unix://:{CANARY}@{redis.socket}"}
        database_url = with_password(fresh_database_url).replace(quote(str(postgres.sockets)), str(sockets))
        with serving(tmp_path, settings, database_url) as (server,):
            async with connected(server) as connection:
                witness = Witness(server, connection)
                await meet_faults(witness, fresh_database_url)
                await lose_the_database(witness, fresh_database_url, sockets)
                events = [record["event"] for record in await witness.has_seen_no_secret()]
    assert events.count("unforeseen error") == FAULTS
    assert "database unreachable" in events
    assert "cache fails and is left alone" in events


async def meet_faults(witness: Witness, database_url: str) -> None:
    """Meet faults in which PostgreSQL quotes rows, values and statements."""
    new = {"email": f"{CANARY}@example.org", "password": PASSWORD, "name": CANARY}
    other = {"email": "other@example.org", "password": PASSWORD}
    cookies, others = [(await witness.ask(SIGN_UP, input=account)).cookies for account in (new, other)]
    await execute(database_url, *BREAKAGE)
    session = {"from": {"freestyle": {}}, "notes": f"This is\nabout\n{CANARY}"}
    for answer in (
        await witness.ask(SIGN_UP, input={**new, "email": f"another-{CANARY}@example.org"}),
        await witness.ask(START, others, input=session),
        await witness.ask(SEARCH, search=CANARY),
    ):
        (error,) = answer.json["errors"]
        assert error["extensions"]["code"] == "INTERNAL"
    await execute(database_url, "ALTER TABLE sign_in_families RENAME TO gone")
    assert (await witness.ask(VIEWER, cookies)).status == 500


async def lose_the_database(witness: Witness, database_url: str, sockets: Path) -> None:
    """Keep the server from its database."""
    await asyncio.to_thread(sockets.unlink)
    await execute(
        database_url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    for _ in range(2):  # the first finds its connection closed, the second cannot open one
        answer = await witness.ask(SEARCH, search=CANARY)
        assert answer.json["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    assert (await witness.request("GET", "/health")).status == 503


def test_a_start_that_is_refused_names_no_secret(tmp_path: Path, database_url: str) -> None:
    generate_key(tmp_path / "keys")
    cases = [{"database_url": url} for url in UNUSABLE_DATABASES]
    cases += [{"database_url": database_url, "redis_url": url} for url in UNUSABLE_REDIS]
    started = [refused(tmp_path, settings) for settings in cases]
    for settings, process in zip(cases, started, strict=True):
        output, _ = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 1, (settings, output)
        assert CANARY not in output, settings
        assert output.count("\n") == 1, output


def refused(folder: Path, settings: dict[str, str]) -> subprocess.Popen[str]:
    """Start a server that will not come up."""
    return subprocess.Popen(
        [sys.executable, "-m", "irontrack", "serve", "--port", "0"],
        cwd=folder,
        env=environment(folder, settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


async def execute(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def send_raw(server: Server, request: bytes) -> None:
    """Send bytes that may be no proper request, and read until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(request)
    await reader.read()
    writer.close()
    await writer.wait_closed()
