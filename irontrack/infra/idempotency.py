"""Making something once, however often it is asked for: clients name what they make.

A phone that lost the answer asks again with the same name. What was asked for first is kept as a hash, also
after the thing is gone, so that a late retry brings nothing back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from irontrack.errors import ConflictError, ValidationCode
from irontrack.infra.database import violated_constraint
from irontrack.kit.fingerprints import fingerprint
from irontrack.models import RequestHashRow
from irontrack.validation import refuse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import Base

_UUID_VERSION: Final = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to make something.

    Attributes:
        user_id: Who asks.
        chosen_id: A UUIDv7 for what is made; None for a request that cannot be repeated.
        request: All that was asked for, as `fingerprint` takes it.
        parent_id: What it will be a part of, for `part_once`.
    """

    user_id: UUID
    chosen_id: UUID | None
    request: object
    parent_id: UUID | int | None = None


async def once[R: Base](
    db: AsyncSession,
    asked: Asked,
    row: type[R],
    *,
    is_there: Callable[[R], bool],
    make: Callable[[], Awaitable[R]],
) -> R:
    """Make a row with an id of the client's choice; asked the same again, return it as it is now.

    Two requests with one id at the same time wait for each other. One statement beside those of `make`, and
    three when it was asked for before.

    Args:
        db: The transaction.
        asked: Who wants what; without an id it is always the first time.
        row: What is made.
        is_there: Whether a row is what the user has made, and not deleted.
        make: Makes it, with the id if there is one.

    Raises:
        ValidationError: The id is no UUIDv7. And what `make` raises.
        ConflictError: Something else was asked for with this id, what it named is gone, or it is taken.
    """

    async def find() -> R | None:
        made = await db.get(row, asked.chosen_id)
        return made if made is not None and is_there(made) else None

    table = row.__tablename__
    return await _once(db, asked, _Named(table, f"pk_{table}", "id"), find, make)


async def part_once[R: Base](
    db: AsyncSession,
    asked: Asked,
    row: type[R],
    *,
    find: Callable[[], Awaitable[R | None]],
    make: Callable[[], Awaitable[R]],
) -> R:
    """Make a part of something under a name of the client's choice, its `client_id`; otherwise as `once`.

    Args:
        db: The transaction.
        asked: Who wants what in which parent, where the name is unique; without a name it is always the
            first time.
        row: What is made.
        find: Returns the part of this name, or None where it is gone.
        make: Makes it, with the name if there is one.

    Raises:
        ValidationError: The name is no UUIDv7. And what `make` raises.
        ConflictError: As `once`.
    """
    table = row.__tablename__
    return await _once(db, asked, _Named(f"{table} {asked.parent_id}", "_client_id", "clientId"), find, make)


class _Named(NamedTuple):
    """What a name is unique in, what the constraint that keeps it so ends with, and where an input has it."""

    scope: str
    constraint: str
    path: str


async def _once[R: Base](
    db: AsyncSession,
    asked: Asked,
    named: _Named,
    find: Callable[[], Awaitable[R | None]],
    make: Callable[[], Awaitable[R]],
) -> R:
    chosen_id = asked.chosen_id
    if chosen_id is None:
        return await make()
    if chosen_id.version != _UUID_VERSION:
        refuse(ValidationCode.INVALID_FORMAT, "An id of your own must be a UUID of version 7.", named.path)
    kept = {
        "user_id": asked.user_id,
        "client_id": chosen_id,
        "scope": named.scope,
        "sha256": fingerprint(asked.request),
    }
    first = insert(RequestHashRow).values(kept).on_conflict_do_nothing().returning(RequestHashRow.client_id)
    if await db.scalar(first) is not None:
        return await _made(named.constraint, make)
    made = await find()
    if made is None:
        message = "What was made with this id is gone; choose another one."
        raise ConflictError(message)
    same = select(RequestHashRow.client_id).filter_by(**kept)
    if await db.scalar(same) is None:
        message = "Something else was asked for with this id."
        raise ConflictError(message, made)
    return made


async def _made[R: Base](constraint: str, make: Callable[[], Awaitable[R]]) -> R:
    try:
        return await make()
    except IntegrityError as error:
        if not (violated_constraint(error) or "").endswith(constraint):
            raise
        # Somebody else's, or made without this request: nothing is said about it.
        message = "This id is taken; choose another one."
        raise ConflictError(message) from error
