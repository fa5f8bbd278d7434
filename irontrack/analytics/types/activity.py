"""The calendar of what was done, and streaks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import strawberry
from strawberry import Info

from irontrack.analytics.queries.activity import list_active_days, list_active_weeks
from irontrack.analytics.rules.calendar import DateRange, streaks
from irontrack.errors import ErrorCode, RequestError
from irontrack.kit.clock import today


@strawberry.type(description="A date with completed sessions.")
class ActiveDay:
    date: dt.date = strawberry.field(description="The date, in the time zone of its sessions.")
    sessions: int = strawberry.field(description="How many sessions began on it; at least 1.")
    minutes: int = strawberry.field(description="How long they lasted together, in whole minutes.")


@strawberry.type(description="How many ISO weeks in a row have a completed session.")
class WeekStreaks:
    current: int = strawberry.field(
        description="Up to this week in your time zone. This week counts once it has a session, and does "
        "not break the streak before it is over."
    )
    longest: int = strawberry.field(description="The most there ever were.")


@strawberry.type(description="The dates of a year on which there were completed sessions.")
class ActivityCalendar:
    user: strawberry.Private[Any]
    year: int = strawberry.field(description="The year.")

    @strawberry.field(description="The dates with sessions, in order; no others. At most 366.")
    async def days(self, info: Info) -> list[ActiveDay]:
        range_ = DateRange(dt.date(self.year, 1, 1), dt.date(self.year, 12, 31))
        rows = await list_active_days(info.context.database, self.user.id, range_)
        return [
            ActiveDay(date=row.date, sessions=row.sessions, minutes=row.duration_seconds // 60)
            for row in rows
        ]

    @strawberry.field(description="Streaks over the whole history, not only over this year.")
    async def streaks(self, info: Info) -> WeekStreaks:
        weeks = await list_active_weeks(info.context.database, self.user.id)
        found = streaks(weeks, today(self.user.time_zone))
        return WeekStreaks(current=found.current, longest=found.longest)


def calendar_year(year: int) -> int:
    """Return a year of the calendar.

    Raises:
        RequestError: BAD_VALUE outside 1–9999.
    """
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        message = f"year must be between {dt.MINYEAR} and {dt.MAXYEAR}."
        raise RequestError(ErrorCode.BAD_VALUE, message)
    return year
