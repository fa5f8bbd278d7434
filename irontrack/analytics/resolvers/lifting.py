"""What the log says of lifting, and of training in general: a part of Analytics."""

from __future__ import annotations

from typing import Annotated, Any, cast

import strawberry
from strawberry import Info, Parent

from irontrack.analytics.service import summarise
from irontrack.analytics.types.activity import ActivityCalendar, calendar_year
from irontrack.analytics.types.ranges import DateRangeInput
from irontrack.analytics.types.totals import TrainingSummary


@strawberry.type
class LiftingAnalytics:
    @strawberry.field(description="What your sessions of a range of dates come to.")
    async def summary(
        self,
        info: Info,
        root: Parent[Any],
        range: Annotated[DateRangeInput, strawberry.argument(description="Which dates.")],
    ) -> TrainingSummary:
        summary = await summarise(info.context.database, root.id, range.range())
        return cast("TrainingSummary", summary)

    @strawberry.field(
        description="On which dates of a year you completed sessions, and your streaks. `days` and `streaks` "
        "cost a statement each."
    )
    def activity_calendar(
        self,
        root: Parent[Any],
        year: Annotated[int, strawberry.argument(description="The year, 1–9999.")],
    ) -> ActivityCalendar:
        return ActivityCalendar(user=root, year=calendar_year(year))
