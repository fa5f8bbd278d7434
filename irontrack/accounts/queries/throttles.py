"""Counting attempts to sign in. Each statement is one transaction of its own: a count is never undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, case, cast, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from irontrack.models import SignInThrottleRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.accounts.rules import Throttle
    from irontrack.infra.database import Database

_NOW = func.clock_timestamp()
_row = SignInThrottleRow


async def seconds_blocked(database: Database, key: str) -> float:
    """Return for how many seconds a key is blocked from now on; 0 or less when it is not. One statement."""
    statement = select(func.extract("epoch", _row.blocked_until - _NOW)).where(_row.key == key)
    return float(await database.fetch_value(statement) or 0)


async def count_attempt(database: Database, key: str, throttle: Throttle) -> datetime | None:
    """Count an attempt and block the key as the throttle says, unless it is blocked. One statement.

    Returns:
        Until when the key is blocked now, or None if it was blocked before and nothing was counted. Of
        attempts made at the same time no more are counted than the throttle allows.
    """
    attempts = _remembered(throttle) + 1
    statement = insert(_row).values(
        key=key, attempts=1, attempted_at=_NOW, blocked_until=_NOW + _delay(literal(1), throttle)
    )
    counted = statement.on_conflict_do_update(
        index_elements=[_row.key],
        set_={
            "attempts": attempts,
            "attempted_at": _NOW,
            "blocked_until": _NOW + _delay(attempts, throttle),
        },
        where=_row.blocked_until <= _NOW,
    ).returning(_row.blocked_until)
    blocked_until: datetime | None = await database.fetch_value(counted)
    return blocked_until


async def forget_attempts(database: Database, key: str) -> None:
    """Count from the beginning again. One statement."""
    await database.fetch_value(delete(_row).where(_row.key == key).returning(_row.key))


async def take_attempt_back(database: Database, key: str, blocked_until: datetime) -> None:
    """Undo the count of an attempt that was not wrong; what others' attempts have blocked stays so.

    Args:
        database: The pool.
        key: What it was counted under.
        blocked_until: What `count_attempt` returned for it. One statement.
    """
    is_own = _row.blocked_until == blocked_until
    statement = (
        update(_row)
        .where(_row.key == key)
        .values(
            attempts=func.greatest(_row.attempts - 1, 0),
            blocked_until=case((is_own, _row.attempted_at), else_=_row.blocked_until),
        )
        .returning(_row.key)
    )
    await database.fetch_value(statement)


async def delete_stale_throttles(db: AsyncSession, before: datetime) -> None:
    """Delete the counts without an attempt since a moment. One statement."""
    statement = delete(_row).where(_row.attempted_at < before)
    await db.execute(statement.execution_options(synchronize_session=False))


def _remembered(throttle: Throttle) -> ColumnElement[Any]:
    """Return how many of the attempts of a row still count."""
    remembered: ColumnElement[Any] = _row.attempts.expression
    if throttle.half_life is not None:
        half_lives = func.extract("epoch", _NOW - _row.attempted_at) / throttle.half_life.total_seconds()
        remembered = cast(func.round(_row.attempts * func.power(0.5, half_lives)), Integer)
    return case((_row.attempted_at < _NOW - throttle.memory, 0), else_=remembered)


def _delay(attempts: ColumnElement[Any], throttle: Throttle) -> ColumnElement[Any]:
    """Return how long to block after so many attempts: see `Throttle`."""
    doublings = func.least(attempts - throttle.free_attempts, throttle.most_doublings)
    seconds = func.least(func.power(2, doublings), throttle.longest.total_seconds())
    delay = func.make_interval(0, 0, 0, 0, 0, 0, seconds)
    return case((attempts < throttle.free_attempts, func.make_interval(0)), else_=delay)
