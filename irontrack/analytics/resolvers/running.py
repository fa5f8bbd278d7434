"""What the log says of running: a part of Analytics."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import Info, Parent

from irontrack.analytics.types.ranges import DateRangeInput
from irontrack.analytics.types.running import RunSummary, summarised


@strawberry.type
class RunningAnalytics:
    @strawberry.field(
        description="What your runs come to over a range of dates. One statement; `bestEfforts` costs "
        "another."
    )
    async def run_summary(
        self,
        info: Info,
        root: Parent[Any],
        range: Annotated[DateRangeInput, strawberry.argument(description="Which dates.")],
    ) -> RunSummary:
        return await summarised(info.context.database, root.id, range.range())
