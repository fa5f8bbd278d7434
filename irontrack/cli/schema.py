"""`irontrack schema`: the GraphQL schema as text."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import Annotated

import typer

from irontrack.errors import StartupError

app = typer.Typer(name="schema", help="Print the GraphQL schema.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `export` a command of its own while it is the only one."""


@app.command()
def export(
    output: Annotated[Path | None, typer.Option(help="Where to write it instead of standard output.")] = None,
) -> None:
    """Print the schema in the schema definition language."""
    from irontrack.schema import build_schema  # noqa: PLC0415 - slow to import

    text = build_schema().as_str() + "\n"
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"The schema cannot be written to {output}: {error.strerror}."
        raise StartupError(message) from error
