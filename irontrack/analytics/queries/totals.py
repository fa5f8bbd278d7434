"""What sessions come to, by week and month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    Integer,
    Numeric,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

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

    from sqlalchemy import CTE, ColumnElement, Row, Select
    from sqlalchemy.types import TypeEngine

    from irontrack.analytics.rules.calendar import DateRange
    from irontrack.infra.database import Column, Database


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
    parts = union_all(_sessions(user_id, range_), _lifted(user_id, range_), _run(user_id, range_)).subquery()
    keys = _start("week", parts.c.date), _start("month", parts.c.date), parts.c.date < first
    names = "sessions", "duration_seconds", "hard_sets", "reps", "volume_kg", "distance_km"
    week, month, is_before = keys
    statement = select(
        week.label("week"),
        month.label("month"),
        is_before.label("is_before"),
        *(func.coalesce(func.sum(parts.c[name]), 0).label(name) for name in names),
    )
    return await database.fetch(statement.group_by(*keys))


def _sessions(user_id: UUID, range_: DateRange) -> Select[*tuple[Any, ...]]:
    session = TrainingSessionRow
    columns = _part(sessions=literal(1), duration_seconds=session.duration_seconds)
    return select(*columns).where(counted_sessions(user_id, range_))


def _lifted(user_id: UUID, range_: DateRange) -> Select[*tuple[Any, ...]]:
    session, sums = TrainingSessionRow, _sums(user_id, range_)
    kg = sums.c.grams / literal(1000, Numeric)
    body = sums.c.reps * session.body_weight_kg  # NULL where the body's weight is unknown, and so is the load
    volume = case(
        (sums.c.load_kind == LoadKind.EXTERNAL, kg),
        (sums.c.load_kind == LoadKind.BODYWEIGHT, body + func.coalesce(kg, 0)),
        else_=body - func.coalesce(kg, 0),
    )
    columns = _part(
        hard_sets=sums.c.hard_sets, reps=sums.c.reps, volume_kg=volume, distance_km=sums.c.distance_km
    )
    joined = select(*columns).select_from(session).join(sums, sums.c.session_id == session.id)
    return joined.where(counted_sessions(user_id, range_))


def _run(user_id: UUID, range_: DateRange) -> Select[*tuple[Any, ...]]:
    """Return the distances of runs that their sets do not measure."""
    session, exercise, run = TrainingSessionRow, TrainingSessionExerciseRow, TrainingSessionRunDetailRow
    return (
        select(*_part(distance_km=run.distance_km))
        .select_from(run)
        .join(exercise, exercise.id == run.session_exercise_id)
        .join(session, session.id == exercise.session_id)
        .where(run.user_id == user_id, run.distance_km.is_not(None), counted_sessions(user_id, range_))
    )


def _sums(user_id: UUID, range_: DateRange) -> CTE:
    """Return what each session's sets of each kind of load come to; volumes of the weights alone.

    Whole grams are summed several times faster than decimals.
    """
    training_set = TrainingSessionSetRow
    reps = training_set.reps_completed
    columns = (
        training_set.session_id,
        training_set.load_kind,
        func.count().filter(is_hard()).label("hard_sets"),
        func.sum(reps).label("reps"),
        func.sum(cast(training_set.weight * 1000, BigInteger) * reps).label("grams"),
        func.sum(training_set.distance_km).label("distance_km"),
    )
    grouped = sets_from(columns, user_id, range_).group_by(training_set.session_id, training_set.load_kind)
    return grouped.cte("sums").prefix_with("MATERIALIZED")


def _part(**sums: Column) -> tuple[ColumnElement[Any], ...]:
    """Return the columns of a part of the sums: the session's date, and NULL for what it does not sum up."""
    types: dict[str, type[TypeEngine[Any]]] = {
        "sessions": Integer,
        "duration_seconds": BigInteger,
        "hard_sets": BigInteger,
        "reps": BigInteger,
        "volume_kg": Numeric,
        "distance_km": Numeric,
    }
    parts = (cast(sums.get(name, null()), type_).label(name) for name, type_ in types.items())
    return (session_date().label("date"), *parts)


def _start(unit: str, date: ColumnElement[dt.date]) -> ColumnElement[dt.date]:
    return cast(func.date_trunc(unit, cast(date, DateTime)), Date)
