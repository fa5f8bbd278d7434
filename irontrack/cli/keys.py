"""`irontrack keys`: the keys that sign access tokens."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import Annotated

import typer

from irontrack.errors import StartupError
from irontrack.infra.tokens import generate_key

app = typer.Typer(name="keys", help="Make the keys that sign access tokens.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `generate` a command of its own while it is the only one."""


@app.command()
def generate(
    folder: Annotated[
        Path,
        typer.Option("--dir", envvar="IRONTRACK_KEYS_DIR", help="The folder of the keys; made when missing."),
    ],
) -> None:
    """Add a key: the newest one signs after the next start, the older ones still verify."""
    try:
        path = generate_key(folder)
    except OSError as error:
        message = f"The key cannot be written to {folder}: {error.strerror}."
        raise StartupError(message) from error
    typer.echo(f"Made {path}.")
