"""What a made-up history consists of, before it becomes rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from irontrack.models import LoadKind, SessionStatus, SetType

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from irontrack.demo.program import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneSet:
    """A set with one metric."""

    completed_at: datetime
    set_type: SetType = SetType.WORKING
    load_kind: LoadKind = LoadKind.EXTERNAL
    weight_kg: Decimal | None = None
    reps: int | None = None
    time_seconds: int | None = None
    distance_km: Decimal | None = None
    rpe: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """A kilometre of a run, or what is left at its end."""

    distance_km: Decimal
    duration_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What the one set of a run does not say; that has the distance."""

    moving_seconds: int
    elapsed_seconds: int
    elevation_gain_m: int
    avg_heart_rate: int
    max_heart_rate: int
    rpe: Decimal
    splits: tuple[Split, ...]


@dataclass(frozen=True, slots=True)
class DoneExercise:
    """An exercise of a session.

    Attributes:
        target: What the session's unit asks for; without a unit, only the exercise and the mode.
        target_weight_kg: The weight that was planned on that day.
        sets: In order, each measuring what the target's mode says.
        run: Of a run only.
    """

    target: Target
    target_weight_kg: Decimal | None
    sets: tuple[DoneSet, ...]
    run: Run | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneSession:
    """A session that is over; its times are whole seconds.

    Attributes:
        unit: The name of the unit that it was started from, if any.
    """

    unit: str | None
    start_time: datetime
    end_time: datetime
    exercises: tuple[DoneExercise, ...]
    status: SessionStatus = SessionStatus.COMPLETED
    body_weight_kg: Decimal | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class History:
    """All sessions in order of time, and by slug the weights that the next ones are to begin with."""

    sessions: tuple[DoneSession, ...]
    next_weights_kg: dict[str, Decimal | None]
