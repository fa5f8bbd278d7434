"""What to aim at the next time: a part of Viewer."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import UNSET, Info, Parent

from irontrack.analytics.queries.performances import list_performances
from irontrack.analytics.rules.progression import ProgressionScheme
from irontrack.analytics.types.progression import NextTarget, next_targets, step_kg
from irontrack.graphql.inputs import given
from irontrack.graphql.quantities import WeightInput
from irontrack.graphql.relay import decode_id
from irontrack.templates.loaders import readable_exercises_by_unit


@strawberry.type
class ProgressionViewer:
    @strawberry.field(
        description="What to aim at the next time with each exercise of a unit that you may read, by your "
        "last three completed sessions with it; null when there is no such unit. Only suggested: nothing is "
        "changed. At most 100."
    )
    async def next_targets(
        self,
        info: Info,
        root: Parent[Any],
        unit: Annotated[strawberry.ID, strawberry.argument(description="Which training unit.")],
        scheme: Annotated[
            ProgressionScheme, strawberry.argument(description="How a weight goes up.")
        ] = ProgressionScheme.DOUBLE,
        step: Annotated[
            WeightInput | None,
            strawberry.argument(
                description="By how much it goes up at once: 0.1–100 of its unit; by default 2.5 kg."
            ),
        ] = UNSET,
    ) -> list[NextTarget] | None:
        unit_id, kg = decode_id(unit, "TrainingUnit"), step_kg(given(step))
        rows = await info.context.load(readable_exercises_by_unit, unit_id)
        if rows is None:
            return None
        sets = await list_performances(info.context.database, root.id, rows)
        return next_targets(scheme, rows, sets, kg)
