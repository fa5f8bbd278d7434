"""Units on the days of a plan, and the weeks that the days make."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import strawberry
from strawberry import Info, Parent

from irontrack.errors import ErrorCode, RequestError
from irontrack.graphql.relay import Node, declare_node
from irontrack.models import TrainingPlanUnitRow
from irontrack.models.limits import GREATEST_INTEGER
from irontrack.templates import loaders
from irontrack.templates.rules import days_of
from irontrack.templates.types.units import TrainingUnit

if TYPE_CHECKING:
    from collections.abc import Iterable


@strawberry.type(description="A unit on a day of a plan.")
class TrainingPlanUnit(Node):
    day_number: int = strawberry.field(
        description="Day of the plan, 1–730. Days that are missing are rest days."
    )
    order_index: int = strawberry.field(description="Position in the day, ascending; gaps are possible.")

    @strawberry.field(description="The unit; whoever may read the plan may read it.")
    async def unit(self, root: Parent[Any], info: Info) -> TrainingUnit:
        unit: TrainingUnit | None = await info.context.load(loaders.unit_by_id, root.training_unit_id)
        if unit is None:  # since the plan was read for this request, it was deleted or is no longer shared
            raise RequestError(ErrorCode.UNAVAILABLE, "The plan was changed while it was read; ask again.")
        return unit

    @strawberry.field(
        description="The UUID that the client chose when it was scheduled; inputs take it in place of the "
        "id. Null where it chose none."
    )
    def client_id(self, root: Parent[Any]) -> strawberry.ID | None:
        return None if root.client_id is None else strawberry.ID(str(root.client_id))


declare_node("TrainingPlanUnit", loaders.plan_unit_by_id, TrainingPlanUnitRow, greatest=GREATEST_INTEGER)


@strawberry.type(description="A day of a plan, in its week.")
class TrainingPlanDay:
    day_number: int = strawberry.field(description="Day of the plan, 1–730.")
    day_of_week: int = strawberry.field(
        description="Day of the week, 1–7, counted from the day that the plan is started on."
    )
    is_rest_day: bool = strawberry.field(description="Whether no unit is on it.")
    units: list[TrainingPlanUnit] = strawberry.field(
        description="Its units in their order; empty on a rest day. A plan has at most 500 on all days."
    )


@strawberry.type(description="Seven days of a plan.")
class TrainingPlanWeek:
    number: int = strawberry.field(description="Which one, 1–105. Week 1 has the days 1–7.")
    days: list[TrainingPlanDay] = strawberry.field(
        description="All of its days in their order, rest days too: 7, but in week 105 only the two that a "
        "plan can have."
    )


def weeks_of(places: Iterable[Any], numbers: Iterable[int]) -> list[TrainingPlanWeek]:
    """Return the weeks with these numbers.

    Args:
        places: What is on the days of the plan, in order.
        numbers: Of the weeks.
    """
    by_day: defaultdict[int, list[Any]] = defaultdict(list)
    for place in places:
        by_day[place.day_number].append(place)
    return [
        TrainingPlanWeek(
            number=number,
            days=[
                TrainingPlanDay(
                    day_number=day_number,
                    day_of_week=day_of_week,
                    is_rest_day=day_number not in by_day,
                    units=by_day.get(day_number, []),
                )
                for day_of_week, day_number in enumerate(days_of(number), start=1)
            ],
        )
        for number in numbers
    ]
