"""What runs come to by week, and the runs that the fastest efforts can be in.

A run counts with all of its sets, as `Run.distance` shows it: without a part of its time or distance, its
pace would be wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    BigInteger,
    Double,
    Integer,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from irontrack.analytics.queries.log import counted_sessions, first_of
from irontrack.analytics.rules.running import DECIMETRES_PER_KM, EFFORTS_KM
from irontrack.models import (
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    TrainingSessionRunDetailRow,
    TrainingSessionRunSplitRow,
    TrainingSessionSetRow,
)
from irontrack.sessions.service import around_dates, session_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import CTE, ColumnElement, Row
    from sqlalchemy.sql.selectable import LateralFromClause

    from irontrack.analytics.rules.calendar import DateRange
    from irontrack.infra.database import Column, Database

_session: Final = TrainingSessionRow
_exercise: Final = TrainingSessionExerciseRow
_detail: Final = TrainingSessionRunDetailRow
_split: Final = TrainingSessionRunSplitRow
_set: Final = TrainingSessionSetRow
_SLACK: Final = 1 + 1e-9  # of a comparison of floats that must lose no run


async def list_run_totals(
    database: Database, user_id: UUID, range_: DateRange, first: dt.date
) -> Sequence[Row[Any]]:
    """Return what runs come to by ISO week, and whether they are before a date, in order. One statement.

    Columns: is_before, week (its Monday), the sums of `rules.running.RunTotals`, NULL for what no run knows,
    and session_id, date, longest_km, longest_seconds of the longest run. No row for what has no run.

    Args:
        database: The handle for reads.
        user_id: Whose.
        range_: Which dates.
        first: Earlier dates are told from the others.
    """
    run = _runs(user_id, range_)
    keys = run.c.date < first, first_of("week", run.c.date)

    def of_longest(column: ColumnElement[Any]) -> ColumnElement[Any]:
        order = aggregate_order_by(column, run.c.km.desc(), run.c.start_time, run.c.session_id)
        return func.array_agg(order, type_=ARRAY(column.type))[1]

    has_rate = run.c.avg_heart_rate.is_not(None)
    statement = (
        select(
            keys[0].label("is_before"),
            keys[1].label("week"),
            func.count().label("runs"),
            func.sum(run.c.km).label("km"),
            func.sum(run.c.seconds).label("moving_seconds"),
            func.sum(run.c.elevation_gain_m).label("elevation_gain_m"),
            func.sum(run.c.elevation_loss_m).label("elevation_loss_m"),
            func.coalesce(func.sum(run.c.avg_heart_rate * run.c.seconds), 0).label("heartbeats"),
            func.coalesce(func.sum(run.c.seconds).filter(has_rate), 0).label("heart_seconds"),
            func.sum(run.c.rpe * run.c.seconds).label("exertion_seconds"),
            of_longest(run.c.session_id).label("session_id"),
            of_longest(run.c.date).label("date"),
            of_longest(run.c.km).label("longest_km"),
            of_longest(run.c.seconds).label("longest_seconds"),
        )
        .group_by(*keys)
        .order_by(keys[0].desc(), keys[1])
    )
    return await database.fetch(statement)


async def list_fast_runs(database: Database, user_id: UUID, range_: DateRange) -> Sequence[Row[Any]]:
    """Return runs among which are those with the fastest efforts, the first of several too. One statement.

    A run is among them if, over one of the distances, it is as fast as any as a whole, or has a split that
    is: no stretch is faster than its fastest split.

    Columns: session_id, date, decimetres, seconds, and, NULL where there are none, the lists
    split_decimetres and split_seconds. In the order in which they were run.
    """
    run = _runs(user_id, range_)
    pace = _per(run.c.seconds, run.c.km)
    bests = (
        select(
            *(
                func.min(pace).filter(run.c.km >= km).label(f"best_{place}")
                for place, km in enumerate(EFFORTS_KM)
            )
        )
        .cte("bests")
        .prefix_with("MATERIALIZED")
    )
    split = _splits(run)
    is_fast = or_(
        *(
            or_(
                and_(run.c.km >= km, pace <= best * _SLACK),
                and_(split.c.km >= km, or_(best.is_(None), split.c.fastest <= best * _SLACK)),
            )
            for km, best in zip(EFFORTS_KM, bests.c, strict=True)
        )
    )
    statement = (
        select(
            run.c.session_id,
            run.c.date,
            cast(run.c.km * DECIMETRES_PER_KM, BigInteger).label("decimetres"),
            run.c.seconds,
            split.c.split_decimetres,
            split.c.split_seconds,
        )
        .select_from(run)
        .join(bests, literal(value=True))
        .join(split, literal(value=True))
        .where(is_fast)
        .order_by(run.c.start_time, run.c.session_id)
    )
    return await database.fetch(statement)


def _runs(user_id: UUID, range_: DateRange) -> CTE:
    """Return the user's runs in a range; only such as have a distance and a time."""
    statement = (
        select(
            _session.id.label("session_id"),
            _session.start_time,
            session_date().label("date"),
            _detail.session_exercise_id,
            func.coalesce(_detail.distance_km, _sum_of_sets(_set.distance_km)).label("km"),
            func.coalesce(_detail.moving_seconds, _sum_of_sets(_set.time_seconds)).label("seconds"),
            _detail.elevation_gain_m,
            _detail.elevation_loss_m,
            _detail.avg_heart_rate,
            _detail.rpe,
        )
        .select_from(_detail)
        .join(_exercise, _exercise.id == _detail.session_exercise_id)
        .join(_session, _session.id == _exercise.session_id)
        .where(
            _detail.user_id == user_id,
            counted_sessions(user_id),
            *around_dates(range_.first, range_.last),
        )
        .cte("measured")
        .prefix_with("MATERIALIZED")
    )
    is_in_range = statement.c.date.between(range_.first, range_.last)
    is_whole = statement.c.km.is_not(None), statement.c.seconds.is_not(None)
    return select(statement).where(is_in_range, *is_whole).cte("run")


def _splits(run: CTE) -> LateralFromClause:
    """Return the splits of a run, the pace of the fastest, and how far they go together; NULL for none.

    Run by run along the primary key. A plan that is made for any dates takes it that there are few runs, and
    would compare each with everything, which is also why the best paces are materialized.
    """
    far, took, in_order = _split.distance_km, _split.duration_seconds, _split.split_index
    return (
        select(
            func.sum(far).label("km"),
            func.min(_per(took, far)).label("fastest"),
            _listed(cast(far * DECIMETRES_PER_KM, Integer), in_order).label("split_decimetres"),
            _listed(took, in_order).label("split_seconds"),
        )
        .where(_split.session_exercise_id == run.c.session_exercise_id)
        .lateral("split")
    )


def _listed(column: Column, order: Column) -> ColumnElement[Any]:
    return func.array_agg(aggregate_order_by(column, order), type_=ARRAY(Integer))


def _sum_of_sets(column: Column) -> ColumnElement[Any]:
    its = select(func.sum(column)).where(_set.session_exercise_id == _exercise.id)
    return its.correlate(_exercise).scalar_subquery()


def _per(seconds: Column, km: Column) -> ColumnElement[Any]:
    return cast(seconds, Double) / cast(km, Double)
