"""How migrations run: one transaction for each, under time limits, one process at a time.

The caller hands in `config.attributes["connection"]` (which must not be in a transaction, and is to be closed
afterwards) or `config.attributes["url"]`; on Alembic's own command line it is `-x url=postgresql+asyncpg://…`.
With `--sql` the statements are printed instead.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from alembic import context
from sqlalchemy import NullPool, event
from sqlalchemy.ext.asyncio import create_async_engine

from irontrack.errors import StartupError
from irontrack.models import Base

if TYPE_CHECKING:
    from sqlalchemy import Connection

# A migration that waits for a lock makes everyone behind it wait too, so it gives up soon.
LIMITS: Final = "SET LOCAL lock_timeout = '1s'", "SET LOCAL statement_timeout = '60s'"
TURN: Final = "SET LOCAL statement_timeout = '60s'", "SELECT pg_advisory_lock(7276823446)"
OPTIONS: Final[dict[str, Any]] = {
    "target_metadata": Base.metadata,
    "transaction_per_migration": True,
    "compare_type": True,
    "compare_server_default": True,
    "autogenerate_plugins": ["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
}


def run() -> None:
    """Do what the Alembic command asks for, on whatever was handed in."""
    if context.is_offline_mode():
        context.configure(dialect_name="postgresql", literal_binds=True, **OPTIONS)
        _run_in_transactions()
    elif (connection := context.config.attributes.get("connection")) is not None:
        migrate(connection)
    else:
        asyncio.run(connect_and_migrate(_url()))


def migrate(connection: Connection) -> None:
    """Run on a connection, once it is this process's turn; the turn ends when the connection closes."""
    for statement in TURN:
        connection.exec_driver_sql(statement)
    connection.commit()
    event.listen(connection, "begin", _limit)
    context.configure(connection=connection, **OPTIONS)
    _run_in_transactions()


async def connect_and_migrate(url: str) -> None:
    """Run on a connection of its own."""
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)


def _run_in_transactions() -> None:
    with context.begin_transaction():
        context.run_migrations()


def _limit(connection: Connection) -> None:
    # Set within each transaction, not for the connection: through a pooler it would outlive this process.
    cursor = connection.connection.cursor()
    for statement in LIMITS:
        cursor.execute(statement)
    cursor.close()


def _url() -> str:
    url = context.config.attributes.get("url") or context.get_x_argument(as_dictionary=True).get("url")
    if not isinstance(url, str):
        message = "Say which database to migrate: alembic -x url=postgresql+asyncpg://… upgrade head"
        raise StartupError(message)
    return url


run()
