"""What each group of muscles did, week by week."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from irontrack.analytics.rules.calendar import weeks_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from irontrack.analytics.rules.calendar import DateRange


class Worked(NamedTuple):
    """What exercises for a muscle came to in a week: as their primary muscle, and as a secondary one.

    Attributes:
        muscle_group_id: The muscle.
        week: The Monday.
        primary_sets: Hard sets of exercises that are meant for it.
        secondary_sets: Of those that also work it.
        primary_kg: Volume of the former.
        secondary_kg: Of the latter.
        primary_days: On how many dates there were any of the former.
        days: On how many there were any of both.
    """

    muscle_group_id: int
    week: date
    primary_sets: int
    secondary_sets: int
    primary_kg: Decimal
    secondary_kg: Decimal
    primary_days: int
    days: int


class MuscleWeek(NamedTuple):
    """What a muscle did in a week; see `muscle_work`."""

    start: date
    hard_sets: Decimal = Decimal(0)
    volume_kg: Decimal = Decimal(0)
    days: int = 0


class MuscleWork(NamedTuple):
    """What a muscle did in each week of a range."""

    muscle_group_id: int
    weeks: list[MuscleWeek]

    @property
    def hard_sets(self) -> Decimal:
        """Of all weeks together."""
        return sum((week.hard_sets for week in self.weeks), Decimal(0))


def muscle_work(worked: Iterable[Worked], range_: DateRange, secondary: Decimal) -> list[MuscleWork]:
    """Return what each muscle did, the one with the most hard sets first; zeros in weeks without any.

    A set counts 1 for the muscles its exercise is meant for, and `secondary` for those that it also works.
    With a `secondary` of 0 the latter do not count as trained.

    Source: fractional counting of sets, with ½ for indirect ones, as in Pelland et al., "The Resistance
    Training Dose Response: Meta-Regressions Exploring the Effects of Weekly Volume and Frequency on Muscle
    Hypertrophy and Strength Gains", Sports Medicine (2025).
    """
    found: defaultdict[int, dict[date, MuscleWeek]] = defaultdict(dict)
    for one in worked:
        week = _week(one, secondary)
        if week.hard_sets:
            found[one.muscle_group_id][one.week] = week
    starts = list(weeks_of(range_))
    work = [
        MuscleWork(muscle, [weeks.get(start, MuscleWeek(start)) for start in starts])
        for muscle, weeks in found.items()
    ]
    return sorted(work, key=lambda muscle: (-muscle.hard_sets, muscle.muscle_group_id))


def _week(worked: Worked, secondary: Decimal) -> MuscleWeek:
    return MuscleWeek(
        worked.week,
        worked.primary_sets + secondary * worked.secondary_sets,
        worked.primary_kg + secondary * worked.secondary_kg,
        worked.days if secondary else worked.primary_days,
    )
