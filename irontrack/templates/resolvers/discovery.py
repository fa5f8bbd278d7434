"""Finding templates of others: everybody's, and those shared with oneself."""

from __future__ import annotations

from typing import Annotated, Any, Final

import strawberry
from strawberry import UNSET, Info, Parent

from irontrack.graphql.connections import Connection, connection, listed
from irontrack.graphql.filters import search_words
from irontrack.graphql.inputs import given
from irontrack.models import TrainingPlanRow, TrainingUnitRow
from irontrack.templates.queries import discovery as queries
from irontrack.templates.types.discovery import TrainingPlanFilter, TrainingUnitFilter
from irontrack.templates.types.plans import TrainingPlan
from irontrack.templates.types.templates import Template
from irontrack.templates.types.units import TrainingUnit

_SEARCH: Final = strawberry.argument(
    description="Words of the name; forgives small typing errors. Every character stands for itself. "
    "Up to 100 characters."
)


@strawberry.type
class DiscoveryQuery:
    @connection(description="Everybody's public training units and the system's, by name.")
    def discover_training_units(
        self,
        info: Info,
        filter: Annotated[
            TrainingUnitFilter | None, strawberry.argument(description="Narrows the list.")
        ] = UNSET,
        search: Annotated[str | None, _SEARCH] = UNSET,
    ) -> Connection[TrainingUnit]:
        criteria = (given(filter) or TrainingUnitFilter()).criteria(search_words(given(search)))
        return listed(queries.list_everyones(TrainingUnitRow, info.context.viewer_id, criteria))

    @connection(description="Everybody's public training plans and the system's, by name.")
    def discover_training_plans(
        self,
        info: Info,
        filter: Annotated[
            TrainingPlanFilter | None, strawberry.argument(description="Narrows the list.")
        ] = UNSET,
        search: Annotated[str | None, _SEARCH] = UNSET,
    ) -> Connection[TrainingPlan]:
        criteria = (given(filter) or TrainingPlanFilter()).criteria(search_words(given(search)))
        return listed(queries.list_everyones(TrainingPlanRow, info.context.viewer_id, criteria))


@strawberry.type
class SharedViewer:
    @connection(description="The units and plans that others share with you, by name.")
    def shared_with_me(self, root: Parent[Any]) -> Connection[Template]:
        return listed(queries.list_shared_with(root.id))
