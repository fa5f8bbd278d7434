"""What changes runs: input, payload and result."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from irontrack.errors import ValidationCode
from irontrack.graphql.batching import batched
from irontrack.graphql.inputs import given
from irontrack.graphql.problems import ConflictProblem, NotFoundProblem, ValidationProblem
from irontrack.graphql.quantities import DistanceInput
from irontrack.graphql.relay import decode_id
from irontrack.graphql.scalars import TimeZone
from irontrack.running import loaders
from irontrack.running.service.editing import RunEdit
from irontrack.running.types.measures import (
    SAME_NAMES,
    RunIntervalInput,
    RunSplitInput,
    intervals_of,
    splits_of,
)
from irontrack.running.types.runs import Run
from irontrack.validation import refuse


@strawberry.input(description="What to change about a run; what is left out stays.")
class UpdateRunInput:
    run_id: strawberry.ID = strawberry.field(description="The run, or the UUID that it was recorded with.")
    version: int | None = strawberry.field(
        description="The version that you have seen; where it is not the present one, nothing is changed.",
        default=UNSET,
    )
    start_time: strawberry.Maybe[datetime | None] = strawberry.field(
        description="When it began; the end moves with it, unless it is sent too."
    )
    end_time: strawberry.Maybe[datetime | None] = strawberry.field(
        description="When it ended; null where only the moving time is known."
    )
    elapsed_seconds: strawberry.Maybe[int | None] = strawberry.field(
        description="From start to end, in place of `endTime`; null where only the moving time is known."
    )
    time_zone: strawberry.Maybe[TimeZone | None] = strawberry.field(description="Where it happened.")
    exercise_id: strawberry.Maybe[strawberry.ID | None] = strawberry.field(
        description="Another cardio exercise; targets stay."
    )
    distance: strawberry.Maybe[DistanceInput | None] = strawberry.field(
        description="How far; not with intervals by distance."
    )
    moving_seconds: strawberry.Maybe[int | None] = strawberry.field(
        description="How long it moved; not with intervals by time."
    )
    intervals: strawberry.Maybe[list[RunIntervalInput] | None] = strawberry.field(
        description="At most 100, in place of those that it has; null for none, with distance and moving "
        "time as they are. What the new ones do not measure stays as it is, unless it is sent too."
    )
    splits: strawberry.Maybe[list[RunSplitInput] | None] = strawberry.field(
        description="At most 250, in place of those that it has; null for none."
    )
    elevation_gain_meters: strawberry.Maybe[int | None] = strawberry.field(
        description="How far up; null for unknown."
    )
    elevation_loss_meters: strawberry.Maybe[int | None] = strawberry.field(
        description="How far down; null for unknown."
    )
    avg_heart_rate: strawberry.Maybe[int | None] = strawberry.field(
        description="Average heart rate; null for unknown."
    )
    max_heart_rate: strawberry.Maybe[int | None] = strawberry.field(
        description="Greatest heart rate; null for unknown."
    )
    rpe: strawberry.Maybe[Decimal | None] = strawberry.field(
        description="Rate of perceived exertion; null for unknown."
    )
    name: strawberry.Maybe[str | None] = strawberry.field(
        description="What to call it, 1–100 characters; null for nothing."
    )
    notes: strawberry.Maybe[str | None] = strawberry.field(
        description="Free text, up to 2000 characters; null for none."
    )
    source: strawberry.Maybe[str | None] = strawberry.field(
        description="Where it was measured or noted, 1–50 characters."
    )
    external_id: strawberry.Maybe[strawberry.ID | None] = strawberry.field(
        description="What the source calls it, as no other run of yours; null for nothing."
    )

    def key(self) -> UUID:
        return decode_id(self.run_id, "Run")

    def edit(self) -> RunEdit:
        changes: dict[str, Any] = {}
        for here, there in SAME_NAMES.items():
            if (maybe := getattr(self, here)) is not None:
                changes[there] = maybe.value
        if self.distance is not None:
            changes["km"] = self.distance.value.km("distance") if self.distance.value else None
        if self.intervals is not None:
            changes["intervals"] = intervals_of(self.intervals.value)
        if self.splits is not None:
            changes["splits"] = splits_of(self.splits.value)
        return RunEdit(given(self.version), changes, self._exercise())

    def _exercise(self) -> UUID | None:
        if self.exercise_id is None:
            return None
        if self.exercise_id.value is None:
            refuse(ValidationCode.REQUIRED, "A value is needed.", "exerciseId")
        return decode_id(self.exercise_id.value, "Exercise")


@strawberry.type(description="The run is as was asked for.")
class UpdateRunPayload:
    session_id: strawberry.Private[UUID]
    run: Run = batched(loaders.run_by_session, key="session_id", description="The run as it is now.")


UpdateRunResult = Annotated[
    UpdateRunPayload | ValidationProblem | ConflictProblem | NotFoundProblem,
    strawberry.union("UpdateRunResult", description="The changed run, or why it is unchanged."),
]
