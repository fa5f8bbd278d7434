"""Recording and changing runs: part of Mutation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import Info

from irontrack.graphql.problems import mutation
from irontrack.running.service import editing, recording
from irontrack.running.types.editing import UpdateRunInput, UpdateRunPayload, UpdateRunResult
from irontrack.running.types.recording import RecordRunInput, RecordRunPayload, RecordRunResult

if TYPE_CHECKING:
    from irontrack.graphql.context import Context


@strawberry.type
class RunsMutation:
    @mutation(
        description="Record a run that is over, as a completed session: all of it, or nothing. What a source "
        "has called by an `externalId` before is not recorded again."
    )
    async def record_run(
        self, info: Info, input: Annotated[RecordRunInput, strawberry.argument(description="The run.")]
    ) -> RecordRunResult:
        context: Context = info.context
        viewer = context.require_viewer()
        recorded = await recording.record_run(
            context.db, viewer.id, input.recorded(), viewer.time_zone, input.key()
        )
        return RecordRunPayload(session_id=recorded.session_id, is_new=recorded.is_new)

    @mutation(description="Change what a run says. As a whole it must keep the rules of a new one.")
    async def update_run(
        self, info: Info, input: Annotated[UpdateRunInput, strawberry.argument(description="What to change.")]
    ) -> UpdateRunResult:
        context: Context = info.context
        viewer_id, session_id = context.require_viewer().id, input.key()
        await editing.update_run(context.db, viewer_id, session_id, input.edit())
        return UpdateRunPayload(session_id=session_id)
