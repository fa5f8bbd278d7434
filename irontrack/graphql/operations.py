"""What a document may ask for, beyond what the schema says: looked at before anything is run."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    ValidationRule,
    get_operation_ast,
)
from strawberry.extensions import SchemaExtension
from strawberry.types import get_object_definition

from irontrack.errors import ErrorCode, RequestError
from irontrack.graphql.problems import CREDENTIAL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from graphql import DocumentNode, SelectionSetNode
    from strawberry import Schema

    from irontrack.graphql.context import Context

_INTROSPECTION: Final = frozenset({"__schema", "__type"})
_ROOT: Final = ""  # no fragment has this name


def may_introspect(context: Context) -> bool:
    """Whether the caller may learn the schema, from introspection or from what messages suggest."""
    return context.viewer is not None or context.resources.settings.anonymous_introspection


class NamedOperation(SchemaExtension):
    """Refuses a document with several operations of which none is named: Strawberry would run the first."""

    def on_parse(self) -> Iterator[None]:
        """Look at the document once it is parsed.

        Raises:
            RequestError: BAD_REQUEST.
        """
        yield
        context = self.execution_context
        # The public property answers with the first operation's name where none was given.
        if context.graphql_document is None or context._provided_operation_name is not None:  # noqa: SLF001
            return
        definitions = context.graphql_document.definitions
        if sum(isinstance(definition, OperationDefinitionNode) for definition in definitions) > 1:
            message = "The document has several operations: operationName must name one."
            raise RequestError(ErrorCode.BAD_REQUEST, message)


class OneCredentialField(SchemaExtension):
    """Refuses an operation with several fields that check a password: each would be a guess, and a hash.

    Fields are counted as often as they stand there once fragments are spread; `@skip` and `@include` do not
    matter.
    """

    def on_validate(self) -> Iterator[None]:
        """Look at the operation that is to run, in time linear in the document.

        Raises:
            RequestError: BAD_REQUEST.
        """
        context = self.execution_context
        document = context.graphql_document
        operation = get_operation_ast(document, context.operation_name) if document else None
        if document and operation and operation.operation is OperationType.MUTATION:
            names = _credential_fields(context.schema)
            if _count(names, operation.selection_set, document) > 1:
                message = "A request may hold one field that checks a password, and no more."
                raise RequestError(ErrorCode.BAD_REQUEST, message)
        yield


class PrivateSchema(SchemaExtension):
    """Keeps introspection from callers who may not introspect."""

    def on_validate(self) -> Iterator[None]:
        """Add a rule for this document."""
        if not may_introspect(self.execution_context.context):
            self.execution_context.validation_rules += (_NoIntrospection,)
        yield


class _NoIntrospection(ValidationRule):
    def enter_field(self, node: FieldNode, *_rest: Any) -> None:  # noqa: ANN401 - graphql-core's signature
        if node.name.value in _INTROSPECTION:
            self.report_error(GraphQLError("Sign in to introspect the schema.", node))


@cache
def _credential_fields(schema: Schema) -> frozenset[str]:
    fields = get_object_definition(schema.mutation, strict=True).fields
    name = schema.config.name_converter.get_graphql_name
    return frozenset(name(field) for field in fields if field.metadata.get(CREDENTIAL))


def _count(names: AbstractSet[str], selection_set: SelectionSetNode, document: DocumentNode) -> int:
    """Return how often the fields stand directly in a selection set; 2 stands for any more.

    Each fragment is counted once, after those that it spreads. A spread that closes a cycle counts nothing:
    validation refuses it.
    """
    bodies = {_ROOT: selection_set}
    for definition in document.definitions:
        if isinstance(definition, FragmentDefinitionNode):
            bodies[definition.name.value] = definition.selection_set
    parts: dict[str, tuple[int, list[str]]] = {}
    counts: dict[str, int] = {}
    waiting = [_ROOT]
    while waiting:
        name = waiting[-1]
        if name not in parts:
            parts[name] = _count_outside_fragments(names, bodies[name])
            waiting += [spread for spread in parts[name][1] if spread in bodies and spread not in parts]
            continue
        waiting.pop()
        if name not in counts:
            own, spreads = parts[name]
            counts[name] = min(2, own + sum(counts.get(spread, 0) for spread in spreads))
    return counts[_ROOT]


def _count_outside_fragments(
    names: AbstractSet[str], selection_set: SelectionSetNode
) -> tuple[int, list[str]]:
    """Return how often the fields stand there by themselves, and the name of each spread."""
    count = 0
    spreads: list[str] = []
    waiting = [selection_set]
    while waiting:
        for selection in waiting.pop().selections:
            match selection:
                case FieldNode():
                    count += selection.name.value in names
                case InlineFragmentNode():
                    waiting.append(selection.selection_set)
                case FragmentSpreadNode():
                    spreads.append(selection.name.value)
    return count, spreads
