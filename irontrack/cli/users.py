"""`irontrack users`: accounts, for whoever runs the server."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from irontrack.accounts.service import NewAccount, create_account
from irontrack.cli.database import require_schema, settings_without_keys, use_database
from irontrack.errors import StartupError
from irontrack.infra.passwords import PasswordHasher
from irontrack.models import Role

if TYPE_CHECKING:
    from irontrack.infra.database import Database

app = typer.Typer(
    name="users",
    help="Make and promote accounts. Reads IRONTRACK_DATABASE_URL; the rules are those of the API.",
    no_args_is_help=True,
)

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The account's address.")]
Name = Annotated[str | None, typer.Option(help="The name that is shown.")]
PasswordStdin = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password from standard input instead of asking twice."),
]


@app.command()
def create(email: Email, name: Name = None, *, password_stdin: PasswordStdin = False) -> None:
    """Make an account with application access."""
    _create(email, name, Role.APPLICATION_ACCESS, password_stdin=password_stdin)


@app.command("create-admin")
def create_admin(email: Email, name: Name = None, *, password_stdin: PasswordStdin = False) -> None:
    """Make an account that is a superuser."""
    _create(email, name, Role.SUPERUSER, password_stdin=password_stdin)


@app.command()
def promote(email: Email) -> None:
    """Make an existing account a superuser."""
    settings = settings_without_keys()
    require_schema(settings)

    async def work(database: Database) -> str:
        async with database.transaction() as db:
            return (await change_role(db, email, Role.SUPERUSER)).email

    typer.echo(f"{use_database(settings, work)} is a superuser now.")


def _create(email: str, name: str | None, role: Role, *, password_stdin: bool) -> None:
    settings = settings_without_keys()
    require_schema(settings)
    password = _password_from_stdin() if password_stdin else _password_asked()
    passwords = PasswordHasher(settings)

    async def work(database: Database) -> str:
        async with database.transaction() as db:
            new = NewAccount(email, password, name, role)
            account = await create_account(db, passwords, new, settings.password_min_length)
            return account.email

    try:
        made = use_database(settings, work)
    finally:
        passwords.close()
    typer.echo(f"Made the account {made}{', a superuser' if role is Role.SUPERUSER else ''}.")


def _password_asked() -> str:
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt="The same again")
    return password


def _password_from_stdin() -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        message = "There is no password on standard input."
        raise StartupError(message)
    return password
