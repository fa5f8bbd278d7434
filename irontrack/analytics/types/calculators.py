"""What is worked out without a log: plates, warm-up sets, race times."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import strawberry
from strawberry import UNSET

from irontrack.analytics.rules import plates as rules
from irontrack.errors import ErrorCode, RequestError
from irontrack.graphql.inputs import bounded, given, within
from irontrack.graphql.quantities import (
    DistanceInput,
    Pace,
    WeightUnit,
    distance_field,
    pace_of_field,
)
from irontrack.kit.units import exact_km
from irontrack.models.limits import Range

MOST_KINDS: Final = 30
BAR: Final = Range(Decimal(0), Decimal(100))
LOAD: Final = Range(Decimal("0.001"), Decimal(2000))
STEP: Final = Range(Decimal("0.1"), Decimal(100))
SECONDS: Final = Range(1, 1_000_000)
_PLATE: Final = Range(Decimal("0.1"), Decimal(200))
_PAIRS: Final = Range(0, 1000)
_RACE: Final = Range(Decimal("0.1"), Decimal(1000))


@strawberry.input(description="Plates of one weight that are at hand.")
class PlatesInput:
    weight: Decimal = strawberry.field(
        description="Of one plate: 0.1–200 of the unit, with three decimals at most."
    )
    pairs: int | None = strawberry.field(
        description="How many pairs there are, 0–1000; null for as many as are needed.", default=UNSET
    )

    def plates(self) -> rules.Plates:
        pairs = given(self.pairs)
        weight = loadable(within(self.weight, _PLATE, "The weight of a plate"), "The weight of a plate")
        return rules.Plates(weight, None if pairs is None else within(pairs, _PAIRS, "pairs"))


@strawberry.type(description="Plates of one weight on each side of a bar.")
class PlatesOnSide:
    weight: Decimal = strawberry.field(description="Of one plate, in the unit that was asked with.")
    count: int = strawberry.field(description="How many are on each side.")


@strawberry.type(
    description="A loaded bar, both sides equal; all weights are in the unit that was asked with."
)
class PlateLoading:
    per_side: list[PlatesOnSide] = strawberry.field(
        description="The heaviest first; at most 30 kinds, none for the empty bar."
    )
    loaded: Decimal = strawberry.field(description="The bar with its plates.")
    remainder: Decimal = strawberry.field(
        description="What is missing to the target, because no plates make it; 0 where they do."
    )


@strawberry.type(description="A set before the working sets.")
class WarmUpSet:
    weight: Decimal = strawberry.field(
        description="With the bar, in the unit that was asked with; never the working weight."
    )
    reps: int = strawberry.field(description="Repetitions.")


@strawberry.type(description="What a race over one distance says about another.")
class RaceEquivalent:
    distance: Decimal = distance_field("km", "How far.")
    seconds: int = strawberry.field(description="How long it would take, rounded up.")
    pace: Pace = pace_of_field("seconds", "km", "The pace of it.")
    is_fitted: bool = strawberry.field(
        description="Whether both races take from 3.5 to 230 minutes, which the formula was made for. "
        "Beyond, it is a guess."
    )


def loadable(weight: Decimal, name: str) -> Decimal:
    """Return a weight that has not more than three decimals.

    Raises:
        RequestError: BAD_VALUE.
    """
    exponent: Any = weight.normalize().as_tuple().exponent
    if -exponent > rules.PLACES:
        raise RequestError(ErrorCode.BAD_VALUE, f"{name} must have at most {rules.PLACES} decimals.")
    return weight


def plates_of(plates: list[PlatesInput] | None, unit: WeightUnit) -> list[rules.Plates]:
    """Return the plates that are at hand, by default those of a gym.

    Raises:
        RequestError: BAD_VALUE for more than 30 kinds, or one that is no plate.
    """
    if plates is None:
        return rules.standard_plates(unit)
    if len(bounded(plates)) > MOST_KINDS:
        raise RequestError(ErrorCode.BAD_VALUE, f"There can be at most {MOST_KINDS} kinds of plates.")
    return [kind.plates() for kind in plates]


def race_km(distance: DistanceInput) -> Decimal:
    """Return the kilometres of a race, not rounded.

    Raises:
        RequestError: BAD_VALUE outside 0.1–1000 of the unit.
    """
    return exact_km(within(distance.value, _RACE, "distance"), distance.unit)
