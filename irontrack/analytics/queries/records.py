"""The best of each exercise, gathered for the rules to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Integer,
    Numeric,
    SmallInteger,
    String,
    Uuid,
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
from irontrack.analytics.queries.log import (
    body_grams,
    counted_sessions,
    counted_sets,
    decimetres,
    effective_grams,
    gram_reps,
    is_hard,
    kilograms,
    kilometres,
    of_exercises,
)
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


async def list_bests(
    database: Database, user_id: UUID, keys: Sequence[UUID], kinds: Collection[Kind]
) -> Sequence[Row[Any]]:
    """Return the bests of what the user has trained, by its keys (see `exercises`). One statement.

    Columns: key (its place among the keys, from 1), kind, reps, amount, session_id, set_id, start_time, date.
    Of each key: the greatest load for each number of repetitions, 0 where something else is measured; the
    greatest volume of a session, the longest time, the longest distance; the earliest where several reached
    it. `reps` is set with loads alone; a volume, and a run as a whole, names no set.

    Args:
        database: The handle for reads.
        user_id: Whose.
        keys: Of what.
        kinds: Which bests, at least one.
    """
    own = _own(user_id)
    log = _log(user_id, keys, own)
    bests = union_all(*(_bests(log, kind) for kind in sorted(kinds))).subquery()
    session = TrainingSessionRow
    amount = case(
        (bests.c.kind == Kind.TIME, cast(bests.c.amount, Numeric)),
        (bests.c.kind == Kind.DISTANCE, kilometres(bests.c.amount)),
        else_=kilograms(bests.c.amount),
    )
    statement = (
        select(
            bests.c.key,
            bests.c.kind,
            bests.c.reps,
            amount.label("amount"),
            session.id.label("session_id"),
            bests.c.set_id,
            session.start_time,
            session_date().label("date"),
        )
        .select_from(bests)
        .join(own, own.c.place == bests.c.place)
        .join(session, session.id == own.c.id)
    )
    return await database.fetch(statement)


def _own(user_id: UUID) -> CTE:
    """Return the sessions that count: id, place (1 for the earliest), body_grams.

    With places instead of ids and times, a long log still fits into the memory of a statement.
    """
    session = TrainingSessionRow
    place = func.row_number().over(order_by=(session.start_time, session.id))
    columns = session.id, cast(place, Integer).label("place"), body_grams().label("body_grams")
    return select(*columns).where(counted_sessions(user_id)).cte("own").prefix_with("MATERIALIZED")


def _log(user_id: UUID, keys: Sequence[UUID], own: CTE) -> CTE:
    """Return the hard sets, with the places of key and session; and runs as a whole."""
    training_set, exercise = TrainingSessionSetRow, TrainingSessionExerciseRow
    asked = literal(keys, ARRAY(Uuid))
    roots = merged_by_root(any_of(ExerciseRow.id, keys))
    place_of_root = func.array_position(asked, roots.c.root_id).label("key")
    merged = select(roots.c.id, place_of_root).cte("merged_into").prefix_with("MATERIALIZED")
    its_session = own.c.id == training_set.session_id
    living = (
        select(merged.c.key, *_measured(own))
        .select_from(merged)
        .join(training_set, training_set.exercise_id == merged.c.id)
        .join(own, its_session)
        .where(of_exercises(select(merged.c.id)), counted_sets(user_id), is_hard())
    )
    name = name_key(exercise.exercise_name_snapshot)
    gone = (
        select(func.array_position(asked, name), *_measured(own))
        .select_from(training_set)
        .join(exercise, exercise.id == training_set.session_exercise_id)
        .join(own, its_session)
        .where(training_set.exercise_id.is_(None), counted_sets(user_id), is_hard(), any_of(name, keys))
    )
    return union_all(living, gone, _runs(user_id, merged, own)).cte("log").prefix_with("MATERIALIZED")


def _runs(user_id: UUID, merged: CTE, own: CTE) -> Select[*tuple[Any, ...]]:
    """Return runs as a whole, in the columns of the log: the sets measure what the detail does not."""
    exercise, run = TrainingSessionExerciseRow, TrainingSessionRunDetailRow
    training_set = TrainingSessionSetRow
    sums = func.sum(training_set.time_seconds), func.sum(training_set.distance_km)
    of_run = training_set.session_exercise_id == run.session_exercise_id
    seconds, km = (select(each).where(of_run).correlate(run).scalar_subquery() for each in sums)
    return (
        select(
            merged.c.key,
            own.c.place,
            _NO_SET,
            cast(null(), SmallInteger),
            cast(null(), Integer),
            cast(func.coalesce(run.moving_seconds, seconds), Integer),
            decimetres(func.coalesce(run.distance_km, km)),
        )
        .select_from(run)
        .join(exercise, exercise.id == run.session_exercise_id)
        .join(merged, merged.c.id == exercise.exercise_id)
        .join(own, own.c.id == exercise.session_id)
        .where(run.user_id == user_id)
    )


def _measured(own: CTE) -> tuple[ColumnElement[Any], ...]:
    training_set = TrainingSessionSetRow
    return (
        own.c.place,
        training_set.id.label("set_id"),
        cast(func.coalesce(training_set.reps_completed, 0), SmallInteger).label("reps"),
        effective_grams(own.c.body_grams).label("grams"),
        cast(training_set.time_seconds, Integer).label("seconds"),
        decimetres(training_set.distance_km).label("decimetres"),
    )


def _bests(log: CTE, kind: Kind) -> Select[*tuple[Any, ...]]:
    match kind:
        case Kind.LOAD:
            return _greatest(log, kind, log.c.grams, log.c.reps)
        case Kind.VOLUME:
            return _volumes(log)
        case Kind.TIME:
            return _greatest(log, kind, log.c.seconds)
        case Kind.DISTANCE:
            return _greatest(log, kind, log.c.decimetres)


def _volumes(log: CTE) -> Select[*tuple[Any, ...]]:
    volume = cast(gram_reps(log.c.grams, log.c.reps), BigInteger)
    by_session = (
        select(log.c.key, log.c.place, _NO_SET.label("set_id"), volume.label("amount"))
        .where(log.c.reps > 0)
        .group_by(log.c.key, log.c.place)
        .having(volume > 0)
        .cte("volumes")
    )
    return _greatest(by_session, Kind.VOLUME, by_session.c.amount)


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
            cast(amount, BigInteger).label("amount"),
            log.c.place,
            log.c.set_id,
        )
        .join(most, and_(amount == most.c.amount, *is_it))
        .ext(distinct_on(*groups))
        .order_by(*groups, log.c.place, log.c.set_id)
    )
    return select(first.subquery())
