"""What a race says about races over other distances."""

from __future__ import annotations

from decimal import Decimal
from math import ceil
from typing import Final, NamedTuple

from irontrack.kit.units import KM_PER_MI

HALF_MARATHON_KM: Final = Decimal("21.0975")
MARATHON_KM: Final = Decimal("42.195")
RACES_KM: Final = (
    Decimal(1),
    KM_PER_MI,
    Decimal(3),
    Decimal(5),
    Decimal(10),
    Decimal(15),
    HALF_MARATHON_KM,
    MARATHON_KM,
)

_FATIGUE: Final = 1.06
_FITTED_SECONDS: Final = (210, 13_800)


class Race(NamedTuple):
    """A distance, and how long it takes.

    Attributes:
        km: How far.
        seconds: How long.
        is_fitted: Whether the formula was made for races that take so long.
    """

    km: Decimal
    seconds: int
    is_fitted: bool


def equivalent_races(km: Decimal, seconds: int) -> list[Race]:
    """Return what the standard distances would take, the shortest first: t2 = t1 (d2 / d1)^1.06.

    Seconds are rounded up, against the runner. The formula describes races of 3.5 to 230 minutes.

    Source: Riegel, "Athletic Records and Human Endurance", American Scientist 69 (1981).
    """
    races = []
    for distance in RACES_KM:
        taken = ceil(seconds * (float(distance) / float(km)) ** _FATIGUE)
        is_fitted = all(_FITTED_SECONDS[0] <= each <= _FITTED_SECONDS[1] for each in (seconds, taken))
        races.append(Race(distance, taken, is_fitted))
    return races
