"""What following a plan takes and gives: enrolling, moving and skipping days, and ending."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from irontrack.graphql.enums import declare_enum
from irontrack.graphql.inputs import given
from irontrack.graphql.problems import ConflictProblem, NotFoundProblem, ValidationProblem
from irontrack.graphql.relay import decode_id
from irontrack.graphql.scalars import TimeZone
from irontrack.templates.service.enrollments import EnrollmentEnd, NewEnrollment
from irontrack.templates.types.enrollments import Enrollment, EnrollmentDay

if TYPE_CHECKING:
    from uuid import UUID

declare_enum(
    EnrollmentEnd,
    "How an enrollment ends.",
    COMPLETED="It was followed to its end.",
    ABANDONED="It was given up.",
)


@strawberry.input(description="A plan to be followed.")
class EnrollInPlanInput:
    plan_id: strawberry.ID = strawberry.field(description="A plan that you may read; its schedule is copied.")
    start_date: dt.date = strawberry.field(
        description="The date of day 1, past or to come; all days must lie in the years 1900 to 2199."
    )
    time_zone: TimeZone | None = strawberry.field(
        description="Decides which date is today; by default the account's zone.", default=UNSET
    )
    id: strawberry.ID | None = strawberry.field(
        description="A UUIDv7 of your own choice. The same input sent again makes nothing new and answers "
        "with the enrollment as it is now.",
        default=UNSET,
    )

    def enrollment(self) -> NewEnrollment:
        plan_id = decode_id(self.plan_id, "TrainingPlan")
        return NewEnrollment(plan_id=plan_id, start_date=self.start_date, time_zone=given(self.time_zone))

    def enrollment_id(self) -> UUID | None:
        id_ = given(self.id)
        return None if id_ is None else decode_id(id_, "Enrollment")


@strawberry.input(description="A day of an active enrollment, and its new date.")
class MoveEnrollmentDayInput:
    id: strawberry.ID = strawberry.field(description="The day.")
    date: dt.date = strawberry.field(
        description="The new date: not before the enrollment's start, nor after the year 2199."
    )
    version: int | None = strawberry.field(
        description="The enrollment's, as you have seen it; with another one nothing is changed.",
        default=UNSET,
    )


@strawberry.input(description="A day of an active enrollment that is not to be done.")
class SkipEnrollmentDayInput:
    id: strawberry.ID = strawberry.field(description="The day.")
    skipped: bool = strawberry.field(description="False takes it back.", default=True)
    version: int | None = strawberry.field(
        description="The enrollment's, as you have seen it; with another one nothing is changed.",
        default=UNSET,
    )


@strawberry.input(description="An enrollment that is no longer followed.")
class EndEnrollmentInput:
    id: strawberry.ID = strawberry.field(description="The enrollment.")
    end: EnrollmentEnd = strawberry.field(description="How it ends.")
    version: int | None = strawberry.field(
        description="As you have seen it; with another one nothing is changed.", default=UNSET
    )


@strawberry.input(description="An enrollment that is followed again.")
class ReopenEnrollmentInput:
    id: strawberry.ID = strawberry.field(description="The enrollment.")
    version: int | None = strawberry.field(
        description="As you have seen it; with another one nothing is changed.", default=UNSET
    )


@strawberry.type(description="The plan is followed.")
class EnrollInPlanPayload:
    enrollment: Enrollment = strawberry.field(description="The new enrollment.")


@strawberry.type(description="The day has the new date.")
class MoveEnrollmentDayPayload:
    enrollment: Enrollment = strawberry.field(description="The enrollment, with its new version.")
    enrollment_day: EnrollmentDay = strawberry.field(description="The day as it is now.")


@strawberry.type(description="The day is skipped, or that was taken back.")
class SkipEnrollmentDayPayload:
    enrollment: Enrollment = strawberry.field(description="The enrollment, with its new version.")
    enrollment_day: EnrollmentDay = strawberry.field(description="The day as it is now.")


@strawberry.type(description="The enrollment has ended.")
class EndEnrollmentPayload:
    enrollment: Enrollment = strawberry.field(description="The enrollment as it is now.")


@strawberry.type(description="The enrollment is active.")
class ReopenEnrollmentPayload:
    enrollment: Enrollment = strawberry.field(description="The enrollment as it is now.")


EnrollInPlanResult = Annotated[
    EnrollInPlanPayload | ValidationProblem | NotFoundProblem | ConflictProblem,
    strawberry.union("EnrollInPlanResult", description="The new enrollment, or why there is none."),
]
MoveEnrollmentDayResult = Annotated[
    MoveEnrollmentDayPayload | ValidationProblem | NotFoundProblem | ConflictProblem,
    strawberry.union("MoveEnrollmentDayResult", description="The moved day, or why it was not moved."),
]
SkipEnrollmentDayResult = Annotated[
    SkipEnrollmentDayPayload | NotFoundProblem | ConflictProblem,
    strawberry.union("SkipEnrollmentDayResult", description="The day, or why it stays as it was."),
]
EndEnrollmentResult = Annotated[
    EndEnrollmentPayload | NotFoundProblem | ConflictProblem,
    strawberry.union("EndEnrollmentResult", description="The enrollment, or why it has not ended so."),
]
ReopenEnrollmentResult = Annotated[
    ReopenEnrollmentPayload | NotFoundProblem | ConflictProblem,
    strawberry.union("ReopenEnrollmentResult", description="The enrollment, or why it was not reopened."),
]
