"""The enrollments' part of Mutation and Viewer."""

from __future__ import annotations

from typing import Annotated, Any, cast

import strawberry
from strawberry import UNSET, Info, Parent

from irontrack.graphql.connections import Connection, connection, listed
from irontrack.graphql.inputs import given
from irontrack.graphql.problems import mutation
from irontrack.graphql.relay import decode_id
from irontrack.templates.queries import enrollments as queries
from irontrack.templates.service import enrollments as service
from irontrack.templates.types.enrolling import (
    EndEnrollmentInput,
    EndEnrollmentPayload,
    EndEnrollmentResult,
    EnrollInPlanInput,
    EnrollInPlanPayload,
    EnrollInPlanResult,
    MoveEnrollmentDayInput,
    MoveEnrollmentDayPayload,
    MoveEnrollmentDayResult,
    ReopenEnrollmentInput,
    ReopenEnrollmentPayload,
    ReopenEnrollmentResult,
    SkipEnrollmentDayInput,
    SkipEnrollmentDayPayload,
    SkipEnrollmentDayResult,
)
from irontrack.templates.types.enrollments import (
    ONE_WEEK,
    Enrollment,
    EnrollmentDay,
    EnrollmentFilter,
    upcoming_days,
)


@strawberry.type
class EnrollmentsViewer:
    @connection(description="The plans that you follow or have followed, the latest start first.")
    def enrollments(
        self,
        root: Parent[Any],
        filter: Annotated[
            EnrollmentFilter | None, strawberry.argument(description="Narrows the list.")
        ] = UNSET,
    ) -> Connection[Enrollment]:
        wanted = given(filter)
        return listed(queries.list_enrollments(root.id, wanted.statuses() if wanted else None))

    @connection(
        description="What is due from today on in all plans that you follow, by date; today is that of each "
        "enrollment's time zone. Nothing that was skipped."
    )
    def upcoming_workouts(
        self,
        root: Parent[Any],
        days: Annotated[
            int,
            strawberry.argument(description="How many days, today included: 1–366; 1 is today alone."),
        ] = ONE_WEEK,
    ) -> Connection[EnrollmentDay]:
        return listed(queries.list_upcoming(root.id, upcoming_days(days)))


@strawberry.type
class EnrollmentsMutation:
    @mutation(
        description="Follow a plan from a date on. Its schedule is copied: what becomes of the plan "
        "afterwards changes nothing in the enrollment."
    )
    async def enroll_in_plan(
        self,
        info: Info,
        input: Annotated[EnrollInPlanInput, strawberry.argument(description="Which plan, and from when on.")],
    ) -> EnrollInPlanResult:
        viewer, wanted, id_ = info.context.require_viewer(), input.enrollment(), input.enrollment_id()
        row = await service.enroll(info.context.db, viewer.id, viewer.time_zone, wanted, id_)
        return EnrollInPlanPayload(enrollment=cast("Enrollment", row))

    @mutation(description="Put a day of an active enrollment on another date.")
    async def move_enrollment_day(
        self,
        info: Info,
        input: Annotated[MoveEnrollmentDayInput, strawberry.argument(description="Which day, and where to.")],
    ) -> MoveEnrollmentDayResult:
        viewer, day_id = info.context.require_viewer(), decode_id(input.id, "EnrollmentDay")
        changed = await service.move_day(info.context.db, viewer.id, day_id, input.date, given(input.version))
        return MoveEnrollmentDayPayload(
            enrollment=cast("Enrollment", changed.enrollment),
            enrollment_day=cast("EnrollmentDay", changed.day),
        )

    @mutation(description="Skip a day of an active enrollment, or take that back.")
    async def skip_enrollment_day(
        self,
        info: Info,
        input: Annotated[SkipEnrollmentDayInput, strawberry.argument(description="Which day.")],
    ) -> SkipEnrollmentDayResult:
        viewer, day_id = info.context.require_viewer(), decode_id(input.id, "EnrollmentDay")
        changed = await service.skip_day(
            info.context.db, viewer.id, day_id, given(input.version), is_skipped=input.skipped
        )
        return SkipEnrollmentDayPayload(
            enrollment=cast("Enrollment", changed.enrollment),
            enrollment_day=cast("EnrollmentDay", changed.day),
        )

    @mutation(description="End an enrollment: it was completed, or given up.")
    async def end_enrollment(
        self,
        info: Info,
        input: Annotated[EndEnrollmentInput, strawberry.argument(description="Which one, and how.")],
    ) -> EndEnrollmentResult:
        viewer, enrollment_id = info.context.require_viewer(), decode_id(input.id, "Enrollment")
        row = await service.end_enrollment(
            info.context.db, viewer.id, enrollment_id, input.end, given(input.version)
        )
        return EndEnrollmentPayload(enrollment=cast("Enrollment", row))

    @mutation(description="Follow a plan again whose enrollment has ended; its days have kept their dates.")
    async def reopen_enrollment(
        self,
        info: Info,
        input: Annotated[ReopenEnrollmentInput, strawberry.argument(description="Which one.")],
    ) -> ReopenEnrollmentResult:
        viewer, enrollment_id = info.context.require_viewer(), decode_id(input.id, "Enrollment")
        row = await service.reopen_enrollment(info.context.db, viewer.id, enrollment_id, given(input.version))
        return ReopenEnrollmentPayload(enrollment=cast("Enrollment", row))
