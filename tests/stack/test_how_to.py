"""What the pages tell to type works when it is typed, at a server that they tell to start."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
HOW_TO = ROOT / "docs" / "how-to"
REFERENCE = ROOT / "docs" / "reference"
SERVER = HOW_TO / "run-on-your-own-postgresql.md"
SHOWN_PORT = "8000"
ACCESS = "irontrack-access"


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

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._port}"

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
    keeps_a_frontend_signed_in(terminal)
    makes_administrators(terminal)
    is_healthy(terminal)
    terminal.type(fences(SERVER, "sh")[2])
    logs_only_what_the_reference_names(terminal)


def answers_as_the_readme_shows(terminal: Terminal) -> None:
    readme = ROOT / "README.md"
    (query,) = (command for command in fences(readme, "sh") if command.startswith("curl"))
    assert json.loads(terminal.type(query)) == json.loads(fences(readme, "json")[0])


def signs_up_in_and_out(terminal: Terminal) -> None:
    sign_up, sign_in, ask, refresh, sign_out = fences(HOW_TO / "sign-in-from-a-script.md", "sh")
    assert data(terminal.type(sign_up))["signUp"] == {"__typename": "SignUpPayload"}
    assert data(terminal.type(sign_in))["signIn"] == {"__typename": "SignInPayload"}
    assert data(terminal.type(ask))["viewer"]["trainingSessions"] == {"totalCount": 0}
    terminal.type(f"sed --in-place /{ACCESS}/d cookies.txt")  # as curl does once it has expired
    assert data(terminal.type(ask))["viewer"] is None
    assert data(terminal.type(refresh))["refreshSession"]["__typename"] == "RefreshSessionPayload"
    assert data(terminal.type(ask))["viewer"]["trainingSessions"] == {"totalCount": 0}
    assert data(terminal.type(sign_out))["signOut"] == {"wasSignedIn": True}
    assert not (terminal.folder / "cookies.txt").exists()
    assert data(terminal.type(sign_in))["signIn"] == {"__typename": "SignInPayload"}


def keeps_a_frontend_signed_in(terminal: Terminal) -> None:
    """The code is put into a page of the server that has none, past its policy, which forbids all scripts."""
    (code,) = fences(HOW_TO / "keep-a-frontend-signed-in.md", "js")
    code = re.sub(r'(?<=ENDPOINT = ")https://[^/]+', terminal.origin, code)
    chromium = shutil.which("chromium")
    assert chromium, "this test needs chromium on PATH"
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser,
        browser.new_context(bypass_csp=True) as context,
    ):
        page = context.new_page()
        page.clock.install()
        page.goto(f"{terminal.origin}/health/live")
        page.evaluate(f"() => {{ {code} Object.assign(window, {{ graphql, refresh }}) }}")
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url))
        signs_in_and_goes_on_without_access(page, sent)
        refreshes_in_time(page, sent)
        context.clear_cookies()
        assert asks(page, "{ viewer { email } }", sent, requests=2) == {"viewer": None}


def signs_in_and_goes_on_without_access(page: Page, sent: list[str]) -> None:
    assert page.evaluate("refresh()") is False
    account = 'email: "script@example.org", password: "three sets of five"'
    sign_in = f"mutation {{ signIn(input: {{ {account} }}) {{ __typename }} }}"
    assert asks(page, sign_in, sent, requests=1) == {"signIn": {"__typename": "SignInPayload"}}
    change = 'mutation { updateProfile(input: {name: "Script"}) { __typename } }'
    page.context.clear_cookies(name=ACCESS)
    assert asks(page, change, sent, requests=3) == {"updateProfile": {"__typename": "UpdateProfilePayload"}}
    page.context.clear_cookies(name=ACCESS)
    assert asks(page, "{ viewer { name } }", sent, requests=3) == {"viewer": {"name": "Script"}}


def refreshes_in_time(page: Page, sent: list[str]) -> None:
    sent.clear()
    assert page.evaluate("Promise.all(Array.from({ length: 20 }, refresh))") == [True] * 20
    assert len(sent) == 1
    page.context.clear_cookies(name=ACCESS)
    with page.expect_response("**/graphql"):
        page.clock.fast_forward("08:00")
    assert asks(page, "{ viewer { name } }", sent, requests=1) == {"viewer": {"name": "Script"}}


def asks(page: Page, document: str, sent: list[str], *, requests: int) -> Any:
    """Send an operation by the page's code, which sends so many requests for it."""
    sent.clear()
    answer = page.evaluate("document => graphql(document)", document)
    assert len(sent) == requests
    assert "errors" not in answer, answer
    return answer["data"]


def data(answer: str) -> Any:
    return json.loads(answer)["data"]


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
