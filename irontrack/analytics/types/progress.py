"""How an exercise went from session to session."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import strawberry

from irontrack.exercises.loaders import exercise_by_id
from irontrack.exercises.types.exercises import Exercise
from irontrack.graphql.batching import batched
from irontrack.graphql.quantities import distance_field, weight_field
from irontrack.sessions.loaders import session_by_id, set_by_id
from irontrack.sessions.types.sessions import TrainingSession
from irontrack.sessions.types.sets import TrainingSet


@strawberry.type(description="What an exercise came to in one session.")
class ProgressPoint:
    date: dt.date = strawberry.field(description="The date of the session, in its own time zone.")
    session: TrainingSession | None = batched(
        session_by_id, key="session_id", description="The session; null if it has just been deleted."
    )
    best_set: TrainingSet | None = batched(
        set_by_id,
        key="set_id",
        description="The best set: the one with the greatest `oneRepMax`; where no set has one, with the "
        "greatest load, else the most repetitions, time or distance. The first of several. null if it has "
        "just been deleted.",
    )
    load: Decimal | None = weight_field("load_kg", "The load of the best set; null where it is unknown.")
    one_rep_max: Decimal | None = weight_field(
        "estimate_kg",
        "The estimate of the most that could be lifted once, to a gram; null where no set has 1–12 "
        "repetitions and a known load.",
    )
    hard_sets: int = strawberry.field(description="How many hard sets; at least 1.")
    reps: int = strawberry.field(description="Σ repetitions.")
    volume: Decimal = weight_field("volume_kg", "Σ load × repetitions; an unknown load adds nothing.")
    seconds: int = strawberry.field(description="Σ time of the sets, in the mode TIME.")
    distance: Decimal = distance_field("distance_km", "Σ distance of the sets, in the mode DISTANCE.")


@strawberry.type(description="How an exercise went from session to session.")
class ExerciseProgress:
    exercise_id: strawberry.Private[object]
    exercise: Exercise | None = batched(
        exercise_by_id,
        key="exercise_id",
        description="The exercise that was asked for; null when it is gone, or not yours to see.",
    )
    points: list[ProgressPoint] = strawberry.field(
        description="Each session in which hard sets of it were done, in order. The latest 1,000 of the "
        "range; a range that ends earlier has those before."
    )
