"""What changes training units: inputs, payloads and results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from irontrack.graphql.inputs import bounded, given
from irontrack.graphql.problems import (
    ConflictProblem,
    ForbiddenProblem,
    InUseProblem,
    NotFoundProblem,
    ValidationProblem,
)
from irontrack.graphql.relay import decode_id, decode_row_id
from irontrack.templates.service.unit_copying import UnitCopy
from irontrack.templates.service.units import NewUnit
from irontrack.templates.types.unit_exercises import SetUnitExerciseInput, UnitExerciseInput
from irontrack.templates.types.units import TrainingUnit

if TYPE_CHECKING:
    from uuid import UUID

    from irontrack.templates.service.unit_editing import ExerciseChange


@strawberry.input
class UnitEditInput:
    """Base of the inputs that change a unit."""

    id: strawberry.ID = strawberry.field(description="The unit.")
    version: int | None = strawberry.field(
        description="The version that you have seen; where it is not the present one, nothing is changed.",
        default=UNSET,
    )

    def unit_id(self) -> UUID:
        return decode_id(self.id, "TrainingUnit")

    def seen_version(self) -> int | None:
        return given(self.version)


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
            exercises=[
                exercise.exercise("exercises", str(place))
                for place, exercise in enumerate(bounded(self.exercises))
            ],
        )

    def unit_id(self) -> UUID | None:
        id_ = given(self.id)
        return None if id_ is None else decode_id(id_, "TrainingUnit")


@strawberry.input(description="What to change about a training unit; what is left out stays.")
class UpdateTrainingUnitInput(UnitEditInput):
    name: strawberry.Maybe[str | None] = strawberry.field(
        description="1–100 characters; unique among its owner's units. A slug stays as it is."
    )
    description: strawberry.Maybe[str | None] = strawberry.field(
        description="Free text, up to 2000 characters; null removes it."
    )

    def changes(self) -> dict[str, str | None]:
        sent = {"name": self.name, "description": self.description}
        return {name: maybe.value for name, maybe in sent.items() if maybe is not None}


@strawberry.input(description="All exercises that a training unit shall have.")
class SetTrainingUnitExercisesInput(UnitEditInput):
    exercises: list[SetUnitExerciseInput] = strawberry.field(
        description="All of them in their order, at most 100; those that are not among them are removed."
    )

    def wanted(self) -> list[ExerciseChange]:
        return [
            exercise.change("exercises", str(place)) for place, exercise in enumerate(bounded(self.exercises))
        ]


@strawberry.input(description="Another order of a training unit's exercises.")
class ReorderTrainingUnitExercisesInput(UnitEditInput):
    exercise_ids: list[strawberry.ID] = strawberry.field(
        description="Each `TrainingUnitExercise` of the unit once, by `id` or `clientId`, in the new order."
    )

    def keys(self) -> list[int | UUID]:
        return [decode_row_id(id_, "TrainingUnitExercise") for id_ in bounded(self.exercise_ids)]


@strawberry.input(description="Which training unit to delete.")
class DeleteTrainingUnitInput(UnitEditInput):
    pass


@strawberry.input(description="Which training unit to copy.")
class CopyTrainingUnitInput:
    unit_id: strawberry.ID = strawberry.field(description="A unit that you may read.")
    name: str | None = strawberry.field(
        description="What to call the copy, 1–100 characters; by default as the unit.", default=UNSET
    )
    id: strawberry.ID | None = strawberry.field(
        description="A UUIDv7 of your own choice for the copy. The same input sent again makes nothing new "
        "and answers with the copy as it is now.",
        default=UNSET,
    )

    def copy(self) -> UnitCopy:
        return UnitCopy(unit_id=decode_id(self.unit_id, "TrainingUnit"), name=given(self.name))

    def copy_id(self) -> UUID | None:
        id_ = given(self.id)
        return None if id_ is None else decode_id(id_, "TrainingUnit")


@strawberry.type(description="The unit was made.")
class CreateTrainingUnitPayload:
    training_unit: TrainingUnit = strawberry.field(description="The new unit.")


@strawberry.type(description="The unit is as was asked for.")
class UpdateTrainingUnitPayload:
    training_unit: TrainingUnit = strawberry.field(description="The unit as it is now.")


@strawberry.type(description="The unit has these exercises.")
class SetTrainingUnitExercisesPayload:
    training_unit: TrainingUnit = strawberry.field(description="The unit as it is now.")


@strawberry.type(description="The exercises are in this order.")
class ReorderTrainingUnitExercisesPayload:
    training_unit: TrainingUnit = strawberry.field(description="The unit as it is now.")


@strawberry.type(description="The unit is gone.")
class DeleteTrainingUnitPayload:
    deleted_training_unit_id: strawberry.ID = strawberry.field(description="The unit that was deleted.")


@strawberry.type(description="The unit was copied.")
class CopyTrainingUnitPayload:
    training_unit: TrainingUnit = strawberry.field(description="The copy, which is yours.")


CreateTrainingUnitResult = Annotated[
    CreateTrainingUnitPayload | ValidationProblem | ConflictProblem,
    strawberry.union("CreateTrainingUnitResult", description="The new unit, or why there is none."),
]
UpdateTrainingUnitResult = Annotated[
    UpdateTrainingUnitPayload | ValidationProblem | NotFoundProblem | ForbiddenProblem | ConflictProblem,
    strawberry.union("UpdateTrainingUnitResult", description="The changed unit, or why it is unchanged."),
]
SetTrainingUnitExercisesResult = Annotated[
    SetTrainingUnitExercisesPayload
    | ValidationProblem
    | NotFoundProblem
    | ForbiddenProblem
    | ConflictProblem,
    strawberry.union(
        "SetTrainingUnitExercisesResult", description="The changed unit, or why it is unchanged."
    ),
]
ReorderTrainingUnitExercisesResult = Annotated[
    ReorderTrainingUnitExercisesPayload
    | ValidationProblem
    | NotFoundProblem
    | ForbiddenProblem
    | ConflictProblem,
    strawberry.union(
        "ReorderTrainingUnitExercisesResult", description="The changed unit, or why it is unchanged."
    ),
]
DeleteTrainingUnitResult = Annotated[
    DeleteTrainingUnitPayload | NotFoundProblem | ForbiddenProblem | ConflictProblem | InUseProblem,
    strawberry.union("DeleteTrainingUnitResult", description="What was deleted, or why it stays."),
]
CopyTrainingUnitResult = Annotated[
    CopyTrainingUnitPayload | ValidationProblem | NotFoundProblem | ConflictProblem,
    strawberry.union("CopyTrainingUnitResult", description="The copy, or why there is none."),
]
