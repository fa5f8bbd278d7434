"""Loads, estimates and records of what was lifted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irontrack.analytics.rules.lifting import (
    MOST_REPS,
    OneRepMaxFormula,
    effective_load_kg,
    is_hard_set,
    one_rep_max_factors,
    one_rep_max_kg,
    volume_kg,
)
from irontrack.analytics.rules.records import Best, Kind, best_estimate, greatest, rep_records
from irontrack.models import LoadKind, SetType

EPLEY, BRZYCKI, LOMBARDI = OneRepMaxFormula
START = datetime(2026, 1, 1, 12, tzinfo=UTC)

weights = st.decimals(Decimal(0), Decimal(500), places=3)
lifts = st.lists(st.tuples(weights, st.integers(1, 20)), max_size=30)


def bests(sets: list[tuple[Decimal, int]]) -> list[Best]:
    """Return what statements gather of sets that were done one a day: the first greatest of each number."""
    found: dict[int, Best] = {}
    for day, (load, reps) in enumerate(sets):
        start = START + timedelta(days=day)
        if reps not in found or load > found[reps].amount:
            found[reps] = Best(Kind.LOAD, load, reps, UUID(int=day), day, start, start.date())
    return list(found.values())


@pytest.mark.parametrize(
    ("formula", "reps", "percent"),
    [
        # What ten repetitions are of the most for once: 75 % in Epley's chart, and in Brzycki's article too,
        # where it goes down by 2.78 points a repetition; 10^0.10 is 1.2589 with Lombardi.
        (EPLEY, 10, "75.00"),
        (EPLEY, 5, "85.71"),
        (BRZYCKI, 10, "75.00"),
        (BRZYCKI, 5, "88.89"),
        (BRZYCKI, 2, "97.22"),
        (LOMBARDI, 10, "79.43"),
        (LOMBARDI, 5, "85.13"),
    ],
)
def test_estimates_are_those_of_the_literature(formula: OneRepMaxFormula, reps: int, percent: str) -> None:
    factor = one_rep_max_factors(formula)[reps - 1]
    assert (100 / factor).quantize(Decimal("0.01")) == Decimal(percent)


@pytest.mark.parametrize("formula", OneRepMaxFormula)
def test_an_estimate_is_of_one_to_twelve_repetitions_and_once_is_itself(formula: OneRepMaxFormula) -> None:
    assert one_rep_max_kg(Decimal(100), 1, formula) == 100
    assert one_rep_max_kg(Decimal(100), MOST_REPS, formula) is not None
    for reps in (0, MOST_REPS + 1, None):
        assert one_rep_max_kg(Decimal(100), reps, formula) is None
    assert one_rep_max_kg(None, 5, formula) is None


@given(weights, weights, st.integers(1, MOST_REPS), st.sampled_from(OneRepMaxFormula))
def test_estimates_grow_with_load_and_repetitions(
    light: Decimal, heavy: Decimal, reps: int, formula: OneRepMaxFormula
) -> None:
    light, heavy = sorted((light, heavy))
    of_light, of_heavy = (one_rep_max_kg(load, reps, formula) for load in (light, heavy))
    assert of_light is not None
    assert of_heavy is not None
    assert light <= of_light <= of_heavy
    factors = list(one_rep_max_factors(formula))
    assert factors == sorted(set(factors))


@pytest.mark.parametrize(
    ("kind", "weight", "body", "load"),
    [
        (LoadKind.EXTERNAL, "100", "80", "100"),
        (LoadKind.EXTERNAL, None, "80", None),
        (LoadKind.BODYWEIGHT, None, "80", "80"),
        (LoadKind.BODYWEIGHT, "20", "80", "100"),
        (LoadKind.BODYWEIGHT, "20", None, None),
        (LoadKind.ASSISTED, "30", "80", "50"),
        (LoadKind.ASSISTED, None, "80", "80"),
    ],
)
def test_what_a_set_moves(kind: LoadKind, weight: str | None, body: str | None, load: str | None) -> None:
    found = effective_load_kg(kind, weight and Decimal(weight), body and Decimal(body))  # type: ignore[arg-type]  # no text is empty
    assert found == (None if load is None else Decimal(load))
    assert volume_kg(found, 3) == (None if load is None else 3 * Decimal(load))


def test_which_sets_are_hard() -> None:
    assert is_hard_set(SetType.WORKING, 1, None, None)
    assert is_hard_set(SetType.DROP, None, 30, None)
    assert is_hard_set(SetType.FAILURE, None, None, Decimal("0.1"))
    assert not is_hard_set(SetType.WORKING, 0, None, None)
    assert not is_hard_set(SetType.WORKING, None, None, None)
    assert not is_hard_set(SetType.WARM_UP, 5, None, None)


@given(lifts, lifts)
def test_records_only_ever_rise_and_a_tie_is_none(
    before: list[tuple[Decimal, int]], after: list[tuple[Decimal, int]]
) -> None:
    for formula in OneRepMaxFormula:
        was, is_now = best_estimate(bests(before), formula), best_estimate(bests(before + after), formula)
        if was is None:
            continue
        assert was.estimate_kg is not None
        assert is_now is not None
        assert is_now.estimate_kg is not None
        assert is_now == was or is_now.estimate_kg > was.estimate_kg
    heaviest, now = greatest(bests(before), Kind.LOAD), greatest(bests(before + after), Kind.LOAD)
    assert heaviest is None or now == heaviest or (now is not None and now.amount > heaviest.amount)


@given(lifts)
def test_no_set_equals_or_betters_a_record_of_repetitions(sets: list[tuple[Decimal, int]]) -> None:
    records = [(one.amount, one.reps) for one in rep_records(bests(sets))]
    for load, reps in sets:
        assert any(other >= load and (most or 0) >= reps for other, most in records)
    for one in records:
        assert one in sets
        assert not any(other != one and other[0] >= one[0] and other[1] >= (one[1] or 0) for other in sets)
    assert [load for load, _ in records] == sorted({load for load, _ in records}, reverse=True)


def test_what_was_not_done_has_no_record() -> None:
    assert greatest([], Kind.TIME) is best_estimate([], EPLEY) is None
    assert rep_records([]) == []
