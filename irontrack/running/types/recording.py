"""What records runs: inputs, payload and result."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry
from strawberry import UNSET

from irontrack.graphql.batching import batched
from irontrack.graphql.inputs import given
from irontrack.graphql.problems import ConflictProblem, NotFoundProblem, ValidationProblem
from irontrack.graphql.quantities import DistanceInput
from irontrack.graphql.relay import decode_id, decode_row_id
from irontrack.graphql.scalars import TimeZone
from irontrack.running import loaders
from irontrack.running.service.content import RunContent
from irontrack.running.service.recording import RecordedRun
from irontrack.running.types.measures import (
    SAME_NAMES,
    RunIntervalInput,
    RunSplitInput,
    intervals_of,
    splits_of,
)
from irontrack.running.types.runs import Run
from irontrack.sessions.service import FromEnrollmentDay, FromPlanUnit, FromUnit

if TYPE_CHECKING:
    from irontrack.running.service.recording import PlannedBy


@strawberry.input(one_of=True, description="What a run was planned by: exactly one of these.")
class RunPlannedByInput:
    training_unit_id: strawberry.ID | None = strawberry.field(
        description="A unit that you may read.", default=UNSET
    )
    plan_unit_id: strawberry.ID | None = strawberry.field(
        description="A unit on a day of a plan that you may read; also the UUID that you scheduled it with, "
        "where exactly one of your own plans has it.",
        default=UNSET,
    )
    enrollment_day_id: strawberry.ID | None = strawberry.field(
        description="A day of an enrollment of yours.", default=UNSET
    )

    def planned_by(self) -> PlannedBy:
        if (unit_id := given(self.training_unit_id)) is not None:
            return FromUnit(decode_id(unit_id, "TrainingUnit"))
        if (place := given(self.plan_unit_id)) is not None:
            return FromPlanUnit(decode_row_id(place, "TrainingPlanUnit"))
        return FromEnrollmentDay(decode_id(str(given(self.enrollment_day_id)), "EnrollmentDay"))


@strawberry.input(description="A run that is over: all of it is recorded, or nothing.")
class RecordRunInput:
    start_time: datetime = strawberry.field(description="When it began.")
    end_time: datetime | None = strawberry.field(
        description="When it ended. With neither this nor `elapsedSeconds`, it ends after its moving time.",
        default=UNSET,
    )
    elapsed_seconds: int | None = strawberry.field(
        description="From start to end, pauses included; in place of `endTime`.", default=UNSET
    )
    time_zone: TimeZone | None = strawberry.field(
        description="Where it happened; by default the account's zone.", default=UNSET
    )
    exercise_id: strawberry.ID | None = strawberry.field(
        description="A cardio exercise of the system or of your own; by default the only one that "
        "`plannedBy` has in the modes TIME and DISTANCE.",
        default=UNSET,
    )
    planned_by: RunPlannedByInput | None = strawberry.field(
        description="What it was planned by: names, plan and unit are copied, and the targets of the "
        "exercise if it was planned.",
        default=UNSET,
    )
    distance: DistanceInput | None = strawberry.field(
        description="How far, up to 9,999.9999 km; not with intervals by distance.", default=UNSET
    )
    moving_seconds: int | None = strawberry.field(
        description="How long it moved; not with intervals by time.", default=UNSET
    )
    intervals: list[RunIntervalInput] | None = strawberry.field(
        description="At most 100, all by distance or all by time; with `movingSeconds` or `distance`, "
        "whichever they do not measure.",
        default=UNSET,
    )
    splits: list[RunSplitInput] | None = strawberry.field(
        description="Its stretches in their order, at most 250; together the distance, to one percent.",
        default=UNSET,
    )
    elevation_gain_meters: int | None = strawberry.field(description="How far up, 0–100,000.", default=UNSET)
    elevation_loss_meters: int | None = strawberry.field(
        description="How far down, 0–100,000.", default=UNSET
    )
    avg_heart_rate: int | None = strawberry.field(
        description="Average heart rate, 25–250 beats a minute; not above the greatest.", default=UNSET
    )
    max_heart_rate: int | None = strawberry.field(
        description="Greatest heart rate, 25–250 beats a minute.", default=UNSET
    )
    rpe: Decimal | None = strawberry.field(
        description="Rate of perceived exertion, 1–10 with at most one decimal.", default=UNSET
    )
    name: str | None = strawberry.field(
        description="What to call it, 1–100 characters; by default as the unit.", default=UNSET
    )
    notes: str | None = strawberry.field(description="Free text, up to 2000 characters.", default=UNSET)
    source: str | None = strawberry.field(
        description="Where it was measured or noted, 1–50 characters; by default `manual`.", default=UNSET
    )
    external_id: strawberry.ID | None = strawberry.field(
        description="What the source calls it, 1–255 characters. A run of yours that this source has called "
        "so before is the same one, whatever else is sent: the answer is that run, unchanged.",
        default=UNSET,
    )
    id: strawberry.ID | None = strawberry.field(
        description="A UUIDv7 of your own choice, for the run and its session. The same input sent again "
        "records nothing new and answers with the run as it is now.",
        default=UNSET,
    )

    def recorded(self) -> RecordedRun:
        distance, exercise_id, planned_by = (
            given(self.distance),
            given(self.exercise_id),
            given(self.planned_by),
        )
        sent = {there: given(getattr(self, here)) for here, there in SAME_NAMES.items()}
        content = RunContent(
            **{name: value for name, value in sent.items() if value is not None},
            km=distance.km("distance") if distance else None,
            intervals=intervals_of(given(self.intervals)),
            splits=splits_of(given(self.splits)),
        )
        return RecordedRun(
            content,
            exercise_id=None if exercise_id is None else decode_id(exercise_id, "Exercise"),
            planned_by=planned_by.planned_by() if planned_by else None,
        )

    def key(self) -> UUID | None:
        id_ = given(self.id)
        return None if id_ is None else decode_id(id_, "Run")


@strawberry.type(description="The run is recorded.")
class RecordRunPayload:
    session_id: strawberry.Private[UUID]
    run: Run = batched(loaders.run_by_session, key="session_id", description="The run as it is now.")
    is_new: bool = strawberry.field(
        description="Whether this request has recorded it; false where it was recorded before."
    )


RecordRunResult = Annotated[
    RecordRunPayload | ValidationProblem | ConflictProblem | NotFoundProblem,
    strawberry.union("RecordRunResult", description="The recorded run, or why there is none."),
]
