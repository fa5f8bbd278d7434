"""The calculators: a part of Query that anybody may ask, and that reads nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, cast

import strawberry
from strawberry import UNSET

from irontrack.analytics.rules import plates as _plates
from irontrack.analytics.rules import races, warm_up
from irontrack.analytics.types.calculators import (
    BAR,
    LOAD,
    SECONDS,
    STEP,
    PlateLoading,
    PlatesInput,
    RaceEquivalent,
    WarmUpSet,
    loadable,
    plates_of,
    race_km,
)
from irontrack.errors import ErrorCode, RequestError
from irontrack.graphql.inputs import given, within
from irontrack.graphql.quantities import DistanceInput, WeightUnit
from irontrack.models.limits import REPS_COMPLETED

_UNIT = "Of all weights that are given and answered here."
_BAR = "With its collars, 0–100 of the unit; by default 20 kg or 45 lb."


@strawberry.type
class CalculatorsQuery:
    @strawberry.field(
        description="Which plates make a weight: as near to it as they can come without going beyond it, and "
        "then with the heaviest plates."
    )
    def plate_loading(
        self,
        target: Annotated[
            Decimal,
            strawberry.argument(
                description="The weight with the bar: up to 2000 of the unit, with three decimals at most."
            ),
        ],
        unit: Annotated[WeightUnit, strawberry.argument(description=_UNIT)] = WeightUnit.KG,
        bar: Annotated[Decimal | None, strawberry.argument(description=_BAR)] = UNSET,
        plates: Annotated[
            list[PlatesInput] | None,
            strawberry.argument(
                description="What is at hand, at most 30 kinds; by default as many as are needed of "
                "25, 20, 15, 10, 5, 2.5 and 1.25 kg, or of 45, 35, 25, 10, 5 and 2.5 lb."
            ),
        ] = UNSET,
    ) -> PlateLoading:
        whole, empty = loadable(within(target, LOAD, "target"), "target"), _bar(bar, unit)
        if whole < empty:
            raise RequestError(ErrorCode.BAD_VALUE, "target must not be less than the bar.")
        return cast("PlateLoading", _plates.load_bar(whole, empty, plates_of(given(plates), unit)))

    @strawberry.field(
        description="Sets to warm up with for a working weight, the lightest first; at most 6, and none "
        "where the weight is hardly more than the bar."
    )
    def warm_up_sets(
        self,
        target: Annotated[
            Decimal,
            strawberry.argument(
                description="The working weight with the bar: up to 2000 of the unit, with three decimals at "
                "most."
            ),
        ],
        reps: Annotated[int, strawberry.argument(description="Repetitions of a working set, 1–1000.")] = 5,
        unit: Annotated[WeightUnit, strawberry.argument(description=_UNIT)] = WeightUnit.KG,
        bar: Annotated[Decimal | None, strawberry.argument(description=_BAR)] = UNSET,
        step: Annotated[
            Decimal | None,
            strawberry.argument(
                description="The least that can be added to the bar, 0.1–100 of the unit; by default 2.5 kg "
                "or 5 lb."
            ),
        ] = UNSET,
    ) -> list[WarmUpSet]:
        whole = loadable(within(target, LOAD, "target"), "target")
        times = within(reps, REPS_COMPLETED._replace(low=1), "reps")
        least = given(step)
        least = (
            warm_up.STANDARD_STEP[unit] if least is None else loadable(within(least, STEP, "step"), "step")
        )
        return cast("list[WarmUpSet]", warm_up.warm_up_ladder(whole, times, _bar(bar, unit), least))

    @strawberry.field(
        description="What a race says about races of 1, 3, 5, 10 and 15 km, a mile, the half marathon and "
        "the marathon, the shortest first. A rule of thumb: t2 = t1 (d2 / d1)^1.06, by Riegel."
    )
    def race_equivalents(
        self,
        distance: Annotated[
            DistanceInput, strawberry.argument(description="Of the race: 0.1–1000 of its unit.")
        ],
        seconds: Annotated[int, strawberry.argument(description="How long it took: 1–1,000,000.")],
    ) -> list[RaceEquivalent]:
        raced = races.equivalent_races(race_km(distance), within(seconds, SECONDS, "seconds"))
        return cast("list[RaceEquivalent]", raced)


def _bar(bar: Decimal | None, unit: WeightUnit) -> Decimal:
    weight = given(bar)
    return _plates.STANDARD_BAR[unit] if weight is None else loadable(within(weight, BAR, "bar"), "bar")
