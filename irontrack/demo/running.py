"""Made-up runs, which become a little longer and faster over the weeks."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from irontrack.demo.program import Target
from irontrack.demo.records import DoneExercise, DoneSession, DoneSet, Run, Split
from irontrack.models import SetMode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from random import Random

    from irontrack.demo.program import RunKind


def go_running(
    kind: RunKind, target: Target | None, earliest: datetime, progress: float, chance: Random
) -> DoneSession:
    """Run once.

    Args:
        kind: What the run is for.
        target: What the unit asks for, where the run is started from one.
        earliest: The run begins within half an hour of it.
        progress: From 0 at the beginning of the history to 1 at its end.
        chance: Where the differences between runs come from.
    """
    distance_km = Decimal(f"{_between(kind.distance_km, progress) + chance.uniform(-0.6, 0.6):.2f}")
    pace = _between(kind.pace_seconds_per_km, progress) + chance.uniform(-8, 8)
    run = _measured(kind, distance_km, pace, chance)
    start_time = earliest + timedelta(seconds=chance.randint(0, 1800))
    end_time = start_time + timedelta(seconds=run.elapsed_seconds)
    only_set = DoneSet(completed_at=end_time, distance_km=distance_km)
    exercise = DoneExercise(target or Target(slug=kind.slug, mode=SetMode.DISTANCE), None, (only_set,), run)
    return DoneSession(unit=kind.unit, start_time=start_time, end_time=end_time, exercises=(exercise,))


def _measured(kind: RunKind, distance_km: Decimal, pace_seconds_per_km: float, chance: Random) -> Run:
    splits = tuple(_splits(distance_km, pace_seconds_per_km, chance))
    moving_seconds = sum(split.duration_seconds for split in splits)
    heart_rate = kind.heart_rate + chance.randint(-4, 4)
    return Run(
        moving_seconds=moving_seconds,
        elapsed_seconds=moving_seconds + chance.randint(0, 120),
        elevation_gain_m=round(float(distance_km) * chance.uniform(3, 9)),
        avg_heart_rate=heart_rate,
        max_heart_rate=heart_rate + chance.randint(9, 18),
        rpe=Decimal(kind.rpe + chance.randint(-1, 1)),
        splits=splits,
    )


def _splits(distance_km: Decimal, pace_seconds_per_km: float, chance: Random) -> Iterator[Split]:
    """Yield whole kilometres, none like the other, and the rest."""
    done_km = Decimal(0)
    while done_km < distance_km:
        length_km = min(Decimal(1), distance_km - done_km)
        yield Split(
            length_km, max(1, round(float(length_km) * (pace_seconds_per_km + chance.uniform(-9, 9))))
        )
        done_km += length_km


def _between(ends: tuple[float, float], progress: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * progress
