"""`irontrack users`: accounts, for whoever runs the server."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from irontrack.accounts.rules import ROLE_BY_ID
from irontrack.accounts.service import NewAccount, administration, create_account
from irontrack.accounts.service.administration import AccountCriteria
from irontrack.accounts.service.credentials import Credentials
from irontrack.cli import deletion
from irontrack.cli.database import require_schema, settings_without_keys, use_database
from irontrack.errors import StartupError
from irontrack.infra.passwords import PasswordHasher
from irontrack.models import Role

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.infra.database import Database
    from irontrack.models import UserAccountRow
    from irontrack.settings import Settings

_MOST_LISTED: Final = 10_000

app = typer.Typer(
    name="users",
    help="Make, list and change accounts. Reads IRONTRACK_DATABASE_URL; the rules are those of the API.",
    no_args_is_help=True,
)

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The account's address.")]
Name = Annotated[str | None, typer.Option(help="The name that is shown.")]
PasswordStdin = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password from standard input instead of asking twice."),
]
Search = Annotated[str | None, typer.Option(help="Part of the name or the address.")]
WithRole = Annotated[Role | None, typer.Option("--role", help="Only accounts with this role.")]
Active = Annotated[bool, typer.Option("--active", help="Only accounts that can sign in.")]
Inactive = Annotated[bool, typer.Option("--inactive", help="Only accounts that cannot sign in.")]
Limit = Annotated[int, typer.Option(min=1, max=_MOST_LISTED, help="How many accounts at the most.")]


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
    account = in_transaction(lambda db: administration.assign_role(db, None, email, Role.SUPERUSER))
    typer.echo(f"{account.email} is a superuser now.")


@app.command("list")
def show_all(
    search: Search = None,
    role: WithRole = None,
    *,
    active: Active = False,
    inactive: Inactive = False,
    limit: Limit = 100,
) -> None:
    """Print accounts in columns, the newest first."""
    wanted = AccountCriteria(
        search=search,
        is_active=None if active == inactive else active,
        roles=None if role is None else (role,),
    )
    settings = usable_settings()
    rows = use_database(
        settings, lambda database: administration.list_newest_accounts(database, wanted, limit)
    )
    print_columns(
        ("E-MAIL", "ROLE", "ACTIVE", "MADE", "NAME"),
        [
            (row.email, ROLE_BY_ID[row.role_id], _yes(row.is_active), _day(row.created_at), row.name or "")
            for row in rows
        ],
    )


@app.command()
def show(email: Email) -> None:
    """Print what is known about an account."""

    async def work(database: Database) -> tuple[Row[Any], datetime | None]:
        account = await administration.look_up(database, email)
        found = await administration.list_last_sign_ins(database, [account.id])
        return account, found[0].last_signed_in_at if found else None

    account, last_signed_in_at = use_database(usable_settings(), work)
    lines = {
        "id": account.id,
        "e-mail": account.email,
        "name": account.name or "",
        "role": ROLE_BY_ID[account.role_id],
        "active": _yes(account.is_active),
        "units": f"{account.preferred_weight_unit}, {account.preferred_distance_unit}",
        "time zone": account.time_zone,
        "made": _second(account.created_at),
        "changed": _second(account.updated_at),
        "last signed in": _second(last_signed_in_at),
    }
    print_columns(None, [(f"{label}:", str(value)) for label, value in lines.items()])


@app.command("set-password")
def set_password(email: Email, *, password_stdin: PasswordStdin = False) -> None:
    """Give an account another password, and sign it out everywhere."""
    settings = usable_settings()
    password = _password_from_stdin() if password_stdin else _password_asked()
    account = _update(settings, email, {"password": password})
    typer.echo(f"{account.email} has another password now, and is signed out everywhere.")


@app.command()
def activate(email: Email) -> None:
    """Let an account sign in again."""
    account = _update(usable_settings(), email, {"is_active": True})
    typer.echo(f"{account.email} is active now.")


@app.command()
def deactivate(email: Email) -> None:
    """Keep an account from signing in, and sign it out everywhere; what it has stays."""
    account = _update(usable_settings(), email, {"is_active": False})
    typer.echo(f"{account.email} is inactive now, and signed out everywhere.")


@app.command("sign-out")
def sign_out(email: Email) -> None:
    """End every sign-in of an account."""
    account, count = in_transaction(lambda db: administration.sign_out(db, None, email))
    typer.echo(f"Ended {count} {'sign-in' if count == 1 else 'sign-ins'} of {account.email}.")


app.command("delete")(deletion.delete)


def usable_settings() -> Settings:
    """Return the settings of a command that needs the tables.

    Raises:
        StartupError: The settings are unusable, or the database is.
    """
    settings = settings_without_keys()
    require_schema(settings)
    return settings


def in_transaction[T](work: Callable[[AsyncSession], Awaitable[T]]) -> T:
    """Do something in one transaction on the database of the settings.

    Raises:
        StartupError: The settings are unusable, or the database is.
    """

    async def run(database: Database) -> T:
        async with database.transaction() as db:
            return await work(db)

    return use_database(usable_settings(), run)


def print_columns(header: Sequence[str] | None, rows: Sequence[Sequence[str]]) -> None:
    """Print rows as columns, two spaces apart and each as wide as its widest value."""
    lines = rows if header is None else [header, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _create(email: str, name: str | None, role: Role, *, password_stdin: bool) -> None:
    settings = usable_settings()
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


def _update(settings: Settings, email: str, changes: Mapping[str, Any]) -> UserAccountRow:
    passwords = PasswordHasher(settings)

    async def work(database: Database) -> UserAccountRow:
        credentials = Credentials(database, passwords, settings)
        async with database.transaction() as db:
            return await administration.update_account(db, credentials, None, email, changes)

    try:
        return use_database(settings, work)
    finally:
        passwords.close()


def _password_asked() -> str:
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt="The same again")
    return password


def _password_from_stdin() -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        message = "There is no password on standard input."
        raise StartupError(message)
    return password


def _yes(is_so: bool) -> str:  # noqa: FBT001 - the value itself is what is shown
    return "yes" if is_so else "no"


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _second(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"
