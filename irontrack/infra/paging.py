"""Keyset pages: a list continues after the sort values of a row, so a page costs the same at any depth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Select, func, literal, select, tuple_

from irontrack.errors import ErrorCode, RequestError
from irontrack.kit.cursors import CursorError, binding, decode_cursor, encode_cursor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from irontrack.infra.database import Column, Database

DEFAULT_PAGE_SIZE: Final = 20
GREATEST_PAGE_SIZE: Final = 100


@dataclass(frozen=True, slots=True)
class PageArguments:
    """What a client asks of a connection; see `page_size` for what is refused."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    @property
    def is_backward(self) -> bool:
        """Whether the page is counted from the end: `before` alone asks for the rows next to its cursor."""
        return self.last is not None or (
            self.before is not None and self.first is None and self.after is None
        )

    @property
    def page_size(self) -> int:
        """How many rows the page holds at the most.

        Raises:
            RequestError: BAD_PAGE for both `first` and `last`, or a number outside 1–100.
        """
        if self.first is not None and self.last is not None:
            raise RequestError(ErrorCode.BAD_PAGE, "Give either first or last, not both.")
        size = self.last if self.last is not None else self.first
        if size is None:
            return DEFAULT_PAGE_SIZE
        if not 1 <= size <= GREATEST_PAGE_SIZE:
            name = "last" if self.is_backward else "first"
            raise RequestError(ErrorCode.BAD_PAGE, f"{name} must be between 1 and {GREATEST_PAGE_SIZE}.")
        return size


@dataclass(frozen=True, slots=True)
class Keyset:
    """The order of a list.

    Attributes:
        name: Tells this order from others of the same list; part of what its cursors are bound to.
        columns: Non-null expressions that are compared together, the last of them unique. The rows of the
            statement carry each under the label `keyset_0`, `keyset_1`….
        types: The Python type of each.
        descending: One direction for all of them.
    """

    name: str
    columns: tuple[Column, ...]
    types: tuple[type, ...]
    descending: bool = False


@dataclass(frozen=True, slots=True)
class KeysetList:
    """A list that can be paged: a statement without order or limit, and the order it is read in.

    Attributes:
        statement: Selects and filters.
        keyset: The order.
        filters: Every value the statement filters by; cursors are bound to them.
    """

    statement: Select[*tuple[Any, ...]]
    keyset: Keyset
    filters: tuple[object, ...] = ()

    @property
    def bound_to(self) -> bytes:
        """What the list's cursors are bound to."""
        return binding(self.keyset.name, self.keyset.descending, *self.filters)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows in the list's order."""

    rows: Sequence[Row[Any]]
    has_next: bool
    has_previous: bool
    source: KeysetList

    def cursor(self, row: Row[Any]) -> str:
        """Return the cursor of one of the rows."""
        values = [getattr(row, f"keyset_{position}") for position in range(len(self.source.keyset.columns))]
        return encode_cursor(self.source.bound_to, values)


async def fetch_page(database: Database, source: KeysetList, arguments: PageArguments) -> Page:
    """Read one page with one statement.

    `has_previous` of a forward page (`has_next` of a backward one) says whether it was continued from a
    cursor, which is exact unless the rows before it were deleted since.

    Raises:
        RequestError: BAD_PAGE, BAD_CURSOR.
    """
    size = arguments.page_size
    statement = _bounded(source, arguments).limit(size + 1)
    fetched = await database.fetch(statement)
    rows, has_more = fetched[:size], len(fetched) > size
    if arguments.is_backward:
        return Page(rows[::-1], arguments.before is not None, has_more, source)
    return Page(rows, has_more, arguments.after is not None, source)


async def count_all(database: Database, source: KeysetList) -> int:
    """Count the whole list with one statement."""
    rows = source.statement.with_only_columns(literal(1), maintain_column_froms=True).order_by(None)
    total: int = await database.fetch_value(select(func.count()).select_from(rows.subquery()))
    return total


def _bounded(source: KeysetList, arguments: PageArguments) -> Select[*tuple[Any, ...]]:
    keyset = source.keyset
    labelled = [column.label(f"keyset_{position}") for position, column in enumerate(keyset.columns)]
    statement = source.statement.add_columns(*labelled)
    position = tuple_(*keyset.columns)
    if arguments.after is not None:
        value = _values(source, arguments.after)
        statement = statement.where(position < value if keyset.descending else position > value)
    if arguments.before is not None:
        value = _values(source, arguments.before)
        statement = statement.where(position > value if keyset.descending else position < value)
    descending = keyset.descending != arguments.is_backward
    return statement.order_by(*(c.desc() if descending else c.asc() for c in keyset.columns))


def _values(source: KeysetList, cursor: str) -> Any:  # noqa: ANN401 - SQLAlchemy's tuple construct has no public type
    keyset = source.keyset
    try:
        values = decode_cursor(source.bound_to, keyset.types, cursor)
    except CursorError as error:
        message = "The cursor is malformed, or belongs to a list with another order or filter."
        raise RequestError(ErrorCode.BAD_CURSOR, message) from error
    return tuple_(*(literal(v, c.type) for v, c in zip(values, keyset.columns, strict=True)))
