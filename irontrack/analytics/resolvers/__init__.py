"""The analytics' part of Query and Viewer, by what it is about."""

from __future__ import annotations

from typing import Any, cast

import strawberry
from strawberry import Parent

from irontrack.analytics.resolvers.calculators import CalculatorsQuery
from irontrack.analytics.resolvers.lifting import LiftingAnalytics
from irontrack.analytics.resolvers.progression import ProgressionViewer
from irontrack.analytics.resolvers.running import RunningAnalytics

QUERY_PARTS = (CalculatorsQuery,)


@strawberry.type(
    description="What follows from your log. Only completed sessions count, and warm-up sets count nowhere. "
    "Each session's date is that of its own time zone; weeks begin on Mondays (ISO 8601). null is unknown, "
    "never zero. Nothing is stored: a changed set corrects every answer at once."
)
class Analytics(LiftingAnalytics, RunningAnalytics):
    """Put together from its parts, which resolve over the viewer's row."""


@strawberry.type
class AnalyticsViewer(ProgressionViewer):
    """The part of Viewer."""

    @strawberry.field(description="What follows from your log.")
    def analytics(self, root: Parent[Any]) -> Analytics:
        return cast("Analytics", root)
