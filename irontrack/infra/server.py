"""Serving an application with hypercorn: one process, one listening socket, one event loop.

The socket is made first, by the caller: a taken port shows before anything is started, and clients that come
early wait in the socket's queue.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import stat
from typing import TYPE_CHECKING, Any, Final

import uvloop
from hypercorn.asyncio import serve as serve_with_hypercorn
from hypercorn.config import Config

from irontrack.errors import StartupError

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp

GRACE_SECONDS: Final = 20.0

_BACKLOG: Final = 1024
_LONGEST_REQUEST_HEAD_BYTES: Final = 16 * 1024
# The first bounds idle connections and slow headers; the second any silence, so it is longer than a request.
_KEEP_ALIVE_SECONDS: Final = 20.0
_SILENCE_SECONDS: Final = 30
# Hypercorn cancels what is left after the grace, but once: a write to a client that reads nothing stays.
_CANCELLATION_SECONDS: Final = 0.2


def listen_tcp(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes a free one.

    Raises:
        StartupError: The port is taken, or the host is not one of this machine's addresses.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        message = f"Port {port} of {host} cannot be used: {_reason(error)}; choose another one with --port."
        raise StartupError(message) from error


def listen_unix(path: Path) -> socket.socket:
    """Return a socket that listens on a path; one that a dead server left behind is replaced.

    Raises:
        StartupError: Something listens there already, or the path cannot be used.
    """
    listener = socket.socket(socket.AF_UNIX)
    try:
        if _is_dead(path):
            path.unlink()
        listener.bind(str(path))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        message = f"The socket {path} cannot be used: {_reason(error)}; choose another one with --socket."
        raise StartupError(message) from error
    return listener


def run(app: ASGIApp, listener: socket.socket, grace_seconds: float = GRACE_SECONDS) -> None:
    """Serve until SIGINT or SIGTERM, then return; see `serve`. To be called from the main thread."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve_until_signal(app, listener, grace_seconds))


async def serve(
    app: ASGIApp, listener: socket.socket, stop: asyncio.Event, grace_seconds: float = GRACE_SECONDS
) -> None:
    """Serve until `stop` is set, then refuse new connections and let requests in flight finish.

    The loop must be uvloop's: servers of the standard one wait without end for their clients. It is to do
    nothing else meanwhile: all tasks begun since are cancelled when the grace is over.

    Args:
        app: Its lifespan is run, too.
        listener: Belongs to the server from now on.
        stop: Ends the service.
        grace_seconds: How long requests in flight may take then; what is left is cut off.

    Raises:
        Exception: The application's lifespan did not start.
    """
    application: Any = app  # hypercorn has types of its own for the same protocol
    config = _config(listener, grace_seconds)
    server = asyncio.create_task(serve_with_hypercorn(application, config, shutdown_trigger=stop.wait))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.sleep(0)  # the server's first step begins the task of the lifespan
    lasting = asyncio.all_tasks()
    await asyncio.wait((server, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    await asyncio.wait((server,), timeout=grace_seconds + _CANCELLATION_SECONDS)
    while not server.done():
        for task in asyncio.all_tasks() - lasting:
            task.cancel()
        await asyncio.wait((server,), timeout=_CANCELLATION_SECONDS)
    await server


async def _serve_until_signal(app: ASGIApp, listener: socket.socket, grace_seconds: float) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await serve(app, listener, stop, grace_seconds)


def _config(listener: socket.socket, grace_seconds: float) -> Config:
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.backlog = _BACKLOG
    config.accesslog = None  # the application logs its requests, with their ids
    config.errorlog = logging.getLogger("hypercorn")
    config.errorlog.setLevel(logging.WARNING)
    config.include_server_header = False
    config.h11_max_incomplete_size = _LONGEST_REQUEST_HEAD_BYTES
    config.keep_alive_timeout = _KEEP_ALIVE_SECONDS
    config.read_timeout = _SILENCE_SECONDS
    config.graceful_timeout = grace_seconds
    return config


def _is_dead(path: Path) -> bool:
    """Whether there is a socket on which nobody listens."""
    try:
        if not stat.S_ISSOCK(path.stat().st_mode):
            return False
    except FileNotFoundError:
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            return True
    return False


def _reason(error: OSError) -> str:
    reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error.strerror or error)
    return reason[:1].lower() + reason[1:]
