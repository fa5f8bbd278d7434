"""The demo athlete's year, made up from a fixed seed: pure, and the same for the same day."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import cycle
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from irontrack.demo.lifting import Lift, perform
from irontrack.demo.program import EASY, EASY_RUN, LONG, ROTATION, TEMPO, UNITS, Unit
from irontrack.demo.records import DoneSession, History
from irontrack.demo.running import go_running
from irontrack.models import SessionStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

TIME_ZONE: Final = "Europe/Berlin"
WEEKS: Final = 52

_SEED: Final = 20
_MONDAY, _TUESDAY, _WEDNESDAY, _FRIDAY, _SUNDAY = 0, 1, 2, 4, 6
_LIFTING_DAYS: Final = frozenset({_MONDAY, _WEDNESDAY, _FRIDAY})
_MISSED: Final = 0.05
_WEIGHED: Final = 0.3
_LIGHT_WEEK: Final = 7
_ABORTED: Final = 46
_NOTES: Final = {
    3: "Slept badly; the bar felt heavy.",
    12: "Everything moved well.",
    25: "Crowded gym, long rests.",
    38: "The grip gave out before the rest.",
    _ABORTED: "Stopped early: a twinge in the left shoulder.",
    _ABORTED + 1: "Nothing hurts any more.",
    61: "Best session in weeks.",
}
"""By number of the lifting session, counted from 1."""


def plan_history(today: date) -> History:
    """Make up the 52 weeks that end with the day before `today`."""
    athlete = _Athlete()
    first = today - timedelta(weeks=WEEKS)
    sessions = tuple(
        session
        for number in range(WEEKS * 7)
        for session in athlete.train(first + timedelta(days=number), number // 7)
    )
    return History(sessions, {slug: lift.weight_kg for slug, lift in athlete.lifts.items()})


class _Athlete:
    """Carries from day to day what the next session depends on."""

    def __init__(self) -> None:
        self.lifts = {target.slug: Lift.first(target) for unit in UNITS for target in unit.targets}
        self._chance = random.Random(_SEED)  # noqa: S311 - made-up numbers are no secret
        self._units = cycle(ROTATION)
        self._weekday_runs = cycle((EASY, TEMPO))
        self._lifted = 0

    def train(self, day: date, week: int) -> Iterator[DoneSession]:
        """Do what is due on the weekday, if anything; a missed unit is next in turn all the same."""
        if self._chance.random() < _MISSED:
            return
        progress = week / (WEEKS - 1)
        if day.weekday() in _LIFTING_DAYS:
            yield self._lift(next(self._units), day, week)
        elif day.weekday() == _TUESDAY:
            kind = next(self._weekday_runs)
            target = EASY_RUN.targets[0] if kind is EASY else None
            yield go_running(kind, target, _local(day, 6, 45), progress, self._chance)
        elif day.weekday() == _SUNDAY and week % 2:
            yield go_running(LONG, None, _local(day, 9, 30), progress, self._chance)

    def _lift(self, unit: Unit, day: date, week: int) -> DoneSession:
        self._lifted += 1
        is_aborted = self._lifted == _ABORTED
        is_light = week % _LIGHT_WEEK == _LIGHT_WEEK - 1
        start_time = _local(day, 17, 40) + timedelta(seconds=self._chance.randint(0, 5400))
        lifts = [self.lifts[target.slug] for target in unit.targets]
        done, clock = perform(lifts[:1] if is_aborted else lifts, start_time, self._chance, is_light=is_light)
        return DoneSession(
            unit=unit.name,
            start_time=start_time,
            end_time=clock + timedelta(seconds=self._chance.randint(60, 300)),
            status=SessionStatus.ABORTED if is_aborted else SessionStatus.COMPLETED,
            exercises=tuple(done),
            body_weight_kg=self._body_weight_kg(week),
            notes=_NOTES.get(self._lifted, "Light week." if is_light else None),
        )

    def _body_weight_kg(self, week: int) -> Decimal | None:
        if self._chance.random() >= _WEIGHED:
            return None
        return Decimal(f"{79.5 - week * 0.045 + self._chance.uniform(-0.5, 0.5):.1f}")


def _local(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), ZoneInfo(TIME_ZONE)).astimezone(UTC)
