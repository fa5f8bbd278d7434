"""Equivalent races, after Riegel."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irontrack.analytics.rules.races import HALF_MARATHON_KM, MARATHON_KM, RACES_KM, equivalent_races


def equivalent(km: Decimal, seconds: int, other: Decimal) -> int:
    return next(race.seconds for race in equivalent_races(km, seconds) if race.km == other)


@pytest.mark.parametrize(
    ("km", "seconds", "other", "expected"),
    [
        # What the tables made with the formula say: 20:00 over 5 km is 41:42 over 10 km, and so on.
        (Decimal(5), 20 * 60, Decimal(10), 41 * 60 + 42),
        (Decimal(10), 50 * 60, HALF_MARATHON_KM, 3600 + 50 * 60 + 20),
        (HALF_MARATHON_KM, 105 * 60, MARATHON_KM, 3 * 3600 + 38 * 60 + 56),
    ],
)
def test_the_formula_gives_what_its_tables_show(
    km: Decimal, seconds: int, other: Decimal, expected: int
) -> None:
    assert abs(equivalent(km, seconds, other) - expected) <= 1


@given(st.sampled_from(RACES_KM), st.integers(1, 1_000_000))
def test_a_race_is_its_own_equivalent_and_longer_ones_take_longer(km: Decimal, seconds: int) -> None:
    assert equivalent(km, seconds, km) == seconds
    times = [race.seconds for race in equivalent_races(km, seconds)]
    assert times == sorted(times)


@given(st.sampled_from(RACES_KM), st.integers(10, 100_000), st.sampled_from(RACES_KM))
def test_there_and_back_again_is_the_same_to_a_rounding(km: Decimal, seconds: int, other: Decimal) -> None:
    back = equivalent(other, equivalent(km, seconds, other), km)
    assert seconds <= back <= seconds + 1 + float(km / other) ** 1.06


def test_the_formula_says_what_it_was_made_for() -> None:
    fitted = {race.km: race.is_fitted for race in equivalent_races(Decimal(10), 60 * 60)}
    assert fitted[Decimal(5)]
    assert not fitted[MARATHON_KM]  # 4:36 hours
    assert not any(race.is_fitted for race in equivalent_races(Decimal(1), 200))
