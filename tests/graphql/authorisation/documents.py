"""Documents made from the schema, so that a field that is added is asked for without a change here."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from graphql import (
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)
from graphql import build_schema as parse_schema

from irontrack.schema import build_schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphql import GraphQLField

VIEWER: Final = "Viewer"
_ROOTS: Final = ("Query", "Mutation", "Subscription", VIEWER)
_GIVEN: Final = {
    "Analytics.summary": '(range: {from: "2025-01-01", to: "2026-12-31"})',
    "Analytics.exerciseProgress": '(exercise: "01939b1e-0000-7000-8000-000000000000", '
    'range: {from: "2025-01-01", to: "2026-12-31"})',
    "Analytics.activityCalendar": "(year: 2026)",
    "Analytics.runSummary": '(range: {from: "2025-01-01", to: "2026-12-31"})',
    "Viewer.nextTargets": '(unit: "01939b1e-0000-7000-8000-000000000000")',
}
"""What fields are given that need arguments."""

_LEVELS: Final = 2
"""How deep answers are asked for: deep enough to betray something, within what one request may cost."""


@cache
def schema() -> GraphQLSchema:
    """Return the schema as a client knows it."""
    return parse_schema(build_schema().as_str())


def coordinates() -> set[str]:
    """Return what a caller can begin at: `Type.field` of the roots and of Viewer, and each type of node."""
    roots = (schema().get_type(name) for name in _ROOTS)
    fields = {
        f"{root}.{name}" for root in roots if isinstance(root, GraphQLObjectType) for name in root.fields
    }
    return fields | {node.name for node in schema().get_possible_types(_interface("Node"))}


def read_document(coordinate: str, arguments: Iterable[str]) -> str:
    """Return a query of one field of Query or Viewer with all that it answers."""
    parent, _, name = coordinate.partition(".")
    field = _field(coordinate)
    if parent == VIEWER:
        return f"query {_declared(field, arguments)} {{ viewer {{ {_call(field, name, arguments)} }} }}"
    levels = _LEVELS + 1 if name == "viewer" else _LEVELS
    return f"query {_declared(field, arguments)} {{ {_call(field, name, arguments, levels)} }}"


def node_documents(typename: str) -> tuple[str, str]:
    """Return the two queries for an object by its `$id`: as `node`, and in a list as `nodes`."""
    found = f"{{ __typename ... on {typename} {_selection(_type(typename), _LEVELS)} }}"
    return (
        f"query ($id: ID!) {{ node(id: $id) {found} }}",
        f"query ($id: ID!) {{ nodes(ids: [$id]) {found} }}",
    )


def mutation_document(coordinate: str, arguments: Iterable[str]) -> str:
    """Return a mutation of one field with all that its payload and its problems tell."""
    field = _field(coordinate)
    called = _call(field, coordinate.partition(".")[2], arguments, _LEVELS + 1)
    return f"mutation {_declared(field, arguments)} {{ {called} }}"


def payload(coordinate: str) -> str:
    """Return the type with which a mutation tells that it has succeeded: the one that is no problem."""
    result = get_named_type(_field(coordinate).type)
    members = result.types if isinstance(result, GraphQLUnionType) else (result,)
    problem = _interface("Problem")
    (name,) = (
        member.name
        for member in members
        if isinstance(member, GraphQLObjectType) and problem not in member.interfaces
    )
    return name


def _call(field: GraphQLField, name: str, arguments: Iterable[str], levels: int = _LEVELS) -> str:
    given = ", ".join(f"{argument}: ${argument}" for argument in arguments)
    return f"{name}{f'({given})' if given else ''} {_selection(get_named_type(field.type), levels)}"


def _declared(field: GraphQLField, arguments: Iterable[str]) -> str:
    given = ", ".join(f"${argument}: {field.args[argument].type}" for argument in arguments)
    return f"({given})" if given else ""


def _selection(of: GraphQLNamedType, levels: int) -> str:
    """Return a selection of all fields, so many levels of objects deep; beneath, only the type's name."""
    if is_leaf_type(of):
        return ""
    selected = ["__typename"]
    if levels and isinstance(of, GraphQLUnionType):
        selected += (f"... on {member} {_selection(member, levels)}" for member in of.types)
    elif levels and isinstance(of, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in of.fields.items():
            required = [argument for argument, taken in field.args.items() if is_required_argument(taken)]
            given = _GIVEN.get(f"{of}.{name}", "")
            assert all(argument in given for argument in required), f"{of}.{name} needs {required}"
            selected.append(f"{name}{given} {_selection(get_named_type(field.type), levels - 1)}")
    return f"{{ {' '.join(selected)} }}"


def _field(coordinate: str) -> GraphQLField:
    parent, _, name = coordinate.partition(".")
    found = _type(parent)
    assert isinstance(found, GraphQLObjectType)
    assert name in found.fields, f"the schema has no {coordinate}"
    field: GraphQLField = found.fields[name]
    return field


def _interface(name: str) -> GraphQLInterfaceType:
    found = _type(name)
    assert isinstance(found, GraphQLInterfaceType)
    return found


def _type(name: str) -> GraphQLNamedType:
    found = schema().get_type(name)
    assert found is not None, f"the schema has no {name}"
    return found
