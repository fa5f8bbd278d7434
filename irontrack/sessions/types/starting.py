"""What starting a session takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from irontrack.graphql.inputs import given
from irontrack.graphql.problems import ConflictProblem, NotFoundProblem, ValidationProblem
from irontrack.graphql.relay import decode_id, decode_row_id
from irontrack.graphql.scalars import TimeZone
from irontrack.sessions.service.sources import (
    Freestyle,
    FromEnrollmentDay,
    FromPlanUnit,
    FromSession,
    FromUnit,
)
from irontrack.sessions.service.starting import NewSession
from irontrack.sessions.types.sessions import TrainingSession

if TYPE_CHECKING:
    from uuid import UUID

    from irontrack.sessions.service.sources import Source


@strawberry.input(description="A session without a template.")
class FreestyleInput:
    name: str | None = strawberry.field(description="What to call it, 1–100 characters.", default=UNSET)


@strawberry.input(one_of=True, description="What a session is started from: exactly one of these.")
class SessionSourceInput:
    training_unit_id: strawberry.ID | None = strawberry.field(
        description="A unit that you may read; its exercises and targets are copied.", default=UNSET
    )
    plan_unit_id: strawberry.ID | None = strawberry.field(
        description="A unit on a day of a plan that you may read; also the UUID that you scheduled it with, "
        "where exactly one of your own plans has it.",
        default=UNSET,
    )
    enrollment_day_id: strawberry.ID | None = strawberry.field(
        description="A day of an enrollment of yours. Plan and unit are copied as they are now; where you "
        "cannot read them any more, as the day has copied them, with the exercises and targets of your "
        "latest session by the same unit in this enrollment, or none.",
        default=UNSET,
    )
    session_id: strawberry.ID | None = strawberry.field(
        description="An earlier session of yours, to be repeated: its exercises in their order with the "
        "targets that they had, its names, unit and plan; not its sets, nor its day of an enrollment.",
        default=UNSET,
    )
    freestyle: FreestyleInput | None = strawberry.field(
        description="Nothing: exercises are added as they come.", default=UNSET
    )

    def source(self) -> Source:
        if (unit_id := given(self.training_unit_id)) is not None:
            return FromUnit(decode_id(unit_id, "TrainingUnit"))
        if (place := given(self.plan_unit_id)) is not None:
            return FromPlanUnit(decode_row_id(place, "TrainingPlanUnit"))
        if (day_id := given(self.enrollment_day_id)) is not None:
            return FromEnrollmentDay(decode_id(day_id, "EnrollmentDay"))
        if (session_id := given(self.session_id)) is not None:
            return FromSession(decode_id(session_id, "TrainingSession"))
        freestyle = given(self.freestyle)
        return Freestyle(given(freestyle.name) if freestyle else None)


@strawberry.input(description="A session to be started.")
class StartSessionInput:
    from_: SessionSourceInput = strawberry.field(name="from", description="What it is started from.")
    id: strawberry.ID | None = strawberry.field(
        description="A UUIDv7 of your own choice. The same input sent again makes nothing new and answers "
        "with the session as it is now.",
        default=UNSET,
    )
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

    def session(self) -> NewSession:
        return NewSession(
            source=self.from_.source(),
            start_time=given(self.start_time),
            time_zone=given(self.time_zone),
            notes=given(self.notes),
            allow_several=self.allow_several,
        )

    def session_id(self) -> UUID | None:
        id_ = given(self.id)
        return None if id_ is None else decode_id(id_, "TrainingSession")


@strawberry.type(description="The session is in progress.")
class StartSessionPayload:
    session: TrainingSession = strawberry.field(description="The new session.")


StartSessionResult = Annotated[
    StartSessionPayload | ValidationProblem | ConflictProblem | NotFoundProblem,
    strawberry.union("StartSessionResult", description="The new session, or why there is none."),
]
