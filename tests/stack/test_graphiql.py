"""GraphiQL as npm builds it and as a browser runs it; npm's registry is asked when the sources changed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
from typing import TYPE_CHECKING

import httpx
import pytest
from graphql import OperationDefinitionNode, parse
from playwright.async_api import async_playwright
from starlette.applications import Starlette
from up import up

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
OPERATION_NOTICED_MS = 1000  # until then the page sends the operation name of the tab before
EXPECTED = ("COMPLETED", "Bench Press", "StartSessionPayload", "Lunch break", "targetWeight")


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
async def built(pytestconfig: pytest.Config) -> Path:
    """The folder with the files of the present sources; built where no run before has done it."""
    cache: Path = pytestconfig.cache.mkdir("graphiql")
    await build_async(cache)
    return cache


@contextlib.asynccontextmanager
async def browsing() -> AsyncIterator[Page]:
    chromium = shutil.which("chromium")
    assert chromium, "this test needs chromium on PATH"
    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser,
    ):
        yield await browser.new_page(viewport={"width": 1400, "height": 900})


async def test_the_page_runs_its_examples_in_a_browser_and_talks_to_nobody_else(
    built: Path, tmp_path: Path
) -> None:
    with up(tmp_path) as site:
        shutil.copytree(built, tmp_path / ".irontrack" / "graphiql", dirs_exist_ok=True)
        async with browsing() as page:
            visit = Visit(page)
            await page.goto(f"{site.origin}/graphiql")
            await sees_examples_and_documentation(page)
            await signs_in(page, site.demo_password)
            await runs_every_other_example(page)
            await page.screenshot(path=tmp_path / "graphiql.png")
            await keeps_no_password(page)
            await prettifies(page)
            assert visit.complaints == []
            assert {request.url.startswith(f"{site.origin}/graph") for request in visit.requests} == {True}
            sent = [r for r in visit.requests if r.url == f"{site.origin}/graphql" and r.method == "POST"]
            assert {(await request.all_headers())["origin"] for request in sent} == {site.origin}
            assert site.demo_password not in await page.evaluate("JSON.stringify(localStorage)")


async def sees_examples_and_documentation(page: Page) -> None:
    examples = load_examples()
    await page.locator(".graphiql-query-editor .view-lines").wait_for()
    assert await page.get_by_role("tab").all_inner_texts() == [name_of(example.query) for example in examples]
    await page.locator(".graphiql-editor-tool").get_by_text('"email":').wait_for()
    await page.locator(".graphiql-doc-explorer").get_by_text("Query", exact=True).wait_for()


async def signs_in(page: Page, password: str) -> None:
    account = {"email": "demo@irontrack.example", "password": password}
    await types_variables(page, json.dumps({"input": account}))
    await runs(page, "SignInPayload")


async def runs_every_other_example(page: Page) -> None:
    """Each runs as it is on the demo account's data."""
    for example, expected in zip(load_examples()[1:], EXPECTED, strict=True):
        name = name_of(example.query)
        await page.get_by_role("tab", name=name).click()
        await (
            page.locator(".graphiql-query-editor .view-lines").get_by_text(name, exact=True).first.wait_for()
        )
        for variable in json.loads(example.variables or "{}"):
            await (
                page.locator(".graphiql-editor-tool .view-lines").first.get_by_text(variable).first.wait_for()
            )
        await page.wait_for_timeout(OPERATION_NOTICED_MS)
        await runs(page, expected)


async def runs(page: Page, expected: str) -> None:
    """Press the button; the answer has no errors, and is shown."""
    async with page.expect_response("**/graphql") as answered:
        await page.get_by_role("button", name="Execute query").click()
    answer = await (await answered.value).json()
    assert "errors" not in answer, answer
    assert expected in json.dumps(answer)
    await page.locator(".graphiql-response").get_by_text(next(iter(answer["data"]))).first.wait_for()


async def types_variables(page: Page, text: str) -> None:
    await page.locator(".graphiql-editor-tool .monaco-editor").first.click()
    await page.keyboard.press("ControlOrMeta+A")
    await page.keyboard.press("Delete")
    await page.keyboard.insert_text(text)


async def saved(page: Page, key: str, text: str) -> None:
    """Wait until what was typed is in the browser's storage; GraphiQL writes it half a second later."""
    found = "([key, text]) => localStorage[key]?.includes(text)"
    await page.wait_for_function(found, arg=[f"graphiql:{key}", text])


async def keeps_no_password(page: Page) -> None:
    """The editors show what was typed; what is saved of them and of the history has it blanked."""
    await page.get_by_role("button", name="New tab").click()
    await page.locator(".graphiql-query-editor .monaco-editor").click()
    in_query = f'signIn(input: {{email: "a@b.example", password: "{PASSWORD}"}}) {{ __typename }}'
    await page.keyboard.insert_text(f"mutation Hello {{ {in_query} }}")
    await types_variables(page, f'{{"newPassword": "{PASSWORD}", "last": 1}}')
    await page.get_by_role("tab", name="Hello").wait_for()
    await runs(page, "CredentialsProblem")
    for key, text in (("variables", "last"), ("query", "signIn"), ("queries", "last"), ("tabState", "last")):
        await saved(page, key, text)
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
