"""What sessions come to, by week and month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, DateTime, case, cast, func, select

from irontrack.analytics.queries.log import counted_sessions, is_hard, sets_from
from irontrack.models import (
    LoadKind,
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    TrainingSessionRunDetailRow,
    TrainingSessionSetRow,
)
from irontrack.sessions.service import session_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import CTE, ColumnElement, Row, Subquery

    from irontrack.analytics.rules.calendar import DateRange
    from irontrack.infra.database import Database


async def list_totals(
    database: Database, user_id: UUID, range_: DateRange, first: dt.date
) -> Sequence[Row[Any]]:
    """Return what sessions come to by week, month, and whether they are before a date. One statement.

    Columns: week (Monday), month (its first day), is_before, sessions, duration_seconds, hard_sets, reps,
    volume_kg, distance_km. No row for what has no session.

    Args:
        database: The handle for reads.
        user_id: Whose.
        range_: Which dates.
        first: Earlier dates are told from the others.
    """
    session, date = TrainingSessionRow, session_date()
    sums, runs = _sums(user_id, range_), _runs(user_id)
    own = (
        select(
            date.label("date"),
            session.duration_seconds,
            sums.c.hard_sets,
            sums.c.reps,
            _volume(sums).label("volume_kg"),
            (func.coalesce(sums.c.distance_km, 0) + func.coalesce(runs.c.distance_km, 0)).label(
                "distance_km"
            ),
        )
        .select_from(session)
        .outerjoin(sums, sums.c.session_id == session.id)
        .outerjoin(runs, runs.c.session_id == session.id)
        .where(counted_sessions(user_id, range_))
        .subquery()
    )
    keys = _start("week", own.c.date), _start("month", own.c.date), own.c.date < first
    names = "duration_seconds", "hard_sets", "reps", "volume_kg", "distance_km"
    summed = (func.coalesce(func.sum(own.c[name]), 0).label(name) for name in names)
    week, month, is_before = keys
    statement = select(
        week.label("week"),
        month.label("month"),
        is_before.label("is_before"),
        func.count().label("sessions"),
        *summed,
    ).group_by(*keys)
    return await database.fetch(statement)


def _sums(user_id: UUID, range_: DateRange) -> CTE:
    """Return what each session's sets come to: the body's weight is not known here, so its part is apart."""
    training_set = TrainingSessionSetRow
    reps, is_external = training_set.reps_completed, training_set.load_kind == LoadKind.EXTERNAL
    signed = case(
        (training_set.load_kind == LoadKind.ASSISTED, -training_set.weight), else_=training_set.weight
    )
    columns = (
        training_set.session_id,
        func.count().filter(is_hard()).label("hard_sets"),
        func.sum(reps).label("reps"),
        func.sum(training_set.distance_km).label("distance_km"),
        func.sum(training_set.weight * reps).filter(is_external).label("external_kg"),
        func.sum(reps).filter(~is_external).label("body_reps"),
        func.sum(signed * reps).filter(~is_external).label("added_kg"),
    )
    grouped = sets_from(columns, user_id, range_).group_by(training_set.session_id)
    return grouped.cte("sums").prefix_with("MATERIALIZED")


def _volume(sums: CTE) -> ColumnElement[Any]:
    body = sums.c.body_reps * TrainingSessionRow.body_weight_kg  # NULL where the body's weight is unknown
    return func.coalesce(sums.c.external_kg, 0) + func.coalesce(body + func.coalesce(sums.c.added_kg, 0), 0)


def _runs(user_id: UUID) -> Subquery:
    """Return the distance of each session's runs that their sets do not measure."""
    run, exercise = TrainingSessionRunDetailRow, TrainingSessionExerciseRow
    return (
        select(exercise.session_id, func.sum(run.distance_km).label("distance_km"))
        .join(exercise, exercise.id == run.session_exercise_id)
        .where(run.user_id == user_id, run.distance_km.is_not(None))
        .group_by(exercise.session_id)
        .subquery("runs")
    )


def _start(unit: str, date: ColumnElement[dt.date]) -> ColumnElement[dt.date]:
    return cast(func.date_trunc(unit, cast(date, DateTime)), Date)
