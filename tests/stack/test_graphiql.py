"""GraphiQL as npm builds it and as a browser runs it; npm's registry is asked when the sources changed."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import strawberry
from graphql import OperationDefinitionNode, parse
from hypercorn.asyncio import serve
from hypercorn.config import Config
from playwright.async_api import async_playwright
from starlette.applications import Starlette
from starlette.routing import Mount
from strawberry.asgi import GraphQL

from irontrack.graphiql.assets import Failed, GraphiqlAssets
from irontrack.graphiql.build import build_async
from irontrack.graphiql.examples import load_examples
from irontrack.graphiql.pages import REBUILD_COMMAND
from irontrack.graphiql.routes import graphiql_routes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import ConsoleMessage, Page, Request

pytestmark = pytest.mark.anyio

PASSWORD = "a password nobody may find"


def greet(password: str) -> str:
    return "Hello, lifter" if password == PASSWORD else "Hello, stranger"


@strawberry.type
class Query:
    greeting: str = strawberry.field(resolver=greet)


class Visit:
    """What one page did: the requests it sent, and whatever went wrong in it."""

    def __init__(self, page: Page) -> None:
        self.requests: list[Request] = []
        self.complaints: list[str] = []
        page.on("request", self.note_request)
        page.on("console", self.note_message)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", lambda request: self.complaints.append(f"failed: {request.url}"))

    def note_request(self, request: Request) -> None:
        self.requests.append(request)

    def note_message(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def assets(pytestconfig: pytest.Config) -> GraphiqlAssets:
    """The files of the present sources; built where no run before has done it."""
    cache = pytestconfig.cache.mkdir("graphiql")
    await build_async(cache)
    return GraphiqlAssets(cache)


@contextlib.asynccontextmanager
async def serving(assets: GraphiqlAssets) -> AsyncIterator[str]:
    """Serve the page beside a small API on a free port of this host; the value is the origin."""
    endpoint: Any = GraphQL(strawberry.Schema(Query))  # its ASGI signature is narrower than Starlette's
    app: Any = Starlette(routes=[*graphiql_routes(assets), Mount("/graphql", endpoint)])
    stop = asyncio.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]  # hypercorn closes it
    server = asyncio.create_task(serve(app, config, shutdown_trigger=stop.wait))
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        stop.set()
        await server


@contextlib.asynccontextmanager
async def browsing() -> AsyncIterator[Page]:
    chromium = shutil.which("chromium")
    assert chromium, "this test needs chromium on PATH"
    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser,
    ):
        yield await browser.new_page(viewport={"width": 1400, "height": 900})


async def test_the_page_runs_operations_in_a_browser_and_talks_to_nobody_else(
    assets: GraphiqlAssets, tmp_path: Path
) -> None:
    async with serving(assets) as origin, browsing() as page:
        visit = Visit(page)
        await page.goto(f"{origin}/graphiql")
        await sees_examples_and_documentation(page)
        await runs_an_operation(page)
        await page.screenshot(path=tmp_path / "graphiql.png")
        await keeps_no_password(page)
        await prettifies(page)
        assert visit.complaints == []
        assert {request.url.startswith(f"{origin}/graph") for request in visit.requests} == {True}
        sent = [
            await request.all_headers() for request in visit.requests if request.url == f"{origin}/graphql"
        ]
        assert {headers["origin"] for headers in sent} == {origin}


async def sees_examples_and_documentation(page: Page) -> None:
    examples = load_examples()
    await page.locator(".graphiql-query-editor .view-lines").wait_for()
    assert await page.get_by_role("tab").all_inner_texts() == [name_of(example.query) for example in examples]
    await page.locator(".graphiql-editor-tool").get_by_text('"email":').wait_for()
    await page.locator(".graphiql-doc-explorer").get_by_text("Query", exact=True).wait_for()


async def runs_an_operation(page: Page) -> None:
    await page.get_by_role("button", name="New tab").click()
    await page.locator(".graphiql-query-editor .monaco-editor").click()
    await page.keyboard.insert_text(f'query Hello {{ greeting(password: "{PASSWORD}") }}')
    await page.locator(".graphiql-editor-tool .monaco-editor").first.click()
    await page.keyboard.insert_text(f'{{"newPassword": "{PASSWORD}", "last": 1}}')
    await page.get_by_role("tab", name="Hello").wait_for()
    await saved(page, "variables", "last")
    await page.get_by_role("button", name="Execute query").click()
    await page.locator(".graphiql-response").get_by_text('"greeting": "Hello, lifter"').wait_for()


async def saved(page: Page, key: str, text: str) -> None:
    """Wait until what was typed is in the browser's storage; GraphiQL writes it half a second later."""
    found = "([key, text]) => localStorage[key]?.includes(text)"
    await page.wait_for_function(found, arg=[f"graphiql:{key}", text])


async def keeps_no_password(page: Page) -> None:
    """The editors show what was typed; what is saved of them and of the history has it blanked."""
    await saved(page, "query", "greeting")
    await saved(page, "queries", "last")
    await saved(page, "tabState", "last")
    assert PASSWORD not in await page.evaluate("JSON.stringify(localStorage)")
    assert await page.locator(".monaco-editor").get_by_text(PASSWORD).count() == 2


async def prettifies(page: Page) -> None:
    """Both formatters are loaded only now, so a build that lacks one shows it here."""
    await page.get_by_role("button", name="Prettify query").click()
    await page.locator(".graphiql-query-editor .view-line").nth(2).wait_for()
    await page.locator(".graphiql-editor-tool").get_by_text('"last": 1', exact=True).wait_for()


async def test_without_a_registry_the_page_says_what_happened_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    assets = GraphiqlAssets(tmp_path / "cache")
    async with assets.background_build(), asyncio.timeout(60):
        answer = await get_page(assets)
        while "GraphiQL is being built" in answer.text:
            await asyncio.sleep(0.1)
            answer = await get_page(assets)
    assert assets.state == Failed(
        "GraphiQL could not be built: npm cannot reach its registry (ECONNREFUSED)."
    )
    assert answer.status_code == 503
    assert "npm cannot reach its registry" in answer.text
    assert REBUILD_COMMAND in answer.text
    assert not (tmp_path / "cache").exists()


async def test_stopping_during_a_build_ends_npm_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm_asks, npm_is_gone = asyncio.Event(), asyncio.Event()

    async def never_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        npm_asks.set()
        with contextlib.suppress(ConnectionError):
            await reader.read()
        npm_is_gone.set()
        writer.close()

    async with await asyncio.start_server(never_answer, "127.0.0.1", 0) as registry, asyncio.timeout(60):
        port = registry.sockets[0].getsockname()[1]
        monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "work"))
        (tmp_path / "work").mkdir()
        assets = GraphiqlAssets(tmp_path / "cache")
        async with assets.background_build():
            await npm_asks.wait()
            assert "GraphiQL is being built" in (await get_page(assets)).text
        await npm_is_gone.wait()
    assert list((tmp_path / "work").iterdir()) == []
    assert not (tmp_path / "cache").exists()


async def get_page(assets: GraphiqlAssets) -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=graphiql_routes(assets)))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.get("/graphiql")


def name_of(document: str) -> str:
    (operation,) = parse(document).definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert operation.name
    return operation.name.value
