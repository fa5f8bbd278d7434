"""The units' part of Query and Viewer."""

from __future__ import annotations

from typing import Annotated, Any, cast

import strawberry
from strawberry import Info, Parent

from irontrack.graphql.connections import Connection, connection, listed
from irontrack.graphql.relay import decode_id
from irontrack.templates import loaders
from irontrack.templates.queries import units as queries
from irontrack.templates.types.units import TrainingUnit


@strawberry.type
class UnitsQuery:
    @strawberry.field(description="A training unit that you may read; null when there is none.")
    async def training_unit(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its global id.")]
    ) -> TrainingUnit | None:
        unit = await info.context.load(loaders.unit_by_id, decode_id(id, "TrainingUnit"))
        return cast("TrainingUnit | None", unit)


@strawberry.type
class UnitsViewer:
    @connection(description="Your own training units by name.")
    def training_units(self, root: Parent[Any]) -> Connection[TrainingUnit]:
        return listed(queries.list_own_units(root.id))
