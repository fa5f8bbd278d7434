"""What happens around every HTTP request: an id, safe headers, one line in the log."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Final

import structlog
from starlette.datastructures import Headers, MutableHeaders

from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; anything but HTTP goes through untouched."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        proposed = Headers(scope=scope).get(REQUEST_ID_HEADER, "")
        request_id = proposed if _ACCEPTABLE_ID.fullmatch(proposed) else str(new_id())
        scope.setdefault("state", {})["request_id"] = request_id
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
                _log_request(scope, status, time.perf_counter() - began)


def _log_request(scope: Scope, status: int | None, seconds: float) -> None:
    client = scope.get("client")
    _log.info(
        "request",
        method=scope["method"],
        path=scope["path"],
        status=status,
        duration_ms=round(seconds * 1000, 2),
        client=client[0] if client else None,
    )
