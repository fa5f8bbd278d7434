"""GraphQL over HTTP: which media type to answer in, and what a request's body and query string hold.

Specification: https://graphql.github.io/graphql-over-http/draft/.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from irontrack.errors import ErrorCode, RequestError

if TYPE_CHECKING:
    from collections.abc import Mapping

GRAPHQL_RESPONSE: Final = "application/graphql-response+json"
JSON: Final = "application/json"
DEEPEST_JSON: Final = 32
"""Objects and lists within each other in a body, of which the body itself is the first."""

# The first is for whom both are the same: a client that does not name the newer one may not know it.
_OFFERED: Final = (JSON, GRAPHQL_RESPONSE)
_QUALITY: Final = re.compile(r"0(\.\d*)?|1(\.0*)?", re.ASCII)
_UTF_8: Final = frozenset({"", "utf-8", "utf8"})


class GraphQLRequest(msgspec.Struct, frozen=True, rename="camel"):
    """The parameters of a request.

    Attributes:
        query: The document.
        variables: By name; None for none.
        operation_name: Which operation of the document to run; None where there is only one.
    """

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None


_decoder = msgspec.json.Decoder(GraphQLRequest)
_variables_decoder = msgspec.json.Decoder(dict[str, Any] | None)


def preferred_type(accept: str | None) -> str:
    """Return the media type of the answer for an `Accept` header, by its quality values.

    For each type the range counts that names it most closely. Of two types that are accepted alike, the one
    named more closely is taken, then the one named first; a client that names neither is given the older one.

    Raises:
        RequestError: NOT_ACCEPTABLE when neither type is accepted.
    """
    if not accept or not accept.strip():
        return JSON
    ranges = [_media_range(part) for part in accept.split(",")]
    best = max(_OFFERED, key=lambda offered: _preference(offered, ranges))
    if not _preference(best, ranges)[0]:
        raise RequestError(ErrorCode.NOT_ACCEPTABLE, f"Answers come as {GRAPHQL_RESPONSE} or {JSON}.")
    return best


def require_json(content_type: str | None) -> None:
    """Check that a body is JSON in UTF-8.

    Raises:
        RequestError: UNSUPPORTED_MEDIA_TYPE.
    """
    name, *parameters = (part.strip().lower() for part in (content_type or "").split(";"))
    charset = next(
        (p.removeprefix("charset=").strip('"') for p in parameters if p.startswith("charset=")), ""
    )
    if name != JSON or charset not in _UTF_8:
        message = f"The body must be {JSON} in UTF-8, and Content-Type must say so."
        raise RequestError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, message)


def read_body(body: bytes) -> GraphQLRequest:
    """Read the parameters from a JSON body.

    Raises:
        RequestError: BAD_REQUEST for anything but a JSON object with the right members, TOO_DEEP.
    """
    try:
        request = _decoder.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise RequestError(ErrorCode.BAD_REQUEST, f"The body is no GraphQL request: {error}.") from error
    _require_document(request.query)
    _require_flat(request.variables)
    _require_flat(request.extensions)
    return request


def read_query_string(parameters: Mapping[str, str]) -> GraphQLRequest:
    """Read the parameters from a URL, whose `variables` are JSON.

    Raises:
        RequestError: BAD_REQUEST, TOO_DEEP.
    """
    query = parameters.get("query", "")
    _require_document(query)
    try:
        variables = _variables_decoder.decode(parameters.get("variables") or "null")
    except (msgspec.DecodeError, RecursionError) as error:
        raise RequestError(ErrorCode.BAD_REQUEST, "The parameter variables is no JSON object.") from error
    _require_flat(variables)
    return GraphQLRequest(query, variables, parameters.get("operationName") or None)


def _require_document(query: str) -> None:
    if not query.strip():
        raise RequestError(ErrorCode.BAD_REQUEST, "The parameter query is missing.")


def _require_flat(value: object) -> None:
    """Refuse what is nested more deeply than a body may be; the body around it counts."""
    level = [value]
    for _ in range(DEEPEST_JSON):
        inner: list[object] = []
        for each in level:
            if isinstance(each, dict):
                inner.extend(each.values())
            elif isinstance(each, list):
                inner.extend(each)
        if not inner:
            return
        level = inner
    message = f"The body's JSON may be nested {DEEPEST_JSON} deep."
    raise RequestError(ErrorCode.TOO_DEEP, message)


def _media_range(text: str) -> tuple[str, float]:
    """Return the range's name and its quality; the name is empty where it asks for another charset."""
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key == "charset" and value.strip('"') not in _UTF_8:
            return "", 0.0
        if key == "q":
            quality = float(value) if _QUALITY.fullmatch(value) else 0.0
    return name, quality


def _preference(offered: str, ranges: list[tuple[str, float]]) -> tuple[float, int, int]:
    """Return what to compare: the quality, how closely the type is named, and how early."""
    names = ("*/*", "application/*", offered)
    matching = [
        (names.index(name), -place, quality) for place, (name, quality) in enumerate(ranges) if name in names
    ]
    closeness, earliness, quality = max(matching, default=(0, 0, 0.0))
    return quality, closeness, earliness
