"""The next target of an exercise of a unit, from what was planned and what was done the last times."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from irontrack.kit.units import stored_kg
from irontrack.models import LoadKind, SetMode, limits

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_PERFORMANCES: Final = 3
"""How many sessions decide."""

_KEPT: Final = Decimal("0.9")
_HALF_A_GRAM: Final = Decimal("0.0005")  # by which a stored weight may be short of what was lifted


class ProgressionScheme(StrEnum):
    """How a weight goes up."""

    LINEAR = "linear"
    DOUBLE = "double"


class TargetReason(StrEnum):
    """Why the next target is what it is."""

    NO_HISTORY = "no_history"
    NOT_BY_REPS = "not_by_reps"
    NO_WEIGHT = "no_weight"
    INCREASE = "increase"
    REPEAT = "repeat"
    DELOAD = "deload"


class Planned(NamedTuple):
    """What a unit says of an exercise; None for what it leaves open."""

    mode: SetMode
    sets: int
    reps_min: int | None
    reps_max: int | None
    weight_kg: Decimal | None


class DoneSet(NamedTuple):
    """A working set."""

    load_kind: LoadKind
    weight_kg: Decimal | None
    reps: int


@dataclass(frozen=True, slots=True)
class NextTarget:
    """What to do the next time.

    Attributes:
        reason: Why.
        weight_kg: Of each set: lifted, added to the body's weight, or taken off it; None for open.
        load_kind: Which of the three; None where nothing was done yet.
        reps_min: Fewest repetitions of a set; None for open.
        reps_max: Most repetitions of a set; None for open.
        missed: How many sets of the last time did not reach what the scheme asks for.
    """

    reason: TargetReason
    weight_kg: Decimal | None
    load_kind: LoadKind | None
    reps_min: int | None
    reps_max: int | None
    missed: int = 0


def next_target(
    scheme: ProgressionScheme, planned: Planned, performances: Sequence[Sequence[DoneSet]], step_kg: Decimal
) -> NextTarget:
    """Return the next target of an exercise.

    What counts of a session are its sets with the greatest weight of the kind that its first set has (with
    the least where it assists), as many as are planned. Linear: once each has reached the fewest repetitions
    of the range, the weight goes up a step. Double: once each has reached the most, the weight goes up a
    step and the repetitions begin at the fewest again; else the next time aims at one more than the weakest
    set had. Either: three sessions in a row with the same weight in which a set stayed below the fewest take
    the weight down by a tenth, rounded down to whole steps. Without a history, without a range of
    repetitions, or without a weight, the unit's own target stands.

    Source: ACSM, "Progression Models in Resistance Training for Healthy Adults", Medicine & Science in Sports
    & Exercise 41 (2009), on raising the load once the repetitions are exceeded; Rippetoe and Kilgore,
    "Practical Programming for Strength Training" (2006), on linear progression and its resets.

    Args:
        scheme: How the weight goes up.
        planned: What the unit says.
        performances: The working sets of the last sessions, the latest first; none of them is empty.
        step_kg: More than zero; not rounded, as a weight may be many of them.
    """
    low, high = planned.reps_min, planned.reps_max
    if planned.mode is not SetMode.REPS or low is None or high is None:
        return NextTarget(TargetReason.NOT_BY_REPS, planned.weight_kg, None, low, high)
    if not performances:
        return NextTarget(TargetReason.NO_HISTORY, planned.weight_kg, None, low, high)
    kind, weight, reps = _counted(performances[0], planned.sets)
    if weight is None:
        return NextTarget(TargetReason.NO_WEIGHT, planned.weight_kg, kind, low, high)
    aim = high if scheme is ProgressionScheme.DOUBLE else low
    missed = max(0, planned.sets - len(reps)) + sum(each < aim for each in reps)
    if not missed:
        heavier = _moved(kind, weight, step_kg)
        return NextTarget(TargetReason.INCREASE, heavier[1], heavier[0], low, high)
    if _is_stuck(performances, planned.sets, low):
        lighter = _lighter(kind, weight, step_kg)
        return NextTarget(TargetReason.DELOAD, lighter, kind, low, high, missed)
    next_low = low
    if scheme is ProgressionScheme.DOUBLE and len(reps) == planned.sets:
        next_low = min(high, max(low, min(reps) + 1))
    return NextTarget(TargetReason.REPEAT, weight, kind, next_low, high, missed)


def _counted(sets: Sequence[DoneSet], count: int) -> tuple[LoadKind, Decimal | None, list[int]]:
    """Return kind and weight of the sets that count, and their repetitions; None for an unknown weight."""
    kind = sets[0].load_kind
    alike = [each for each in sets if each.load_kind is kind]
    if kind is LoadKind.EXTERNAL:
        alike = [each for each in alike if each.weight_kg is not None]
    if not alike:
        return kind, None, []
    weights = [each.weight_kg or Decimal(0) for each in alike]
    weight = min(weights) if kind is LoadKind.ASSISTED else max(weights)
    reps = [each.reps for each, its in zip(alike, weights, strict=True) if its == weight]
    return kind, weight, reps[:count]


def _moved(kind: LoadKind, weight: Decimal, step: Decimal) -> tuple[LoadKind, Decimal]:
    """Return the load that is one step harder; what would assist by less than nothing is added instead."""
    greatest = Decimal(limits.WEIGHT_KG.high)
    if kind is not LoadKind.ASSISTED:
        return kind, min(stored_kg(weight + step), greatest)
    if weight > 0:
        return kind, stored_kg(max(weight - step, Decimal(0)))
    return LoadKind.BODYWEIGHT, stored_kg(step)


def _lighter(kind: LoadKind, weight: Decimal, step: Decimal) -> Decimal:
    """Return a load that is a tenth easier, by whole steps of weight: at least one, where there is one."""
    if kind is LoadKind.ASSISTED:
        return stored_kg(weight + step)
    whole_steps = (weight * _KEPT + _HALF_A_GRAM) // step * step
    return stored_kg(min(whole_steps, max(weight - step, Decimal(0))))


def _is_stuck(performances: Sequence[Sequence[DoneSet]], count: int, low: int) -> bool:
    """Whether so many sessions in a row had the same load, and a set below the fewest repetitions."""
    if len(performances) < MOST_PERFORMANCES:
        return False
    done = [_counted(sets, count) for sets in performances[:MOST_PERFORMANCES]]
    same = all(each[:2] == done[0][:2] for each in done)
    return same and all(len(reps) < count or min(reps) < low for _, _, reps in done)
