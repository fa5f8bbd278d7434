"""Enrollments: a plan followed from a date on, copied so that the plan may change or go."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from irontrack.models.base import (
    Base,
    Name,
    SmallInt,
    Timestamps,
    UuidKey,
    Version,
    Zone,
    between,
    not_blank,
    on_calendar,
    one_of,
)
from irontrack.models.limits import DAY_NUMBER, PLANNED_DISTANCE_KM, PLANNED_VOLUME_KG


class EnrollmentStatus(StrEnum):
    """How far an enrollment has come."""

    ACTIVE = "active"
    COMPLETED = "completed"
    ABANDONED = "abandoned"


class TrainingPlanEnrollmentRow(Timestamps, Base):
    """A user follows a plan. `start_date` is a date in `user_timezone`."""

    __tablename__ = "training_plan_enrollments"

    id: Mapped[UuidKey]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    training_plan_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("training_plans.id", ondelete="SET NULL"), index=True
    )
    plan_name_snapshot: Mapped[Name]
    start_date: Mapped[dt.date]
    user_timezone: Mapped[Zone]
    status: Mapped[EnrollmentStatus] = mapped_column(
        one_of(EnrollmentStatus), server_default=EnrollmentStatus.ACTIVE
    )
    version: Mapped[Version]

    __table_args__ = (
        Index("ix_training_plan_enrollments_user_start", "user_id", "start_date", "id"),
        not_blank("plan_name_snapshot"),
        not_blank("user_timezone"),
        on_calendar("start_date"),
    )


class EnrollmentDayRow(Timestamps, Base):
    """A unit that is due on a date of an enrollment. Moving and skipping happens here, not in the plan.

    The planned sums are copied too, and NULL where the unit sets no such target.
    """

    __tablename__ = "enrollment_days"

    id: Mapped[UuidKey]
    enrollment_id: Mapped[UUID] = mapped_column(
        ForeignKey("training_plan_enrollments.id", ondelete="CASCADE")
    )
    day_number: Mapped[SmallInt]
    order_index: Mapped[int]
    unit_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("training_units.id", ondelete="SET NULL"), index=True
    )
    unit_name_snapshot: Mapped[Name]
    planned_distance_km: Mapped[Decimal | None] = mapped_column(Numeric(13, 4))
    planned_volume_kg: Mapped[Decimal | None] = mapped_column(Numeric(16, 3))
    date: Mapped[dt.date]
    skipped_at: Mapped[dt.datetime | None]

    __table_args__ = (
        UniqueConstraint("enrollment_id", "day_number", "order_index"),
        between("day_number", DAY_NUMBER),
        between("planned_distance_km", PLANNED_DISTANCE_KM),
        between("planned_volume_kg", PLANNED_VOLUME_KG),
        not_blank("unit_name_snapshot"),
        on_calendar("date"),
    )
