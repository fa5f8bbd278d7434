"""Exercises of sessions as the API shows them."""

from __future__ import annotations

from decimal import Decimal

import strawberry

from irontrack.exercises.loaders import exercise_by_id
from irontrack.exercises.types.exercises import Exercise
from irontrack.graphql.batching import batched
from irontrack.graphql.fields import column
from irontrack.graphql.quantities import PaceRange, distance_field, pace_field, weight_field
from irontrack.graphql.relay import Node, declare_node
from irontrack.models import SetMode, TrainingSessionExerciseRow
from irontrack.models.limits import GREATEST_BIGINT
from irontrack.sessions import loaders
from irontrack.sessions.types.sets import TrainingSet


@strawberry.type(description="An exercise of a session, with its targets as they were at the start.")
class TrainingSessionExercise(Node):
    client_id: strawberry.ID | None = strawberry.field(
        description="What the client that added it calls it, if anything; inputs take it in place of `id`."
    )
    exercise_name: str = column("exercise_name_snapshot", "The exercise's name when it was added.")
    exercise: Exercise | None = batched(
        exercise_by_id,
        key="exercise_id",
        description="The exercise; null when it is gone, or not yours to see.",
    )
    mode: SetMode = column("mode_snapshot", "What its sets measure.")
    order_index: int = strawberry.field(description="Position in the session, ascending; gaps are possible.")
    group_index: int | None = column(
        "group_index_snapshot",
        "Neighbours with the same number are a superset. A number is in one place only.",
    )
    notes: str | None = strawberry.field(description="Free text.")
    planned_sets: int | None = column("sets_snapshot", "How many sets were planned; null when not planned.")
    reps_min: int | None = column("reps_min_snapshot", "Least repetitions planned for a set.")
    reps_max: int | None = column("reps_max_snapshot", "Most repetitions planned for a set.")
    target_time_seconds: int | None = column("target_time_seconds_snapshot", "Seconds planned for a set.")
    target_distance: Decimal | None = distance_field(
        "target_distance_km_snapshot", "Distance planned for a set."
    )
    target_weight: Decimal | None = weight_field("target_weight_snapshot", "Weight planned for a set.")
    target_pace: PaceRange | None = pace_field(
        "target_pace_min_seconds_per_km_snapshot",
        "target_pace_max_seconds_per_km_snapshot",
        "Pace planned for a set.",
    )
    rest_seconds: int | None = column(
        "rest_seconds_snapshot", "Rest planned after a set; 0 means none at all."
    )
    sets: list[TrainingSet] = batched(
        loaders.sets_by_session_exercise, key="id", description="Its sets in their order. At most 100."
    )


declare_node(
    "TrainingSessionExercise",
    loaders.session_exercise_by_id,
    TrainingSessionExerciseRow,
    greatest=GREATEST_BIGINT,
)
