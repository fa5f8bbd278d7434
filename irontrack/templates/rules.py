"""Which targets an exercise can have, what a superset is, how days make weeks, and what a copy is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count, groupby
from typing import TYPE_CHECKING, Final

from irontrack.errors import ValidationCode
from irontrack.models import SetMode, limits

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class PaceTarget:
    """A range of paces in seconds per kilometre; both ends belong to it."""

    fastest: int
    slowest: int


DAYS_OF_A_WEEK: Final = 7
WEEK_NUMBER: Final = limits.Range(1, -(-limits.DAY_NUMBER.high // DAYS_OF_A_WEEK))
"""The weeks of the longest plan; the last one has fewer days."""


type Target = RepsTarget | TimeTarget | DistanceTarget

_MODE_OF: Final[Mapping[type, SetMode]] = {
    RepsTarget: SetMode.REPS,
    TimeTarget: SetMode.TIME,
    DistanceTarget: SetMode.DISTANCE,
}
_MODES_WITH_PACE: Final = frozenset({SetMode.TIME, SetMode.DISTANCE})
_LONGEST_NAME: Final = 100
_NUMBER: Final = re.compile(r" \(([2-9]|[1-9]\d{1,3})\)$", re.ASCII)


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


def check_pace(validator: Validator, mode: SetMode, pace: PaceTarget | None, *path: str) -> None:
    """Note what is wrong with a pace; only what takes time or covers a distance can have one."""
    if pace is None:
        return
    if mode not in _MODES_WITH_PACE:
        message = f"The mode {mode.name} cannot have a pace."
        validator.note(ValidationCode.METRIC_MISMATCH, message, *path)
        return
    validator.within(pace.fastest, limits.PACE_SECONDS_PER_KM, *path, "minSeconds")
    validator.within(pace.slowest, limits.PACE_SECONDS_PER_KM, *path, "maxSeconds")
    if pace.fastest > pace.slowest:
        message = "The faster end must not have more seconds than the slower one."
        validator.note(ValidationCode.NOT_ALLOWED, message, *path, "minSeconds")


def split_supersets(group_indexes: Sequence[int | None]) -> list[int]:
    """Return the positions at which the number of a superset begins again after something else."""
    met: set[int] = set()
    split = []
    for group_index, run in groupby(range(len(group_indexes)), key=lambda place: group_indexes[place]):
        if group_index in met:
            split.append(next(run))
        if group_index is not None:
            met.add(group_index)
    return split


def week_of(day_number: int) -> int:
    """Return the week that a day of a plan belongs to: 1 for the days 1–7, and 0 for no day, which is 0."""
    return -(-day_number // DAYS_OF_A_WEEK)


def days_of(week: int) -> range:
    """Return the days of a week of a plan, as far as plans have days."""
    first = (week - 1) * DAYS_OF_A_WEEK + 1
    return range(first, min(first + DAYS_OF_A_WEEK, int(limits.DAY_NUMBER.high) + 1))


def free_name(name: str, taken: Collection[str]) -> str:
    """Return the name, or where it is taken, the same with the first free number: "Leg day (2)".

    A number that it has already is replaced. Never more than 100 characters: it is cut before its number.
    """
    if name not in taken:
        return name
    stem = _NUMBER.sub("", name)
    suffixes = (f" ({number})" for number in count(2))
    numbered = (f"{stem[: _LONGEST_NAME - len(suffix)].rstrip()}{suffix}" for suffix in suffixes)
    return next(name for name in numbered if name not in taken)


def week_number(start: date, day: date) -> int:
    """Return the week of a date that is not before the start: 1 for the first seven days."""
    return week_of((day - start).days + 1)
