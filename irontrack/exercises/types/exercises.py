"""Exercises as the API shows them."""

from __future__ import annotations

import strawberry

from irontrack.exercises import loaders
from irontrack.exercises.types.reference import Equipment, ExerciseTag, MuscleGroup
from irontrack.graphql.batching import batched
from irontrack.graphql.enums import declare_enum
from irontrack.graphql.relay import Node, declare_node
from irontrack.models import DifficultyLevel, ExerciseCategory, ExerciseRow, Force, Mechanic, SetMode

declare_enum(
    Force,
    "The direction of the effort.",
    PULL="Weight is drawn towards the body.",
    PUSH="Weight is driven away from the body.",
    STATIC="A position is held.",
)
declare_enum(
    Mechanic,
    "How many joints move.",
    COMPOUND="Several joints and muscle groups work together.",
    ISOLATION="One joint moves.",
)
declare_enum(
    DifficultyLevel,
    "For whom an exercise or a plan is meant.",
    BEGINNER="Anyone, after being shown once.",
    INTERMEDIATE="People who have the basic movements.",
    EXPERT="People with years of practice.",
)
declare_enum(
    ExerciseCategory,
    "The discipline an exercise belongs to.",
    STRENGTH="Resistance training.",
    STRETCHING="Mobility and flexibility.",
    PLYOMETRICS="Jumps, throws and other explosive work.",
    STRONGMAN="Carrying, loading and moving odd objects.",
    POWERLIFTING="The competition lifts and their close variants.",
    CARDIO="Endurance: running, rowing, cycling and the like.",
    OLYMPIC_WEIGHTLIFTING="Snatch, clean and jerk, and their variants.",
)
declare_enum(
    SetMode,
    "What the sets of an exercise measure. Weight is possible in every mode.",
    REPS="Repetitions.",
    TIME="Seconds.",
    DISTANCE="A distance.",
    SETS_ONLY="Nothing: a set is done or not.",
)


@strawberry.type(description="Something to do in training: of the system, or of one's own making.")
class Exercise(Node):
    name: str = strawberry.field(
        description="Name; unique among the system's exercises, and among one's own."
    )
    slug: str | None = strawberry.field(description="Readable, permanent key; system exercises have one.")
    force: Force | None = strawberry.field(description="The direction of the effort, where there is one.")
    difficulty_level: DifficultyLevel = strawberry.field(description="For whom it is meant.")
    mechanic: Mechanic | None = strawberry.field(description="How many joints move, where that matters.")
    category: ExerciseCategory = strawberry.field(description="The discipline it belongs to.")
    default_mode: SetMode = strawberry.field(description="What its sets measure unless a template says else.")
    instructions: str | None = strawberry.field(description="Set-up, execution, and what to watch.")
    is_system_default: bool = strawberry.field(
        description="Whether it is the system's, for everyone to read."
    )
    is_active: bool = strawberry.field(
        description="Whether lists show it, and templates and sessions can begin to use it."
    )
    version: int = strawberry.field(description="Goes up by one with each change; edits may carry it.")
    merged_into: Exercise | None = batched(
        loaders.exercise_by_id,
        key="merged_into_id",
        description="The exercise that has taken its place, where it was one of two of the same.",
    )
    equipment: list[Equipment] = batched(
        loaders.equipment_by_exercise, key="id", description="What it is done with, by name. At most 20."
    )
    primary_muscles: list[MuscleGroup] = batched(
        loaders.primary_muscles_by_exercise,
        key="id",
        description="What it is meant for, by name. At most 20.",
    )
    secondary_muscles: list[MuscleGroup] = batched(
        loaders.secondary_muscles_by_exercise,
        key="id",
        description="What it also works, by name. At most 20.",
    )
    tags: list[ExerciseTag] = batched(
        loaders.tags_by_exercise, key="id", description="Its labels, by name. At most 20."
    )
    aliases: list[str] = batched(
        loaders.aliases_by_exercise,
        key="id",
        description="Other common names, by which search finds it too. At most 20.",
    )
    alternatives: list[Exercise] = batched(
        loaders.alternatives_by_exercise,
        key="id",
        description="What can be done in its place when its equipment is taken or missing: for most of its "
        "primary muscles, with none of that equipment. Those that are most like it come first, and of these "
        "the better known. At most 10.",
    )


declare_node("Exercise", loaders.exercise_by_id, ExerciseRow)
