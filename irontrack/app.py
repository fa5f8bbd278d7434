"""The composition root: builds everything from the settings, once."""

from __future__ import annotations

from contextlib import asynccontextmanager, nullcontext
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route

from irontrack.accounts.service import housekeeping
from irontrack.accounts.service.authentication import Authentication
from irontrack.accounts.service.revisions import INTERVAL_SECONDS, Revisions
from irontrack.errors import ErrorCode, RequestError
from irontrack.graphiql.assets import GraphiqlAssets
from irontrack.graphiql.routes import graphiql_routes
from irontrack.graphql.context import Context, Resources
from irontrack.graphql.transport import GraphQLEndpoint, internal_refusal, refusal
from irontrack.infra.background import Job, in_background
from irontrack.infra.cache import ProcessCache, open_cache
from irontrack.infra.client_address import TrustedProxies
from irontrack.infra.cookies import ACCESS, REFRESH, full_name, read_cookies
from irontrack.infra.database import Database
from irontrack.infra.health import Health
from irontrack.infra.middleware import REQUEST_ID_HEADER, RequestMiddleware
from irontrack.infra.migrations import head
from irontrack.infra.passwords import PasswordHasher
from irontrack.infra.tokens import TokenKeys
from irontrack.schema import build_schema

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from irontrack.settings import Settings


_PREFLIGHT_SECONDS: Final = 7200
"""How long a browser may remember what CORS allows; Chromium takes no more than this."""


def create_app(settings: Settings) -> Starlette:
    """Return the ASGI application; it connects to the database at the first request.

    Raises:
        StartupError: The settings do not lead to a working application.
    """
    lifetime = timedelta(seconds=settings.access_token_seconds)
    # A pool of its own, so that the reading does not get old while requests wait for connections.
    readings = Database(settings.async_database_url, 1, settings.database_pool_timeout_seconds)
    revisions = Revisions(readings, lifetime)
    resources = build_resources(settings, revisions)
    caches = (ProcessCache(), open_cache(settings.redis_url)) if settings.redis_url else (ProcessCache(),)
    authentication = Authentication(resources.database, revisions, caches, settings.access_token_seconds)
    schema = build_schema()
    graphiql = GraphiqlAssets(settings.graphiql_dir) if settings.graphiql else None

    async def make_context(request: Request) -> Context:
        return await _context(request, resources, authentication)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        try:
            async with (
                graphiql.background_build() if graphiql else nullcontext(),
                in_background(*_jobs(resources.database, revisions)),
            ):
                yield
        finally:
            resources.passwords.close()
            for closed in (*caches, readings, resources.database):
                await closed.close()

    routes: list[BaseRoute] = [
        Route("/graphql", GraphQLEndpoint(schema, settings, make_context)),
        *Health(resources.database, head(), caches[-1]).routes(),
    ]
    if graphiql:
        routes += graphiql_routes(graphiql)
    app = Starlette(
        routes=routes,
        middleware=_middleware(settings),
        exception_handlers={HTTPException: _http_error, Exception: _unforeseen},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False  # it would redirect to whatever host the client names
    app.state.resources = resources
    return app


def build_resources(settings: Settings, revisions: Revisions) -> Resources:
    """Return what all requests share.

    Raises:
        StartupError: There is no usable signing key.
    """
    return Resources(
        settings=settings,
        database=Database(
            settings.async_database_url, settings.database_pool_size, settings.database_pool_timeout_seconds
        ),
        passwords=PasswordHasher(settings),
        tokens=TokenKeys(settings.keys_dir),
        on_commit=revisions.note_all,
    )


def _jobs(database: Database, revisions: Revisions) -> tuple[Job, ...]:
    hour = housekeeping.INTERVAL_SECONDS
    return (
        Job("revisions", revisions.read, INTERVAL_SECONDS),
        Job("housekeeping", partial(housekeeping.clear_away, database), hour, first_after_seconds=hour),
    )


def _middleware(settings: Settings) -> list[Middleware]:
    around = [Middleware(RequestMiddleware, trusted=TrustedProxies(settings.trusted_proxies))]
    if settings.allowed_origins:  # the application's own pages need no leave to read its answers
        cors = Middleware(
            CORSMiddleware,
            allow_origins=settings.origins,
            allow_methods=("GET", "POST"),
            allow_headers=("Content-Type", REQUEST_ID_HEADER),
            allow_credentials=True,
            expose_headers=(REQUEST_ID_HEADER, "retry-after"),
            max_age=_PREFLIGHT_SECONDS,
        )
        around.append(cors)
    return around


async def _context(request: Request, resources: Resources, authentication: Authentication) -> Context:
    access, refresh = (full_name(name, secure=resources.settings.is_secure) for name in (ACCESS, REFRESH))
    cookies = read_cookies(request.scope["headers"], access, refresh)
    token = cookies.get(access)
    claims = resources.tokens.verify(token) if token else None
    return Context(
        resources,
        viewer=await authentication.viewer(claims) if claims else None,
        user_agent=request.headers.get("user-agent", ""),
        client_address=request.state.client_address,
        refresh_token=cookies.get(refresh),
    )


async def _http_error(_request: Request, error: Exception) -> Response:
    """Answer what no route takes in the shape of GraphQL errors."""
    if isinstance(error, HTTPException) and error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        response = refusal(RequestError(ErrorCode.METHOD_NOT_ALLOWED, "This method is not served here."))
        response.headers.update(error.headers or {})
        return response
    return refusal(RequestError(ErrorCode.NOT_FOUND, "There is nothing here; the API is at /graphql."))


async def _unforeseen(request: Request, _error: Exception) -> Response:
    return internal_refusal(request.state.request_id)
