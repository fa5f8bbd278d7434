"""Relay connections over keyset pages.

Specification: https://relay.dev/graphql/connections.htm. Besides `edges`, a connection offers its `nodes`
alone, and `totalCount`, which costs a statement only where it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast

import strawberry
from strawberry import UNSET, Info
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions import FieldExtension
from strawberry.types.arguments import StrawberryArgument

from irontrack.graphql.inputs import given
from irontrack.infra.paging import Page, PageArguments, count_all, fetch_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from strawberry.types.field import StrawberryField

    from irontrack.infra.paging import KeysetList

T = TypeVar("T")

_PAGE_ARGUMENTS: Final[Mapping[str, tuple[type, str]]] = {
    "first": (int, "How many to return from the start: 1–100, by default 20."),
    "after": (str, "Continue after the row with this cursor, from `endCursor`."),
    "last": (int, "How many to return from the end: 1–100; not with `first`."),
    "before": (str, "End before the row with this cursor, from `startCursor`; alone, the 20 next to it."),
}


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


def connection(*, description: str) -> Callable[[Callable[..., Any]], Any]:
    """Declare a field that pages a list, with the arguments `first`, `after`, `last` and `before`.

    The resolver returns `listed(…)`, and pays nothing for it; the page costs one statement. Where its type
    allows, it may return None, which is answered as null whatever page is asked for. Errors: BAD_PAGE,
    BAD_CURSOR.
    """
    declare: Callable[..., Any] = strawberry.field(description=description, extensions=[_Paged()])
    return declare


def listed(source: KeysetList) -> Connection[Any]:
    """Return the list that a `connection` field pages, under the type that clients get of it."""
    return cast("Connection[Any]", source)


class _Paged(FieldExtension):
    def apply(self, field: StrawberryField) -> None:
        field.arguments = [*field.arguments, *_page_arguments()]

    async def resolve_async(
        self,
        next_: Callable[..., Any],
        source: Any,  # noqa: ANN401 - Strawberry's signature
        info: Info,
        **arguments: Any,  # noqa: ANN401
    ) -> Connection[Any] | None:
        wanted = {name: given(arguments.pop(name, None)) for name in _PAGE_ARGUMENTS}
        found: KeysetList | None = await next_(source, info, **arguments)
        if found is None:
            return None
        return Connection(page=await fetch_page(info.context.database, found, PageArguments(**wanted)))


def _page_arguments() -> Iterator[StrawberryArgument]:
    for name, (kind, description) in _PAGE_ARGUMENTS.items():
        yield StrawberryArgument(
            python_name=name,
            graphql_name=None,
            type_annotation=StrawberryAnnotation(kind | None),
            description=description,
            default=UNSET,
        )
