"""Lists of sessions: the viewer's history, narrowed and paged, and what was done on days of enrollments."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import String, Uuid, exists, func, literal, or_, select, true, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY

from irontrack.exercises.service import with_merged
from irontrack.infra.database import any_of
from irontrack.infra.paging import Keyset, KeysetList
from irontrack.models import SessionStatus, TrainingSessionExerciseRow, TrainingSessionRow
from irontrack.sessions.queries.dates import on_dates
from irontrack.sessions.queries.sessions import SESSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement, Row

    from irontrack.infra.database import Database

MOST_ON_A_DAY: Final = 20
"""How many sessions a day of an enrollment shows at most."""


class SessionOrderField(StrEnum):
    """What a list of sessions can be ordered by."""

    START_TIME = "start_time"


@dataclass(frozen=True, slots=True)
class SessionCriteria:
    """What a list of sessions is narrowed to, all attributes together.

    None does not narrow; an empty tuple matches nothing.

    Attributes:
        first_date: On this date or later, in each session's own time zone.
        last_date: On this date or earlier, likewise.
        statuses: Any of these.
        plan_ids: Started from any of these plans.
        unit_ids: Started from any of these units.
        exercise_ids: Has any of these exercises, or of those that were merged into them.
        search: Part of the notes or names, in any case.
    """

    first_date: dt.date | None = None
    last_date: dt.date | None = None
    statuses: tuple[SessionStatus, ...] | None = None
    plan_ids: tuple[UUID, ...] | None = None
    unit_ids: tuple[UUID, ...] | None = None
    exercise_ids: tuple[UUID, ...] | None = None
    search: str | None = None


def list_sessions(viewer_id: UUID, criteria: SessionCriteria, *, descending: bool) -> KeysetList:
    """Return the viewer's sessions by their start; one statement a page, in the order of an index."""
    session = TrainingSessionRow
    keyset = Keyset("start_time", (session.start_time, session.id), (dt.datetime, UUID), descending)
    statement = select(*SESSION).where(session.user_id == viewer_id, *_criteria(criteria))
    return KeysetList(statement, keyset, (viewer_id, criteria))


async def get_active_session(database: Database, viewer_id: UUID) -> Row[Any] | None:
    """Return the viewer's session in progress, the latest where there are several, or None. One statement."""
    session = TrainingSessionRow
    statement = (
        select(*SESSION)
        .where(session.user_id == viewer_id, session.status == SessionStatus.IN_PROGRESS)
        .order_by(session.start_time.desc(), session.id.desc())
        .limit(1)
    )
    return await database.fetch_one(statement)


async def list_sessions_by_day(
    database: Database, viewer_id: UUID, day_ids: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """Return the viewer's sessions on days of enrollments, the latest first, at most 20 a day.

    One statement.
    """
    session = TrainingSessionRow
    day = func.unnest(literal(day_ids, ARRAY(Uuid()))).table_valued("id").render_derived("day")
    latest = (
        select(*SESSION)
        .where(session.enrollment_day_id == day.c.id, session.user_id == viewer_id)
        .order_by(session.start_time.desc(), session.id.desc())
        .limit(MOST_ON_A_DAY)
        .lateral("latest")
    )
    statement = select(latest).join_from(day, latest, true())
    return await database.fetch(statement.order_by(latest.c.start_time.desc(), latest.c.id.desc()))


async def list_completions(
    database: Database, viewer_id: UUID, day_ids: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """Return enrollment_day_id and completed_at, the first end of a completed session on it. One statement.

    No row for a day without one.
    """
    session = TrainingSessionRow
    statement = (
        select(session.enrollment_day_id, func.min(session.end_time).label("completed_at"))
        .where(
            any_of(session.enrollment_day_id, day_ids),
            session.user_id == viewer_id,
            session.status == SessionStatus.COMPLETED,
        )
        .group_by(session.enrollment_day_id)
    )
    return await database.fetch(statement)


def _criteria(criteria: SessionCriteria) -> Iterator[ColumnElement[bool]]:
    session, exercise = TrainingSessionRow, TrainingSessionExerciseRow
    yield from on_dates(criteria.first_date, criteria.last_date)
    if criteria.statuses is not None:
        yield any_of(type_coerce(session.status, String), criteria.statuses)
    if criteria.plan_ids is not None:
        yield any_of(session.training_plan_id, criteria.plan_ids)
    if criteria.unit_ids is not None:
        yield any_of(session.training_unit_id, criteria.unit_ids)
    if criteria.exercise_ids is not None:
        wanted = with_merged(criteria.exercise_ids)
        yield exists().where(exercise.session_id == session.id, exercise.exercise_id.in_(wanted))
    if criteria.search is not None:
        yield _says(criteria.search)


def _says(text: str) -> ColumnElement[bool]:
    session, exercise = TrainingSessionRow, TrainingSessionExerciseRow
    own = session.unit_name_snapshot, session.plan_name_snapshot, session.notes
    parts = exercise.exercise_name_snapshot, exercise.notes
    is_in_part = exists().where(
        exercise.session_id == session.id, or_(*(column.icontains(text, autoescape=True) for column in parts))
    )
    return or_(*(column.icontains(text, autoescape=True) for column in own), is_in_part)
