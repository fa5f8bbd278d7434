"""Which of the bests of an exercise are records. A record is better than all before it; a tie is none."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from irontrack.analytics.rules.lifting import one_rep_max_kg

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime
    from decimal import Decimal
    from uuid import UUID

    from irontrack.analytics.rules.lifting import OneRepMaxFormula

MOST_REP_RECORDS: Final = 30


class Kind(StrEnum):
    """What a best is the greatest of."""

    LOAD = "load"
    VOLUME = "volume"
    TIME = "time"
    DISTANCE = "distance"


class Best(NamedTuple):
    """The greatest of its kind for one exercise, and the earliest that reached it.

    Attributes:
        kind: What it is the greatest of.
        amount: Kilograms, kilograms × repetitions, seconds, or kilometres.
        reps: Of a load: it is the greatest for so many repetitions; 0 where the set measures something else.
        session_id: Where it happened.
        set_id: The set; None for what several sets make together, and for a run as a whole.
        start_time: When the session began.
        date: The date of that in its own time zone.
        estimate_kg: Of a load: the most that could be lifted once, where that was asked.
    """

    kind: Kind
    amount: Decimal
    reps: int | None
    session_id: UUID
    set_id: int | None
    start_time: datetime
    date: date
    estimate_kg: Decimal | None = None

    @property
    def shown_reps(self) -> int | None:
        """Repetitions; None where the set measures something else."""
        return self.reps or None

    @property
    def seconds(self) -> int:
        """The amount of a time."""
        return int(self.amount)

    @property
    def age(self) -> tuple[datetime, int]:
        """What the earliest has the least of."""
        return self.start_time, self.set_id or 0


def greatest(bests: Iterable[Best], kind: Kind) -> Best | None:
    """Return the greatest of a kind, the earliest of several; None where there is none."""
    return min((best for best in bests if best.kind is kind), key=lambda b: (-b.amount, b.age), default=None)


def rep_records(bests: Iterable[Best]) -> list[Best]:
    """Return the loads with the most repetitions at each, from the heaviest: at most 30.

    Each is a set that no other equals or betters in both load and repetitions.
    """
    records: list[Best] = []
    for best in sorted(_lifted(bests), key=lambda each: (-each.amount, -(each.reps or 0))):
        if not records or (best.reps or 0) > (records[-1].reps or 0):
            records.append(best)
    return records[:MOST_REP_RECORDS]


def best_estimate(bests: Iterable[Best], formula: OneRepMaxFormula) -> Best | None:
    """Return the set with the greatest estimate of the most that could be lifted once, with that estimate.

    For one number of repetitions the heavier set has the greater estimate, so that the bests suffice. The
    earliest of several; None where no set has 1–12 repetitions and a known load.
    """
    estimated = (b._replace(estimate_kg=one_rep_max_kg(b.amount, b.reps, formula)) for b in _lifted(bests))
    known = [(best.estimate_kg, best) for best in estimated if best.estimate_kg is not None]
    found = min(known, key=lambda pair: (-pair[0], pair[1].age), default=None)
    return None if found is None else found[1]


def _lifted(bests: Iterable[Best]) -> Sequence[Best]:
    return [best for best in bests if best.kind is Kind.LOAD and best.reps]
