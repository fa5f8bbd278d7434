"""What records a whole workout: input, payload and result."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from irontrack.graphql.inputs import converted, given
from irontrack.graphql.problems import ConflictProblem, NotFoundProblem, ValidationProblem
from irontrack.graphql.quantities import WeightInput
from irontrack.graphql.relay import decode_id, decode_row_id
from irontrack.graphql.scalars import TimeZone
from irontrack.models import SetMode
from irontrack.sessions.service.recorded_exercises import RecordedExercise
from irontrack.sessions.service.recording import RecordedSession
from irontrack.sessions.types.sessions import TrainingSession
from irontrack.sessions.types.sets import SetInput, sent_client_id
from irontrack.sessions.types.sources import SessionTemplateInput

if TYPE_CHECKING:
    from uuid import UUID


@strawberry.input(description="A set of a recorded workout.")
class RecordSetInput(SetInput):
    pass


@strawberry.input(description="An exercise of a recorded workout.")
class RecordSessionExerciseInput:
    exercise_id: strawberry.ID = strawberry.field(description="A system exercise, or one of your own.")
    mode: SetMode | None = strawberry.field(
        description="What its sets measure; by default, what the exercise says.", default=UNSET
    )
    group_index: int | None = strawberry.field(
        description="Neighbours with the same number, 0–1000, are a superset; each number is in one place "
        "only.",
        default=UNSET,
    )
    notes: str | None = strawberry.field(description="Free text, up to 2000 characters.", default=UNSET)
    client_id: strawberry.ID | None = strawberry.field(
        description="A UUIDv7 of your own choice, which no other exercise of the session has.", default=UNSET
    )
    sets: list[RecordSetInput] = strawberry.field(
        description="Its sets in their order; at most 100.", default_factory=list
    )
    planned_exercise_id: strawberry.ID | None = strawberry.field(
        description="Which exercise of the unit in `from` it was done for, by its `id` or `clientId` there: "
        "its targets are copied. Where it was another exercise, or another mode, those stay that do with "
        "`replaceSessionExercise`. Where the unit has no such exercise any more, there are no targets.",
        default=UNSET,
    )

    def exercise(self, *path: str) -> RecordedExercise:
        planned = given(self.planned_exercise_id)
        return RecordedExercise(
            exercise_id=decode_id(self.exercise_id, "Exercise"),
            mode=given(self.mode),
            group_index=given(self.group_index),
            notes=given(self.notes),
            client_id=sent_client_id(self.client_id),
            sets=converted(self.sets, lambda one, place: one.set(*path, "sets", place)),
            planned_key=None if planned is None else decode_row_id(planned, "TrainingUnitExercise"),
        )


@strawberry.input(description="A whole workout to be recorded after it: all of it, or nothing.")
class RecordSessionInput:
    start_time: datetime = strawberry.field(description="When it began.")
    end_time: datetime = strawberry.field(description="When it ended, not before its start.")
    time_zone: TimeZone | None = strawberry.field(
        description="Where it happened; by default the account's zone.", default=UNSET
    )
    from_: SessionTemplateInput | None = strawberry.field(
        name="from",
        description="What it was done by: unit, plan and day are linked and their names copied as they are "
        "now. Its exercises are only those of this input.",
        default=UNSET,
    )
    name: str | None = strawberry.field(
        description="What to call it, 1–100 characters; by default, as the unit in `from`.", default=UNSET
    )
    notes: str | None = strawberry.field(description="Free text, up to 2000 characters.", default=UNSET)
    body_weight: WeightInput | None = strawberry.field(
        description="The body's weight on that day, 0.001–1000 kg.", default=UNSET
    )
    exercises: list[RecordSessionExerciseInput] = strawberry.field(
        description="Its exercises in their order, at most 100; with at most 250 sets together.",
        default_factory=list,
    )
    id: strawberry.ID | None = strawberry.field(
        description="A UUIDv7 of your own choice. The same input sent again records nothing new and answers "
        "with the session as it is now.",
        default=UNSET,
    )

    def recorded(self) -> RecordedSession:
        weight, template = given(self.body_weight), given(self.from_)
        return RecordedSession(
            start_time=self.start_time,
            end_time=self.end_time,
            time_zone=given(self.time_zone),
            name=given(self.name),
            notes=given(self.notes),
            body_weight_kg=weight.kg("bodyWeight") if weight else None,
            exercises=converted(self.exercises, lambda each, place: each.exercise("exercises", place)),
            template=template.template() if template else None,
        )

    def key(self) -> UUID | None:
        id_ = given(self.id)
        return None if id_ is None else decode_id(id_, "TrainingSession")


@strawberry.type(description="The workout was recorded.")
class RecordSessionPayload:
    session: TrainingSession = strawberry.field(description="The completed session.")


RecordSessionResult = Annotated[
    RecordSessionPayload | ValidationProblem | ConflictProblem | NotFoundProblem,
    strawberry.union("RecordSessionResult", description="The recorded session, or why there is none."),
]
