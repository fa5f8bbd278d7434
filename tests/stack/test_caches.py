"""What every cache does, and what the one in Redis does when Redis fails; on both event loops."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import ssl
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from redis.asyncio import Redis
from structlog.testing import capture_logs
from up import free_port
from valkey import Forwarder, Valkey, valkey

from irontrack.errors import StartupError
from irontrack.infra.cache import Cache, ProcessCache, open_cache
from irontrack.infra.redis import RedisCache

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

pytestmark = pytest.mark.anyio

LONG_SECONDS = 60
AT_ONCE_SECONDS = 2.0  # the limit is 0.1; a busy machine may add to it
NOTICED_SECONDS = 0.05  # for the event loop to learn that a connection was closed
OPEN_SECONDS = 1.0
CONNECTIONS = 32
PATIENCE_SECONDS = 120
CANARY = "canary-51c7"


@pytest.fixture(params=[pytest.param(False, id="asyncio"), pytest.param(True, id="uvloop")])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, bool]]:
    return "asyncio", {"use_uvloop": request.param}


@pytest.fixture
def server() -> Iterator[Valkey]:
    with valkey() as server:
        yield server


@pytest.fixture
async def redis(server: Valkey) -> AsyncIterator[Cache]:
    """The cache in Redis as it is configured, with its short deadline."""
    async with closing(open_cache(server.url)) as cache:
        yield cache


@pytest.fixture
async def patient(server: Valkey) -> AsyncIterator[Cache]:
    """The same with time enough for a busy machine, for what is not about time."""
    async with closing(patiently(server.url)) as cache:
        yield cache


@pytest.fixture(params=["process", "redis"])
def url(request: pytest.FixtureRequest) -> str:
    """The setting that leads to each of the caches."""
    return "" if request.param == "process" else request.getfixturevalue("server").url


@pytest.fixture
async def cache(url: str) -> AsyncIterator[Cache]:
    async with closing(patiently(url)) as cache:
        yield cache


def patiently(url: str, deadline_seconds: float = PATIENCE_SECONDS) -> Cache:
    return RedisCache(url, deadline_seconds) if url else open_cache("")


@asynccontextmanager
async def closing(cache: Cache) -> AsyncIterator[Cache]:
    try:
        yield cache
    finally:
        await cache.close()


async def recovered(cache: Cache) -> bool:
    """Wait until the cache keeps what is put, for a few times as long as it may take."""
    for _ in range(100):
        await cache.put("recovered", b"yes", LONG_SECONDS)
        if await cache.get("recovered") == b"yes":
            return True
        await asyncio.sleep(0.05)
    return False


async def all_found(cache: Cache, values: dict[str, bytes]) -> bool:
    """Whether all are found at the same time; on a busy machine perhaps after a while."""
    for _ in range(20):
        if await asyncio.gather(*(cache.get(key) for key in values)) == list(values.values()):
            return True
        await asyncio.sleep(0.5)
    return False


# --- Every cache ---


async def test_what_was_put_is_there_and_nothing_else(cache: Cache) -> None:
    assert await cache.get("a") is None
    await cache.put("a", b"1", LONG_SECONDS)
    assert await cache.get("a") == await cache.get("a") == b"1"
    assert await cache.get("b") is None
    assert await cache.state() == "ok"


@pytest.mark.parametrize("value", [b"", bytes(range(256)), b"$-1\r\n", b"+OK\r\n" * 3, bytes(1_000_000)])
async def test_any_bytes_are_a_value(cache: Cache, value: bytes) -> None:
    await cache.put("a", value, LONG_SECONDS)
    assert await cache.get("a") == value


async def test_a_value_replaces_the_former_one_and_its_lifetime(cache: Cache) -> None:
    await cache.put("a", b"1", 0.05)
    await cache.put("a", b"2", LONG_SECONDS)
    await cache.put("b", b"1", LONG_SECONDS)
    await cache.put("b", b"2", 0.05)
    await asyncio.sleep(0.1)
    assert await cache.get("a") == b"2"
    assert await cache.get("b") is None


async def test_a_value_is_gone_after_its_lifetime(cache: Cache) -> None:
    await cache.put("a", b"1", 0.5)
    assert await cache.get("a") == b"1"
    await asyncio.sleep(0.55)
    assert await cache.get("a") is None


@pytest.mark.parametrize("lifetime_seconds", [0, -1, 0.0001])
async def test_a_value_whose_time_is_over_takes_the_former_one_with_it(
    cache: Cache, lifetime_seconds: float
) -> None:
    await cache.put("a", b"1", LONG_SECONDS)
    await cache.put("a", b"2", lifetime_seconds)
    await asyncio.sleep(0.02)
    assert await cache.get("a") is None
    assert await cache.state() == "ok"


async def test_keys_of_any_length_and_characters_are_told_apart(cache: Cache) -> None:
    keys = [
        "",
        "a",
        "A",
        "a ",
        " a",
        "a\0",
        "a\r\n",
        "a:b",
        "ab",
        "*",
        "irontrack:a",
        "irontrack:irontrack:a",
    ]
    keys += ["é", "e\u0301", "\ud800", "\ufffd", "?", "x" * 100_000, "x" * 100_000 + "y"]
    for key in keys:
        await cache.put(key, repr(key).encode(), LONG_SECONDS)
    assert [await cache.get(key) for key in keys] == [repr(key).encode() for key in keys]


async def test_many_use_it_at_the_same_time(cache: Cache) -> None:
    async def use(user: int) -> None:
        for turn in range(50):
            value = f"{user} {turn}".encode()
            await cache.put(f"user {user}", value, LONG_SECONDS)
            assert await cache.get(f"user {user}") == value

    async with asyncio.TaskGroup() as users:
        for user in range(20):
            users.create_task(use(user))


async def test_a_closed_cache_has_nothing_and_refuses_nothing(url: str) -> None:
    cache = patiently(url)
    await cache.put("a", b"1", LONG_SECONDS)
    await cache.close()
    await cache.put("b", b"1", LONG_SECONDS)
    assert (await cache.get("a"), await cache.get("b")) == (None, None)
    assert await cache.state() == "closed"
    await cache.close()


async def test_processes_share_what_is_in_redis_and_nothing_else(url: str) -> None:
    async with closing(patiently(url)) as mine, closing(patiently(url)) as other:
        await mine.put("a", b"1", LONG_SECONDS)
        assert await other.get("a") == (b"1" if url else None)


# --- In the process ---


async def test_what_was_not_used_for_the_longest_time_makes_room() -> None:
    cache = ProcessCache(capacity=3)
    for key in "abcc":
        await cache.put(key, key.encode(), LONG_SECONDS)
    assert await cache.get("a") == b"a"
    await cache.put("d", b"d", LONG_SECONDS)
    assert [await cache.get(key) for key in "abcd"] == [b"a", None, b"c", b"d"]
    await cache.put("c", b"again", LONG_SECONDS)
    await cache.put("e", b"e", LONG_SECONDS)
    assert [await cache.get(key) for key in "acde"] == [None, b"again", b"d", b"e"]


# --- In Redis ---


async def test_keys_of_others_in_the_same_redis_are_left_alone(server: Valkey, patient: Cache) -> None:
    async with Redis.from_url(server.url) as other:
        await other.set("a", b"theirs")
        assert await patient.get("a") is None
        await patient.put("a", b"ours", 10)
        assert await other.get("a") == b"theirs"
        assert set(await other.keys()) == {b"a", b"irontrack:a"}
        assert 9_000 < await other.pttl("irontrack:a") <= 10_000


async def test_a_frozen_redis_costs_one_short_wait_and_then_nothing(
    server: Valkey, redis: Cache, patient: Cache
) -> None:
    await patient.put("a", b"1", LONG_SECONDS)
    assert await all_found(redis, {"a": b"1"})
    server.freeze()
    began = time.monotonic()
    assert await asyncio.gather(*(redis.get("a") for _ in range(20))) == [None] * 20
    assert time.monotonic() - began < AT_ONCE_SECONDS
    began = time.monotonic()
    for _ in range(1000):
        assert await redis.get("a") is None
    assert time.monotonic() - began < AT_ONCE_SECONDS
    assert await redis.state() == "no answer in time"
    server.thaw()
    assert await all_found(redis, {"a": b"1"})


async def test_one_call_at_a_time_tries_whether_redis_answers_again(server: Valkey, redis: Cache) -> None:
    server.freeze()
    await redis.get("a")
    for _ in range(2):
        await asyncio.sleep(OPEN_SECONDS + 0.05)
        calls = [asyncio.create_task(redis.get("a")) for _ in range(30)]
        await asyncio.sleep(0)  # what does not go to Redis ends at once
        assert sum(call.done() for call in calls) == 29
        assert await asyncio.gather(*calls) == [None] * 30


async def test_when_the_trying_call_is_cancelled_the_next_one_tries(server: Valkey) -> None:
    async with closing(patiently(server.url, 1)) as cache:
        await cache.put("a", b"1", LONG_SECONDS)
        server.freeze()
        await cache.get("a")
        await asyncio.sleep(OPEN_SECONDS + 0.05)
        call = asyncio.create_task(cache.get("a"))
        await asyncio.sleep(0.01)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        server.thaw()
        assert await cache.get("a") == b"1"


async def test_a_redis_that_was_killed_is_used_again_once_it_is_back(server: Valkey, redis: Cache) -> None:
    assert await recovered(redis)
    await redis.put("a", b"1", LONG_SECONDS)
    server.kill()
    await asyncio.sleep(NOTICED_SECONDS)
    began = time.monotonic()
    for _ in range(1000):
        assert await redis.get("a") is None
        await redis.put("a", b"2", LONG_SECONDS)
    assert time.monotonic() - began < AT_ONCE_SECONDS
    assert (await redis.state()).startswith("unreachable: ")
    server.start()
    assert await recovered(redis)
    assert await redis.get("a") is None


async def test_a_restart_between_two_calls_is_not_noticed(server: Valkey, patient: Cache) -> None:
    await patient.put("a", b"1", LONG_SECONDS)
    server.kill()
    server.start()
    await asyncio.sleep(NOTICED_SECONDS)
    assert await patient.get("a") is None
    assert await patient.state() == "ok"


async def test_a_flushed_redis_has_nothing_and_goes_on(server: Valkey, patient: Cache) -> None:
    await patient.put("a", b"1", LONG_SECONDS)
    server.flush()
    assert await patient.get("a") is None
    await patient.put("a", b"2", LONG_SECONDS)
    assert await patient.get("a") == b"2"


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("unix:///nowhere/redis.sock", "unreachable: FileNotFoundError"),
        ("redis://127.0.0.1:{port}", "unreachable: ConnectionRefusedError"),
        ("rediss://127.0.0.1:{port}", "unreachable: ConnectionRefusedError"),
    ],
)
async def test_where_nothing_listens_everything_is_a_miss(address: str, state: str) -> None:
    async with closing(open_cache(address.format(port=free_port()))) as cache:
        await cache.put("a", b"1", LONG_SECONDS)
        assert await cache.get("a") is None
        assert await cache.state() == state


async def test_an_outage_is_logged_at_its_beginning_and_at_its_end_without_the_password(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    with valkey(CANARY) as server, capture_logs() as logs:
        async with closing(patiently(server.url)) as cache:
            assert await recovered(cache)
            server.kill()
            await asyncio.sleep(NOTICED_SECONDS)
            for _ in range(1000):
                await cache.get("a")
            server.start()
            assert await recovered(cache)
        async with closing(patiently(server.url.replace(CANARY, f"wrong-{CANARY}"))) as cache:
            await cache.put("a", b"1", LONG_SECONDS)
            assert await cache.get("a") is None
            assert await cache.state() == "unusable: AuthenticationError"
        assert [(entry["log_level"], entry.get("reason", "").partition(":")[0]) for entry in logs] == [
            ("warning", "unreachable"),
            ("info", ""),
            ("warning", "unusable"),
        ]
        assert CANARY not in f"{logs} {caplog.text}"


@pytest.mark.parametrize(
    "address",
    [
        f"redis://:{CANARY}/more@localhost",
        f"redis://:{CANARY}@localhost:70000",
        f"redis://:{CANARY}@localhost?databse=1",
        f"rediss://:{CANARY}@localhost?ssl_ca_certs=/nowhere/ca.pem",
    ],
)
async def test_a_malformed_address_is_refused_at_the_start_without_repeating_it(address: str) -> None:
    with pytest.raises(StartupError, match=r"^The setting IRONTRACK_REDIS_URL cannot be used") as refusal:
        open_cache(address)
    assert CANARY not in str(refusal.getrepr(chain=True, style="short"))


async def test_an_address_cannot_weaken_what_the_cache_relies_on(server: Valkey, patient: Cache) -> None:
    values = {f"user {n}": bytes([n]) for n in range(246, 256)}
    for key, value in values.items():
        await patient.put(key, value, LONG_SECONDS)
    options = "socket_timeout=9&socket_connect_timeout=9&decode_responses=1&protocol=3&max_connections=1"
    async with closing(open_cache(f"{server.url}?{options}")) as cache:
        assert await all_found(cache, values)
        server.freeze()
        began = time.monotonic()
        assert await cache.get("user 250") is None
        assert time.monotonic() - began < AT_ONCE_SECONDS


async def a_moment(chance: random.Random) -> None:
    """Wait up to 3 ms, or for up to 11 rounds of the event loop, of which a call takes about as many."""
    if chance.random() < 0.5:
        await asyncio.sleep(chance.uniform(0, 0.003))
        return
    for _ in range(chance.randrange(12)):
        await asyncio.sleep(0)


async def test_ten_thousand_cancelled_calls_hand_no_answer_to_another_caller(
    server: Valkey, patient: Cache
) -> None:
    chance = random.Random(51)  # noqa: S311 - the same moments in each run, as far as the clock allows
    values = {f"user {n}": f"record of user {n};".encode() * chance.choice((1, 10, 2000)) for n in range(200)}
    keys = list(values)
    counts = {"cancelled": 0, "right": 0}
    for key in keys:
        await patient.put(key, values[key], LONG_SECONDS)

    async def call(key: str) -> None:
        if chance.random() < 0.1:
            await patient.put(key, values[key], LONG_SECONDS)
            return
        found = await patient.get(key)
        assert found in {None, values[key]}
        counts["right"] += found is not None

    async def call_over_and_over() -> None:
        while counts["cancelled"] < 10_000:
            task = asyncio.create_task(call(chance.choice(keys)))
            if chance.random() < 0.8:
                await a_moment(chance)
                task.cancel()
            try:
                await task
            except asyncio.CancelledError:
                counts["cancelled"] += 1

    async with asyncio.timeout(PATIENCE_SECONDS), asyncio.TaskGroup() as callers:
        for _ in range(CONNECTIONS - 2):
            callers.create_task(call_over_and_over())
    assert counts["right"] > 1000
    assert await all_found(patient, {key: values[key] for key in keys[:CONNECTIONS]})
    async with Redis.from_url(server.url) as other:
        assert len(await other.client_list()) <= CONNECTIONS + 1


# --- Over TCP and TLS, through a forwarder ---


async def test_connections_that_lead_nowhere_are_not_used_again(server: Valkey) -> None:
    forwarder = Forwarder(server)
    async with forwarder.listening() as port, closing(patiently(f"redis://127.0.0.1:{port}/3", 1)) as cache:
        await cache.put("a", b"1", LONG_SECONDS)
        assert await asyncio.gather(*(cache.get("a") for _ in range(5))) == [b"1"] * 5
        forwarder.strand()
        assert await cache.get("a") is None
        await asyncio.sleep(OPEN_SECONDS + 0.05)
        assert await cache.get("a") == b"1"
        assert await asyncio.gather(*(cache.get("a") for _ in range(5))) == [b"1"] * 5


async def test_tls_is_spoken_to_a_server_with_a_trusted_certificate_only(
    server: Valkey, tmp_path: Path
) -> None:
    certificate = self_signed(tmp_path / "server.pem")
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    async with Forwarder(server).listening(tls) as port:
        async with closing(patiently(f"rediss://localhost:{port}?ssl_ca_certs={certificate}")) as cache:
            await cache.put("a", b"1", LONG_SECONDS)
            assert await asyncio.gather(*(cache.get("a") for _ in range(10))) == [b"1"] * 10
        async with closing(patiently(f"rediss://localhost:{port}")) as cache:
            assert await cache.get("a") is None
            assert await cache.state() == "unreachable: SSLCertVerificationError"


def self_signed(path: Path) -> Path:
    """Write a certificate for localhost and its key into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + certificate.public_bytes(pem))
    return path
