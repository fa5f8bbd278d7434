"""The plans' part of Query, Mutation and Viewer."""

from __future__ import annotations

from typing import Annotated, Any, cast

import strawberry
from strawberry import Info, Parent

from irontrack.graphql.connections import Connection, connection, listed
from irontrack.graphql.inputs import given
from irontrack.graphql.problems import mutation
from irontrack.graphql.relay import decode_id, encode_id
from irontrack.templates import loaders
from irontrack.templates.queries import plans as queries
from irontrack.templates.service import plans as service
from irontrack.templates.service.plan_copies import copy_plan
from irontrack.templates.types.plan_changes import (
    CopyTrainingPlanInput,
    CopyTrainingPlanPayload,
    CopyTrainingPlanResult,
    DeleteTrainingPlanInput,
    DeleteTrainingPlanPayload,
    DeleteTrainingPlanResult,
    UpdateTrainingPlanInput,
    UpdateTrainingPlanPayload,
    UpdateTrainingPlanResult,
)
from irontrack.templates.types.plans import (
    CreateTrainingPlanInput,
    CreateTrainingPlanPayload,
    CreateTrainingPlanResult,
    TrainingPlan,
)


@strawberry.type
class PlansQuery:
    @strawberry.field(description="A training plan that you may read; null when there is none.")
    async def training_plan(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its global id.")]
    ) -> TrainingPlan | None:
        plan = await info.context.load(loaders.plan_by_id, decode_id(id, "TrainingPlan"))
        return cast("TrainingPlan | None", plan)


@strawberry.type
class PlansViewer:
    @connection(description="Your own training plans by name.")
    def training_plans(self, root: Parent[Any]) -> Connection[TrainingPlan]:
        return listed(queries.list_own_plans(root.id))


@strawberry.type
class PlansMutation:
    @mutation(description="Make a private training plan. Units of others are copied first, each once.")
    async def create_training_plan(
        self,
        info: Info,
        input: Annotated[CreateTrainingPlanInput, strawberry.argument(description="The plan to be made.")],
    ) -> CreateTrainingPlanResult:
        viewer = info.context.require_viewer()
        plan = await service.create_plan(info.context.db, viewer.id, input.plan(), input.plan_id())
        return CreateTrainingPlanPayload(training_plan=cast("TrainingPlan", plan))

    @mutation(
        description="Change what a plan says of itself: your own, one that you may write, or as a superuser "
        "the system's. A slug stays whatever the name becomes."
    )
    async def update_training_plan(
        self,
        info: Info,
        input: Annotated[UpdateTrainingPlanInput, strawberry.argument(description="What to change.")],
    ) -> UpdateTrainingPlanResult:
        viewer, plan_id = info.context.require_viewer(), decode_id(input.id, "TrainingPlan")
        plan = await service.change_plan(info.context.db, viewer.id, plan_id, input.changes())
        return UpdateTrainingPlanPayload(training_plan=cast("TrainingPlan", plan))

    @mutation(
        description="Delete a plan of your own, or as a superuser the system's. Its units stay, and so does "
        "whatever was done by it."
    )
    async def delete_training_plan(
        self,
        info: Info,
        input: Annotated[DeleteTrainingPlanInput, strawberry.argument(description="Which one.")],
    ) -> DeleteTrainingPlanResult:
        viewer, plan_id = info.context.require_viewer(), decode_id(input.id, "TrainingPlan")
        await service.delete_plan(info.context.db, viewer.id, plan_id, given(input.version))
        return DeleteTrainingPlanPayload(deleted_training_plan_id=encode_id("TrainingPlan", plan_id))

    @mutation(
        description="Make a private copy of a plan that you may read, with copies of its units, each once."
    )
    async def copy_training_plan(
        self,
        info: Info,
        input: Annotated[CopyTrainingPlanInput, strawberry.argument(description="Which one.")],
    ) -> CopyTrainingPlanResult:
        viewer = info.context.require_viewer()
        plan = await copy_plan(info.context.db, viewer.id, input.copy(), input.copy_id())
        return CopyTrainingPlanPayload(training_plan=cast("TrainingPlan", plan))
