"""What happens around every HTTP request: an id, the client's address, safe headers, one line in the log."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Final

import structlog
from starlette.datastructures import Headers, MutableHeaders

from irontrack.infra.client_address import TRUST_NOBODY
from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from irontrack.infra.client_address import TrustedProxies

REQUEST_ID_HEADER: Final = "x-request-id"
_ACCEPTABLE_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
_HEADERS: Final = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}

_log = structlog.get_logger("irontrack.access")


class RequestMiddleware:
    """Gives each request an id, taken over from a proxy where it has a usable form, and logs its outcome.

    The id stands in `request.state.request_id`, in every log record of the request and in `X-Request-Id`.
    The client's address, None where it is not known, stands in `request.state.client_address`.

    Args:
        app: Gets the requests.
        trusted: Whose word on the client's address is taken.
    """

    def __init__(self, app: ASGIApp, trusted: TrustedProxies = TRUST_NOBODY) -> None:
        self._app = app
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; anything but HTTP goes through untouched."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, client = _request_id(scope), self._trusted.client_address(scope)
        scope.setdefault("state", {}).update(request_id=request_id, client_address=client)
        status: int | None = None  # stays so where the client goes before an answer begins

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID_HEADER] = request_id
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_with_headers)
            finally:
                _log_request(scope, client, status, time.perf_counter() - began)


def _request_id(scope: Scope) -> str:
    proposed = Headers(scope=scope).get(REQUEST_ID_HEADER, "")
    return proposed if _ACCEPTABLE_ID.fullmatch(proposed) else str(new_id())


def _log_request(scope: Scope, client: str | None, status: int | None, seconds: float) -> None:
    _log.info(
        "request",
        method=scope["method"],
        path=scope["path"],
        status=status,
        duration_ms=round(seconds * 1000, 2),
        client=client,
    )
