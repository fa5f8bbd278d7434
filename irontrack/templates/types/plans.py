"""Training plans as the API shows and takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from irontrack.graphql.batching import batched
from irontrack.graphql.inputs import bounded, given
from irontrack.graphql.problems import ConflictProblem, ValidationProblem
from irontrack.graphql.relay import Node, declare_node, decode_id
from irontrack.models import DifficultyLevel, TrainingPlanRow, TrainingPlanUnitRow
from irontrack.models.limits import GREATEST_INTEGER
from irontrack.sharing.loaders import grants_by_plan, viewer_access_by_plan
from irontrack.sharing.rules import ViewerAccess
from irontrack.sharing.types.grants import AccessGrant
from irontrack.templates import loaders
from irontrack.templates.service.plans import NewPlan, NewPlanUnit
from irontrack.templates.types.templates import ACCESS, VIEWER_ACCESS, Template
from irontrack.templates.types.units import TrainingUnit

if TYPE_CHECKING:
    from uuid import UUID


@strawberry.type(description="A unit on a day of a plan.")
class TrainingPlanUnit(Node):
    day_number: int = strawberry.field(
        description="Day of the plan, 1–730. Days that are missing are rest days."
    )
    order_index: int = strawberry.field(description="Position in the day, ascending; gaps are possible.")
    unit: TrainingUnit = batched(
        loaders.unit_by_id,
        key="training_unit_id",
        description="The unit; whoever may read the plan may read it.",
    )


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


declare_node("TrainingPlan", loaders.plan_by_id, TrainingPlanRow)
declare_node("TrainingPlanUnit", loaders.plan_unit_by_id, TrainingPlanUnitRow, greatest=GREATEST_INTEGER)


@strawberry.input(description="A unit to be put on a day of a plan.")
class PlanUnitInput:
    day_number: int = strawberry.field(description="Day of the plan, 1–730.")
    unit_id: strawberry.ID = strawberry.field(description="A unit of your own.")

    def unit(self) -> NewPlanUnit:
        return NewPlanUnit(day_number=self.day_number, unit_id=decode_id(self.unit_id, "TrainingUnit"))


@strawberry.input(description="A new training plan.")
class CreateTrainingPlanInput:
    name: str = strawberry.field(description="1–100 characters; unique among your plans.")
    difficulty_level: DifficultyLevel = strawberry.field(description="For whom it is meant.")
    description: str | None = strawberry.field(description="Free text, up to 2000 characters.", default=UNSET)
    units: list[PlanUnitInput] = strawberry.field(
        description="Its units; those of one day in their order. At most 250.", default_factory=list
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
