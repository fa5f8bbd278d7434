"""How lists of runs are narrowed and ordered."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import strawberry
from strawberry import UNSET

from irontrack.errors import ErrorCode, RequestError
from irontrack.exercises.types.filters import AnyIdFilter, any_of_values
from irontrack.graphql.enums import declare_enum
from irontrack.graphql.filters import OrderDirection
from irontrack.graphql.inputs import given
from irontrack.graphql.quantities import DistanceInput, DistanceUnit
from irontrack.kit.units import KM_PER_MI, pace_grant_km
from irontrack.models.limits import GREATEST_INTEGER
from irontrack.running import rules
from irontrack.running.queries.runs import PaceSpan, RunCriteria, RunOrderField
from irontrack.sessions.types.filters import SessionDateFilter

if TYPE_CHECKING:
    from collections.abc import Callable

_GREATEST: Final = 1_000_000

declare_enum(RunOrderField, "What runs can be ordered by.", START_TIME="When they began.")


@strawberry.input(description="A range of distances, as they are shown in their unit.")
class RunDistanceFilter:
    gte: DistanceInput | None = strawberry.field(description="At least this far.", default=UNSET)
    lte: DistanceInput | None = strawberry.field(description="At most this far.", default=UNSET)


@strawberry.input(
    description="A range of paces, compared in whole seconds as they are shown; both ends belong to it."
)
class RunPaceFilter:
    min_seconds: int | None = strawberry.field(
        description="The faster end: seconds for one of the unit.", default=UNSET
    )
    max_seconds: int | None = strawberry.field(
        description="The slower end: seconds for one of the unit.", default=UNSET
    )
    per: DistanceUnit = strawberry.field(description="The unit.", default=DistanceUnit.KM)

    def span(self) -> PaceSpan:
        ends = given(self.min_seconds), given(self.max_seconds)
        if any(end is not None and not 0 <= end <= GREATEST_INTEGER for end in ends):
            raise RequestError(ErrorCode.BAD_VALUE, "Seconds must not be negative.")
        unit_km = KM_PER_MI if self.per is DistanceUnit.MI else Decimal(1)
        return PaceSpan(unit_km, pace_grant_km(self.per), *ends)


@strawberry.input(description="Which sources.")
class RunSourceFilter:
    in_: list[str] = strawberry.field(name="in", description="Exactly one of these; at most 250.")


@strawberry.input(description="Narrows a list of runs; everything given must hold.")
class RunFilter:
    date: SessionDateFilter | None = strawberry.field(description="By the date of the start.", default=UNSET)
    plan: AnyIdFilter | None = strawberry.field(
        description="By the plan that they were planned by, by a day of an enrollment too.", default=UNSET
    )
    unit: AnyIdFilter | None = strawberry.field(
        description="By the unit that they were planned by.", default=UNSET
    )
    distance: RunDistanceFilter | None = strawberry.field(description="By how far.", default=UNSET)
    pace: RunPaceFilter | None = strawberry.field(description="By how fast.", default=UNSET)
    source: RunSourceFilter | None = strawberry.field(
        description="By where they were measured or noted.", default=UNSET
    )

    def criteria(self) -> RunCriteria:
        date, plan, unit = given(self.date), given(self.plan), given(self.unit)
        distance, pace = given(self.distance), given(self.pace)
        return RunCriteria(
            first_date=given(date.from_) if date else None,
            last_date=given(date.to) if date else None,
            plan_ids=plan.uuids("TrainingPlan") if plan else None,
            unit_ids=unit.uuids("TrainingUnit") if unit else None,
            min_km=_km(distance.gte, rules.least_km) if distance else None,
            max_km=_km(distance.lte, rules.greatest_km) if distance else None,
            pace=pace.span() if pace else None,
            sources=any_of_values(self.source),
        )


@strawberry.input(description="The order of a list of runs.")
class RunOrder:
    field: RunOrderField = strawberry.field(description="What decides.")
    direction: OrderDirection = strawberry.field(description="Which end comes first.")


def _km(end: DistanceInput | None, convert: Callable[[Decimal, DistanceUnit], Decimal]) -> Decimal | None:
    sent = given(end)
    if sent is None:
        return None
    if not 0 <= sent.value <= _GREATEST:
        raise RequestError(ErrorCode.BAD_VALUE, f"A distance must be between 0 and {_GREATEST}.")
    return convert(sent.value, sent.unit)
