"""What changes, deletes and copies training plans: inputs, payloads and results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import UNSET

from irontrack.graphql.inputs import given
from irontrack.graphql.problems import (
    ConflictProblem,
    ForbiddenProblem,
    NotFoundProblem,
    ValidationProblem,
)
from irontrack.graphql.relay import decode_id
from irontrack.models import DifficultyLevel
from irontrack.templates.service.plan_copies import PlanCopy
from irontrack.templates.service.plans import PlanChanges
from irontrack.templates.types.plans import TrainingPlan

if TYPE_CHECKING:
    from uuid import UUID


@strawberry.input(description="What to change about a plan; what is left out stays.")
class UpdateTrainingPlanInput:
    id: strawberry.ID = strawberry.field(description="The plan.")
    version: int | None = strawberry.field(
        description="The version that you have seen; where it is not the present one, nothing is changed.",
        default=UNSET,
    )
    name: strawberry.Maybe[str | None] = strawberry.field(
        description="1–100 characters; unique among its owner's plans."
    )
    description: strawberry.Maybe[str | None] = strawberry.field(
        description="Free text, up to 2000 characters; null for none."
    )
    difficulty_level: strawberry.Maybe[DifficultyLevel | None] = strawberry.field(
        description="For whom it is meant."
    )

    def changes(self) -> PlanChanges:
        """Return what was sent, nulls too, by attribute."""
        values: dict[str, Any] = {
            name: maybe.value
            for name, maybe in vars(self).items()
            if name not in {"id", "version"} and maybe is not None
        }
        return PlanChanges(values, given(self.version))


@strawberry.input(description="Which plan to delete.")
class DeleteTrainingPlanInput:
    id: strawberry.ID = strawberry.field(description="One of your own; for superusers also the system's.")
    version: int | None = strawberry.field(
        description="The version that you have seen; where it is not the present one, nothing is deleted.",
        default=UNSET,
    )


@strawberry.input(description="Which plan to copy.")
class CopyTrainingPlanInput:
    plan_id: strawberry.ID = strawberry.field(description="A plan that you may read.")
    name: str | None = strawberry.field(
        description="What to call the copy, 1–100 characters; by default as the plan. Where you have a plan "
        'of that name, it becomes "Name (2)".',
        default=UNSET,
    )
    id: strawberry.ID | None = strawberry.field(
        description="A UUIDv7 of your own choice for the copy. The same input sent again makes nothing new "
        "and answers with the copy as it is now.",
        default=UNSET,
    )

    def copy(self) -> PlanCopy:
        return PlanCopy(decode_id(self.plan_id, "TrainingPlan"), given(self.name))

    def copy_id(self) -> UUID | None:
        id_ = given(self.id)
        return None if id_ is None else decode_id(id_, "TrainingPlan")


@strawberry.type(description="The plan is as was asked for.")
class UpdateTrainingPlanPayload:
    training_plan: TrainingPlan = strawberry.field(description="The plan as it is now.")


@strawberry.type(description="The plan is gone; its units, and what was done by it, are there as before.")
class DeleteTrainingPlanPayload:
    deleted_training_plan_id: strawberry.ID = strawberry.field(description="The plan that was deleted.")


@strawberry.type(description="The plan was copied.")
class CopyTrainingPlanPayload:
    training_plan: TrainingPlan = strawberry.field(description="The copy: private, with units of its own.")


UpdateTrainingPlanResult = Annotated[
    UpdateTrainingPlanPayload | ValidationProblem | NotFoundProblem | ForbiddenProblem | ConflictProblem,
    strawberry.union("UpdateTrainingPlanResult", description="The changed plan, or why it is unchanged."),
]
DeleteTrainingPlanResult = Annotated[
    DeleteTrainingPlanPayload | NotFoundProblem | ForbiddenProblem | ConflictProblem,
    strawberry.union("DeleteTrainingPlanResult", description="What was deleted, or why it stays."),
]
CopyTrainingPlanResult = Annotated[
    CopyTrainingPlanPayload | ValidationProblem | NotFoundProblem | ConflictProblem,
    strawberry.union("CopyTrainingPlanResult", description="The copy, or why there is none."),
]
