"""Runs of somebody's, stored as they are, for what follows from them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from irontrack.graphql.relay import decode_id
from irontrack.models import (
    SessionStatus,
    SetMode,
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    TrainingSessionRunDetailRow,
    TrainingSessionRunSplitRow,
    TrainingSessionSetRow,
)

if TYPE_CHECKING:
    import uuid
    from collections.abc import Sequence

    from clients import Client, Site

type Splits = Sequence[tuple[str, int]]


async def runner(client: Client) -> uuid.UUID:
    """Return the key of the account that is signed in."""
    return decode_id((await client.data("{ viewer { id } }"))["viewer"]["id"], "Viewer")


async def ran(
    site: Site,
    user_id: uuid.UUID,
    start: str,
    km: str,
    seconds: int,
    splits: Splits = (),
    *,
    zone: str = "UTC",
    by: SetMode = SetMode.DISTANCE,
    status: SessionStatus = SessionStatus.COMPLETED,
    **detail: Any,
) -> str:
    """Store a run, and return the key of its session.

    Args:
        site: Where.
        user_id: Whose.
        start: ISO 8601 with a zone.
        km: How far.
        seconds: How long it moved.
        splits: Kilometres and seconds.
        zone: The session's.
        by: What its only set measures.
        status: The session's.
        detail: More columns of the run's detail.
    """
    began = datetime.fromisoformat(start)
    is_whole = status is SessionStatus.COMPLETED
    session = TrainingSessionRow(
        user_id=user_id,
        start_time=began,
        end_time=None if status is SessionStatus.IN_PROGRESS else began + timedelta(seconds=seconds),
        user_timezone=zone,
        status=status,
        duration_seconds=seconds if is_whole else None,
    )
    by_km = by is SetMode.DISTANCE
    async with site.app.state.resources.database.transaction() as db:
        db.add(session)
        await db.flush()
        exercise = TrainingSessionExerciseRow(
            session_id=session.id, mode_snapshot=by, exercise_name_snapshot="Run", order_index=0
        )
        db.add(exercise)
        await db.flush()
        measured = {"distance_km": Decimal(km)} if by_km else {"time_seconds": seconds}
        other = {"moving_seconds": seconds} if by_km else {"distance_km": Decimal(km)}
        key = {"session_exercise_id": exercise.id}
        db.add(TrainingSessionSetRow(**key, order_index=0, **measured))
        db.add(TrainingSessionRunDetailRow(**key, user_id=user_id, source="manual", **other, **detail))
        for place, (far, took) in enumerate(splits):
            split = {"distance_km": Decimal(far), "duration_seconds": took}
            db.add(TrainingSessionRunSplitRow(**key, split_index=place, **split))
    return str(session.id)
