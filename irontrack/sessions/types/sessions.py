"""Sessions, their exercises and sets as the API shows them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import strawberry
from strawberry import UNSET

from irontrack.graphql.batching import batched
from irontrack.graphql.enums import declare_enum
from irontrack.graphql.fields import column
from irontrack.graphql.inputs import given
from irontrack.graphql.problems import ConflictProblem, NotFoundProblem, ValidationProblem
from irontrack.graphql.quantities import weight_field
from irontrack.graphql.relay import Node, declare_node, decode_id
from irontrack.graphql.scalars import TimeZone
from irontrack.models import (
    SessionStatus,
    TrainingSessionRow,
)
from irontrack.sessions import loaders
from irontrack.sessions.service.sessions import NewSession
from irontrack.sessions.types.session_exercises import TrainingSessionExercise
from irontrack.templates.loaders import unit_by_id
from irontrack.templates.types.units import TrainingUnit

declare_enum(
    SessionStatus,
    "How far a session has come.",
    IN_PROGRESS="Started; sets can be logged.",
    COMPLETED="Finished; it has a duration.",
    ABORTED="Given up; what was logged is kept.",
)


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
        description="The unit that it was started from; null when there was none, or it is gone.",
    )
    start_time: datetime = strawberry.field(description="When it began.")
    end_time: datetime | None = strawberry.field(description="When it ended; null while in progress.")
    time_zone: TimeZone = column("user_timezone", "Where it happened, which decides its date.")
    status: SessionStatus = strawberry.field(description="How far it has come.")
    duration_seconds: int | None = strawberry.field(description="From start to end; null unless completed.")
    body_weight: Decimal | None = weight_field("body_weight_kg", "The body's weight on that day, if noted.")
    notes: str | None = strawberry.field(description="Free text.")
    reopened_reason: str | None = strawberry.field(
        description="Why it was reopened the last time; null where it never was."
    )
    version: int = strawberry.field(description="Goes up with every change, logged sets included.")
    exercises: list[TrainingSessionExercise] = batched(
        loaders.exercises_by_session, key="id", description="Its exercises in their order. At most 100."
    )


declare_node("TrainingSession", loaders.session_by_id, TrainingSessionRow)


@strawberry.input(description="A session without a template.")
class FreestyleInput:
    name: str | None = strawberry.field(description="What to call it, 1–100 characters.", default=UNSET)


@strawberry.input(one_of=True, description="What a session is started from: exactly one of these.")
class SessionSourceInput:
    training_unit_id: strawberry.ID | None = strawberry.field(
        description="A unit that you may read; its exercises and targets are copied.", default=UNSET
    )
    freestyle: FreestyleInput | None = strawberry.field(
        description="Nothing: exercises are added as they come.", default=UNSET
    )


@strawberry.input(description="A session to be started.")
class StartSessionInput:
    from_: SessionSourceInput = strawberry.field(name="from", description="What it is started from.")
    start_time: datetime | None = strawberry.field(
        description="When it began; by default now.", default=UNSET
    )
    time_zone: TimeZone | None = strawberry.field(
        description="Where it happens; by default the account's zone.", default=UNSET
    )
    notes: str | None = strawberry.field(description="Free text, up to 2000 characters.", default=UNSET)
    allow_several: bool = strawberry.field(
        description="Whether another session may be in progress.", default=False
    )

    def session(self, default_zone: str) -> NewSession:
        unit_id, freestyle = given(self.from_.training_unit_id), given(self.from_.freestyle)
        return NewSession(
            unit_id=decode_id(unit_id, "TrainingUnit") if unit_id is not None else None,
            name=given(freestyle.name) if freestyle else None,
            start_time=given(self.start_time),
            time_zone=given(self.time_zone) or default_zone,
            notes=given(self.notes),
            allow_several=self.allow_several,
        )


@strawberry.type(description="The session is in progress.")
class StartSessionPayload:
    session: TrainingSession = strawberry.field(description="The new session.")


StartSessionResult = Annotated[
    StartSessionPayload | ValidationProblem | ConflictProblem | NotFoundProblem,
    strawberry.union("StartSessionResult", description="The new session, or why there is none."),
]
