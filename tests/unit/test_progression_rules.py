"""The next target, by linear and by double progression."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irontrack.analytics.rules.progression import (
    DoneSet,
    NextTarget,
    Planned,
    ProgressionScheme,
    TargetReason,
    next_target,
)
from irontrack.models import LoadKind, SetMode

LINEAR, DOUBLE = ProgressionScheme
EXTERNAL, BODYWEIGHT, ASSISTED = LoadKind
STEP = Decimal("2.5")


def sets(weight: str | None, *reps: int, kind: LoadKind = EXTERNAL) -> list[DoneSet]:
    return [DoneSet(kind, None if weight is None else Decimal(weight), each) for each in reps]


def after(
    scheme: ProgressionScheme, *performances: list[DoneSet], low: int = 8, high: int = 12, count: int = 3
) -> NextTarget:
    planned = Planned(SetMode.REPS, count, low, high, Decimal(60))
    return next_target(scheme, planned, performances, STEP)


def told(found: NextTarget) -> tuple[str, str, int | None, int | None]:
    assert found.weight_kg is not None
    return found.reason.name, f"{found.weight_kg.normalize():f}", found.reps_min, found.reps_max


@pytest.mark.parametrize(
    ("scheme", "done", "expected"),
    [
        # Three sets of five, all done: a step more the next time, as every programme for novices says.
        (LINEAR, sets("100", 5, 5, 5), ("INCREASE", "102.5", 5, 5)),
        (LINEAR, sets("100", 5, 5, 4), ("REPEAT", "100", 5, 5)),
        (LINEAR, sets("100", 5, 5), ("REPEAT", "100", 5, 5)),
        (LINEAR, sets("100", 8, 5, 5, 1), ("INCREASE", "102.5", 5, 5)),
    ],
)
def test_linear_progression(
    scheme: ProgressionScheme, done: list[DoneSet], expected: tuple[str, str, int, int]
) -> None:
    assert told(after(scheme, done, low=5, high=5)) == expected


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        (sets("60", 12, 12, 12), ("INCREASE", "62.5", 8, 12)),
        (sets("60", 12, 12, 11), ("REPEAT", "60", 12, 12)),
        (sets("60", 12, 10, 9), ("REPEAT", "60", 10, 12)),
        (sets("60", 9, 7, 6), ("REPEAT", "60", 8, 12)),
        (sets("60", 12, 12), ("REPEAT", "60", 8, 12)),
        # Lighter sets after the heavy ones do not count.
        ([*sets("60", 12, 12), *sets("50", 12)], ("REPEAT", "60", 8, 12)),
    ],
)
def test_double_progression(done: list[DoneSet], expected: tuple[str, str, int, int]) -> None:
    assert told(after(DOUBLE, done)) == expected


def test_without_a_history_the_units_target_stands() -> None:
    assert told(after(DOUBLE)) == ("NO_HISTORY", "60", 8, 12)


@pytest.mark.parametrize("mode", [SetMode.TIME, SetMode.DISTANCE, SetMode.SETS_ONLY, SetMode.REPS])
def test_what_has_no_range_of_repetitions_keeps_its_target(mode: SetMode) -> None:
    planned = Planned(mode, 3, None, None, Decimal(10))
    found = next_target(LINEAR, planned, [sets("10", 5)], STEP)
    assert (found.reason, found.weight_kg) == (TargetReason.NOT_BY_REPS, Decimal(10))


def test_an_unknown_weight_is_not_guessed() -> None:
    assert told(after(DOUBLE, sets(None, 12, 12, 12))) == ("NO_WEIGHT", "60", 8, 12)


def test_body_weight_gets_a_load_and_assistance_becomes_less() -> None:
    dips = after(DOUBLE, sets(None, 12, 12, 12, kind=BODYWEIGHT))
    assert (dips.load_kind, dips.weight_kg) == (BODYWEIGHT, Decimal("2.5"))
    helped = after(DOUBLE, sets("20", 12, 12, 12, kind=ASSISTED))
    assert (helped.load_kind, helped.weight_kg) == (ASSISTED, Decimal("17.5"))
    little = after(DOUBLE, sets("1", 12, 12, 12, kind=ASSISTED))
    assert (little.load_kind, little.weight_kg) == (ASSISTED, Decimal(0))
    free = after(DOUBLE, sets("0", 12, 12, 12, kind=ASSISTED))
    assert (free.load_kind, free.weight_kg) == (BODYWEIGHT, Decimal("2.5"))


def test_a_weight_goes_up_to_the_greatest_that_a_set_may_have() -> None:
    assert told(after(DOUBLE, sets("99998", 12, 12, 12))) == ("INCREASE", "99999.999", 8, 12)


def test_three_failures_in_a_row_take_a_tenth_off() -> None:
    failed = sets("100", 8, 8, 7)
    assert told(after(DOUBLE, failed, failed, failed)) == ("DELOAD", "90", 8, 12)
    assert after(DOUBLE, failed, failed).reason is TargetReason.REPEAT
    assert after(DOUBLE, failed, sets("97.5", 8, 7, 7), failed).reason is TargetReason.REPEAT
    assert after(DOUBLE, failed, sets("100", 8, 8, 8), failed).reason is TargetReason.REPEAT
    light = sets("2.5", 7, 7, 7)
    assert after(DOUBLE, light, light, light).weight_kg == 0


WEIGHTS = st.decimals("0", "300", places=1)
PERFORMANCES = st.lists(
    st.lists(
        st.builds(DoneSet, st.sampled_from(LoadKind), WEIGHTS, st.integers(0, 20)), min_size=1, max_size=5
    ),
    max_size=3,
)


@given(st.sampled_from(ProgressionScheme), PERFORMANCES, st.integers(1, 12), st.integers(0, 8))
def test_a_target_is_never_more_than_a_step_away_nor_out_of_the_range(
    scheme: ProgressionScheme, performances: list[list[DoneSet]], low: int, more: int
) -> None:
    found = after(scheme, *performances, low=low, high=low + more)
    assert found.reps_min is not None
    assert low <= found.reps_min <= low + more
    assert found.weight_kg is not None
    assert found.weight_kg >= 0
    if found.reason is TargetReason.INCREASE:
        weights = [each.weight_kg for each in performances[0] if each.weight_kg is not None]
        assert found.weight_kg <= max(weights) + STEP


@given(PERFORMANCES)
def test_what_satisfies_double_progression_satisfies_linear(performances: list[list[DoneSet]]) -> None:
    if after(DOUBLE, *performances).reason is TargetReason.INCREASE:
        assert after(LINEAR, *performances).reason is TargetReason.INCREASE
