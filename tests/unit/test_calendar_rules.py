"""Weeks, months, streaks, and what muscles did in weeks."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irontrack.analytics.rules.calendar import (
    DateRange,
    Streaks,
    last_weeks,
    monday,
    months_of,
    streaks,
    weeks_of,
)
from irontrack.analytics.rules.muscles import Worked, muscle_work
from irontrack.analytics.rules.totals import Gathered, Totals, by_month, by_week, summary

dates = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@st.composite
def ranges(draw: st.DrawFn) -> DateRange:
    first = draw(dates)
    return DateRange(first, first + timedelta(days=draw(st.integers(0, 800))))


@given(ranges())
def test_the_weeks_and_months_of_a_range_are_those_of_its_dates(range_: DateRange) -> None:
    days = [range_.first + timedelta(days=number) for number in range(range_.days)]
    assert days[-1] == range_.last
    assert list(weeks_of(range_)) == sorted({monday(day) for day in days})
    assert list(months_of(range_)) == sorted({day.replace(day=1) for day in days})
    assert all(week.isocalendar().weekday == 1 for week in weeks_of(range_))


@given(ranges())
def test_the_range_before_is_as_long_and_ends_the_day_before(range_: DateRange) -> None:
    before = range_.before
    assert before is not None
    assert before.days == range_.days
    assert before.last + timedelta(days=1) == range_.first


def test_the_calendar_begins_somewhere() -> None:
    assert DateRange(date(1, 1, 2), date(1, 1, 3)).before is None
    assert DateRange(date(1, 1, 2), date(1, 1, 2)).before == DateRange(date(1, 1, 1), date(1, 1, 1))


@pytest.mark.parametrize(
    ("ago", "current", "longest"),
    [
        ([], 0, 0),
        ([0], 1, 1),
        ([1], 1, 1),
        ([2], 0, 1),
        ([2, 1], 2, 2),
        ([2, 1, 0], 3, 3),
        ([9, 8, 7, 6, 1, 0], 2, 4),
        ([3, 2], 0, 2),
        ([1, 0, -1], 2, 3),
        ([-1], 0, 1),
    ],
)
def test_the_week_that_is_not_over_does_not_break_a_streak(
    ago: list[int], current: int, longest: int
) -> None:
    today = date(2026, 11, 21)
    weeks = [monday(today) - timedelta(weeks=each) for each in ago]
    assert streaks(weeks, today) == Streaks(current, longest)


def test_a_streak_goes_over_the_end_of_a_year_with_53_weeks() -> None:
    assert streaks([date(2020, 12, 28), date(2021, 1, 4)], date(2021, 1, 10)).longest == 2


@given(ranges(), st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 9)), max_size=20))
def test_weeks_and_months_add_up_to_the_whole(range_: DateRange, sessions: list[tuple[int, int]]) -> None:
    parts = []
    for number, reps in sessions:
        day = range_.first + timedelta(days=number % range_.days)
        parts.append(Gathered(monday(day), day.replace(day=1), Totals(1, 60, reps, reps, Decimal(reps))))
    found = summary(range_, parts, None, [])
    assert found.sessions == len(sessions)
    for series in (by_week(range_, parts), by_month(range_, parts)):
        assert sum(each.sessions for each in series) == found.sessions
        assert sum(each.volume_kg for each in series) == found.volume_kg
    assert found.average_duration_seconds == (60 if sessions else None)


def test_secondary_muscles_count_in_part() -> None:
    range_ = last_weeks(2, date(2026, 11, 21))
    assert range_ == DateRange(date(2026, 11, 9), date(2026, 11, 22))
    worked = [
        Worked(1, date(2026, 11, 16), 4, 3, Decimal(400), Decimal(300), 1, 2),
        Worked(2, date(2026, 11, 9), 0, 20, Decimal(0), Decimal(900), 0, 3),
    ]
    second, first = muscle_work(worked, range_, Decimal("0.5"))
    assert (first.muscle_group_id, first.hard_sets, second.hard_sets) == (1, Decimal("5.5"), Decimal(10))
    assert [week.days for week in first.weeks] == [0, 2]
    assert first.weeks[1].volume_kg == 550
    (alone,) = muscle_work(worked, range_, Decimal(0))
    assert [(week.hard_sets, week.days) for week in alone.weeks] == [(Decimal(0), 0), (Decimal(4), 1)]
