"""What sessions come to together: over a range of dates, and by week and month."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from irontrack.analytics.rules.calendar import DateRange, months_of, weeks_of
from irontrack.models.limits import GREATEST_INTEGER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NO_RANGE: Final = DateRange(date.min, date.min)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over sessions; 0 on nothing.

    Attributes:
        sessions: How many.
        duration_seconds: How long they lasted together.
        hard_sets: Sets that count.
        reps: Repetitions in these.
        volume_kg: Σ load × repetitions; what is unknown adds nothing.
        distance_km: Σ distance, of sets and of runs.
    """

    sessions: int = 0
    duration_seconds: int = 0
    hard_sets: int = 0
    reps: int = 0
    volume_kg: Decimal = Decimal(0)
    distance_km: Decimal = Decimal(0)

    @property
    def average_duration_seconds(self) -> int | None:
        """How long a session lasted on average, rounded down; None where there is none."""
        return self.duration_seconds // self.sessions if self.sessions else None

    @property
    def shown_duration_seconds(self) -> int:
        """How long they lasted together, up to what the API's whole numbers hold: 68 years, more or less."""
        return max(-GREATEST_INTEGER, min(self.duration_seconds, GREATEST_INTEGER))

    def __add__(self, other: Totals) -> Totals:
        """Return what both come to together."""
        return Totals(
            self.sessions + other.sessions,
            self.duration_seconds + other.duration_seconds,
            self.hard_sets + other.hard_sets,
            self.reps + other.reps,
            self.volume_kg + other.volume_kg,
            self.distance_km + other.distance_km,
        )

    def __sub__(self, other: Totals) -> Totals:
        """Return how much more this is than another."""
        return Totals(
            self.sessions - other.sessions,
            self.duration_seconds - other.duration_seconds,
            self.hard_sets - other.hard_sets,
            self.reps - other.reps,
            self.volume_kg - other.volume_kg,
            self.distance_km - other.distance_km,
        )


@dataclass(frozen=True, slots=True)
class PeriodSums(Totals):
    """Of a week or a month, which begins on `start`."""

    start: date = date.min


@dataclass(frozen=True, slots=True)
class RangeSums(Totals):
    """Of a range of dates."""

    range: DateRange = _NO_RANGE


class Gathered(NamedTuple):
    """What the sessions come to that are in one week and one month.

    Attributes:
        week: Its Monday.
        month: Its first day.
        totals: The sums.
    """

    week: date
    month: date
    totals: Totals


@dataclass(frozen=True, slots=True)
class Summary(RangeSums):
    """The sums of a range, what they are made of, and the sums of the range before it if there is one."""

    parts: tuple[Gathered, ...] = ()
    previous: RangeSums | None = None


def summary(
    range_: DateRange, parts: Iterable[Gathered], before: DateRange | None, parts_before: Iterable[Gathered]
) -> Summary:
    """Return what the parts of a range, and of the range before it if there is one, come to."""
    parts = tuple(parts)
    previous = None if before is None else in_range(before, parts_before)
    return Summary(**_sums(parts), range=range_, parts=parts, previous=previous)


def in_range(range_: DateRange, parts: Iterable[Gathered]) -> RangeSums:
    """Return what all parts of a range come to together."""
    return RangeSums(**_sums(tuple(parts)), range=range_)


def by_week(range_: DateRange, parts: Iterable[Gathered]) -> list[PeriodSums]:
    """Return the sums of each week that has a date in the range; zeros where there is nothing."""
    return _by_start(weeks_of(range_), ((part.week, part.totals) for part in parts))


def by_month(range_: DateRange, parts: Iterable[Gathered]) -> list[PeriodSums]:
    """Return the sums of each month that has a date in the range; zeros where there is nothing."""
    return _by_start(months_of(range_), ((part.month, part.totals) for part in parts))


def _by_start(starts: Iterable[date], parts: Iterable[tuple[date, Totals]]) -> list[PeriodSums]:
    sums = {start: Totals() for start in starts}
    for start, totals in parts:
        sums[start] += totals
    return [PeriodSums(**_fields(totals), start=start) for start, totals in sums.items()]


def _sums(parts: Sequence[Gathered]) -> dict[str, Any]:
    """Return the sums of each attribute by itself, which is faster than one by one of all."""
    each = [part.totals for part in parts]
    zeros = _fields(Totals())
    return {name: sum(map(attrgetter(name), each), zero) for name, zero in zeros.items()}


def _fields(totals: Totals) -> dict[str, Any]:
    return {field.name: getattr(totals, field.name) for field in fields(Totals)}
