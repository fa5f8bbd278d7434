"""Which target an exercise can have, how days make weeks, and what a copy is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final

from irontrack.errors import ValidationCode
from irontrack.models import SetMode, limits

if TYPE_CHECKING:
    from collections.abc import Container, Mapping
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


DAYS_OF_A_WEEK: Final = 7
WEEK_NUMBER: Final = limits.Range(1, -(-limits.DAY_NUMBER.high // DAYS_OF_A_WEEK))
"""The weeks of the longest plan; the last one has fewer days."""

_LONGEST_NAME: Final = 100
_NUMBER: Final = re.compile(r" \(\d+\)$")

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


def week_of(day_number: int) -> int:
    """Return the week that a day of a plan belongs to: 1 for the days 1–7, and 0 for no day, which is 0."""
    return -(-day_number // DAYS_OF_A_WEEK)


def days_of(week: int) -> range:
    """Return the days of a week of a plan, as far as plans have days."""
    first = (week - 1) * DAYS_OF_A_WEEK + 1
    return range(first, min(first + DAYS_OF_A_WEEK, int(limits.DAY_NUMBER.high) + 1))


def free_name(wanted: str, taken: Container[str]) -> str:
    """Return a name of at most 100 characters that is not taken: "Name", or else "Name (2)", "Name (3)"."""
    if wanted not in taken:
        return wanted
    stem = _NUMBER.sub("", wanted)
    for number in count(2):
        ending = f" ({number})"
        name = stem[: _LONGEST_NAME - len(ending)].rstrip() + ending
        if name not in taken:
            return name
    raise AssertionError
