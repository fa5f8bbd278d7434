"""Serves the page at `/graphiql`, its files and examples, under a policy that keeps it to this host."""

from __future__ import annotations

import dataclasses
from functools import partial
from http import HTTPStatus
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from irontrack.graphiql.assets import Ready
from irontrack.graphiql.examples import load_examples
from irontrack.graphiql.pages import render

if TYPE_CHECKING:
    from starlette.requests import Request

    from irontrack.graphiql.assets import GraphiqlAssets

PAGE: Final = "/graphiql"
ASSETS: Final = f"{PAGE}/assets"

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "font-src 'self' data:; style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
# A worker obeys the policy of its own script's response, so the files carry it as well.
_SECURITY: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_UNCACHED: Final = _SECURITY | {"Cache-Control": "no-store"}
_IMMUTABLE: Final = _SECURITY | {"Cache-Control": "public, max-age=31536000, immutable"}
# Stated here, since the system's own table may say otherwise, and under nosniff a wrong type is a refusal.
_MEDIA_TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".txt": "text/plain"}
_RETRY_SECONDS: Final = "2"


def graphiql_routes(assets: GraphiqlAssets) -> list[Route]:
    """Return the routes of the page; the examples are read here, once."""
    examples = [dataclasses.asdict(example) for example in load_examples()]
    return [
        Route(PAGE, partial(_page, assets), name="graphiql"),
        Route(f"{PAGE}/", _to_page, name="graphiql-slash"),
        Route(f"{PAGE}/examples.json", partial(_examples, examples), name="graphiql-examples"),
        Route(f"{ASSETS}/{{build}}/{{file}}", partial(_asset, assets), name="graphiql-asset"),
    ]


async def _page(assets: GraphiqlAssets, _request: Request) -> Response:
    state = assets.state
    html = render(state, ASSETS)
    if isinstance(state, Ready):
        return HTMLResponse(html, headers=_UNCACHED)
    headers = _UNCACHED | {"Retry-After": _RETRY_SECONDS}
    return HTMLResponse(html, HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)


async def _to_page(_request: Request) -> Response:
    return RedirectResponse(PAGE, HTTPStatus.PERMANENT_REDIRECT, headers=_UNCACHED)


async def _examples(examples: list[dict[str, str | None]], _request: Request) -> Response:
    return JSONResponse(examples, headers=_UNCACHED)


async def _asset(assets: GraphiqlAssets, request: Request) -> Response:
    state, build, file = assets.state, request.path_params["build"], request.path_params["file"]
    if not isinstance(state, Ready) or build != state.folder.name or file not in state.files:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    media_type = _MEDIA_TYPES.get(PurePath(file).suffix, "application/octet-stream")
    return FileResponse(state.folder / file, media_type=media_type, headers=_IMMUTABLE)
