"""`irontrack catalogue`: the exercises that come along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from irontrack.cli.database import require_schema, settings_without_keys, use_database
from irontrack.cli.progress import Progress
from irontrack.exercises import catalogue, service

if TYPE_CHECKING:
    from collections.abc import Callable

    from irontrack.exercises.service import CatalogueReport
    from irontrack.infra.database import Database

app = typer.Typer(
    name="catalogue",
    help="Keep the exercises that come along. Reads IRONTRACK_DATABASE_URL.",
    no_args_is_help=True,
)


@app.callback()
def _group() -> None:
    """Keep `load` a command of its own while it is the only one."""


@app.command()
def load() -> None:
    """Bring the database's system exercises to this version's catalogue."""
    settings = settings_without_keys()
    require_schema(settings)
    with Progress().bar("Loading the exercises", service.LOAD_STEPS) as advance:
        report = use_database(settings, lambda database: load_catalogue(database, advance))
    counts = f"{report.added} added, {report.changed} changed, {report.deactivated} deactivated"
    kept = f", {report.kept} kept as superusers have them" if report.kept else ""
    typer.echo(f"{counts}{kept}.")


async def load_catalogue(database: Database, advance: Callable[[], None] = lambda: None) -> CatalogueReport:
    """Store the catalogue in one transaction; `advance` is called after each step of `service.LOAD_STEPS`."""
    async with database.transaction() as db:
        return await service.load_catalogue(db, catalogue.load_catalogue(), advance)
