"""Reading enrollments and their days, and copying a plan into them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Date, Integer, Uuid, and_, cast, column, func, insert, literal, select

from irontrack.infra.database import any_of
from irontrack.infra.paging import Keyset, KeysetList
from irontrack.models import (
    EnrollmentDayRow,
    EnrollmentStatus,
    TrainingPlanEnrollmentRow,
    TrainingPlanRow,
    TrainingPlanUnitRow,
    TrainingUnitExerciseRow,
    TrainingUnitRow,
)
from irontrack.sharing.service import can_read_plan

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.infra.database import Database

_ENROLLMENT: Final = (
    TrainingPlanEnrollmentRow.id,
    TrainingPlanEnrollmentRow.training_plan_id,
    TrainingPlanEnrollmentRow.plan_name_snapshot,
    TrainingPlanEnrollmentRow.start_date,
    TrainingPlanEnrollmentRow.user_timezone,
    TrainingPlanEnrollmentRow.status,
    TrainingPlanEnrollmentRow.version,
    TrainingPlanEnrollmentRow.created_at,
    TrainingPlanEnrollmentRow.updated_at,
)
_DAY: Final[tuple[Any, ...]] = (
    EnrollmentDayRow.id,
    EnrollmentDayRow.enrollment_id,
    EnrollmentDayRow.day_number,
    EnrollmentDayRow.order_index,
    EnrollmentDayRow.unit_id,
    EnrollmentDayRow.unit_name_snapshot,
    EnrollmentDayRow.planned_distance_km,
    EnrollmentDayRow.planned_volume_kg,
    EnrollmentDayRow.date,
    EnrollmentDayRow.skipped_at,
    TrainingPlanEnrollmentRow.start_date,
)
_IN_ORDER: Final = (
    EnrollmentDayRow.date,
    EnrollmentDayRow.enrollment_id,
    EnrollmentDayRow.day_number,
    EnrollmentDayRow.order_index,
    EnrollmentDayRow.id,
)
_IS_ITS: Final = TrainingPlanEnrollmentRow.id == EnrollmentDayRow.enrollment_id


class Span(NamedTuple):
    """Days of one enrollment; both ends belong to it."""

    enrollment_id: UUID
    first: dt.date
    last: dt.date


class Outlook(NamedTuple):
    """What is due in one enrollment on so many days, today included."""

    enrollment_id: UUID
    days: int


def list_enrollments(viewer_id: UUID, statuses: Collection[EnrollmentStatus] | None) -> KeysetList:
    """Return the viewer's enrollments, the latest start first; of any status where none is asked for."""
    enrollment = TrainingPlanEnrollmentRow
    keyset = Keyset("newest", (enrollment.start_date, enrollment.id), (dt.date, UUID), descending=True)
    statement = select(*_ENROLLMENT).where(enrollment.user_id == viewer_id)
    if statuses is not None:
        statement = statement.where(any_of(enrollment.status, statuses))
    wanted = None if statuses is None else tuple(sorted(statuses))
    return KeysetList(statement, keyset, (viewer_id, wanted))


def list_upcoming(viewer_id: UUID, days: int) -> KeysetList:
    """Return what is due in all of the viewer's enrollments on so many days, today included, by date."""
    keyset = Keyset("date", _IN_ORDER, (dt.date, UUID, int, int, UUID))
    statement = select(*_DAY).join(TrainingPlanEnrollmentRow, _IS_ITS)
    owned = statement.where(TrainingPlanEnrollmentRow.user_id == viewer_id, _is_due(literal(days, Integer())))
    return KeysetList(owned, keyset, (viewer_id, days))


async def list_enrollments_by_id(
    database: Database, viewer_id: UUID, ids: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """Return those of the enrollments that are the viewer's. One statement."""
    enrollment = TrainingPlanEnrollmentRow
    is_own = any_of(enrollment.id, ids), enrollment.user_id == viewer_id
    return await database.fetch(select(*_ENROLLMENT).where(*is_own))


async def list_days_by_id(database: Database, viewer_id: UUID, ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return those of the days that are in the viewer's enrollments. One statement."""
    statement = select(*_DAY).join(TrainingPlanEnrollmentRow, _IS_ITS)
    is_own = any_of(EnrollmentDayRow.id, ids), TrainingPlanEnrollmentRow.user_id == viewer_id
    return await database.fetch(statement.where(*is_own))


async def list_days(database: Database, spans: Sequence[Span]) -> Sequence[Row[Any]]:
    """Return the days in the spans, in order; each with the `span` it is in. One statement."""
    wanted = (
        func.unnest(
            literal([span.enrollment_id for span in spans], ARRAY(Uuid())),
            literal([span.first for span in spans], ARRAY(Date())),
            literal([span.last for span in spans], ARRAY(Date())),
        )
        .table_valued(column("enrollment_id", Uuid), column("first", Date), column("last", Date))
        .render_derived("wanted")
    )
    is_wanted = and_(
        EnrollmentDayRow.enrollment_id == wanted.c.enrollment_id,
        EnrollmentDayRow.date.between(wanted.c.first, wanted.c.last),
    )
    statement = (
        select(*_DAY, wanted.c.first, wanted.c.last)
        .join(TrainingPlanEnrollmentRow, _IS_ITS)
        .join(wanted, is_wanted)
        .order_by(*_IN_ORDER)
    )
    return await database.fetch(statement)


async def list_due(database: Database, outlooks: Sequence[Outlook]) -> Sequence[Row[Any]]:
    """Return what is due, in order; each with the `days` that were asked for. One statement."""
    wanted = (
        func.unnest(
            literal([outlook.enrollment_id for outlook in outlooks], ARRAY(Uuid())),
            literal([outlook.days for outlook in outlooks], ARRAY(Integer())),
        )
        .table_valued(column("enrollment_id", Uuid), column("days", Integer))
        .render_derived("wanted")
    )
    statement = (
        select(*_DAY, wanted.c.days)
        .join(TrainingPlanEnrollmentRow, _IS_ITS)
        .join(wanted, EnrollmentDayRow.enrollment_id == wanted.c.enrollment_id)
        .where(_is_due(wanted.c.days))
        .order_by(*_IN_ORDER)
    )
    return await database.fetch(statement)


async def hold_readable_plan(db: AsyncSession, viewer_id: UUID, plan_id: UUID) -> TrainingPlanRow | None:
    """Return a plan that the viewer may read, kept as it is until the transaction ends, or None."""
    statement = select(TrainingPlanRow).where(TrainingPlanRow.id == plan_id, can_read_plan(viewer_id))
    return (await db.scalars(statement.with_for_update(read=True, of=TrainingPlanRow))).one_or_none()


async def get_last_day(db: AsyncSession, plan_id: UUID) -> int | None:
    """Return the number of the last day of a plan that has a unit, or None where no day has one."""
    statement = select(func.max(TrainingPlanUnitRow.day_number))
    return await db.scalar(statement.where(TrainingPlanUnitRow.training_plan_id == plan_id))


async def copy_days(db: AsyncSession, enrollment: TrainingPlanEnrollmentRow, plan_id: UUID) -> None:
    """Store a day for every unit of the plan, with what it says at this moment. One statement.

    Planned distance: Σ sets x distance. Planned volume: Σ sets x repetitions x weight, with the fewest
    repetitions of a range, which is what must be done to have done it. NULL where no exercise has both.
    """
    place, unit, exercise = TrainingPlanUnitRow, TrainingUnitRow, TrainingUnitExerciseRow
    is_planned = place.training_plan_id == plan_id
    # The numeric column comes first: a product of two SMALLINTs alone would overflow.
    sums = (
        select(
            exercise.training_unit_id,
            func.sum(exercise.target_distance_km * exercise.sets).label("km"),
            func.sum(exercise.target_weight * exercise.sets * exercise.reps_min).label("kg"),
        )
        .where(exercise.training_unit_id.in_(select(place.training_unit_id).where(is_planned)))
        .group_by(exercise.training_unit_id)
        .subquery()
    )
    start = literal(enrollment.start_date, Date())
    copies = (
        select(
            literal(enrollment.id, Uuid()),
            place.day_number,
            place.order_index,
            unit.id,
            unit.name,
            sums.c.km,
            sums.c.kg,
            start.op("+", return_type=Date())(place.day_number - 1),
        )
        .join(unit, unit.id == place.training_unit_id)
        .outerjoin(sums, sums.c.training_unit_id == unit.id)
        .where(is_planned)
        .order_by(place.day_number, place.order_index)
    )
    columns = (
        *("enrollment_id", "day_number", "order_index", "unit_id", "unit_name_snapshot"),
        *("planned_distance_km", "planned_volume_kg", "date"),
    )
    await db.execute(insert(EnrollmentDayRow).from_select(columns, copies))


async def lock_enrollment(
    db: AsyncSession, user_id: UUID, enrollment_id: UUID
) -> TrainingPlanEnrollmentRow | None:
    """Return a user's enrollment, locked until the transaction ends, or None. One statement."""
    return await _lock(db, user_id, TrainingPlanEnrollmentRow.id == enrollment_id)


async def lock_enrollment_of_day(
    db: AsyncSession, user_id: UUID, day_id: UUID
) -> TrainingPlanEnrollmentRow | None:
    """Return the user's enrollment that a day is in, locked until the transaction ends, or None."""
    its = select(EnrollmentDayRow.enrollment_id).where(EnrollmentDayRow.id == day_id)
    return await _lock(db, user_id, TrainingPlanEnrollmentRow.id == its.scalar_subquery())


async def get_day(db: AsyncSession, day_id: UUID) -> Row[Any]:
    """Return a day as lists have it. One statement."""
    statement = select(*_DAY).join(TrainingPlanEnrollmentRow, _IS_ITS).where(EnrollmentDayRow.id == day_id)
    return (await db.execute(statement)).one()


async def _lock(
    db: AsyncSession, user_id: UUID, is_it: ColumnElement[bool]
) -> TrainingPlanEnrollmentRow | None:
    statement = select(TrainingPlanEnrollmentRow).where(is_it, TrainingPlanEnrollmentRow.user_id == user_id)
    return (await db.scalars(statement.with_for_update(key_share=True))).one_or_none()


def _is_due(days: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the criterion that a day is to be done within so many days, by the enrollment's own date."""
    enrollment = TrainingPlanEnrollmentRow
    today = cast(func.timezone(enrollment.user_timezone, func.now()), Date())
    end = today.op("+", return_type=Date())(days)
    return and_(
        enrollment.status == EnrollmentStatus.ACTIVE,
        EnrollmentDayRow.skipped_at.is_(None),
        EnrollmentDayRow.date >= today,
        EnrollmentDayRow.date < end,
    )
