"""The catalogue of exercises: shared ones (system) and a person's own, with what they are filtered by."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from irontrack.models.base import (
    Base,
    Name,
    SmallInt,
    SmallKey,
    Timestamps,
    UuidKey,
    Version,
    at_most,
    between,
    name_order_index,
    name_search_index,
    not_blank,
    one_of,
    slug_rules,
)
from irontrack.models.limits import FAMILIARITY, INSTRUCTIONS_LENGTH

OfExercise = Annotated[UUID, mapped_column(ForeignKey("exercises.id", ondelete="CASCADE"), primary_key=True)]
"""The first half of the key of what hangs on an exercise."""


CatalogueName = Annotated[str | None, mapped_column(String(100), unique=True)]
"""What the catalogue calls it, for loads to know it again; superusers may call it something else."""


class Force(StrEnum):
    """The direction of the effort."""

    PULL = "pull"
    PUSH = "push"
    STATIC = "static"


class Mechanic(StrEnum):
    """How many joints move."""

    COMPOUND = "compound"
    ISOLATION = "isolation"


class DifficultyLevel(StrEnum):
    """For whom an exercise or a plan is meant."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    EXPERT = "expert"


class ExerciseCategory(StrEnum):
    """The discipline that an exercise belongs to."""

    STRENGTH = "strength"
    STRETCHING = "stretching"
    PLYOMETRICS = "plyometrics"
    STRONGMAN = "strongman"
    POWERLIFTING = "powerlifting"
    CARDIO = "cardio"
    OLYMPIC_WEIGHTLIFTING = "olympic_weightlifting"


class SetMode(StrEnum):
    """What the sets of an exercise measure: one thing, or nothing."""

    REPS = "reps"
    TIME = "time"
    DISTANCE = "distance"
    SETS_ONLY = "sets_only"


class EquipmentRow(Timestamps, Base):
    """A piece of equipment; one that is always available is neither taken nor missing, such as a bench."""

    __tablename__ = "equipment"

    id: Mapped[SmallKey]
    name: Mapped[Name] = mapped_column(unique=True)
    catalogue_name: Mapped[CatalogueName]
    is_always_available: Mapped[bool] = mapped_column(server_default=text("false"))

    __table_args__ = (not_blank("name"),)


class MuscleGroupRow(Timestamps, Base):
    """A group of muscles."""

    __tablename__ = "muscle_groups"

    id: Mapped[SmallKey]
    name: Mapped[Name] = mapped_column(unique=True)
    catalogue_name: Mapped[CatalogueName]

    __table_args__ = (not_blank("name"),)


class ExerciseTagRow(Timestamps, Base):
    """A free label of exercises."""

    __tablename__ = "exercise_tags"

    id: Mapped[SmallKey]
    name: Mapped[Name] = mapped_column(unique=True)
    catalogue_name: Mapped[CatalogueName]

    __table_args__ = (not_blank("name"),)


class ExerciseRow(Timestamps, Base):
    """An exercise: of the system (no owner) or of one person. `merged_into_id` names its replacement.

    `edited_at` is when a superuser last changed one of the catalogue's: loads leave it alone from then on.
    `familiarity` is how well known it is, from 0 to what everybody means by the bare word, 3.
    """

    __tablename__ = "exercises"

    id: Mapped[UuidKey]
    name: Mapped[Name]
    slug: Mapped[Name | None]
    force: Mapped[Force | None] = mapped_column(one_of(Force))
    difficulty_level: Mapped[DifficultyLevel] = mapped_column(one_of(DifficultyLevel))
    mechanic: Mapped[Mechanic | None] = mapped_column(one_of(Mechanic))
    category: Mapped[ExerciseCategory] = mapped_column(one_of(ExerciseCategory))
    default_mode: Mapped[SetMode] = mapped_column(one_of(SetMode), server_default=SetMode.REPS)
    familiarity: Mapped[SmallInt] = mapped_column(server_default=text("0"))
    instructions: Mapped[str | None]
    image_path_start: Mapped[str | None] = mapped_column(String(512))
    image_path_end: Mapped[str | None] = mapped_column(String(512))
    source: Mapped[str | None] = mapped_column(String(512))
    licence: Mapped[str | None] = mapped_column(String(100))
    is_system_default: Mapped[bool] = mapped_column(server_default=text("false"))
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    merged_into_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("exercises.id", ondelete="SET NULL"), index=True
    )
    edited_at: Mapped[datetime | None]
    version: Mapped[Version]

    __table_args__ = (
        UniqueConstraint("slug", name="uq_sys_exerc_slug"),
        Index(
            "uq_sys_exerc_name", text("lower(name)"), unique=True, postgresql_where=text("is_system_default")
        ),
        Index(
            "uq_user_exercise",
            text("lower(name)"),
            "created_by",
            unique=True,
            postgresql_where=text("created_by IS NOT NULL AND is_active"),
        ),
        Index("idx_ex_filters", "is_system_default", "is_active"),
        name_order_index("ix_exercises_system_name", "is_system_default"),
        name_order_index("ix_exercises_created_by_name", "created_by"),
        name_search_index("ix_exercises_name_trigrams"),
        name_search_index("ix_exercises_system_name_trigrams", where="is_system_default"),
        CheckConstraint("is_system_default = (created_by IS NULL)", name="owner"),
        *slug_rules(),
        CheckConstraint("merged_into_id <> id", name="merged_into_other"),
        not_blank("name"),
        between("familiarity", FAMILIARITY),
        at_most("instructions", INSTRUCTIONS_LENGTH),
    )


class ExerciseAliasRow(Timestamps, Base):
    """Another name under which an exercise is found.

    `is_system_default` is that of the exercise, filled in by the database: the aliases of the system's
    exercises have an index of their own, because everyone searches them.
    """

    __tablename__ = "exercise_aliases"

    exercise_id: Mapped[OfExercise]
    name: Mapped[Name] = mapped_column(primary_key=True)
    is_system_default: Mapped[bool] = mapped_column(server_default=text("false"))

    __table_args__ = (
        name_search_index("ix_exercise_aliases_name_trigrams"),
        name_search_index("ix_exercise_aliases_system_name_trigrams", where="is_system_default"),
        not_blank("name"),
    )


class ExerciseEquipmentRow(Timestamps, Base):
    """An exercise needs a piece of equipment."""

    __tablename__ = "exercise_equipment"

    exercise_id: Mapped[OfExercise]
    equipment_id: Mapped[int] = mapped_column(
        ForeignKey("equipment.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ExercisePrimaryMuscleRow(Timestamps, Base):
    """An exercise is meant for a group of muscles."""

    __tablename__ = "exercise_primary_muscles"

    exercise_id: Mapped[OfExercise]
    muscle_group_id: Mapped[int] = mapped_column(
        ForeignKey("muscle_groups.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ExerciseSecondaryMuscleRow(Timestamps, Base):
    """An exercise also works a group of muscles."""

    __tablename__ = "exercise_secondary_muscles"

    exercise_id: Mapped[OfExercise]
    muscle_group_id: Mapped[int] = mapped_column(
        ForeignKey("muscle_groups.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ExerciseTagMapRow(Timestamps, Base):
    """An exercise carries a tag."""

    __tablename__ = "exercise_tag_map"

    exercise_id: Mapped[OfExercise]
    tag_id: Mapped[int] = mapped_column(
        ForeignKey("exercise_tags.id", ondelete="CASCADE"), primary_key=True, index=True
    )
