"""What somebody did of the exercises of a unit the last times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ARRAY, Integer, String, Uuid, column, func, literal, or_, select, true, union_all
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from irontrack.analytics.queries.log import counted_sessions
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

    from sqlalchemy import CTE, ColumnElement, Row
    from sqlalchemy.sql.selectable import LateralFromClause

    from irontrack.infra.database import Database

_session: Final = TrainingSessionRow
_exercise: Final = TrainingSessionExerciseRow
_set: Final = TrainingSessionSetRow
_WORKING: Final = (SetType.WORKING, SetType.FAILURE)  # a drop set goes on after the set is over, with less


async def list_performances(
    database: Database, user_id: UUID, unit_exercises: Sequence[Row[Any]]
) -> Sequence[Row[Any]]:
    """Return the working sets by repetitions of the last three sessions with each exercise. One statement.

    An exercise is known by its id, whatever was merged with it included; one that is gone by its name. Where
    a session has it several times, what was planned as this row of the unit is taken, else the first.

    Columns: unit_exercise_id, session_id, date, load_kind, weight, reps_completed; by unit exercise, the
    latest session first, sets in their order.
    """
    wanted = _wanted(unit_exercises)
    latest = _latest(user_id, wanted, _family(wanted))
    statement = (
        select(
            wanted.c.unit_exercise_id,
            latest.c.session_id,
            latest.c.date,
            _set.load_kind,
            _set.weight,
            _set.reps_completed,
        )
        .select_from(wanted)
        .join(latest, true())
        .join(_set, _set.session_exercise_id == latest.c.session_exercise_id)
        .where(*_is_working())
        .order_by(
            wanted.c.unit_exercise_id,
            latest.c.start_time.desc(),
            latest.c.session_id.desc(),
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


def _latest(user_id: UUID, wanted: CTE, family: CTE) -> LateralFromClause:
    """Return the last sessions with an exercise that is wanted, and its place in each."""
    related = select(family.c.exercise_id).where(family.c.unit_exercise_id == wanted.c.unit_exercise_id)
    own = select(_set.session_exercise_id).where(_set.user_id == user_id, *_is_working())
    by_id = own.where(_set.exercise_id.in_(related.correlate(wanted))).correlate(wanted)
    by_name = (
        own.join(_exercise, _exercise.id == _set.session_exercise_id)
        .where(_set.exercise_id.is_(None), wanted.c.exercise_id.is_(None))
        .where(_exercise.exercise_name_snapshot == wanted.c.name)
        .correlate(wanted)
    )
    done = union_all(by_id, by_name).subquery("done")
    is_planned = _exercise.planned_unit_exercise_id == wanted.c.unit_exercise_id
    newest = _session.start_time.desc(), _session.id.desc()
    return (
        select(
            _session.id.label("session_id"),
            _session.start_time,
            session_date().label("date"),
            _exercise.id.label("session_exercise_id"),
        )
        .select_from(done)
        .join(_exercise, _exercise.id == done.c.session_exercise_id)
        .join(_session, _session.id == _exercise.session_id)
        .where(counted_sessions(user_id))
        .ext(distinct_on(_session.start_time, _session.id))
        .order_by(*newest, func.coalesce(is_planned, False).desc(), _exercise.order_index)
        .limit(MOST_PERFORMANCES)
        .lateral("latest")
    )


def _is_working() -> tuple[ColumnElement[bool], ...]:
    return any_of(_set.set_type, _WORKING), _set.reps_completed.is_not(None)
