"""The units' part of Query, Mutation and Viewer."""

from __future__ import annotations

from typing import Annotated, Any, cast

import strawberry
from strawberry import Info, Parent

from irontrack.graphql.connections import Connection, connection, listed
from irontrack.graphql.problems import mutation
from irontrack.graphql.relay import decode_id
from irontrack.templates import loaders
from irontrack.templates.queries import units as queries
from irontrack.templates.service import units as service
from irontrack.templates.types.units import (
    CreateTrainingUnitInput,
    CreateTrainingUnitPayload,
    CreateTrainingUnitResult,
    TrainingUnit,
)


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


@strawberry.type
class UnitsMutation:
    @mutation(description="Make a training unit with its exercises. It is private.")
    async def create_training_unit(
        self,
        info: Info,
        input: Annotated[CreateTrainingUnitInput, strawberry.argument(description="The unit to be made.")],
    ) -> CreateTrainingUnitResult:
        viewer = info.context.require_viewer()
        unit = await service.create_unit(info.context.db, viewer.id, input.unit(), input.unit_id())
        return CreateTrainingUnitPayload(training_unit=cast("TrainingUnit", unit))
