"""The plans' part of Query, Mutation and Viewer."""

from __future__ import annotations

from typing import Annotated, Any, cast

import strawberry
from strawberry import Info, Parent

from irontrack.graphql.connections import Connection, connection, listed
from irontrack.graphql.problems import mutation
from irontrack.graphql.relay import decode_id
from irontrack.templates import loaders
from irontrack.templates.queries import plans as queries
from irontrack.templates.service import plans as service
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
    @mutation(description="Make a training plan with units of your own. It is private.")
    async def create_training_plan(
        self,
        info: Info,
        input: Annotated[CreateTrainingPlanInput, strawberry.argument(description="The plan to be made.")],
    ) -> CreateTrainingPlanResult:
        viewer = info.context.require_viewer()
        plan = await service.create_plan(info.context.db, viewer.id, input.plan(), input.plan_id())
        return CreateTrainingPlanPayload(training_plan=cast("TrainingPlan", plan))
