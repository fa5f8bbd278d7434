"""`irontrack up` as a user starts it: a process of its own in a folder of its own."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE_SECONDS = 60


@dataclass
class Up:
    """A running `irontrack up`.

    Attributes:
        process: Python itself.
        port: Where it serves, on 127.0.0.1.
        log: The file that its output goes to.
    """

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        return self.log.read_text("utf-8")

    @property
    def demo_password(self) -> str:
        """The demo account's password, which is shown at the first start only."""
        found = re.search(r"Password: (\S+)", self.output)
        assert found, self.output
        return found[1]

    def stop(self) -> None:
        """Press Ctrl-C and wait."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE_SECONDS)


@contextmanager
def up(folder: Path, *options: str, log: str = "up.log") -> Iterator[Up]:
    """Start it in a folder, wait until it is ready, and stop it at the end."""
    port = free_port()
    command = [sys.executable, "-m", "irontrack", "up", "--port", str(port), *options]
    path = folder / log
    with path.open("wb") as file:
        process = subprocess.Popen(command, cwd=folder, stdout=file, stderr=subprocess.STDOUT)  # noqa: S603
    running = Up(process, port, path)
    try:
        _wait(running)
        yield running
    finally:
        running.stop()


def free_port() -> int:
    """Return a port on which nobody listens at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _wait(running: Up) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert running.process.poll() is None, running.output
        try:
            if httpx.get(f"{running.origin}/health/ready").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(running.output)
