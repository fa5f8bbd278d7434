"""Errors as they stand in `errors[]`: coded, masked where they are not meant to be seen, logged once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import structlog
from graphql import GraphQLError, GraphQLSyntaxError

from irontrack.errors import ErrorCode, RequestError

if TYPE_CHECKING:
    from collections.abc import Sequence

# What graphql-core quotes of a caller's values, at the end of its messages: it may be a password.
_QUOTED: Final = re.compile(
    r"[,;]? [Ff]ound: .*|(?<= value)(?<!invalid value): .*|(?<=String) [\"'].*", re.DOTALL
)
_QUOTED_ENUM_VALUE: Final = re.compile(r"Value .* does not exist", re.DOTALL)
# Names of the schema that graphql-core proposes.
_SUGGESTION: Final = re.compile(r"\. Did you mean [^?]*\?")
# How graphql-core says that it has stopped to parse.
_TOO_LONG: Final = re.compile(r"contains more than \d+ tokens")
_TOO_NESTED: Final = re.compile(r"^Syntax Error: Document is nested too deeply")

_log = structlog.get_logger(__name__)
MASK: Final = "Something went wrong on our side. The request id names it in the server's log."


def formatted(
    failures: Sequence[GraphQLError], request_id: str, *, executed: bool, suggests: bool
) -> list[dict[str, Any]]:
    """Return the entries of `errors[]`; each unforeseen error is logged with its traceback, and masked.

    Args:
        failures: What graphql-core reports.
        request_id: Named in masked entries.
        executed: Whether the operation was validated: an error without a path is then about variables.
        suggests: Whether messages may propose names of the schema.
    """
    entries = [_entry(failure, request_id, executed=executed) for failure in failures]
    if not suggests:
        for entry in entries:
            entry["message"] = _SUGGESTION.sub(".", entry["message"])
    return entries


def request_failure(error: RequestError) -> dict[str, Any]:
    """Return the only entry of a request that was refused before it was read as GraphQL."""
    return {"message": error.message, "extensions": {"code": error.code}}


def _entry(failure: GraphQLError, request_id: str, *, executed: bool) -> dict[str, Any]:
    entry: dict[str, Any] = {**failure.formatted}
    entry["message"], code = _described(failure, executed=executed)
    entry["extensions"] = {"code": code}
    if code is ErrorCode.INTERNAL:
        entry["extensions"]["requestId"] = request_id
        _log.error("unforeseen error", path=failure.path, exc_info=failure.original_error)
    return entry


def _unquoted(message: str) -> str:
    """Return a message of graphql-core without the values that it quotes, but with what it proposes."""
    said = _QUOTED_ENUM_VALUE.sub("The value does not exist", message)
    said = _QUOTED.sub("", said).rstrip(".")
    if said.endswith("?"):
        return said
    proposals = [found[0] for found in _SUGGESTION.finditer(message) if found[0] not in said]
    return f"{said}{proposals[-1] if proposals else '.'}"


def _described(failure: GraphQLError, *, executed: bool) -> tuple[str, ErrorCode]:
    cause = failure.original_error
    if isinstance(cause, RequestError):
        return cause.message, cause.code
    if isinstance(failure, GraphQLSyntaxError) and _TOO_LONG.search(failure.message):
        return "The document has too many tokens.", ErrorCode.TOO_MANY_TOKENS
    if isinstance(cause, RecursionError) or _TOO_NESTED.search(failure.message):
        return "The document is nested too deeply.", ErrorCode.TOO_DEEP
    if isinstance(failure, GraphQLSyntaxError):
        return _unquoted(failure.message), ErrorCode.PARSE_FAILED
    # Outside a field, only a scalar that reads an input raises, and says what it expects.
    if cause is None or (failure.path is None and isinstance(cause, (GraphQLError, ValueError))):
        code = ErrorCode.BAD_VALUE if executed else ErrorCode.VALIDATION_FAILED
        return _unquoted(failure.message), code
    return MASK, ErrorCode.INTERNAL
