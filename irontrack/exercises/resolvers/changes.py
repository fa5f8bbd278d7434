"""Making, changing and deleting exercises: part of Mutation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import strawberry
from strawberry import Info

from irontrack.exercises.service import changes, merging
from irontrack.exercises.types.changes import (
    CreateExerciseInput,
    CreateExercisePayload,
    CreateExerciseResult,
    CreateSystemExerciseInput,
    CreateSystemExercisePayload,
    CreateSystemExerciseResult,
    DeleteExerciseInput,
    DeleteExercisePayload,
    DeleteExerciseResult,
    MergeExercisesInput,
    MergeExercisesPayload,
    MergeExercisesResult,
    UpdateExerciseInput,
    UpdateExercisePayload,
    UpdateExerciseResult,
)
from irontrack.graphql.problems import mutation
from irontrack.graphql.relay import decode_id, encode_id

if TYPE_CHECKING:
    from irontrack.exercises.types.exercises import Exercise
    from irontrack.graphql.context import Context


@strawberry.type
class ChangesMutation:
    @mutation(description="Make an exercise of your own, where the catalogue lacks one.")
    async def create_exercise(
        self,
        info: Info,
        input: Annotated[CreateExerciseInput, strawberry.argument(description="The exercise to be made.")],
    ) -> CreateExerciseResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        made = await changes.create_exercise(context.db, viewer_id, input.content(), input.exercise_id())
        return CreateExercisePayload(exercise_id=made.id, exercise=cast("Exercise", made))

    @mutation(description="Make a system exercise, with a slug made of its name. For superusers.")
    async def create_system_exercise(
        self,
        info: Info,
        input: Annotated[
            CreateSystemExerciseInput, strawberry.argument(description="The exercise to be made.")
        ],
    ) -> CreateSystemExerciseResult:
        context: Context = info.context
        actor_id = context.require_viewer().id
        made = await changes.create_system_exercise(
            context.db, actor_id, input.content(), input.exercise_id()
        )
        return CreateSystemExercisePayload(exercise_id=made.id, exercise=cast("Exercise", made))

    @mutation(
        description="Change an exercise of your own, or as a superuser the system's. "
        "Templates and sessions that have it keep the name that they know."
    )
    async def update_exercise(
        self,
        info: Info,
        input: Annotated[UpdateExerciseInput, strawberry.argument(description="What to change.")],
    ) -> UpdateExerciseResult:
        context: Context = info.context
        actor_id, exercise_id = context.require_viewer().id, decode_id(input.id, "Exercise")
        changed = await changes.change_exercise(context.db, actor_id, exercise_id, input.changes())
        return UpdateExercisePayload(exercise=cast("Exercise", changed))

    @mutation(
        description="Delete an exercise of your own. Templates and sessions that have it keep it, and it can "
        "still be looked at from there. As a superuser, deactivate one of the system's."
    )
    async def delete_exercise(
        self,
        info: Info,
        input: Annotated[DeleteExerciseInput, strawberry.argument(description="Which one.")],
    ) -> DeleteExerciseResult:
        context: Context = info.context
        actor_id, exercise_id = context.require_viewer().id, decode_id(input.id, "Exercise")
        await changes.delete_exercise(context.db, actor_id, exercise_id)
        return DeleteExercisePayload(deleted_exercise_id=encode_id("Exercise", exercise_id))

    @mutation(
        description="Let a system exercise take the place of another that is the same. Whoever asks for the "
        "other by id or slug gets it; templates and sessions stay as they are. For superusers."
    )
    async def merge_exercises(
        self,
        info: Info,
        input: Annotated[MergeExercisesInput, strawberry.argument(description="Which two.")],
    ) -> MergeExercisesResult:
        context: Context = info.context
        actor_id = context.require_viewer().id
        from_id, into_id = decode_id(input.from_, "Exercise"), decode_id(input.into, "Exercise")
        merged, into = await merging.merge_exercises(context.db, actor_id, from_id, into_id)
        return MergeExercisesPayload(exercise=cast("Exercise", into), merged=cast("Exercise", merged))
