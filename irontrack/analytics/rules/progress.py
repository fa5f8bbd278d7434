"""How an exercise went from session to session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from uuid import UUID

MOST_POINTS: Final = 1000


class Point(NamedTuple):
    """One session of an exercise.

    Attributes:
        session_id: The session.
        date: Its date in its own time zone.
        set_id: The best set: by the estimate of the most for once; without one, by load, repetitions, time,
            distance, in this order.
        load_kg: Of the best set; None where unknown.
        estimate_kg: Likewise.
        hard_sets: How many.
        reps: Σ repetitions.
        volume_kg: Σ load × repetitions.
        seconds: Σ time.
        distance_km: Σ distance.
    """

    session_id: UUID
    date: date
    set_id: int
    load_kg: Decimal | None
    estimate_kg: Decimal | None
    hard_sets: int
    reps: int
    volume_kg: Decimal
    seconds: int
    distance_km: Decimal
