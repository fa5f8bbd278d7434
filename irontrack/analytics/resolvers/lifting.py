"""What the log says of lifting, and of training in general: a part of Analytics."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, cast

import strawberry
from strawberry import UNSET, Info, Parent

from irontrack.analytics.queries.exercises import list_trained
from irontrack.analytics.rules.calendar import last_weeks
from irontrack.analytics.service import muscle_volume, progress, summarise
from irontrack.analytics.types.activity import ActivityCalendar, calendar_year
from irontrack.analytics.types.estimates import DEFAULT_FORMULA, Formula
from irontrack.analytics.types.muscles import (
    DEFAULT_FACTOR,
    DEFAULT_WEEKS,
    MuscleVolume,
    secondary_part,
    week_count,
)
from irontrack.analytics.types.progress import ExerciseProgress, ProgressPoint
from irontrack.analytics.types.ranges import DateRangeInput
from irontrack.analytics.types.records import ExerciseRecords
from irontrack.analytics.types.totals import TrainingSummary
from irontrack.graphql.connections import Connection, connection, listed
from irontrack.graphql.inputs import bounded, given
from irontrack.graphql.relay import decode_id
from irontrack.kit.clock import today


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

    @connection(
        description="Your records of each exercise that you have done hard sets of, by its name. A page "
        "costs one statement, and one more for all of its records."
    )
    def personal_records(
        self,
        root: Parent[Any],
        exercises: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(description="Only of these; at most 250. By default of all."),
        ] = UNSET,
    ) -> Connection[ExerciseRecords]:
        wanted = given(exercises)
        ids = None if wanted is None else [decode_id(id_, "Exercise") for id_ in bounded(wanted)]
        return listed(list_trained(root.id, ids))

    @strawberry.field(
        description="How an exercise went from session to session. One statement; an exercise that was "
        "merged into another, or that others were merged into, is one with these."
    )
    async def exercise_progress(
        self,
        info: Info,
        root: Parent[Any],
        exercise: Annotated[strawberry.ID, strawberry.argument(description="Which exercise.")],
        range: Annotated[DateRangeInput, strawberry.argument(description="Which dates.")],
        formula: Formula = DEFAULT_FORMULA,
    ) -> ExerciseProgress:
        exercise_id = decode_id(exercise, "Exercise")
        points = await progress(info.context.database, root.id, exercise_id, range.range(), formula)
        return ExerciseProgress(exercise_id=exercise_id, points=cast("list[ProgressPoint]", points))

    @strawberry.field(
        description="What each group of muscles did in the weeks up to this one, the one with the most hard "
        "sets first; only those that were trained. Which muscles an exercise trains is what it says now, as "
        "far as you may see it. One statement."
    )
    async def muscle_volume(
        self,
        info: Info,
        root: Parent[Any],
        weeks: Annotated[
            int, strawberry.argument(description="How many ISO weeks, this one included: 1–52.")
        ] = DEFAULT_WEEKS,
        secondary_factor: Annotated[
            Decimal,
            strawberry.argument(
                description="What a set counts for the muscles that its exercise also works, 0–1; for those "
                "that it is meant for, 1."
            ),
        ] = DEFAULT_FACTOR,
    ) -> list[MuscleVolume]:
        range_ = last_weeks(week_count(weeks), today(root.time_zone))
        part = secondary_part(secondary_factor)
        work = await muscle_volume(info.context.database, root.id, range_, part)
        return cast("list[MuscleVolume]", work)

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
