"""What sessions come to: over a range of dates, by week and month, and compared with the range before."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, cast

import strawberry
from strawberry import Parent

from irontrack.analytics.loaders import exercises_by_range
from irontrack.analytics.rules.totals import Totals, by_month, by_week
from irontrack.analytics.types import ranges
from irontrack.graphql.batching import batched
from irontrack.graphql.fields import column
from irontrack.graphql.quantities import distance_field, weight_field


@strawberry.type
class TrainingTotals:
    """Base of the types that show `Totals`."""

    sessions: int = strawberry.field(description="How many completed sessions began in it.")
    duration_seconds: int = column(
        "shown_duration_seconds", "How long they lasted together; at most 2,147,483,647."
    )
    average_duration_seconds: int | None = strawberry.field(
        description="How long one lasted on average, rounded down; null where there is none."
    )
    hard_sets: int = strawberry.field(
        description="Sets that are no warm-up, with at least one repetition, or any time or distance."
    )
    reps: int = strawberry.field(description="Repetitions in these.")
    volume: Decimal = weight_field(
        "volume_kg",
        "Σ load × repetitions. The load is the weight; with the body, its weight too, or less what assists. "
        "Sets whose load is unknown add nothing.",
    )
    distance: Decimal = distance_field("distance_km", "Σ distance, of sets and of runs that measure time.")


@strawberry.type(description="What the sessions of a week or a month come to, as far as it is in the range.")
class PeriodTotals(TrainingTotals):
    start: dt.date = strawberry.field(description="Its first day, which may be before the range.")


@strawberry.type(description="How much more it is than in the range before; less where it is negative.")
class TrainingChange:
    sessions: int = strawberry.field(description="Of the sessions.")
    duration_seconds: int = column(
        "shown_duration_seconds", "Of their time together; at most 2,147,483,647 either way."
    )
    hard_sets: int = strawberry.field(description="Of the sets that count.")
    reps: int = strawberry.field(description="Of the repetitions.")
    volume: Decimal = weight_field("volume_kg", "Of the volume.")
    distance: Decimal = distance_field("distance_km", "Of the distance.")


@strawberry.type(description="What the sessions of a range of dates come to.")
class RangeTotals(TrainingTotals):
    exercises: int = batched(
        exercises_by_range,
        key="range",
        description="How many different exercises had hard sets. Costs one more statement.",
    )

    @strawberry.field(name="from", description="The first date.")
    def from_(self, root: Parent[Any]) -> dt.date:
        return cast("dt.date", root.range.first)

    @strawberry.field(description="The last date.")
    def to(self, root: Parent[Any]) -> dt.date:
        return cast("dt.date", root.range.last)


@strawberry.type(
    description="What your sessions of a range of dates come to, by week and month, and compared with the "
    "range of the same length before it. One statement gives all of it but `exercises`."
)
class TrainingSummary(RangeTotals):
    previous: RangeTotals | None = strawberry.field(
        description="The range of the same length that ends the day before; null before the year 1."
    )

    @strawberry.field(description="How much more it is than in `previous`; null where that is.")
    def change(self, root: Parent[Any]) -> TrainingChange | None:
        if root.previous is None:
            return None
        return cast("TrainingChange", Totals.__sub__(root, root.previous))

    @strawberry.field(
        description="Each ISO week that has a date in the range, in order, also those without sessions. At "
        "most 1,600; a range with more is refused as BAD_VALUE."
    )
    def weeks(self, root: Parent[Any]) -> list[PeriodTotals]:
        return cast("list[PeriodTotals]", by_week(ranges.weekly(root.range), root.parts))

    @strawberry.field(
        description="Each month that has a date in the range, in order, also those without sessions. At most "
        "1,201."
    )
    def months(self, root: Parent[Any]) -> list[PeriodTotals]:
        return cast("list[PeriodTotals]", by_month(root.range, root.parts))
