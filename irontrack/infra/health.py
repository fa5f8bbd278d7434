"""Health for machines and for people.

`/health/live` says that the process answers, `/health/ready` that it can do its work and if not, which part
fails; `/health` is the same for people, with the version and how long the process has been up.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text
from starlette.responses import JSONResponse
from starlette.routing import Route

from irontrack import __version__
from irontrack.errors import RequestError

if TYPE_CHECKING:
    from starlette.requests import Request

    from irontrack.infra.cache import Cache
    from irontrack.infra.database import Database

_RECORDED: Final = text("SELECT version_num FROM alembic_version")


class Health:
    """Answers about one process.

    Args:
        database: Whose reachability and schema are reported.
        revision: The schema's revision that this code works with.
        cache: Whose state people are shown; nothing stops working without it.
    """

    def __init__(self, database: Database, revision: str, cache: Cache) -> None:
        self._database = database
        self._revision = revision
        self._cache = cache
        self._began = time.monotonic()

    def routes(self) -> list[Route]:
        """Return the three routes."""
        return [
            Route("/health/live", self._live),
            Route("/health/ready", self._ready),
            Route("/health", self._people),
        ]

    async def _live(self, _request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    async def _ready(self, _request: Request) -> JSONResponse:
        parts = {"database": await self._database_state()}
        return _report(parts, {})

    async def _people(self, _request: Request) -> JSONResponse:
        parts = {"database": await self._database_state()}
        uptime = round(time.monotonic() - self._began)
        more = {"version": __version__, "uptime_seconds": uptime, "cache": await self._cache.state()}
        return _report(parts, more)

    async def _database_state(self) -> str:
        try:
            recorded = await self._database.fetch_value(_RECORDED)
        except RequestError:
            return "unreachable"
        except Exception as error:  # noqa: BLE001 - a database without our tables; any reason means not ready
            return f"unusable: {type(error).__name__}"
        if recorded != self._revision:
            return f"schema {recorded} is not {self._revision}, which version {__version__} works with"
        return "ok"


def _report(parts: dict[str, str], more: dict[str, Any]) -> JSONResponse:
    is_ready = all(state == "ok" for state in parts.values())
    body = {"status": "ok" if is_ready else "unavailable", **more, **parts}
    return JSONResponse(body, status_code=200 if is_ready else 503)
