"""What inputs say of a run: its intervals and splits, and the names of the rest."""

from __future__ import annotations

from typing import Final

import strawberry
from strawberry import UNSET

from irontrack.graphql.inputs import converted, given
from irontrack.graphql.quantities import DistanceInput
from irontrack.running.rules import Split
from irontrack.sessions.rules import Metric

SAME_NAMES: Final = {
    "start_time": "start_time",
    "end_time": "end_time",
    "elapsed_seconds": "elapsed_seconds",
    "time_zone": "time_zone",
    "moving_seconds": "moving_seconds",
    "elevation_gain_meters": "elevation_gain_m",
    "elevation_loss_meters": "elevation_loss_m",
    "avg_heart_rate": "avg_heart_rate",
    "max_heart_rate": "max_heart_rate",
    "rpe": "rpe",
    "name": "name",
    "notes": "notes",
    "source": "source",
    "external_id": "external_id",
}
"""Fields of the inputs by what `RunContent` calls the same."""


@strawberry.input(one_of=True, description="What an interval measured: exactly one of these.")
class RunIntervalInput:
    distance: DistanceInput | None = strawberry.field(description="Up to 9,999.9999 km.", default=UNSET)
    seconds: int | None = strawberry.field(description="1–32,767.", default=UNSET)

    def metric(self, *path: str) -> Metric:
        distance = given(self.distance)
        return Metric(seconds=given(self.seconds), km=distance.km(*path, "distance") if distance else None)


@strawberry.input(description="A stretch of a run.")
class RunSplitInput:
    distance: DistanceInput = strawberry.field(description="How far; up to 9,999.9999 km.")
    duration_seconds: int = strawberry.field(description="How long; at least 1.")
    elevation_delta_meters: int | None = strawberry.field(
        description="How far up; negative for down; from −100,000 to 100,000.", default=UNSET
    )
    avg_heart_rate: int | None = strawberry.field(
        description="Average heart rate, 25–250 beats a minute.", default=UNSET
    )

    def split(self, *path: str) -> Split:
        return Split(
            km=self.distance.km(*path, "distance"),
            seconds=self.duration_seconds,
            elevation_delta_m=given(self.elevation_delta_meters),
            avg_heart_rate=given(self.avg_heart_rate),
        )


def intervals_of(sent: list[RunIntervalInput] | None) -> tuple[Metric, ...]:
    """Return what each interval measured; empty for none."""
    return tuple(converted(sent or [], lambda each, place: each.metric("intervals", place)))


def splits_of(sent: list[RunSplitInput] | None) -> tuple[Split, ...]:
    """Return the splits in their order; empty for none."""
    return tuple(converted(sent or [], lambda each, place: each.split("splits", place)))
