"""What a run is made of, whether its parts agree, and how it compares with what was planned."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irontrack.errors import ValidationError
from irontrack.kit.units import DistanceUnit, from_km
from irontrack.models import SetMode, limits
from irontrack.running.rules import (
    TargetOutcome,
    compare_with_target,
    greatest_km,
    least_km,
    measure,
    negative_split,
    splits_cover,
)
from irontrack.sessions.rules import Metric
from irontrack.validation import Validator

KM = st.decimals("0.0001", "9999.9999", places=4)
SECONDS = st.integers(1, 2**31 - 1)
STRETCHES = st.lists(st.tuples(KM, SECONDS), min_size=2, max_size=20)
PACES = st.integers(30, 3600)
UNITS = st.sampled_from(DistanceUnit)


def refused(*arguments: object) -> list[str]:
    """Return the paths of what is noted."""
    validator = Validator()
    assert measure(validator, *arguments) is None  # type: ignore[arg-type]  # as the cases are
    with pytest.raises(ValidationError) as raised:
        validator.finish()
    return [".".join(issue.path) for issue in raised.value.issues]


@given(KM, SECONDS, st.sampled_from([SetMode.TIME, SetMode.DISTANCE]))
def test_a_whole_run_is_one_set_and_its_complement(km: Decimal, seconds: int, preferred: SetMode) -> None:
    run = measure(Validator(), km, seconds, (), preferred)
    assert run is not None
    assert (run.km, run.seconds, len(run.sets)) == (km, seconds, 1)
    assert (run.complement_km is None) != (run.complement_seconds is None)
    if run.mode is SetMode.TIME:
        assert (run.sets[0].seconds, run.complement_km) == (seconds, km)
        assert preferred is SetMode.TIME
        assert seconds <= limits.TIME_SECONDS.high
    else:
        assert (run.sets[0].km, run.complement_seconds) == (km, seconds)


@given(st.lists(st.decimals("0.0001", "99", places=4), min_size=1, max_size=100), SECONDS)
def test_intervals_by_distance_add_up(stretches: list[Decimal], seconds: int) -> None:
    intervals = tuple(Metric(km=each) for each in stretches)
    run = measure(Validator(), None, seconds, intervals, SetMode.TIME)
    assert run is not None
    assert (run.mode, run.sets, run.km, run.complement_km) == (
        SetMode.DISTANCE,
        intervals,
        sum(stretches),
        None,
    )


@given(st.lists(st.integers(1, 32_767), min_size=1, max_size=100), KM)
def test_intervals_by_time_add_up(stretches: list[int], km: Decimal) -> None:
    intervals = tuple(Metric(seconds=each) for each in stretches)
    run = measure(Validator(), km, None, intervals)
    assert run is not None
    assert (run.mode, run.sets, run.seconds, run.complement_km) == (
        SetMode.TIME,
        intervals,
        sum(stretches),
        km,
    )


def test_what_the_intervals_measure_is_not_said_twice_and_the_other_is_said() -> None:
    by_km, by_time = Metric(km=Decimal(1)), Metric(seconds=60)
    assert refused(Decimal(1), 300, (by_km,)) == ["distance"]
    assert refused(Decimal(1), 300, (by_time,)) == ["movingSeconds"]
    assert refused(None, None, (by_km,)) == ["movingSeconds"]
    assert refused(None, None, (by_time,)) == ["distance"]
    assert refused(None, None, ()) == ["distance", "movingSeconds"]
    assert refused(None, None, (by_km, by_time)) == ["intervals"]
    assert refused(None, 300, (Metric(km=Decimal(9000)),) * 2) == ["intervals"]


@given(KM)
def test_splits_may_differ_from_the_run_by_one_percent(km: Decimal) -> None:
    most, least = km * Decimal("1.01"), km * Decimal("0.99")
    assert splits_cover([km], km)
    assert splits_cover([most], km)
    assert splits_cover([least], km)
    assert not splits_cover([most + Decimal("0.00001")], km)
    assert not splits_cover([least - Decimal("0.00001")], km)


@given(st.lists(KM, min_size=1, max_size=20))
def test_a_run_cut_into_splits_is_covered_by_them(stretches: list[Decimal]) -> None:
    assert splits_cover(stretches, sum(stretches, Decimal(0)))


@pytest.mark.parametrize(
    ("stretches", "expected"),
    [
        ([], None),
        ([(5, 1500)], None),
        ([(1, 300), (1, 299)], True),
        ([(1, 300), (1, 300)], False),
        ([(1, 300), (1, 301)], False),
        # Halves are of the distance, not of the list: 2 km in 600 s against 2 km in 580 s.
        ([(1, 310), (1, 290), (2, 580)], True),
        # The middle is in the second stretch: 1.5 km in 300 + 140 s against 1.5 km in 140 + 305 s.
        ([(1, 300), (1, 280), (1, 305)], False),
        ([(1, 305), (1, 280), (1, 300)], True),
    ],
)
def test_the_second_half_of_the_distance_decides(
    stretches: list[tuple[int, int]], expected: bool | None
) -> None:
    assert negative_split([(Decimal(km), seconds) for km, seconds in stretches]) is expected


@given(STRETCHES)
def test_backwards_a_negative_split_is_none(stretches: list[tuple[Decimal, int]]) -> None:
    assert not (negative_split(stretches) and negative_split(stretches[::-1]))


@given(STRETCHES)
def test_an_even_cut_of_each_stretch_changes_nothing(stretches: list[tuple[Decimal, int]]) -> None:
    halves = [(km, seconds) for km, seconds in stretches for _ in range(2)]
    assert negative_split(halves) is negative_split(stretches)


@given(PACES, PACES, PACES, st.integers(0, 600))
def test_a_target_is_met_within_the_tolerance_and_else_missed_by_the_seconds(
    pace: int, one: int, other: int, tolerance: int
) -> None:
    fastest, slowest = sorted((one, other))
    found = compare_with_target(pace, fastest, slowest, tolerance)
    assert (found.outcome is TargetOutcome.MET) == (fastest - tolerance <= pace <= slowest + tolerance)
    if found.outcome is TargetOutcome.FASTER:
        assert found.seconds == fastest - pace
    if found.outcome is TargetOutcome.SLOWER:
        assert found.seconds == pace - slowest
    assert (found.seconds == 0) == (fastest <= pace <= slowest)


@given(KM, UNITS)
def test_a_distance_lies_in_the_range_of_what_is_shown_of_it(km: Decimal, unit: DistanceUnit) -> None:
    shown = from_km(km, unit)
    assert least_km(shown, unit) <= km <= greatest_km(shown, unit)
    step = Decimal("0.0001") if unit is DistanceUnit.KM else Decimal("0.001")
    assert greatest_km(shown - step, unit) <= km <= least_km(shown + step, unit)
