"""Keys are made whole, sign in turn, and are read again while somebody uses them."""

from __future__ import annotations

import re
import resource
import time
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from irontrack.errors import StartupError
from irontrack.infra.keys import SIGNS_AFTER, KeyState, SigningKeys, generate_key, key_statuses, read_keys

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOUR = 3600
WAITS, SIGNS, VERIFIES, REMOVABLE = KeyState
GAPS_ABOUT_A_LIFETIME = st.integers(HOUR - 60, HOUR + 180)


def key_id(made_at: datetime, name: str = "test") -> str:
    return f"{made_at:%Y-%m-%dT%H%M%S.%f}-{name}"


def make_key(folder: Path, *, age_seconds: float) -> str:
    made_at = datetime.now(UTC) - timedelta(seconds=age_seconds)
    return generate_key(folder).rename(folder / f"{key_id(made_at)}.pem").stem


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let time pass, as far as anybody can tell."""

    def wait(seconds: float) -> None:
        monotonic = time.monotonic
        monkeypatch.setattr(time, "monotonic", lambda: monotonic() + seconds)

    return wait


def test_a_key_is_for_its_owners_eyes_only(tmp_path: Path) -> None:
    path = generate_key(tmp_path / "new" / "keys")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_key_that_cannot_be_written_whole_is_not_there_at_all(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))  # bytes, as on a full disk
    try:
        with pytest.raises(OSError, match="File too large"):
            generate_key(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", ["", "missing"])
def test_without_a_key_there_is_no_start(tmp_path: Path, folder: str) -> None:
    with pytest.raises(StartupError, match=re.escape(f"no signing key in {tmp_path / folder}")):
        SigningKeys(tmp_path / folder)


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    with pytest.raises(StartupError, match=re.escape(f"The keys in {path} cannot be read: Not a directory.")):
        SigningKeys(path)


def unusable_files() -> dict[str, bytes]:
    key = Ed25519PrivateKey.generate()
    whole = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    locked = BestAvailableEncryption(b"password")
    curve = generate_private_key(SECP256R1())
    return {
        "empty": b"",
        "half-written": whole[: len(whole) // 2],
        "no PEM": b"not a key",
        "no key": b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "another kind": curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        "encrypted": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked),
    }


UNUSABLE = pytest.mark.parametrize("content", unusable_files().values(), ids=unusable_files())


@UNUSABLE
def test_a_file_that_is_no_ed25519_key_is_named_at_the_start(tmp_path: Path, content: bytes) -> None:
    generate_key(tmp_path)
    path = tmp_path / "2026.pem"
    path.write_bytes(content)
    with pytest.raises(StartupError, match=re.escape(str(path))):
        SigningKeys(tmp_path)


def test_a_link_to_nothing_is_named_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "2026.pem").symlink_to("nothing")
    with pytest.raises(StartupError, match=re.escape(f"{tmp_path / '2026.pem'} cannot be read")):
        SigningKeys(tmp_path)


def test_other_files_are_no_keys(tmp_path: Path) -> None:
    key = generate_key(tmp_path)
    for name in ("README", "old.pem.bak", f".{key.name}", f".{key.name}.Ab3dEf"):
        (tmp_path / name).touch()
    assert list(read_keys(tmp_path)) == [key.stem]


def test_the_first_key_signs_at_once(tmp_path: Path) -> None:
    path = generate_key(tmp_path)
    keys = SigningKeys(tmp_path)
    signing_id, private = keys.signing()
    assert signing_id == path.stem
    assert keys.private(signing_id) == private
    assert keys.public(signing_id) == private.public_key()


def test_a_new_key_verifies_at_once_and_signs_after_a_minute(tmp_path: Path) -> None:
    signs_from = datetime.now(UTC) + timedelta(seconds=0.1)
    old = make_key(tmp_path, age_seconds=HOUR)
    new = generate_key(tmp_path).rename(tmp_path / f"{key_id(signs_from - SIGNS_AFTER)}.pem").stem
    keys = SigningKeys(tmp_path)
    assert keys.public(new) is not None
    while keys.signing()[0] == old:
        time.sleep(0.01)
        assert datetime.now(UTC) < signs_from + timedelta(seconds=1)
    assert keys.signing()[0] == new
    assert datetime.now(UTC) >= signs_from
    assert keys.public(old) is not None


@pytest.mark.parametrize(
    ("ages", "states"),
    [
        ([0], [SIGNS]),
        ([-60], [SIGNS]),
        ([10, 5], [SIGNS, WAITS]),
        ([100, 59.9], [SIGNS, WAITS]),
        ([100, 60], [VERIFIES, SIGNS]),
        ([100, 60, -1000], [VERIFIES, SIGNS, WAITS]),
        ([5000, HOUR + 119, 0], [VERIFIES, SIGNS, WAITS]),
        ([5000, HOUR + 119.9], [VERIFIES, SIGNS]),
        ([5000, HOUR + 120], [REMOVABLE, SIGNS]),
        ([9000, 5000, HOUR + 120], [REMOVABLE, REMOVABLE, SIGNS]),
        ([9000, 100, 90], [VERIFIES, VERIFIES, SIGNS]),
        ([100, 100], [VERIFIES, SIGNS]),
    ],
)
def test_a_key_waits_signs_verifies_and_can_be_removed(ages: list[float], states: list[KeyState]) -> None:
    made_at = [NOON - timedelta(seconds=age) for age in ages]
    ids = [key_id(made, f"{place}") for place, made in enumerate(made_at)]
    statuses = key_statuses(reversed(ids), NOON, HOUR)
    assert [status.id for status in statuses] == ids
    assert [status.made_at for status in statuses] == made_at
    assert [status.state for status in statuses] == states


def test_it_is_told_until_when_a_state_lasts() -> None:
    ids = [key_id(NOON - timedelta(seconds=age)) for age in (9000, 5000, 600, -600)]
    assert [status.until for status in key_statuses(ids, NOON, HOUR)] == [
        None,
        NOON - timedelta(seconds=600 - 60 - HOUR - 60),
        NOON + timedelta(seconds=600 + 60),
        NOON + timedelta(seconds=600 + 60),
    ]


@pytest.mark.parametrize(
    "unknown", ["key", "2026", "", "2026-02-30T120000.000000-ab", "9999-12-31T235959.999999-ab"]
)
def test_a_key_of_unknown_time_counts_as_the_oldest(unknown: str) -> None:
    def states(*ages: float) -> list[KeyState]:
        statuses = key_statuses(
            [*(key_id(NOON - timedelta(seconds=age)) for age in ages), unknown], NOON, HOUR
        )
        assert (statuses[0].id, statuses[0].made_at) == (unknown, None)
        return [status.state for status in statuses]

    assert states() == [SIGNS]
    assert states(10) == [SIGNS, WAITS]
    assert states(60) == [VERIFIES, SIGNS]
    assert states(HOUR + 120) == [REMOVABLE, SIGNS]


def test_a_key_that_only_keys_of_unknown_time_supersede_is_never_removable() -> None:
    assert [(key.id, key.state, key.until) for key in key_statuses(["b", "a"], NOON, HOUR)] == [
        ("a", VERIFIES, None),
        ("b", SIGNS, None),
    ]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 3 * HOUR) | GAPS_ABOUT_A_LIFETIME, min_size=2, max_size=8))
def test_no_rotation_removes_a_key_whose_tokens_still_live(gaps: list[int]) -> None:
    made_at = [NOON + timedelta(seconds=seconds) for seconds in accumulate(gaps)]
    rotations = {time: key_id(time, f"{place}") for place, time in enumerate(made_at)}
    folder = [key_id(NOON - timedelta(days=1))]
    last_signed: dict[str, datetime] = {}
    just_before = [time + SIGNS_AFTER - timedelta(microseconds=1) for time in made_at]
    for moment in sorted([*made_at, *just_before]):
        (signing,) = (key.id for key in key_statuses(folder, moment, HOUR) if key.state is SIGNS)
        last_signed[signing] = moment
        if moment in rotations:
            folder.append(rotations[moment])
            for key in key_statuses(folder, moment, HOUR):
                if key.state is REMOVABLE:
                    folder.remove(key.id)
                    assert key.id not in last_signed or moment - last_signed[key.id] > timedelta(seconds=HOUR)


def test_the_folder_is_read_again_after_ten_seconds(tmp_path: Path, wait: Callable[[float], None]) -> None:
    first = make_key(tmp_path, age_seconds=HOUR)
    keys = SigningKeys(tmp_path)
    before = keys.generation
    second = make_key(tmp_path, age_seconds=120)
    wait(9)
    assert (keys.signing()[0], keys.generation) == (first, before)
    wait(1)
    assert keys.signing()[0] == second
    assert keys.generation != before


def test_a_removed_key_is_gone_after_ten_seconds(tmp_path: Path, wait: Callable[[float], None]) -> None:
    compromised, new = make_key(tmp_path, age_seconds=HOUR), make_key(tmp_path, age_seconds=0)
    keys = SigningKeys(tmp_path)
    (tmp_path / f"{compromised}.pem").unlink()
    wait(10)
    assert keys.public(compromised) is None
    assert keys.private(compromised) is None
    assert keys.signing()[0] == new


def test_an_unknown_id_makes_the_folder_read_again_at_once(tmp_path: Path) -> None:
    generate_key(tmp_path)
    keys = SigningKeys(tmp_path)
    before = keys.generation
    assert keys.public(generate_key(tmp_path).stem) is not None
    assert keys.generation != before


def test_unknown_ids_make_the_folder_read_again_once_a_second(
    tmp_path: Path, wait: Callable[[float], None]
) -> None:
    generate_key(tmp_path)
    keys = SigningKeys(tmp_path)
    assert keys.public("unknown") is None
    new = generate_key(tmp_path).stem
    assert keys.public(new) is None
    wait(1)
    assert keys.public(new) is not None


def test_the_generation_stays_while_the_keys_do(tmp_path: Path, wait: Callable[[float], None]) -> None:
    generate_key(tmp_path)
    keys = SigningKeys(tmp_path)
    before = keys.generation
    wait(10)
    assert keys.generation == before
    assert keys.public("unknown") is None
    assert keys.generation == before


def test_another_key_under_the_same_id_is_noticed(tmp_path: Path, wait: Callable[[float], None]) -> None:
    path = generate_key(tmp_path)
    keys = SigningKeys(tmp_path)
    before, old = keys.generation, keys.public(path.stem)
    generate_key(tmp_path).replace(path)
    wait(10)
    assert keys.generation != before
    assert (new := keys.public(path.stem)) is not None
    assert new != old


@UNUSABLE
def test_a_file_that_is_broken_later_changes_nothing_and_is_logged_once(
    tmp_path: Path, wait: Callable[[float], None], content: bytes
) -> None:
    first = make_key(tmp_path, age_seconds=HOUR)
    keys = SigningKeys(tmp_path)
    before = keys.generation
    path = tmp_path / f"{key_id(NOON)}.pem"
    path.write_bytes(content)
    with capture_logs() as logs:
        for _ in range(3):
            wait(10)
            assert (keys.signing()[0], keys.generation) == (first, before)
    (record,) = logs
    assert record["log_level"] == "warning"
    assert str(path) in record["reason"]
    generate_key(tmp_path).replace(path)
    wait(10)
    assert keys.public(path.stem) is not None


def test_a_folder_that_goes_away_changes_nothing_until_it_is_back(
    tmp_path: Path, wait: Callable[[float], None]
) -> None:
    folder = tmp_path / "keys"
    first = generate_key(folder).stem
    keys = SigningKeys(folder)

    def warnings_after(change: Callable[[], object]) -> int:
        change()
        with capture_logs() as logs:
            for _ in range(2):
                wait(10)
                assert keys.signing()[0] == first
                assert keys.public(first) is not None
        return len(logs)

    assert warnings_after(lambda: folder.rename(tmp_path / "moved")) == 1  # gone
    assert warnings_after(folder.mkdir) == 0  # empty, which is no news
    assert warnings_after(folder.rmdir) == 0
    assert warnings_after(folder.touch) == 1  # a file
    assert warnings_after(folder.unlink) == 1
    assert warnings_after(lambda: (tmp_path / "moved").rename(folder)) == 0
    assert warnings_after(lambda: folder.rename(tmp_path / "moved")) == 1  # gone again
    second = make_key(tmp_path / "moved", age_seconds=-1)
    (tmp_path / "moved").rename(folder)
    wait(10)
    assert keys.public(second) is not None


def test_a_broken_file_does_not_keep_a_leaked_key_alive(
    tmp_path: Path, wait: Callable[[float], None]
) -> None:
    leaked = make_key(tmp_path, age_seconds=2 * HOUR)
    other = make_key(tmp_path, age_seconds=HOUR)
    keys = SigningKeys(tmp_path)
    (tmp_path / f"{key_id(NOON)}.pem").write_bytes(b"broken")
    (tmp_path / f"{leaked}.pem").unlink()
    wait(10)
    assert keys.public(leaked) is None
    assert keys.public(other) is not None


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_key_that_others_can_write_is_refused(tmp_path: Path, mode: int) -> None:
    path = generate_key(tmp_path)
    path.chmod(mode)
    with pytest.raises(StartupError, match="can be written by others"):
        SigningKeys(tmp_path)
