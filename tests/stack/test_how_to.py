"""What the pages tell to type works when it is typed, at a server that they tell to start."""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
HOW_TO = ROOT / "docs" / "how-to"
REFERENCE = ROOT / "docs" / "reference"
SERVER = HOW_TO / "run-on-your-own-postgresql.md"
SHOWN_PORT = "8000"


def fences(path: Path, language: str) -> list[str]:
    tokens = MarkdownIt().parse(path.read_text("utf-8"))
    return [token.content for token in tokens if token.info == language]


class Terminal:
    """A shell in a folder of its own, whose `uv run --env-file .env irontrack` is this interpreter's.

    Args:
        folder: Where everything is typed; the server logs to `log` in it.
        database_url: Takes the place of the address in the settings.
        settings: The lines of `.env`.
    """

    def __init__(self, folder: Path, database_url: str, settings: str) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = str(free.getsockname()[1])
        uv = folder / "bin" / "uv"
        uv.parent.mkdir()
        uv.write_text(f'#!/bin/sh\nshift 4\nexec {sys.executable} -m irontrack "$@"\n', "utf-8")
        uv.chmod(0o755)
        self._environment = {
            **os.environ,
            **dict(line.split("=", 1) for line in self._here(settings).splitlines()),
            "IRONTRACK_DATABASE_URL": database_url,
            "PATH": f"{uv.parent}{os.pathsep}{os.environ['PATH']}",
        }

    def type(self, script: str) -> str:
        command = ["bash", "-e", "-c", self._here(script)]
        done = subprocess.run(  # noqa: S603 - our own pages
            command, cwd=self.folder, env=self._environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    @contextmanager
    def serving(self, script: str) -> Iterator[None]:
        with (self.folder / "log").open("wb") as log:
            server = subprocess.Popen(  # noqa: S603 - our own pages
                shlex.split(self._here(script)), cwd=self.folder, env=self._environment, stderr=log
            )
        try:
            self.type(
                f"curl --silent --retry 20 --retry-connrefused http://127.0.0.1:{SHOWN_PORT}/health/live"
            )
            yield
        finally:
            server.send_signal(signal.SIGTERM)
            assert server.wait(30) == 0

    def _here(self, text: str) -> str:
        return text.replace(SHOWN_PORT, self._port)


@pytest.fixture
def terminal(empty_database_url: str, tmp_path: Path) -> Iterator[Terminal]:
    """A terminal at which the page about one's own PostgreSQL was followed until the server runs."""
    opened = Terminal(tmp_path, empty_database_url, fences(SERVER, "ini")[0])
    prepare, serve, _ = fences(SERVER, "sh")
    opened.type(prepare)
    with opened.serving(serve):
        yield opened


def test_the_pages_can_be_followed(terminal: Terminal) -> None:
    answers_as_the_readme_shows(terminal)
    signs_up_in_and_out(terminal)
    makes_administrators(terminal)
    is_healthy(terminal)
    terminal.type(fences(SERVER, "sh")[2])
    logs_only_what_the_reference_names(terminal)


def answers_as_the_readme_shows(terminal: Terminal) -> None:
    readme = ROOT / "README.md"
    (query,) = (command for command in fences(readme, "sh") if command.startswith("curl"))
    assert json.loads(terminal.type(query)) == json.loads(fences(readme, "json")[0])


def signs_up_in_and_out(terminal: Terminal) -> None:
    up, signed_in, viewer, out = map(terminal.type, fences(HOW_TO / "sign-in-from-a-script.md", "sh"))
    assert json.loads(up)["data"]["signUp"] == {"__typename": "SignUpPayload"}
    assert json.loads(signed_in)["data"]["signIn"] == {"__typename": "SignInPayload"}
    assert json.loads(viewer)["data"]["viewer"]["trainingSessions"] == {"totalCount": 0}
    assert json.loads(out)["data"]["signOut"] == {"wasSignedIn": True}


def makes_administrators(terminal: Terminal) -> None:
    """The first command asks for the password at a terminal, which only a person has."""
    (terminal.folder / "password.txt").write_text("five sets of three\n", "utf-8")
    _, created, promoted = fences(HOW_TO / "make-the-first-administrator.md", "sh")
    assert "superuser" in terminal.type(created)
    assert "superuser" in terminal.type(promoted)


def is_healthy(terminal: Terminal) -> None:
    page = REFERENCE / "health.md"
    answer = json.loads(terminal.type(fences(page, "sh")[0]))
    assert answer == {
        **json.loads(fences(page, "json")[0]),
        "uptime_seconds": answer["uptime_seconds"],
        "version": answer["version"],
    }


def logs_only_what_the_reference_names(terminal: Terminal) -> None:
    page = (REFERENCE / "logs.md").read_text("utf-8")
    records = [json.loads(line) for line in (terminal.folder / "log").read_text("utf-8").splitlines()]
    assert records
    assert {name for record in records for name in record if f"`{name}`" not in page} == set()
