"""`irontrack roles`: what accounts may do beyond their own things, for whoever runs the server."""

from __future__ import annotations

from typing import Annotated

import typer

from irontrack.accounts.service import administration
from irontrack.cli.database import use_database
from irontrack.cli.users import Email, in_transaction, print_columns, usable_settings
from irontrack.models import Role

app = typer.Typer(
    name="roles",
    help="List, give and take roles. Reads IRONTRACK_DATABASE_URL; the rules are those of the API.",
    no_args_is_help=True,
)

NewRole = Annotated[Role, typer.Argument(metavar="ROLE", help="One of the first column of `roles list`.")]


@app.command("list")
def show_all() -> None:
    """Print the roles, and how many accounts have each."""
    rows = use_database(usable_settings(), administration.list_roles)
    print_columns(
        ("ROLE", "ACCOUNTS", "DESCRIPTION"),
        [(row.role, str(row.account_count), row.description) for row in rows],
    )


@app.command()
def assign(email: Email, role: NewRole) -> None:
    """Give an active account a role in place of the one that it has."""
    account = in_transaction(lambda db: administration.assign_role(db, None, email, role))
    typer.echo(f"{account.email} has the role {role} now.")


@app.command()
def revoke(email: Email) -> None:
    """Bring an account back to application access."""
    account = in_transaction(lambda db: administration.revoke_role(db, None, email))
    typer.echo(f"{account.email} has the role {Role.APPLICATION_ACCESS} now.")
