"""Clients and tools of frontends work as they come; only a jar for cookies is put under them."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from clients import PASSWORD
from graphql import (
    FragmentDefinitionNode,
    FragmentSpreadNode,
    NameNode,
    Node,
    OperationDefinitionNode,
    Visitor,
    build_schema,
    parse,
    print_ast,
    validate,
    visit,
)
from markdown_it import MarkdownIt
from packages import open_workshop
from pairs import CHEAP
from servers import serving

from irontrack.graphiql.examples import load_examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packages import Workshop
    from servers import Server

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "schema.graphql"
FEWEST_DOCUMENTS = 50


class Numbered(Visitor):
    """Gives each operation and fragment a name that ends in a number, and is nobody else's.

    Args:
        number: Of the document.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def enter(self, node: Node, *_rest: object) -> Node | None:
        if not isinstance(node, OperationDefinitionNode | FragmentDefinitionNode | FragmentSpreadNode):
            return None
        name = node.name.value if node.name else "Unnamed"
        return replace(node, name=NameNode(value=f"{name}{self._number}"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("clients"), CHEAP, database_url) as (running,):
        yield running


@pytest.fixture(scope="module")
def workshop(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return open_workshop(pytestconfig.cache.mkdir("javascript"), tmp_path_factory.mktemp("node") / "work")


@pytest.mark.parametrize("client", ["apollo", "urql", "graphql-request"])
def test_a_client_works_as_it_comes(server: Server, workshop: Workshop, client: str) -> None:
    email = f"{uuid.uuid4().hex}@example.org"
    found = json.loads(workshop.run("journey.mjs", client, f"{server.origin}/graphql", email, PASSWORD))
    assert found.pop("signedUp")["viewer"]["email"] == email
    refused = found.pop("refused")
    assert refused["__typename"] == "ValidationProblem"
    assert [issue["path"] for issue in refused["issues"]] == [["name"]]
    assert found == {
        "before": None,
        "created": ["Legs", "Pull", "Push"],
        "pages": [[3, "Legs", "Pull"], [3, "Push"]],
        "malformedId": ["BAD_ID"],
        "misspelt": ["VALIDATION_FAILED"],
        "signedOut": True,
        "after": None,
    }


def test_relay_pages_and_fetches_again(server: Server, workshop: Workshop) -> None:
    (workshop.folder / "relay" / "__generated__").mkdir()
    settings = {
        "src": "relay",
        "schema": str(SCHEMA),
        "language": "javascript",
        "artifactDirectory": "relay/__generated__",
        "persistConfig": {"file": "relay/documents.json", "algorithm": "SHA256"},
    }
    (workshop.folder / "relay.config.json").write_text(json.dumps(settings), "utf-8")
    (workshop.folder / "relay" / "documents.json").write_text("{}", "utf-8")
    workshop.run("node_modules/.bin/relay-compiler", "relay.config.json")
    written = json.loads((workshop.folder / "relay" / "documents.json").read_text("utf-8")).values()
    schema = build_schema(SCHEMA.read_text("utf-8"))
    assert [validate(schema, parse(document)) for document in written] == [[]] * 5
    refetch, back_and_forth = (
        next(document for document in written if f"query {name}" in document)
        for name in ("unitsCardRefetchQuery", "unitsExercisesPaginationQuery")
    )
    assert "node(id: $id)" in refetch
    assert "pageInfo" in back_and_forth
    # Relay names every variable, and leaves those of the other direction null.
    forth = {"count": 2, "cursor": None, "back": None, "before": None}
    back = {"count": None, "cursor": None, "back": 2, "before": None}
    with httpx.Client(base_url=server.origin) as http:
        for variables in (forth, back):
            answer = http.post("/graphql", json={"query": back_and_forth, "variables": variables})
            assert answer.json()["data"]["exercises"]["pageInfo"].keys() >= {"endCursor", "startCursor"}


def test_the_types_that_codegen_makes_of_every_documented_operation_compile(workshop: Workshop) -> None:
    folder = workshop.folder / "codegen"
    (folder / "schema.graphql").symlink_to(SCHEMA)
    (folder / "documents").mkdir()
    (folder / "use.graphql").rename(folder / "documents" / "use.graphql")
    written = list(documents())
    assert len(written) > FEWEST_DOCUMENTS
    for number, document in enumerate(written):
        numbered = print_ast(visit(parse(document), Numbered(number)))
        (folder / "documents" / f"{number}.graphql").write_text(numbered, "utf-8")
    workshop.run("node_modules/.bin/graphql-codegen", "--config", "codegen.json", folder="codegen")
    sources = ("schema.ts", "operations.ts", "use.ts")
    workshop.run("node_modules/.bin/tsc", "--strict", "--noEmit", "--types", "", *sources, folder="codegen")
    types = (folder / "operations.ts").read_text("utf-8")
    assert types.count("Variables = Exact<") > len(written)


def documents() -> Iterator[str]:
    """Yield what GraphiQL opens with, and every operation that the pages show."""
    for example in load_examples():
        yield example.query
    for path in sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]):
        for token in MarkdownIt().parse(path.read_text("utf-8")):
            if token.info == "graphql":
                yield token.content
