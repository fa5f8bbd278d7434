"""What `irontrack up` does before it serves: key, database, tables, catalogue and demo account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from irontrack.cli.catalogue import catalogue_digest, load_all
from irontrack.cli.data_folder import DATABASE
from irontrack.cli.database import use_database
from irontrack.demo.service import EMAIL, create_demo
from irontrack.errors import StartupError
from irontrack.infra import migrations
from irontrack.infra.keys import generate_key
from irontrack.infra.passwords import PasswordHasher
from irontrack.kit.clock import now

if TYPE_CHECKING:
    from pathlib import Path

    from irontrack.cli.progress import Progress
    from irontrack.infra.database import Database
    from irontrack.infra.embedded_postgres import PostgresSocket
    from irontrack.settings import Settings


# In the database and not on a connection, where a pooler would hand them to the next client.
_LIMITS: Final = {
    "statement_timeout": "3s",
    "lock_timeout": "1s",
    "idle_in_transaction_session_timeout": "5s",
}


def prepare(postgres: PostgresSocket, settings: Settings, progress: Progress, *, with_demo: bool) -> None:
    """Make whatever is missing; what is there stays as it is.

    Raises:
        StartupError: The database was made by a newer IronTrack, or the disk is full; nothing is lost.
    """
    _prepare_key(settings.keys_dir, progress)
    _prepare_database(postgres, settings, progress)
    with progress.step("Loading the catalogue", "Loaded the catalogue"):
        use_database(settings, _load_catalogue)
    if with_demo:
        with progress.step("Preparing the demo account", "The demo account is there"):
            password = _prepare_demo(settings)
        _introduce_demo(password, progress)


def _prepare_key(folder: Path, progress: Progress) -> None:
    if any(folder.glob("*.pem")):
        return
    with progress.step("Making a signing key", "Made a signing key"):
        try:
            generate_key(folder)
        except OSError as error:
            message = f"The signing key cannot be written to {folder}: {error.strerror}."
            raise StartupError(message) from error


def _prepare_database(postgres: PostgresSocket, settings: Settings, progress: Progress) -> None:
    if not postgres.has_database(DATABASE):
        with progress.step("Making the database", "Made the database"):
            postgres.create_database(DATABASE)
    use_database(settings, _set_limits)
    if migrations.current(settings.async_database_url) != migrations.head():
        with progress.step("Migrating the tables", "Migrated the tables"):
            migrations.upgrade(settings.async_database_url)


def _prepare_demo(settings: Settings) -> str | None:
    """Return the password of the account, or None where it was made before."""
    passwords = PasswordHasher(settings)

    async def work(database: Database) -> str | None:
        async with database.transaction() as db:
            return await create_demo(db, passwords, now().date())

    try:
        return use_database(settings, work)
    finally:
        passwords.close()


def _introduce_demo(password: str | None, progress: Progress) -> None:
    progress.say(f"  E-mail:   {EMAIL}")
    if password is None:
        progress.say(
            "  Password: shown when it was made; `irontrack up --reset` deletes everything and makes one"
        )
    else:
        progress.say(f"  Password: {password} (shown this once)")


async def _load_catalogue(database: Database) -> None:
    """Load the catalogue, unless the database has had this one last: reading it takes longest of all."""
    digest = f"{catalogue_digest()}-{migrations.head()}"
    known = text("SELECT current_setting('irontrack.catalogue', true)")
    if await database.fetch_value(known) == digest:
        return
    await load_all(database)
    async with database.transaction() as db:
        await db.execute(text(f"ALTER DATABASE {DATABASE} SET irontrack.catalogue = '{digest}'"))


async def _set_limits(database: Database) -> None:
    async with database.transaction() as db:
        for name, value in _LIMITS.items():
            await db.execute(text(f"ALTER DATABASE {DATABASE} SET {name} = '{value}'"))
