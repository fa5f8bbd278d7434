"""Finding runs: a part of Viewer."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import UNSET, Parent

from irontrack.graphql.connections import Connection, connection, listed
from irontrack.graphql.filters import OrderDirection
from irontrack.graphql.inputs import given
from irontrack.running.queries import runs as queries
from irontrack.running.types.filters import RunFilter, RunOrder
from irontrack.running.types.runs import Run


@strawberry.type
class RunsViewer:
    @connection(description="Your runs, by default the newest first.")
    def runs(
        self,
        root: Parent[Any],
        filter: Annotated[RunFilter | None, strawberry.argument(description="Narrows the list.")] = UNSET,
        order: Annotated[
            RunOrder | None, strawberry.argument(description="By default the newest first.")
        ] = UNSET,
    ) -> Connection[Run]:
        wanted, ordered = given(filter), given(order)
        criteria = wanted.criteria() if wanted else queries.RunCriteria()
        descending = ordered.direction is OrderDirection.DESC if ordered else True
        return listed(queries.list_runs(root.id, criteria, descending=descending))
