"""What was done of what was due."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irontrack.analytics.rules.adherence import Occurrence, Progress, progress

START = date(2026, 3, 4)


def on(day: int, *, done: bool = False, skipped: bool = False) -> Occurrence:
    return Occurrence(START + timedelta(days=day), skipped, done)


def of(today: int, *occurrences: Occurrence) -> Progress:
    return progress(START, START + timedelta(days=today), occurrences)


def test_three_of_four_due_are_75_percent() -> None:
    days = [on(0, done=True), on(2, done=True), on(4), on(7, done=True), on(9), on(11)]
    found = of(7, *days)
    assert (found.so_far.adherence, found.overall.adherence, found.remaining) == (Decimal(75), Decimal(50), 3)


def test_two_of_three_are_rounded_to_one_decimal() -> None:
    assert of(5, on(0, done=True), on(1, done=True), on(2)).so_far.adherence == Decimal("66.7")


def test_what_is_skipped_counts_for_nothing_even_when_done() -> None:
    found = of(5, on(0, done=True), on(1, skipped=True), on(2, skipped=True, done=True))
    assert (found.so_far.sessions, found.so_far.adherence, found.remaining) == (1, Decimal(100), 0)


def test_before_anything_is_due_adherence_is_unknown() -> None:
    found = of(-1, on(0), on(1, done=True))
    assert (found.so_far.adherence, found.so_far.done, found.overall.done) == (None, 0, 1)
    assert of(1).overall.adherence is None


@pytest.mark.parametrize(("today", "week"), [(-30, 1), (0, 1), (6, 1), (7, 2), (20, 3), (21, 3), (999, 3)])
def test_the_current_week_is_one_of_the_plan(today: int, week: int) -> None:
    found = of(today, on(0), on(20))
    assert (found.current_week, found.week_count) == (week, 3)


def test_weeks_are_counted_from_the_start_and_rest_weeks_left_out() -> None:
    found = of(0, on(6), on(14), on(15, skipped=True), on(35, skipped=True))
    assert [(week.number, week.start.day, week.overall.sessions) for week in found.weeks] == [
        (1, 4, 1),
        (3, 18, 1),
        (6, 8, 0),
    ]


def test_planned_and_actual_add_up_over_what_is_known() -> None:
    run = Occurrence(START, False, True, planned_km=Decimal(10), actual_km=Decimal("10.2"))  # noqa: FBT003 - as a row
    lift = Occurrence(START, False, False, planned_kg=Decimal(5000))  # noqa: FBT003 - as a row
    work = of(0, run, lift).so_far
    assert (work.planned_km, work.actual_km) == (Decimal(10), Decimal("10.2"))
    assert (work.planned_kg, work.actual_kg) == (Decimal(5000), Decimal(0))


OCCURRENCES = st.lists(
    st.builds(on, st.integers(0, 60), done=st.booleans(), skipped=st.booleans()), max_size=30
)


@given(OCCURRENCES, st.integers(-10, 80))
def test_weeks_add_up_to_the_whole_and_adherence_is_a_percentage(
    occurrences: list[Occurrence], today: int
) -> None:
    found = of(today, *occurrences)
    assert sum(week.overall.sessions for week in found.weeks) == found.overall.sessions
    assert sum(week.so_far.done for week in found.weeks) == found.so_far.done
    assert found.so_far.sessions <= found.overall.sessions
    assert all(week.so_far.adherence is None or 0 <= week.so_far.adherence <= 100 for week in found.weeks)
    assert 1 <= found.current_week <= max(1, found.week_count)
