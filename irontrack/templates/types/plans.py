"""Training plans as the API shows them, and takes new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import UNSET, Info, Parent

from irontrack.graphql.batching import batched
from irontrack.graphql.inputs import bounded, given
from irontrack.graphql.problems import ConflictProblem, ValidationProblem
from irontrack.graphql.relay import declare_node, decode_id
from irontrack.models import DifficultyLevel, TrainingPlanRow
from irontrack.sharing.loaders import grants_by_plan, viewer_access_by_plan
from irontrack.sharing.rules import ViewerAccess
from irontrack.sharing.types.grants import AccessGrant
from irontrack.templates import loaders
from irontrack.templates.rules import WEEK_NUMBER, week_of
from irontrack.templates.service.plans import NewPlan, NewPlanUnit
from irontrack.templates.types.plan_units import TrainingPlanUnit, TrainingPlanWeek, weeks_of
from irontrack.templates.types.templates import ACCESS, VIEWER_ACCESS, Template

if TYPE_CHECKING:
    from uuid import UUID


@strawberry.type(description="A training plan: which units to do on which days.")
class TrainingPlan(Template):
    difficulty_level: DifficultyLevel = strawberry.field(description="For whom it is meant.")
    units: list[TrainingPlanUnit] = batched(
        loaders.units_by_plan, key="id", description="Its units by day, and in their order. At most 500."
    )
    copied_from: TrainingPlan | None = batched(
        loaders.plan_by_id,
        key="copied_from_id",
        description="The plan that it is a copy of; null where there is none that you may read.",
    )
    access: list[AccessGrant] | None = batched(grants_by_plan, key="id", description=ACCESS)
    viewer_access: ViewerAccess = batched(viewer_access_by_plan, key="id", description=VIEWER_ACCESS)

    @strawberry.field(description="How many units are on its days, one that is there twice counted twice.")
    async def unit_count(self, root: Parent[Any], info: Info) -> int:
        return (await _extent(root, info))[0]

    @strawberry.field(description="The last day that has a unit; 0 for a plan without units.")
    async def day_count(self, root: Parent[Any], info: Info) -> int:
        return (await _extent(root, info))[1]

    @strawberry.field(description="The week of its last day; 0 for a plan without units.")
    async def week_count(self, root: Parent[Any], info: Info) -> int:
        return week_of((await _extent(root, info))[1])

    @strawberry.field(
        description="Its weeks from the first to that of its last day, without gaps, rest days too. At most "
        "105; none for a plan without units."
    )
    async def weeks(self, root: Parent[Any], info: Info) -> list[TrainingPlanWeek]:
        places = await info.context.load(loaders.units_by_plan, root.id)
        last = week_of(places[-1].day_number) if places else 0
        return weeks_of(places, range(1, last + 1))

    @strawberry.field(
        description="One of its weeks, also one behind its last day; null where no plan has such a week."
    )
    async def week(
        self,
        root: Parent[Any],
        info: Info,
        number: Annotated[int, strawberry.argument(description="Which one, 1–105.")] = 1,
    ) -> TrainingPlanWeek | None:
        if not WEEK_NUMBER.low <= number <= WEEK_NUMBER.high:
            return None
        places = await info.context.load(loaders.units_by_plan, root.id)
        return weeks_of(places, [number])[0]


declare_node("TrainingPlan", loaders.plan_by_id, TrainingPlanRow)


async def _extent(plan: Any, info: Info) -> tuple[int, int]:  # noqa: ANN401 - a row
    """Return how many units are in a plan, and its last day."""
    extent = await info.context.load(loaders.extent_by_plan, plan.id)
    return (extent.unit_count, extent.day_count) if extent else (0, 0)


@strawberry.input(description="A unit to be put on a day of a plan.")
class PlanUnitInput:
    day_number: int = strawberry.field(description="Day of the plan, 1–730.")
    unit_id: strawberry.ID = strawberry.field(
        description="A unit that you may read. Somebody else's is copied, and the copy put on the day."
    )
    client_id: strawberry.ID | None = strawberry.field(
        description="A UUIDv7 of your own choice, unique in the plan; inputs take it in place of the id.",
        default=UNSET,
    )

    def unit(self) -> NewPlanUnit:
        client_id = given(self.client_id)
        return NewPlanUnit(
            day_number=self.day_number,
            unit_id=decode_id(self.unit_id, "TrainingUnit"),
            client_id=None if client_id is None else decode_id(client_id, "TrainingPlanUnit"),
        )


@strawberry.input(description="A new training plan.")
class CreateTrainingPlanInput:
    name: str = strawberry.field(description="1–100 characters; unique among your plans.")
    difficulty_level: DifficultyLevel = strawberry.field(description="For whom it is meant.")
    description: str | None = strawberry.field(description="Free text, up to 2000 characters.", default=UNSET)
    units: list[PlanUnitInput] = strawberry.field(
        description="Its units; those of one day in their order. At most 250; schedule more afterwards.",
        default_factory=list,
    )
    id: strawberry.ID | None = strawberry.field(
        description="A UUIDv7 of your own choice. The same input sent again makes nothing new and answers "
        "with the plan as it is now.",
        default=UNSET,
    )

    def plan(self) -> NewPlan:
        return NewPlan(
            name=self.name,
            difficulty_level=self.difficulty_level,
            description=given(self.description),
            units=[unit.unit() for unit in bounded(self.units)],
        )

    def plan_id(self) -> UUID | None:
        id_ = given(self.id)
        return None if id_ is None else decode_id(id_, "TrainingPlan")


@strawberry.type(description="The plan was made.")
class CreateTrainingPlanPayload:
    training_plan: TrainingPlan = strawberry.field(description="The new plan.")


CreateTrainingPlanResult = Annotated[
    CreateTrainingPlanPayload | ValidationProblem | ConflictProblem,
    strawberry.union("CreateTrainingPlanResult", description="The new plan, or why there is none."),
]
