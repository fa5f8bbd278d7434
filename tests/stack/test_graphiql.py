"""GraphiQL as npm builds it and as a browser runs it; npm's registry is asked when the sources changed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from graphql import OperationDefinitionNode, parse
from playwright.async_api import async_playwright
from starlette.applications import Starlette
from up import Up, up

from irontrack.cli.data_folder import DEFAULT_DATA_DIR, DataFolder
from irontrack.graphiql.assets import Failed, GraphiqlAssets
from irontrack.graphiql.build import build
from irontrack.graphiql.examples import load_examples
from irontrack.graphiql.pages import REBUILD_COMMAND
from irontrack.graphiql.routes import graphiql_routes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from playwright.async_api import ConsoleMessage, Page, Request, Response, Route

pytestmark = pytest.mark.anyio

PASSWORD = "a password nobody may find"
OPERATION_NOTICED_MS = 1000  # until then the page sends the operation name of the tab before
EXPECTED = (
    "COMPLETED",
    "Bench Press",
    "StartSessionPayload",
    "Lunch break",
    "targetWeight",
    "isCurrent",
    "oneRepMax",
    "/km",
)
ACCESS = "irontrack-access"
WHO_AM_I = "query WhoAmI { viewer { name } }"
DEMO = {"viewer": {"name": "Demo Athlete"}}
NOBODY = {"viewer": None}
SOON = "08:00"  # when a page has refreshed, before the ten minutes of access are over


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

    @property
    def refreshes(self) -> int:
        """How often the page has refreshed the sign-in."""
        return sum(is_refresh(request) for request in self.requests)

    def note_message(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def site(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """A server with the page of the present sources, which is built where no run before has done it."""
    built = build(pytestconfig.cache.mkdir("graphiql"))
    folder = tmp_path_factory.mktemp("site")
    data = DataFolder(folder / DEFAULT_DATA_DIR)
    data.make()
    shutil.copytree(built, data.graphiql / built.name)
    with up(folder) as running:
        yield running


@contextlib.asynccontextmanager
async def browsing() -> AsyncIterator[Page]:
    chromium = shutil.which("chromium")
    assert chromium, "this test needs chromium on PATH"
    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser,
        await browser.new_context(viewport={"width": 1400, "height": 900}) as context,
    ):
        yield await context.new_page()


async def test_the_page_runs_its_examples_in_a_browser_and_talks_to_nobody_else(
    site: Up, tmp_path: Path
) -> None:
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
    await sees_documentation(page)


async def sees_documentation(page: Page) -> None:
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


async def runs(page: Page, expected: str) -> Any:
    """Press the button; return the answer, which has no errors and is shown."""
    async with page.expect_response(answers_what_was_typed) as answered:
        await page.get_by_role("button", name="Execute query").click()
    answer = await (await answered.value).json()
    assert "errors" not in answer, answer
    assert expected in json.dumps(answer)
    await page.locator(".graphiql-response").get_by_text(next(iter(answer["data"]))).first.wait_for()
    return answer


def answers_what_was_typed(response: Response) -> bool:
    return response.url.endswith("/graphql") and not is_refresh(response.request)


def is_refresh(request: Request) -> bool:
    return "refreshSession" in (request.post_data or "")


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


async def test_a_page_on_which_nobody_signed_in_asks_once(site: Up) -> None:
    async with browsing() as page:
        visit = await opened(page, site)
        assert await who_am_i(page) == NOBODY
        await page.clock.fast_forward("01:00:00")
        await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        assert await who_am_i(page) == NOBODY
        assert visit.refreshes == 1
        assert visit.complaints == []


async def test_a_sign_in_outlasts_its_access_token(site: Up) -> None:
    async with browsing() as page:
        visit = await opened(page, site)
        await signs_in(page, site.demo_password)
        assert await who_am_i(page) == DEMO
        assert visit.refreshes == 2, "at the opening, and to learn until when the sign-in holds"
        await page.context.clear_cookies(name=ACCESS)
        await page.reload()
        await sees_documentation(page)
        assert await who_am_i(page) == DEMO
        assert visit.refreshes == 3
        await page.context.clear_cookies(name=ACCESS)
        await page.clock.fast_forward(SOON)
        assert await who_am_i(page) == DEMO
        assert visit.refreshes == 4


async def test_a_tab_that_was_asleep_refreshes_when_it_is_looked_at_and_asks_after_that(site: Up) -> None:
    is_answered = asyncio.Event()

    async def hold_back(route: Route) -> None:
        if is_refresh(route.request):
            await is_answered.wait()
        await route.continue_()

    async with browsing() as page:
        await opened(page, site)
        await signs_in(page, site.demo_password)
        await types_who_am_i(page)
        now: float = await page.evaluate("Date.now() / 1000")
        await page.clock.pause_at(now + 1)  # from here on no timer fires
        await page.clock.set_system_time(now + 480)  # as late as SOON
        await page.context.clear_cookies(name=ACCESS)
        await page.route("**/graphql", hold_back)
        async with page.expect_request(is_refresh):
            await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        await page.clock.resume()
        asyncio.get_running_loop().call_later(1, is_answered.set)
        assert (await runs(page, "viewer"))["data"] == DEMO


async def test_another_tab_goes_on_with_the_sign_in_of_one_that_is_closed(site: Up) -> None:
    async with browsing() as page, await page.context.new_page() as other:
        visit = await opened(other, site)
        await opened(page, site)
        await signs_in(page, site.demo_password)
        assert await who_am_i(page) == DEMO
        await page.close()
        await other.context.clear_cookies(name=ACCESS)
        await other.clock.fast_forward(SOON)
        assert await who_am_i(other) == DEMO
        assert visit.refreshes == 2


async def opened(page: Page, site: Up) -> Visit:
    """Open GraphiQL with a clock that the test can move."""
    visit = Visit(page)
    await page.clock.install()
    await page.goto(f"{site.origin}/graphiql")
    await sees_documentation(page)
    return visit


async def who_am_i(page: Page) -> object:
    await types_who_am_i(page)
    return (await runs(page, "viewer"))["data"]


async def types_who_am_i(page: Page) -> None:
    """Write the question into a new tab of GraphiQL."""
    await page.locator(".graphiql-query-editor .view-lines").wait_for()
    await page.get_by_role("button", name="New tab").click()
    await page.get_by_role("tab", name="<untitled>", selected=True).wait_for()
    await page.locator(".graphiql-query-editor .monaco-editor").click()
    await page.keyboard.insert_text(WHO_AM_I)
    await page.get_by_role("tab", name="WhoAmI", selected=True).wait_for()


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
