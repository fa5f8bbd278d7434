"""The ladder of warm-up sets up to a working weight."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from irontrack.kit.units import WeightUnit

if TYPE_CHECKING:
    from collections.abc import Mapping

STANDARD_STEP: Final[Mapping[WeightUnit, Decimal]] = {
    WeightUnit.KG: Decimal("2.5"),
    WeightUnit.LB: Decimal(5),
}

_EMPTY_BAR_SETS: Final = 2
_EMPTY_BAR_REPS: Final = 5
_RUNGS: Final = ((40, 5), (60, 3), (80, 2))
_LAST_RUNG: Final = (90, 1)
_FEW_REPS: Final = 3


class WarmUp(NamedTuple):
    """A warm-up set: the weight, and the repetitions with it."""

    weight: Decimal
    reps: int


def warm_up_ladder(target: Decimal, reps: int, bar: Decimal, step: Decimal) -> list[WarmUp]:
    """Return the sets before the working sets, the lightest first; all weights are of one unit.

    Twice five with the empty bar, then five at 40 %, three at 60 % and two at 80 % of the working weight; and
    one at 90 % before working sets of three repetitions or fewer, which are near to the greatest weight.
    Each weight is the bar and whole steps, rounded down; a rung that is not heavier than the one before it,
    or not lighter than the working weight, is left out.

    Source: Rippetoe and Kilgore, "Starting Strength" (2nd edition, 2007), on warm-up sets; the last rung is
    ours.

    Args:
        target: The working weight, more than zero.
        reps: Repetitions of a working set.
        bar: The empty bar; zero for none, and then there are no sets with it.
        step: The least that can be added, more than zero.
    """
    rungs = (*_RUNGS, _LAST_RUNG) if reps <= _FEW_REPS else _RUNGS
    has_empty_bar = 0 < bar < target
    ladder = [WarmUp(bar, _EMPTY_BAR_REPS)] * _EMPTY_BAR_SETS if has_empty_bar else []
    reached = bar
    for percent, count in rungs:
        steps = (target * percent / 100 - bar) // step
        weight = bar + steps * step
        if reached < weight < target:
            ladder.append(WarmUp(weight, count))
            reached = weight
    return ladder
