"""Personal records of what was trained."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import strawberry
from strawberry import Info, Parent

from irontrack.analytics.loaders import bests_by_exercise
from irontrack.analytics.rules.records import Best, Kind, best_estimate, greatest, rep_records
from irontrack.analytics.types.estimates import DEFAULT_FORMULA, Formula
from irontrack.exercises.loaders import exercise_by_id
from irontrack.exercises.types.exercises import Exercise
from irontrack.graphql.batching import batched
from irontrack.graphql.fields import column
from irontrack.graphql.quantities import distance_field, weight_field
from irontrack.sessions.loaders import session_by_id, set_by_id
from irontrack.sessions.types.sessions import TrainingSession
from irontrack.sessions.types.sets import TrainingSet

if TYPE_CHECKING:
    from collections.abc import Sequence


@strawberry.type
class Record:
    """Base of the types that show a `Best`."""

    date: dt.date = strawberry.field(description="When the first reached it, in the session's time zone.")
    session: TrainingSession | None = batched(
        session_by_id, key="session_id", description="Where; null if it has just been deleted."
    )


@strawberry.type
class SetRecord(Record):
    """Base of those that one set makes."""

    set: TrainingSet | None = batched(
        set_by_id, key="set_id", description="The set that made it; null if it has just been deleted."
    )


@strawberry.type(description="A load that was lifted.")
class LoadRecord(SetRecord):
    load: Decimal = weight_field("amount", "The load: the weight; with the body, its weight too.")
    reps: int | None = column("shown_reps", "How often; null in other modes than REPS.")


@strawberry.type(description="An estimate of the most that could be lifted once.")
class OneRepMaxRecord(LoadRecord):
    estimate: Decimal = weight_field("estimate_kg", "The estimate, to a gram.")


@strawberry.type(description="The volume of an exercise in one session.")
class VolumeRecord(Record):
    volume: Decimal = weight_field("amount", "Σ load × repetitions.")


@strawberry.type(description="How long it was done without a break.")
class TimeRecord(Record):
    seconds: int = strawberry.field(description="The time; of a run that measures distance, the moving time.")
    set: TrainingSet | None = batched(
        set_by_id, key="set_id", description="The set; null for a run as a whole."
    )


@strawberry.type(description="How far it went.")
class DistanceRecord(Record):
    distance: Decimal = distance_field("amount", "The distance of the set, or of a run that measures time.")
    set: TrainingSet | None = batched(
        set_by_id, key="set_id", description="The set; null for a run as a whole."
    )


@strawberry.type(
    description="The records of an exercise. What was never done, or has an unknown load, has none. Of "
    "several that reached the same, the first has the record: a tie is none."
)
class ExerciseRecords:
    exercise: Exercise | None = batched(
        exercise_by_id,
        key="exercise_id",
        description="The exercise; null when it is gone, or not yours to see. Sets of one that was merged "
        "into another are that one's.",
    )
    exercise_name: str = strawberry.field(
        description="Its name; where it is gone or not yours to see, the name in your log, under which its "
        "sets are then gathered in any case of letters."
    )

    @strawberry.field(description="The greatest load of a set.")
    async def heaviest(self, info: Info, root: Parent[Any]) -> LoadRecord | None:
        return cast("LoadRecord | None", await _greatest(info, root, Kind.LOAD))

    @strawberry.field(description="The greatest estimate of the most that could be lifted once.")
    async def one_rep_max(
        self, info: Info, root: Parent[Any], formula: Formula = DEFAULT_FORMULA
    ) -> OneRepMaxRecord | None:
        return cast("OneRepMaxRecord | None", best_estimate(await _bests(info, root, Kind.LOAD), formula))

    @strawberry.field(
        description="The most repetitions at a load, from the heaviest: sets that no other equals or betters "
        "in both. At most 30."
    )
    async def rep_records(self, info: Info, root: Parent[Any]) -> list[LoadRecord]:
        return cast("list[LoadRecord]", rep_records(await _bests(info, root, Kind.LOAD)))

    @strawberry.field(description="The greatest volume in one session.")
    async def session_volume(self, info: Info, root: Parent[Any]) -> VolumeRecord | None:
        return cast("VolumeRecord | None", await _greatest(info, root, Kind.VOLUME))

    @strawberry.field(description="The longest time.")
    async def longest_time(self, info: Info, root: Parent[Any]) -> TimeRecord | None:
        return cast("TimeRecord | None", await _greatest(info, root, Kind.TIME))

    @strawberry.field(description="The longest distance.")
    async def longest_distance(self, info: Info, root: Parent[Any]) -> DistanceRecord | None:
        return cast("DistanceRecord | None", await _greatest(info, root, Kind.DISTANCE))


async def _greatest(info: Info, root: Any, kind: Kind) -> Best | None:  # noqa: ANN401 - as below
    return greatest(await _bests(info, root, kind), kind)


async def _bests(info: Info, root: Any, kind: Kind) -> Sequence[Best]:  # noqa: ANN401 - a row of what was trained
    return cast("Sequence[Best]", await info.context.load(bests_by_exercise, (root.key, kind)))
