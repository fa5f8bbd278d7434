"""Sessions, their exercises and sets as the API shows them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import Parent

from irontrack.graphql.batching import batched
from irontrack.graphql.enums import declare_enum
from irontrack.graphql.fields import column
from irontrack.graphql.quantities import weight_field
from irontrack.graphql.relay import Node, declare_node
from irontrack.graphql.scalars import TimeZone
from irontrack.kit.clock import now
from irontrack.models import (
    SessionStatus,
    TrainingSessionRow,
)
from irontrack.sessions import loaders
from irontrack.sessions.rules import elapsed_seconds
from irontrack.sessions.types.session_exercises import TrainingSessionExercise
from irontrack.templates.loaders import enrollment_day_by_id, plan_by_id, unit_by_id
from irontrack.templates.types.enrollments import EnrollmentDay
from irontrack.templates.types.plans import TrainingPlan
from irontrack.templates.types.units import TrainingUnit

if TYPE_CHECKING:
    from irontrack.running.types.runs import Run

declare_enum(
    SessionStatus,
    "How far a session has come.",
    IN_PROGRESS="Started; sets can be logged.",
    COMPLETED="Finished; it has a duration.",
    ABORTED="Given up; what was logged is kept.",
)


def _elapsed_seconds(root: Parent[Any]) -> int:
    return elapsed_seconds(root.start_time, root.end_time or now())


@strawberry.type(
    description="A session: what was done at one time. It keeps its own copies of names and targets."
)
class TrainingSession(Node):
    unit_name: str | None = column(
        "unit_name_snapshot", "Name of the unit at the start, or of a free session."
    )
    plan_name: str | None = column("plan_name_snapshot", "Name of the plan at the start, if there was one.")
    training_unit: TrainingUnit | None = batched(
        unit_by_id,
        key="training_unit_id",
        description="The unit that it was started from, as it is now; null when there was none, or it is "
        "gone or no longer yours to see.",
    )
    plan: TrainingPlan | None = batched(
        plan_by_id,
        key="training_plan_id",
        description="The plan that it was started from, as it is now; null when there was none, or it is "
        "gone or no longer yours to see.",
    )
    enrollment_day: EnrollmentDay | None = batched(
        enrollment_day_by_id,
        key="enrollment_day_id",
        description="The day of an enrollment that it was done on; null when there was none, or it is gone.",
    )
    start_time: datetime = strawberry.field(description="When it began.")
    end_time: datetime | None = strawberry.field(description="When it ended; null while in progress.")
    time_zone: TimeZone = column("user_timezone", "Where it happened, which decides its date.")
    status: SessionStatus = strawberry.field(description="How far it has come.")
    duration_seconds: int | None = strawberry.field(description="From start to end; null unless completed.")
    elapsed_seconds: int = strawberry.field(
        resolver=_elapsed_seconds,
        description="From start to end, whether completed or aborted; while in progress, to now. 68 years at "
        "the most.",
    )
    body_weight: Decimal | None = weight_field("body_weight_kg", "The body's weight on that day, if noted.")
    notes: str | None = strawberry.field(description="Free text.")
    reopened_reason: str | None = strawberry.field(
        description="Why it was reopened the last time; null where it never was."
    )
    version: int = strawberry.field(description="Goes up with every change, logged sets included.")
    exercises: list[TrainingSessionExercise] = batched(
        loaders.exercises_by_session, key="id", description="Its exercises in their order. At most 100."
    )
    run: Annotated[Run, strawberry.lazy("irontrack.running.types.runs")] | None = batched(
        loaders.run_by_session,
        key="id",
        description="What it has beyond a session where it was recorded as a run; else null.",
    )


declare_node("TrainingSession", loaders.session_by_id, TrainingSessionRow)
