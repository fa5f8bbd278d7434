"""The schema is the committed one, and keeps the conventions of the API.

The first test compares bytes; the others read the same text as a client's tools would.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    NullValueNode,
    build_schema,
    get_named_type,
    is_list_type,
    is_non_null_type,
    is_specified_scalar_type,
)

from irontrack import schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphql import GraphQLArgument, GraphQLField, GraphQLInputField, GraphQLType

    type Input = GraphQLArgument | GraphQLInputField

CAMEL_CASE = re.compile(r"[a-z][a-zA-Z0-9]*")
PASCAL_CASE = re.compile(r"[A-Z][a-zA-Z0-9]*")
UPPER_CASE = re.compile(r"[A-Z][A-Z0-9_]*")

# Mutations about the caller's cookies take nothing; those in which nothing can go wrong answer no union.
WITHOUT_INPUT = {
    "signOut": "SignOutPayload",
    "signOutEverywhere": "SignOutEverywherePayload",
    "refreshSession": "RefreshSessionResult",
}


@pytest.fixture(scope="module")
def committed(root: Path) -> str:
    return (root / "schema.graphql").read_text("utf-8")


@pytest.fixture(scope="module")
def api(committed: str) -> GraphQLSchema:
    return build_schema(committed)


def own_types(api: GraphQLSchema) -> Iterator[GraphQLNamedType]:
    for type_ in api.type_map.values():
        if not type_.name.startswith("__") and not is_specified_scalar_type(type_):
            yield type_


def object_types(api: GraphQLSchema) -> Iterator[GraphQLObjectType | GraphQLInterfaceType]:
    for type_ in own_types(api):
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            yield type_


def fields(api: GraphQLSchema) -> Iterator[tuple[str, GraphQLField]]:
    for type_ in object_types(api):
        for name, field in type_.fields.items():
            yield f"{type_.name}.{name}", field


def inputs(api: GraphQLSchema) -> Iterator[tuple[str, Input]]:
    """Every argument and every field of an input type."""
    for path, field in fields(api):
        for name, argument in field.args.items():
            yield f"{path}.{name}", argument
    for type_ in own_types(api):
        if isinstance(type_, GraphQLInputObjectType):
            for name, input_field in type_.fields.items():
                yield f"{type_.name}.{name}", input_field


def enum_values(api: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    """Every value of an enum with its description."""
    for type_ in own_types(api):
        if isinstance(type_, GraphQLEnumType):
            for name, value in type_.values.items():
                yield f"{type_.name}.{name}", value.description


def test_the_committed_schema_is_that_of_the_code(committed: str) -> None:
    assert committed == schema.build_schema().as_str() + "\n", (
        "Write it with `uv run irontrack schema export --output schema.graphql`, and read what changed."
    )


def test_everything_has_a_description_that_is_a_sentence(api: GraphQLSchema) -> None:
    described = [
        *((type_.name, type_.description) for type_ in own_types(api)),
        *((path, field.description) for path, field in fields(api)),
        *((path, field.description) for path, field in inputs(api)),
        *enum_values(api),
    ]
    assert len(described) > 200
    assert [path for path, description in described if not (description or "").endswith(".")] == []


def test_names_are_written_in_the_case_of_their_kind(api: GraphQLSchema) -> None:
    assert [type_.name for type_ in own_types(api) if not PASCAL_CASE.fullmatch(type_.name)] == []
    assert [path for path, _ in enum_values(api) if not UPPER_CASE.fullmatch(last(path))] == []
    paths = [path for path, _ in (*fields(api), *inputs(api))]
    assert [path for path in paths if not CAMEL_CASE.fullmatch(last(path))] == []


def test_a_mutation_takes_one_input_and_answers_with_one_union(api: GraphQLSchema) -> None:
    mutations = api.mutation_type.fields if api.mutation_type else {}
    assert mutations.keys() > WITHOUT_INPUT.keys()
    for name, field in mutations.items():
        result = get_named_type(field.type)
        assert is_non_null_type(field.type), name
        if name in WITHOUT_INPUT:
            assert (field.args, result.name) == ({}, WITHOUT_INPUT[name])
            continue
        pascal = name[0].upper() + name[1:]
        assert {n: str(argument.type) for n, argument in field.args.items()} == {"input": f"{pascal}Input!"}
        assert isinstance(result, GraphQLUnionType), name
        assert result.name == f"{pascal}Result"
        payload, *problems = result.types
        assert payload.name == f"{pascal}Payload"
        assert problems, name
        assert [p.name for p in problems if "Problem" not in {i.name for i in p.interfaces}] == []


def test_whatever_has_an_id_is_a_node(api: GraphQLSchema) -> None:
    with_id = [type_ for type_ in object_types(api) if "id" in type_.fields and type_.name != "Node"]
    assert len(with_id) > 5
    assert [t.name for t in with_id if str(t.fields["id"].type) != "ID!"] == []
    assert [t.name for t in with_id if "Node" not in {i.name for i in t.interfaces}] == []


def test_ids_are_opaque(api: GraphQLSchema) -> None:
    for path, member in (*fields(api), *inputs(api)):
        if re.search(r"(^id|Id|^ids|Ids)$", last(path)):
            assert get_named_type(member.type).name == "ID", path


def test_a_connection_has_the_same_fields_and_arguments_everywhere(api: GraphQLSchema) -> None:
    connections = {type_.name: type_ for type_ in object_types(api) if type_.name.endswith("Connection")}
    assert connections
    for name, connection in connections.items():
        row = name.removesuffix("Connection")
        assert {n: str(field.type) for n, field in connection.fields.items()} == {
            "edges": f"[{row}Edge!]!",
            "nodes": f"[{row}!]!",
            "pageInfo": "PageInfo!",
            "totalCount": "Int!",
        }
    for path, field in fields(api):
        if get_named_type(field.type).name in connections:
            assert field.args.keys() >= {"first", "after", "last", "before"}, path


def test_lists_hold_no_null_except_nodes_by_id(api: GraphQLSchema) -> None:
    members = [(path, member.type) for path, member in (*fields(api), *inputs(api))]
    assert [path for path, type_ in members if has_nullable_items(type_)] == ["Query.nodes"]


def test_no_default_is_null(api: GraphQLSchema) -> None:
    nodes = [(path, member.ast_node) for path, member in inputs(api)]
    defaults = {path: node.default_value for path, node in nodes if node and node.default_value}
    assert defaults
    assert [path for path, default in defaults.items() if isinstance(default, NullValueNode)] == []


def last(path: str) -> str:
    return path.rpartition(".")[2]


def has_nullable_items(type_: GraphQLType) -> bool:
    if is_non_null_type(type_):
        return has_nullable_items(type_.of_type)
    return is_list_type(type_) and (not is_non_null_type(type_.of_type) or has_nullable_items(type_.of_type))
