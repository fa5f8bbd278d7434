"""Runs and their splits as the API shows them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final

import strawberry
from strawberry import Info, Parent

from irontrack.errors import ErrorCode, RequestError
from irontrack.graphql.batching import batched
from irontrack.graphql.enums import declare_enum
from irontrack.graphql.fields import column
from irontrack.graphql.quantities import (
    DistanceUnit,
    Pace,
    PaceRange,
    distance_field,
    pace_field,
    pace_of_field,
)
from irontrack.graphql.relay import Node, declare_node
from irontrack.graphql.scalars import TimeZone
from irontrack.kit.units import from_seconds_per_km, pace_seconds
from irontrack.models.limits import GREATEST_INTEGER
from irontrack.running import loaders, rules
from irontrack.running.rules import TargetOutcome
from irontrack.sessions.loaders import session_by_id, session_exercise_by_id
from irontrack.sessions.types.session_exercises import TrainingSessionExercise
from irontrack.sessions.types.sessions import TrainingSession

GREATEST_TOLERANCE: Final = 600
_TOLERANCE: Final = 5
_FASTEST: Final = "target_pace_min_seconds_per_km_snapshot"
_SLOWEST: Final = "target_pace_max_seconds_per_km_snapshot"

declare_enum(
    TargetOutcome,
    "How the pace of a run compares with the one that was planned.",
    MET="In the planned range, or missed it by no more than the tolerance.",
    FASTER="Faster than planned.",
    SLOWER="Slower than planned.",
)


@strawberry.type(description="How the pace of a run compares with the one that was planned.")
class RunTargetResult:
    outcome: TargetOutcome = strawberry.field(description="Whether it was met, or how it was missed.")
    seconds: int = strawberry.field(
        description="From the pace of the run to the nearer end of the planned range, for one of the unit; 0 "
        "in the range. Not 0 where only the tolerance lets it be met. At most 2,147,483,647."
    )


@strawberry.type(description="A stretch of a run.")
class RunSplit:
    split_index: int = strawberry.field(description="Position in the run, from 0.")
    distance: Decimal = distance_field("distance_km", "How far.")
    duration_seconds: int = strawberry.field(description="How long.")
    pace: Pace = pace_of_field("duration_seconds", "distance_km", "Time by distance, rounded up.")
    elevation_delta_meters: int | None = column(
        "elevation_delta_m", "How far up; negative for down; null for unknown."
    )
    avg_heart_rate: int | None = strawberry.field(
        description="Average heart rate in beats a minute; null for unknown."
    )


async def _negative_split(root: Parent[Any], info: Info) -> bool | None:
    splits = await info.context.load(loaders.splits_by_run, root.session_exercise_id)
    return rules.negative_split([(split.distance_km, split.duration_seconds) for split in splits])


@strawberry.type(
    description="A run: a completed session with one cardio exercise, whose distance and moving time are "
    "both known. It is recorded whole, and changed by `updateRun`."
)
class Run(Node):
    session: TrainingSession | None = batched(
        session_by_id, key="id", description="The session that it is; null if it has just been deleted."
    )
    session_exercise: TrainingSessionExercise | None = batched(
        session_exercise_by_id,
        key="session_exercise_id",
        description="The only exercise of the session; null if it has just been deleted. Its sets are the "
        "intervals; one for a run without.",
    )
    start_time: datetime = strawberry.field(description="When it began.")
    end_time: datetime | None = strawberry.field(description="When it ended.")
    time_zone: TimeZone = column("user_timezone", "Where it happened, which decides its date.")
    distance: Decimal = distance_field("distance_km", "How far, all intervals together.")
    moving_seconds: int = strawberry.field(description="How long it moved, all intervals together.")
    elapsed_seconds: int | None = strawberry.field(
        description="From start to end, pauses included; null where only the moving time is known."
    )
    pace: Pace = pace_of_field(
        "moving_seconds", "distance_km", "Moving time by distance, rounded up to a second."
    )
    elevation_gain_meters: int | None = column("elevation_gain_m", "How far up; null for unknown.")
    elevation_loss_meters: int | None = column("elevation_loss_m", "How far down; null for unknown.")
    avg_heart_rate: int | None = strawberry.field(
        description="Average heart rate in beats a minute; null for unknown."
    )
    max_heart_rate: int | None = strawberry.field(
        description="Greatest heart rate in beats a minute; null for unknown."
    )
    rpe: Decimal | None = strawberry.field(
        description="Rate of perceived exertion of the whole run, 1–10; null for unknown."
    )
    source: str = strawberry.field(description="Where it was measured or noted; `manual` where not said.")
    external_id: strawberry.ID | None = strawberry.field(description="What the source calls it, if anything.")
    splits: list[RunSplit] = batched(
        loaders.splits_by_run,
        key="session_exercise_id",
        description="Its stretches in their order; empty when none were measured. At most 250.",
    )
    negative_split: bool | None = strawberry.field(
        resolver=_negative_split,
        description="Whether the second half of the splits' distance took less time than the first; null for "
        "fewer than two splits. Within a split, the pace is taken as even.",
    )
    target_pace: PaceRange | None = pace_field(
        _FASTEST, _SLOWEST, "The pace that was planned; null where none was."
    )
    version: int = strawberry.field(description="That of its session.")

    @strawberry.field(
        description="How its pace compares with the planned one, both in whole seconds for one of the unit; "
        "null where none was planned."
    )
    def target_result(
        self,
        root: Parent[Any],
        tolerance: Annotated[
            int,
            strawberry.argument(description="By how many seconds the planned range may be missed: 0–600."),
        ] = _TOLERANCE,
        per: Annotated[
            DistanceUnit, strawberry.argument(description="The unit of the paces and of `tolerance`.")
        ] = DistanceUnit.KM,
    ) -> RunTargetResult | None:
        if not 0 <= tolerance <= GREATEST_TOLERANCE:
            message = f"tolerance must be between 0 and {GREATEST_TOLERANCE}."
            raise RequestError(ErrorCode.BAD_VALUE, message)
        if getattr(root, _FASTEST) is None:
            return None
        fastest, slowest = (from_seconds_per_km(getattr(root, end), per) for end in (_FASTEST, _SLOWEST))
        pace = pace_seconds(root.moving_seconds, root.distance_km, per)
        compared = rules.compare_with_target(pace, fastest, slowest, tolerance)
        return RunTargetResult(outcome=compared.outcome, seconds=min(compared.seconds, GREATEST_INTEGER))


declare_node("Run", loaders.run_by_session)
