"""What changes the lists that exercises refer to: inputs, payloads and results."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import UNSET

from irontrack.exercises.types.reference import Equipment, ExerciseTag, MuscleGroup
from irontrack.graphql.problems import ForbiddenProblem, InUseProblem, NotFoundProblem, ValidationProblem


@strawberry.input
class NameInput:
    """Base of the inputs that add a name to a list."""

    name: str = strawberry.field(description="3–100 characters, stored in lower case; unique in its list.")


@strawberry.input
class RenameInput(NameInput):
    """Base of the inputs that change what is in a list."""

    id: strawberry.ID = strawberry.field(description="What to change.")


@strawberry.input
class DeleteNameInput:
    """Base of the inputs that take a name out of a list."""

    id: strawberry.ID = strawberry.field(description="What to delete; nothing may refer to it.")


@strawberry.input(description="A piece of equipment to be added.")
class CreateEquipmentInput(NameInput):
    is_always_available: bool = strawberry.field(
        description="Whether alternatives of an exercise may need it too.", default=False
    )


@strawberry.input(description="What a piece of equipment is from now on.")
class UpdateEquipmentInput(RenameInput):
    is_always_available: bool | None = strawberry.field(
        description="Whether alternatives of an exercise may need it too; left as it is unless it is given.",
        default=UNSET,
    )


@strawberry.input(description="Which equipment to delete.")
class DeleteEquipmentInput(DeleteNameInput):
    pass


@strawberry.type(description="The piece of equipment was added.")
class CreateEquipmentPayload:
    equipment: Equipment = strawberry.field(description="The piece of equipment as it is now.")


@strawberry.type(description="The piece of equipment is as it was asked for.")
class UpdateEquipmentPayload:
    equipment: Equipment = strawberry.field(description="The piece of equipment as it is now.")


@strawberry.type(description="The piece of equipment is gone.")
class DeleteEquipmentPayload:
    deleted_equipment_id: strawberry.ID = strawberry.field(
        description="The piece of equipment that was deleted."
    )


CreateEquipmentResult = Annotated[
    CreateEquipmentPayload | ValidationProblem | ForbiddenProblem,
    strawberry.union("CreateEquipmentResult", description="The new equipment, or why there is none."),
]
UpdateEquipmentResult = Annotated[
    UpdateEquipmentPayload | ValidationProblem | NotFoundProblem | ForbiddenProblem,
    strawberry.union("UpdateEquipmentResult", description="The changed equipment, or why it is unchanged."),
]
DeleteEquipmentResult = Annotated[
    DeleteEquipmentPayload | NotFoundProblem | ForbiddenProblem | InUseProblem,
    strawberry.union("DeleteEquipmentResult", description="What was deleted, or why it stays."),
]


@strawberry.input(description="A muscle group to be added.")
class CreateMuscleGroupInput(NameInput):
    pass


@strawberry.input(description="Another name for a muscle group.")
class UpdateMuscleGroupInput(RenameInput):
    pass


@strawberry.input(description="Which muscle group to delete.")
class DeleteMuscleGroupInput(DeleteNameInput):
    pass


@strawberry.type(description="The muscle group was added.")
class CreateMuscleGroupPayload:
    muscle_group: MuscleGroup = strawberry.field(description="The muscle group as it is now.")


@strawberry.type(description="The muscle group has the name that was asked for.")
class UpdateMuscleGroupPayload:
    muscle_group: MuscleGroup = strawberry.field(description="The muscle group as it is now.")


@strawberry.type(description="The muscle group is gone.")
class DeleteMuscleGroupPayload:
    deleted_muscle_group_id: strawberry.ID = strawberry.field(
        description="The muscle group that was deleted."
    )


CreateMuscleGroupResult = Annotated[
    CreateMuscleGroupPayload | ValidationProblem | ForbiddenProblem,
    strawberry.union("CreateMuscleGroupResult", description="The new muscle group, or why there is none."),
]
UpdateMuscleGroupResult = Annotated[
    UpdateMuscleGroupPayload | ValidationProblem | NotFoundProblem | ForbiddenProblem,
    strawberry.union(
        "UpdateMuscleGroupResult", description="The renamed muscle group, or why it is unchanged."
    ),
]
DeleteMuscleGroupResult = Annotated[
    DeleteMuscleGroupPayload | NotFoundProblem | ForbiddenProblem | InUseProblem,
    strawberry.union("DeleteMuscleGroupResult", description="What was deleted, or why it stays."),
]


@strawberry.input(description="A tag to be added.")
class CreateExerciseTagInput(NameInput):
    pass


@strawberry.input(description="Another name for a tag.")
class UpdateExerciseTagInput(RenameInput):
    pass


@strawberry.input(description="Which tag to delete.")
class DeleteExerciseTagInput(DeleteNameInput):
    pass


@strawberry.type(description="The tag was added.")
class CreateExerciseTagPayload:
    exercise_tag: ExerciseTag = strawberry.field(description="The tag as it is now.")


@strawberry.type(description="The tag has the name that was asked for.")
class UpdateExerciseTagPayload:
    exercise_tag: ExerciseTag = strawberry.field(description="The tag as it is now.")


@strawberry.type(description="The tag is gone.")
class DeleteExerciseTagPayload:
    deleted_exercise_tag_id: strawberry.ID = strawberry.field(description="The tag that was deleted.")


CreateExerciseTagResult = Annotated[
    CreateExerciseTagPayload | ValidationProblem | ForbiddenProblem,
    strawberry.union("CreateExerciseTagResult", description="The new tag, or why there is none."),
]
UpdateExerciseTagResult = Annotated[
    UpdateExerciseTagPayload | ValidationProblem | NotFoundProblem | ForbiddenProblem,
    strawberry.union("UpdateExerciseTagResult", description="The renamed tag, or why it is unchanged."),
]
DeleteExerciseTagResult = Annotated[
    DeleteExerciseTagPayload | NotFoundProblem | ForbiddenProblem | InUseProblem,
    strawberry.union("DeleteExerciseTagResult", description="What was deleted, or why it stays."),
]
