"""The endpoint `/graphql`: from an HTTP request to an operation, and from its result to bytes.

What is refused before execution is answered without `data`. In `application/json`, which older clients ask
for, a document that cannot be parsed or validated is answered with status 200, as the specification
recommends; in `application/graphql-response+json` it is a 400.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from irontrack.errors import ErrorCode, RequestError
from irontrack.graphql.failures import MASK, formatted, request_failure
from irontrack.graphql.negotiation import (
    GRAPHQL_RESPONSE,
    JSON,
    preferred_type,
    read_body,
    read_query_string,
    require_json,
)
from irontrack.graphql.operations import may_introspect

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.types import Receive, Scope, Send
    from strawberry import Schema
    from strawberry.types import ExecutionResult

    from irontrack.graphql.context import Context
    from irontrack.graphql.negotiation import GraphQLRequest
    from irontrack.settings import Settings

    type MakeContext = Callable[[Request], Awaitable[Context]]

_BAD_REQUEST: Final = 400
STATUS: Final[Mapping[ErrorCode, int]] = {
    ErrorCode.BAD_REQUEST: _BAD_REQUEST,
    ErrorCode.TOO_MANY_TOKENS: _BAD_REQUEST,
    ErrorCode.TOO_DEEP: _BAD_REQUEST,
    ErrorCode.TOO_MANY_ALIASES: _BAD_REQUEST,
    ErrorCode.TOO_MANY_DIRECTIVES: _BAD_REQUEST,
    ErrorCode.TOO_MANY_ROOT_FIELDS: _BAD_REQUEST,
    ErrorCode.TOO_MANY_MUTATIONS: _BAD_REQUEST,
    ErrorCode.FORBIDDEN_ORIGIN: 403,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.METHOD_NOT_ALLOWED: 405,
    ErrorCode.NOT_ACCEPTABLE: 406,
    ErrorCode.PAYLOAD_TOO_LARGE: 413,
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: 415,
    ErrorCode.INTERNAL: 500,
    ErrorCode.DEADLINE: 503,
    ErrorCode.UNAVAILABLE: 503,
}
# Whatever the media type is: older clients must not take for a result what was never looked at.
_ALWAYS_BAD_REQUEST: Final = frozenset(code for code, status in STATUS.items() if status == _BAD_REQUEST)
_FOREIGN: Final = "Only the application's own pages may send mutations or cookies."
_UNAVAILABLE: Final = 503
_TRY_AGAIN: Final = frozenset({ErrorCode.DEADLINE, ErrorCode.UNAVAILABLE})
_RETRY_AFTER_SECONDS: Final = "1"
_QUERIES: Final = (OperationType.QUERY,)
_QUERIES_AND_MUTATIONS: Final = (OperationType.QUERY, OperationType.MUTATION)

_log = structlog.get_logger(__name__)
_encode = msgspec.json.Encoder().encode


class GraphQLEndpoint:
    """An ASGI application that serves one schema.

    Args:
        schema: What is served.
        settings: Limits and origins.
        make_context: Builds the context of a request; may raise RequestError.
    """

    def __init__(self, schema: Schema, settings: Settings, make_context: MakeContext) -> None:
        self._schema = schema
        self._settings = settings
        self._origins = settings.origins
        self._make_context = make_context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request."""
        request = Request(scope, receive)
        media_type = JSON
        try:
            media_type = preferred_type(", ".join(request.headers.getlist("accept")))
            response = await self._answer(request, media_type)
        except RequestError as error:
            response = refusal(error, media_type)
        except ClientDisconnect:
            return
        except Exception:  # noqa: BLE001 - whatever it is, the caller gets an answer and the log the rest
            _log.exception("unforeseen error")
            response = internal_refusal(request.state.request_id, media_type)
        await response(scope, receive, send)

    async def _answer(self, request: Request, media_type: str) -> Response:
        is_foreign = self._is_foreign(request)
        if is_foreign and "cookie" in request.headers:
            raise RequestError(ErrorCode.FORBIDDEN_ORIGIN, _FOREIGN)
        allowed = _QUERIES if is_foreign or request.method == "GET" else _QUERIES_AND_MUTATIONS
        parameters = await self._read(request)
        context = await self._make_context(request)
        try:
            result = await self._schema.execute(
                parameters.query,
                variable_values=parameters.variables,
                operation_name=parameters.operation_name or None,
                context_value=context,
                allowed_operation_types=allowed,
            )
        except InvalidOperationTypeError as error:
            raise _refused_operation(error, is_foreign=is_foreign) from error
        except CannotGetOperationTypeError as error:
            message = "The document has no operation of this name."
            raise RequestError(ErrorCode.BAD_REQUEST, message) from error
        return self._respond(result, context, request.state.request_id, media_type)

    async def _read(self, request: Request) -> GraphQLRequest:
        match request.method:
            case "GET":
                return read_query_string(request.query_params)
            case "POST":
                require_json(request.headers.get("content-type"))
                return read_body(await self._body(request))
        raise RequestError(ErrorCode.METHOD_NOT_ALLOWED, "Use POST, or GET for queries.")

    async def _body(self, request: Request) -> bytes:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > self._settings.body_limit_bytes:
                message = f"The body is larger than {self._settings.body_limit_bytes} bytes."
                raise RequestError(ErrorCode.PAYLOAD_TOO_LARGE, message)
        return bytes(body)

    def _is_foreign(self, request: Request) -> bool:
        """Whether another site makes a browser send this; programs send neither header.

        From a frontend on another site every request is cross-site, so there its origin alone decides.
        """
        origin = request.headers.get("origin")
        if origin is not None and origin not in self._origins:
            return True
        is_frontend = self._settings.cross_site_cookies and origin is not None
        return request.headers.get("sec-fetch-site") == "cross-site" and not is_frontend

    def _respond(
        self, result: ExecutionResult, context: Context, request_id: str, media_type: str
    ) -> Response:
        executed = not isinstance(result, PreExecutionError)
        errors = formatted(
            result.errors or (), request_id, executed=executed, suggests=may_introspect(context)
        )
        is_refused = result.data is None and all(error.path is None for error in result.errors or ())
        body: dict[str, Any] = {"errors": errors} if errors else {}
        if not is_refused:
            body["data"] = result.data
        codes = {error["extensions"]["code"] for error in errors}
        is_bad_request = not codes.isdisjoint(_ALWAYS_BAD_REQUEST)
        status = _BAD_REQUEST if is_refused and (is_bad_request or media_type == GRAPHQL_RESPONSE) else 200
        if result.data is None and codes and codes <= _TRY_AGAIN:
            status = _UNAVAILABLE
        response = Response(_encode(body), status, media_type=f"{media_type}; charset=utf-8")
        if status == _UNAVAILABLE:
            response.headers["retry-after"] = _RETRY_AFTER_SECONDS
        for cookie in context.cookies:
            header = cookie.header(
                secure=self._settings.is_secure, cross_site=self._settings.cross_site_cookies
            )
            response.headers.append("set-cookie", header)
        return response


def internal_refusal(request_id: str, media_type: str = JSON) -> Response:
    """Return the answer to a request that met an unforeseen error, which the id names in the log."""
    entry = request_failure(RequestError(ErrorCode.INTERNAL, MASK))
    entry["extensions"]["requestId"] = request_id
    return Response(_encode({"errors": [entry]}), 500, media_type=f"{media_type}; charset=utf-8")


def refusal(error: RequestError, media_type: str = JSON) -> Response:
    """Return the answer to a request that never came to be a GraphQL operation."""
    status = STATUS.get(error.code, 400)
    body = _encode({"errors": [request_failure(error)]})
    response = Response(body, status, media_type=f"{media_type}; charset=utf-8")
    if error.code is ErrorCode.METHOD_NOT_ALLOWED:
        response.headers["allow"] = "GET, POST"
    if status == _UNAVAILABLE:
        response.headers["retry-after"] = _RETRY_AFTER_SECONDS
    return response


def _refused_operation(error: InvalidOperationTypeError, *, is_foreign: bool) -> RequestError:
    if error.operation_type is OperationType.SUBSCRIPTION:
        return RequestError(ErrorCode.BAD_REQUEST, "Subscriptions are not served here.")
    if is_foreign:
        return RequestError(ErrorCode.FORBIDDEN_ORIGIN, _FOREIGN)
    return RequestError(ErrorCode.METHOD_NOT_ALLOWED, "Mutations are accepted by POST only.")
