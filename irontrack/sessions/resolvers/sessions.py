"""The sessions' part of Mutation and Viewer."""

from __future__ import annotations

from typing import Annotated, Any, cast

import strawberry
from strawberry import Info, Parent

from irontrack.graphql.connections import Connection, connection, listed
from irontrack.graphql.problems import mutation
from irontrack.sessions.queries import sessions as queries
from irontrack.sessions.service import sessions as service
from irontrack.sessions.types.sessions import (
    StartSessionInput,
    StartSessionPayload,
    StartSessionResult,
    TrainingSession,
)


@strawberry.type
class SessionsViewer:
    @connection(description="Your sessions, the newest first.")
    def training_sessions(self, root: Parent[Any]) -> Connection[TrainingSession]:
        return listed(queries.list_sessions(root.id))

    @strawberry.field(description="Your session in progress, the latest where there are several; else null.")
    async def active_session(self, info: Info, root: Parent[Any]) -> TrainingSession | None:
        session = await queries.get_active_session(info.context.database, root.id)
        return cast("TrainingSession | None", session)


@strawberry.type
class SessionsMutation:
    @mutation(description="Start a session from a training unit, or a free one.")
    async def start_session(
        self,
        info: Info,
        input: Annotated[StartSessionInput, strawberry.argument(description="What to start.")],
    ) -> StartSessionResult:
        viewer = info.context.require_viewer()
        session = await service.start_session(info.context.db, viewer.id, input.session(viewer.time_zone))
        return StartSessionPayload(session=cast("TrainingSession", session))
