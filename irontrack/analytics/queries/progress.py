"""What an exercise came to in each session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from irontrack.analytics.queries.exercises import same_as
from irontrack.analytics.queries.log import counted_sessions, counted_sets, effective_load, is_hard
from irontrack.analytics.rules.progress import MOST_POINTS
from irontrack.models import TrainingSessionRow, TrainingSessionSetRow
from irontrack.sessions.service import session_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from uuid import UUID

    from sqlalchemy import CTE, Row, Subquery

    from irontrack.analytics.rules.calendar import DateRange
    from irontrack.infra.database import Database


async def list_progress(
    database: Database, user_id: UUID, exercise_id: UUID, range_: DateRange, factors: Sequence[Decimal]
) -> Sequence[Row[Any]]:
    """Return the latest 1,000 sessions of an exercise in a range, the latest first. One statement.

    Columns: session_id, date, hard_sets, reps, volume_kg, seconds, distance_km; and of the best set set_id,
    load_kg, set_reps.

    Args:
        database: The handle for reads.
        user_id: Whose.
        exercise_id: Those with which it was merged are one with it.
        range_: Which dates.
        factors: By what the load of 1, 2, … repetitions is multiplied to compare sets.
    """
    log = _log(user_id, exercise_id, range_)
    sums, best = _sums(log), _best(log, factors)
    statement = (
        select(sums, best.c.set_id, best.c.load_kg, best.c.reps.label("set_reps"))
        .join(best, best.c.session_id == sums.c.session_id)
        .order_by(sums.c.start_time.desc(), sums.c.session_id.desc())
        .limit(MOST_POINTS)
    )
    return await database.fetch(statement)


def _log(user_id: UUID, exercise_id: UUID, range_: DateRange) -> CTE:
    training_set, session = TrainingSessionSetRow, TrainingSessionRow
    statement = (
        select(
            session.id.label("session_id"),
            session.start_time.label("start_time"),
            session_date().label("date"),
            training_set.id.label("set_id"),
            training_set.reps_completed.label("reps"),
            effective_load().label("load_kg"),
            training_set.time_seconds.label("seconds"),
            training_set.distance_km.label("km"),
        )
        .join(session, session.id == training_set.session_id)
        .where(
            training_set.exercise_id.in_(same_as(exercise_id)),
            counted_sets(user_id),
            is_hard(),
            counted_sessions(user_id, range_),
        )
    )
    return statement.cte("log").prefix_with("MATERIALIZED")


def _sums(log: CTE) -> Subquery:
    return (
        select(
            log.c.session_id,
            func.min(log.c.start_time).label("start_time"),
            func.min(log.c.date).label("date"),
            func.count().label("hard_sets"),
            func.coalesce(func.sum(log.c.reps), 0).label("reps"),
            func.coalesce(func.sum(log.c.load_kg * log.c.reps), 0).label("volume_kg"),
            func.coalesce(func.sum(log.c.seconds), 0).label("seconds"),
            func.coalesce(func.sum(log.c.km), 0).label("distance_km"),
        )
        .group_by(log.c.session_id)
        .subquery()
    )


def _best(log: CTE, factors: Sequence[Decimal]) -> Subquery:
    estimate = func.round(log.c.load_kg * case(dict(enumerate(factors, start=1)), value=log.c.reps), 3)
    without = case((estimate.is_(None), log.c.load_kg)), case((estimate.is_(None), log.c.reps))
    ranks = estimate, *without, log.c.seconds, log.c.km
    return (
        select(log.c.session_id, log.c.set_id, log.c.load_kg, log.c.reps)
        .ext(distinct_on(log.c.session_id))
        .order_by(log.c.session_id, *(rank.desc().nulls_last() for rank in ranks), log.c.set_id)
        .subquery()
    )
