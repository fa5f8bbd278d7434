"""Sets as the API shows them, and what an input says of one."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import strawberry
from strawberry import UNSET, Parent

from irontrack.graphql.batching import batched
from irontrack.graphql.enums import declare_enum
from irontrack.graphql.fields import column
from irontrack.graphql.inputs import given
from irontrack.graphql.quantities import DistanceInput, WeightInput, distance_field, weight_field
from irontrack.graphql.relay import Node, declare_node, decode_client_id
from irontrack.models import LoadKind, SetType, TrainingSessionSetRow
from irontrack.models.limits import GREATEST_BIGINT
from irontrack.sessions import loaders
from irontrack.sessions.rules import Metric, reps_in_reserve
from irontrack.sessions.service.set_values import LoggedSet

if TYPE_CHECKING:
    from uuid import UUID

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


def _repetitions_in_reserve(root: Parent[Any]) -> Decimal | None:
    return reps_in_reserve(root.rpe)


@strawberry.type(
    description="A set: one metric or none, as the mode of its exercise says, and perhaps a weight."
)
class TrainingSet(Node):
    client_id: strawberry.ID | None = strawberry.field(
        description="What the client that logged it calls it, if anything; inputs take it in place of `id`."
    )
    order_index: int = strawberry.field(description="Position in the exercise, ascending; gaps are possible.")
    set_type: SetType = strawberry.field(description="What the set was for.")
    load_kind: LoadKind = strawberry.field(description="What the weight means.")
    weight: Decimal | None = weight_field("weight", "The weight; null when there was none.")
    reps: int | None = column("reps_completed", "Repetitions completed, in the mode REPS.")
    time_seconds: int | None = strawberry.field(description="How long it took, in the mode TIME.")
    distance: Decimal | None = distance_field("distance_km", "How far it went, in the mode DISTANCE.")
    rpe: Decimal | None = strawberry.field(description="Rate of perceived exertion, 1–10.")
    rir: Decimal | None = strawberry.field(
        resolver=_repetitions_in_reserve,
        description="Repetitions in reserve, 0–9: 10 − `rpe`. null where that is.",
    )
    completed_at: datetime | None = strawberry.field(description="When it was done, if that is known.")
    rest_seconds: int | None = batched(
        loaders.rest_by_set,
        key="id",
        description="The rest before it: seconds from `completedAt` of the set before it in the exercise to "
        "its own, less `timeSeconds` where it has some. null for a first set, where one of the times is not "
        "known, and where they contradict each other.",
    )


declare_node("TrainingSet", loaders.set_by_id, TrainingSessionSetRow, greatest=GREATEST_BIGINT)


@strawberry.input(one_of=True, description="What a set measured: exactly one of these, the one of the mode.")
class SetMetricInput:
    reps: int | None = strawberry.field(description="In the mode REPS: 0–1000.", default=UNSET)
    seconds: int | None = strawberry.field(description="In the mode TIME: 1–32767.", default=UNSET)
    distance: DistanceInput | None = strawberry.field(
        description="In the mode DISTANCE: up to 9999 km.", default=UNSET
    )

    def metric(self, *path: str) -> Metric:
        distance = given(self.distance)
        return Metric(
            reps=given(self.reps),
            seconds=given(self.seconds),
            km=distance.km(*path, "distance") if distance else None,
        )


@strawberry.input
class SetInput:
    """Base of the inputs that say what a new set is."""

    client_id: strawberry.ID | None = strawberry.field(
        description="A UUIDv7 of your own choice, which no other set of the exercise has. The same input "
        "sent again logs nothing new and answers with the set as it is now.",
        default=UNSET,
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

    def set(self, *path: str, position: int | None = None) -> LoggedSet:
        metric, weight = given(self.metric), given(self.weight)
        return LoggedSet(
            metric=metric.metric(*path, "metric") if metric else Metric(),
            weight_kg=weight.kg(*path, "weight") if weight else None,
            set_type=self.set_type,
            load_kind=self.load_kind,
            rpe=given(self.rpe),
            completed_at=given(self.completed_at),
            position=position,
            client_id=sent_client_id(self.client_id),
        )


def sent_client_id(client_id: strawberry.ID | None) -> UUID | None:
    """Return the name that an input gives, or None."""
    sent = given(client_id)
    return None if sent is None else decode_client_id(sent)
