"""What was done of a plan that somebody follows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from irontrack.templates.rules import DAYS_OF_A_WEEK, week_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

_SHOWN: Final = Decimal("0.1")
_NOTHING: Final = Decimal(0)


class Occurrence(NamedTuple):
    """A unit on a date of an enrollment; None for what is not planned, or is unknown.

    Attributes:
        date: When it is due.
        is_skipped: Whether it need not be done.
        is_done: Whether a session on it was completed.
        planned_km: As was planned.
        planned_kg: Volume, as was planned.
        actual_km: As was done.
        actual_kg: Volume, as was done.
    """

    date: date
    is_skipped: bool
    is_done: bool
    planned_km: Decimal | None = None
    planned_kg: Decimal | None = None
    actual_km: Decimal | None = None
    actual_kg: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """Occurrences taken together, and what was done of them; sums are 0 on nothing."""

    sessions: int
    done: int
    planned_km: Decimal
    planned_kg: Decimal
    actual_km: Decimal
    actual_kg: Decimal

    @property
    def adherence(self) -> Decimal | None:
        """Percent of the occurrences that were done, with one decimal; None where there are none."""
        if not self.sessions:
            return None
        return (Decimal(100 * self.done) / self.sessions).quantize(_SHOWN, ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class WeekOfPlan:
    """A week of an enrollment: its number from 1, what is due in it to date, and all of it."""

    number: int
    start: date
    so_far: Work
    overall: Work


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an enrollment has come.

    Attributes:
        so_far: What is due to date.
        overall: The whole plan.
        weeks: Those in which something is due, skipped or not, in order.
        week_count: The number of the last of them; 0 where there is none.
        current_week: The week of today, not before the first and not after the last.
        remaining: Occurrences that are neither done nor skipped.
    """

    so_far: Work
    overall: Work
    weeks: Sequence[WeekOfPlan]
    week_count: int
    current_week: int
    remaining: int


def progress(start: date, today: date, occurrences: Iterable[Occurrence]) -> Progress:
    """Return what was done of a plan: occurrences with a completed session ÷ occurrences not skipped.

    So far, only those count whose date has come. Rest days have no occurrence, and so never count. What is
    done before its date counts from its date on. The week of a date: 1 + floor((date - start) / 7).

    Args:
        start: The date of day 1.
        today: The date in the enrollment's time zone.
        occurrences: In any order.
    """
    weeks: defaultdict[int, list[Occurrence]] = defaultdict(list)
    for each in occurrences:
        weeks[week_number(start, each.date)].append(each)
    everything = [each for week in weeks.values() for each in week]
    overall, last = _work(everything), max(weeks, default=0)
    return Progress(
        _work(everything, today),
        overall,
        [_week(number, start, today, weeks[number]) for number in sorted(weeks)],
        last,
        max(1, min(week_number(start, today), last)),
        overall.sessions - overall.done,
    )


def _week(number: int, start: date, today: date, occurrences: Sequence[Occurrence]) -> WeekOfPlan:
    first = start.fromordinal(start.toordinal() + (number - 1) * DAYS_OF_A_WEEK)
    return WeekOfPlan(number, first, _work(occurrences, today), _work(occurrences))


def _work(occurrences: Iterable[Occurrence], until: date | None = None) -> Work:
    """Return what counts together: what is not skipped, and due by a date if there is one."""
    counted = [each for each in occurrences if not each.is_skipped and (until is None or each.date <= until)]
    return Work(
        len(counted),
        sum(each.is_done for each in counted),
        _sum(each.planned_km for each in counted),
        _sum(each.planned_kg for each in counted),
        _sum(each.actual_km for each in counted),
        _sum(each.actual_kg for each in counted),
    )


def _sum(values: Iterable[Decimal | None]) -> Decimal:
    return sum((value for value in values if value is not None), _NOTHING)
