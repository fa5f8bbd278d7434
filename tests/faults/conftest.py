"""Fixtures: a database for the server processes of one file."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING

import asyncpg
import pytest
from pairs import CHEAP
from servers import serving

from irontrack.infra.migrations import upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator

    from servers import Server

    from irontrack.infra.embedded_postgres import PostgresSocket


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def servers_database_url(postgres: PostgresSocket) -> Iterator[str]:
    """A migrated database for the processes of one file."""
    name = f"irontrack_{uuid.uuid4().hex}"
    postgres.create_database(name)
    try:
        upgrade(postgres.url(name))
        yield postgres.url(name)
    finally:
        postgres.drop_database(name)


@pytest.fixture(scope="module")
def user(postgres: PostgresSocket) -> Iterator[str]:
    """A database user with the rights of the owner of all tables, but no superuser."""
    name, maintenance = f"b_{uuid.uuid4().hex}", postgres.url("postgres")
    asyncio.run(execute(maintenance, f"CREATE ROLE {name} LOGIN IN ROLE postgres"))
    yield name
    asyncio.run(execute(maintenance, f"DROP ROLE {name}"))


@pytest.fixture(scope="module")
def alone(
    tmp_path_factory: pytest.TempPathFactory, user: str, servers_database_url: str
) -> Iterator[list[Server]]:
    """Two servers without Redis; the second is the database's `user`."""
    folder = tmp_path_factory.mktemp("alone")
    url = servers_database_url.replace("//postgres@", f"//{user}@")
    with serving(folder, CHEAP, servers_database_url, url) as servers:
        yield servers


async def execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute(statement)
    await connection.close()
