"""The best of each exercise, gathered for the rules to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    BigInteger,
    Numeric,
    SmallInteger,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import distinct_on

from irontrack.analytics.queries.exercises import name_key
from irontrack.analytics.queries.log import counted_sessions, counted_sets, effective_load, is_hard
from irontrack.analytics.rules.records import Kind
from irontrack.exercises.service import merged_by_root
from irontrack.infra.database import any_of
from irontrack.models import (
    ExerciseRow,
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    TrainingSessionRunDetailRow,
    TrainingSessionSetRow,
)
from irontrack.sessions.service import session_date

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from sqlalchemy import CTE, ColumnElement, Row, Select

    from irontrack.infra.database import Database

_NO_SET: Final = cast(null(), BigInteger)


async def list_bests(database: Database, user_id: UUID, keys: Collection[UUID]) -> Sequence[Row[Any]]:
    """Return the bests of what the user has trained, by its keys (see `exercises`). One statement.

    Columns: key, kind, reps, amount, session_id, set_id, start_time, date. Of each key: the greatest load for
    each number of repetitions, 0 where something else is measured; the greatest volume of a session, the
    longest time, the longest distance; the earliest where several reached it. `reps` is set with loads alone;
    a volume, and what a run's sets do not measure, names no set.
    """
    log = _log(user_id, keys)
    times, distances = _greatest(log, Kind.TIME, log.c.seconds), _greatest(log, Kind.DISTANCE, log.c.km)
    bests = union_all(_loads(log), _volumes(log), times, distances).subquery()
    statement = select(bests, session_date().label("date"))
    return await database.fetch(
        statement.join(TrainingSessionRow, TrainingSessionRow.id == bests.c.session_id)
    )


def _log(user_id: UUID, keys: Collection[UUID]) -> CTE:
    """Return the sets that count, with key, session and load; and what the sets of runs do not measure."""
    training_set, exercise, session = TrainingSessionSetRow, TrainingSessionExerciseRow, TrainingSessionRow
    merged = merged_by_root(any_of(ExerciseRow.id, keys))
    its_session = and_(session.id == training_set.session_id, counted_sessions(user_id))
    living = (
        select(merged.c.root_id.label("key"), *_measured())
        .select_from(merged)
        .join(training_set, training_set.exercise_id == merged.c.id)
        .join(session, its_session)
        .where(counted_sets(user_id))
    )
    gone = (
        select(name_key(exercise.exercise_name_snapshot), *_measured())
        .select_from(training_set)
        .join(exercise, exercise.id == training_set.session_exercise_id)
        .join(session, its_session)
        .where(
            training_set.exercise_id.is_(None),
            counted_sets(user_id),
            any_of(name_key(exercise.exercise_name_snapshot), keys),
        )
    )
    return union_all(living, gone, _runs(user_id, merged)).cte("log").prefix_with("MATERIALIZED")


def _runs(user_id: UUID, merged: CTE) -> Select[*tuple[Any, ...]]:
    """Return what the sets of runs do not measure, in the columns of the log."""
    exercise, session = TrainingSessionExerciseRow, TrainingSessionRow
    run = TrainingSessionRunDetailRow
    where = session.id, session.start_time, _NO_SET
    no_lift = cast(null(), SmallInteger), cast(null(), Numeric)
    return (
        select(merged.c.root_id, *where, *no_lift, run.moving_seconds, run.distance_km)
        .select_from(run)
        .join(exercise, exercise.id == run.session_exercise_id)
        .join(merged, merged.c.id == exercise.exercise_id)
        .join(session, and_(session.id == exercise.session_id, counted_sessions(user_id)))
        .where(run.user_id == user_id)
    )


def _measured() -> tuple[ColumnElement[Any], ...]:
    training_set, session = TrainingSessionSetRow, TrainingSessionRow
    return (
        session.id.label("session_id"),
        session.start_time.label("start_time"),
        training_set.id.label("set_id"),
        case((is_hard(), func.coalesce(training_set.reps_completed, 0))).label("reps"),
        effective_load().label("load_kg"),
        training_set.time_seconds.label("seconds"),
        training_set.distance_km.label("km"),
    )


def _loads(log: CTE) -> Select[*tuple[Any, ...]]:
    return _greatest(log, Kind.LOAD, log.c.load_kg, log.c.reps)


def _volumes(log: CTE) -> Select[*tuple[Any, ...]]:
    volume = func.sum(log.c.load_kg * log.c.reps)
    by_session = (
        select(
            log.c.key,
            log.c.session_id,
            func.min(log.c.start_time).label("start_time"),
            _NO_SET.label("set_id"),
            volume.label("volume_kg"),
        )
        .where(log.c.reps > 0)
        .group_by(log.c.key, log.c.session_id)
        .having(volume > 0)
        .cte("volumes")
    )
    return _greatest(by_session, Kind.VOLUME, by_session.c.volume_kg)


def _greatest(
    log: CTE, kind: Kind, amount: ColumnElement[Any], reps: ColumnElement[Any] | None = None
) -> Select[*tuple[Any, ...]]:
    """Return the row with the greatest amount of each key, or of each key and number of repetitions.

    The earliest of several.
    """
    groups = (log.c.key,) if reps is None else (log.c.key, reps)
    is_known = and_(amount.is_not(None), *(group.is_not(None) for group in groups))
    columns = (group.label(f"group_{place}") for place, group in enumerate(groups))
    most = select(*columns, func.max(amount).label("amount")).where(is_known).group_by(*groups).subquery()
    is_it = (group == most.c[f"group_{place}"] for place, group in enumerate(groups))
    first = (
        select(
            log.c.key,
            cast(literal(kind.value), String).label("kind"),
            cast(null() if reps is None else reps, SmallInteger).label("reps"),
            cast(amount, Numeric).label("amount"),
            log.c.session_id,
            log.c.set_id,
            log.c.start_time,
        )
        .join(most, and_(amount == most.c.amount, *is_it))
        .ext(distinct_on(*groups))
        .order_by(*groups, log.c.start_time, log.c.set_id)
    )
    return select(first.subquery())
