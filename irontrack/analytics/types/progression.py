"""What to aim at the next time, and why."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, cast
from uuid import UUID

import strawberry
from strawberry import Parent

from irontrack.analytics.rules import progression as rules
from irontrack.analytics.rules.progression import ProgressionScheme, TargetReason
from irontrack.graphql.batching import batched
from irontrack.graphql.enums import declare_enum
from irontrack.graphql.inputs import within
from irontrack.graphql.quantities import WeightInput, weight_field
from irontrack.kit.units import exact_kg
from irontrack.models import LoadKind
from irontrack.models.limits import Range
from irontrack.sessions.loaders import session_by_id
from irontrack.sessions.types.sessions import TrainingSession
from irontrack.templates.types.units import TrainingUnitExercise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Row

declare_enum(
    ProgressionScheme,
    "How a weight goes up.",
    LINEAR="A step as soon as every set has the fewest repetitions of the range.",
    DOUBLE="First the repetitions, up to the most of the range in every set; then a step.",
)
declare_enum(
    TargetReason,
    "Why a target is what it is.",
    NO_HISTORY="It was never done: the unit's own target.",
    NOT_BY_REPS="The unit sets no range of repetitions: its own target.",
    NO_WEIGHT="The last time no weight was noted: the unit's own target.",
    INCREASE="Every set reached what the scheme asks for: a step more.",
    REPEAT="Not every set did: the same weight again.",
    DELOAD="Three times in a row a set stayed below the range: a tenth less.",
)

DEFAULT_STEP: Final = Decimal("2.5")
_STEP: Final = Range(Decimal("0.1"), Decimal(100))
_SENTENCES: Final = {
    TargetReason.NO_HISTORY: "There is no completed session with it yet, so begin with what the unit says.",
    TargetReason.NOT_BY_REPS: "The unit sets no range of repetitions, so its own target stands.",
    TargetReason.NO_WEIGHT: "No weight was noted the last time, so the unit's own target stands.",
    TargetReason.INCREASE: "All sets reached {aim} repetitions the last time, so it gets a step harder.",
    TargetReason.REPEAT: "{missed} of {sets} sets stayed below {aim} repetitions the last time, so the "
    "weight stays.",
    TargetReason.DELOAD: "A set stayed below {least} repetitions three times in a row, so it gets a tenth "
    "lighter.",
}


@strawberry.type(
    description="What to aim at the next time with an exercise of a unit. Nothing is changed by it."
)
class NextTarget:
    unit_exercise: TrainingUnitExercise = strawberry.field(description="Whose target it is.")
    scheme: strawberry.Private[ProgressionScheme]
    target: strawberry.Private[rules.NextTarget]
    weight_kg: strawberry.Private[Decimal | None]
    last_session_id: strawberry.Private[UUID | None]
    weight: Decimal | None = weight_field(
        "weight_kg",
        "Of each set: lifted, added to the body's weight, or taken off it, as `loadKind` says; null for "
        "open.",
    )
    load_kind: LoadKind | None = strawberry.field(
        description="What the weight means, as the last time; null where it was never done."
    )
    reps_min: int | None = strawberry.field(description="Fewest repetitions of a set; null for open.")
    reps_max: int | None = strawberry.field(description="Most repetitions of a set; null for open.")
    reason_code: TargetReason = strawberry.field(description="Why, for programs.")
    last_date: dt.date | None = strawberry.field(
        description="When it was last done in a completed session; null for never."
    )
    last_session: TrainingSession | None = batched(
        session_by_id, key="last_session_id", description="The session of that day; null for none."
    )

    @strawberry.field(description="Why, in a sentence.")
    def reason(self, root: Parent[Any]) -> str:
        row, found = root.unit_exercise, root.target
        aim = row.reps_max if root.scheme is ProgressionScheme.DOUBLE else row.reps_min
        sentence = _SENTENCES[found.reason]
        return sentence.format(aim=aim, missed=found.missed, sets=row.sets, least=row.reps_min)


def step_kg(step: WeightInput | None) -> Decimal:
    """Return the kilograms of a step, not rounded; by default 2.5.

    Raises:
        RequestError: BAD_VALUE outside 0.1–100 of the unit.
    """
    if step is None:
        return DEFAULT_STEP
    return exact_kg(within(step.value, _STEP, "step"), step.unit)


def next_targets(
    scheme: ProgressionScheme, unit_exercises: Iterable[Row[Any]], sets: Iterable[Row[Any]], step: Decimal
) -> list[NextTarget]:
    """Return the next target of each exercise of a unit, in their order.

    Args:
        scheme: How a weight goes up.
        unit_exercises: Of the unit.
        sets: As `queries.performances.list_performances` returns them.
        step: In kilograms.
    """
    done = {id_: list(rows) for id_, rows in groupby(sets, key=lambda row: row.unit_exercise_id)}
    return [_next_target(scheme, row, done.get(row.id, ()), step) for row in unit_exercises]


def _next_target(
    scheme: ProgressionScheme, row: Row[Any], sets: Sequence[Row[Any]], step: Decimal
) -> NextTarget:
    planned = rules.Planned(row.mode, row.sets, row.reps_min, row.reps_max, row.target_weight)
    performances = [
        [
            rules.DoneSet(each.load_kind, each.weight, each.reps_completed)
            for each in _in_one_place(performance)
        ]
        for _, performance in groupby(sets, key=lambda each: each.session_id)
    ]
    found = rules.next_target(scheme, planned, performances, step)
    return NextTarget(
        unit_exercise=cast("TrainingUnitExercise", row),
        scheme=scheme,
        target=found,
        weight_kg=found.weight_kg,
        load_kind=found.load_kind,
        reps_min=found.reps_min,
        reps_max=found.reps_max,
        reason_code=found.reason,
        last_session_id=sets[0].session_id if sets else None,
        last_date=sets[0].date if sets else None,
    )


def _in_one_place(sets: Iterable[Row[Any]]) -> list[Row[Any]]:
    """Return the sets of one place of a session: what was planned as this row of the unit, else the first."""
    everything = list(sets)
    chosen = next((each for each in everything if each.is_planned), everything[0]).session_exercise_id
    return [each for each in everything if each.session_exercise_id == chosen]
