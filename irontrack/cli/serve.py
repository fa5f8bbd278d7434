"""`irontrack serve`: the API as a server process, with a database that stands on its own."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Final

import structlog
import typer

from irontrack.cli.database import require_schema
from irontrack.infra.logging import start_logging
from irontrack.infra.server import GRACE_SECONDS, listen_tcp, listen_unix, run
from irontrack.settings import UNIX, settings_from

if TYPE_CHECKING:
    import socket as sockets
    from collections.abc import Callable

    from irontrack.settings import Settings

app = typer.Typer()

SHORT_GRACE_SECONDS: Final = 3.0
"""For requests in flight on one's own machine, where somebody waits at the terminal."""


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = 8000,
    socket: Annotated[
        Path | None, typer.Option(help="Unix socket to listen on instead, for a proxy on this machine.")
    ] = None,
) -> None:
    """Serve the API, as the IRONTRACK_… variables say, on a database that has been migrated."""
    settings = settings_from(os.environ)
    require_schema(settings)
    if socket is None:
        serve_app(settings, listen_tcp(host, port))
        return
    listener = listen_unix(socket)
    try:
        serve_app(settings, listener, announce=partial(_warn_of_nameless_clients, settings))
    finally:
        socket.unlink(missing_ok=True)


def serve_app(
    settings: Settings,
    listener: sockets.socket,
    grace_seconds: float = GRACE_SECONDS,
    announce: Callable[[], None] = lambda: None,
) -> None:
    """Serve the application, with its logs, until SIGINT or SIGTERM.

    Args:
        settings: The application's.
        listener: Belongs to the server from now on.
        grace_seconds: How long requests in flight may take at the end.
        announce: Called when the application is made and about to be served.

    Raises:
        StartupError: The settings do not lead to a working application.
    """
    from irontrack.app import create_app  # noqa: PLC0415 - slow to import

    application = create_app(settings)
    logs = start_logging(settings)
    try:
        announce()
        structlog.get_logger("irontrack.server").info("serving", address=_name(listener))
        run(application, listener, grace_seconds)
    finally:
        logs.stop()


def _warn_of_nameless_clients(settings: Settings) -> None:
    if UNIX not in settings.trusted_proxies:
        log = structlog.get_logger("irontrack.server")
        log.warning("sign-ins are not slowed down by address: IRONTRACK_TRUSTED_PROXIES lacks `unix`")


def _name(listener: sockets.socket) -> str:
    address = listener.getsockname()
    return address if isinstance(address, str) else f"{address[0]} port {address[1]}"
