"""`irontrack users delete`: an account and all that is its own, gone for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from irontrack.accounts.service.administration import look_up
from irontrack.cli.database import require_schema, settings_without_keys, use_database
from irontrack.privacy.service import delete_account

if TYPE_CHECKING:
    from sqlalchemy import Row

    from irontrack.infra.database import Database

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The account's address.")]
Yes = Annotated[bool, typer.Option("--yes", help="Delete without asking first.")]


def delete(email: Email, *, yes: Yes = False) -> None:
    """Delete an account and all that is its own; what it published stays, without an author."""
    settings = settings_without_keys()
    require_schema(settings)

    async def find(database: Database) -> Row[tuple[object, ...]]:
        return await look_up(database, email)

    account = use_database(settings, find)
    if not yes:
        typer.confirm(f"Delete {account.email} for good?", abort=True)

    async def work(database: Database) -> None:
        async with database.transaction() as db:
            await delete_account(db, None, account.id)

    use_database(settings, work)
    typer.echo(f"Deleted {account.email}.")
