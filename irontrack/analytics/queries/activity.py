"""On which dates somebody trained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from irontrack.analytics.queries.log import counted_sessions, first_of
from irontrack.models import TrainingSessionRow
from irontrack.sessions.service import session_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Row

    from irontrack.analytics.rules.calendar import DateRange
    from irontrack.infra.database import Database


async def list_active_days(database: Database, user_id: UUID, range_: DateRange) -> Sequence[Row[Any]]:
    """Return date, sessions and duration_seconds of each date with a session, in order. One statement."""
    session, date = TrainingSessionRow, session_date()
    statement = (
        select(
            date.label("date"),
            func.count().label("sessions"),
            func.sum(session.duration_seconds).label("duration_seconds"),
        )
        .where(counted_sessions(user_id, range_))
        .group_by(date)
        .order_by(date)
    )
    return await database.fetch(statement)


async def list_active_weeks(database: Database, user_id: UUID) -> Sequence[dt.date]:
    """Return the Monday of each week with a session, in order, over the whole log. One statement."""
    week = first_of("week", session_date()).label("week")
    own = select(week).where(counted_sessions(user_id)).distinct().subquery()
    return [row.week for row in await database.fetch(select(own.c.week).order_by(own.c.week))]
