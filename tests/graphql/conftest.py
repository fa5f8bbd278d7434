"""Fixtures: an application on the worker's database, with the catalogue, and browsers to use it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from clients import ORIGIN, Client, Site, opened

from irontrack.exercises import service as exercises
from irontrack.exercises.catalogue import load_catalogue
from irontrack.infra.database import Database
from irontrack.infra.keys import generate_key
from irontrack.infra.logging import start_logging
from irontrack.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    keys = tmp_path_factory.mktemp("keys")
    generate_key(keys)
    return Settings(
        database_url=database_url,
        keys_dir=keys,
        public_url=ORIGIN,
        password_hash_memory_kib=64,
        password_hash_passes=1,
        # Many ask at once, on a machine that does other things too.
        database_pool_timeout_seconds=30,
        # All tests come from one address, and many give a wrong password.
        sign_in_attempts_per_address=1_000_000,
    )


@pytest.fixture(scope="session", autouse=True)
def logs(settings: Settings) -> Iterator[None]:
    """The logs as the application writes them."""
    listener = start_logging(settings)
    yield
    listener.stop()


@pytest.fixture(scope="session")
def catalogue(settings: Settings) -> None:
    """The system's exercises, in the worker's database."""

    async def load() -> None:
        database = Database(settings.async_database_url, 1, 5)
        async with database.transaction() as db:
            await exercises.load_catalogue(db, load_catalogue())
        await database.close()

    asyncio.run(load())


@pytest.fixture
async def site(settings: Settings, catalogue: None) -> AsyncIterator[Site]:  # noqa: ARG001 - must be there
    async with opened(settings) as running:
        yield running


@pytest.fixture
async def anyone(site: Site) -> Client:
    """A browser in which nobody is signed in."""
    return await site.browser()


@pytest.fixture
async def member(site: Site) -> Client:
    """A browser in which somebody new is signed in."""
    return await site.member()
