"""What logs, changes, orders and deletes sets: inputs, payloads and results."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import UNSET

from irontrack.graphql.inputs import bounded, converted, given
from irontrack.graphql.problems import ConflictProblem, NotFoundProblem, ValidationProblem
from irontrack.graphql.quantities import WeightInput
from irontrack.graphql.relay import decode_id, decode_row_id
from irontrack.models import LoadKind, SetType
from irontrack.sessions.rules import Metric
from irontrack.sessions.types.session_exercises import TrainingSessionExercise
from irontrack.sessions.types.sessions import TrainingSession
from irontrack.sessions.types.sets import SetInput, SetMetricInput, TrainingSet

if TYPE_CHECKING:
    from uuid import UUID

    from irontrack.sessions.service.set_values import LoggedSet

_EXERCISE = "The exercise of a session in progress: its `id`, or its `clientId` if only one of yours has it."
_SET = "The set: its `id`, or its `clientId` if only one of yours has it."


@strawberry.input(description="A set to be logged.")
class LogSetInput(SetInput):
    session_exercise_id: strawberry.ID = strawberry.field(description=_EXERCISE)
    position: int | None = strawberry.field(
        description="Among the sets of the exercise: 0 puts it first, null or more than there are, last.",
        default=UNSET,
    )

    def logged(self) -> LoggedSet:
        return self.set(position=given(self.position))

    def key(self) -> int | UUID:
        return decode_row_id(self.session_exercise_id, "TrainingSessionExercise")


@strawberry.input(description="One of many sets to be logged, behind those that its exercise has.")
class LogSetsItemInput(SetInput):
    session_exercise_id: strawberry.ID = strawberry.field(
        description="An exercise of the session: its `id` or its `clientId`."
    )

    def logged(self, *path: str) -> tuple[int | UUID, LoggedSet]:
        key = decode_row_id(self.session_exercise_id, "TrainingSessionExercise")
        return key, self.set(*path)


@strawberry.input(description="Sets to be logged at once: all of them, or none.")
class LogSetsInput:
    session_id: strawberry.ID = strawberry.field(description="A session in progress.")
    sets: list[LogSetsItemInput] = strawberry.field(description="1–250 sets in their order.")

    def key(self) -> UUID:
        return decode_id(self.session_id, "TrainingSession")

    def logged(self) -> list[tuple[int | UUID, LoggedSet]]:
        return converted(self.sets, lambda item, place: item.logged("sets", place))


@strawberry.input(description="What to change about a set; what is left out stays.")
class UpdateSetInput:
    set_id: strawberry.ID = strawberry.field(description=_SET)
    metric: strawberry.Maybe[SetMetricInput | None] = strawberry.field(
        description="What it measured; null in the mode SETS_ONLY."
    )
    weight: strawberry.Maybe[WeightInput | None] = strawberry.field(
        description="The weight, in any mode; up to 99,999.999 kg. null for none."
    )
    set_type: SetType | None = strawberry.field(
        description="What the set was for; null leaves it.", default=UNSET
    )
    load_kind: LoadKind | None = strawberry.field(
        description="What the weight means; null leaves it.", default=UNSET
    )
    rpe: strawberry.Maybe[Decimal | None] = strawberry.field(
        description="Rate of perceived exertion, 1–10 with at most one decimal. null for unknown."
    )
    completed_at: strawberry.Maybe[datetime | None] = strawberry.field(
        description="When it was done. null for unknown."
    )

    def key(self) -> int | UUID:
        return decode_row_id(self.set_id, "TrainingSet")

    def changes(self) -> dict[str, Any]:
        """Return what was sent, by attribute of `LoggedSet`."""
        changes: dict[str, Any] = {}
        for name in ("set_type", "load_kind"):
            if (value := given(getattr(self, name))) is not None:
                changes[name] = value
        for name in ("rpe", "completed_at"):
            if (maybe := getattr(self, name)) is not None:
                changes[name] = maybe.value
        if self.metric is not None:
            metric = self.metric.value
            changes["metric"] = metric.metric("metric") if metric else Metric()
        if self.weight is not None:
            weight = self.weight.value
            changes["weight_kg"] = weight.kg("weight") if weight else None
        return changes


@strawberry.input(description="Which set to delete.")
class DeleteSetInput:
    set_id: strawberry.ID = strawberry.field(description=_SET)

    def key(self) -> int | UUID:
        return decode_row_id(self.set_id, "TrainingSet")


@strawberry.input(description="Another order of the sets of an exercise.")
class ReorderSetsInput:
    session_exercise_id: strawberry.ID = strawberry.field(
        description="The exercise: its `id`, or its `clientId` if only one of yours has it."
    )
    set_ids: list[strawberry.ID] = strawberry.field(
        description="Each set of the exercise once, by `id` or `clientId`, in the new order."
    )

    def key(self) -> int | UUID:
        return decode_row_id(self.session_exercise_id, "TrainingSessionExercise")

    def set_keys(self) -> list[int | UUID]:
        return [decode_row_id(id_, "TrainingSet") for id_ in bounded(self.set_ids)]


@strawberry.type(description="The set was logged.")
class LogSetPayload:
    set: TrainingSet = strawberry.field(description="The set.")
    session: TrainingSession = strawberry.field(description="Its session as it is now.")


@strawberry.type(description="The sets were logged.")
class LogSetsPayload:
    sets: list[TrainingSet] = strawberry.field(
        description="The sets, in the order of the input. At most 250."
    )
    session: TrainingSession = strawberry.field(description="Their session as it is now.")


@strawberry.type(description="The set is as was asked for.")
class UpdateSetPayload:
    set: TrainingSet = strawberry.field(description="The set as it is now.")
    session: TrainingSession = strawberry.field(description="Its session as it is now.")


@strawberry.type(description="The set is gone.")
class DeleteSetPayload:
    deleted_set_id: strawberry.ID = strawberry.field(description="The set that was deleted.")
    session: TrainingSession = strawberry.field(description="Its session as it is now.")


@strawberry.type(description="The sets are in this order.")
class ReorderSetsPayload:
    session_exercise: TrainingSessionExercise = strawberry.field(description="The exercise as it is now.")
    session: TrainingSession = strawberry.field(description="Its session as it is now.")


LogSetResult = Annotated[
    LogSetPayload | ValidationProblem | ConflictProblem | NotFoundProblem,
    strawberry.union("LogSetResult", description="The logged set, or why it was not logged."),
]
LogSetsResult = Annotated[
    LogSetsPayload | ValidationProblem | ConflictProblem | NotFoundProblem,
    strawberry.union("LogSetsResult", description="The logged sets, or why none of them was logged."),
]
UpdateSetResult = Annotated[
    UpdateSetPayload | ValidationProblem | NotFoundProblem,
    strawberry.union("UpdateSetResult", description="The changed set, or why it is unchanged."),
]
DeleteSetResult = Annotated[
    DeleteSetPayload | ConflictProblem | NotFoundProblem,
    strawberry.union("DeleteSetResult", description="What was deleted, or why nothing was."),
]
ReorderSetsResult = Annotated[
    ReorderSetsPayload | ValidationProblem | NotFoundProblem,
    strawberry.union("ReorderSetsResult", description="The sets in their order, or why it is the old one."),
]
