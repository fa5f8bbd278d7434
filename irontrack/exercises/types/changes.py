"""What changes exercises: inputs, payloads and results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import UUID

import strawberry
from strawberry import UNSET

from irontrack.exercises import loaders
from irontrack.exercises.service.changes import Content, ExerciseChanges
from irontrack.exercises.types.exercises import Exercise
from irontrack.graphql.batching import batched
from irontrack.graphql.inputs import given
from irontrack.graphql.problems import (
    ConflictProblem,
    ForbiddenProblem,
    NotFoundProblem,
    ValidationProblem,
)
from irontrack.graphql.relay import decode_id, decode_number_id
from irontrack.models import DifficultyLevel, ExerciseCategory, Force, Mechanic, SetMode

if TYPE_CHECKING:
    from collections.abc import Sequence

_LISTS: Final = {
    "primary_muscles": ("primary_muscle_ids", "MuscleGroup"),
    "secondary_muscles": ("secondary_muscle_ids", "MuscleGroup"),
    "equipment": ("equipment_ids", "Equipment"),
    "tags": ("tag_ids", "ExerciseTag"),
}


@strawberry.input
class ExerciseFactsInput:
    """Base of the inputs that make an exercise."""

    name: str = strawberry.field(description="3–100 characters; unique in any case of letters.")
    category: ExerciseCategory = strawberry.field(description="The discipline it belongs to.")
    difficulty_level: DifficultyLevel = strawberry.field(description="For whom it is meant.")
    primary_muscles: list[strawberry.ID] = strawberry.field(
        description="The muscle groups that it is meant for, 1–20."
    )
    secondary_muscles: list[strawberry.ID] | None = strawberry.field(
        description="The muscle groups that it also works: at most 20, none of the primary ones.",
        default=UNSET,
    )
    equipment: list[strawberry.ID] | None = strawberry.field(
        description="What it is done with; at most 20.", default=UNSET
    )
    force: Force | None = strawberry.field(
        description="The direction of the effort, where there is one.", default=UNSET
    )
    mechanic: Mechanic | None = strawberry.field(
        description="How many joints move, where that matters.", default=UNSET
    )
    default_mode: SetMode = strawberry.field(
        description="What its sets measure unless a template says else.", default=SetMode.REPS
    )
    aliases: list[str] | None = strawberry.field(
        description="Other names, by which search finds it too: at most 20 of 1–100 characters, each "
        "different from the others and from the name.",
        default=UNSET,
    )
    id: strawberry.ID | None = strawberry.field(
        description="A UUIDv7 of your own choice. The same input sent again makes nothing new and answers "
        "with the exercise as it is now.",
        default=UNSET,
    )

    def exercise_id(self) -> UUID | None:
        id_ = given(self.id)
        return None if id_ is None else decode_id(id_, "Exercise")

    def _content(self, tags: list[strawberry.ID] | None, instructions: str | None) -> Content:
        return Content(
            name=self.name,
            category=self.category,
            difficulty_level=self.difficulty_level,
            force=given(self.force),
            mechanic=given(self.mechanic),
            default_mode=self.default_mode,
            instructions=instructions,
            primary_muscle_ids=_keys(self.primary_muscles, "MuscleGroup"),
            secondary_muscle_ids=_keys(given(self.secondary_muscles), "MuscleGroup"),
            equipment_ids=_keys(given(self.equipment), "Equipment"),
            tag_ids=_keys(tags, "ExerciseTag"),
            aliases=tuple(given(self.aliases) or ()),
        )


@strawberry.input(description="An exercise of your own, which only you can see and use.")
class CreateExerciseInput(ExerciseFactsInput):
    tags: list[strawberry.ID] | None = strawberry.field(description="Its labels; at most 20.", default=UNSET)
    instructions: str | None = strawberry.field(
        description="Set-up, execution, and what to watch; up to 5000 characters.", default=UNSET
    )

    def content(self) -> Content:
        return self._content(given(self.tags), given(self.instructions))


@strawberry.input(description="A system exercise, which everyone can see and use.")
class CreateSystemExerciseInput(ExerciseFactsInput):
    tags: list[strawberry.ID] = strawberry.field(description="Its labels, 1–20.")
    instructions: str = strawberry.field(
        description="Set-up, execution, and what to watch; 1–5000 characters."
    )

    def content(self) -> Content:
        return self._content(self.tags, self.instructions)


@strawberry.input(description="What to change about an exercise; what is left out stays.")
class UpdateExerciseInput:
    id: strawberry.ID = strawberry.field(description="The exercise.")
    version: int | None = strawberry.field(
        description="The version that you have seen; where it is not the present one, nothing is changed.",
        default=UNSET,
    )
    name: strawberry.Maybe[str | None] = strawberry.field(
        description="3–100 characters; unique in any case of letters. A slug stays as it is."
    )
    category: strawberry.Maybe[ExerciseCategory | None] = strawberry.field(
        description="The discipline it belongs to."
    )
    difficulty_level: strawberry.Maybe[DifficultyLevel | None] = strawberry.field(
        description="For whom it is meant."
    )
    primary_muscles: strawberry.Maybe[list[strawberry.ID] | None] = strawberry.field(
        description="The muscle groups that it is meant for, 1–20, in place of those before."
    )
    secondary_muscles: strawberry.Maybe[list[strawberry.ID] | None] = strawberry.field(
        description="The muscle groups that it also works, at most 20, in place of those before; "
        "null for none."
    )
    equipment: strawberry.Maybe[list[strawberry.ID] | None] = strawberry.field(
        description="What it is done with, at most 20, in place of what was before; null for nothing."
    )
    tags: strawberry.Maybe[list[strawberry.ID] | None] = strawberry.field(
        description="Its labels, at most 20, in place of those before; null for none. "
        "A system exercise keeps one at least."
    )
    force: strawberry.Maybe[Force | None] = strawberry.field(
        description="The direction of the effort; null for none."
    )
    mechanic: strawberry.Maybe[Mechanic | None] = strawberry.field(
        description="How many joints move; null where that does not matter."
    )
    default_mode: strawberry.Maybe[SetMode | None] = strawberry.field(
        description="What its sets measure unless a template says else."
    )
    instructions: strawberry.Maybe[str | None] = strawberry.field(
        description="Up to 5000 characters; null removes them, but not from a system exercise."
    )
    aliases: strawberry.Maybe[list[str] | None] = strawberry.field(
        description="Other names, at most 20, in place of those before; null for none."
    )
    is_active: strawberry.Maybe[bool | None] = strawberry.field(
        description="Whether lists show it; of system exercises only."
    )

    def changes(self) -> ExerciseChanges:
        """Return what was sent, nulls too, by attribute."""
        values: dict[str, Any] = {}
        for name, maybe in vars(self).items():
            if name in {"id", "version"} or maybe is None:
                continue
            if name in _LISTS:
                attribute, typename = _LISTS[name]
                values[attribute] = _keys(maybe.value, typename)
            else:
                values[name] = (maybe.value or ()) if name == "aliases" else maybe.value
        return ExerciseChanges(values, given(self.version))


@strawberry.input(description="Which exercise to delete.")
class DeleteExerciseInput:
    id: strawberry.ID = strawberry.field(description="One of your own; for superusers also the system's.")


@strawberry.input(description="Two system exercises that are the same.")
class MergeExercisesInput:
    from_: strawberry.ID = strawberry.field(name="from", description="The exercise that is given up.")
    into: strawberry.ID = strawberry.field(description="The exercise that takes its place.")


@strawberry.type
class NewExercisePayload:
    """Base of the payloads that answer with a new exercise."""

    exercise_id: strawberry.Private[UUID]
    exercise: Exercise = strawberry.field(description="The new exercise.")
    similar: list[Exercise] = batched(
        loaders.similar_by_exercise,
        key="exercise_id",
        description="Others that you may see with nearly the same name or alias, the likest first; "
        "at most 5.",
    )


@strawberry.type(description="The exercise was made.")
class CreateExercisePayload(NewExercisePayload):
    pass


@strawberry.type(description="The system exercise was made.")
class CreateSystemExercisePayload(NewExercisePayload):
    pass


@strawberry.type(description="The exercise is as was asked for.")
class UpdateExercisePayload:
    exercise: Exercise = strawberry.field(description="The exercise as it is now.")


@strawberry.type(
    description="The exercise is gone, or where templates or sessions refer to it, only shown there any more."
)
class DeleteExercisePayload:
    deleted_exercise_id: strawberry.ID = strawberry.field(description="The exercise that was deleted.")


@strawberry.type(description="One exercise has taken the other's place.")
class MergeExercisesPayload:
    exercise: Exercise = strawberry.field(
        description="The one that has; its aliases are those of both, and the other's name."
    )
    merged: Exercise = strawberry.field(
        description="The one that was given up; its slug leads to the other one."
    )


CreateExerciseResult = Annotated[
    CreateExercisePayload | ValidationProblem | ConflictProblem,
    strawberry.union("CreateExerciseResult", description="The new exercise, or why there is none."),
]
CreateSystemExerciseResult = Annotated[
    CreateSystemExercisePayload | ValidationProblem | ForbiddenProblem | ConflictProblem,
    strawberry.union("CreateSystemExerciseResult", description="The new exercise, or why there is none."),
]
UpdateExerciseResult = Annotated[
    UpdateExercisePayload | ValidationProblem | NotFoundProblem | ForbiddenProblem | ConflictProblem,
    strawberry.union("UpdateExerciseResult", description="The changed exercise, or why it is unchanged."),
]
DeleteExerciseResult = Annotated[
    DeleteExercisePayload | NotFoundProblem | ForbiddenProblem,
    strawberry.union("DeleteExerciseResult", description="What was deleted, or why it stays."),
]

MergeExercisesResult = Annotated[
    MergeExercisesPayload | ValidationProblem | ForbiddenProblem | ConflictProblem,
    strawberry.union("MergeExercisesResult", description="Both exercises, or why they are unchanged."),
]


def _keys(ids: Sequence[str] | None, typename: str) -> tuple[int, ...]:
    return tuple(decode_number_id(id_, typename) for id_ in ids or ())
