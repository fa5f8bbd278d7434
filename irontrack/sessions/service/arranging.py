"""Bringing what stands beneath a session into another order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irontrack.errors import ValidationCode
from irontrack.models import limits
from irontrack.sessions.queries import arranging as queries
from irontrack.templates.rules import split_supersets
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models.limits import Range
    from irontrack.sessions.queries.arranging import Siblings
    from irontrack.sessions.queries.holding import Key

POSITION: Range = limits.Range(0, limits.GREATEST_INTEGER)


async def free_place(
    db: AsyncSession, siblings: Siblings, parent_id: UUID | int, position: int | None
) -> int | None:
    """Return a free `order_index` at a position from 0, or None for one behind all others.

    None where no position is asked for; otherwise one statement, and two where something must move.
    """
    if position is None:
        return None
    order_index = await queries.find_place(db, siblings, parent_id, position)
    if order_index is not None:
        await queries.make_room(db, siblings, parent_id, order_index)
    return order_index


async def reorder(
    db: AsyncSession, siblings: Siblings, parent_id: UUID | int, keys: Sequence[Key], path: str
) -> bool:
    """Put rows into another order; whether it is another one. At most three statements.

    Args:
        db: The transaction.
        siblings: Of which kind they are.
        parent_id: Whose they are.
        keys: Each of them once: its id, or what its client calls it.
        path: Where the keys stand in the input.

    Raises:
        ValidationError: A row is unknown, named twice or missing, or a superset would be torn apart.
    """
    stored = await queries.list_rows(db, siblings, parent_id)
    ordered = _ordered(stored, keys, path)
    if siblings is queries.EXERCISES:
        check_supersets(ordered, path)
    if ordered == list(stored):
        return False
    await queries.rearrange(db, siblings, parent_id, ordered)
    return True


def check_supersets(ordered: Sequence[Row[Any]], path: str) -> None:
    """Go on only where the exercises of each superset stand next to each other.

    Raises:
        ValidationError: They do not; it names the positions.
    """
    validator = Validator()
    for place in split_supersets([row.group_index_snapshot for row in ordered]):
        message = "The exercises of a superset stay next to each other."
        validator.note(ValidationCode.NOT_ALLOWED, message, path, str(place))
    validator.finish()


def _ordered(stored: Sequence[Row[Any]], keys: Sequence[Key], path: str) -> list[Row[Any]]:
    by_key = {row.client_id: row for row in stored if row.client_id is not None}
    by_key |= {row.id: row for row in stored}
    validator, ordered, met = Validator(), list[Any](), set[int]()
    for place, key in enumerate(keys):
        row = by_key.get(key)
        if row is None:
            validator.note(ValidationCode.UNKNOWN, "This is not among them.", path, str(place))
        elif row.id in met:
            validator.note(ValidationCode.NOT_ALLOWED, "This is in the list twice.", path, str(place))
        else:
            met.add(row.id)
            ordered.append(row)
    if len(ordered) < len(stored):
        validator.note(ValidationCode.REQUIRED, "Every one of them must be named.", path)
    validator.finish()
    return ordered
