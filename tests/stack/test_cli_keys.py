"""`irontrack keys`: made, rotated, listed and removed by commands, as an operator types them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import jwt
import pytest
from test_how_to import HOW_TO, SERVER, Terminal, fences

from irontrack.infra.keys import generate_key
from irontrack.infra.tokens import AccessClaims, TokenKeys

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    type Keys = Callable[..., subprocess.CompletedProcess[str]]

PATIENCE_SECONDS = 30
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    """Run `irontrack keys` with settings by name; the folder is `keys` unless another one is given."""

    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        unwanted = ("IRONTRACK_", "PYTHONDONTWRITEBYTECODE")  # the second would make each start take seconds
        variables = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
        given = {"keys_dir": "keys"} | settings
        variables |= {f"IRONTRACK_{name.upper()}": value for name, value in given.items()}
        return subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "irontrack", "keys", *arguments],
            cwd=tmp_path,
            env=variables,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def aged(folder: Path, age: timedelta) -> str:
    made_at = datetime.now(UTC) - age
    return generate_key(folder).rename(folder / f"{made_at:%Y-%m-%dT%H%M%S.%f}-test.pem").stem


def ids(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.iterdir())


def shown(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


def assert_refused(done: subprocess.CompletedProcess[str], sentence: str) -> None:
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(sentence)
    assert done.stderr.count("\n") == 1


def test_a_rotation_adds_a_key_and_removes_what_has_nothing_left_to_verify(keys: Keys, folder: Path) -> None:
    past, old = aged(folder, 60 * DAY), aged(folder, 40 * DAY)
    rotated = keys("rotate")
    assert (rotated.returncode, rotated.stderr) == (0, "")
    assert not (folder / f"{past}.pem").exists()
    (new,) = set(ids(folder)) - {old}
    made, removed = rotated.stdout.splitlines()
    assert removed == f"Removed keys/{past}.pem."
    assert re.fullmatch(rf"Made keys/{new}\.pem: signs from {TIME}\.", made)

    again = keys("rotate")
    assert again.stdout.count("\n") == 1
    assert set(ids(folder)) > {old, new}


def test_how_long_a_key_stays_follows_the_life_of_refresh_tokens(keys: Keys, folder: Path) -> None:
    old, present = aged(folder, 60 * DAY), aged(folder, 2 * DAY)
    assert "Removed" not in keys("rotate").stdout
    assert "Removed" not in keys("rotate", refresh_token_seconds="172800").stdout
    option = keys("rotate", "--refresh-token-seconds", "172800", refresh_token_seconds="86400").stdout
    assert "Removed" not in option
    assert f"Removed keys/{old}.pem." in keys("rotate", refresh_token_seconds="86400").stdout.splitlines()
    assert ids(folder)[0] == present


def test_the_list_tells_what_each_key_is_good_for(keys: Keys, folder: Path) -> None:
    ages = (60 * DAY, 40 * DAY, 20 * DAY, 0 * DAY)
    made_at = [datetime.now(UTC) - age for age in ages]
    names = [f"{time:%Y-%m-%dT%H%M%S.%f}-test" for time in made_at]
    for name in ("by-hand", *names):
        generate_key(folder).rename(folder / f"{name}.pem")
    listed = keys("list", refresh_token_seconds=str(30 * 86_400))
    assert (listed.returncode, listed.stderr) == (0, "")
    times = [shown(time) for time in made_at]
    assert listed.stdout.splitlines() == [
        "by-hand  made an unknown time  can be removed",
        f"{names[0]}  made {times[0]}  can be removed",
        f"{names[1]}  made {times[1]}  verifies until {shown(made_at[2] + 30 * DAY + 2 * MINUTE)}",
        f"{names[2]}  made {times[2]}  signs",
        f"{names[3]}  made {times[3]}  signs from {shown(made_at[3] + MINUTE)}",
    ]


def test_a_rotation_while_servers_run_signs_nobody_out(keys: Keys, folder: Path) -> None:
    old = aged(folder, 60 * DAY)
    server = TokenKeys(folder)
    claims = AccessClaims(uuid4(), uuid4())
    before = server.issue(claims, 600)
    assert keys("rotate").returncode == 0
    (new,) = set(ids(folder)) - {old}
    another = TokenKeys(folder)
    during = another.issue(claims, 600)
    assert jwt.get_unverified_header(during)["kid"] == old  # the new key is not a minute old
    signed_by_new = TokenKeys(alone(folder, new)).issue(claims, 600)
    for token in (before, during, signed_by_new):
        assert server.verify(token) == another.verify(token) == claims


def alone(folder: Path, key_id: str) -> Path:
    """Return a folder with one key, which signs at once there."""
    copy = folder.with_name("alone")
    copy.mkdir()
    (copy / f"{key_id}.pem").write_bytes((folder / f"{key_id}.pem").read_bytes())
    return copy


@pytest.mark.parametrize("command", ["rotate", "list"])
def test_what_is_wrong_with_the_folder_is_said_and_nothing_changes(
    keys: Keys, folder: Path, command: str
) -> None:
    assert_refused(keys(command), "There is no signing key in keys: make one with `irontrack keys generate`.")
    assert not folder.exists()
    past = [aged(folder, 60 * DAY), aged(folder, 40 * DAY)]
    (folder / "broken.pem").touch()
    assert_refused(keys(command), "keys/broken.pem cannot be read as a signing key: ")
    assert ids(folder) == [*past, "broken"]
    (folder.parent / "file").touch()
    assert_refused(keys(command, "--dir", "file"), "The keys in file cannot be read: Not a directory.")


def test_a_folder_or_a_lifetime_that_makes_no_sense_is_misuse(keys: Keys, folder: Path) -> None:
    aged(folder, DAY)
    assert keys("list", keys_dir="").returncode == 2
    assert keys("rotate", refresh_token_seconds="0").returncode == 2
    assert keys("rotate", "--refresh-token-seconds", "a month").returncode == 2
    assert len(ids(folder)) == 1


def test_the_page_about_rotation_can_be_followed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    past, old = aged(folder, 60 * DAY), aged(folder, 40 * DAY)
    monkeypatch.setenv("LEAKED", old)
    terminal = Terminal(tmp_path, "", fences(SERVER, "ini")[0])
    rotate, show, make_later, replace_leaked = fences(HOW_TO / "rotate-the-keys.md", "sh")
    assert f"Removed keys/{past}.pem." in terminal.type(rotate)
    assert f"{old}  made " in terminal.type(show)
    terminal.type(make_later)
    (later,) = (tmp_path / "new-key").iterdir()
    later.rename(folder / later.name)
    told = datetime.fromisoformat(terminal.type(show).splitlines()[-1].rpartition(" signs from ")[2])
    assert timedelta(minutes=59) < told - datetime.now(UTC) <= timedelta(minutes=61)
    terminal.type(replace_leaked)
    assert old not in ids(folder)
    assert len(ids(folder)) == 3
