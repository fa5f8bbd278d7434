"""Which target an exercise can have, and in which week of an enrollment a date is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from irontrack.errors import ValidationCode
from irontrack.models import SetMode, limits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from irontrack.validation import Validator


@dataclass(frozen=True, slots=True)
class RepsTarget:
    """A range of repetitions; both ends belong to it."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class TimeTarget:
    """A time in seconds."""

    seconds: int


@dataclass(frozen=True, slots=True)
class DistanceTarget:
    """A distance in kilometres."""

    km: Decimal


type Target = RepsTarget | TimeTarget | DistanceTarget

_MODE_OF: Final[Mapping[type, SetMode]] = {
    RepsTarget: SetMode.REPS,
    TimeTarget: SetMode.TIME,
    DistanceTarget: SetMode.DISTANCE,
}


def check_target(validator: Validator, mode: SetMode, target: Target | None, *path: str) -> None:
    """Note what is wrong with a target; every mode can do without one."""
    if target is None:
        return
    if _MODE_OF[type(target)] is not mode:
        message = f"The mode {mode.name} cannot have a target in {_MODE_OF[type(target)].name}."
        validator.note(ValidationCode.METRIC_MISMATCH, message, *path)
        return
    match target:
        case RepsTarget(least, most):
            validator.within(least, limits.TARGET_REPS, *path, "reps", "min")
            validator.within(most, limits.TARGET_REPS, *path, "reps", "max")
            if least > most:
                message = "The least must not be above the most."
                validator.note(ValidationCode.NOT_ALLOWED, message, *path, "reps", "min")
        case TimeTarget(seconds):
            validator.within(seconds, limits.TIME_SECONDS, *path, "seconds")
        case DistanceTarget(km):
            validator.within(km, limits.DISTANCE_KM, *path, "distance", "value")


def week_number(start: date, day: date) -> int:
    """Return the week of a date that is not before the start: 1 for the first seven days."""
    return 1 + (day - start).days // 7
