"""What somebody did of the exercises of a unit the last times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ARRAY, Integer, String, Uuid, and_, column, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from irontrack.analytics.queries.log import counted_sessions, counted_sets, of_exercises
from irontrack.analytics.rules.progression import MOST_PERFORMANCES
from irontrack.infra.database import any_of
from irontrack.models import (
    ExerciseRow,
    SetType,
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    TrainingSessionSetRow,
)
from irontrack.sessions.service import session_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import CTE, ColumnElement, Row, Subquery

    from irontrack.infra.database import Database

_session: Final = TrainingSessionRow
_exercise: Final = TrainingSessionExerciseRow
_set: Final = TrainingSessionSetRow
_WORKING: Final = (SetType.WORKING, SetType.FAILURE)  # a drop set goes on after the set is over, with less


async def list_performances(
    database: Database, user_id: UUID, unit_exercises: Sequence[Row[Any]]
) -> Sequence[Row[Any]]:
    """Return the working sets by repetitions of the last three sessions with each exercise. One statement.

    An exercise is known by its id, whatever was merged with it included; one that is gone by its name, in any
    case of letters.

    Columns: unit_exercise_id, session_id, date, session_exercise_id, is_planned (whether it was planned as
    this row of the unit), load_kind, weight, reps_completed; by unit exercise, the latest session first,
    exercises and sets in their order.
    """
    wanted = _wanted(unit_exercises)
    family = _family(wanted)
    latest = _latest(_sessions(user_id, wanted, family), user_id)
    its = select(family.c.exercise_id).where(family.c.unit_exercise_id == wanted.c.unit_exercise_id)
    is_planned = _exercise.planned_unit_exercise_id == wanted.c.unit_exercise_id
    statement = (
        select(
            wanted.c.unit_exercise_id,
            latest.c.session_id,
            latest.c.date,
            _exercise.id.label("session_exercise_id"),
            func.coalesce(is_planned, literal(value=False)).label("is_planned"),
            _set.load_kind,
            _set.weight,
            _set.reps_completed,
        )
        .select_from(latest)
        .join(wanted, wanted.c.unit_exercise_id == latest.c.unit_exercise_id)
        .join(_exercise, _exercise.session_id == latest.c.session_id)
        .join(_set, _set.session_exercise_id == _exercise.id)
        .where(
            latest.c.place <= MOST_PERFORMANCES,
            or_(_exercise.exercise_id.in_(its.correlate(wanted)), _is_known_by_name(wanted)),
            *_is_working(),
        )
        .order_by(
            wanted.c.unit_exercise_id,
            latest.c.place,
            _exercise.order_index,
            _set.order_index,
        )
    )
    return await database.fetch(statement)


def _wanted(unit_exercises: Sequence[Row[Any]]) -> CTE:
    rows = (
        func.unnest(
            literal([row.id for row in unit_exercises], ARRAY(Integer())),
            literal([row.exercise_id for row in unit_exercises], ARRAY(Uuid())),
            literal([row.exercise_name_snapshot for row in unit_exercises], ARRAY(String())),
        )
        .table_valued(
            column("unit_exercise_id", Integer), column("exercise_id", Uuid), column("name", String)
        )
        .render_derived("row")
    )
    return select(rows).cte("wanted")


def _family(wanted: CTE) -> CTE:
    """Return all that each exercise was merged with, step by step either way, itself included."""
    start = select(wanted.c.unit_exercise_id, wanted.c.exercise_id).where(wanted.c.exercise_id.is_not(None))
    family = start.cte("family", recursive=True)
    known, other = aliased(ExerciseRow), aliased(ExerciseRow)
    # UNION without ALL: a row that was met before is not followed again.
    return family.union(
        select(family.c.unit_exercise_id, other.id)
        .join(known, known.id == family.c.exercise_id)
        .join(other, or_(other.merged_into_id == known.id, other.id == known.merged_into_id))
    )


def _sessions(user_id: UUID, wanted: CTE, family: CTE) -> CTE:
    """Return the sessions with each exercise that is wanted, of any status: read along the log's index."""
    own = counted_sets(user_id), *_is_working()
    by_id = (
        select(family.c.unit_exercise_id, _set.session_id)
        .join(_set, _set.exercise_id == family.c.exercise_id)
        .where(of_exercises(select(family.c.exercise_id)), *own)
        .distinct()
    )
    by_name = (
        select(wanted.c.unit_exercise_id, _set.session_id)
        .select_from(_set)
        .join(_exercise, _exercise.id == _set.session_exercise_id)
        .join(wanted, _is_known_by_name(wanted))
        .where(_set.exercise_id.is_(None), *own)
        .distinct()
    )
    return union_all(by_id, by_name).cte("done").prefix_with("MATERIALIZED")


def _latest(done: CTE, user_id: UUID) -> Subquery:
    """Return the completed sessions with their place among those with the exercise, 1 for the latest.

    They are ranked, not cut off by LIMIT: for that, a plan would go through all of the user's sessions, the
    latest first, until it has met enough that have the exercise.
    """
    newest = _session.start_time.desc(), _session.id.desc()
    place = func.row_number().over(partition_by=done.c.unit_exercise_id, order_by=newest)
    return (
        select(
            done.c.unit_exercise_id,
            _session.id.label("session_id"),
            session_date().label("date"),
            place.label("place"),
        )
        .join(_session, _session.id == done.c.session_id)
        .where(counted_sessions(user_id))
        .subquery("latest")
    )


def _is_known_by_name(wanted: CTE) -> ColumnElement[bool]:
    return and_(
        wanted.c.exercise_id.is_(None),
        _exercise.exercise_id.is_(None),
        func.lower(_exercise.exercise_name_snapshot) == func.lower(wanted.c.name),
    )


def _is_working() -> tuple[ColumnElement[bool], ...]:
    return any_of(_set.set_type, _WORKING), _set.reps_completed.is_not(None)
