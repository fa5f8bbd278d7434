"""What changes the days of a plan: inputs, payloads and results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import UNSET, Info

from irontrack.errors import RequestError
from irontrack.graphql.inputs import bounded, given
from irontrack.graphql.problems import (
    ConflictProblem,
    ForbiddenProblem,
    NotFoundProblem,
    ValidationProblem,
)
from irontrack.graphql.relay import decode_id, decode_number_id
from irontrack.templates import loaders
from irontrack.templates.service.plans import NewPlanUnit
from irontrack.templates.service.schedule import PlanEdit
from irontrack.templates.types.plan_units import TrainingPlanUnit, TrainingPlanWeek, weeks_of
from irontrack.templates.types.plans import TrainingPlan

if TYPE_CHECKING:
    from uuid import UUID


@strawberry.input
class ScheduleInput:
    """Base of the inputs that change the days of a plan."""

    plan_id: strawberry.ID = strawberry.field(description="The plan.")
    version: int | None = strawberry.field(
        description="The plan's version that you have seen; where it is not the present one, nothing is "
        "changed.",
        default=UNSET,
    )

    def edit(self, actor_id: UUID) -> PlanEdit:
        return PlanEdit(actor_id, decode_id(self.plan_id, "TrainingPlan"), given(self.version))


@strawberry.input(description="A unit to be put on a day of a plan.")
class ScheduleUnitInput(ScheduleInput):
    unit_id: strawberry.ID = strawberry.field(
        description="A unit that you may read. In a plan of your own, somebody else's is copied, and the "
        "copy put on the day; somebody else's plan takes only units of its owner."
    )
    day_number: int = strawberry.field(description="Day of the plan, 1–730.")
    position: int | None = strawberry.field(
        description="Among the units of that day: 0 puts it first, null or more than there are, last.",
        default=UNSET,
    )
    client_id: strawberry.ID | None = strawberry.field(
        description="A UUIDv7 of your own choice, unique in the plan; inputs take it in place of the id. The "
        "same input sent again with it schedules nothing more and answers with the plan as it is now.",
        default=UNSET,
    )

    def unit(self) -> NewPlanUnit:
        client_id = given(self.client_id)
        return NewPlanUnit(
            day_number=self.day_number,
            unit_id=decode_id(self.unit_id, "TrainingUnit"),
            position=given(self.position),
            client_id=None if client_id is None else decode_id(client_id, "TrainingPlanUnit"),
        )


@strawberry.input(description="What to take from a day of a plan.")
class UnscheduleUnitInput(ScheduleInput):
    plan_unit_id: strawberry.ID = strawberry.field(description="The `TrainingPlanUnit`.")


@strawberry.input(description="What to move in a plan, and where to.")
class MoveScheduledUnitInput(ScheduleInput):
    plan_unit_id: strawberry.ID = strawberry.field(description="The `TrainingPlanUnit`.")
    day_number: int = strawberry.field(description="Day of the plan, 1–730; the same one, to reorder it.")
    position: int | None = strawberry.field(
        description="Among the other units of that day: 0 puts it first, null or more than there are, last.",
        default=UNSET,
    )


@strawberry.input(description="A day of a plan in another order.")
class ReorderPlanDayInput(ScheduleInput):
    day_number: int = strawberry.field(description="Day of the plan.")
    plan_unit_ids: list[strawberry.ID] = strawberry.field(
        description="Every `TrainingPlanUnit` of the day once, in the new order. At most 250."
    )

    def keys(self) -> list[int | UUID]:
        return [row_key(id_) for id_ in bounded(self.plan_unit_ids)]


@strawberry.input(description="A week of a plan to be repeated.")
class DuplicatePlanWeekInput(ScheduleInput):
    week: int = strawberry.field(description="The week whose units are scheduled once more, 1–105.")
    to_week: int | None = strawberry.field(
        description="The week in which they are scheduled, on the same days and behind what is there. By "
        "default the one behind the plan's last, so send `version` lest a retry repeats it once more.",
        default=UNSET,
    )


@strawberry.type
class SchedulePayload:
    """Base of the payloads."""

    training_plan: TrainingPlan = strawberry.field(description="The plan as it is now.")


@strawberry.type(description="The unit is on the day.")
class ScheduleUnitPayload(SchedulePayload):
    plan_unit: TrainingPlanUnit = strawberry.field(
        description="Where it stands. Its unit is the one that was named, or a copy of it."
    )


@strawberry.type(description="The unit is no more on the day.")
class UnscheduleUnitPayload(SchedulePayload):
    unscheduled_plan_unit_id: strawberry.ID = strawberry.field(
        description="The `TrainingPlanUnit` that is gone."
    )


@strawberry.type(description="The unit stands where it was to be moved.")
class MoveScheduledUnitPayload(SchedulePayload):
    plan_unit: TrainingPlanUnit = strawberry.field(description="Where it stands.")


@strawberry.type(description="The day has the order that was asked for.")
class ReorderPlanDayPayload(SchedulePayload):
    pass


@strawberry.type(description="The week was repeated.")
class DuplicatePlanWeekPayload(SchedulePayload):
    week_number: strawberry.Private[int]

    @strawberry.field(description="The week in which the units were scheduled.")
    async def week(self, info: Info) -> TrainingPlanWeek:
        plan: Any = self.training_plan
        places = await info.context.load(loaders.units_by_plan, plan.id)
        return weeks_of(places, [self.week_number])[0]


ScheduleUnitResult = Annotated[
    ScheduleUnitPayload | ValidationProblem | NotFoundProblem | ForbiddenProblem | ConflictProblem,
    strawberry.union("ScheduleUnitResult", description="The plan with the unit, or why it is unchanged."),
]
UnscheduleUnitResult = Annotated[
    UnscheduleUnitPayload | NotFoundProblem | ForbiddenProblem | ConflictProblem,
    strawberry.union(
        "UnscheduleUnitResult", description="The plan without the unit, or why it is unchanged."
    ),
]
MoveScheduledUnitResult = Annotated[
    MoveScheduledUnitPayload | ValidationProblem | NotFoundProblem | ForbiddenProblem | ConflictProblem,
    strawberry.union("MoveScheduledUnitResult", description="The changed plan, or why it is unchanged."),
]
ReorderPlanDayResult = Annotated[
    ReorderPlanDayPayload | ValidationProblem | NotFoundProblem | ForbiddenProblem | ConflictProblem,
    strawberry.union("ReorderPlanDayResult", description="The changed plan, or why it is unchanged."),
]
DuplicatePlanWeekResult = Annotated[
    DuplicatePlanWeekPayload | ValidationProblem | NotFoundProblem | ForbiddenProblem | ConflictProblem,
    strawberry.union("DuplicatePlanWeekResult", description="The changed plan, or why it is unchanged."),
]


def row_key(value: str) -> int | UUID:
    """Return what stands for a unit in a plan: its number, or the UUID that the client chose.

    Raises:
        RequestError: BAD_ID when it is neither.
    """
    try:
        return decode_number_id(value, "TrainingPlanUnit")
    except RequestError:
        return decode_id(value, "TrainingPlanUnit")
