"""Enrollments and their days as the API shows them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final, cast

import strawberry
from strawberry import UNSET, Info, Parent

from irontrack.graphql.batching import batched
from irontrack.graphql.enums import declare_enum
from irontrack.graphql.fields import column
from irontrack.graphql.inputs import bounded, given, within
from irontrack.graphql.quantities import distance_field, weight_field
from irontrack.graphql.relay import Node, declare_node
from irontrack.graphql.scalars import TimeZone
from irontrack.models import EnrollmentDayRow, EnrollmentStatus, TrainingPlanEnrollmentRow
from irontrack.models.limits import Range
from irontrack.templates import loaders, rules
from irontrack.templates.queries.enrollments import Outlook, Span
from irontrack.templates.types.plans import TrainingPlan
from irontrack.templates.types.units import TrainingUnit

if TYPE_CHECKING:
    from irontrack.analytics.types.adherence import EnrollmentProgress
    from irontrack.sessions.types.sessions import TrainingSession

declare_enum(
    EnrollmentStatus,
    "How far an enrollment has come.",
    ACTIVE="It is followed.",
    COMPLETED="It was followed to its end.",
    ABANDONED="It was given up.",
)

ONE_WEEK: Final = 7
MOST_UPCOMING_DAYS: Final = 366


@strawberry.type(
    description="A unit that is due on a date of an enrollment: a copy, which the plan no longer changes."
)
class EnrollmentDay(Node):
    date: dt.date = strawberry.field(description="When it is due, in the enrollment's time zone.")
    day_number: int = strawberry.field(
        description="Day of the plan, 1–730, which stays the same when it is moved."
    )
    order_index: int = strawberry.field(description="Position in the day of the plan, ascending.")
    unit_name: str = column("unit_name_snapshot", "The unit's name when the plan was started.")
    unit: TrainingUnit | None = batched(
        loaders.unit_by_id,
        key="unit_id",
        description="The unit as it is now; null when it is gone, or no longer yours to see.",
    )
    planned_distance: Decimal | None = distance_field(
        "planned_distance_km",
        "Sets times target distance over all exercises, as it was planned when the plan was started; null "
        "where no exercise has a target distance.",
    )
    planned_volume: Decimal | None = weight_field(
        "planned_volume_kg",
        "Sets times fewest repetitions times target weight over all exercises, as it was planned when the "
        "plan was started; null where no exercise has both.",
    )
    skipped_at: dt.datetime | None = strawberry.field(description="When it was skipped, if it was.")
    sessions: list[Annotated[TrainingSession, strawberry.lazy("irontrack.sessions.types.sessions")]] = (
        batched(
            loaders.sessions_by_enrollment_day,
            key="id",
            description="Your sessions that were started from it, the latest first. At most 20.",
        )
    )
    completed_at: dt.datetime | None = batched(
        loaders.completion_by_enrollment_day,
        key="id",
        description="When the first session that was started from it was completed; null when none was.",
    )
    enrollment: Enrollment = batched(
        loaders.enrollment_by_id, key="enrollment_id", description="What it is a day of."
    )

    @strawberry.field(
        description="Week of the enrollment that the date is in; 1 for the first seven days from its start."
    )
    def week_number(self, root: Parent[Any]) -> int:
        return rules.week_number(root.start_date, root.date)


@strawberry.type(
    description="A plan that is followed from a date on. It keeps its own copy of the plan's schedule."
)
class Enrollment(Node):
    plan_name: str = column("plan_name_snapshot", "The plan's name when it was started.")
    plan: TrainingPlan | None = batched(
        loaders.plan_by_id,
        key="training_plan_id",
        description="The plan as it is now; null when it is gone, or no longer yours to see.",
    )
    start_date: dt.date = strawberry.field(description="The date of day 1 of the plan.")
    time_zone: TimeZone = column("user_timezone", "Decides which date is today.")
    status: EnrollmentStatus = strawberry.field(description="How far it has come.")
    version: int = strawberry.field(description="Goes up with every change, those of its days included.")
    created_at: dt.datetime = strawberry.field(description="When the plan was started.")
    updated_at: dt.datetime = strawberry.field(description="When it was last changed.")
    progress: Annotated[EnrollmentProgress, strawberry.lazy("irontrack.analytics.types.adherence")] = batched(
        loaders.progress_by_enrollment, key="id", description="What was done of it."
    )

    @strawberry.field(description="Its days by date, skipped ones too. At most 500.")
    async def days(
        self,
        info: Info,
        root: Parent[Any],
        from_: Annotated[
            dt.date | None, strawberry.argument(name="from", description="On this date or later.")
        ] = UNSET,
        to: Annotated[dt.date | None, strawberry.argument(description="On this date or earlier.")] = UNSET,
    ) -> list[EnrollmentDay]:
        span = Span(root.id, given(from_) or dt.date.min, given(to) or dt.date.max)
        return cast("list[EnrollmentDay]", await info.context.load(loaders.days_by_span, span))

    @strawberry.field(
        description="What is due today; nothing that was skipped, and nothing once it has ended. At most 500."
    )
    async def today(self, info: Info, root: Parent[Any]) -> list[EnrollmentDay]:
        due = await info.context.load(loaders.due_by_outlook, Outlook(root.id, 1))
        return cast("list[EnrollmentDay]", due)

    @strawberry.field(
        description="What is due from today on, today included; nothing that was skipped, and nothing once "
        "it has ended. At most 500."
    )
    async def upcoming(
        self,
        info: Info,
        root: Parent[Any],
        days: Annotated[
            int, strawberry.argument(description="How many days, today included: 1–366.")
        ] = ONE_WEEK,
    ) -> list[EnrollmentDay]:
        due = await info.context.load(loaders.due_by_outlook, Outlook(root.id, upcoming_days(days)))
        return cast("list[EnrollmentDay]", due)


declare_node("Enrollment", loaders.enrollment_by_id, TrainingPlanEnrollmentRow)
declare_node("EnrollmentDay", loaders.enrollment_day_by_id, EnrollmentDayRow)


def upcoming_days(days: int) -> int:
    """Return how many days to look ahead.

    Raises:
        RequestError: BAD_VALUE outside 1–366.
    """
    return within(days, Range(1, MOST_UPCOMING_DAYS), "days")


@strawberry.input(description="Which statuses.")
class EnrollmentStatusFilter:
    in_: list[EnrollmentStatus] = strawberry.field(name="in", description="Any of these; at most 250.")


@strawberry.input(description="Narrows a list of enrollments.")
class EnrollmentFilter:
    status: EnrollmentStatusFilter | None = strawberry.field(
        description="By how far they have come.", default=UNSET
    )

    def statuses(self) -> list[EnrollmentStatus] | None:
        wanted = given(self.status)
        return bounded(wanted.in_) if wanted else None
