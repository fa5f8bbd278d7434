"""Training units as the API shows them."""

from __future__ import annotations

from decimal import Decimal

import strawberry

from irontrack.exercises.loaders import exercise_by_id
from irontrack.exercises.types.exercises import Exercise
from irontrack.graphql.batching import batched
from irontrack.graphql.fields import column
from irontrack.graphql.quantities import PaceRange, distance_field, pace_field, weight_field
from irontrack.graphql.relay import Node, declare_node
from irontrack.models import SetMode, TrainingUnitExerciseRow, TrainingUnitRow
from irontrack.models.limits import GREATEST_INTEGER
from irontrack.sharing.loaders import grants_by_unit, viewer_access_by_unit
from irontrack.sharing.rules import ViewerAccess
from irontrack.sharing.types.grants import AccessGrant
from irontrack.templates import loaders
from irontrack.templates.types.templates import ACCESS, VIEWER_ACCESS, Template


@strawberry.type(description="An exercise of a training unit, with its targets.")
class TrainingUnitExercise(Node):
    client_id: strawberry.ID | None = strawberry.field(
        description="What the client that added it calls it, if anything; inputs take it in place of `id`."
    )
    exercise_name: str = column("exercise_name_snapshot", "The exercise's name when it was added.")
    exercise: Exercise | None = batched(
        exercise_by_id,
        key="exercise_id",
        description="The exercise; null when it is gone, or not yours to see.",
    )
    mode: SetMode = strawberry.field(description="What its sets measure.")
    order_index: int = strawberry.field(description="Position in the unit, ascending; gaps are possible.")
    group_index: int | None = strawberry.field(
        description="Neighbours with the same number are done as a superset. A number is in one place only."
    )
    sets: int = strawberry.field(description="How many sets are planned.")
    reps_min: int | None = strawberry.field(description="Least repetitions of a set, in the mode REPS.")
    reps_max: int | None = strawberry.field(description="Most repetitions of a set, in the mode REPS.")
    target_time_seconds: int | None = strawberry.field(description="Seconds of a set, in the mode TIME.")
    target_distance: Decimal | None = distance_field(
        "target_distance_km", "Distance of a set, in the mode DISTANCE."
    )
    target_pace: PaceRange | None = pace_field(
        "target_pace_min_seconds_per_km",
        "target_pace_max_seconds_per_km",
        "Pace of a set, in the modes TIME and DISTANCE.",
    )
    target_weight: Decimal | None = weight_field("target_weight", "Weight of a set, in any mode.")
    rest_seconds: int | None = strawberry.field(
        description="Rest after a set; 0 means none at all, null that nothing is planned."
    )
    notes: str | None = column("unit_exercise_notes", "Free text.")


@strawberry.type(description="A training unit: the exercises of one day, with their targets.")
class TrainingUnit(Template):
    exercises: list[TrainingUnitExercise] = batched(
        loaders.exercises_by_unit, key="id", description="Its exercises in their order. At most 100."
    )
    copied_from: TrainingUnit | None = batched(
        loaders.unit_by_id,
        key="copied_from_id",
        description="The unit that it is a copy of; null where there is none that you may read.",
    )
    access: list[AccessGrant] | None = batched(grants_by_unit, key="id", description=ACCESS)
    viewer_access: ViewerAccess = batched(viewer_access_by_unit, key="id", description=VIEWER_ACCESS)


declare_node("TrainingUnit", loaders.unit_by_id, TrainingUnitRow)
declare_node(
    "TrainingUnitExercise",
    loaders.unit_exercise_by_id,
    TrainingUnitExerciseRow,
    greatest=GREATEST_INTEGER,
)
