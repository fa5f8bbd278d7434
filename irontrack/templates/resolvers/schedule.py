"""Changing the days of a plan: part of Mutation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import strawberry
from strawberry import Info

from irontrack.graphql.inputs import given
from irontrack.graphql.problems import mutation
from irontrack.graphql.relay import encode_id
from irontrack.templates.service import schedule as service
from irontrack.templates.types.schedule import (
    DuplicatePlanWeekInput,
    DuplicatePlanWeekPayload,
    DuplicatePlanWeekResult,
    MoveScheduledUnitInput,
    MoveScheduledUnitPayload,
    MoveScheduledUnitResult,
    ReorderPlanDayInput,
    ReorderPlanDayPayload,
    ReorderPlanDayResult,
    ScheduleUnitInput,
    ScheduleUnitPayload,
    ScheduleUnitResult,
    UnscheduleUnitInput,
    UnscheduleUnitPayload,
    UnscheduleUnitResult,
    row_key,
)

if TYPE_CHECKING:
    from irontrack.templates.types.plan_units import TrainingPlanUnit
    from irontrack.templates.types.plans import TrainingPlan


@strawberry.type
class ScheduleMutation:
    @mutation(
        description="Put a unit on a day of a plan. In a plan of your own, somebody else's unit is copied "
        "first."
    )
    async def schedule_unit(
        self,
        info: Info,
        input: Annotated[ScheduleUnitInput, strawberry.argument(description="What, and where.")],
    ) -> ScheduleUnitResult:
        edit = input.edit(info.context.require_viewer().id)
        plan, place = await service.schedule_unit(info.context.db, edit, input.unit())
        return ScheduleUnitPayload(
            training_plan=cast("TrainingPlan", plan), plan_unit=cast("TrainingPlanUnit", place)
        )

    @mutation(description="Take a unit from a day of a plan. The unit itself stays.")
    async def unschedule_unit(
        self,
        info: Info,
        input: Annotated[UnscheduleUnitInput, strawberry.argument(description="What.")],
    ) -> UnscheduleUnitResult:
        edit = input.edit(info.context.require_viewer().id)
        key = row_key(input.plan_unit_id)
        plan, place = await service.unschedule_unit(info.context.db, edit, key)
        return UnscheduleUnitPayload(
            training_plan=cast("TrainingPlan", plan),
            unscheduled_plan_unit_id=encode_id("TrainingPlanUnit", place.id),
        )

    @mutation(
        description="Move what is on a day of a plan to another day, or to another position of the same. It "
        "keeps its id."
    )
    async def move_scheduled_unit(
        self,
        info: Info,
        input: Annotated[MoveScheduledUnitInput, strawberry.argument(description="What, and where to.")],
    ) -> MoveScheduledUnitResult:
        edit = input.edit(info.context.require_viewer().id)
        key, to = row_key(input.plan_unit_id), (input.day_number, given(input.position))
        plan, place = await service.move_unit(info.context.db, edit, key, to)
        return MoveScheduledUnitPayload(
            training_plan=cast("TrainingPlan", plan), plan_unit=cast("TrainingPlanUnit", place)
        )

    @mutation(description="Put all that is on one day of a plan in another order. Everything keeps its id.")
    async def reorder_plan_day(
        self,
        info: Info,
        input: Annotated[ReorderPlanDayInput, strawberry.argument(description="The new order.")],
    ) -> ReorderPlanDayResult:
        edit = input.edit(info.context.require_viewer().id)
        day_number, keys = input.day_number, input.keys()
        plan = await service.reorder_day(info.context.db, edit, day_number, keys)
        return ReorderPlanDayPayload(training_plan=cast("TrainingPlan", plan))

    @mutation(description="Schedule the units of one week of a plan in another week as well. None is copied.")
    async def duplicate_plan_week(
        self,
        info: Info,
        input: Annotated[DuplicatePlanWeekInput, strawberry.argument(description="Which week, where to.")],
    ) -> DuplicatePlanWeekResult:
        edit = input.edit(info.context.require_viewer().id)
        weeks = (input.week, given(input.to_week))
        plan, week = await service.duplicate_week(info.context.db, edit, weeks)
        return DuplicatePlanWeekPayload(training_plan=cast("TrainingPlan", plan), week_number=week)
