"""Passwords are kept as Argon2id hashes with the parameters of the settings."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from contextlib import ExitStack, suppress
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Any

import pytest

from irontrack.errors import ThrottledError
from irontrack.infra.passwords import PasswordHasher
from irontrack.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    type Make = Callable[..., PasswordHasher]

pytestmark = pytest.mark.anyio

PASSWORD = "correct horse battery staple – пароль"
NOBODY = (None, PASSWORD)
NO_HASHES = ["", "plain text", "$argon2id$v=19$m=64,t=3,p=1$AAAA", "$2b$12$abc"]
SLOW = {"memory_kib": 16_384, "passes": 12}  # about 80 ms

TRIES = 5
ROUNDS = 7
SAME = (0.8, 1.25)
LONGEST_GAP = 0.3  # of the time that all together take


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def make() -> Iterator[Make]:
    """Makes hashers from settings, which are named without their beginning."""
    made = []

    def make(**changes: Any) -> PasswordHasher:
        named = {f"password_hash_{name}": value for name, value in changes.items()}
        made.append(PasswordHasher(Settings(database_url="postgresql://x/y", keys_dir=Path("keys"), **named)))
        return made[-1]

    yield make
    for hasher in made:
        hasher.close()


@pytest.fixture
def hasher(make: Make) -> PasswordHasher:
    return make(memory_kib=64, passes=3)


async def test_the_right_password_is_verified_and_no_other(hasher: PasswordHasher) -> None:
    encoded = await hasher.hash(PASSWORD)
    assert await hasher.verify(encoded, PASSWORD)
    assert not await hasher.verify(encoded, PASSWORD + " ")
    assert not await hasher.verify(encoded, "")


async def test_a_hash_says_how_it_was_made_and_has_a_salt_of_its_own(hasher: PasswordHasher) -> None:
    first, second = await hasher.hash(PASSWORD), await hasher.hash(PASSWORD)
    assert first.startswith("$argon2id$v=19$m=64,t=3,p=1$")
    assert first != second
    assert PASSWORD not in first


@pytest.mark.parametrize("encoded", NO_HASHES)
async def test_what_is_no_hash_verifies_nothing(hasher: PasswordHasher, encoded: str) -> None:
    assert not await hasher.verify(encoded, PASSWORD)
    assert not await hasher.verify(encoded, encoded)


@pytest.mark.parametrize("encoded", [None, ""])
async def test_nobody_can_sign_in_without_an_account(hasher: PasswordHasher, encoded: str | None) -> None:
    assert not await hasher.verify(encoded, PASSWORD)
    assert not await hasher.verify(encoded, "the password of an account that does not exist")


@pytest.mark.parametrize(("memory_kib", "passes"), [(63, 3), (64, 2), (1024, 2), (63, 9)])
async def test_a_hash_with_less_memory_or_fewer_passes_is_outdated(
    hasher: PasswordHasher, make: Make, memory_kib: int, passes: int
) -> None:
    older = await make(memory_kib=memory_kib, passes=passes).hash(PASSWORD)
    assert hasher.is_outdated(older)
    assert await hasher.verify(older, PASSWORD)
    assert not await hasher.verify(older, PASSWORD + " ")


@pytest.mark.parametrize(("memory_kib", "passes"), [(64, 3), (65, 3), (64, 4), (128, 9)])
async def test_a_hash_is_not_outdated_because_the_settings_were_lowered(
    hasher: PasswordHasher, make: Make, memory_kib: int, passes: int
) -> None:
    stronger = await make(memory_kib=memory_kib, passes=passes).hash(PASSWORD)
    assert not hasher.is_outdated(stronger)
    assert await hasher.verify(stronger, PASSWORD)


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ("$argon2id$", "$argon2i$"),
        ("$v=19$", "$v=16$"),
        ("$v=19$", "$"),
        (",p=1$", ",p=2$"),
        ("$m=64,", "$m=what,"),
    ],
)
async def test_a_hash_of_another_kind_is_outdated(hasher: PasswordHasher, part: str, other: str) -> None:
    encoded = await hasher.hash(PASSWORD)
    assert not hasher.is_outdated(encoded)
    assert hasher.is_outdated(encoded.replace(part, other))


async def test_a_hash_with_a_shorter_salt_or_digest_is_outdated(hasher: PasswordHasher) -> None:
    *start, salt, digest = (await hasher.hash(PASSWORD)).split("$")
    assert hasher.is_outdated("$".join([*start, salt[:11], digest]))
    assert hasher.is_outdated("$".join([*start, salt, digest[:22]]))


@pytest.mark.parametrize("encoded", NO_HASHES)
def test_what_is_no_hash_is_outdated(hasher: PasswordHasher, encoded: str) -> None:
    assert hasher.is_outdated(encoded)


@pytest.mark.parametrize(
    ("today", "older"),
    [
        pytest.param((6144, 2), (3072, 2), id="half the memory"),
        pytest.param((6144, 2), (6144, 1), id="half the passes"),
        pytest.param((6144, 2), (64, 1), id="next to nothing"),
        pytest.param((34_816, 1), (17_408, 1), id="more memory than the allocator keeps"),
    ],
)
async def test_a_hash_with_smaller_parameters_takes_as_long_as_one_of_nobody(
    make: Make, today: tuple[int, int], older: tuple[int, int]
) -> None:
    hasher = make(memory_kib=today[0], passes=today[1], workers=1)
    encoded = await make(memory_kib=older[0], passes=older[1]).hash(PASSWORD)
    await expect_equal_times(hasher, {(encoded, PASSWORD), (encoded, "wrong")})


async def test_a_hash_of_today_and_what_is_no_hash_take_as_long_as_one_of_nobody(make: Make) -> None:
    hasher = make(memory_kib=6144, passes=2, workers=1)
    encoded = await hasher.hash(PASSWORD)
    undecodable = encoded[: encoded.rindex("$")] + "$?"
    attempts = {(encoded, PASSWORD), (encoded, "wrong"), (undecodable, PASSWORD), ("", PASSWORD)}
    await expect_equal_times(hasher, attempts)


async def expect_equal_times(hasher: PasswordHasher, attempts: set[tuple[str, str]]) -> None:
    """Compare quick runs of each, made in turn, to a hash of nobody; a busy machine gets more of them."""
    seconds: dict[tuple[str | None, str], list[float]] = defaultdict(list)
    ratios: dict[tuple[str, str], float] = {}
    for _ in range(TRIES):
        for attempt in [NOBODY, *attempts] * ROUNDS:
            began = time.perf_counter()
            await hasher.verify(*attempt)
            seconds[attempt].append(time.perf_counter() - began)
        usual = lower_quartile(seconds[NOBODY])
        ratios = {attempt: lower_quartile(seconds[attempt]) / usual for attempt in attempts}
        if all(SAME[0] <= ratio <= SAME[1] for ratio in ratios.values()):
            return
    pytest.fail(f"times differ: {ratios}")


def lower_quartile(values: list[float]) -> float:
    """Of times on a shared machine: most that is above it is waiting for the processor."""
    return quantiles(values, n=4)[0]


async def test_workers_and_queue_are_filled_and_what_comes_then_is_refused(make: Make) -> None:
    hasher = make(**SLOW, workers=1, queue=2)
    calls = [asyncio.create_task(hasher.hash(PASSWORD)) for _ in range(5)]
    refused, accepted = await asyncio.wait(calls, timeout=0.02)
    assert (len(refused), len(accepted)) == (2, 3)
    for call in refused:
        error = call.exception()
        assert isinstance(error, ThrottledError)
        assert error.retry_after_seconds == 1
    with pytest.raises(ThrottledError):
        await hasher.verify(None, PASSWORD)
    for call in accepted:
        assert (await call).startswith("$argon2id$")


async def test_a_place_is_free_as_soon_as_its_hash_is_returned(make: Make) -> None:
    hasher = make(memory_kib=64, passes=1, workers=1, queue=0)
    for _ in range(50):
        encoded = await hasher.hash(PASSWORD)
        assert await hasher.verify(encoded, PASSWORD)
        assert not await hasher.verify("no hash", PASSWORD)


async def test_who_is_cancelled_keeps_their_place_until_the_thread_is_done(make: Make) -> None:
    hasher = make(**SLOW, workers=1, queue=0)
    await begun_and_cancelled(hasher)
    for _ in range(20):
        with pytest.raises(ThrottledError):
            await hasher.verify(None, PASSWORD)
    for _ in range(1000):
        with suppress(ThrottledError):
            await hasher.verify(None, PASSWORD)
            return
        await asyncio.sleep(0.005)
    pytest.fail("the place was never given back")


async def test_who_is_cancelled_while_waiting_leaves_the_queue(make: Make) -> None:
    hasher = make(**SLOW, workers=1, queue=1)
    running = asyncio.create_task(hasher.verify(None, PASSWORD))
    for _ in range(20):
        await begun_and_cancelled(hasher, seconds=0.001)
    assert not running.done()
    await running


async def begun_and_cancelled(hasher: PasswordHasher, seconds: float = 0.02) -> None:
    call = asyncio.create_task(hasher.verify(None, PASSWORD))
    await asyncio.sleep(seconds)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call


async def test_the_event_loop_goes_on_while_a_hundred_passwords_are_verified(make: Make) -> None:
    hasher = make()
    gaps = []
    for _ in range(TRIES):
        burst = asyncio.gather(*(hasher.verify(None, PASSWORD) for _ in range(100)), return_exceptions=True)
        gaps.append(await longest_gap(burst))
        outcomes = burst.result()
        assert outcomes.count(False) == 18
        assert sum(isinstance(outcome, ThrottledError) for outcome in outcomes) == 82
        if gaps[-1] < LONGEST_GAP:
            return
    pytest.fail(f"the loop stood still: {gaps}")


async def longest_gap(until: asyncio.Future[Any]) -> float:
    """Tick until something is done, and return the longest time between two ticks as a part of the whole."""
    began = last = time.perf_counter()
    longest = 0.0
    while not until.done():
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    return longest / (last - began)


async def test_as_many_are_admitted_as_hashes_have_places(make: Make) -> None:
    hasher = make(memory_kib=64, passes=1, workers=2, queue=3)
    with ExitStack() as admitted:
        for _ in range(5):
            admitted.enter_context(hasher.admission())
        with pytest.raises(ThrottledError), hasher.admission():
            pass
        assert await hasher.verify(await hasher.hash(PASSWORD), PASSWORD)
    with hasher.admission():
        pass
