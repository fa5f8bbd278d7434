"""`irontrack graphiql`: the files of the page at `/graphiql`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from irontrack.cli.data_folder import DEFAULT_DATA_DIR, DataFolder
from irontrack.graphiql.build import build as build_files

app = typer.Typer(name="graphiql", help="Build GraphiQL.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `build` a command of its own while it is the only one."""


@app.command()
def build(
    folder: Annotated[
        Path | None,
        typer.Option(
            "--dir",
            envvar="IRONTRACK_GRAPHIQL_DIR",
            help=f"Where to; without it, where `irontrack up` looks: {DEFAULT_DATA_DIR}/graphiql.",
        ),
    ] = None,
) -> None:
    """Build the page's files unless that is done; a running server finds them by itself."""
    if folder is None:
        data = DataFolder(Path(DEFAULT_DATA_DIR))
        data.make()
        folder = data.graphiql
    typer.echo(f"GraphiQL is in {build_files(folder)}.")
