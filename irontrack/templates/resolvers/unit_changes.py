"""Making, changing, deleting and copying training units: part of Mutation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import strawberry
from strawberry import Info

from irontrack.graphql.problems import mutation
from irontrack.graphql.relay import encode_id
from irontrack.templates.service import unit_copying, unit_editing, units
from irontrack.templates.types.unit_changes import (
    CopyTrainingUnitInput,
    CopyTrainingUnitPayload,
    CopyTrainingUnitResult,
    CreateTrainingUnitInput,
    CreateTrainingUnitPayload,
    CreateTrainingUnitResult,
    DeleteTrainingUnitInput,
    DeleteTrainingUnitPayload,
    DeleteTrainingUnitResult,
    ReorderTrainingUnitExercisesInput,
    ReorderTrainingUnitExercisesPayload,
    ReorderTrainingUnitExercisesResult,
    SetTrainingUnitExercisesInput,
    SetTrainingUnitExercisesPayload,
    SetTrainingUnitExercisesResult,
    UpdateTrainingUnitInput,
    UpdateTrainingUnitPayload,
    UpdateTrainingUnitResult,
)

if TYPE_CHECKING:
    from irontrack.graphql.context import Context
    from irontrack.templates.types.units import TrainingUnit


@strawberry.type
class UnitChangesMutation:
    @mutation(description="Make a training unit with its exercises. It is private.")
    async def create_training_unit(
        self,
        info: Info,
        input: Annotated[CreateTrainingUnitInput, strawberry.argument(description="The unit to be made.")],
    ) -> CreateTrainingUnitResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        unit = await units.create_unit(context.db, viewer_id, input.unit(), input.unit_id())
        return CreateTrainingUnitPayload(training_unit=cast("TrainingUnit", unit))

    @mutation(
        description="Change what a training unit is called and what is said about it: of your own, of one "
        "that you may write, or as a superuser of the system's."
    )
    async def update_training_unit(
        self,
        info: Info,
        input: Annotated[UpdateTrainingUnitInput, strawberry.argument(description="What to change.")],
    ) -> UpdateTrainingUnitResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        unit = await units.update_unit(
            context.db, viewer_id, input.unit_id(), input.seen_version(), input.changes()
        )
        return UpdateTrainingUnitPayload(training_unit=cast("TrainingUnit", unit))

    @mutation(
        description="Let a training unit have these exercises in this order. Those that are there keep "
        "their ids; only the system's can be put into somebody else's unit."
    )
    async def set_training_unit_exercises(
        self,
        info: Info,
        input: Annotated[SetTrainingUnitExercisesInput, strawberry.argument(description="The exercises.")],
    ) -> SetTrainingUnitExercisesResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        unit = await unit_editing.set_exercises(
            context.db, viewer_id, input.unit_id(), input.seen_version(), input.wanted()
        )
        return SetTrainingUnitExercisesPayload(training_unit=cast("TrainingUnit", unit))

    @mutation(description="Put the exercises of a training unit into another order. Supersets stay together.")
    async def reorder_training_unit_exercises(
        self,
        info: Info,
        input: Annotated[ReorderTrainingUnitExercisesInput, strawberry.argument(description="The order.")],
    ) -> ReorderTrainingUnitExercisesResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        unit = await unit_editing.reorder_exercises(
            context.db, viewer_id, input.unit_id(), input.seen_version(), input.keys()
        )
        return ReorderTrainingUnitExercisesPayload(training_unit=cast("TrainingUnit", unit))

    @mutation(
        description="Delete a training unit of your own, or as a superuser one of the system's, that no plan "
        "has. Sessions keep what they have copied from it."
    )
    async def delete_training_unit(
        self,
        info: Info,
        input: Annotated[DeleteTrainingUnitInput, strawberry.argument(description="Which one.")],
    ) -> DeleteTrainingUnitResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        unit_id = input.unit_id()
        await units.delete_unit(context.db, viewer_id, unit_id, input.seen_version())
        return DeleteTrainingUnitPayload(deleted_training_unit_id=encode_id("TrainingUnit", unit_id))

    @mutation(
        description="Copy a training unit that you may read into your own. Where its name is taken, the copy "
        "gets a number. An exercise that you cannot use keeps its name, but leads nowhere."
    )
    async def copy_training_unit(
        self,
        info: Info,
        input: Annotated[CopyTrainingUnitInput, strawberry.argument(description="Which one.")],
    ) -> CopyTrainingUnitResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        unit = await unit_copying.copy_readable_unit(context.db, viewer_id, input.copy(), input.copy_id())
        return CopyTrainingUnitPayload(training_unit=cast("TrainingUnit", unit))
