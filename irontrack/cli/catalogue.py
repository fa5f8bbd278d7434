"""`irontrack catalogue`: the exercises and templates that come along."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple

import typer

from irontrack import __version__
from irontrack.cli.database import require_schema, settings_without_keys, use_database
from irontrack.cli.progress import Progress
from irontrack.exercises import catalogue as exercises
from irontrack.exercises.service import LOAD_STEPS, load_catalogue
from irontrack.templates import catalogue as templates
from irontrack.templates.service import load_templates

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.resources.abc import Traversable

    from irontrack.exercises.service import CatalogueReport
    from irontrack.infra.database import Database
    from irontrack.templates.service import TemplatesReport

app = typer.Typer(
    name="catalogue",
    help="Keep the exercises and templates that come along. Reads IRONTRACK_DATABASE_URL.",
    no_args_is_help=True,
)

_STEPS: Final = LOAD_STEPS + 1


class LoadReport(NamedTuple):
    """What a load has done."""

    exercises: CatalogueReport
    templates: TemplatesReport


@app.callback()
def _group() -> None:
    """Keep `load` a command of its own while it is the only one."""


@app.command()
def load() -> None:
    """Bring the database's system exercises and templates to this version's catalogue."""
    settings = settings_without_keys()
    require_schema(settings)
    with Progress().bar("Loading the catalogue", _STEPS) as advance:
        exercise, template = use_database(settings, lambda database: load_all(database, advance))
    counts = f"{exercise.added} added, {exercise.changed} changed, {exercise.deactivated} deactivated"
    typer.echo(f"Exercises: {counts}{_kept(exercise.kept)}.")
    counts = f"{template.added} added, {template.changed} changed, {template.unchanged} unchanged"
    typer.echo(f"Templates: {counts}{_kept(template.kept)}.")


async def load_all(database: Database, advance: Callable[[], None] = lambda: None) -> LoadReport:
    """Store the exercises and then the templates in one transaction; `advance` is called after each step."""
    catalogue = exercises.load_catalogue()
    async with database.transaction() as db:
        loaded = await load_catalogue(db, catalogue, advance)
        report = LoadReport(loaded, await load_templates(db, templates.load_templates(catalogue.exercises)))
    advance()
    return report


def catalogue_digest() -> str:
    """Return what tells this catalogue from others: the SHA-256 of its files and of IronTrack's version."""
    digest = sha256(__version__.encode())
    for package in (exercises, templates):
        root = files(package)
        for folder in (root, *sorted((each for each in root.iterdir() if each.is_dir()), key=_name)):
            for file in sorted((each for each in folder.iterdir() if each.name.endswith(".toml")), key=_name):
                digest.update(f"{folder.name}/{file.name}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _name(entry: Traversable) -> str:
    return entry.name


def _kept(count: int) -> str:
    return f", {count} kept as superusers have them" if count else ""
