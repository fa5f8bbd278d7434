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
    own = _own(user_id, range_, first)
    parts = union_all(_lasted(own), _lifted(own, user_id, range_), _run(own, user_id)).subquery()
    keys = parts.c.week, parts.c.month, parts.c.is_before
    names = "sessions", "duration_seconds", "hard_sets", "reps", "volume_kg", "distance_km"
    sums = (func.coalesce(func.sum(parts.c[name]), 0).label(name) for name in names)
    return await database.fetch(select(*keys, *sums).group_by(*keys))


def _own(user_id: UUID, range_: DateRange, first: dt.date) -> CTE:
    """Return the sessions that count, with what they are grouped by; dates of zones are not free."""
    session = TrainingSessionRow
    columns = session.id, session.duration_seconds, session.body_weight_kg, session_date().label("date")
    dated = select(*columns).where(counted_sessions(user_id, range_)).subquery()
    return (
        select(
            dated.c.id,
            dated.c.duration_seconds,
            dated.c.body_weight_kg,
            _start("week", dated.c.date).label("week"),
            _start("month", dated.c.date).label("month"),
            (dated.c.date < first).label("is_before"),
        )
        .cte("own")
        .prefix_with("MATERIALIZED")
    )


def _lasted(own: CTE) -> Select[*tuple[Any, ...]]:
    return select(*_part(own, sessions=literal(1), duration_seconds=own.c.duration_seconds))


def _lifted(own: CTE, user_id: UUID, range_: DateRange) -> Select[*tuple[Any, ...]]:
    sums = _sums(user_id, range_)
    kg = sums.c.grams / literal(1000, Numeric)
    body = sums.c.reps * own.c.body_weight_kg  # NULL where the body's weight is unknown, and so is the load
    volume = case(
        (sums.c.load_kind == LoadKind.EXTERNAL, kg),
        (sums.c.load_kind == LoadKind.BODYWEIGHT, body + func.coalesce(kg, 0)),
        else_=body - func.coalesce(kg, 0),
    )
    columns = _part(
        own, hard_sets=sums.c.hard_sets, reps=sums.c.reps, volume_kg=volume, distance_km=sums.c.distance_km
    )
    return select(*columns).select_from(own).join(sums, sums.c.session_id == own.c.id)


def _run(own: CTE, user_id: UUID) -> Select[*tuple[Any, ...]]:
    """Return the distances of runs that their sets do not measure."""
    exercise, run = TrainingSessionExerciseRow, TrainingSessionRunDetailRow
    return (
        select(*_part(own, distance_km=run.distance_km))
        .select_from(run)
        .join(exercise, exercise.id == run.session_exercise_id)
        .join(own, own.c.id == exercise.session_id)
        .where(run.user_id == user_id, run.distance_km.is_not(None))
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


def _part(own: CTE, **sums: Column) -> tuple[ColumnElement[Any], ...]:
    """Return the columns of a part: what it is grouped by, its sums, and NULL for those of other parts."""
    types: dict[str, type[TypeEngine[Any]]] = {
        "sessions": Integer,
        "duration_seconds": BigInteger,
        "hard_sets": BigInteger,
        "reps": BigInteger,
        "volume_kg": Numeric,
        "distance_km": Numeric,
    }
    parts = (cast(sums.get(name, null()), type_).label(name) for name, type_ in types.items())
    return (own.c.week, own.c.month, own.c.is_before, *parts)


def _start(unit: str, date: ColumnElement[dt.date]) -> ColumnElement[dt.date]:
    return cast(func.date_trunc(unit, cast(date, DateTime)), Date)
