"""`irontrack db`: the database's schema."""

from __future__ import annotations

from typing import Annotated

import typer

from irontrack.cli.database import settings_without_keys
from irontrack.infra import migrations

app = typer.Typer(
    name="db",
    help="Bring the database's schema to a revision, and compare it. Reads IRONTRACK_DATABASE_URL.",
    no_args_is_help=True,
)


@app.command()
def upgrade(
    revision: Annotated[str, typer.Argument(help="A revision, `head` for the newest, or `+1`.")] = "head",
) -> None:
    """Migrate forward; each migration is one transaction."""
    url = _url()
    migrations.upgrade(url, revision)
    typer.echo(f"The database is at revision {migrations.current(url)}.")


@app.command()
def downgrade(
    revision: Annotated[str, typer.Argument(help="A revision, `base` for no tables at all, or `-1`.")],
) -> None:
    """Migrate back; what the later tables and columns held is lost."""
    url = _url()
    migrations.downgrade(url, revision)
    typer.echo(f"The database is at revision {migrations.current(url) or 'base'}.")


@app.command()
def current() -> None:
    """Print the revision that the database is at; `base` when it has no tables."""
    typer.echo(migrations.current(_url()) or "base")


@app.command()
def history() -> None:
    """Print every revision that this version knows, newest first; asks no database."""
    for revision in migrations.history():
        typer.echo(f"{revision.id}  {revision.summary}")


@app.command()
def check() -> None:
    """Fail unless the database has exactly the tables that this version describes."""
    migrations.check(_url())
    typer.echo("The database is as this version describes it.")


def _url() -> str:
    return settings_without_keys().async_database_url
