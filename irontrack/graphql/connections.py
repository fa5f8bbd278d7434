"""Relay connections over keyset pages.

Specification: https://relay.dev/graphql/connections.htm. Besides `edges`, a connection offers its `nodes`
alone, and `totalCount`, which costs a statement only where it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

import strawberry
from strawberry import Info

from irontrack.graphql.inputs import given
from irontrack.infra.paging import Page, PageArguments, count_all, fetch_page

if TYPE_CHECKING:
    from irontrack.infra.paging import KeysetList

T = TypeVar("T")

First = Annotated[
    int | None, strawberry.argument(description="How many to return from the start: 1–100, by default 20.")
]
After = Annotated[
    str | None, strawberry.argument(description="Continue after the row with this cursor, from `endCursor`.")
]
Last = Annotated[
    int | None, strawberry.argument(description="How many to return from the end: 1–100; not with `first`.")
]
Before = Annotated[
    str | None, strawberry.argument(description="End before the row with this cursor, from `startCursor`.")
]


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """See the Relay specification."""

    has_next_page: bool = strawberry.field(description="Whether rows follow this page.")
    has_previous_page: bool = strawberry.field(description="Whether rows precede this page.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first row; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last row; null on an empty page.")


@strawberry.type(description="A row of a page, with its cursor.")
class Edge(Generic[T]):  # noqa: UP046 - Strawberry looks T up in the module
    """A row and the page it stands on."""

    node: T = strawberry.field(description="The row itself.")
    page: strawberry.Private[Page]

    @strawberry.field(description="Opaque position of the row in this list, for `after` and `before`.")
    def cursor(self) -> str:
        """Return the row's cursor."""
        return self.page.cursor(self.node)  # type: ignore[arg-type]  # the node is a row of the page


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):  # noqa: UP046 - as above
    """A page whose rows are resolved as the type `T`."""

    page: strawberry.Private[Page]

    @strawberry.field(description="The rows with their cursors.")
    def edges(self) -> list[Edge[T]]:
        """Return the rows, wrapped."""
        return [Edge(node=row, page=self.page) for row in self.page.rows]  # type: ignore[arg-type]

    @strawberry.field(description="The rows alone.")
    def nodes(self) -> list[T]:
        """Return the rows as they are."""
        return self.page.rows  # type: ignore[return-value]

    @strawberry.field(description="Where the page stands in the list.")
    def page_info(self) -> PageInfo:
        """Describe the page."""
        rows = self.page.rows
        return PageInfo(
            has_next_page=self.page.has_next,
            has_previous_page=self.page.has_previous,
            start_cursor=self.page.cursor(rows[0]) if rows else None,
            end_cursor=self.page.cursor(rows[-1]) if rows else None,
        )

    @strawberry.field(description="How many rows the whole list has. Costs one more statement.")
    async def total_count(self, info: Info) -> int:
        """Count the list."""
        return await count_all(info.context.database, self.page.source)


def page_arguments(
    first: int | None, after: str | None, last: int | None, before: str | None
) -> PageArguments:
    """Return the four arguments of a connection as one; UNSET and null mean the same."""
    return PageArguments(given(first), given(after), given(last), given(before))


async def connect(info: Info, source: KeysetList, arguments: PageArguments) -> Connection[Any]:
    """Return one page of a list as a connection, with one statement.

    Raises:
        RequestError: BAD_PAGE, BAD_CURSOR.
    """
    return Connection(page=await fetch_page(info.context.database, source, arguments))
