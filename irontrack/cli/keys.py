"""`irontrack keys`: the keys that sign tokens. Running servers learn of every change by themselves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
import typer

from irontrack.errors import StartupError
from irontrack.infra.keys import KeyState, KeyStatus, generate_key, key_statuses, read_keys
from irontrack.kit.clock import now
from irontrack.settings import Settings

if TYPE_CHECKING:
    from datetime import datetime

_REFRESH_TOKEN_SECONDS: Final[int] = next(
    field.default for field in msgspec.structs.fields(Settings) if field.name == "refresh_token_seconds"
)
_WORDS: Final = {
    KeyState.WAITS: "signs from {until}",
    KeyState.SIGNS: "signs",
    KeyState.VERIFIES: "verifies until {until}",
    KeyState.REMOVABLE: "can be removed",
}

app = typer.Typer(name="keys", help="Make, rotate and list the keys that sign tokens.", no_args_is_help=True)

FolderToWrite = Annotated[
    Path,
    typer.Option("--dir", envvar="IRONTRACK_KEYS_DIR", help="The folder of the keys; made when missing."),
]
Folder = Annotated[Path, typer.Option("--dir", envvar="IRONTRACK_KEYS_DIR", help="The folder of the keys.")]
RefreshTokenSeconds = Annotated[
    int,
    typer.Option(
        envvar="IRONTRACK_REFRESH_TOKEN_SECONDS",
        min=1,
        help="How long a refresh token lasts, as the servers have it.",
    ),
]


@app.command()
def generate(folder: FolderToWrite) -> None:
    """Add a key: it signs from a minute later, the first one at once; the ones before it still verify."""
    typer.echo(f"Made {_made(folder)}.")


@app.command()
def rotate(folder: Folder, refresh_token_seconds: RefreshTokenSeconds = _REFRESH_TOKEN_SECONDS) -> None:
    """Add a key, and remove those whose tokens have all expired."""
    read_keys(folder)  # servers do not learn of a key beside a file that they cannot read
    made = _made(folder)
    statuses = {key.id: key for key in key_statuses(read_keys(folder), now(), refresh_token_seconds)}
    typer.echo(f"Made {made}: {_words(statuses.pop(made.stem))}.")
    for key in statuses.values():
        if key.state is KeyState.REMOVABLE:
            path = made.with_stem(key.id)
            _remove(path)
            typer.echo(f"Removed {path}.")


@app.command("list")
def show(folder: Folder, refresh_token_seconds: RefreshTokenSeconds = _REFRESH_TOKEN_SECONDS) -> None:
    """Print every key, when it was made and what it is good for, oldest first."""
    for key in key_statuses(read_keys(folder), now(), refresh_token_seconds):
        typer.echo(f"{key.id}  made {_shown(key.made_at)}  {_words(key)}")


def _made(folder: Path) -> Path:
    try:
        return generate_key(folder)
    except OSError as error:
        message = f"The key cannot be written to {folder}: {error.strerror}."
        raise StartupError(message) from error


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        message = f"{path} cannot be removed: {error.strerror}."
        raise StartupError(message) from error


def _words(key: KeyStatus) -> str:
    return _WORDS[key.state].format(until=_shown(key.until))


def _shown(time: datetime | None) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%SZ}" if time else "an unknown time"
