"""Ranges of dates, the ISO weeks and months in them, and streaks of weeks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

A_WEEK: Final = timedelta(weeks=1)


class DateRange(NamedTuple):
    """The dates from the first to the last; both belong to it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many dates it has; at least one."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> DateRange | None:
        """The range of the same length that ends the day before; None where the calendar has none."""
        if self.first.toordinal() <= self.days:
            return None
        a_day = timedelta(days=1)
        return DateRange(self.first - timedelta(days=self.days), self.first - a_day)


class Streaks(NamedTuple):
    """How many weeks in a row have a session.

    Attributes:
        current: Up to this week; the week that is not over yet does not break it.
        longest: The most there ever were.
    """

    current: int
    longest: int


def monday(day: date) -> date:
    """Return the first day of a date's week: weeks begin on Mondays (ISO 8601)."""
    return day - timedelta(days=day.weekday())


def weeks_of(range_: DateRange) -> Iterator[date]:
    """Yield the Monday of each week that has a date in the range; the first may lie before it."""
    first = monday(range_.first)
    for number in range((range_.last - first).days // 7 + 1):
        yield first + number * A_WEEK


def months_of(range_: DateRange) -> Iterator[date]:
    """Yield the first day of each month that has a date in the range; the first may lie before it."""
    first, last = (day.year * 12 + day.month - 1 for day in range_)
    for number in range(first, last + 1):
        yield date(number // 12, number % 12 + 1, 1)


def last_weeks(count: int, today: date) -> DateRange:
    """Return the range of so many ISO weeks, of which the last is that of today: whole weeks."""
    this = monday(today)
    return DateRange(this - (count - 1) * A_WEEK, this + timedelta(days=6))


def streaks(mondays: Iterable[date], today: date) -> Streaks:
    """Return the streaks of weeks in which there was a session.

    Args:
        mondays: The weeks that have one, by their first day, in ascending order and each once.
        today: Decides which week is this one. A session in a week to come counts as any other.
    """
    longest = current = 0
    before = None
    ends_now = 0
    for week in mondays:
        current = current + 1 if before is not None and week - before == A_WEEK else 1
        longest = max(longest, current)
        if monday(today) - A_WEEK <= week <= monday(today):
            ends_now = current
        before = week
    return Streaks(ends_now, longest)
