"""Finding sessions: a part of Viewer."""

from __future__ import annotations

from typing import Annotated, Any, cast

import strawberry
from strawberry import UNSET, Info, Parent

from irontrack.graphql.connections import Connection, connection, listed
from irontrack.graphql.filters import OrderDirection
from irontrack.graphql.inputs import given
from irontrack.sessions.queries import history as queries
from irontrack.sessions.types.filters import TrainingSessionFilter, TrainingSessionOrder
from irontrack.sessions.types.sessions import TrainingSession


@strawberry.type
class HistoryViewer:
    @connection(description="Your sessions, by default the newest first.")
    def training_sessions(
        self,
        root: Parent[Any],
        filter: Annotated[
            TrainingSessionFilter | None, strawberry.argument(description="Narrows the list.")
        ] = UNSET,
        order: Annotated[
            TrainingSessionOrder | None, strawberry.argument(description="By default the newest first.")
        ] = UNSET,
    ) -> Connection[TrainingSession]:
        wanted, ordered = given(filter), given(order)
        criteria = wanted.criteria() if wanted else queries.SessionCriteria()
        descending = ordered.direction is OrderDirection.DESC if ordered else True
        return listed(queries.list_sessions(root.id, criteria, descending=descending))

    @strawberry.field(description="Your session in progress, the latest where there are several; else null.")
    async def active_session(self, info: Info, root: Parent[Any]) -> TrainingSession | None:
        session = await queries.get_active_session(info.context.database, root.id)
        return cast("TrainingSession | None", session)
