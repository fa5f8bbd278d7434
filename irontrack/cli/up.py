"""`irontrack up`: everything from one command, for one's own machine."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from irontrack.cli.data_folder import DATABASE, DEFAULT_DATA_DIR, DataFolder
from irontrack.cli.preparation import prepare
from irontrack.cli.progress import Progress
from irontrack.cli.reload import serve_reloading
from irontrack.cli.serve import SHORT_GRACE_SECONDS, serve_app
from irontrack.errors import StartupError
from irontrack.infra.embedded_postgres import EmbeddedPostgres
from irontrack.infra.server import listen_tcp
from irontrack.settings import PREFIX, settings_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from irontrack.settings import Settings

app = typer.Typer()

HOST: Final = "127.0.0.1"

_OWN_SETTINGS: Final = ("DATABASE_URL", "KEYS_DIR", "GRAPHIQL_DIR")


@app.command()
def up(
    *,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = 8000,
    data_dir: Annotated[
        Path, typer.Option(help="Folder for the database, the signing key and GraphiQL; made when missing.")
    ] = Path(DEFAULT_DATA_DIR),
    demo: Annotated[bool, typer.Option("--demo/--no-demo", help="Make the demo account.")] = True,
    reset: Annotated[bool, typer.Option("--reset", help="Delete all data of the folder first.")] = False,
    reload: Annotated[
        bool, typer.Option("--reload", help="Start the application again when its code changes.")
    ] = False,
) -> None:
    """Run IronTrack with a database of its own on this machine, until Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        _up(DataFolder(data_dir), port, with_demo=demo, is_reset=reset, is_reloading=reload)
    typer.echo("Stopped.")


def _up(folder: DataFolder, port: int, *, with_demo: bool, is_reset: bool, is_reloading: bool) -> None:
    progress = Progress()
    with ExitStack() as stack:
        stack.enter_context(folder.claimed())
        listener = stack.enter_context(listen_tcp(HOST, port))
        address = f"http://{HOST}:{listener.getsockname()[1]}"
        folder.announce(address)
        postgres = EmbeddedPostgres(folder.path)
        environment = _environment(os.environ, folder, postgres.url(DATABASE), address)
        settings = settings_from(environment)
        if is_reset:
            with progress.step("Deleting the old data", "Deleted the old data"):
                folder.reset()
        with progress.step("Starting PostgreSQL", "Started PostgreSQL"):
            stack.enter_context(postgres)
        lost = threading.Event()
        postgres.watch(partial(_leave, lost))
        prepare(postgres, settings, progress, with_demo=with_demo)
        announce = partial(_print_addresses, address, settings, progress)
        if is_reloading:
            announce()
            serve_reloading(environment, listener, progress)
        else:
            serve_app(settings, listener, SHORT_GRACE_SECONDS, announce)
        if lost.is_set():
            message = (
                f"PostgreSQL has ended; see {folder.path}/postgresql.log. `irontrack up` starts it again."
            )
            raise StartupError(message)


def _leave(lost: threading.Event) -> None:
    lost.set()
    os.kill(os.getpid(), signal.SIGTERM)


def _environment(
    environment: Mapping[str, str], folder: DataFolder, database_url: str, address: str
) -> dict[str, str]:
    """Return the variables with those of `up`: its own, and its defaults for what may be chosen.

    Raises:
        StartupError: One of its own is set.
    """
    for name in _OWN_SETTINGS:
        if PREFIX + name in environment:
            message = f"`irontrack up` sets {PREFIX}{name} itself: unset it, or use `irontrack serve`."
            raise StartupError(message)
    origins = (address.replace(HOST, "localhost"), environment.get(f"{PREFIX}ALLOWED_ORIGINS", ""))
    defaults = {
        f"{PREFIX}PUBLIC_URL": address,
        f"{PREFIX}GRAPHIQL": "true",
        f"{PREFIX}ANONYMOUS_INTROSPECTION": "true",
        f"{PREFIX}LOG_FORMAT": "console",
    }
    own = {
        f"{PREFIX}ALLOWED_ORIGINS": ",".join(origins),
        f"{PREFIX}DATABASE_URL": database_url,
        f"{PREFIX}KEYS_DIR": str(folder.keys),
        f"{PREFIX}GRAPHIQL_DIR": str(folder.graphiql),
    }
    return {**defaults, **environment, **own}


def _print_addresses(address: str, settings: Settings, progress: Progress) -> None:
    progress.say("")
    progress.say(f"GraphQL:  {address}/graphql")
    if settings.graphiql:
        progress.say(f"GraphiQL: {address}/graphiql")
    progress.say(f"Health:   {address}/health")
    progress.say("Ctrl-C stops it.", "dim")
