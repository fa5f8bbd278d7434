"""What runs come to, and the fastest efforts in them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from itertools import accumulate
from math import ceil
from typing import TYPE_CHECKING, Final, NamedTuple

from irontrack.analytics.rules.races import HALF_MARATHON_KM, MARATHON_KM
from irontrack.models.limits import GREATEST_INTEGER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from uuid import UUID

EFFORTS_KM: Final = (Decimal(1), Decimal(5), Decimal(10), HALF_MARATHON_KM, MARATHON_KM)
"""Over which distances the fastest efforts are looked for."""

DECIMETRES_PER_KM: Final = 10_000

_SHOWN_HEART_RATE: Final = Decimal("0.1")
_SHOWN_LOAD: Final = Decimal("0.1")
_A_MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Effort:
    """A distance that was run, as a whole run or within one.

    Attributes:
        session_id: The run's session.
        date: The run's date.
        km: How far.
        seconds: How long; of a part of a run, scaled and rounded up.
    """

    session_id: UUID
    date: date
    km: Decimal
    seconds: int


@dataclass(frozen=True, slots=True)
class RunTotals:
    """Sums over runs; each is 0 where there is no run, and None where no run knows the value.

    Attributes:
        runs: How many.
        km: Σ distance.
        moving_seconds: Σ moving time.
        elevation_gain_m: Σ climb.
        elevation_loss_m: Σ descent.
        heartbeats: Σ average heart rate x seconds, over runs that have one.
        heart_seconds: Σ seconds of these runs.
        exertion_seconds: Σ exertion x seconds, over runs that have one.
        longest: The run that went the farthest, the first of several.
        start: The Monday of the week that is summed up; None for no single week.
    """

    runs: int = 0
    km: Decimal = Decimal(0)
    moving_seconds: int = 0
    elevation_gain_m: int | None = 0
    elevation_loss_m: int | None = 0
    heartbeats: int = 0
    heart_seconds: int = 0
    exertion_seconds: Decimal | None = Decimal(0)
    longest: Effort | None = None
    start: date | None = None

    @property
    def shown_gain_m(self) -> int | None:
        """Σ climb, up to what the API's whole numbers hold."""
        return _shown(self.elevation_gain_m)

    @property
    def shown_loss_m(self) -> int | None:
        """Σ descent, up to what the API's whole numbers hold."""
        return _shown(self.elevation_loss_m)

    @property
    def shown_seconds(self) -> int:
        """Σ moving time, up to what the API's whole numbers hold: 68 years."""
        return min(self.moving_seconds, GREATEST_INTEGER)

    @property
    def avg_heart_rate(self) -> Decimal | None:
        """Beats a minute, weighted by time, with one decimal; None where no run has one."""
        if not self.heart_seconds:
            return None
        rate = Decimal(self.heartbeats) / self.heart_seconds
        return rate.quantize(_SHOWN_HEART_RATE, ROUND_HALF_EVEN)

    @property
    def load(self) -> Decimal | None:
        """Σ exertion x minutes, with one decimal: the session-RPE method.

        Source: Foster et al., "A New Approach to Monitoring Exercise Training", Journal of Strength and
        Conditioning Research 15 (2001).
        """
        if self.exertion_seconds is None:
            return None
        return (self.exertion_seconds / _A_MINUTE).quantize(_SHOWN_LOAD, ROUND_HALF_EVEN)

    def __add__(self, other: RunTotals) -> RunTotals:
        """Return what both come to together; this is the earlier one."""
        if not self.runs:
            return replace(other, start=None)
        return RunTotals(
            self.runs + other.runs,
            self.km + other.km,
            self.moving_seconds + other.moving_seconds,
            _known_sum(self.elevation_gain_m, other.elevation_gain_m),
            _known_sum(self.elevation_loss_m, other.elevation_loss_m),
            self.heartbeats + other.heartbeats,
            self.heart_seconds + other.heart_seconds,
            _known_sum(self.exertion_seconds, other.exertion_seconds),
            _longer(self.longest, other.longest),
        )


def total(parts: Iterable[RunTotals]) -> RunTotals:
    """Return what all come to together; they are in the order of time."""
    return sum(parts, RunTotals())


def by_week(mondays: Iterable[date], weeks: Iterable[RunTotals]) -> list[RunTotals]:
    """Return the totals of each week, in the order of the Mondays; zeros where there is nothing."""
    found = {week.start: week for week in weeks}
    return [found.get(monday) or RunTotals(start=monday) for monday in mondays]


class Stretch(NamedTuple):
    """How far, in decimetres, more than zero; and how many seconds. Both are exact."""

    decimetres: int
    seconds: int


@dataclass(frozen=True, slots=True)
class MeasuredRun:
    """A run in which fastest efforts are looked for; `splits` are in their order."""

    session_id: UUID
    date: date
    whole: Stretch
    splits: Sequence[Stretch] = ()


def best_efforts(runs: Iterable[MeasuredRun]) -> list[Effort]:
    """Return the fastest effort over each distance that was run, the shortest distance first.

    An effort is a whole run, or contiguous splits, that cover at least the distance; its time is scaled to
    it: seconds x distance / covered. A tie is not a record: the first one stands.

    Args:
        runs: In the order in which they were run.
    """
    best: dict[Decimal, tuple[Stretch, MeasuredRun]] = {}
    for run in runs:
        for km in EFFORTS_KM:
            so_far = best[km][0] if km in best else None
            fastest = _fastest(run, int(km * DECIMETRES_PER_KM), so_far)
            if fastest is not None:
                best[km] = fastest, run
    return [
        Effort(run.session_id, run.date, km, _scaled(stretch, int(km * DECIMETRES_PER_KM)))
        for km, (stretch, run) in sorted(best.items())
    ]


def _fastest(run: MeasuredRun, distance: int, best: Stretch | None) -> Stretch | None:
    """Return the fastest stretch of a run over so many decimetres; None where none is faster than the best.

    What covers twice the distance and the longest split besides consists of two parts that each cover it,
    of which one is at least as fast: it is not looked at.
    """
    found = None
    if run.whole.decimetres >= distance and (best is None or _is_faster(run.whole, best)):
        found = best = run.whole
    if best is not None and not any(_is_faster(split, best) for split in run.splits):
        return found
    far = list(accumulate((split.decimetres for split in run.splits), initial=0))
    long = list(accumulate((split.seconds for split in run.splits), initial=0))
    enough = 2 * distance + max((split.decimetres for split in run.splits), default=0)
    for first, start in enumerate(far):
        for last in range(bisect_left(far, start + distance), len(far)):
            covered, seconds = far[last] - start, long[last] - long[first]
            if best is None or seconds * best.decimetres < best.seconds * covered:
                found = best = Stretch(covered, seconds)
            if covered >= enough:
                break
    return found


def _is_faster(one: Stretch, other: Stretch) -> bool:
    return one.seconds * other.decimetres < other.seconds * one.decimetres


def _scaled(stretch: Stretch, distance: int) -> int:
    return ceil(Fraction(stretch.seconds * distance, stretch.decimetres))


def _shown(metres: int | None) -> int | None:
    return None if metres is None else min(metres, GREATEST_INTEGER)


def _known_sum[N: (int, Decimal)](one: N | None, other: N | None) -> N | None:
    """Return the sum of what is known."""
    if one is None or other is None:
        return other if one is None else one
    return one + other


def _longer(one: Effort | None, other: Effort | None) -> Effort | None:
    if one is None or other is None:
        return other if one is None else one
    return other if other.km > one.km else one
