"""The application in this process, and clients that talk to it like browsers."""

from __future__ import annotations

import uuid
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
from sqlalchemy import event

from irontrack.app import create_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.applications import Starlette

    from irontrack.settings import Settings

ORIGIN = "http://127.0.0.1:8000"
PASSWORD = "correct horse battery"
SIGN_UP = """
    mutation SignUp($input: SignUpInput!) {
      signUp(input: $input) { ... on SignUpPayload { viewer { id } } ... on Problem { message } }
    }
"""


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
