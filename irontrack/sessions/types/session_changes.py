"""What ends, reopens, changes and deletes sessions: inputs, payloads and results."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import strawberry
from strawberry import UNSET

from irontrack.graphql.inputs import given
from irontrack.graphql.problems import ConflictProblem, NotFoundProblem, ValidationProblem
from irontrack.graphql.quantities import WeightInput
from irontrack.graphql.relay import decode_id
from irontrack.graphql.scalars import TimeZone
from irontrack.sessions.service.editing import SessionEdit
from irontrack.sessions.service.ending import Ending, Reopening
from irontrack.sessions.types.sessions import TrainingSession

if TYPE_CHECKING:
    from decimal import Decimal
    from uuid import UUID


class _Sent(NamedTuple):
    """A value that was sent, in the unit of its column."""

    value: Decimal | None


@strawberry.input
class SessionEditInput:
    """Base of the inputs that change a session."""

    session_id: strawberry.ID = strawberry.field(description="The session.")
    version: int | None = strawberry.field(
        description="The version that you have seen; where it is not the present one, nothing is changed.",
        default=UNSET,
    )

    def key(self) -> UUID:
        return decode_id(self.session_id, "TrainingSession")

    def seen_version(self) -> int | None:
        return given(self.version)


@strawberry.input
class EndSessionInput(SessionEditInput):
    """Base of the inputs that end a session in progress."""

    end_time: datetime | None = strawberry.field(
        description="When it ended, not before its start; by default now.", default=UNSET
    )
    notes: strawberry.Maybe[str | None] = strawberry.field(
        description="Replaces the session's notes, up to 2000 characters; null removes them."
    )
    body_weight: strawberry.Maybe[WeightInput | None] = strawberry.field(
        description="The body's weight on that day, 0.001–1000 kg; null removes it."
    )

    def ending(self) -> Ending:
        weight = None
        if self.body_weight is not None:
            sent = self.body_weight.value
            weight = _Sent(sent.kg("bodyWeight") if sent else None)
        return Ending(
            end_time=given(self.end_time),
            notes=self.notes,
            body_weight_kg=weight,
            version=self.seen_version(),
        )


@strawberry.input(description="A session in progress to be completed.")
class FinishSessionInput(EndSessionInput):
    pass


@strawberry.input(description="A session in progress to be given up.")
class AbortSessionInput(EndSessionInput):
    pass


@strawberry.input(description="A session that is over, to be in progress again.")
class ReopenSessionInput(SessionEditInput):
    reason: str = strawberry.field(description="Why, 1–255 characters.")
    allow_several: bool = strawberry.field(
        description="Whether another session may be in progress.", default=False
    )

    def reopening(self) -> Reopening:
        return Reopening(self.reason, self.seen_version(), self.allow_several)


@strawberry.input(description="What to change about a session; what is left out stays.")
class UpdateSessionInput(SessionEditInput):
    name: strawberry.Maybe[str | None] = strawberry.field(
        description="What to call it, 1–100 characters; null for nothing."
    )
    notes: strawberry.Maybe[str | None] = strawberry.field(
        description="Free text, up to 2000 characters; null for none."
    )
    start_time: strawberry.Maybe[datetime | None] = strawberry.field(
        description="When it began, not after its end."
    )
    end_time: strawberry.Maybe[datetime | None] = strawberry.field(
        description="When it ended; only of a session that is over."
    )
    time_zone: strawberry.Maybe[TimeZone | None] = strawberry.field(
        description="Where it happened, which decides its date."
    )
    body_weight: strawberry.Maybe[WeightInput | None] = strawberry.field(
        description="The body's weight on that day, 0.001–1000 kg; null for unknown."
    )

    def edit(self) -> SessionEdit:
        columns = {
            "unit_name_snapshot": self.name,
            "notes": self.notes,
            "start_time": self.start_time,
            "end_time": self.end_time,
            "user_timezone": self.time_zone,
        }
        changes: dict[str, Any] = {name: sent.value for name, sent in columns.items() if sent is not None}
        if self.body_weight is not None:
            weight = self.body_weight.value
            changes["body_weight_kg"] = weight.kg("bodyWeight") if weight else None
        return SessionEdit(self.seen_version(), changes)


@strawberry.input(description="Which session to delete, with its exercises and sets.")
class DeleteSessionInput(SessionEditInput):
    pass


@strawberry.type(description="The session is completed.")
class FinishSessionPayload:
    session: TrainingSession = strawberry.field(description="The session with its end and duration.")


@strawberry.type(description="The session was given up.")
class AbortSessionPayload:
    session: TrainingSession = strawberry.field(description="The session with its end.")


@strawberry.type(description="The session is in progress again.")
class ReopenSessionPayload:
    session: TrainingSession = strawberry.field(description="The session, without end and duration.")


@strawberry.type(description="The session is as was asked for.")
class UpdateSessionPayload:
    session: TrainingSession = strawberry.field(description="The session as it is now.")


@strawberry.type(description="The session is gone.")
class DeleteSessionPayload:
    deleted_session_id: strawberry.ID = strawberry.field(description="The session that was deleted.")


FinishSessionResult = Annotated[
    FinishSessionPayload | ValidationProblem | ConflictProblem | NotFoundProblem,
    strawberry.union("FinishSessionResult", description="The completed session, or why it is not completed."),
]
AbortSessionResult = Annotated[
    AbortSessionPayload | ValidationProblem | ConflictProblem | NotFoundProblem,
    strawberry.union("AbortSessionResult", description="The session, or why it was not given up."),
]
ReopenSessionResult = Annotated[
    ReopenSessionPayload | ValidationProblem | ConflictProblem | NotFoundProblem,
    strawberry.union("ReopenSessionResult", description="The session in progress, or why it is not."),
]
UpdateSessionResult = Annotated[
    UpdateSessionPayload | ValidationProblem | ConflictProblem | NotFoundProblem,
    strawberry.union("UpdateSessionResult", description="The changed session, or why it is unchanged."),
]
DeleteSessionResult = Annotated[
    DeleteSessionPayload | ConflictProblem | NotFoundProblem,
    strawberry.union("DeleteSessionResult", description="What was deleted, or why it stays."),
]
