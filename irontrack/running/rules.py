"""What a run is made of, whether its parts agree, and how it compares with what was planned."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from irontrack.errors import ValidationCode
from irontrack.kit.units import KM_PER_MI, DistanceUnit
from irontrack.models import SetMode, limits
from irontrack.sessions.rules import Metric

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irontrack.validation import Validator

SPLIT_TOLERANCE: Final = Decimal("0.01")
"""How far the distance of all splits may be from that of the run, as a part of it."""

MOST_INTERVALS: Final = 100
"""Of a run; each is a set, and an exercise of a session has no more."""

_FEWEST_STRETCHES: Final = 2
_HALF_OF_SHOWN_MI: Final = Decimal("0.0005")  # miles are shown with three decimals


@dataclass(frozen=True, slots=True)
class Split:
    """A stretch of a run.

    Attributes:
        km: How far.
        seconds: How long.
        elevation_delta_m: How far up; negative for down.
        avg_heart_rate: In beats a minute.
    """

    km: Decimal
    seconds: int
    elevation_delta_m: int | None = None
    avg_heart_rate: int | None = None


class Measured(NamedTuple):
    """How far and how long a run was, and which of the two its sets measure.

    Attributes:
        mode: DISTANCE or TIME.
        sets: The metric of each set.
        km: Of the whole run.
        seconds: Of moving, of the whole run.
    """

    mode: SetMode
    sets: tuple[Metric, ...]
    km: Decimal
    seconds: int

    @property
    def complement_km(self) -> Decimal | None:
        """The distance, where the sets do not measure it."""
        return self.km if self.mode is SetMode.TIME else None

    @property
    def complement_seconds(self) -> int | None:
        """The moving time, where the sets do not measure it."""
        return self.seconds if self.mode is SetMode.DISTANCE else None


class TargetOutcome(StrEnum):
    """How a pace compares with the one that was planned."""

    MET = "met"
    FASTER = "faster"
    SLOWER = "slower"


class TargetComparison(NamedTuple):
    """How a pace compares with the one that was planned, and by how many seconds it is outside of it."""

    outcome: TargetOutcome
    seconds: int


def measure(
    validator: Validator,
    km: Decimal | None,
    seconds: int | None,
    intervals: Sequence[Metric],
    preferred: SetMode = SetMode.DISTANCE,
) -> Measured | None:
    """Return how far and how long a run was; None where that was noted to be impossible.

    Without intervals, both are needed; with them, just the one that they do not measure.

    Args:
        validator: Notes what is missing, too much or out of range.
        km: How far.
        seconds: How long it moved.
        intervals: All by distance, or all by time.
        preferred: What the set of a run without intervals measures. One that is too long for a set's time
            measures distance.
    """
    mode = _mode_of(validator, intervals)
    if intervals and mode is None:
        return None
    if not _check_whole(validator, mode, km, seconds):
        return None
    if not intervals and km is not None and seconds is not None:
        if preferred is SetMode.TIME and seconds <= limits.TIME_SECONDS.high:
            return Measured(SetMode.TIME, (Metric(seconds=seconds),), km, seconds)
        return Measured(SetMode.DISTANCE, (Metric(km=km),), km, seconds)
    total_km = km or sum((each.km or Decimal(0) for each in intervals), Decimal(0))
    total_seconds = seconds or sum(each.seconds or 0 for each in intervals)
    if total_km > limits.DISTANCE_KM.high:
        message = f"Together at most {limits.DISTANCE_KM.high} km."
        validator.note(ValidationCode.TOO_LARGE, message, "intervals")
        return None
    return Measured(mode or SetMode.DISTANCE, tuple(intervals), total_km, total_seconds)


def check_splits(validator: Validator, splits: Sequence[Split], km: Decimal | None) -> None:
    """Note splits that are out of range, or do not make up the distance of the run (None: unknown)."""
    for place, split in enumerate(splits):
        path = ("splits", str(place))
        validator.within(split.km, limits.DISTANCE_KM, *path, "distance", "value")
        validator.within(split.seconds, limits.LONG_SECONDS, *path, "durationSeconds")
        validator.within(split.elevation_delta_m, limits.ELEVATION_DELTA_M, *path, "elevationDeltaMeters")
        validator.within(split.avg_heart_rate, limits.HEART_RATE, *path, "avgHeartRate")
    if splits and km is not None and not splits_cover([split.km for split in splits], km):
        total = sum(split.km for split in splits)
        message = f"The splits make {total} km of {km} km; they may differ by one percent."
        validator.note(ValidationCode.NOT_ALLOWED, message, "splits")


def splits_cover(stretches_km: Sequence[Decimal], km: Decimal) -> bool:
    """Whether stretches make up a distance to within one percent of it."""
    return abs(sum(stretches_km, Decimal(0)) - km) <= SPLIT_TOLERANCE * km


def negative_split(stretches: Sequence[tuple[Decimal, int]]) -> bool | None:
    """Whether the second half of the distance took less time than the first.

    The stretch that has the middle in it counts for both halves, by how far it is in each: within a stretch
    the pace is taken as even.

    Args:
        stretches: Kilometres and seconds of each, in their order.

    Returns:
        None for fewer than two, of which nothing can be told.
    """
    if len(stretches) < _FEWEST_STRETCHES:
        return None
    left = sum((Fraction(km) for km, _ in stretches), Fraction(0)) / 2
    first = second = Fraction(0)
    for km, seconds in stretches:
        part = min(max(left / Fraction(km), Fraction(0)), Fraction(1))
        first += seconds * part
        second += seconds * (1 - part)
        left -= Fraction(km)
    return second < first


def compare_with_target(pace: int, fastest: int, slowest: int, tolerance: int = 0) -> TargetComparison:
    """Return how a pace compares with a range of paces, all in seconds for one of the same unit.

    Args:
        pace: How fast it was.
        fastest: The faster end of the range, which belongs to it.
        slowest: The slower end, not below the faster one.
        tolerance: By how much the range may be missed.

    Returns:
        With the seconds to the nearer end, 0 in the range, also where the tolerance forgives them.
    """
    if pace < fastest:
        missed, outcome = fastest - pace, TargetOutcome.FASTER
    else:
        missed, outcome = max(0, pace - slowest), TargetOutcome.SLOWER
    return TargetComparison(TargetOutcome.MET if missed <= tolerance else outcome, missed)


def least_km(value: Decimal, unit: DistanceUnit) -> Decimal:
    """Return the shortest distance that is shown as at least so many of the unit."""
    return value if unit is DistanceUnit.KM else (value - _HALF_OF_SHOWN_MI) * KM_PER_MI


def greatest_km(value: Decimal, unit: DistanceUnit) -> Decimal:
    """Return the longest distance that is shown as at most so many of the unit."""
    return value if unit is DistanceUnit.KM else (value + _HALF_OF_SHOWN_MI) * KM_PER_MI


def _mode_of(validator: Validator, intervals: Sequence[Metric]) -> SetMode | None:
    """Return what the intervals measure; None where there are none, or they are noted to be impossible."""
    if len(intervals) > MOST_INTERVALS:
        message = f"A run has at most {MOST_INTERVALS} intervals."
        validator.note(ValidationCode.TOO_MANY, message, "intervals")
        return None
    for place, each in enumerate(intervals):
        validator.within(each.seconds, limits.TIME_SECONDS, "intervals", str(place), "seconds")
        validator.within(each.km, limits.DISTANCE_KM, "intervals", str(place), "distance", "value")
    modes = {each.mode for each in intervals}
    if len(modes) > 1:
        message = "All intervals are by distance, or all by time."
        validator.note(ValidationCode.NOT_ALLOWED, message, "intervals")
        return None
    return modes.pop() if modes else None


def _check_whole(validator: Validator, mode: SetMode | None, km: Decimal | None, seconds: int | None) -> bool:
    """Note what is missing, said twice, or out of range; whether the two can be used."""
    sent = ((SetMode.DISTANCE, "distance", km), (SetMode.TIME, "movingSeconds", seconds))
    for measure_, path, value in sent:
        if mode is measure_ and value is not None:
            validator.note(ValidationCode.NOT_ALLOWED, "The intervals say it already.", path)
        elif mode is not measure_ and value is None:
            validator.note(ValidationCode.REQUIRED, "A value is needed.", path)
    validator.within(km, limits.DISTANCE_KM, "distance", "value")
    validator.within(seconds, limits.LONG_SECONDS, "movingSeconds")
    return all((value is None) is (mode is measure_) for measure_, _, value in sent)
