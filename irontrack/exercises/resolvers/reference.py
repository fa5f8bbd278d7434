"""Changing the lists that exercises refer to: part of Mutation, for superusers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import strawberry
from strawberry import Info

from irontrack.exercises.service import reference
from irontrack.exercises.service.reference import EquipmentRow, ExerciseTagRow, MuscleGroupRow
from irontrack.exercises.types.names import (
    CreateEquipmentInput,
    CreateEquipmentPayload,
    CreateEquipmentResult,
    CreateExerciseTagInput,
    CreateExerciseTagPayload,
    CreateExerciseTagResult,
    CreateMuscleGroupInput,
    CreateMuscleGroupPayload,
    CreateMuscleGroupResult,
    DeleteEquipmentInput,
    DeleteEquipmentPayload,
    DeleteEquipmentResult,
    DeleteExerciseTagInput,
    DeleteExerciseTagPayload,
    DeleteExerciseTagResult,
    DeleteMuscleGroupInput,
    DeleteMuscleGroupPayload,
    DeleteMuscleGroupResult,
    UpdateEquipmentInput,
    UpdateEquipmentPayload,
    UpdateEquipmentResult,
    UpdateExerciseTagInput,
    UpdateExerciseTagPayload,
    UpdateExerciseTagResult,
    UpdateMuscleGroupInput,
    UpdateMuscleGroupPayload,
    UpdateMuscleGroupResult,
)
from irontrack.graphql.inputs import given
from irontrack.graphql.problems import mutation
from irontrack.graphql.relay import decode_number_id, encode_id

if TYPE_CHECKING:
    from irontrack.exercises.types.reference import Equipment, ExerciseTag, MuscleGroup
    from irontrack.graphql.context import Context


@strawberry.type
class ReferenceMutation:
    @mutation(description="Add a piece of equipment. For superusers.")
    async def create_equipment(
        self,
        info: Info,
        input: Annotated[CreateEquipmentInput, strawberry.argument(description="What it is.")],
    ) -> CreateEquipmentResult:
        context: Context = info.context
        actor_id = context.require_viewer().id
        made = await reference.create_named(
            context.db,
            actor_id,
            EquipmentRow,
            input.name,
            is_always_available=input.is_always_available,
        )
        return CreateEquipmentPayload(equipment=cast("Equipment", made))

    @mutation(description="Change a piece of equipment; exercises show the new name. For superusers.")
    async def update_equipment(
        self,
        info: Info,
        input: Annotated[UpdateEquipmentInput, strawberry.argument(description="Which one, and what it is.")],
    ) -> UpdateEquipmentResult:
        context: Context = info.context
        actor_id, key = context.require_viewer().id, decode_number_id(input.id, "Equipment")
        available = given(input.is_always_available)
        values = {} if available is None else {"is_always_available": available}
        changed = await reference.change_named(context.db, actor_id, EquipmentRow, key, input.name, **values)
        return UpdateEquipmentPayload(equipment=cast("Equipment", changed))

    @mutation(description="Delete a piece of equipment that no exercise has. For superusers.")
    async def delete_equipment(
        self,
        info: Info,
        input: Annotated[DeleteEquipmentInput, strawberry.argument(description="Which one.")],
    ) -> DeleteEquipmentResult:
        context: Context = info.context
        actor_id, key = context.require_viewer().id, decode_number_id(input.id, "Equipment")
        await reference.delete_named(context.db, actor_id, EquipmentRow, key)
        return DeleteEquipmentPayload(deleted_equipment_id=encode_id("Equipment", key))

    @mutation(description="Add a muscle group. For superusers.")
    async def create_muscle_group(
        self,
        info: Info,
        input: Annotated[CreateMuscleGroupInput, strawberry.argument(description="Its name.")],
    ) -> CreateMuscleGroupResult:
        context: Context = info.context
        actor_id = context.require_viewer().id
        made = await reference.create_named(context.db, actor_id, MuscleGroupRow, input.name)
        return CreateMuscleGroupPayload(muscle_group=cast("MuscleGroup", made))

    @mutation(description="Rename a muscle group; exercises show the new name. For superusers.")
    async def update_muscle_group(
        self,
        info: Info,
        input: Annotated[UpdateMuscleGroupInput, strawberry.argument(description="Which one, and its name.")],
    ) -> UpdateMuscleGroupResult:
        context: Context = info.context
        actor_id, key = context.require_viewer().id, decode_number_id(input.id, "MuscleGroup")
        changed = await reference.change_named(context.db, actor_id, MuscleGroupRow, key, input.name)
        return UpdateMuscleGroupPayload(muscle_group=cast("MuscleGroup", changed))

    @mutation(description="Delete a muscle group that no exercise has. For superusers.")
    async def delete_muscle_group(
        self,
        info: Info,
        input: Annotated[DeleteMuscleGroupInput, strawberry.argument(description="Which one.")],
    ) -> DeleteMuscleGroupResult:
        context: Context = info.context
        actor_id, key = context.require_viewer().id, decode_number_id(input.id, "MuscleGroup")
        await reference.delete_named(context.db, actor_id, MuscleGroupRow, key)
        return DeleteMuscleGroupPayload(deleted_muscle_group_id=encode_id("MuscleGroup", key))

    @mutation(description="Add a tag. For superusers.")
    async def create_exercise_tag(
        self,
        info: Info,
        input: Annotated[CreateExerciseTagInput, strawberry.argument(description="Its name.")],
    ) -> CreateExerciseTagResult:
        context: Context = info.context
        actor_id = context.require_viewer().id
        made = await reference.create_named(context.db, actor_id, ExerciseTagRow, input.name)
        return CreateExerciseTagPayload(exercise_tag=cast("ExerciseTag", made))

    @mutation(description="Rename a tag; exercises show the new name. For superusers.")
    async def update_exercise_tag(
        self,
        info: Info,
        input: Annotated[UpdateExerciseTagInput, strawberry.argument(description="Which one, and its name.")],
    ) -> UpdateExerciseTagResult:
        context: Context = info.context
        actor_id, key = context.require_viewer().id, decode_number_id(input.id, "ExerciseTag")
        changed = await reference.change_named(context.db, actor_id, ExerciseTagRow, key, input.name)
        return UpdateExerciseTagPayload(exercise_tag=cast("ExerciseTag", changed))

    @mutation(description="Delete a tag that no exercise has. For superusers.")
    async def delete_exercise_tag(
        self,
        info: Info,
        input: Annotated[DeleteExerciseTagInput, strawberry.argument(description="Which one.")],
    ) -> DeleteExerciseTagResult:
        context: Context = info.context
        actor_id, key = context.require_viewer().id, decode_number_id(input.id, "ExerciseTag")
        await reference.delete_named(context.db, actor_id, ExerciseTagRow, key)
        return DeleteExerciseTagPayload(deleted_exercise_tag_id=encode_id("ExerciseTag", key))
