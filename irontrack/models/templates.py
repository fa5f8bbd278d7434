"""Templates: training units, which list exercises with targets, and plans, which put units on days."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.sql.elements import conv

from irontrack.models.base import (
    Base,
    DistanceKm,
    IntKey,
    Name,
    SmallInt,
    Timestamps,
    UuidKey,
    Version,
    WeightKg,
    at_most,
    between,
    name_order_index,
    name_search_index,
    not_blank,
    one_of,
    slug_rules,
)
from irontrack.models.exercises import DifficultyLevel, SetMode
from irontrack.models.limits import (
    DAY_NUMBER,
    DISTANCE_KM,
    GROUP_INDEX,
    NOTES_LENGTH,
    PACE_SECONDS_PER_KM,
    REST_SECONDS,
    SETS,
    TARGET_REPS,
    TIME_SECONDS,
    WEIGHT_KG,
)

if TYPE_CHECKING:
    from sqlalchemy.sql.schema import SchemaItem

# Said in the same words by whoever wants the indexes to be used.
_EVERYONES: Final = "sharing_status = 'public' OR is_system_default"
_NO_REPS: Final = "reps_min IS NULL AND reps_max IS NULL"
_NO_TIME: Final = "target_time_seconds IS NULL"
_NO_DISTANCE: Final = "target_distance_km IS NULL"
_NO_PACE: Final = "target_pace_min_seconds_per_km IS NULL AND target_pace_max_seconds_per_km IS NULL"


class SharingStatus(StrEnum):
    """Who may read a template beside its owner: nobody, those with a grant, or every signed-in user."""

    PRIVATE = "private"
    SHARED = "shared"
    PUBLIC = "public"


class TemplateColumns(Timestamps):
    """What units and plans have in common. Without an owner, one is the system's or its author is gone.

    `edited_at` is when a superuser last changed one of the system's: loads leave it alone from then on.
    """

    __tablename__: str

    id: Mapped[UuidKey]
    name: Mapped[Name]
    slug: Mapped[Name | None] = mapped_column(unique=True)
    description: Mapped[str | None]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    sharing_status: Mapped[SharingStatus] = mapped_column(
        one_of(SharingStatus), server_default=SharingStatus.PRIVATE
    )
    is_system_default: Mapped[bool] = mapped_column(server_default=text("false"))
    edited_at: Mapped[datetime | None]
    version: Mapped[Version]

    @declared_attr.directive
    def __table_args__(cls) -> tuple[SchemaItem, ...]:  # noqa: N805 - SQLAlchemy passes the class
        """Return the rules and indexes, the same for units and plans."""
        table = cls.__tablename__
        return (
            UniqueConstraint("created_by", "name"),
            name_order_index(f"ix_{table}_created_by_name", "created_by"),
            name_order_index(f"ix_{table}_public_name", where=_EVERYONES),
            name_search_index(f"ix_{table}_public_name_trigrams", where=_EVERYONES),
            CheckConstraint("NOT is_system_default OR created_by IS NULL", name="owner"),
            *slug_rules(),
            not_blank("name"),
            at_most("description", NOTES_LENGTH),
        )


class TrainingUnitRow(TemplateColumns, Base):
    """A training unit: what to do on one day."""

    __tablename__ = "training_units"

    copied_from_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("training_units.id", ondelete="SET NULL"), index=True, sort_order=1
    )


class TrainingPlanRow(TemplateColumns, Base):
    """A training plan: which units to do on which days."""

    __tablename__ = "training_plans"

    difficulty_level: Mapped[DifficultyLevel] = mapped_column(one_of(DifficultyLevel), sort_order=1)
    copied_from_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("training_plans.id", ondelete="SET NULL"), index=True, sort_order=1
    )


class TrainingPlanUnitRow(Timestamps, Base):
    """A unit on a day of a plan. Days without one are rest days.

    `order_index` is negative for an instant while rows are reordered. `client_id` is what the client called
    the row before it had an id.
    """

    __tablename__ = "training_plan_units"

    id: Mapped[IntKey]
    client_id: Mapped[UUID | None]
    training_plan_id: Mapped[UUID] = mapped_column(ForeignKey("training_plans.id", ondelete="CASCADE"))
    training_unit_id: Mapped[UUID] = mapped_column(
        ForeignKey("training_units.id", ondelete="RESTRICT"), index=True
    )
    day_number: Mapped[SmallInt]
    order_index: Mapped[int]

    __table_args__ = (
        UniqueConstraint("training_plan_id", "day_number", "order_index"),
        UniqueConstraint("training_plan_id", "client_id"),
        between("day_number", DAY_NUMBER),
    )


def target_rules(suffix: str = "") -> tuple[CheckConstraint, ...]:
    """Return the ranges of an exercise's targets, whatever its mode.

    Args:
        suffix: What the columns' names end with.
    """
    reps_min, reps_max = f"reps_min{suffix}", f"reps_max{suffix}"
    pace_min, pace_max = (f"target_pace_{end}_seconds_per_km{suffix}" for end in ("min", "max"))
    return (
        CheckConstraint(f"sets{suffix} BETWEEN {SETS.low} AND {SETS.high}", name=conv("check_sets_count")),
        CheckConstraint(
            f"(reps_min{suffix} IS NULL) = (reps_max{suffix} IS NULL) AND {reps_min} >= {TARGET_REPS.low}"
            f" AND {reps_min} <= {reps_max} AND {reps_max} <= {TARGET_REPS.high}",
            name=conv("check_reps_range"),
        ),
        CheckConstraint(
            f"({pace_min} IS NULL) = ({pace_max} IS NULL) AND {pace_min} >= {PACE_SECONDS_PER_KM.low}"
            f" AND {pace_min} <= {pace_max} AND {pace_max} <= {PACE_SECONDS_PER_KM.high}",
            name=f"target_pace{suffix}",
        ),
        between(f"target_weight{suffix}", WEIGHT_KG),
        between(f"target_time_seconds{suffix}", TIME_SECONDS),
        between(f"target_distance_km{suffix}", DISTANCE_KM),
        between(f"rest_seconds{suffix}", REST_SECONDS),
        between(f"group_index{suffix}", GROUP_INDEX),
    )


class TrainingUnitExerciseRow(Timestamps, Base):
    """An exercise of a unit with its targets; weight is allowed in every mode.

    `order_index` is negative for an instant while rows are reordered. Neighbours with the same
    `group_index` form a superset. `client_id` is what the client called the row before it had an id.
    """

    __tablename__ = "training_unit_exercises"

    id: Mapped[IntKey]
    client_id: Mapped[UUID | None]
    training_unit_id: Mapped[UUID] = mapped_column(ForeignKey("training_units.id", ondelete="CASCADE"))
    exercise_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("exercises.id", ondelete="SET NULL"), index=True
    )
    exercise_name_snapshot: Mapped[Name]
    mode: Mapped[SetMode] = mapped_column(one_of(SetMode))
    order_index: Mapped[int]
    group_index: Mapped[SmallInt | None]
    unit_exercise_notes: Mapped[str | None]
    target_weight: Mapped[WeightKg | None]
    sets: Mapped[SmallInt] = mapped_column(server_default=text("1"))
    reps_min: Mapped[SmallInt | None]
    reps_max: Mapped[SmallInt | None]
    target_time_seconds: Mapped[SmallInt | None]
    target_distance_km: Mapped[DistanceKm | None]
    target_pace_min_seconds_per_km: Mapped[SmallInt | None]
    target_pace_max_seconds_per_km: Mapped[SmallInt | None]
    rest_seconds: Mapped[SmallInt | None]

    __table_args__ = (
        UniqueConstraint("training_unit_id", "order_index"),
        UniqueConstraint("training_unit_id", "client_id"),
        CheckConstraint(
            f"CASE mode WHEN 'reps' THEN {_NO_TIME} AND {_NO_DISTANCE} AND {_NO_PACE}"
            f" WHEN 'time' THEN {_NO_REPS} AND {_NO_DISTANCE}"
            f" WHEN 'distance' THEN {_NO_REPS} AND {_NO_TIME}"
            f" WHEN 'sets_only' THEN {_NO_REPS} AND {_NO_TIME} AND {_NO_DISTANCE} AND {_NO_PACE} END",
            name=conv("check_mode_consistency"),
        ),
        *target_rules(),
        not_blank("exercise_name_snapshot"),
        at_most("unit_exercise_notes", NOTES_LENGTH),
    )
