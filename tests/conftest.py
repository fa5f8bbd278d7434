"""One PostgreSQL server for the whole run, and databases on it.

The main process starts the server and migrates a template; the workers of pytest-xdist are told the socket
and copy the template. `fsync` is off: these data are for the moment.
"""

from __future__ import annotations

import os
import tempfile
import uuid
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from irontrack.infra.embedded_postgres import EmbeddedPostgres, PostgresSocket
from irontrack.infra.migrations import upgrade

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

TEMPLATE = "irontrack_template"
SERVER = pytest.StashKey[PostgresSocket]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the server and migrate the template, or, in a worker, find the server."""
    worker_input = getattr(config, "workerinput", None)
    if worker_input is not None:
        config.stash[SERVER] = PostgresSocket(Path(worker_input["postgres_sockets"]))
        return
    with ExitStack() as undo:
        folder = undo.enter_context(tempfile.TemporaryDirectory(prefix="irontrack-tests-"))
        settings = {"fsync": "off", "max_connections": "400"}
        server = undo.enter_context(EmbeddedPostgres(Path(folder), settings))
        server.create_database(TEMPLATE)
        upgrade(server.url(TEMPLATE))
        config.stash[SERVER] = server
        config.add_cleanup(undo.pop_all().close)


@pytest.hookimpl(optionalhook=True)  # pytest-xdist's
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where the server is."""
    node.workerinput["postgres_sockets"] = str(node.config.stash[SERVER].sockets)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI, fail what would be skipped: a tool that a test needs is there."""
    report = yield
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"
    return report


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config) -> PostgresSocket:
    """The server of this run."""
    return pytestconfig.stash[SERVER]


@pytest.fixture(scope="session")
def database_url(postgres: PostgresSocket) -> Iterator[str]:
    """A migrated database of this worker, shared by its tests: each makes users of its own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with _database(postgres, f"irontrack_{worker}", TEMPLATE) as url:
        yield url


@pytest.fixture
def fresh_database_url(postgres: PostgresSocket) -> Iterator[str]:
    """A migrated database for one test, which may do with it what it likes."""
    with _database(postgres, f"irontrack_{uuid.uuid4().hex}", TEMPLATE) as url:
        yield url


@pytest.fixture
def empty_database_url(postgres: PostgresSocket) -> Iterator[str]:
    """A database for one test, without any table."""
    with _database(postgres, f"irontrack_{uuid.uuid4().hex}") as url:
        yield url


@contextmanager
def _database(postgres: PostgresSocket, name: str, template: str | None = None) -> Iterator[str]:
    postgres.create_database(name, template)
    try:
        yield postgres.url(name)
    finally:
        postgres.drop_database(name)
