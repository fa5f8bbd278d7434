"""One credential field a request: no document makes the server compute a row of password hashes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from clients import PASSWORD
from graphql import build_schema, get_named_type

from irontrack import schema

if TYPE_CHECKING:
    from clients import Client, Site
    from graphql import GraphQLField

pytestmark = pytest.mark.anyio

SDL = build_schema(schema.build_schema().as_str())
WRONG = 'signIn(input: {email: "nobody@example.org", password: "a wrong password"}) { __typename }'
UP = 'signUp(input: {email: "nobody@example.org", password: "another password"}) { __typename }'
SHORT, LONG = 30, 180  # fragments
NOISE = 4  # times as long as on a quiet machine

REFUSED = {
    "twice": f"mutation {{ a: {WRONG} b: {WRONG} }}",
    "twice by one name": f"mutation {{ {WRONG} {WRONG} }}",
    "two fields": f"mutation {{ {WRONG} {UP} }}",
    "a hundred aliases": f"mutation {{ {' '.join(f'a{n}: {WRONG}' for n in range(100))} }}",
    "in a fragment": f"mutation {{ a: {WRONG} ...F }} fragment F on Mutation {{ b: {WRONG} }}",
    "twice in a fragment": f"mutation {{ ...F }} fragment F on Mutation {{ a: {WRONG} b: {WRONG} }}",
    "a fragment twice": f"mutation {{ ...F ...F }} fragment F on Mutation {{ {WRONG} }}",
    "two fragments with a third": f"""
        mutation {{ ...F ...G }} fragment F on Mutation {{ ...H }} fragment G on Mutation {{ ...H }}
        fragment H on Mutation {{ {WRONG} }}
    """,
    "one field in two fragments": f"""
        mutation {{ ...F ...G }} fragment F on Mutation {{ {WRONG} }} fragment G on Mutation {{ {WRONG} }}
    """,
    "a fragment in a fragment": f"""
        mutation {{ ...F }} fragment F on Mutation {{ a: {WRONG} ...G }}
        fragment G on Mutation {{ b: {WRONG} }}
    """,
    "fragments before their use": f"""
        fragment G on Mutation {{ b: {WRONG} }} fragment F on Mutation {{ a: {WRONG} ...G }}
        mutation {{ ...F }}
    """,
    "inline fragments": f"mutation {{ ... {{ ... on Mutation {{ ... {{ a: {WRONG} }} }} }} b: {WRONG} }}",
    "an inline fragment in a fragment": f"""
        mutation {{ ... {{ ...F }} a: {WRONG} }} fragment F on Mutation {{ ... {{ b: {WRONG} }} }}
    """,
    "skipped": f"mutation {{ a: {WRONG} b: {WRONG.replace('{ __', '@skip(if: true) { __')} }}",
    "not included": f"""
        mutation {{ ...F @include(if: false) a: {WRONG} }} fragment F on Mutation {{ b: {WRONG} }}
    """,
    "with faults": f"mutation {{ a: {WRONG} b: {WRONG} nothing }}",
}


def assert_nothing_ran(client: Client) -> None:
    """Nobody is signed in here, so that a document that is refused before it runs needs no SQL."""
    assert client.statements == []


@pytest.mark.parametrize("document", REFUSED.values(), ids=REFUSED)
async def test_several_are_refused_before_any_runs(anyone: Client, document: str) -> None:
    answer = await anyone.post(document)
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "BAD_REQUEST"}
    assert error["message"] == "A request may hold one field that checks a password, and no more."
    assert "data" not in answer.json()
    assert_nothing_ran(anyone)


async def test_fragments_that_double_are_counted_in_linear_time(anyone: Client) -> None:
    seconds: dict[int, list[float]] = {SHORT: [], LONG: []}
    for length in [SHORT, LONG] * 5:
        began = time.perf_counter()
        assert await anyone.codes(doubling(length)) == ["BAD_REQUEST"]
        seconds[length].append(time.perf_counter() - began)
    assert_nothing_ran(anyone)
    assert min(seconds[LONG]) <= NOISE * LONG / SHORT * min(seconds[SHORT])


def doubling(length: int) -> str:
    """Return a document that holds a credential field 2**length times, by a chain of fragments."""
    chain = "".join(
        f"fragment F{number} on Mutation {{ ...F{number + 1} ...F{number + 1} }}" for number in range(length)
    )
    return f"mutation {{ ...F0 }} {chain} fragment F{length} on Mutation {{ {WRONG} }}"


@pytest.mark.parametrize(
    "document",
    [
        "mutation { ...F } fragment F on Mutation { ...F }",
        f"mutation {{ ...F }} fragment F on Mutation {{ {WRONG} ...F }}",
        f"mutation {{ ...F }} fragment F on Mutation {{ {WRONG} ...G }} fragment G on Mutation {{ ...F }}",
        f"mutation {{ {WRONG} ...F ...F }} fragment F on Mutation {{ ...F ...F }}",
        f"mutation {{ {WRONG} ...Nowhere }}",
        f"mutation {{ {WRONG} ...F }} fragment F on Query {{ viewer {{ id }} }}",
        "mutation { ... on Query { a: signIn } }",
    ],
)
async def test_fragments_that_do_not_fit_are_left_to_validation(anyone: Client, document: str) -> None:
    assert set(await anyone.codes(document)) == {"VALIDATION_FAILED"}
    assert_nothing_ran(anyone)


async def test_one_may_stand_beside_other_fields(site: Site, anyone: Client) -> None:
    email = await (await site.browser()).sign_up()
    document = """
        mutation ($email: String!, $password: String!) {
          ...F
          updateProfile(input: {name: "Signed in"}) { __typename }
          again: updateProfile(input: {timeZone: "Europe/Berlin"}) { __typename }
        }
        fragment F on Mutation { signIn(input: {email: $email, password: $password}) { __typename } }
    """
    assert await anyone.data(document, email=email, password=PASSWORD) == {
        "signIn": {"__typename": "SignInPayload"},
        "updateProfile": {"__typename": "UpdateProfilePayload"},
        "again": {"__typename": "UpdateProfilePayload"},
    }


async def test_only_the_operation_that_runs_counts(anyone: Client) -> None:
    document = f"mutation One {{ {WRONG} }} mutation Two {{ a: {WRONG} b: {WRONG} }}"
    one, two = [
        (await anyone.http.post("/graphql", json={"query": document, "operationName": name})).json()
        for name in ("One", "Two")
    ]
    assert one == {"data": {"signIn": {"__typename": "CredentialsProblem"}}}
    assert [error["extensions"]["code"] for error in two["errors"]] == ["BAD_REQUEST"]


async def test_a_field_of_that_name_elsewhere_does_not_count(anyone: Client) -> None:
    document = f"mutation {{ {WRONG.replace('__typename', 'signIn: __typename signUp: __typename')} }}"
    assert await anyone.data(document) == {
        "signIn": {"signIn": "CredentialsProblem", "signUp": "CredentialsProblem"}
    }


def takes_a_password(field: GraphQLField) -> bool:
    """Whether an argument is an input with a password in it."""
    types = (get_named_type(argument.type) for argument in field.args.values())
    return any("password" in name.lower() for type_ in types for name in getattr(type_, "fields", ()))


async def test_every_field_that_takes_a_password_is_one(anyone: Client) -> None:
    assert SDL.mutation_type
    names = [name for name, field in SDL.mutation_type.fields.items() if takes_a_password(field)]
    assert {"signIn", "signUp"} <= set(names)
    for name in names:
        assert await anyone.codes(f"mutation {{ a: {name} b: {name} }}") == ["BAD_REQUEST"], name
        assert set(await anyone.codes(f"mutation {{ a: {name} }}")) == {"VALIDATION_FAILED"}, name
