"""Which operation of a document runs, and who may introspect: looked at before anything is run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from graphql import FieldNode, GraphQLError, OperationDefinitionNode, ValidationRule
from strawberry.extensions import SchemaExtension

from irontrack.errors import ErrorCode, RequestError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from irontrack.graphql.context import Context

_INTROSPECTION: Final = frozenset({"__schema", "__type"})


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
