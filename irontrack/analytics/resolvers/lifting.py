"""What the log says of lifting, and of training in general: a part of Analytics."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import Parent

from irontrack.analytics.types.activity import ActivityCalendar, calendar_year


@strawberry.type
class LiftingAnalytics:
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
