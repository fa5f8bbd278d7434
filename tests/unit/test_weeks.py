"""Weeks of an enrollment are counted from its start, not from a Monday."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from irontrack.templates.rules import week_number


@pytest.mark.parametrize(
    ("days", "week"), [(0, 1), (6, 1), (7, 2), (13, 2), (14, 3), (364, 53), (365, 53), (371, 54)]
)
@pytest.mark.parametrize("start", [date(2026, 1, 1), date(2028, 2, 27), date(1900, 1, 1)])
def test_a_week_begins_every_seven_days_from_the_start(start: date, days: int, week: int) -> None:
    assert week_number(start, start + timedelta(days)) == week
