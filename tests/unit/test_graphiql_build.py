"""The page of GraphiQL in each state of its files, and the rules of its examples. No npm runs here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import httpx
import pytest
from graphql import OperationDefinitionNode, parse
from starlette.applications import Starlette

from irontrack.graphiql.assets import Failed, GraphiqlAssets, Ready
from irontrack.graphiql.build import FRONTEND, fingerprint, publish
from irontrack.graphiql.examples import EXAMPLES, Example, load_examples
from irontrack.graphiql.pages import REBUILD_COMMAND, render
from irontrack.graphiql.routes import ASSETS, CONTENT_SECURITY_POLICY, graphiql_routes

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def client_of(assets: GraphiqlAssets) -> httpx.AsyncClient:
    app = Starlette(routes=graphiql_routes(assets))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A complete set of files, as a build leaves it."""
    folder = tmp_path / fingerprint()
    folder.mkdir()
    (folder / "app.js").write_text("export {};")
    (folder / "app.css").write_text("")
    (folder / "LICENSES.txt").write_text("")
    (tmp_path / "secret.txt").write_text("secret")
    return folder


async def test_until_there_are_files_the_page_says_so_and_reloads_itself(tmp_path: Path) -> None:
    async with client_of(GraphiqlAssets(tmp_path)) as client:
        answer = await client.get("/graphiql")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "2"
    assert "GraphiQL is being built" in answer.text
    assert '<meta http-equiv="refresh" content="2">' in answer.text


async def test_with_files_the_page_loads_them_from_an_address_that_names_their_fingerprint(
    built: Path,
) -> None:
    async with client_of(GraphiqlAssets(built.parent)) as client:
        answer = await client.get("/graphiql")
    assert answer.status_code == 200
    assert f'<script type="module" src="{ASSETS}/{fingerprint()}/app.js"></script>' in answer.text
    assert f'<link rel="stylesheet" href="{ASSETS}/{fingerprint()}/app.css">' in answer.text


async def test_files_of_the_wheel_need_no_build(built: Path, tmp_path: Path) -> None:
    assets = GraphiqlAssets(tmp_path / "empty", packaged=built.parent)
    async with assets.background_build():
        assert assets.state == Ready(built, frozenset({"app.js", "app.css", "LICENSES.txt"}))
    assert not (tmp_path / "empty").exists()


async def test_files_built_by_another_process_are_found_without_a_restart(tmp_path: Path) -> None:
    assets = GraphiqlAssets(tmp_path)
    async with client_of(assets) as client:
        before = await client.get("/graphiql")
        (tmp_path / fingerprint()).mkdir()
        after = await client.get("/graphiql")
    assert (before.status_code, after.status_code) == (503, 200)


def test_a_failure_is_explained_with_what_to_do_and_cannot_bring_markup() -> None:
    html = render(Failed("npm said <script>alert(1)</script>."), ASSETS)
    assert "npm said &lt;script&gt;alert(1)&lt;/script&gt;." in html
    assert REBUILD_COMMAND in html
    assert "<code>/graphql</code>" in html


@pytest.mark.parametrize(
    ("path", "cache_control"),
    [
        ("/graphiql", "no-store"),
        ("/graphiql/examples.json", "no-store"),
        (f"{ASSETS}/{fingerprint()}/app.js", "public, max-age=31536000, immutable"),
    ],
)
async def test_every_answer_carries_the_policy(built: Path, path: str, cache_control: str) -> None:
    async with client_of(GraphiqlAssets(built.parent)) as client:
        answer = await client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == cache_control


@pytest.mark.parametrize(
    ("file", "media_type"),
    [("app.js", "text/javascript"), ("app.css", "text/css"), ("LICENSES.txt", "text/plain")],
)
async def test_files_are_served_with_their_media_type(built: Path, file: str, media_type: str) -> None:
    async with client_of(GraphiqlAssets(built.parent)) as client:
        answer = await client.get(f"{ASSETS}/{built.name}/{file}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"


@pytest.mark.parametrize(
    "path",
    [
        f"{ASSETS}/{fingerprint()}/missing.js",
        f"{ASSETS}/{fingerprint()}/..%2Fsecret.txt",
        f"{ASSETS}/%2E%2E/secret.txt",
        f"{ASSETS}/0000000000000000/app.js",
    ],
)
async def test_nothing_but_the_built_files_is_served(built: Path, path: str) -> None:
    async with client_of(GraphiqlAssets(built.parent)) as client:
        answer = await client.get(path)
    assert answer.status_code == 404


async def test_a_slash_too_many_is_redirected(tmp_path: Path) -> None:
    async with client_of(GraphiqlAssets(tmp_path)) as client:
        answer = await client.get("/graphiql/")
    assert (answer.status_code, answer.headers["location"]) == (308, "/graphiql")


def test_of_two_builds_at_once_the_first_stays_and_nothing_is_left_of_the_other(tmp_path: Path) -> None:
    target = tmp_path / "cache" / "set"
    for author in ("first", "second"):
        built = tmp_path / author
        built.mkdir()
        (built / "app.js").write_text(author)
        publish(built, target)
    assert (target / "app.js").read_text() == "first"
    assert list(target.parent.iterdir()) == [target]


def test_the_lockfile_names_no_place_to_download_from() -> None:
    lock = json.loads((FRONTEND / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert [name for name, package in lock["packages"].items() if name and "integrity" not in package] == []


def test_the_packages_are_pinned_exactly() -> None:
    manifest = json.loads((FRONTEND / "package.json").read_text())
    lock = json.loads((FRONTEND / "package-lock.json").read_text())
    for name, version in (manifest["dependencies"] | manifest["devDependencies"]).items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == version


@pytest.mark.parametrize("example", load_examples(), ids=lambda example: example.query.splitlines()[0])
def test_an_example_is_one_named_operation_with_values_for_its_variables(example: Example) -> None:
    (operation,) = parse(example.query).definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert operation.name is not None
    declared = {definition.variable.name.value for definition in operation.variable_definitions or ()}
    assert declared >= set(json.loads(example.variables or "{}"))


async def test_the_page_is_given_the_examples_as_tabs(tmp_path: Path) -> None:
    async with client_of(GraphiqlAssets(tmp_path)) as client:
        answer = await client.get("/graphiql/examples.json")
    tabs = answer.json()
    assert [tab["query"] for tab in tabs] == [path.read_text() for path in sorted(EXAMPLES.glob("*.graphql"))]
    assert tabs[0].keys() == {"query", "variables"}
