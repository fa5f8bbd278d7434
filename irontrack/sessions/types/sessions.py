"""Sessions, their exercises and sets as the API shows them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import strawberry
from strawberry import UNSET

from irontrack.exercises.loaders import exercise_by_id
from irontrack.exercises.types.exercises import Exercise
from irontrack.graphql.batching import batched
from irontrack.graphql.enums import declare_enum
from irontrack.graphql.fields import column
from irontrack.graphql.inputs import given
from irontrack.graphql.problems import ConflictProblem, NotFoundProblem, ValidationProblem
from irontrack.graphql.quantities import DistanceInput, WeightInput, distance_field, weight_field
from irontrack.graphql.relay import Node, declare_node, decode_client_id, decode_id
from irontrack.graphql.scalars import TimeZone
from irontrack.models import (
    LoadKind,
    SessionStatus,
    SetMode,
    SetType,
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    TrainingSessionSetRow,
)
from irontrack.models.limits import GREATEST_BIGINT
from irontrack.sessions import loaders
from irontrack.sessions.rules import Metric
from irontrack.sessions.service.sessions import NewSession, NewSet
from irontrack.templates.loaders import unit_by_id
from irontrack.templates.types.units import TrainingUnit

declare_enum(
    SessionStatus,
    "How far a session has come.",
    IN_PROGRESS="Started; sets can be logged.",
    COMPLETED="Finished; it has a duration.",
    ABORTED="Given up; what was logged is kept.",
)
declare_enum(
    SetType,
    "What a set is for.",
    WORKING="Counts for everything.",
    WARM_UP="Counts in nothing but the log.",
    DROP="Follows another without rest, with less weight.",
    FAILURE="Taken until no further repetition was possible.",
)
declare_enum(
    LoadKind,
    "What a set's weight means.",
    EXTERNAL="All of the load.",
    BODYWEIGHT="Added to the body's weight.",
    ASSISTED="Taken off the body's weight.",
)


@strawberry.type(
    description="A set: one metric or none, as the mode of its exercise says, and perhaps a weight."
)
class TrainingSet(Node):
    order_index: int = strawberry.field(description="Position in the exercise, ascending; gaps are possible.")
    set_type: SetType = strawberry.field(description="What the set was for.")
    load_kind: LoadKind = strawberry.field(description="What the weight means.")
    weight: Decimal | None = weight_field("weight", "The weight; null when there was none.")
    reps: int | None = column("reps_completed", "Repetitions completed, in the mode REPS.")
    time_seconds: int | None = strawberry.field(description="How long it took, in the mode TIME.")
    distance: Decimal | None = distance_field("distance_km", "How far it went, in the mode DISTANCE.")
    rpe: Decimal | None = strawberry.field(description="Rate of perceived exertion, 1–10.")
    completed_at: datetime | None = strawberry.field(description="When it was done, if that is known.")


@strawberry.type(description="An exercise of a session, with its targets as they were at the start.")
class TrainingSessionExercise(Node):
    exercise_name: str = column("exercise_name_snapshot", "The exercise's name when it was added.")
    exercise: Exercise | None = batched(
        exercise_by_id,
        key="exercise_id",
        description="The exercise; null when it is gone, or not yours to see.",
    )
    mode: SetMode = column("mode_snapshot", "What its sets measure.")
    order_index: int = strawberry.field(description="Position in the session, ascending; gaps are possible.")
    group_index: int | None = column(
        "group_index_snapshot", "Neighbours with the same number are a superset."
    )
    notes: str | None = strawberry.field(description="Free text.")
    planned_sets: int | None = column("sets_snapshot", "How many sets were planned; null when not planned.")
    reps_min: int | None = column("reps_min_snapshot", "Least repetitions planned for a set.")
    reps_max: int | None = column("reps_max_snapshot", "Most repetitions planned for a set.")
    target_time_seconds: int | None = column("target_time_seconds_snapshot", "Seconds planned for a set.")
    target_distance: Decimal | None = distance_field(
        "target_distance_km_snapshot", "Distance planned for a set."
    )
    target_weight: Decimal | None = weight_field("target_weight_snapshot", "Weight planned for a set.")
    rest_seconds: int | None = column(
        "rest_seconds_snapshot", "Rest planned after a set; 0 means none at all."
    )
    sets: list[TrainingSet] = batched(
        loaders.sets_by_session_exercise, key="id", description="Its sets in their order. At most 100."
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
    version: int = strawberry.field(description="Goes up with every change, logged sets included.")
    exercises: list[TrainingSessionExercise] = batched(
        loaders.exercises_by_session, key="id", description="Its exercises in their order. At most 100."
    )


declare_node("TrainingSession", loaders.session_by_id, TrainingSessionRow)
declare_node(
    "TrainingSessionExercise",
    loaders.session_exercise_by_id,
    TrainingSessionExerciseRow,
    greatest=GREATEST_BIGINT,
)
declare_node("TrainingSet", loaders.set_by_id, TrainingSessionSetRow, greatest=GREATEST_BIGINT)


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


@strawberry.input(description="An exercise to be added to a session in progress.")
class AddSessionExerciseInput:
    session_id: strawberry.ID = strawberry.field(description="The session.")
    exercise_id: strawberry.ID = strawberry.field(description="A system exercise, or one of your own.")
    mode: SetMode | None = strawberry.field(
        description="What its sets measure; by default, what the exercise says.", default=UNSET
    )


@strawberry.input(one_of=True, description="What a set measured: exactly one of these, the one of the mode.")
class SetMetricInput:
    reps: int | None = strawberry.field(description="In the mode REPS: 0–1000.", default=UNSET)
    seconds: int | None = strawberry.field(description="In the mode TIME: 1–32767.", default=UNSET)
    distance: DistanceInput | None = strawberry.field(
        description="In the mode DISTANCE: up to 9999 km.", default=UNSET
    )

    def metric(self) -> Metric:
        distance = given(self.distance)
        return Metric(
            reps=given(self.reps),
            seconds=given(self.seconds),
            km=distance.km("metric", "distance") if distance else None,
        )


@strawberry.input(description="A set to be logged.")
class LogSetInput:
    session_exercise_id: strawberry.ID = strawberry.field(
        description="The exercise of a session in progress."
    )
    metric: SetMetricInput | None = strawberry.field(
        description="What it measured; nothing in the mode SETS_ONLY.", default=UNSET
    )
    weight: WeightInput | None = strawberry.field(
        description="The weight, in any mode; up to 99,999.999 kg.", default=UNSET
    )
    set_type: SetType = strawberry.field(description="What the set was for.", default=SetType.WORKING)
    load_kind: LoadKind = strawberry.field(description="What the weight means.", default=LoadKind.EXTERNAL)
    rpe: Decimal | None = strawberry.field(
        description="Rate of perceived exertion, 1–10 with at most one decimal.", default=UNSET
    )
    completed_at: datetime | None = strawberry.field(description="When it was done.", default=UNSET)
    client_id: strawberry.ID | None = strawberry.field(
        description="A UUIDv7 of your own choice, unique in the exercise. The same input sent again with it "
        "logs nothing more and answers with the set as it is now.",
        default=UNSET,
    )

    def set(self) -> NewSet:
        metric, weight, client_id = given(self.metric), given(self.weight), given(self.client_id)
        return NewSet(
            metric=metric.metric() if metric else Metric(),
            weight_kg=weight.kg("weight") if weight else None,
            set_type=self.set_type,
            load_kind=self.load_kind,
            rpe=given(self.rpe),
            completed_at=given(self.completed_at),
            client_id=None if client_id is None else decode_client_id(client_id),
        )


@strawberry.input(description="A session to be completed.")
class FinishSessionInput:
    session_id: strawberry.ID = strawberry.field(description="A session in progress.")
    end_time: datetime | None = strawberry.field(
        description="When it ended, not before its start; by default now.", default=UNSET
    )
    notes: strawberry.Maybe[str | None] = strawberry.field(
        description="Replaces the session's notes, up to 2000 characters; null removes them."
    )


@strawberry.type(description="The session is in progress.")
class StartSessionPayload:
    session: TrainingSession = strawberry.field(description="The new session.")


@strawberry.type(description="The exercise was added.")
class AddSessionExercisePayload:
    session_exercise: TrainingSessionExercise = strawberry.field(
        description="The new exercise of the session."
    )


@strawberry.type(description="The set was logged.")
class LogSetPayload:
    set: TrainingSet = strawberry.field(description="The new set.")


@strawberry.type(description="The session is completed.")
class FinishSessionPayload:
    session: TrainingSession = strawberry.field(description="The session with its end and duration.")


StartSessionResult = Annotated[
    StartSessionPayload | ValidationProblem | ConflictProblem | NotFoundProblem,
    strawberry.union("StartSessionResult", description="The new session, or why there is none."),
]
AddSessionExerciseResult = Annotated[
    AddSessionExercisePayload | ValidationProblem | ConflictProblem | NotFoundProblem,
    strawberry.union("AddSessionExerciseResult", description="The added exercise, or why it was not added."),
]
LogSetResult = Annotated[
    LogSetPayload | ValidationProblem | ConflictProblem | NotFoundProblem,
    strawberry.union("LogSetResult", description="The logged set, or why it was not logged."),
]
FinishSessionResult = Annotated[
    FinishSessionPayload | ValidationProblem | ConflictProblem | NotFoundProblem,
    strawberry.union("FinishSessionResult", description="The completed session, or why it is not completed."),
]
