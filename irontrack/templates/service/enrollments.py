"""Following a plan: enrolling in it, moving and skipping its days, and ending."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from irontrack.accounts.service import check_time_zone, lock_account
from irontrack.errors import ConflictError, NotFoundError, ValidationCode
from irontrack.infra.idempotency import Asked, once
from irontrack.kit.clock import now
from irontrack.kit.ids import new_id
from irontrack.models import EnrollmentDayRow, EnrollmentStatus, TrainingPlanEnrollmentRow, limits
from irontrack.templates.queries import enrollments as queries
from irontrack.templates.service.holding import require_version
from irontrack.validation import Validator, refuse

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

_FIRST_DATE: Final = limits.EARLIEST_TIME.date()
_LAST_DATE: Final = limits.END_OF_TIME.date() - dt.timedelta(days=1)


class EnrollmentEnd(StrEnum):
    """How an enrollment can end."""

    COMPLETED = EnrollmentStatus.COMPLETED
    ABANDONED = EnrollmentStatus.ABANDONED


@dataclass(frozen=True, slots=True)
class NewEnrollment:
    """A plan to be followed.

    Attributes:
        plan_id: Which one.
        start_date: The date of its day 1.
        time_zone: Decides what is today; None for the account's.
    """

    plan_id: UUID
    start_date: dt.date
    time_zone: str | None = None


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """A day as it is after a change, and the enrollment that it is in."""

    enrollment: TrainingPlanEnrollmentRow
    day: Row[Any]


async def enroll(
    db: AsyncSession,
    user_id: UUID,
    account_zone: str,
    wanted: NewEnrollment,
    enrollment_id: UUID | None = None,
) -> TrainingPlanEnrollmentRow:
    """Copy a plan's schedule into an enrollment; what becomes of the plan afterwards changes nothing in it.

    Eight statements, however long the plan is; two of them only to try the time zone.

    Args:
        db: The transaction.
        user_id: Who follows it.
        account_zone: Stands for a time zone that is not given.
        wanted: Which plan, and from when on.
        enrollment_id: A UUIDv7 of the client's choice; None for one of ours.

    Raises:
        ValidationError: A day would lie outside the years 1900 to 2199, the time zone is unknown, or the plan
            has no units.
        NotFoundError: There is no such plan that the user may read.
        ConflictError: As `once`.
    """

    def is_there(row: TrainingPlanEnrollmentRow) -> bool:
        return row.user_id == user_id

    async def make() -> TrainingPlanEnrollmentRow:
        enrollment = TrainingPlanEnrollmentRow(
            id=enrollment_id or new_id(),
            user_id=user_id,
            training_plan_id=wanted.plan_id,
            start_date=wanted.start_date,
            user_timezone=wanted.time_zone or account_zone,
        )
        return await _make_enrollment(db, enrollment, wanted.plan_id)

    # Before all else, as where an account is deleted: whoever waits for the other holds nothing then.
    await lock_account(db, user_id)
    asked = Asked(user_id, enrollment_id, wanted)
    return await once(db, asked, TrainingPlanEnrollmentRow, is_there=is_there, make=make)


async def move_day(
    db: AsyncSession, user_id: UUID, day_id: UUID, date: dt.date, version: int | None
) -> ChangedDay:
    """Put a day of an active enrollment on another date; to the date it has changes nothing.

    Four statements.

    Raises:
        NotFoundError: The day is in none of the user's enrollments.
        ConflictError: The enrollment has another version, or is over.
        ValidationError: The date lies before the enrollment's start, or after the year 2199.
    """
    enrollment, day = await _hold_day(db, user_id, day_id, version)
    if date < enrollment.start_date:
        message = f"The enrollment starts on {enrollment.start_date}; no day of it is before that."
        refuse(ValidationCode.TOO_SMALL, message, "date")
    if date > _LAST_DATE:
        refuse(ValidationCode.TOO_LARGE, f"Must be at most {_LAST_DATE}.", "date")
    if day.date != date:
        day.date = date
        await _bump(db, enrollment)
    return ChangedDay(enrollment, await queries.get_day(db, day_id))


async def skip_day(
    db: AsyncSession, user_id: UUID, day_id: UUID, version: int | None, *, is_skipped: bool
) -> ChangedDay:
    """Skip a day of an active enrollment, or take that back; done twice, it changes nothing.

    Four statements.

    Raises:
        NotFoundError: The day is in none of the user's enrollments.
        ConflictError: The enrollment has another version, or is over.
    """
    enrollment, day = await _hold_day(db, user_id, day_id, version)
    if is_skipped is (day.skipped_at is None):
        day.skipped_at = now() if is_skipped else None
        await _bump(db, enrollment)
    return ChangedDay(enrollment, await queries.get_day(db, day_id))


async def end_enrollment(
    db: AsyncSession, user_id: UUID, enrollment_id: UUID, end: EnrollmentEnd, version: int | None
) -> TrainingPlanEnrollmentRow:
    """Complete or abandon an enrollment; what has ended so changes nothing. Two statements.

    Raises:
        NotFoundError: The enrollment is not the user's.
        ConflictError: It has another version, or has ended otherwise.
    """
    enrollment = await _hold(db, user_id, enrollment_id, version)
    if enrollment.status is not EnrollmentStatus(end):
        _require_active(enrollment)
        enrollment.status = EnrollmentStatus(end)
        await _bump(db, enrollment)
    return enrollment


async def reopen_enrollment(
    db: AsyncSession, user_id: UUID, enrollment_id: UUID, version: int | None
) -> TrainingPlanEnrollmentRow:
    """Go on with an enrollment that has ended; an active one stays as it is. Two statements.

    Raises:
        NotFoundError: The enrollment is not the user's.
        ConflictError: It has another version.
    """
    enrollment = await _hold(db, user_id, enrollment_id, version)
    if enrollment.status is not EnrollmentStatus.ACTIVE:
        enrollment.status = EnrollmentStatus.ACTIVE
        await _bump(db, enrollment)
    return enrollment


async def _make_enrollment(
    db: AsyncSession, enrollment: TrainingPlanEnrollmentRow, plan_id: UUID
) -> TrainingPlanEnrollmentRow:
    validator = Validator()
    start = enrollment.start_date
    if start < _FIRST_DATE:
        validator.note(ValidationCode.TOO_SMALL, f"Must be at least {_FIRST_DATE}.", "startDate")
    elif start > _LAST_DATE:
        validator.note(ValidationCode.TOO_LARGE, f"Must be at most {_LAST_DATE}.", "startDate")
    await check_time_zone(db, validator, enrollment.user_timezone, "timeZone")
    validator.finish()
    plan = await queries.hold_readable_plan(db, enrollment.user_id, plan_id)
    if plan is None:
        message = "There is no such training plan."
        raise NotFoundError(message)
    last_day = await queries.get_last_day(db, plan_id)
    if last_day is None:
        refuse(ValidationCode.NOT_ALLOWED, "The plan has no units yet.", "planId")
    if start + dt.timedelta(days=last_day - 1) > _LAST_DATE:
        message = f"Day {last_day} of the plan would be after {_LAST_DATE}."
        refuse(ValidationCode.TOO_LARGE, message, "startDate")
    enrollment.plan_name_snapshot = plan.name
    db.add(enrollment)
    await db.flush()
    await queries.copy_days(db, enrollment, plan_id)
    return enrollment


async def _hold(
    db: AsyncSession, user_id: UUID, enrollment_id: UUID, version: int | None
) -> TrainingPlanEnrollmentRow:
    enrollment = await queries.lock_enrollment(db, user_id, enrollment_id)
    if enrollment is None:
        message = "There is no such enrollment."
        raise NotFoundError(message)
    require_version(enrollment, version)
    return enrollment


async def _hold_day(
    db: AsyncSession, user_id: UUID, day_id: UUID, version: int | None
) -> tuple[TrainingPlanEnrollmentRow, EnrollmentDayRow]:
    enrollment = await queries.lock_enrollment_of_day(db, user_id, day_id)
    if enrollment is None:
        message = "There is no such day in your enrollments."
        raise NotFoundError(message)
    require_version(enrollment, version)
    _require_active(enrollment)
    return enrollment, await db.get_one(EnrollmentDayRow, day_id)


def _require_active(enrollment: TrainingPlanEnrollmentRow) -> None:
    if enrollment.status is not EnrollmentStatus.ACTIVE:
        message = f"The enrollment is {enrollment.status}; reopen it first."
        raise ConflictError(message, enrollment)


async def _bump(db: AsyncSession, enrollment: TrainingPlanEnrollmentRow) -> None:
    enrollment.version += 1
    await db.flush()
