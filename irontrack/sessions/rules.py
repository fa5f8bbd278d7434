"""Which metric a set has, how long a session lasted, and how long the rest before a set was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from irontrack.errors import ValidationCode
from irontrack.models import SetMode, limits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from decimal import Decimal

    from irontrack.validation import Validator

_NOTHING_LEFT: Final = 10
_NAMES: Final[Mapping[SetMode, str]] = {
    SetMode.REPS: "reps",
    SetMode.TIME: "seconds",
    SetMode.DISTANCE: "distance",
    SetMode.SETS_ONLY: "no metric",
}


@dataclass(frozen=True, slots=True)
class Metric:
    """What a set measured: one of the three, or nothing.

    Attributes:
        reps: Repetitions completed.
        seconds: Time.
        km: Distance in kilometres.
    """

    reps: int | None = None
    seconds: int | None = None
    km: Decimal | None = None

    @property
    def mode(self) -> SetMode:
        """The mode that measures this."""
        if self.reps is not None:
            return SetMode.REPS
        if self.seconds is not None:
            return SetMode.TIME
        return SetMode.SETS_ONLY if self.km is None else SetMode.DISTANCE


def check_metric(validator: Validator, mode: SetMode, metric: Metric, *path: str) -> None:
    """Note a metric that is not the mode's, or out of range."""
    if metric.mode is not mode:
        message = f"In the mode {mode.name} a set has {_NAMES[mode]}; this one has {_NAMES[metric.mode]}."
        validator.note(ValidationCode.METRIC_MISMATCH, message, *path)
    validator.within(metric.reps, limits.REPS_COMPLETED, *path, "reps")
    validator.within(metric.seconds, limits.TIME_SECONDS, *path, "seconds")
    validator.within(metric.km, limits.DISTANCE_KM, *path, "distance", "value")


def duration_seconds(start: datetime, end: datetime) -> int:
    """Return the whole seconds between two moments, rounded down."""
    return int((end - start).total_seconds())


def elapsed_seconds(start: datetime, end: datetime) -> int:
    """Return the whole seconds from a start to an end or to now: none yet before it, 68 years at the most."""
    return min(max(0, duration_seconds(start, end)), limits.GREATEST_INTEGER)


def reps_in_reserve(rpe: Decimal | None) -> Decimal | None:
    """Return how many more repetitions were possible, by what exertion means: 10 less it; None if unknown.

    Source: Zourdos et al., "Novel Resistance Training-Specific Rating of Perceived Exertion Scale Measuring
    Repetitions in Reserve", Journal of Strength and Conditioning Research 30 (2016).
    """
    return None if rpe is None else _NOTHING_LEFT - rpe


def rest_seconds(before: datetime | None, completed: datetime | None, took: int | None) -> int | None:
    """Return the whole seconds from one set's completion to the next one's, less those that it took itself.

    Args:
        before: When the set before was completed; None for unknown.
        completed: When this one was; None for unknown.
        took: How long it took; None where that was not measured, and then it is part of the rest.

    Returns:
        None where one of the two is unknown, and where they contradict each other or lie more than 68 years
        apart.
    """
    if before is None or completed is None:
        return None
    rest = duration_seconds(before, completed) - (took or 0)
    return rest if 0 <= rest <= limits.GREATEST_INTEGER else None
