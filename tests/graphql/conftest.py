"""The application in this process, on the worker's database, and clients that talk to it like browsers."""

from __future__ import annotations

import asyncio
import uuid
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from sqlalchemy import event

from irontrack.app import create_app
from irontrack.exercises import service as exercises
from irontrack.exercises.catalogue import load_catalogue
from irontrack.infra.database import Database
from irontrack.infra.tokens import generate_key
from irontrack.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.applications import Starlette

ORIGIN = "http://127.0.0.1:8000"
PASSWORD = "correct horse battery"
SIGN_UP = """
    mutation SignUp($input: SignUpInput!) {
      signUp(input: $input) { ... on SignUpPayload { viewer { id } } ... on Problem { message } }
    }
"""


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
    )


@pytest.fixture(scope="session")
def catalogue(settings: Settings) -> None:
    """The system's exercises, in the worker's database."""

    async def load() -> None:
        database = Database(settings.async_database_url, 1, 5)
        async with database.transaction() as db:
            await exercises.load_catalogue(db, load_catalogue())
        await database.close()

    asyncio.run(load())


@dataclass
class Client:
    """One browser: it keeps its cookies.

    Attributes:
        http: For requests that are no plain POST of a document.
        statements: The SQL of the latest operation.
    """

    http: httpx.AsyncClient
    statements: list[str] = field(default_factory=list)

    async def post(self, document: str, **variables: Any) -> httpx.Response:
        """Send a document, and return the answer as it comes."""
        self.statements.clear()
        return await self.http.post("/graphql", json={"query": document, "variables": variables})

    async def data(self, document: str, **variables: Any) -> Any:
        """Send a document that must go through, and return its data."""
        answer = (await self.post(document, **variables)).json()
        assert "errors" not in answer, answer
        return answer["data"]

    async def codes(self, document: str, **variables: Any) -> list[str]:
        """Send a document that must be refused, and return the codes of its errors."""
        answer = (await self.post(document, **variables)).json()
        return [error["extensions"]["code"] for error in answer["errors"]]

    async def sign_up(self, **more: Any) -> str:
        """Make an account, stay signed in, and return its address."""
        email = f"{uuid.uuid4().hex}@example.org"
        answer = await self.data(SIGN_UP, input={"email": email, "password": PASSWORD, **more})
        assert "viewer" in answer["signUp"], answer
        return email


@dataclass
class Site:
    """The application, and as many browsers as a test needs."""

    app: Starlette
    _stack: AsyncExitStack
    statements: list[str] = field(default_factory=list)

    async def browser(self, **headers: str) -> Client:
        """Open a browser without cookies."""
        transport = httpx.ASGITransport(self.app)
        http = httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers)
        return Client(await self._stack.enter_async_context(http), self.statements)

    async def member(self) -> Client:
        """Open a browser in which somebody new is signed in."""
        client = await self.browser()
        await client.sign_up()
        return client


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Site]:
    """Run an application with these settings."""
    async with AsyncExitStack() as stack:
        app = create_app(settings)
        await stack.enter_async_context(app.router.lifespan_context(app))
        site = Site(app, stack)
        engine = app.state.resources.database.engine.sync_engine

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            site.statements.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        yield site


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
