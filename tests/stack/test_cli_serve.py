"""`irontrack serve`: refuses what it cannot serve, and finishes what it has begun."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

import asyncpg
import httpx
import pytest
import uvloop
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from irontrack.errors import StartupError
from irontrack.infra.keys import generate_key
from irontrack.infra.server import listen_tcp, listen_unix, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from starlette.requests import Request

PATIENCE_SECONDS = 30.0
POLL_SECONDS = 0.02
SIGN_IN = 'mutation { signIn(input: {email: "nobody@irontrack.example", password: "x"}) { __typename } }'
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'user_account'::regclass"


@contextmanager
def serving(folder: Path, database_url: str, *options: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "irontrack", "serve", *options],
        cwd=folder,
        env=environment(folder, database_url),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def environment(folder: Path, database_url: str) -> dict[str, str]:
    unwanted = ("IRONTRACK_", "PYTHONDONTWRITEBYTECODE")  # the second would make each start take seconds
    variables = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    return variables | {"IRONTRACK_DATABASE_URL": database_url, "IRONTRACK_KEYS_DIR": str(folder / "keys")}


def refusal(folder: Path, database_url: str, *options: str) -> str:
    with serving(folder, database_url, *options) as process:
        _, error = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 1
    return error


def wait_for(condition: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (value := condition()):
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(POLL_SECONDS)
    return value


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def is_listening(address: tuple[str, int] | str) -> bool:
    """Tell whether a port, or the path of a Unix socket, takes connections."""
    with socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET) as probe:
        return probe.connect_ex(address) == 0


@contextmanager
def locked_accounts(url: str) -> Iterator[Callable[[], bool]]:
    """Lock the accounts for the block; the value tells whether somebody waits for them."""
    with asyncio.Runner() as runner:
        connection = runner.run(asyncpg.connect(url.replace("+asyncpg", "")))
        runner.run(connection.execute("BEGIN; LOCK TABLE user_account IN ACCESS EXCLUSIVE MODE"))
        try:
            yield lambda: runner.run(connection.fetchval(WAITING)) > 0
        finally:
            runner.run(connection.close())


def test_it_refuses_in_one_sentence_what_it_cannot_serve(
    tmp_path: Path, empty_database_url: str, database_url: str
) -> None:
    unmigrated = "The database has no tables of IronTrack yet: run `irontrack db upgrade`.\n"
    assert refusal(tmp_path, empty_database_url) == unmigrated
    unreachable = refusal(tmp_path, "postgresql://nobody@127.0.0.1:1/irontrack")
    assert unreachable.startswith("The database cannot be reached: ")
    assert unreachable.count("\n") == 1
    keyless = refusal(tmp_path, database_url, "--port", "0")
    assert keyless.startswith("There is no signing key in ")
    generate_key(tmp_path / "keys")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        expected = f"Port {port} of 127.0.0.1 cannot be used: address already in use;"
        assert refusal(tmp_path, database_url, "--port", port).startswith(expected)


def test_sigterm_lets_a_request_in_flight_finish(tmp_path: Path, fresh_database_url: str) -> None:
    generate_key(tmp_path / "keys")
    address = ("127.0.0.1", free_port())

    def ask() -> httpx.Response:
        url = f"http://{address[0]}:{address[1]}/graphql"
        return httpx.post(url, json={"query": SIGN_IN}, timeout=PATIENCE_SECONDS)

    with (
        serving(tmp_path, fresh_database_url, "--port", str(address[1])) as process,
        ThreadPoolExecutor() as threads,
    ):
        wait_for(lambda: is_listening(address))
        with locked_accounts(fresh_database_url) as has_waiters:
            answer = threads.submit(ask)
            wait_for(has_waiters)
            process.send_signal(signal.SIGTERM)
            wait_for(lambda: not is_listening(address))
            assert process.poll() is None
        expected = {"data": {"signIn": {"__typename": "CredentialsProblem"}}}
        assert answer.result(PATIENCE_SECONDS).json() == expected
        assert process.wait(PATIENCE_SECONDS) == 0
        assert process.stderr is not None
        assert "Warning" not in process.stderr.read()


def test_a_proxy_reaches_it_through_a_unix_socket(tmp_path: Path, database_url: str) -> None:
    generate_key(tmp_path / "keys")
    path = tmp_path / "web.sock"
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(path))
    with serving(tmp_path, database_url, "--socket", str(path)) as process:
        wait_for(lambda: is_listening(str(path)))
        with httpx.Client(transport=httpx.HTTPTransport(uds=str(path))) as client:
            assert client.get("http://irontrack/health/ready").json() == {"status": "ok", "database": "ok"}
        assert refusal(tmp_path, database_url, "--socket", str(path)).startswith("The socket ")
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_SECONDS) == 0
    assert not path.exists()


def test_a_path_that_is_no_socket_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("mine")
    with pytest.raises(StartupError, match="cannot be used: address already in use"):
        listen_unix(path)
    assert path.read_text() == "mine"


def test_clients_that_dawdle_are_cut_off_when_the_grace_is_over() -> None:
    """One sends half a body, one never reads, one is idle: none may hold up the end, nor the lifespan's."""
    ended = threading.Event()

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        ended.set()

    async def read(request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    async def write(_request: Request) -> Response:
        return Response(b"x" * 32_000_000)

    app = Starlette(
        routes=[Route("/read", read, methods=["POST"]), Route("/write", write)], lifespan=lifespan
    )
    requests = (
        b"POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf",
        b"GET /write HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n",
    )

    async def stop_among_them() -> float:
        listener = listen_tcp("127.0.0.1", 0)
        address = listener.getsockname()
        stop = asyncio.Event()
        server = asyncio.create_task(serve(app, listener, stop, grace_seconds=0.3))
        clients = [socket.create_connection(address) for _ in requests]
        for client, request in zip(clients, requests, strict=True):
            client.sendall(request)
        await asyncio.sleep(0.3)
        began = time.monotonic()
        stop.set()
        await server
        for client in clients:
            client.close()
        return time.monotonic() - began

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert 0.3 <= runner.run(stop_among_them()) < 3
    assert ended.is_set()
