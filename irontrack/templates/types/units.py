"""Training units as the API shows and takes them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from irontrack.exercises.loaders import exercise_by_id
from irontrack.exercises.types.exercises import Exercise
from irontrack.graphql.batching import batched
from irontrack.graphql.fields import column
from irontrack.graphql.inputs import bounded, given
from irontrack.graphql.problems import ConflictProblem, ValidationProblem
from irontrack.graphql.quantities import DistanceInput, WeightInput, distance_field, weight_field
from irontrack.graphql.relay import Node, declare_node, decode_id
from irontrack.models import SetMode, TrainingUnitExerciseRow, TrainingUnitRow
from irontrack.models.limits import GREATEST_INTEGER
from irontrack.sharing.loaders import grants_by_unit, viewer_access_by_unit
from irontrack.sharing.rules import ViewerAccess
from irontrack.sharing.types.grants import AccessGrant
from irontrack.templates import loaders
from irontrack.templates.rules import DistanceTarget, RepsTarget, TimeTarget
from irontrack.templates.service.units import NewUnit, NewUnitExercise
from irontrack.templates.types.templates import ACCESS, VIEWER_ACCESS, Template

if TYPE_CHECKING:
    from uuid import UUID

    from irontrack.templates.rules import Target


@strawberry.type(description="An exercise of a training unit, with its targets.")
class TrainingUnitExercise(Node):
    exercise_name: str = column("exercise_name_snapshot", "The exercise's name when it was added.")
    exercise: Exercise | None = batched(
        exercise_by_id,
        key="exercise_id",
        description="The exercise; null when it is gone, or not yours to see.",
    )
    mode: SetMode = strawberry.field(description="What its sets measure.")
    order_index: int = strawberry.field(description="Position in the unit, ascending; gaps are possible.")
    group_index: int | None = strawberry.field(
        description="Neighbours with the same number are done as a superset."
    )
    sets: int = strawberry.field(description="How many sets are planned.")
    reps_min: int | None = strawberry.field(description="Least repetitions of a set, in the mode REPS.")
    reps_max: int | None = strawberry.field(description="Most repetitions of a set, in the mode REPS.")
    target_time_seconds: int | None = strawberry.field(description="Seconds of a set, in the mode TIME.")
    target_distance: Decimal | None = distance_field(
        "target_distance_km", "Distance of a set, in the mode DISTANCE."
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


@strawberry.input(description="A range of repetitions; both ends belong to it.")
class RepsRangeInput:
    min: int = strawberry.field(description="Least, 1–1000.")
    max: int = strawberry.field(description="Most, not below the least, up to 1000.")


@strawberry.input(
    one_of=True, description="What a set should reach, in the mode's measure: exactly one of these."
)
class SetTargetInput:
    reps: RepsRangeInput | None = strawberry.field(description="In the mode REPS.", default=UNSET)
    seconds: int | None = strawberry.field(description="In the mode TIME: 1–32767.", default=UNSET)
    distance: DistanceInput | None = strawberry.field(
        description="In the mode DISTANCE: up to 9999 km.", default=UNSET
    )

    def target(self, *path: str) -> Target | None:
        if reps := given(self.reps):
            return RepsTarget(reps.min, reps.max)
        if distance := given(self.distance):
            return DistanceTarget(distance.km(*path, "distance"))
        seconds = given(self.seconds)
        return None if seconds is None else TimeTarget(seconds)


@strawberry.input(description="An exercise to be put into a unit.")
class UnitExerciseInput:
    exercise_id: strawberry.ID = strawberry.field(description="A system exercise, or one of your own.")
    mode: SetMode | None = strawberry.field(
        description="What its sets measure; by default, what the exercise says.", default=UNSET
    )
    sets: int = strawberry.field(description="How many sets are planned, 1–100.", default=1)
    target: SetTargetInput | None = strawberry.field(
        description="What each set should reach; its measure must be the mode's.", default=UNSET
    )
    target_weight: WeightInput | None = strawberry.field(
        description="Weight of each set, in any mode; up to 99,999.999 kg.", default=UNSET
    )
    rest_seconds: int | None = strawberry.field(
        description="Rest after each set, 0–32767; 0 means none at all.", default=UNSET
    )
    group_index: int | None = strawberry.field(
        description="Neighbours with the same number, 0–1000, are done as a superset.", default=UNSET
    )
    notes: str | None = strawberry.field(description="Free text, up to 2000 characters.", default=UNSET)

    def exercise(self, position: int) -> NewUnitExercise:
        path = ("exercises", str(position))
        target, weight = given(self.target), given(self.target_weight)
        return NewUnitExercise(
            exercise_id=decode_id(self.exercise_id, "Exercise"),
            mode=given(self.mode),
            sets=self.sets,
            target=target.target(*path, "target") if target else None,
            target_weight_kg=weight.kg(*path, "targetWeight") if weight else None,
            rest_seconds=given(self.rest_seconds),
            group_index=given(self.group_index),
            notes=given(self.notes),
        )


@strawberry.input(description="A new training unit.")
class CreateTrainingUnitInput:
    name: str = strawberry.field(description="1–100 characters; unique among your units.")
    description: str | None = strawberry.field(description="Free text, up to 2000 characters.", default=UNSET)
    exercises: list[UnitExerciseInput] = strawberry.field(
        description="Its exercises in their order; at most 100.", default_factory=list
    )
    id: strawberry.ID | None = strawberry.field(
        description="A UUIDv7 of your own choice. The same input sent again makes nothing new and answers "
        "with the unit as it is now.",
        default=UNSET,
    )

    def unit(self) -> NewUnit:
        return NewUnit(
            name=self.name,
            description=given(self.description),
            exercises=[exercise.exercise(n) for n, exercise in enumerate(bounded(self.exercises))],
        )

    def unit_id(self) -> UUID | None:
        id_ = given(self.id)
        return None if id_ is None else decode_id(id_, "TrainingUnit")


@strawberry.type(description="The unit was made.")
class CreateTrainingUnitPayload:
    training_unit: TrainingUnit = strawberry.field(description="The new unit.")


CreateTrainingUnitResult = Annotated[
    CreateTrainingUnitPayload | ValidationProblem | ConflictProblem,
    strawberry.union("CreateTrainingUnitResult", description="The new unit, or why there is none."),
]
