"""`irontrack up` as a newcomer runs it: in an empty folder, in its own process, ended by signals."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import httpx
import pytest

import irontrack

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE_SECONDS = 30.0
POLL_SECONDS = 0.05
WITHOUT_GRAPHIQL = {"IRONTRACK_GRAPHIQL": "false"}  # whose build would run beside everything else
SIGN_IN = """
mutation SignIn($email: String!, $password: String!) {
  signIn(input: {email: $email, password: $password}) { __typename }
}
"""


class Up:
    """One run of the command, with everything it prints in one file."""

    def __init__(self, folder: Path, *options: str, **variables: str) -> None:
        self.folder = folder
        self._output = folder / "output.txt"
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "irontrack", "up", *options],
                cwd=folder,
                env=environment(**variables),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def output(self) -> str:
        return self._output.read_text("utf-8")

    @property
    def address(self) -> str:
        """Where it serves, once it does."""
        found = wait_for(lambda: re.search(r"GraphQL: +(\S+)/graphql", self.output), self.process)
        return str(found[1])

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)


@contextmanager
def running(folder: Path, *options: str, **variables: str) -> Iterator[Up]:
    up = Up(folder, *options, **variables)
    try:
        yield up
    finally:
        up.process.kill()
        up.process.wait()


def environment(**more: str) -> dict[str, str]:
    """Return the variables of a shell that knows nothing of IronTrack."""
    unwanted = ("IRONTRACK_", "PYTHONDONTWRITEBYTECODE")  # the second would make each start take seconds
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    return inherited | more


def run(folder: Path, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command where it is to refuse."""
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "irontrack", "up", *options],
        cwd=folder,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def wait_for(condition: Any, process: subprocess.Popen[bytes] | None = None) -> Any:
    """Return the condition's first value that is true."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (value := condition()):
        assert time.monotonic() < deadline, "it took too long"
        assert process is None or process.poll() is None, "the process has ended"
        time.sleep(POLL_SECONDS)
    return value


def processes_of(*names: object) -> list[str]:
    """Return the command lines of running processes that contain one of the names."""
    commands = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(FileNotFoundError, ProcessLookupError):
            commands.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return [command for command in commands if any(str(name) in command for name in names)]


def server_of(data_dir: Path) -> list[int]:
    """Return the process ids of a folder's PostgreSQL, the postmaster's first."""
    postmaster = int((data_dir / "postgresql" / "postmaster.pid").read_text().splitlines()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    return [postmaster, *map(int, children)]


def post(address: str, query: str, **variables: str) -> httpx.Response:
    return httpx.post(f"{address}/graphql", json={"query": query, "variables": variables}, timeout=10)


def sign_in(address: str, email: str, password: str) -> str:
    answer = post(address, SIGN_IN, email=email, password=password).json()
    return str(answer["data"]["signIn"]["__typename"])


def ask_database(data_dir: Path, query: str) -> Any:
    """Ask the embedded server for one value."""
    sockets = (data_dir / "postgresql" / "postmaster.pid").read_text().splitlines()[4]

    async def ask() -> Any:
        connection = await asyncpg.connect(host=sockets, user="postgres", database="irontrack")
        try:
            return await connection.fetchval(query)
        finally:
            await connection.close()

    return asyncio.run(ask())


def test_a_newcomer_gets_addresses_and_an_account_and_keeps_them(tmp_path: Path) -> None:
    data_dir = tmp_path / ".irontrack"
    with running(tmp_path, "--port", "0") as first:
        address = first.address
        assert httpx.get(f"{address}/health/ready").json() == {"status": "ok", "database": "ok"}
        assert "server" not in httpx.get(f"{address}/health/live").headers
        for path in ("/graphql", "/graphiql", "/health"):
            assert f"{address}{path}" in first.output
        email = "demo@irontrack.example"
        assert email in first.output
        found = re.search(r"Password: (\S{16,}) ", first.output)
        assert found
        password = found[1]
        assert sign_in(address, email, password) == "SignInPayload"

        assert ask_database(data_dir, "SHOW statement_timeout") == "3s"
        assert ask_database(data_dir, "SHOW lock_timeout") == "1s"
        assert ask_database(data_dir, "SHOW idle_in_transaction_session_timeout") == "5s"
        sessions = ask_database(data_dir, "SELECT count(*) FROM training_sessions")
        assert sessions > 100

        second = run(tmp_path, "--port", "0")
        expected = f"IronTrack already runs on this folder: {address} (process {first.process.pid}).\n"
        assert (second.returncode, second.stderr) == (1, expected)
        elsewhere = tmp_path / "elsewhere"
        taken = run(tmp_path, "--port", address.rpartition(":")[2], "--data-dir", str(elsewhere))
        assert taken.returncode == 1
        assert re.fullmatch(
            r"Port \d+ of 127\.0\.0\.1 cannot be used: address already in use; .+\n", taken.stderr
        )
        assert not (elsewhere / "postgresql").exists()

        assert first.end(signal.SIGINT) == 0
        assert first.output.endswith("Stopped.\n")
        assert processes_of(tmp_path) == []

    with running(tmp_path, "--port", "0", **WITHOUT_GRAPHIQL) as again:
        assert sign_in(again.address, email, password) == "SignInPayload"
        assert "--reset" in again.output
        assert "GraphiQL" not in again.output
        assert password not in again.output
        assert ask_database(data_dir, "SELECT count(*) FROM training_sessions") == sessions
        assert again.end(signal.SIGTERM) == 0
        assert processes_of(tmp_path) == []


def test_data_survive_a_kill_and_end_with_a_reset(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    options = ("--port", "0", "--data-dir", str(data_dir), "--no-demo")
    with running(tmp_path, *options, **WITHOUT_GRAPHIQL) as killed:
        assert killed.address
        assert "demo" not in killed.output
        assert ask_database(data_dir, "SELECT count(*) FROM user_account") == 0
        (key,) = (data_dir / "keys").iterdir()
        killed.process.kill()
        wait_for(lambda: not processes_of(data_dir))

    foreign = data_dir / "notes.txt"
    foreign.write_text("mine")
    with running(tmp_path, *options, **WITHOUT_GRAPHIQL) as restarted:
        assert restarted.address
        assert list((data_dir / "keys").iterdir()) == [key]
        ask_database(data_dir, "UPDATE alembic_version SET version_num = 'from_the_future'")
        assert restarted.end(signal.SIGINT) == 0

    newer = run(tmp_path, *options)
    assert newer.returncode == 1
    assert "newer IronTrack (revision from_the_future)" in newer.stderr
    assert newer.stderr.count("\n") == 1
    assert processes_of(data_dir) == []

    with running(tmp_path, *options, "--reset", **WITHOUT_GRAPHIQL) as reset:
        assert reset.address
        assert key not in (data_dir / "keys").iterdir()
        assert foreign.read_text() == "mine"
        assert reset.end(signal.SIGINT) == 0


def test_folders_that_are_no_data_folders_are_left_alone(tmp_path: Path) -> None:
    keepsake = tmp_path / "home" / "keys" / "letter.txt"
    keepsake.parent.mkdir(parents=True)
    keepsake.write_text("dear diary")
    for path in (tmp_path / "home", keepsake):
        refused = run(tmp_path, "--port", "0", "--data-dir", str(path), "--reset")
        assert refused.returncode == 1
        assert refused.stderr.count("\n") == 1
        assert str(path) in refused.stderr
    assert keepsake.read_text() == "dear diary"


def test_a_broken_cluster_is_explained_and_left_as_it_is(tmp_path: Path) -> None:
    data_dir = tmp_path / ".irontrack"
    version = data_dir / "postgresql" / "PG_VERSION"
    version.parent.mkdir(parents=True)
    version.write_text("7\n")
    (data_dir / "irontrack.lock").touch()
    refused = run(tmp_path, "--port", "0")
    assert refused.returncode == 1
    assert refused.stderr.startswith("PostgreSQL does not start on ")
    assert refused.stderr.count("\n") == 1
    assert version.read_text() == "7\n"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "IRONTRACK_LOG_LEVLE",
            "There is no setting IRONTRACK_LOG_LEVLE. Did you mean IRONTRACK_LOG_LEVEL?\n",
        ),
        (
            "IRONTRACK_DATABASE_URL",
            "`irontrack up` sets IRONTRACK_DATABASE_URL itself: unset it, or use `irontrack serve`.\n",
        ),
    ],
)
def test_a_setting_that_cannot_be_followed_stops_the_start(tmp_path: Path, name: str, expected: str) -> None:
    refused = run(tmp_path, "--port", "0", **{name: "warning"})
    assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", expected)
    assert not (tmp_path / ".irontrack" / "postgresql").exists()


def test_reload_serves_the_changed_code_on_the_same_address(tmp_path: Path) -> None:
    checkout = Path(irontrack.__file__).parents[1]
    copy = tmp_path / "copy"
    ignored = shutil.ignore_patterns("__pycache__", "node_modules")
    for name in ("irontrack", "alembic"):
        shutil.copytree(checkout / name, copy / name, ignore=ignored)
    source = copy / "irontrack" / "__init__.py"
    original = source.read_text()
    variables = {"PYTHONPATH": str(copy), **WITHOUT_GRAPHIQL}
    with running(tmp_path, "--port", "0", "--no-demo", "--reload", **variables) as up:
        address = up.address

        def version() -> Any:
            try:
                return httpx.get(f"{address}/health", timeout=PATIENCE_SECONDS).json()["version"]
            except httpx.RemoteProtocolError:  # the child before had accepted it when it was stopped
                return None

        assert version() == irontrack.__version__
        source.write_text(original.replace(irontrack.__version__, "99.0.0"))
        wait_for(lambda: version() == "99.0.0", up.process)
        source.write_text("this is no Python\n")
        wait_for(lambda: "SyntaxError" in up.output, up.process)
        source.write_text(original)
        wait_for(lambda: version() == irontrack.__version__, up.process)
        up.process.kill()
        wait_for(lambda: not processes_of(tmp_path, f"irontrack.cli.reloaded {up.process.pid} "))


def test_it_ends_with_a_sentence_when_its_database_has_ended(tmp_path: Path) -> None:
    with running(tmp_path, "--port", "0", "--no-demo", **WITHOUT_GRAPHIQL) as up:
        assert up.address
        os.kill(server_of(tmp_path / ".irontrack")[0], signal.SIGKILL)
        assert up.process.wait(PATIENCE_SECONDS) == 1
        assert "PostgreSQL has ended; see " in up.output
    with running(tmp_path, "--port", "0", "--no-demo", **WITHOUT_GRAPHIQL) as again:
        assert again.address


def test_a_database_that_hangs_is_told_within_seconds_and_recovered_from(tmp_path: Path) -> None:
    question = {"query": "{ exercises(first: 1) { nodes { name } } }"}
    with running(tmp_path, "--port", "0", "--no-demo", **WITHOUT_GRAPHIQL) as up:
        assert httpx.post(f"{up.address}/graphql", json=question).json()["data"]
        processes = server_of(tmp_path / ".irontrack")
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            assert httpx.get(f"{up.address}/health/ready", timeout=12).status_code == 503
            answer = httpx.post(f"{up.address}/graphql", json=question, timeout=12).json()
            assert answer["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)
        wait_for(
            lambda: "errors" not in httpx.post(f"{up.address}/graphql", json=question).json(), up.process
        )
