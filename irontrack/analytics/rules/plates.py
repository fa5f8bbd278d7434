"""Which plates to put on a bar: exact for any set of plates, where taking the heaviest first is not."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from irontrack.kit.units import WeightUnit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PLACES: Final = 3
"""Decimals that a weight may have."""

STANDARD_BAR: Final[Mapping[WeightUnit, Decimal]] = {WeightUnit.KG: Decimal(20), WeightUnit.LB: Decimal(45)}
_STANDARD_PLATES: Final[Mapping[WeightUnit, tuple[str, ...]]] = {
    WeightUnit.KG: ("25", "20", "15", "10", "5", "2.5", "1.25"),
    WeightUnit.LB: ("45", "35", "25", "10", "5", "2.5"),
}


class Plates(NamedTuple):
    """Plates of one weight: how many pairs there are; None for as many as are needed."""

    weight: Decimal
    pairs: int | None = None


@dataclass(frozen=True, slots=True)
class PlatesOnSide:
    """Plates of one weight, and how many of them are on each side."""

    weight: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Loading:
    """A loaded bar.

    Attributes:
        per_side: The heaviest first.
        loaded: The bar with its plates.
        remainder: What is missing to the target; never negative.
    """

    per_side: Sequence[PlatesOnSide]
    loaded: Decimal
    remainder: Decimal


def standard_plates(unit: WeightUnit) -> list[Plates]:
    """Return what a gym has, as many as are needed."""
    return [Plates(Decimal(weight)) for weight in _STANDARD_PLATES[unit]]


def load_bar(target: Decimal, bar: Decimal, plates: Iterable[Plates]) -> Loading:
    """Return what comes nearest to the target without going beyond it, both sides being equal.

    Of several such loadings it is the one with most of the heaviest plates, then most of the next, and so on.
    All weights are of one unit and have three decimals at most.

    Source: the bounded knapsack problem, by sets of reachable sums; Martello and Toth, "Knapsack Problems"
    (1990), chapter 3. A set is an integer whose bit n says that n thousandths can be reached.

    Args:
        target: Not less than the bar.
        bar: The bar with its collars.
        plates: In any order.
    """
    kinds = _merged(plates)
    room = _thousandths(target - bar) // 2
    reachable = _reachable_sums(kinds, room)
    rest = reachable[-1].bit_length() - 1
    side = []
    for (weight, pairs), before in zip(reversed(kinds), reversed(reachable[:-1]), strict=True):
        count = _most_that_leave(before, rest, weight, pairs)
        rest -= count * weight
        if count:
            side.append(PlatesOnSide(_weight(weight), count))
    loaded = bar + 2 * sum((each.weight * each.count for each in side), Decimal(0))
    return Loading(side, loaded, target - loaded)


def _merged(plates: Iterable[Plates]) -> list[tuple[int, int | None]]:
    """Return the kinds of plates in thousandths, the lightest first; equal ones are put together."""
    pairs: dict[int, int | None] = {}
    for kind in plates:
        weight = _thousandths(kind.weight)
        had = pairs.get(weight, 0)
        pairs[weight] = None if had is None or kind.pairs is None else had + kind.pairs
    return sorted(pairs.items())


def _reachable_sums(kinds: Sequence[tuple[int, int | None]], room: int) -> list[int]:
    """Return what the first n kinds reach within the room, for each n from 0 on."""
    within = (1 << (room + 1)) - 1
    sums = [1]
    for weight, pairs in kinds:
        left = room // weight if pairs is None else min(pairs, room // weight)
        reached, bundle = sums[-1], 1
        while left:
            bundle = min(bundle, left)  # 1, 2, 4… and the rest make every number up to all of them
            reached |= (reached << (bundle * weight)) & within
            left -= bundle
            bundle *= 2
        sums.append(reached)
    return sums


def _most_that_leave(before: int, rest: int, weight: int, pairs: int | None) -> int:
    """Return the greatest number of plates after which the lighter ones can make the rest."""
    bits = before.to_bytes(before.bit_length() // 8 + 1, "little")
    most = rest // weight if pairs is None else min(pairs, rest // weight)
    lefts = ((count, rest - count * weight) for count in range(most, -1, -1))
    return next(count for count, left in lefts if left // 8 < len(bits) and bits[left // 8] >> (left % 8) & 1)


def _thousandths(weight: Decimal) -> int:
    return int(weight.scaleb(PLACES))


def _weight(thousandths: int) -> Decimal:
    return Decimal(thousandths).scaleb(-PLACES)
