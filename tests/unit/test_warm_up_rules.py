"""Warm-up sets: a ladder that ends below the working weight."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irontrack.analytics.rules.warm_up import warm_up_ladder


def ladder(target: int, reps: int = 5, bar: int = 45, step: int = 5) -> list[tuple[int, int]]:
    sets = warm_up_ladder(Decimal(target), reps, Decimal(bar), Decimal(step))
    return [(int(each.weight), each.reps) for each in sets]


def test_a_squat_of_225_pounds_is_warmed_up_to_as_the_book_says() -> None:
    # Rippetoe and Kilgore: the empty bar twice, then 40, 60 and 80 percent of the working weight.
    assert ladder(225) == [(45, 5), (45, 5), (90, 5), (135, 3), (180, 2)]


def test_a_heavy_single_has_one_more_rung() -> None:
    assert ladder(315, reps=1)[-2:] == [(250, 2), (280, 1)]


@pytest.mark.parametrize(
    ("target", "sets"), [(45, []), (50, [(45, 5)] * 2), (75, [(45, 5), (45, 5), (60, 2)]), (30, [])]
)
def test_light_weights_need_little(target: int, sets: list[tuple[int, int]]) -> None:
    assert ladder(target) == sets


def test_without_a_bar_no_set_is_empty() -> None:
    assert ladder(40, bar=0, step=2) == [(16, 5), (24, 3), (32, 2)]


@given(st.integers(1, 2000), st.integers(1, 20), st.integers(0, 60), st.integers(1, 100))
def test_rungs_rise_stay_below_the_working_weight_and_can_be_loaded(
    target: int, reps: int, bar: int, step: int
) -> None:
    weights = [weight for weight, _ in ladder(target, reps, bar, step)]
    assert len(weights) <= 6
    assert all(0 < weight < target and (weight - bar) % step == 0 for weight in weights)
    assert sorted(weights) == weights
    assert len(set(weights)) >= len(weights) - 1
