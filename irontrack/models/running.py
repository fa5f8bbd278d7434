"""Runs: what a session's cardio exercise has beyond its sets."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from irontrack.models.base import Base, DistanceKm, Exertion, SmallInt, Timestamps, between, not_blank
from irontrack.models.limits import (
    DISTANCE_KM,
    ELEVATION_DELTA_M,
    ELEVATION_M,
    EXERTION,
    HEART_RATE,
    LONG_SECONDS,
    SPLIT_INDEX,
)


class TrainingSessionRunDetailRow(Timestamps, Base):
    """The other half of a run: its time where the sets measure distance, else its distance.

    `source` and `external_id` name the recording that it came from, so that it is imported once.
    """

    __tablename__ = "training_session_run_details"

    session_exercise_id: Mapped[int] = mapped_column(
        ForeignKey("training_session_exercises.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    moving_seconds: Mapped[int | None]
    distance_km: Mapped[DistanceKm | None]
    elapsed_seconds: Mapped[int | None]
    elevation_gain_m: Mapped[int | None]
    elevation_loss_m: Mapped[int | None]
    avg_heart_rate: Mapped[SmallInt | None]
    max_heart_rate: Mapped[SmallInt | None]
    rpe: Mapped[Exertion | None]
    source: Mapped[str] = mapped_column(String(50))
    external_id: Mapped[str | None] = mapped_column(String(255))

    __table_args__ = (
        Index(
            "uq_run_details_external",
            "user_id",
            "source",
            "external_id",
            unique=True,
            postgresql_where=text("external_id IS NOT NULL"),
        ),
        CheckConstraint("num_nonnulls(moving_seconds, distance_km) = 1", name="one_metric"),
        CheckConstraint("elapsed_seconds >= moving_seconds", name="elapsed_covers_moving"),
        CheckConstraint("avg_heart_rate <= max_heart_rate", name="heart_rate_order"),
        between("moving_seconds", LONG_SECONDS),
        between("distance_km", DISTANCE_KM),
        between("elapsed_seconds", LONG_SECONDS),
        between("elevation_gain_m", ELEVATION_M),
        between("elevation_loss_m", ELEVATION_M),
        between("avg_heart_rate", HEART_RATE),
        between("max_heart_rate", HEART_RATE),
        between("rpe", EXERTION),
        not_blank("source"),
        not_blank("external_id"),
    )


class TrainingSessionRunSplitRow(Timestamps, Base):
    """A stretch of a run, in order: how far, how long, and the climb (negative: descent)."""

    __tablename__ = "training_session_run_splits"

    session_exercise_id: Mapped[int] = mapped_column(
        ForeignKey("training_session_exercises.id", ondelete="CASCADE"), primary_key=True
    )
    split_index: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    distance_km: Mapped[DistanceKm]
    duration_seconds: Mapped[int] = mapped_column(Integer)
    elevation_delta_m: Mapped[int | None]
    avg_heart_rate: Mapped[SmallInt | None]

    __table_args__ = (
        between("split_index", SPLIT_INDEX),
        between("distance_km", DISTANCE_KM),
        between("duration_seconds", LONG_SECONDS),
        between("elevation_delta_m", ELEVATION_DELTA_M),
        between("avg_heart_rate", HEART_RATE),
    )
