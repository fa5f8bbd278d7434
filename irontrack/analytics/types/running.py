"""What runs come to: over a range of dates, by week, and the fastest efforts in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import strawberry
from strawberry import Info

from irontrack.analytics.queries.running import list_fast_runs, list_run_totals
from irontrack.analytics.rules import running as rules
from irontrack.analytics.rules.calendar import DateRange, weeks_of
from irontrack.analytics.types.ranges import weekly
from irontrack.graphql.batching import batched
from irontrack.graphql.fields import column
from irontrack.graphql.quantities import Pace, distance_field, pace_of_field
from irontrack.sessions.loaders import session_by_id
from irontrack.sessions.types.sessions import TrainingSession

if TYPE_CHECKING:
    from sqlalchemy import Row

    from irontrack.infra.database import Database


@strawberry.type(description="A distance that was run, as a whole run or within one.")
class RunEffort:
    date: dt.date = strawberry.field(description="The date of the run, in its own time zone.")
    distance: Decimal = distance_field("km", "How far.")
    seconds: int = strawberry.field(
        description="How long. Where more than the distance was covered, scaled to it and rounded up."
    )
    pace: Pace = pace_of_field("seconds", "km", "Time by distance, rounded up.")
    session: TrainingSession | None = batched(
        session_by_id,
        key="session_id",
        description="The session of the run; null if it has just been deleted.",
    )


@strawberry.type(
    description="What runs come to. A value adds up over the runs that know it; where there are runs, but "
    "none of them does, it is null."
)
class RunTotals:
    runs: int = strawberry.field(description="How many completed runs began in it.")
    distance: Decimal = distance_field("km", "Σ distance.")
    moving_seconds: int = column("shown_seconds", "Σ moving time; at most 2,147,483,647.")
    pace: Pace | None = pace_of_field(
        "moving_seconds", "km", "Σ moving time by Σ distance, rounded up; null where there is no run."
    )
    longest: RunEffort | None = strawberry.field(
        description="The run that went the farthest, the first of several; null where there is none."
    )
    elevation_gain_meters: int | None = column("shown_gain_m", "Σ climb; 0 where there is no run.")
    elevation_loss_meters: int | None = column("shown_loss_m", "Σ descent; 0 where there is no run.")
    avg_heart_rate: Decimal | None = strawberry.field(
        description="Average heart rate in beats a minute, weighted by moving time, with one decimal; null "
        "where no run has one."
    )
    load: Decimal | None = strawberry.field(
        description="Σ exertion × minutes, with one decimal, after Foster; 0 where there is no run."
    )


@strawberry.type(description="What the runs of an ISO week come to, as far as it is in the range.")
class RunWeek(RunTotals):
    start: dt.date = strawberry.field(description="Its Monday, which may be before the range.")


@strawberry.type(description="What runs come to over a range of dates.")
class RunSummary:
    user_id: strawberry.Private[UUID]
    range_: strawberry.Private[DateRange]
    totals: RunTotals = strawberry.field(description="Of the range.")
    previous: RunTotals | None = strawberry.field(
        description="Of the range of as many days right before it; null where the calendar has none."
    )
    known_weeks: strawberry.Private[Sequence[rules.RunTotals]]

    @strawberry.field(
        description="Each ISO week that has a date in the range, in order, also those without runs. At most "
        "1,600; a range with more is refused as BAD_VALUE."
    )
    def weeks(self) -> list[RunWeek]:
        mondays = weeks_of(weekly(self.range_))
        return cast("list[RunWeek]", rules.by_week(mondays, self.known_weeks))

    @strawberry.field(
        description="The fastest 1, 5, 10, 21.0975 and 42.195 km of the range, the shortest first; none for "
        "a distance that was not run. Of a whole run, or of contiguous splits that cover at least the "
        "distance. A tie is not a record: the first one stands. At most 5."
    )
    async def best_efforts(self, info: Info) -> list[RunEffort]:
        rows = await list_fast_runs(info.context.database, self.user_id, self.range_)
        return cast("list[RunEffort]", rules.best_efforts(map(_measured, rows)))


async def summarised(database: Database, user_id: UUID, range_: DateRange) -> RunSummary:
    """Return what a user's runs come to. One statement."""
    before = range_.before
    whole = DateRange(before.first, range_.last) if before else range_
    rows = await list_run_totals(database, user_id, whole, range_.first)
    weeks = [_totals(row) for row in rows if not row.is_before]
    previous = rules.total(_totals(row) for row in rows if row.is_before) if before else None
    return RunSummary(
        user_id=user_id,
        range_=range_,
        totals=cast("RunTotals", rules.total(weeks)),
        previous=cast("RunTotals | None", previous),
        known_weeks=weeks,
    )


def _totals(row: Row[Any]) -> rules.RunTotals:
    return rules.RunTotals(
        runs=row.runs,
        km=row.km,
        moving_seconds=int(row.moving_seconds),
        elevation_gain_m=row.elevation_gain_m,
        elevation_loss_m=row.elevation_loss_m,
        heartbeats=int(row.heartbeats),
        heart_seconds=int(row.heart_seconds),
        exertion_seconds=row.exertion_seconds,
        longest=rules.Effort(row.session_id, row.date, row.longest_km, row.longest_seconds),
        start=row.week,
    )


def _measured(row: Row[Any]) -> rules.MeasuredRun:
    splits = zip(row.split_decimetres or (), row.split_seconds or (), strict=True)
    whole = rules.Stretch(row.decimetres, row.seconds)
    return rules.MeasuredRun(row.session_id, row.date, whole, [rules.Stretch(*split) for split in splits])
