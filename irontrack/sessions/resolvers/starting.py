"""Starting sessions: a part of Mutation."""

from __future__ import annotations

from typing import Annotated, cast

import strawberry
from strawberry import Info

from irontrack.graphql.problems import mutation
from irontrack.sessions.service import starting as service
from irontrack.sessions.types.sessions import TrainingSession
from irontrack.sessions.types.starting import StartSessionInput, StartSessionPayload, StartSessionResult


@strawberry.type
class StartingMutation:
    @mutation(
        description="Start a session: from a unit, a day of a plan or of an enrollment, an earlier session, "
        "or free. What it takes over is copied, and stays whatever becomes of where it came from."
    )
    async def start_session(
        self,
        info: Info,
        input: Annotated[StartSessionInput, strawberry.argument(description="What to start.")],
    ) -> StartSessionResult:
        viewer, wanted, id_ = info.context.require_viewer(), input.session(), input.session_id()
        row = await service.start_session(info.context.db, viewer.id, viewer.time_zone, wanted, id_)
        return StartSessionPayload(session=cast("TrainingSession", row))
