"""Made-up lifting: double progression, that is first more repetitions, then more weight."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import ROUND_FLOOR, Decimal
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Final

from irontrack.demo.records import DoneExercise, DoneSet
from irontrack.models import SetType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from random import Random

    from irontrack.demo.program import Target

STEP_KG: Final = Decimal("2.5")

_BAR_KG: Final = Decimal(20)
_DELOAD: Final = Decimal("0.9")
_WARM_UPS: Final = (
    (Decimal("0.8"), 3),
    (Decimal("0.6"), 5),
    (Decimal("0.4"), 8),
)  # one alone is the heaviest
_FAILURES_BEFORE_DELOAD: Final = 3
_MISSED_REPETITION: Final = 0.045
_RATED: Final = 0.6


@dataclass(slots=True)
class Lift:
    """How far one exercise has come.

    Attributes:
        weight_kg: Of the next working sets; None for an exercise without weight.
        reps: What each of them is to reach; None unless repetitions are counted.
        failures: How often in a row that was missed.
    """

    target: Target
    weight_kg: Decimal | None
    reps: int | None
    failures: int = 0

    @classmethod
    def first(cls, target: Target) -> Lift:
        """Begin at the lower end."""
        return cls(target, target.start_weight_kg, target.reps_min)

    def lightened(self) -> Lift:
        """Return the same for a light week: a tenth less, at the lower end of the repetitions."""
        return replace(self, weight_kg=_lighter(self.weight_kg), reps=self.target.reps_min)

    def progress(self, reached: Sequence[int]) -> None:
        """Take the repetitions of the working sets into account for the next session."""
        if self.reps is None or self.target.reps_max is None or self.weight_kg is None:
            return
        if min(reached) >= self.target.reps_max:
            self.weight_kg, self.reps, self.failures = self.weight_kg + STEP_KG, self.target.reps_min, 0
        elif min(reached) >= self.reps:
            self.reps, self.failures = self.reps + 1, 0
        elif self.failures + 1 < _FAILURES_BEFORE_DELOAD:
            self.failures += 1
        else:
            self.weight_kg, self.reps, self.failures = _lighter(self.weight_kg), self.target.reps_min, 0


def perform(
    lifts: Sequence[Lift], start_time: datetime, chance: Random, *, is_light: bool
) -> tuple[list[DoneExercise], datetime]:
    """Do the exercises of a unit; return them, and when the last rest was over.

    Neighbours with the same `group_index` alternate, set by set. A light session changes no `Lift`.
    """
    done: list[DoneExercise] = []
    clock = start_time
    for _, group in groupby(lifts, key=lambda lift: lift.target.group_index or lift.target.slug):
        members = list(group)
        planned = [list(_planned(lift.lightened() if is_light else lift, clock, chance)) for lift in members]
        for turn in zip_longest(*(range(len(sets)) for sets in planned)):
            for sets, lift, position in zip(planned, members, turn, strict=True):
                if position is not None:
                    clock += timedelta(seconds=sets[position].time_seconds or chance.randint(30, 55))
                    sets[position] = replace(sets[position], completed_at=clock)
                    rest_seconds = lift.target.rest_seconds or 0
                    clock += timedelta(seconds=round(rest_seconds * chance.uniform(0.9, 1.3)))
        for sets, lift in zip(planned, members, strict=True):
            done.append(DoneExercise(lift.target, lift.weight_kg, tuple(sets)))
            if not is_light:
                lift.progress([one.reps or 0 for one in sets if one.set_type is SetType.WORKING])
    return done, clock


def _planned(lift: Lift, now: datetime, chance: Random) -> Iterator[DoneSet]:
    """Yield the sets that come about; `perform` then says when each of them was over."""
    target = lift.target
    for share, reps in reversed(_WARM_UPS[: target.warm_up_sets]):
        weight_kg = max(_BAR_KG, _rounded((lift.weight_kg or _BAR_KG) * share))
        yield DoneSet(completed_at=now, set_type=SetType.WARM_UP, weight_kg=weight_kg, reps=reps)
    for number in range(target.sets):
        is_last = number == target.sets - 1
        yield DoneSet(
            completed_at=now,
            load_kind=target.load_kind,
            weight_kg=lift.weight_kg,
            reps=None if lift.reps is None else max(1, lift.reps - _missed(number, chance)),
            time_seconds=target.time_seconds,
            rpe=Decimal(chance.randint(14, 19)) / 2 if is_last and chance.random() < _RATED else None,
        )


def _missed(number: int, chance: Random) -> int:
    """Return how many repetitions fall short: later sets are harder."""
    return sum(chance.random() < _MISSED_REPETITION for _ in range(number))


def _lighter(weight_kg: Decimal | None) -> Decimal | None:
    return None if weight_kg is None else _rounded(weight_kg * _DELOAD)


def _rounded(weight_kg: Decimal) -> Decimal:
    """Round down to what can be loaded."""
    return (weight_kg / STEP_KG).to_integral_value(ROUND_FLOOR) * STEP_KG
