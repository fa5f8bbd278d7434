"""Sums over runs, and the fastest efforts in them."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irontrack.analytics.rules.running import (
    EFFORTS_KM,
    Effort,
    MeasuredRun,
    RunTotals,
    Stretch,
    best_efforts,
    by_week,
    total,
)

DAY = date(2026, 3, 2)


def km(text: str) -> int:
    return int(Decimal(text) * 10_000)


def run(whole: tuple[str, int], *splits: tuple[str, int], day: int = 0) -> MeasuredRun:
    return MeasuredRun(
        uuid.UUID(int=day),
        DAY + timedelta(days=day),
        Stretch(km(whole[0]), whole[1]),
        [Stretch(km(far), seconds) for far, seconds in splits],
    )


def best(*runs: MeasuredRun) -> dict[str, int]:
    return {str(effort.km): effort.seconds for effort in best_efforts(runs)}


def test_no_run_has_no_effort() -> None:
    assert best() == {}
    assert best(run(("0.9999", 1))) == {}


def test_a_whole_run_is_scaled_and_rounded_up() -> None:
    assert best(run(("10.5", 3150))) == {"1": 300, "5": 1500, "10": 3000}
    assert best(run(("1.001", 300))) == {"1": 300}  # 299.70


def test_a_fast_part_of_a_run_counts() -> None:
    splits = [("1", 360), ("1", 300), ("1", 240), ("1", 230), ("1", 250), ("1", 330)]
    assert best(run(("6", 1710), *splits)) == {"1": 230, "5": 1350}


def test_splits_that_cover_more_than_the_distance_are_scaled_to_it() -> None:
    # Miles: 1.609344 km in 400 s are 1 km in 248.55 s.
    assert best(run(("3.218688", 900), ("1.609344", 500), ("1.609344", 400)))["1"] == 249


def test_parts_that_do_not_adjoin_are_not_put_together() -> None:
    assert best(run(("1.2", 700), ("0.5", 100), ("0.2", 500), ("0.5", 100)))["1"] == 584


def test_one_split_more_can_make_a_faster_effort() -> None:
    splits = [("0.9", 100), ("0.9", 100), ("0.05", 1)]
    assert best(run(("1.85", 201), *splits))["1"] == ceil(201 / 1.85)


def test_a_stretch_can_be_faster_than_each_part_of_it_that_covers_the_distance() -> None:
    splits = [("1", 900), ("0.9", 90), ("1", 200), ("0.2", 20), ("0.7", 70)]
    assert best(run(("3.8", 1280), *splits))["1"] == ceil(380 / 2.8)


def test_a_tie_of_a_part_of_a_run_is_not_a_record() -> None:
    first, parts = run(("1", 300), day=1), run(("2", 700), ("0.5", 100), ("0.5", 200), ("1", 400), day=2)
    assert [effort.date for effort in best_efforts([first, parts])] == [first.date]


def test_a_tie_is_not_a_record() -> None:
    first, same, faster = run(("5", 1500), day=1), run(("10", 3000), day=2), run(("1", 299), day=3)
    efforts = best_efforts([first, same, faster])
    assert [(str(effort.km), effort.date.day) for effort in efforts] == [("1", 5), ("5", 3), ("10", 4)]


STRETCHES = st.builds(Stretch, st.integers(1_000, 60_000), st.integers(1, 4_000))
RUNS = st.builds(
    lambda day, whole, splits: MeasuredRun(uuid.UUID(int=day), DAY, whole, splits),
    st.integers(0, 100),
    STRETCHES.map(lambda each: Stretch(each.decimetres * 9, each.seconds * 9)),
    st.lists(STRETCHES, max_size=12),
)


@given(st.lists(RUNS, max_size=5))
def test_no_stretch_is_faster_than_the_best(runs: list[MeasuredRun]) -> None:
    expected = {}
    for distance in EFFORTS_KM:
        times = [
            Fraction(stretch.seconds) * Fraction(distance) * 10_000 / stretch.decimetres
            for each in runs
            for stretch in every_stretch(each)
            if stretch.decimetres >= distance * 10_000
        ]
        if times:
            expected[distance] = ceil(min(times))
    assert {effort.km: effort.seconds for effort in best_efforts(runs)} == expected


@given(st.lists(RUNS, max_size=4), RUNS)
def test_another_run_makes_no_best_worse(runs: list[MeasuredRun], more: MeasuredRun) -> None:
    before = {effort.km: effort.seconds for effort in best_efforts(runs)}
    after = {effort.km: effort.seconds for effort in best_efforts([*runs, more])}
    assert all(after[distance] <= seconds for distance, seconds in before.items())


def every_stretch(one: MeasuredRun) -> list[Stretch]:
    parts = [
        one.splits[first:last]
        for first in range(len(one.splits))
        for last in range(first + 1, len(one.splits) + 1)
    ]
    sums = [
        Stretch(sum(each.decimetres for each in part), sum(each.seconds for each in part)) for part in parts
    ]
    return [one.whole, *sums]


def totals(runs: int, far: str, seconds: int, **more: int | Decimal | None) -> RunTotals:
    longest = Effort(uuid.UUID(int=runs), DAY, Decimal(far), seconds)
    known = {"elevation_gain_m": None, "elevation_loss_m": None, "exertion_seconds": None, **more}
    return RunTotals(runs, Decimal(far), seconds, longest=longest, **known)  # type: ignore[arg-type]  # by name


def test_sums_of_nothing_are_zero_and_averages_unknown() -> None:
    nothing = total([])
    sums = [nothing.runs, nothing.km, nothing.shown_seconds, nothing.shown_gain_m, nothing.load]
    assert sums == [0] * 5
    assert (nothing.avg_heart_rate, nothing.longest) == (None, None)


def test_what_no_run_knows_is_unknown_and_what_one_knows_adds_up() -> None:
    both = (
        totals(1, "5", 1500),
        totals(1, "10", 3600, elevation_gain_m=80, exertion_seconds=Decimal(5) * 3600),
    )
    assert (both[0].load, both[0].shown_gain_m) == (None, None)
    assert (total(both).load, total(both).shown_gain_m, total(both).shown_loss_m) == (Decimal(300), 80, None)


def test_climbs_are_shown_up_to_what_the_api_holds() -> None:
    climbed = [RunTotals(1, elevation_gain_m=2**30, elevation_loss_m=2**30)] * 2
    assert (total(climbed).shown_gain_m, total(climbed).shown_loss_m) == (2**31 - 1, 2**31 - 1)
    assert (total(climbed[:1]).shown_gain_m, total(climbed[:1]).shown_loss_m) == (2**30, 2**30)


def test_the_load_of_a_session_is_as_in_the_paper() -> None:
    # Foster et al.: half an hour at an exertion of 4 is a load of 120.
    assert totals(1, "5", 1800, exertion_seconds=Decimal(4) * 1800).load == 120


def test_a_heart_rate_is_weighted_by_time() -> None:
    rates = totals(1, "5", 1800, heartbeats=150 * 1800, heart_seconds=1800), totals(1, "9", 9999)
    more = totals(1, "5", 600, heartbeats=170 * 600, heart_seconds=600)
    assert total([*rates, more]).avg_heart_rate == 155


def test_the_first_of_several_longest_runs_stands() -> None:
    found = total([totals(1, "5", 1500), totals(2, "10", 3000), totals(3, "10", 2900)]).longest
    assert found is not None
    assert (found.session_id, found.km) == (uuid.UUID(int=2), Decimal(10))


@pytest.mark.parametrize("place", [0, 1, 2])
def test_weeks_without_a_run_are_zeros(place: int) -> None:
    mondays = [DAY + timedelta(weeks=number) for number in range(3)]
    week = RunTotals(1, Decimal(5), 1500, start=mondays[place])
    shown = by_week(mondays, [week])
    assert [each.start for each in shown] == mondays
    assert [each.runs for each in shown] == [int(number == place) for number in range(3)]
