"""Plates on a bar: exact, equal on both sides, within what is at hand."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irontrack.analytics.rules.plates import Loading, Plates, load_bar, standard_plates
from irontrack.graphql.scalars import normalised
from irontrack.kit.units import WeightUnit


def loaded(target: str, bar: str, *plates: tuple[str, int | None]) -> Loading:
    kinds = [Plates(Decimal(weight), pairs) for weight, pairs in plates]
    return load_bar(Decimal(target), Decimal(bar), kinds)


def side(loading: Loading) -> dict[str, int]:
    return {normalised(each.weight): each.count for each in loading.per_side}


@pytest.mark.parametrize(
    ("target", "unit", "bar", "plates", "remainder"),
    [
        ("100", WeightUnit.KG, "20", {"25": 1, "15": 1}, 0),
        ("142.5", WeightUnit.KG, "20", {"25": 2, "10": 1, "1.25": 1}, 0),
        ("225", WeightUnit.LB, "45", {"45": 2}, 0),
        ("185", WeightUnit.LB, "45", {"45": 1, "25": 1}, 0),
        ("101", WeightUnit.KG, "20", {"25": 1, "15": 1}, 1),
        ("20", WeightUnit.KG, "20", {}, 0),
    ],
)
def test_a_bar_is_loaded_as_in_a_gym(
    target: str, unit: WeightUnit, bar: str, plates: dict[str, int], remainder: int
) -> None:
    loading = load_bar(Decimal(target), Decimal(bar), standard_plates(unit))
    assert side(loading) == plates
    assert loading.remainder == remainder


def test_the_heaviest_plate_is_left_out_where_it_would_miss_the_target() -> None:
    assert side(loaded("80", "20", ("20", None), ("15", None))) == {"15": 2}


def test_there_are_never_more_plates_than_are_at_hand() -> None:
    assert side(loaded("120", "20", ("20", 1), ("10", 2), ("5", 1), ("5", 1))) == {"20": 1, "10": 2, "5": 2}
    assert loaded("400", "20", ("20", 3)).remainder == 260


def test_nothing_at_hand_leaves_everything_missing() -> None:
    assert loaded("100.001", "20") == Loading([], Decimal(20), Decimal("80.001"))
    assert loaded("100", "20", ("20", 0)).remainder == 80


def test_thirty_fine_kinds_are_no_work() -> None:
    kinds = [(str(Decimal("0.1") + Decimal(number) / 1000), None) for number in range(30)]
    assert loaded("2000", "0", *kinds).remainder == 0


_WEIGHTS = st.integers(1, 30).map(lambda halves: Decimal(halves) / 2)
_KINDS = st.lists(st.builds(Plates, _WEIGHTS, st.integers(0, 3)), max_size=4, unique_by=lambda kind: kind[0])


@given(st.integers(0, 120).map(Decimal), _KINDS)
def test_no_other_plates_come_nearer(target: Decimal, kinds: list[Plates]) -> None:
    loading = load_bar(target, Decimal(0), kinds)
    sides = [
        sum((kind.weight * count for kind, count in zip(kinds, counts, strict=True)), Decimal(0))
        for counts in product(*(range((kind.pairs or 0) + 1) for kind in kinds))
    ]
    assert loading.loaded == max(2 * each for each in sides if 2 * each <= target)
    assert loading.loaded + loading.remainder == target
    assert loading.loaded == 2 * sum(each.weight * each.count for each in loading.per_side)
    at_hand = {kind.weight: kind.pairs for kind in kinds}
    assert all(0 < each.count <= (at_hand[each.weight] or 0) for each in loading.per_side)
