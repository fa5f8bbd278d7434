"""A cache in Redis or Valkey, which is left alone for a second when it fails.

Whoever asks waits a tenth of a second at the most, and only until the first failure: then a breaker answers
at once, and after each second lets one call through, until one succeeds.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Any, Final

import structlog
from redis.asyncio import ConnectionPool, Redis, SSLConnection
from redis.asyncio.connection import AbstractConnection, RedisSSLContext, parse_url
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from irontrack.errors import StartupError

PREFIX: Final = b"irontrack:"
"""Of every key, so that others can use the same Redis."""

DEADLINE_SECONDS: Final = 0.1

_OPEN_SECONDS: Final = 1.0
_CONNECTIONS: Final = 32

# These hold whatever the address says. A deadline for all that a call may do stands for redis-py's own
# time-outs, of which one call could meet several. In RESP2 a connection with an unread answer is noticed
# when it is taken from the pool; in RESP3, where a server may speak unasked, redis-py does not look.
_OPTIONS: Final[dict[str, Any]] = {
    "protocol": 2,
    "max_connections": _CONNECTIONS,
    "socket_timeout": None,
    "retry": Retry(NoBackoff(), 0),
    "driver_info": None,
    "health_check_interval": 0,
    "decode_responses": False,
}

_log = structlog.get_logger(__name__)


class RedisCache:
    """A cache that is shared by all processes with the same Redis.

    A cancelled call must not leave its answer to the next one. redis-py sees to that: whatever interrupts it
    between sending a command and having read the answer, it closes the connection before that goes back to
    the pool. Values therefore need not name their keys; a test with 10,000 cancellations watches over it.

    Args:
        url: `redis://`, `rediss://` or `unix://`, with whatever redis-py takes as parameters.
        deadline_seconds: How long a call may take in all, before it is given up and counts as a failure.

    Raises:
        StartupError: The address is malformed, or names certificates that cannot be read.
    """

    def __init__(self, url: str, deadline_seconds: float = DEADLINE_SECONDS) -> None:
        self._pool = _pool(url, deadline_seconds)
        self._deadline_seconds = deadline_seconds
        self._redis = Redis.from_pool(self._pool)
        self._places = asyncio.Semaphore(_CONNECTIONS)
        self._breaker = _Breaker()
        self._is_closed = False

    async def get(self, key: str) -> bytes | None:
        """Return the value that was put last, or None."""
        value: bytes | None = await self._ask("GET", _stored(key))
        return value

    async def put(self, key: str, value: bytes, lifetime_seconds: float) -> None:
        """Keep a value for that long at the most, in whole milliseconds."""
        await self._ask("SET", _stored(key), value, "PX", max(1, int(lifetime_seconds * 1000)))

    async def state(self) -> str:
        """Return "ok" or what failed, after asking Redis unless it is left alone at the moment."""
        if self._is_closed:
            return "closed"
        await self._ask("PING")
        return self._breaker.reason or "ok"

    async def close(self) -> None:
        """Close every connection, once the calls in flight have ended."""
        if self._is_closed:
            return
        self._is_closed = True
        for _ in range(_CONNECTIONS):
            await self._places.acquire()
        with suppress(RedisError):  # a server that takes no part in closing
            await self._redis.aclose()

    async def _ask(self, *command: bytes | str | int) -> Any:  # noqa: ANN401 - whatever the command returns
        """Return the answer, or None when there is none or every connection is taken."""
        if self._places.locked() or not self._breaker.admits():
            return None
        async with self._places:
            try:
                async with asyncio.timeout(self._deadline_seconds):
                    if self._breaker.reason:  # a failure may leave connections behind that lead nowhere
                        await self._pool.disconnect(inuse_connections=False)
                    answer = await self._redis.execute_command(*command)  # type: ignore[no-untyped-call]
            except Exception as error:  # noqa: BLE001 - whatever it is, it must not become the caller's
                self._breaker.open(_reason(error))
                return None
            except BaseException:
                self._breaker.withdraw()
                raise
        self._breaker.close()
        return answer


class _Breaker:
    """Admits every call; after a failure none for a second, and then one at a time until one succeeds.

    Attributes:
        reason: Why calls are kept away, as a phrase; empty when they are not.
    """

    def __init__(self) -> None:
        self.reason = ""
        self._probe_at = 0.0
        self._is_probed = False

    def admits(self) -> bool:
        """Whether a call may be made; whoever makes it then says how it ended."""
        if not self.reason:
            return True
        if self._is_probed or time.monotonic() < self._probe_at:
            return False
        self._is_probed = True
        return True

    def open(self, reason: str) -> None:
        """Keep calls away: one failed."""
        if not self.reason:
            _log.warning("cache fails and is left alone", reason=reason)
        self.reason = reason
        self._probe_at = time.monotonic() + _OPEN_SECONDS
        self._is_probed = False

    def close(self) -> None:
        """Take note that a call succeeded, which counts if it was admitted after the failure."""
        if self._is_probed:
            _log.info("cache answers again")
            self.reason = ""
            self._is_probed = False

    def withdraw(self) -> None:
        """Take note that a call was cancelled: if it was to try the server, the next one will."""
        self._is_probed = False


class _Pool(ConnectionPool):
    """Connections that share one TLS context: to read the certificates takes 35 ms of the event loop."""

    _tls: RedisSSLContext | None = None

    def make_connection(self) -> AbstractConnection:
        """Return a connection that is not yet open."""
        connection: AbstractConnection = super().make_connection()  # type: ignore[no-untyped-call]
        if isinstance(connection, SSLConnection):
            self._tls = self._tls or connection.ssl_context
            connection.ssl_context = self._tls
        return connection


def _pool(url: str, close_seconds: float) -> _Pool:
    """Return a pool without connections, after making sure that it can make them."""
    try:
        # What is called the time-out of connecting limits closing, too, which no call's deadline does.
        pool = _Pool(**{**parse_url(url), **_OPTIONS, "socket_connect_timeout": close_seconds})
        connection = pool.make_connection()
        if isinstance(connection, SSLConnection):
            connection.ssl_context.get()
    except (TypeError, ValueError, OSError, RedisError):
        message = (
            "The setting IRONTRACK_REDIS_URL cannot be used: a part of it is malformed or cannot be read."
        )
        raise StartupError(message) from None  # whose words may be those of the address
    return pool


def _stored(key: str) -> bytes:
    return PREFIX + key.encode("utf-8", "surrogatepass")


def _reason(error: Exception) -> str:
    """Say what failed by kinds of errors: their messages may quote addresses and passwords."""
    if isinstance(error, (TimeoutError, RedisTimeoutError)):
        return "no answer in time"
    origin = error.__cause__ or error.__context__
    if not isinstance(origin, (OSError, RedisError)):
        origin = error
    is_away = isinstance(origin, OSError) or type(origin) is RedisConnectionError
    return f"{'unreachable' if is_away else 'unusable'}: {type(origin).__name__}"
