"""Sessions: what was done. Names and targets are copied, so that the past outlives its templates."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Computed,
    FetchedValue,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import conv

from irontrack.models.base import (
    Base,
    BigKey,
    DistanceKm,
    Exertion,
    Name,
    SmallInt,
    Timestamps,
    UuidKey,
    Version,
    WeightKg,
    Zone,
    at_most,
    between,
    not_blank,
    on_calendar,
    one_of,
)
from irontrack.models.exercises import SetMode
from irontrack.models.limits import (
    BODY_WEIGHT_KG,
    DISTANCE_KM,
    DURATION_SECONDS,
    EXERTION,
    NOTES_LENGTH,
    REPS_COMPLETED,
    TIME_SECONDS,
    WEIGHT_KG,
)
from irontrack.models.templates import target_rules


class SessionStatus(StrEnum):
    """How far a session has come."""

    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    ABORTED = "aborted"


class SetType(StrEnum):
    """What a set is for. Warm-up sets count in nothing but the log."""

    WORKING = "working"
    WARM_UP = "warm_up"
    DROP = "drop"
    FAILURE = "failure"


class LoadKind(StrEnum):
    """What a set's weight means: all of the load, added to the body's weight, or taken off it."""

    EXTERNAL = "external"
    BODYWEIGHT = "bodyweight"
    ASSISTED = "assisted"


class TrainingSessionRow(Timestamps, Base):
    """A session of one user. Only a session in progress has no end; only a completed one has a duration."""

    __tablename__ = "training_sessions"

    id: Mapped[UuidKey]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))
    training_plan_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("training_plans.id", ondelete="SET NULL"), index=True
    )
    training_unit_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("training_units.id", ondelete="SET NULL"), index=True
    )
    enrollment_day_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("enrollment_days.id", ondelete="SET NULL"), index=True
    )
    plan_name_snapshot: Mapped[Name | None]
    unit_name_snapshot: Mapped[Name | None]
    start_time: Mapped[datetime]
    end_time: Mapped[datetime | None]
    user_timezone: Mapped[Zone]
    status: Mapped[SessionStatus] = mapped_column(
        one_of(SessionStatus), server_default=SessionStatus.IN_PROGRESS
    )
    duration_seconds: Mapped[int | None] = mapped_column(Integer)
    body_weight_kg: Mapped[Decimal | None] = mapped_column(Numeric(8, 3))
    notes: Mapped[str | None]
    reopened_reason: Mapped[str | None] = mapped_column(String(255))
    version: Mapped[Version]

    __table_args__ = (
        Index("idx_ts_user_start", "user_id", "start_time", "id"),
        Index("ix_training_sessions_in_progress", "user_id", postgresql_where=text("status = 'in_progress'")),
        CheckConstraint("(status = 'in_progress') = (end_time IS NULL)", name="end_when_over"),
        CheckConstraint(
            "(status = 'completed') = (duration_seconds IS NOT NULL)", name="duration_when_completed"
        ),
        CheckConstraint("end_time >= start_time", name="end_after_start"),
        on_calendar("start_time"),
        on_calendar("end_time"),
        between("duration_seconds", DURATION_SECONDS),
        between("body_weight_kg", BODY_WEIGHT_KG),
        not_blank("user_timezone"),
        at_most("notes", NOTES_LENGTH),
    )


class TrainingSessionExerciseRow(Timestamps, Base):
    """An exercise of a session, with the targets that its template set at the start (NULL: none).

    `order_index` is negative for an instant while rows are reordered. `client_id` is what the client called
    the row before it had an id.
    """

    __tablename__ = "training_session_exercises"

    id: Mapped[BigKey]
    client_id: Mapped[UUID | None]
    session_id: Mapped[UUID] = mapped_column(ForeignKey("training_sessions.id", ondelete="CASCADE"))
    exercise_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("exercises.id", ondelete="SET NULL"), index=True
    )
    planned_unit_exercise_id: Mapped[int | None] = mapped_column(
        ForeignKey("training_unit_exercises.id", ondelete="SET NULL"), index=True
    )
    mode_snapshot: Mapped[SetMode] = mapped_column(one_of(SetMode))
    exercise_name_snapshot: Mapped[Name]
    order_index: Mapped[int]
    notes: Mapped[str | None]
    order_index_snapshot: Mapped[int | None]
    group_index_snapshot: Mapped[SmallInt | None]
    target_weight_snapshot: Mapped[WeightKg | None]
    sets_snapshot: Mapped[SmallInt | None]
    reps_min_snapshot: Mapped[SmallInt | None]
    reps_max_snapshot: Mapped[SmallInt | None]
    target_time_seconds_snapshot: Mapped[SmallInt | None]
    target_distance_km_snapshot: Mapped[DistanceKm | None]
    target_pace_min_seconds_per_km_snapshot: Mapped[SmallInt | None]
    target_pace_max_seconds_per_km_snapshot: Mapped[SmallInt | None]
    rest_seconds_snapshot: Mapped[SmallInt | None]

    __table_args__ = (
        UniqueConstraint("session_id", "order_index"),
        # A client that was offline knows nothing but the name, so it comes first.
        UniqueConstraint("client_id", "session_id", name="uq_session_exercises_client_id"),
        *target_rules("_snapshot"),
        not_blank("exercise_name_snapshot"),
        at_most("notes", NOTES_LENGTH),
    )


class TrainingSessionSetRow(Timestamps, Base):
    """A set: one metric or none, as its exercise's mode says (which the service checks); weight in each.

    `client_id` is what the client called the row before it had an id. `user_id`, `session_id` and
    `exercise_id` are copies of its parents' that triggers keep, so that a whole log is read along one index.
    `weight_grams` follows from `weight`, for sums over many sets: integers are added several times faster.
    """

    __tablename__ = "training_session_sets"

    id: Mapped[BigKey]
    client_id: Mapped[UUID | None]
    session_exercise_id: Mapped[int] = mapped_column(
        ForeignKey("training_session_exercises.id", ondelete="CASCADE")
    )
    order_index: Mapped[int]
    set_type: Mapped[SetType] = mapped_column(one_of(SetType), server_default=SetType.WORKING)
    load_kind: Mapped[LoadKind] = mapped_column(one_of(LoadKind), server_default=LoadKind.EXTERNAL)
    weight: Mapped[WeightKg | None]
    reps_completed: Mapped[SmallInt | None]
    time_seconds: Mapped[SmallInt | None]
    distance_km: Mapped[DistanceKm | None]
    rpe: Mapped[Exertion | None]
    completed_at: Mapped[datetime | None]
    user_id: Mapped[UUID] = mapped_column(server_default=FetchedValue())
    session_id: Mapped[UUID] = mapped_column(server_default=FetchedValue())
    exercise_id: Mapped[UUID | None] = mapped_column(server_default=FetchedValue())
    weight_grams: Mapped[int | None] = mapped_column(
        Integer, Computed("(nullif(weight, 'NaN') * 1000)::integer", persisted=True)
    )

    __table_args__ = (
        UniqueConstraint("session_exercise_id", "order_index"),
        Index(
            "ix_training_session_sets_log",
            "user_id",
            "exercise_id",
            postgresql_include=[
                "session_id",
                "session_exercise_id",
                "id",
                "set_type",
                "load_kind",
                "weight_grams",
                "reps_completed",
                "time_seconds",
                "distance_km",
            ],
            postgresql_where=text("set_type <> 'warm_up'"),
        ),
        # As above.
        UniqueConstraint("client_id", "session_exercise_id", name="uq_session_sets_client_id"),
        CheckConstraint(
            "num_nonnulls(reps_completed, time_seconds, distance_km) <= 1", name=conv("check_set_performance")
        ),
        between("weight", WEIGHT_KG),
        between("reps_completed", REPS_COMPLETED),
        between("time_seconds", TIME_SECONDS),
        between("distance_km", DISTANCE_KM),
        between("rpe", EXERTION),
        on_calendar("completed_at"),
    )
