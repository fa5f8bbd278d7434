"""The command line: one module for each group of commands, thin over what does the work.

A command that cannot go on says so in one sentence on standard error and leaves with status 1; misuse of the
command line is 2.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Final

import typer

from irontrack import __version__
from irontrack.errors import IronTrackError, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterable

COMMANDS: Final = ("up", "serve", "db", "users", "roles", "keys", "catalogue", "schema", "graphiql")
"""The first words of all commands; each names the module that has it."""

_INTERRUPTED: Final = 130  # as shells report a process that SIGINT ended


def run() -> None:
    """Run the command that the arguments name and leave the process."""
    words = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    # Only what is asked for: all modules together take most of a second to import.
    commands = words[:1] if words and words[0] in COMMANDS else COMMANDS
    try:
        build(commands)()
    except IronTrackError as error:
        sys.stderr.write(f"{_sentence(error)}\n")
        sys.exit(1)
    except KeyboardInterrupt:  # while a command was being imported; from then on Typer sees to it
        sys.exit(_INTERRUPTED)


def build(commands: Iterable[str] = COMMANDS) -> typer.Typer:
    """Return the command line with some or all of its commands."""
    app = typer.Typer(
        name="irontrack", no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False
    )
    app.callback()(_options)
    for command in commands:
        app.add_typer(import_module(f"{__name__}.{command}").app)
    return app


def _sentence(error: IronTrackError) -> str:
    if isinstance(error, ValidationError):
        return " ".join(f"{'.'.join(issue.path)}: {issue.message}" for issue in error.issues)
    return error.message


def _print_version(is_asked: bool) -> None:  # noqa: FBT001 - Typer passes an option's value by position
    if is_asked:
        typer.echo(f"irontrack {__version__}")
        raise typer.Exit


def _options(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and leave."
        ),
    ] = False,
) -> None:
    """IronTrack: a GraphQL API for workout tracking."""
