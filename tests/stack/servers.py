"""`irontrack serve` as operators run it: processes on one database, and connections that cost little.

httpx takes about a millisecond of the test's own time for a request, which would be measured, too.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx

from irontrack.infra.keys import generate_key

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping
    from pathlib import Path

PATIENCE_SECONDS = 60
POLL_SECONDS = 0.02


@dataclass
class Server:
    """A process that serves on 127.0.0.1.

    Attributes:
        process: Python itself.
        log: The file that all its output goes to.
        port: 0 until it listens.
    """

    process: subprocess.Popen[bytes]
    log: Path
    port: int = 0

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        return self.log.read_text("utf-8")

    def wait_until_ready(self) -> None:
        """Return when it is ready to serve."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.output
            self.port = self.port or _announced_port(self.output)
            if self.port and httpx.get(f"{self.origin}/health/ready").status_code == HTTPStatus.OK:
                return
            time.sleep(POLL_SECONDS)
        raise AssertionError(self.output)


@contextmanager
def serving(folder: Path, settings: Mapping[str, str], *database_urls: str) -> Iterator[list[Server]]:
    """Start a process for each address of a database, wait until all are ready; at the end, stop them.

    Args:
        folder: Of the keys, which all processes started there share, and of their output.
        settings: By their names in lower case.
        database_urls: Of databases that have been migrated.
    """
    if not (folder / "keys").exists():
        generate_key(folder / "keys")
    with ExitStack() as running:
        servers = [
            running.enter_context(_process(folder, environment(folder, {**settings, "database_url": url})))
            for url in database_urls
        ]
        try:
            for server in servers:
                server.wait_until_ready()
            yield servers
        finally:
            for server in servers:  # all at once, before each is waited for
                server.process.terminate()


def environment(folder: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a process that has these settings, its keys in the folder, and no others."""
    unwanted = ("IRONTRACK_", "PYTHONDONTWRITEBYTECODE")  # the second would make each start take seconds
    variables = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    wanted = {"keys_dir": str(folder / "keys"), **settings}
    return variables | {f"IRONTRACK_{name.upper()}": value for name, value in wanted.items()}


@dataclass(frozen=True)
class Answer:
    """What came back.

    Attributes:
        status: The HTTP status.
        headers: Names in lower case, in order.
        content: The body.
        seconds: From when the request was sent until the whole answer was there.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def data(self) -> Any:
        """What a document that went through has found."""
        assert self.status == HTTPStatus.OK, self
        answer = self.json
        assert "errors" not in answer, answer
        return answer["data"]

    @property
    def cookies(self) -> str:
        """The cookies that were set, as a browser sends them back."""
        return "; ".join(value.partition(";")[0] for name, value in self.headers if name == "set-cookie")


class Connection:
    """One HTTP/1.1 connection, kept alive; one request at a time. It keeps no cookies.

    Where the server has closed it, as servers do after many requests, the next request opens it again.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, document: str, cookies: str = "", **variables: Any) -> Answer:
        """Send a document with cookies as `Answer.cookies` has them."""
        body = json.dumps({"query": document, "variables": variables}).encode()
        headers = {"cookie": cookies} if cookies else {}
        return await self.request("POST", "/graphql", body, **headers)

    async def request(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """Send a request, a body as JSON; underscores in names of headers stand for hyphens."""
        given = {"host": "127.0.0.1", "content_length": str(len(body)), **headers}
        if body:
            given.setdefault("content_type", "application/json")
        lines = [f"{method} {path} HTTP/1.1"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in given.items()]
        reader, writer = await self._open()
        sent_at = time.monotonic()
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        status, received = _head(await reader.readuntil(b"\r\n\r\n"))
        content = await reader.readexactly(int(dict(received)["content-length"]))
        answer = Answer(status, received, content, time.monotonic() - sent_at)
        if ("connection", "close") in received:
            await self.close()
        return answer

    async def close(self) -> None:
        """Close it, where it is open."""
        if self._streams:
            _, writer = self._streams
            self._streams = None
            writer.close()
            await writer.wait_closed()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams and self._streams[0].at_eof():
            await self.close()
        self._streams = self._streams or await asyncio.open_connection("127.0.0.1", self._server.port)
        return self._streams


@asynccontextmanager
async def connected(server: Server) -> AsyncIterator[Connection]:
    """Yield a connection that is open from the first request to the end of the block."""
    connection = Connection(server)
    try:
        yield connection
    finally:
        await connection.close()


def _head(received: bytes) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Return status and headers."""
    first, *lines = received.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines if line)
    return int(first.split(" ")[1]), tuple((name.lower(), value.strip()) for name, _, value in pairs)


@contextmanager
def _process(folder: Path, variables: dict[str, str]) -> Iterator[Server]:
    log = folder / f"serve-{len(list(folder.glob('serve-*')))}.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "irontrack", "serve", "--port", "0"],
            cwd=folder,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Server(process, log)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _announced_port(output: str) -> int:
    """Return the port that the log names, or 0 while it names none."""
    for line in output.rpartition("\n")[0].splitlines():  # the last one may not be whole yet
        if '"serving"' in line:
            return int(json.loads(line)["address"].rpartition(" ")[2])
    return 0
