"""What was planned on the days of enrollments, and what was done on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, func, literal, select

from irontrack.analytics.queries.log import counted_sessions, counted_sets, effective_load
from irontrack.infra.database import any_of
from irontrack.models import (
    EnrollmentDayRow,
    TrainingPlanEnrollmentRow,
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    TrainingSessionRunDetailRow,
    TrainingSessionSetRow,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.sql.selectable import LateralFromClause

    from irontrack.infra.database import Database

_day: Final = EnrollmentDayRow
_enrollment: Final = TrainingPlanEnrollmentRow
_session: Final = TrainingSessionRow
_exercise: Final = TrainingSessionExerciseRow
_set: Final = TrainingSessionSetRow
_detail: Final = TrainingSessionRunDetailRow


async def list_occurrences(
    database: Database, user_id: UUID, enrollment_ids: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """Return the days of those of the enrollments that are the user's. One statement.

    Columns: enrollment_id, start_date, user_timezone, and the attributes of `rules.adherence.Occurrence`;
    actual_km and actual_kg are NULL where nothing of the kind was done, or it is unknown. An enrollment
    without days has one row, whose date is NULL.
    """
    is_its, sums = _is_on_day(user_id), _sums(user_id)
    run_km = (
        select(func.sum(_detail.distance_km))
        .join(_exercise, _exercise.id == _detail.session_exercise_id)
        .join(_session, _session.id == _exercise.session_id)
        .where(is_its)
        .correlate(_day)
        .scalar_subquery()
    )
    known_km = func.nullif(func.coalesce(sums.c.km, 0) + func.coalesce(run_km, 0), 0)
    statement = (
        select(
            _enrollment.id.label("enrollment_id"),
            _enrollment.start_date,
            _enrollment.user_timezone,
            _day.date,
            _day.skipped_at.is_not(None).label("is_skipped"),
            exists().where(is_its).correlate(_day).label("is_done"),
            _day.planned_distance_km.label("planned_km"),
            _day.planned_volume_kg.label("planned_kg"),
            known_km.label("actual_km"),
            sums.c.kg.label("actual_kg"),
        )
        .outerjoin(_day, _day.enrollment_id == _enrollment.id)
        .outerjoin(sums, literal(value=True))
        .where(any_of(_enrollment.id, enrollment_ids), _enrollment.user_id == user_id)
    )
    return await database.fetch(statement)


def _sums(user_id: UUID) -> LateralFromClause:
    """Return distance and volume of the sets of a day's sessions, day by day."""
    return (
        select(
            func.sum(_set.distance_km).label("km"),
            func.sum(effective_load() * _set.reps_completed).label("kg"),
        )
        .select_from(_session)
        .join(_exercise, _exercise.session_id == _session.id)
        .join(_set, _set.session_exercise_id == _exercise.id)
        .where(_is_on_day(user_id), counted_sets(user_id))
        .correlate(_day)
        .lateral("sums")
    )


def _is_on_day(user_id: UUID) -> ColumnElement[bool]:
    return (_session.enrollment_day_id == _day.id) & counted_sessions(user_id)
