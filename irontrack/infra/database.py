"""The PostgreSQL handle: statements for reads, one transaction for each write.

Reads borrow a connection for a single statement, in autocommit, and give it back: nothing holds a connection
while GraphQL resolves. Writes get a session whose transaction is committed when the block ends, before
anything is answered.
"""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import structlog
from asyncpg import InterfaceError, PostgresError
from sqlalchemy import any_, event, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from irontrack.errors import ErrorCode, ProblemError, RequestError, ValidationError
from irontrack.infra.fair_pool import FairPool
from irontrack.models import Base, UserAccountRow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Executable, Row
    from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
    from sqlalchemy.orm import InstrumentedAttribute
    from sqlalchemy.pool import ConnectionPoolEntry

    from irontrack.errors import Issue

    type Column = ColumnElement[Any] | InstrumentedAttribute[Any]

_DATA_EXCEPTION: Final = "22"
_FOREIGN_KEY_VIOLATION: Final = "23503"  # what is referred to is gone; a row that is still needed is 23001
_QUERY_CANCELED: Final = "57014"  # by the statement timeout
# For a server that hangs; one that works keeps its own, shorter limit on statements.
_CONNECT_SECONDS: Final = 3.0
_COMMAND_SECONDS: Final = 5.0
_IN_THE_WAY: Final = frozenset({"55P03", "40P01", "40001"})  # locks: time-out, deadlock; serialization
_TRY_AGAIN: Final = ("08", "53", "57P")  # connections, resources, shutdown


_log = structlog.get_logger(__name__)


class Database:
    """A pool of connections to one PostgreSQL database.

    Args:
        url: `postgresql+asyncpg://…`.
        pool_size: Connections kept and lent at the most; further callers wait, the first of them first.
        pool_timeout_seconds: How long they wait before the request is refused as UNAVAILABLE.
    """

    def __init__(self, url: str, pool_size: int, pool_timeout_seconds: float) -> None:
        self.engine = create_async_engine(
            url,
            poolclass=FairPool,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=pool_timeout_seconds,
            pool_use_lifo=True,
            connect_args={"timeout": _CONNECT_SECONDS, "command_timeout": _COMMAND_SECONDS},
            hide_parameters=True,  # in messages, which are logged
        )
        event.listen(self.engine.sync_engine, "do_connect", _connect)
        self._reads = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    async def fetch(
        self, statement: Executable, parameters: Mapping[str, object] | None = None
    ) -> Sequence[Row[Any]]:
        """Return all rows of one statement, run outside a transaction."""
        with _translated():
            async with self._reads.connect() as connection:
                result = await connection.execute(statement, parameters)
                return result.all()

    async def fetch_one(
        self, statement: Executable, parameters: Mapping[str, object] | None = None
    ) -> Row[Any] | None:
        """Return the first row, or None when there is none."""
        rows = await self.fetch(statement, parameters)
        return rows[0] if rows else None

    async def fetch_value(self, statement: Executable, parameters: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401 - whatever the statement selects
        """Return the first column of the first row, or None when there is no row."""
        row = await self.fetch_one(statement, parameters)
        return None if row is None else row[0]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Lend a session for one transaction: committed at the end of the block, undone by an exception.

        What the session returned stays readable after the commit.
        """
        with _translated():
            async with AsyncSession(self.engine, expire_on_commit=False) as db, db.begin():
                try:
                    yield db
                except ProblemError:
                    db.expunge_all()  # the rollback would empty the rows that a problem shows
                    raise

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


@contextmanager
def translated_constraints(issues: Mapping[str, Issue]) -> Iterator[None]:
    """Turn the violation of a constraint into the issue that is named for it.

    The session's transaction cannot be used any further then.

    Args:
        issues: One for each constraint or unique index, by its name.

    Raises:
        ValidationError: A row was refused by one of them; any other violation goes on unchanged.
    """
    try:
        yield
    except IntegrityError as error:
        issue = issues.get(violated_constraint(error) or "")
        if issue is None:
            raise
        raise ValidationError(issue) from error


def any_of(column: Column, values: Iterable[object]) -> ColumnElement[bool]:
    """Return the criterion that a column has one of the values, in one bind however many they are."""
    return column == any_(literal(list(values), ARRAY(column.type)))


def violated_constraint(error: IntegrityError) -> str | None:
    """Return the name of the constraint that refused a row."""
    cause = getattr(error.orig, "__cause__", None)
    name: str | None = getattr(cause, "constraint_name", None)
    return name


@contextmanager
def _translated() -> Iterator[None]:
    """Tell unusable values, a deleted caller, waits that were cut and an absent database from our faults."""
    try:
        yield
    except PoolTimeoutError as error:
        message = "Every connection to the database is taken at the moment; try again."
        raise RequestError(ErrorCode.UNAVAILABLE, message) from error
    except TimeoutError as error:
        raise _unavailable() from error
    except DBAPIError as error:
        code = str(getattr(error.orig, "sqlstate", None) or "")
        if code == _QUERY_CANCELED:
            raise RequestError(ErrorCode.DEADLINE, "This took too long and was stopped.") from error
        if code.startswith(_DATA_EXCEPTION):
            message = "A value cannot be stored or compared: it is out of range or malformed."
            raise RequestError(ErrorCode.BAD_VALUE, message) from error
        if code == _FOREIGN_KEY_VIOLATION and _refers_to_account(error):
            # Deleted since the caller was looked up; a service that names another account says so itself.
            raise RequestError(ErrorCode.UNAUTHENTICATED, "Sign in first.") from error
        if code in _IN_THE_WAY:
            message = "Somebody else is changing the same thing at the moment; try again."
            raise RequestError(ErrorCode.UNAVAILABLE, message) from error
        if error.connection_invalidated or code.startswith(_TRY_AGAIN):
            raise _unavailable() from error
        raise


def _refers_to_account(error: DBAPIError) -> bool:
    return isinstance(error, IntegrityError) and violated_constraint(error) in _references_to_accounts()


@cache
def _references_to_accounts() -> frozenset[str]:
    """Return the names of the foreign keys to an account."""
    return frozenset(
        str(key.constraint.name)
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.constraint is not None and key.column.table is UserAccountRow.__table__
    )


def _connect(
    dialect: Dialect, _record: ConnectionPoolEntry, arguments: tuple[Any, ...], parameters: dict[str, Any]
) -> DBAPIConnection:
    """Open a connection for the pool; whatever fails here, the database cannot be reached."""
    try:
        return dialect.connect(*arguments, **parameters)
    except (OSError, TimeoutError, PostgresError, InterfaceError, dialect.loaded_dbapi.Error) as error:
        _log.warning("database unreachable", reason=f"{type(error).__name__}: {error}")
        raise _unavailable() from error


def _unavailable() -> RequestError:
    return RequestError(ErrorCode.UNAVAILABLE, "The database cannot be reached at the moment; try again.")
