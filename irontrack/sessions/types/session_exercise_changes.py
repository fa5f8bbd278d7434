"""What changes which exercises a session has: inputs, payloads and results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import UNSET

from irontrack.graphql.inputs import bounded, given
from irontrack.graphql.problems import ConflictProblem, NotFoundProblem, ValidationProblem
from irontrack.graphql.relay import decode_id, decode_row_id
from irontrack.models import SetMode
from irontrack.sessions.service.session_exercises import AddedExercise
from irontrack.sessions.types.session_changes import SessionEditInput
from irontrack.sessions.types.session_exercises import TrainingSessionExercise
from irontrack.sessions.types.sessions import TrainingSession
from irontrack.sessions.types.sets import sent_client_id

if TYPE_CHECKING:
    from uuid import UUID

_MODE = "What its sets measure; by default, what the exercise says."


@strawberry.input
class SessionExerciseEditInput:
    """Base of the inputs about one exercise of a session."""

    session_exercise_id: strawberry.ID = strawberry.field(
        description="The exercise: its `id`, or its `clientId` if only one of yours has it."
    )

    def key(self) -> int | UUID:
        return decode_row_id(self.session_exercise_id, "TrainingSessionExercise")


@strawberry.input(description="An exercise to be put into a session in progress.")
class AddSessionExerciseInput:
    session_id: strawberry.ID = strawberry.field(description="The session.")
    exercise_id: strawberry.ID = strawberry.field(description="A system exercise, or one of your own.")
    mode: SetMode | None = strawberry.field(description=_MODE, default=UNSET)
    position: int | None = strawberry.field(
        description="Among the exercises of the session: 0 puts it first, null or more than there are, last.",
        default=UNSET,
    )
    group_index: int | None = strawberry.field(
        description="Neighbours with the same number, 0–1000, are a superset; each number is in one place "
        "only.",
        default=UNSET,
    )
    notes: str | None = strawberry.field(description="Free text, up to 2000 characters.", default=UNSET)
    client_id: strawberry.ID | None = strawberry.field(
        description="A UUIDv7 of your own choice, which no other exercise of the session has. The same input "
        "sent again adds nothing new and answers with the exercise as it is now.",
        default=UNSET,
    )

    def key(self) -> UUID:
        return decode_id(self.session_id, "TrainingSession")

    def exercise(self) -> AddedExercise:
        return AddedExercise(
            exercise_id=decode_id(self.exercise_id, "Exercise"),
            mode=given(self.mode),
            position=given(self.position),
            group_index=given(self.group_index),
            notes=given(self.notes),
            client_id=sent_client_id(self.client_id),
        )


@strawberry.input(description="An exercise to be done in place of another one.")
class ReplaceSessionExerciseInput(SessionExerciseEditInput):
    exercise_id: strawberry.ID = strawberry.field(description="A system exercise, or one of your own.")
    mode: SetMode | None = strawberry.field(
        description=f"{_MODE} While there are sets, it must be the present one.", default=UNSET
    )

    def exercise(self) -> UUID:
        return decode_id(self.exercise_id, "Exercise")


@strawberry.input(description="What to change about an exercise of a session; what is left out stays.")
class UpdateSessionExerciseInput(SessionExerciseEditInput):
    notes: strawberry.Maybe[str | None] = strawberry.field(
        description="Free text, up to 2000 characters; null for none."
    )
    group_index: strawberry.Maybe[int | None] = strawberry.field(
        description="Neighbours with the same number, 0–1000, are a superset; each number is in one place "
        "only. null for none."
    )

    def changes(self) -> dict[str, Any]:
        sent = {"notes": self.notes, "group_index": self.group_index}
        return {name: maybe.value for name, maybe in sent.items() if maybe is not None}


@strawberry.input(description="Which exercise to take out of its session, with its sets.")
class RemoveSessionExerciseInput(SessionExerciseEditInput):
    pass


@strawberry.input(description="Another order of a session's exercises.")
class ReorderSessionExercisesInput(SessionEditInput):
    exercise_ids: list[strawberry.ID] = strawberry.field(
        description="Each `TrainingSessionExercise` of the session once, by `id` or `clientId`, in the new "
        "order."
    )

    def keys(self) -> list[int | UUID]:
        return [decode_row_id(id_, "TrainingSessionExercise") for id_ in bounded(self.exercise_ids)]


@strawberry.type(description="The exercise was added.")
class AddSessionExercisePayload:
    session_exercise: TrainingSessionExercise = strawberry.field(description="The exercise of the session.")
    session: TrainingSession = strawberry.field(description="Its session as it is now.")


@strawberry.type(description="The other exercise is in its place.")
class ReplaceSessionExercisePayload:
    session_exercise: TrainingSessionExercise = strawberry.field(description="The exercise as it is now.")
    session: TrainingSession = strawberry.field(description="Its session as it is now.")


@strawberry.type(description="The exercise is as was asked for.")
class UpdateSessionExercisePayload:
    session_exercise: TrainingSessionExercise = strawberry.field(description="The exercise as it is now.")
    session: TrainingSession = strawberry.field(description="Its session as it is now.")


@strawberry.type(description="The exercise and its sets are gone.")
class RemoveSessionExercisePayload:
    removed_session_exercise_id: strawberry.ID = strawberry.field(
        description="The exercise that was removed."
    )
    session: TrainingSession = strawberry.field(description="Its session as it is now.")


@strawberry.type(description="The exercises are in this order.")
class ReorderSessionExercisesPayload:
    session: TrainingSession = strawberry.field(description="The session as it is now.")


AddSessionExerciseResult = Annotated[
    AddSessionExercisePayload | ValidationProblem | ConflictProblem | NotFoundProblem,
    strawberry.union("AddSessionExerciseResult", description="The added exercise, or why it was not added."),
]
ReplaceSessionExerciseResult = Annotated[
    ReplaceSessionExercisePayload | ValidationProblem | NotFoundProblem,
    strawberry.union(
        "ReplaceSessionExerciseResult", description="The exercise in its place, or why it is the old one."
    ),
]
UpdateSessionExerciseResult = Annotated[
    UpdateSessionExercisePayload | ValidationProblem | NotFoundProblem,
    strawberry.union(
        "UpdateSessionExerciseResult", description="The changed exercise, or why it is unchanged."
    ),
]
RemoveSessionExerciseResult = Annotated[
    RemoveSessionExercisePayload | ConflictProblem | NotFoundProblem,
    strawberry.union("RemoveSessionExerciseResult", description="What was removed, or why nothing was."),
]
ReorderSessionExercisesResult = Annotated[
    ReorderSessionExercisesPayload | ValidationProblem | ConflictProblem | NotFoundProblem,
    strawberry.union(
        "ReorderSessionExercisesResult", description="The exercises in their order, or why it is the old one."
    ),
]
