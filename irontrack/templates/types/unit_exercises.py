"""Exercises of training units as inputs take them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import strawberry
from strawberry import UNSET

from irontrack.graphql.inputs import given
from irontrack.graphql.quantities import DistanceInput, PaceRangeInput, WeightInput
from irontrack.graphql.relay import decode_client_id, decode_id, decode_row_id
from irontrack.models import SetMode
from irontrack.templates.rules import DistanceTarget, PaceTarget, RepsTarget, TimeTarget
from irontrack.templates.service.unit_editing import ExerciseChange
from irontrack.templates.service.unit_exercises import UnitExercise

if TYPE_CHECKING:
    from uuid import UUID

    from irontrack.templates.rules import Target


@strawberry.input(description="A range of repetitions; both ends belong to it.")
class RepsRangeInput:
    min: int = strawberry.field(description="Least, 1–1000.")
    max: int = strawberry.field(description="Most, not below the least, up to 1000.")


@strawberry.input(
    one_of=True, description="What a set should reach, in the mode's measure: exactly one of these."
)
class SetTargetInput:
    reps: RepsRangeInput | None = strawberry.field(description="In the mode REPS.", default=UNSET)
    seconds: int | None = strawberry.field(description="In the mode TIME: 1–32767.", default=UNSET)
    distance: DistanceInput | None = strawberry.field(
        description="In the mode DISTANCE: up to 9999 km.", default=UNSET
    )

    def target(self, *path: str) -> Target | None:
        if reps := given(self.reps):
            return RepsTarget(reps.min, reps.max)
        if distance := given(self.distance):
            return DistanceTarget(distance.km(*path, "distance"))
        seconds = given(self.seconds)
        return None if seconds is None else TimeTarget(seconds)


@strawberry.input
class UnitExerciseTargetsInput:
    """Base of the inputs that say what to do of an exercise."""

    client_id: strawberry.ID | None = strawberry.field(
        description="A UUIDv7 of your own choice, which no other exercise of the unit has.", default=UNSET
    )
    mode: SetMode | None = strawberry.field(
        description="What its sets measure; by default, what the exercise says.", default=UNSET
    )
    sets: int | None = strawberry.field(
        description="How many sets are planned, 1–100; by default 1.", default=UNSET
    )
    target: strawberry.Maybe[SetTargetInput | None] = strawberry.field(
        description="What each set should reach; its measure must be the mode's. null for nothing."
    )
    target_pace: strawberry.Maybe[PaceRangeInput | None] = strawberry.field(
        description="Pace of each set, in the modes TIME and DISTANCE; null for none."
    )
    target_weight: strawberry.Maybe[WeightInput | None] = strawberry.field(
        description="Weight of each set, in any mode; up to 99,999.999 kg. null for none."
    )
    rest_seconds: strawberry.Maybe[int | None] = strawberry.field(
        description="Rest after each set, 0–32767; 0 means none at all, null that nothing is planned."
    )
    group_index: strawberry.Maybe[int | None] = strawberry.field(
        description="Neighbours with the same number, 0–1000, are done as a superset; each number is in one "
        "place only. null for none."
    )
    notes: strawberry.Maybe[str | None] = strawberry.field(
        description="Free text, up to 2000 characters; null for none."
    )

    def _client_id(self) -> UUID | None:
        client_id = given(self.client_id)
        return None if client_id is None else decode_client_id(client_id)

    def _values(self, exercise_id: strawberry.ID | None, *path: str) -> dict[str, Any]:
        """Return what was sent, by attribute of `UnitExercise`."""
        values: dict[str, Any] = {}
        if exercise_id is not None:
            values["exercise_id"] = decode_id(exercise_id, "Exercise")
        for name in ("mode", "sets"):
            if (value := given(getattr(self, name))) is not None:
                values[name] = value
        for name in ("rest_seconds", "group_index", "notes"):
            if (maybe := getattr(self, name)) is not None:
                values[name] = maybe.value
        if self.target is not None:
            target = self.target.value
            values["target"] = target.target(*path, "target") if target else None
        if self.target_pace is not None:
            pace = self.target_pace.value
            values["target_pace"] = PaceTarget(*pace.seconds_per_km()) if pace else None
        if self.target_weight is not None:
            weight = self.target_weight.value
            values["target_weight_kg"] = weight.kg(*path, "targetWeight") if weight else None
        return values


@strawberry.input(description="An exercise to be put into a unit.")
class UnitExerciseInput(UnitExerciseTargetsInput):
    exercise_id: strawberry.ID = strawberry.field(description="A system exercise, or one of your own.")

    def exercise(self, *path: str) -> UnitExercise:
        return UnitExercise(**self._values(self.exercise_id, *path), client_id=self._client_id())


@strawberry.input(
    description="An exercise as a unit shall have it: one that is there, of which what is left out stays as "
    "it is, or a new one."
)
class SetUnitExerciseInput(UnitExerciseTargetsInput):
    id: strawberry.ID | None = strawberry.field(
        description="Which exercise of the unit. Without it, the one that has this `clientId`, or a new one.",
        default=UNSET,
    )
    exercise_id: strawberry.ID | None = strawberry.field(
        description="A system exercise, or in your own unit one of your own; a new one needs it.",
        default=UNSET,
    )

    def change(self, *path: str) -> ExerciseChange:
        id_ = given(self.id)
        return ExerciseChange(
            key=None if id_ is None else decode_row_id(id_, "TrainingUnitExercise"),
            client_id=self._client_id(),
            values=self._values(given(self.exercise_id), *path),
        )
