"""What a document may ask for: as much as a limit passes, one more is refused before any statement."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from graphql import get_introspection_query

from irontrack.graphql.guard import DEEPEST_INTROSPECTION
from irontrack.graphql.negotiation import DEEPEST_JSON
from irontrack.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from clients import Client

pytestmark = pytest.mark.anyio

LIMIT: dict[str, Any] = {each.name: each.default for each in msgspec.structs.fields(Settings)}
REFUSED_SECONDS = 0.05
TRIES = 20  # one of which is not held up by what else the machine does
NOISE = 4  # times as long as on a quiet machine
SCALARS = ("id", "name", "slug", "category", "difficultyLevel", "force", "mechanic", "instructions")
NOTHING = 'exercise(by: {slug: "no-such-exercise"})'


def tokens(count: int) -> str:
    selected = " ".join(itertools.islice(itertools.cycle(SCALARS), count - 14))
    return f"{{ {NOTHING} {{ {selected} }} }}"


def depth(count: int) -> str:
    return f"{{ {NOTHING} " + "{ alternatives " * (count - 2) + "{ id }" + "}" * (count - 1)


def depth_by_fragments(count: int) -> str:
    chain = "".join(
        f"fragment F{number} on Exercise {{ alternatives {{ ...F{number + 1} }} }}"
        for number in range(count - 2)
    )
    return f"{{ {NOTHING} {{ ...F0 }} }} {chain} fragment F{count - 2} on Exercise {{ id }}"


def depth_by_inline_fragments(count: int) -> str:
    return f"{{ {NOTHING} " + "{ ... { alternatives " * (count - 2) + "{ id }" + "} }" * (count - 2) + "}"


def aliases(count: int) -> str:
    return "{ serverInfo {" + " ".join(f"a{number}: version" for number in range(count)) + "} }"


def aliases_by_fragments(count: int) -> str:
    return "{ serverInfo {" + "...F " * count + "} } fragment F on ServerInfo { a: version }"


def directives(count: int) -> str:
    return "{ serverInfo { version " + "... @include(if: true) { __typename } " * count + "} }"


def fields(count: int) -> str:
    return "{" + "__typename " * count + "}"


def fields_by_fragments(count: int) -> str:
    return "{" + "...F " * count + "} fragment F on Query { ... { __typename } }"


def mutations(count: int) -> str:
    return "mutation {" + "signOut { __typename } " * count + "}"


def introspection(count: int) -> str:
    return "{ __schema { types { fields { type " + "{ ofType " * (count - 5) + "{ name }" + "}" * (count - 1)


LIMITS: dict[str, tuple[Callable[[int], str], int, str]] = {
    "tokens": (tokens, LIMIT["max_tokens"], "TOO_MANY_TOKENS"),
    "depth": (depth, LIMIT["max_depth"], "TOO_DEEP"),
    "depth by fragments": (depth_by_fragments, LIMIT["max_depth"], "TOO_DEEP"),
    "depth by inline fragments": (depth_by_inline_fragments, LIMIT["max_depth"], "TOO_DEEP"),
    "aliases": (aliases, LIMIT["max_aliases"], "TOO_MANY_ALIASES"),
    "aliases by fragments": (aliases_by_fragments, LIMIT["max_aliases"], "TOO_MANY_ALIASES"),
    "directives": (directives, LIMIT["max_directives"], "TOO_MANY_DIRECTIVES"),
    "fields": (fields, LIMIT["max_root_fields"], "TOO_MANY_ROOT_FIELDS"),
    "fields by fragments": (fields_by_fragments, LIMIT["max_root_fields"], "TOO_MANY_ROOT_FIELDS"),
    "mutations": (mutations, LIMIT["max_mutations"], "TOO_MANY_MUTATIONS"),
    "introspection": (introspection, DEEPEST_INTROSPECTION, "TOO_DEEP"),
}


@pytest.mark.parametrize(("document", "limit", "code"), LIMITS.values(), ids=LIMITS)
async def test_as_much_as_the_limit_passes_and_one_more_is_refused(
    member: Client, document: Callable[[int], str], limit: int, code: str
) -> None:
    assert "errors" not in (await member.post(document(limit))).json()
    answer = await member.post(document(limit + 1))
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": code}
    assert "data" not in answer.json()


@pytest.mark.parametrize(("document", "limit", "code"), LIMITS.values(), ids=LIMITS)
async def test_a_refusal_takes_no_time_and_no_statement(
    anyone: Client, document: Callable[[int], str], limit: int, code: str
) -> None:
    sent = document(limit * 10)
    seconds = []
    for _ in range(TRIES):
        began = time.perf_counter()
        assert await anyone.codes(sent) == [code]
        seconds.append(time.perf_counter() - began)
    assert anyone.statements == []
    assert min(seconds) < REFUSED_SECONDS * NOISE


@pytest.mark.parametrize("length", range(10, 61, 10))
async def test_fragments_that_double_are_refused_at_once(anyone: Client, length: int) -> None:
    chain = "".join(
        f"fragment F{number} on ServerInfo {{ ...F{number + 1} ...F{number + 1} }}"
        for number in range(length)
    )
    bomb = f"{{ serverInfo {{ ...F0 }} }} {chain} fragment F{length} on ServerInfo {{ a: version }}"
    seconds = []
    for _ in range(TRIES):
        began = time.perf_counter()
        assert await anyone.codes(bomb) == ["TOO_MANY_ALIASES"]
        seconds.append(time.perf_counter() - began)
    assert min(seconds) < REFUSED_SECONDS * NOISE


@pytest.mark.parametrize(
    "document",
    [
        "{ ...F } fragment F on Query { ...F }",
        "{ ...F } fragment F on Query { a: __typename ...G } fragment G on Query { b: __typename ...F }",
        "{ ...Nowhere }",
    ],
)
async def test_cycles_and_unknown_fragments_are_left_to_validation(anyone: Client, document: str) -> None:
    codes = await anyone.codes(document)
    assert set(codes) == {"VALIDATION_FAILED"}


async def test_only_the_operation_that_runs_is_measured(anyone: Client) -> None:
    document = (
        aliases(LIMIT["max_aliases"] + 1).replace("{", "query Big {", 1) + " query Small { __typename }"
    )
    small = await anyone.http.post("/graphql", json={"query": document, "operationName": "Small"})
    assert small.json() == {"data": {"__typename": "Query"}}
    big = await anyone.http.post("/graphql", json={"query": document, "operationName": "Big"})
    assert big.json()["errors"][0]["extensions"]["code"] == "TOO_MANY_ALIASES"


@pytest.mark.parametrize("shape", ["objects", "lists"])
async def test_json_is_as_deep_as_it_may_be(anyone: Client, shape: str) -> None:
    def variables(count: int) -> Any:
        value: Any = 1
        for _ in range(count - 2):  # the body and its variables are two
            value = {"a": value} if shape == "objects" else [value]
        return {"unused": value}

    most = await anyone.post("{ __typename }", **variables(DEEPEST_JSON))
    assert most.json() == {"data": {"__typename": "Query"}}
    assert await anyone.codes("{ __typename }", **variables(DEEPEST_JSON + 1)) == ["TOO_DEEP"]


async def test_what_graphiql_asks_of_the_schema_passes(member: Client) -> None:
    query = get_introspection_query(input_value_deprecation=True, specified_by_url=True)
    assert "errors" not in (await member.post(query)).json()
