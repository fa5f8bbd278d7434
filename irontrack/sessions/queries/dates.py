"""The dates of sessions: each is that of the session's own time zone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from sqlalchemy import Date, cast, func

from irontrack.models import TrainingSessionRow, limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement

_A_DAY: Final = dt.timedelta(days=1)
_FIRST_DATE: Final = limits.EARLIEST_TIME.date()
_LAST_DATE: Final = limits.END_OF_TIME.date()


def session_date() -> ColumnElement[dt.date]:
    """Return a session's date."""
    return cast(func.timezone(TrainingSessionRow.user_timezone, TrainingSessionRow.start_time), Date)


def on_dates(first: dt.date | None, last: dt.date | None) -> Iterator[ColumnElement[bool]]:
    """Yield what a range of dates asks: a wider span of time, which an index answers, and the dates.

    None leaves an end open. For other domains too, whose statements have `training_sessions` among their
    tables.
    """
    yield from around_dates(first, last)
    if first is not None:
        yield session_date() >= first
    if last is not None:
        yield session_date() <= last


def around_dates(first: dt.date | None, last: dt.date | None) -> Iterator[ColumnElement[bool]]:
    """Yield the wider span of time alone, for who looks at the dates afterwards."""
    if first is not None:
        yield TrainingSessionRow.start_time >= _midnight(first) - _A_DAY
    if last is not None:
        yield TrainingSessionRow.start_time < _midnight(last) + 2 * _A_DAY


def _midnight(date: dt.date) -> dt.datetime:
    stored = min(max(date, _FIRST_DATE), _LAST_DATE)
    return dt.datetime.combine(stored, dt.time(), dt.UTC)
