"""What starting a session takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from irontrack.graphql.inputs import bounded, given
from irontrack.graphql.problems import ConflictProblem, NotFoundProblem, ValidationProblem
from irontrack.graphql.relay import decode_client_id, decode_id, decode_row_id
from irontrack.graphql.scalars import TimeZone
from irontrack.models import SetMode
from irontrack.sessions.service.named_exercises import NamedExercise
from irontrack.sessions.service.sources import FromSession
from irontrack.sessions.service.starting import NewSession
from irontrack.sessions.types.sessions import TrainingSession
from irontrack.sessions.types.sources import SessionSourceInput

if TYPE_CHECKING:
    from uuid import UUID


@strawberry.input(description="A name of yours for an exercise that the session takes over.")
class StartSessionExerciseInput:
    source_exercise_id: strawberry.ID = strawberry.field(
        description="Which one: the exercise of the unit, or of the earlier session that is repeated, by its "
        "`id` or `clientId` there."
    )
    client_id: strawberry.ID = strawberry.field(
        description="A UUIDv7 of your own choice, which no other exercise of the session has."
    )
    exercise_id: strawberry.ID | None = strawberry.field(
        description="What it was when you saw it, so that nothing is lost where that has changed meanwhile. "
        "If the unit has another exercise in its place now, yours takes that place, as with "
        "`replaceSessionExercise`; if it has none any more, yours is put behind the others, without "
        "targets. Without this, the first goes unnoticed, and the second is a `ValidationProblem`.",
        default=UNSET,
    )
    mode: SetMode | None = strawberry.field(
        description="What its sets measured when you saw it; by default, what they measure now, and where it "
        "is gone, what the exercise says.",
        default=UNSET,
    )

    def named(self, typename: str) -> NamedExercise:
        exercise_id = given(self.exercise_id)
        return NamedExercise(
            source_key=decode_row_id(self.source_exercise_id, typename),
            client_id=decode_client_id(self.client_id),
            exercise_id=None if exercise_id is None else decode_id(exercise_id, "Exercise"),
            mode=given(self.mode),
        )


@strawberry.input(description="A session to be started.")
class StartSessionInput:
    from_: SessionSourceInput = strawberry.field(name="from", description="What it is started from.")
    id: strawberry.ID | None = strawberry.field(
        description="A UUIDv7 of your own choice. The same input sent again makes nothing new and answers "
        "with the session as it is now.",
        default=UNSET,
    )
    start_time: datetime | None = strawberry.field(
        description="When it began; by default now. Say it where this is sent later: sets are of its time.",
        default=UNSET,
    )
    time_zone: TimeZone | None = strawberry.field(
        description="Where it happens; by default the account's zone.", default=UNSET
    )
    notes: str | None = strawberry.field(description="Free text, up to 2000 characters.", default=UNSET)
    allow_several: bool = strawberry.field(
        description="Whether another session may be in progress. The same input with another value is a "
        "retry, too.",
        default=False,
    )
    exercises: list[StartSessionExerciseInput] = strawberry.field(
        description="Names for exercises that are taken over, each at most once: under them, sets can be "
        "logged before the answer arrives. Exercises that you do not name are taken over all the same. "
        "Not with `freestyle`: add exercises there.",
        default_factory=list,
    )

    def session(self) -> NewSession:
        source = self.from_.source()
        typename = "TrainingSessionExercise" if isinstance(source, FromSession) else "TrainingUnitExercise"
        return NewSession(
            source=source,
            start_time=given(self.start_time),
            time_zone=given(self.time_zone),
            notes=given(self.notes),
            allow_several=self.allow_several,
            exercises=[each.named(typename) for each in bounded(self.exercises)],
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
