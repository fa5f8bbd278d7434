"""Who may learn the schema: introspection, and the names that messages suggest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import graphql
import msgspec
import pytest
from clients import opened
from graphql import build_client_schema, get_introspection_query

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from clients import Client, Site

    from irontrack.settings import Settings

pytestmark = pytest.mark.anyio

INTROSPECTION = {
    "schema": "{ __schema { queryType { name } } }",
    "type": '{ __type(name: "Query") { name } }',
    "by another name": "{ serverInfo { version } name: __schema { types { name } } }",
    "in a fragment": "{ ...F } fragment F on Query { ... { __schema { types { name } } } }",
    "in an operation that does not run": "query A { __typename } query B { __schema { types { name } } }",
    "all": get_introspection_query(),
}
FAR = "ZZZZZZZZ"


class Kind(NamedTuple):
    """A kind of message that suggests something.

    Attributes:
        document: With `?` where the name stands.
        near: A name for which something is suggested.
        variables: As JSON, with `?` too.
        has_far: Whether for FAR nothing is suggested; else there is always a suggestion.
    """

    document: str
    near: str = ""
    variables: str = "{}"
    has_far: bool = True

    def body(self, name: str) -> dict[str, object]:
        """The request with a name in its place."""
        return {
            "query": self.document.replace("?", name),
            "variables": json.loads(self.variables.replace("?", name)),
        }


SCOPE = "query ($scope: ExerciseScope) { exercises(filter: {scope: $scope}) { totalCount } }"
FILTER = "query ($filter: ExerciseFilter) { exercises(filter: $filter) { totalCount } }"
KINDS = {
    "field": Kind("{ ? { id } }", "viewr"),
    "field of an implementation": Kind('{ node(id: "x") { name } }', has_far=False),
    "subfields": Kind("{ viewer }", has_far=False),
    "argument": Kind("{ exercises(?: 1) { totalCount } }", "frist"),
    "argument of a directive": Kind("{ serverInfo @skip(?: true, if: true) { version } }", "iff"),
    "type of an inline fragment": Kind('{ node(id: "x") { ... on ? { id } } }', "Exercse"),
    "type of a fragment": Kind('{ node(id: "x") { ...F } } fragment F on ? { id }', "Exercse"),
    "type of a variable": Kind("query ($x: ?) { exercises(search: $x) { totalCount } }", "Strng"),
    "enum value": Kind("{ exercises(filter: {scope: ?}) { totalCount } }", "SYSTM"),
    "enum value as a string": Kind('{ exercises(filter: {scope: "?"}) { totalCount } }', "SYSTEM"),
    "input field": Kind("{ exercises(filter: {?: SYSTEM}) { totalCount } }", "scop"),
    "default of a variable": Kind(SCOPE.replace("Scope)", "Scope = ?)"), "SYSTM"),
    "variable: enum value": Kind(SCOPE, "SYSTM", '{"scope": "?"}'),
    "variable: no string": Kind(SCOPE, "SYSTEM", '{"scope": ["?"]}'),
    "variable: input field": Kind(FILTER, "scop", '{"filter": {"?": "SYSTEM"}}'),
    "variable: nested": Kind(FILTER, "SYSTM", '{"filter": {"scope": "?"}}'),
}
SUGGESTING = {
    "pyutils/did_you_mean.py",
    "type/definition.py",
    "utilities/validate_input_value.py",
    "validation/rules/fields_on_correct_type.py",
    "validation/rules/known_argument_names.py",
    "validation/rules/known_type_names.py",
    "validation/rules/scalar_leafs.py",
    # What follows is about schemas, not about documents.
    "type/validate.py",
    "validation/rules/possible_type_extensions.py",
}


@pytest.fixture
async def open_site(settings: Settings) -> AsyncIterator[Site]:
    """An application that lets everybody introspect."""
    async with opened(msgspec.structs.replace(settings, anonymous_introspection=True)) as site:
        yield site


async def messages(client: Client, kind: Kind, name: str) -> list[str]:
    """The messages of the errors that a request is answered with."""
    answer = (await client.http.post("/graphql", json=kind.body(name))).json()
    assert {error["extensions"]["code"] for error in answer["errors"]} <= {"VALIDATION_FAILED", "BAD_VALUE"}
    return [error["message"] for error in answer["errors"]]


@pytest.mark.parametrize("document", INTROSPECTION.values(), ids=INTROSPECTION)
async def test_nobody_anonymous_introspects(anyone: Client, document: str) -> None:
    body = {"query": document, "operationName": "A" if "query A" in document else None}
    for answer in (
        await anyone.http.post("/graphql", json=body),
        await anyone.http.get("/graphql", params=body),
    ):
        (error,) = answer.json()["errors"]
        assert error["extensions"] == {"code": "VALIDATION_FAILED"}
        assert error["message"] == "Sign in to introspect the schema."
        assert "data" not in answer.json()
    assert anyone.statements == []


async def test_the_name_of_an_objects_type_is_no_secret(anyone: Client) -> None:
    assert await anyone.data("{ __typename serverInfo { __typename } }") == {
        "__typename": "Query",
        "serverInfo": {"__typename": "ServerInfo"},
    }


async def test_whoever_is_signed_in_introspects(member: Client) -> None:
    assert build_client_schema(await member.data(get_introspection_query())).mutation_type
    await member.data("mutation { signOut { wasSignedIn } }")
    assert await member.codes(INTROSPECTION["type"]) == ["VALIDATION_FAILED"]


async def test_by_setting_everybody_introspects(open_site: Site) -> None:
    client = await open_site.browser()
    assert build_client_schema(await client.data(get_introspection_query())).mutation_type


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
async def test_nothing_is_suggested_to_the_anonymous(member: Client, anyone: Client, kind: Kind) -> None:
    suggesting = await messages(member, kind, kind.near)
    assert any("Did you mean" in message for message in suggesting)
    plain = await messages(anyone, kind, kind.near)
    assert len(plain) == len(suggesting)
    assert not any("did you mean" in message.lower() for message in plain)
    if kind.has_far:  # nothing tells whether there is a name like that
        far = await messages(member, kind, FAR)
        assert plain == [message.replace(FAR, kind.near) for message in far]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
async def test_by_setting_everybody_is_told(member: Client, open_site: Site, kind: Kind) -> None:
    client = await open_site.browser()
    assert await messages(client, kind, kind.near) == await messages(member, kind, kind.near)


async def test_what_a_caller_writes_does_not_hide_a_suggestion(anyone: Client) -> None:
    for written in (". Did you mean ", ". Did you mean '", "? Found", ". Did you mean x?"):
        kind = Kind(FILTER, variables=json.dumps({"filter": {"scop": written}}).replace("?", "\\u003f"))
        (message,) = await messages(anyone, kind, "")
        assert "'scope'" not in message


def test_every_place_that_suggests_is_known() -> None:
    """Where graphql-core comes to suggest something else, a kind is missing above."""
    package = Path(graphql.__file__).parent
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if "did_you_mean(" in (source := path.read_text("utf-8")) or " Did you mean" in source
    }
    assert found == SUGGESTING
