"""What was done of a plan that somebody follows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import strawberry

from irontrack.analytics import loaders as _loaders  # noqa: F401 - answers `Enrollment.progress`
from irontrack.graphql.quantities import distance_field, weight_field


@strawberry.type(
    description="What was planned and what was done of it. Nothing that was skipped; rest days count for "
    "nothing. Sums are 0 where there is nothing."
)
class EnrollmentWork:
    sessions: int = strawberry.field(description="How many units were to be done.")
    done: int = strawberry.field(description="How many of them have a completed session.")
    adherence: Decimal | None = strawberry.field(
        description="Percent of them that were done, with one decimal; null where there were none."
    )
    planned_distance: Decimal = distance_field(
        "planned_km", "Sets times target distance, as it was planned when the plan was started."
    )
    actual_distance: Decimal = distance_field("actual_km", "What was covered in the sessions on their days.")
    planned_volume: Decimal = weight_field(
        "planned_kg",
        "Sets times fewest repetitions times target weight, as it was planned when the plan was started.",
    )
    actual_volume: Decimal = weight_field(
        "actual_kg",
        "Repetitions times load in the sessions on their days, without warm-up sets; the body's weight is "
        "part of the load where it is moved too.",
    )


@strawberry.type(description="A week of an enrollment in which something is due, skipped or not.")
class EnrollmentWeek:
    number: int = strawberry.field(description="1 for the first seven days from the start.")
    start: dt.date = strawberry.field(description="Its first day.")
    so_far: EnrollmentWork = strawberry.field(description="What of it is due to date.")
    overall: EnrollmentWork = strawberry.field(description="All of it.")


@strawberry.type(
    description="How far an enrollment has come. Sessions count on the day of the plan that they were "
    "started from, whenever they were done; only completed ones do. What the plan or its units "
    "became since changes nothing."
)
class EnrollmentProgress:
    so_far: EnrollmentWork = strawberry.field(
        description="What is due to date, today included, by the enrollment's time zone. What was done "
        "before its date counts from its date on."
    )
    overall: EnrollmentWork = strawberry.field(description="The whole plan.")
    remaining: int = strawberry.field(description="Units that are neither done nor skipped.")
    current_week: int = strawberry.field(
        description="The week of today; 1 before the start, and the last week after the end."
    )
    week_count: int = strawberry.field(
        description="The number of the last week in which something is due; 0 where nothing ever is."
    )
    weeks: list[EnrollmentWeek] = strawberry.field(
        description="The weeks in which something is due, skipped or not, in order; no others. At most 500."
    )
