"""Reading feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import text

from irontrack.errors import ErrorCode, RequestError
from irontrack.infra.paging import PageArguments
from irontrack.kit.cursors import CursorError, binding, decode_cursor, encode_cursor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Row

    from irontrack.infra.database import Database

_BEGINNING: Final = (0, 0)

# Two feeds, each in its own order; between them, the time that a sequence also is. What is gone from one may
# still be there by the other. `history` tells this database, and this address, from any other.
_PAGE: Final = text("""
    SELECT coalesce(own.sequence, 0) AS newest, coalesce(lent.sequence, 0) AS newest_of_address,
        hashtextextended(concat_ws(' ', system_identifier, database.oid, viewer.address_feed), 0) AS history,
        entry.*
    FROM (SELECT id, address_feed(email) FROM user_account WHERE id = :viewer_id) AS viewer
        CROSS JOIN pg_control_system()
        JOIN pg_database AS database ON datname = current_database()
        LEFT JOIN change_counters AS own ON own.feed_id = viewer.id
        LEFT JOIN change_counters AS lent ON lent.feed_id = viewer.address_feed
        LEFT JOIN LATERAL (
            SELECT found.feed_id = viewer.id AS is_own, found.sequence, found.typename, found.aggregate_id,
                found.updated_at AS changed_at,
                found.is_deleted AND NOT EXISTS (
                    SELECT FROM change_entries AS other
                    WHERE other.feed_id IN (viewer.id, viewer.address_feed)
                        AND other.typename = found.typename AND other.aggregate_id = found.aggregate_id
                        AND NOT other.is_deleted
                ) AS is_deleted
            FROM (
                (SELECT * FROM change_entries AS e
                 WHERE e.feed_id = viewer.id AND e.sequence > :since ORDER BY e.sequence LIMIT :most)
                UNION ALL
                (SELECT * FROM change_entries AS e
                 WHERE e.feed_id = viewer.address_feed AND e.sequence > :since_of_address
                 ORDER BY e.sequence LIMIT :most)
            ) AS found
            ORDER BY found.sequence LIMIT :most
        ) AS entry ON true
    ORDER BY entry.sequence
""")


class Changes(NamedTuple):
    """A page of what has changed.

    Attributes:
        rows: Entries in the order of their commits: `typename`, `aggregate_id`, `is_deleted`, `changed_at`.
        cursor: Where the next page begins.
        has_more: Whether there is one already.
    """

    rows: Sequence[Row[Any]]
    cursor: str
    has_more: bool


async def list_changes(database: Database, viewer_id: UUID, since: str | None, first: int | None) -> Changes:
    """Return what of the viewer's has changed since a cursor, or ever. One statement.

    Raises:
        RequestError: BAD_PAGE; BAD_CURSOR, also where what the cursor stands for is no longer known;
            UNAUTHENTICATED when the account was deleted just now.
    """
    size = PageArguments(first=first).page_size
    seen_history, *seen = _decoded(viewer_id, since) if since is not None else (None, *_BEGINNING)
    rows = await database.fetch(
        _PAGE,
        {"viewer_id": viewer_id, "since": seen[0], "since_of_address": seen[1], "most": size + 1},
    )
    if not rows:
        raise RequestError(ErrorCode.UNAUTHENTICATED, "Sign in first.")
    head = rows[0]
    is_ahead = seen[0] > head.newest or seen[1] > head.newest_of_address
    if seen_history is not None and (seen_history != head.history or is_ahead):
        raise _bad_cursor()
    entries = [row for row in rows if row.sequence is not None]
    page = entries[:size]
    for row in page:
        seen[0 if row.is_own else 1] = row.sequence
    cursor = encode_cursor(_bound_to(viewer_id), (head.history, *seen))
    return Changes(page, cursor, len(entries) > size)


def _decoded(viewer_id: UUID, since: str) -> tuple[int, ...]:
    try:
        history, *seen = decode_cursor(_bound_to(viewer_id), (int, int, int), since)
    except CursorError as error:
        raise _bad_cursor() from error
    if min(seen) < 0:
        raise _bad_cursor()
    return history, *seen


def _bound_to(viewer_id: UUID) -> bytes:
    return binding("changes", viewer_id)


def _bad_cursor() -> RequestError:
    message = "This is no cursor of your changes, or one that no longer stands for anything: begin anew."
    return RequestError(ErrorCode.BAD_CURSOR, message)
