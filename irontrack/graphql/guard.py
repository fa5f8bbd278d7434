"""What a document may ask for, beyond what the schema says: looked at before it is validated.

One pass over the parsed document, linear in it: each fragment is measured once, and counted wherever it is
spread. So a chain of fragments that each spread the next one twice costs its length, not its expansion.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
)
from strawberry.extensions import SchemaExtension
from strawberry.types import get_object_definition

from irontrack.errors import ErrorCode, RequestError
from irontrack.graphql.problems import CREDENTIAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from graphql import DocumentNode
    from strawberry import Schema

    from irontrack.settings import Settings

DEEPEST_INTROSPECTION: Final = 20
"""Levels below `__schema` or `__type`, which are counted apart; what GraphiQL asks for has fifteen."""

_INTROSPECTION: Final = frozenset({"__schema", "__type"})
_OPERATION: Final = ""  # no fragment has this name
_MANY: Final = 1_000_000  # sums stop here, so that numbers stay small


@dataclass(slots=True)
class Measure:
    """What a selection amounts to once its fragments are spread.

    Attributes:
        depth: Fields within fields; `{ viewer { id } }` has 2.
        introspection_depth: The same below `__schema` and `__type`, where `depth` ends.
        aliases: Fields with a name of the caller's choice.
        directives: Directives of fields, spreads, inline fragments, and of the whole.
        fields: Fields that stand directly in the selection.
        credentials: Those of them that check a password.
    """

    depth: int = 0
    introspection_depth: int = 0
    aliases: int = 0
    directives: int = 0
    fields: int = 0
    credentials: int = 0


class Guard(SchemaExtension):
    """Refuses documents that ask for too much; see `Settings` for how much that is.

    `@skip` and `@include` do not matter. What is refused costs no validation, and no statement.
    """

    def on_operation(self) -> Iterator[None]:
        """Bound what is parsed: beyond it, parsing ends with a syntax error."""
        settings: Settings = self.execution_context.context.resources.settings
        self.execution_context.parse_options["max_tokens"] = settings.max_tokens
        yield

    def on_validate(self) -> Iterator[None]:
        """Measure the operation that is to run.

        Raises:
            RequestError: A code for limits, or BAD_REQUEST for several fields that check a password.
        """
        context = self.execution_context
        document = context.graphql_document
        operation = get_operation_ast(document, context.operation_name) if document else None
        if document and operation:
            measure = measured(operation, document, _credential_fields(context.schema))
            _check(measure, operation, context.context.resources.settings)
        yield


def measured(
    operation: OperationDefinitionNode, document: DocumentNode, credentials: AbstractSet[str]
) -> Measure:
    """Return what an operation amounts to.

    Each fragment is summed up once, after those that it spreads. A spread that closes a cycle, or that names
    no fragment, counts nothing: validation refuses it.

    Args:
        operation: One of the document's.
        document: As it was parsed.
        credentials: Names of the fields that check a password.
    """
    fragments = {
        each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }
    outlines: dict[str, _Outline] = {}
    done: dict[str, Measure] = {}
    waiting = [_OPERATION]
    while waiting:
        name = waiting[-1]
        if name not in outlines:
            outline = outlines[name] = _outlined(fragments.get(name, operation), credentials)
            waiting += [name for name, _ in outline.spreads if name in fragments and name not in outlines]
            continue
        waiting.pop()
        if name not in done:
            done[name] = _summed(outlines[name], done)
    return done[_OPERATION]


def _check(measure: Measure, operation: OperationDefinitionNode, settings: Settings) -> None:
    is_mutation = operation.operation is OperationType.MUTATION
    if is_mutation and measure.credentials > 1:  # each would be a guess, and a hash
        message = "A request may hold one field that checks a password, and no more."
        raise RequestError(ErrorCode.BAD_REQUEST, message)
    if measure.introspection_depth > DEEPEST_INTROSPECTION:
        message = f"Introspection may be nested {DEEPEST_INTROSPECTION} deep."
        raise RequestError(ErrorCode.TOO_DEEP, message)
    for found, most, code, what in (
        (measure.depth, settings.max_depth, ErrorCode.TOO_DEEP, "levels of fields"),
        (measure.aliases, settings.max_aliases, ErrorCode.TOO_MANY_ALIASES, "aliases"),
        (measure.directives, settings.max_directives, ErrorCode.TOO_MANY_DIRECTIVES, "directives"),
        (
            measure.fields if is_mutation else 0,
            settings.max_mutations,
            ErrorCode.TOO_MANY_MUTATIONS,
            "mutations",
        ),
        (measure.fields, settings.max_root_fields, ErrorCode.TOO_MANY_ROOT_FIELDS, "fields at its root"),
    ):
        if found > most:
            raise RequestError(code, f"An operation may have at most {most} {what}.")


class _Place(NamedTuple):
    """Where a selection stands: fields around it, counted from `__schema` or `__type` inside of these."""

    around: int = 0
    is_introspection: bool = False


@dataclass(slots=True)
class _Outline:
    """What stands in a body itself, and the fragments that it spreads, each with where."""

    own: Measure
    spreads: list[tuple[str, _Place]] = field(default_factory=list)


def _summed(outline: _Outline, done: Mapping[str, Measure]) -> Measure:
    total = outline.own
    for name, place in outline.spreads:
        part = done.get(name)
        if part is None:
            continue
        total.introspection_depth = max(total.introspection_depth, part.introspection_depth)
        _deepen(total, place, part.depth)
        total.aliases = min(_MANY, total.aliases + part.aliases)
        total.directives = min(_MANY, total.directives + part.directives)
        if place.around == 0:
            total.fields = min(_MANY, total.fields + part.fields)
            total.credentials = min(_MANY, total.credentials + part.credentials)
    return total


def _outlined(
    body: OperationDefinitionNode | FragmentDefinitionNode, credentials: AbstractSet[str]
) -> _Outline:
    """Walk through what is written in one body; no fragment is followed."""
    outline = _Outline(Measure(directives=len(body.directives or ())))
    waiting = [(body.selection_set, _Place())]
    while waiting:
        selections, place = waiting.pop()
        for selection in selections.selections:
            outline.own.directives += len(selection.directives or ())
            match selection:
                case FragmentSpreadNode():
                    outline.spreads.append((selection.name.value, place))
                case InlineFragmentNode():
                    waiting.append((selection.selection_set, place))
                case FieldNode():
                    inside = _count_field(outline.own, selection, place, credentials)
                    if selection.selection_set is not None:
                        waiting.append((selection.selection_set, inside))
    return outline


def _count_field(own: Measure, node: FieldNode, place: _Place, credentials: AbstractSet[str]) -> _Place:
    """Count one field, and return where its own selection stands."""
    name = node.name.value
    own.aliases += node.alias is not None
    if place.around == 0:
        own.fields += 1
        own.credentials += name in credentials
    _deepen(own, place, 1)
    if name in _INTROSPECTION and not place.is_introspection:
        return _Place(1, is_introspection=True)
    return _Place(place.around + 1, place.is_introspection)


def _deepen(measure: Measure, place: _Place, depth: int) -> None:
    """Take notice of a selection that is so deep by itself, and stands there."""
    if place.is_introspection:
        measure.introspection_depth = max(measure.introspection_depth, place.around + depth)
    else:
        measure.depth = max(measure.depth, place.around + depth)


@cache
def _credential_fields(schema: Schema) -> frozenset[str]:
    fields = get_object_definition(schema.mutation, strict=True).fields
    name = schema.config.name_converter.get_graphql_name
    return frozenset(name(field) for field in fields if field.metadata.get(CREDENTIAL))
