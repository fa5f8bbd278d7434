"""Making something once, however often it is asked for: clients name what they make.

A phone that lost the answer asks again with the same name. What was asked for first is kept as a hash, also
after the thing is gone, so that a late retry brings nothing back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from irontrack.errors import ConflictError
from irontrack.infra.database import violated_constraint
from irontrack.kit.fingerprints import fingerprint
from irontrack.models import RequestHashRow
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import Base


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


async def parts_once[R: Base](
    db: AsyncSession,
    asked: Sequence[Asked],
    row: type[R],
    *,
    find: Callable[[Sequence[int]], Awaitable[Sequence[R | None]]],
    make: Callable[[Sequence[int]], Awaitable[Sequence[R]]],
) -> Sequence[R]:
    """Make several parts at once, each under its own name; otherwise as `part_once`.

    One statement beside those of `make`, and three where some were asked for before.

    Args:
        db: The transaction.
        asked: Who wants what in which parents; no name stands twice in one parent.
        row: What is made.
        find: Returns those at the positions given, or None for those that are gone.
        make: Makes those at the positions given, with their names.

    Raises:
        ValidationError, ConflictError: As `part_once`.
    """
    kept = {
        place: _kept(each, each.chosen_id, f"{row.__tablename__} {each.parent_id}")
        for place, each in enumerate(asked)
        if each.chosen_id is not None
    }
    new = await _first_times(db, list(kept.values()))
    repeated = [place for place, hashed in kept.items() if (hashed["client_id"], hashed["scope"]) not in new]
    there = dict(zip(repeated, await find(repeated) if repeated else (), strict=True))
    same = await _same_requests(db, [kept[place] for place in repeated])
    for place, made in there.items():
        if made is None:
            raise _gone()
        if (kept[place]["client_id"], kept[place]["scope"]) not in same:
            raise _other(made)
    wanted = [place for place in range(len(asked)) if place not in there]
    fresh = dict(zip(wanted, await _made("_client_id", lambda: make(wanted)) if wanted else (), strict=True))
    return [fresh[place] if place in fresh else cast("R", there[place]) for place in range(len(asked))]


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
    validator = Validator()
    validator.chosen_id(chosen_id, named.path)
    validator.finish()
    kept = _kept(asked, chosen_id, named.scope)
    first = insert(RequestHashRow).values(kept).on_conflict_do_nothing().returning(RequestHashRow.client_id)
    if await db.scalar(first) is not None:
        return await _made(named.constraint, make)
    made = await find()
    if made is None:
        raise _gone()
    same = select(RequestHashRow.client_id).filter_by(**kept)
    if await db.scalar(same) is None:
        raise _other(made)
    return made


def _kept(asked: Asked, chosen_id: UUID, scope: str) -> dict[str, Any]:
    return {
        "user_id": asked.user_id,
        "client_id": chosen_id,
        "scope": scope,
        "sha256": fingerprint(asked.request),
    }


async def _first_times(db: AsyncSession, kept: Sequence[Mapping[str, Any]]) -> set[tuple[UUID, str]]:
    """Keep these; return the names and scopes of those that were not there."""
    if not kept:
        return set()
    first = insert(RequestHashRow).values(list(kept)).on_conflict_do_nothing()
    rows = await db.execute(first.returning(RequestHashRow.client_id, RequestHashRow.scope))
    return {(row.client_id, row.scope) for row in rows}


async def _same_requests(db: AsyncSession, kept: Sequence[Mapping[str, Any]]) -> set[tuple[UUID, str]]:
    """Return the names and scopes under which the very same was asked for."""
    if not kept:
        return set()
    stored = RequestHashRow
    asked = tuple_(stored.user_id, stored.client_id, stored.scope, stored.sha256)
    statement = select(stored.client_id, stored.scope).where(
        asked.in_([tuple(each.values()) for each in kept])
    )
    return {(row.client_id, row.scope) for row in await db.execute(statement)}


def _gone() -> ConflictError:
    return ConflictError("What was made with this id is gone; choose another one.")


def _other(made: object) -> ConflictError:
    return ConflictError("Something else was asked for with this id.", made)


async def _made[R](constraint: str, make: Callable[[], Awaitable[R]]) -> R:
    try:
        return await make()
    except IntegrityError as error:
        if not (violated_constraint(error) or "").endswith(constraint):
            raise
        # Somebody else's, or made without this request: nothing is said about it.
        message = "This id is taken; choose another one."
        raise ConflictError(message) from error
