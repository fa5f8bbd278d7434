"""The composition root: builds everything from the settings, once."""

from __future__ import annotations

from contextlib import asynccontextmanager, nullcontext
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from irontrack.accounts.queries import get_viewer
from irontrack.errors import ErrorCode, RequestError
from irontrack.graphiql.assets import GraphiqlAssets
from irontrack.graphiql.routes import graphiql_routes
from irontrack.graphql.context import Context, Resources
from irontrack.graphql.transport import GraphQLEndpoint, internal_refusal, refusal
from irontrack.infra.cookies import ACCESS, full_name
from irontrack.infra.database import Database
from irontrack.infra.health import Health
from irontrack.infra.middleware import RequestMiddleware
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


def create_app(settings: Settings) -> Starlette:
    """Return the ASGI application; it connects to the database at the first request.

    Raises:
        StartupError: The settings do not lead to a working application.
    """
    resources = build_resources(settings)
    schema = build_schema()
    graphiql = GraphiqlAssets(settings.graphiql_dir) if settings.graphiql else None

    async def make_context(request: Request) -> Context:
        return await _context(request, resources)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        try:
            async with graphiql.background_build() if graphiql else nullcontext():
                yield
        finally:
            resources.passwords.close()
            await resources.database.close()

    routes: list[BaseRoute] = [
        Route("/graphql", GraphQLEndpoint(schema, settings, make_context)),
        *Health(resources.database, head()).routes(),
    ]
    if graphiql:
        routes += graphiql_routes(graphiql)
    app = Starlette(
        routes=routes,
        middleware=[Middleware(RequestMiddleware)],
        exception_handlers={HTTPException: _http_error, Exception: _unforeseen},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False  # it would redirect to whatever host the client names
    app.state.resources = resources
    return app


def build_resources(settings: Settings) -> Resources:
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
    )


async def _context(request: Request, resources: Resources) -> Context:
    token = request.cookies.get(full_name(ACCESS, secure=resources.settings.is_secure))
    claims = resources.tokens.verify(token) if token else None
    viewer = await get_viewer(resources.database, claims) if claims else None
    return Context(resources, viewer, request.headers.get("user-agent", ""))


async def _http_error(_request: Request, error: Exception) -> Response:
    """Answer what no route takes in the shape of GraphQL errors."""
    if isinstance(error, HTTPException) and error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        response = refusal(RequestError(ErrorCode.METHOD_NOT_ALLOWED, "This method is not served here."))
        response.headers.update(error.headers or {})
        return response
    return refusal(RequestError(ErrorCode.NOT_FOUND, "There is nothing here; the API is at /graphql."))


async def _unforeseen(request: Request, _error: Exception) -> Response:
    return internal_refusal(request.state.request_id)
