"""The database of a command: its settings, whether it can be used, and a pool for one task."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import DBAPIError

from irontrack.cli.data_folder import DATABASE, DEFAULT_DATA_DIR
from irontrack.errors import RequestError, StartupError
from irontrack.infra.database import Database
from irontrack.infra.embedded_postgres import running_in
from irontrack.infra.migrations import current, head, revisions
from irontrack.settings import settings_from

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from irontrack.settings import Settings

_NO_KEYS: Final = {"IRONTRACK_KEYS_DIR": os.devnull}


def settings_without_keys() -> Settings:
    """Read the settings for a command that signs nothing, and so needs no folder of keys.

    Where no database is named, it is that of `irontrack up` in the present folder.

    Raises:
        StartupError: As for `settings_from`.
    """
    return settings_from(_NO_KEYS | _database_of_up() | os.environ)


def require_schema(settings: Settings) -> None:
    """Make sure that the database can be reached and has tables that this code works with.

    Raises:
        StartupError: Either is not so.
    """
    recorded = current(settings.async_database_url)
    if recorded is None:
        message = "The database has no tables of IronTrack yet: run `irontrack db upgrade`."
        raise StartupError(message)
    if recorded not in revisions():
        message = f"The database is at revision {recorded}, which this version of IronTrack cannot work with."
        raise StartupError(message)
    if recorded != head():
        message = f"The database is at revision {recorded}, not {head()}: run `irontrack db upgrade`."
        raise StartupError(message)


def use_database[T](settings: Settings, work: Callable[[Database], Awaitable[T]]) -> T:
    """Do one task on a pool of its own, in an event loop of its own.

    Raises:
        StartupError: PostgreSQL is away or refuses a statement, for instance for want of space.
    """

    async def run() -> T:
        pool_size, patience = settings.database_pool_size, settings.database_pool_timeout_seconds
        database = Database(settings.async_database_url, pool_size, patience)
        try:
            return await work(database)
        finally:
            await database.close()

    try:
        return asyncio.run(run())
    except (DBAPIError, RequestError) as error:
        message = f"The database cannot be used: {_reason(error)}."
        raise StartupError(message) from error


def _database_of_up() -> dict[str, str]:
    server = running_in(Path(DEFAULT_DATA_DIR))
    return {} if server is None else {"IRONTRACK_DATABASE_URL": server.url(DATABASE)}


def _reason(error: BaseException) -> str:
    """Return the driver's own words, in one line."""
    while error.__cause__ is not None:
        error = error.__cause__
    lines = str(error).splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
