"""Which operation of a document is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import OperationDefinitionNode
from strawberry.extensions import SchemaExtension

from irontrack.errors import ErrorCode, RequestError

if TYPE_CHECKING:
    from collections.abc import Iterator


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
