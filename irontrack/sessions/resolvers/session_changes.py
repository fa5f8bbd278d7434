"""Ending, reopening, changing, deleting and recording sessions: part of Mutation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import strawberry
from strawberry import Info

from irontrack.graphql.problems import mutation
from irontrack.graphql.relay import encode_id
from irontrack.sessions.service import editing, ending, recording
from irontrack.sessions.types.recording import RecordSessionInput, RecordSessionPayload, RecordSessionResult
from irontrack.sessions.types.session_changes import (
    AbortSessionInput,
    AbortSessionPayload,
    AbortSessionResult,
    DeleteSessionInput,
    DeleteSessionPayload,
    DeleteSessionResult,
    FinishSessionInput,
    FinishSessionPayload,
    FinishSessionResult,
    ReopenSessionInput,
    ReopenSessionPayload,
    ReopenSessionResult,
    UpdateSessionInput,
    UpdateSessionPayload,
    UpdateSessionResult,
)

if TYPE_CHECKING:
    from irontrack.graphql.context import Context
    from irontrack.sessions.types.sessions import TrainingSession


@strawberry.type
class SessionChangesMutation:
    @mutation(description="Complete a session in progress; its duration is computed.")
    async def finish_session(
        self,
        info: Info,
        input: Annotated[
            FinishSessionInput, strawberry.argument(description="Which session, and when it ended.")
        ],
    ) -> FinishSessionResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        session = await ending.finish_session(context.db, viewer_id, input.key(), input.ending())
        return FinishSessionPayload(session=cast("TrainingSession", session))

    @mutation(description="Give a session in progress up. What was logged is kept; there is no duration.")
    async def abort_session(
        self,
        info: Info,
        input: Annotated[
            AbortSessionInput, strawberry.argument(description="Which session, and when it ended.")
        ],
    ) -> AbortSessionResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        session = await ending.abort_session(context.db, viewer_id, input.key(), input.ending())
        return AbortSessionPayload(session=cast("TrainingSession", session))

    @mutation(
        description="Let a session that is over be in progress again, to log what was forgotten. It loses "
        "end and duration until it is finished again."
    )
    async def reopen_session(
        self,
        info: Info,
        input: Annotated[ReopenSessionInput, strawberry.argument(description="Which session, and why.")],
    ) -> ReopenSessionResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        session = await ending.reopen_session(context.db, viewer_id, input.key(), input.reopening())
        return ReopenSessionPayload(session=cast("TrainingSession", session))

    @mutation(description="Change what a session says of itself, also when it is over; its duration follows.")
    async def update_session(
        self,
        info: Info,
        input: Annotated[UpdateSessionInput, strawberry.argument(description="What to change.")],
    ) -> UpdateSessionResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        session = await editing.update_session(context.db, viewer_id, input.key(), input.edit())
        return UpdateSessionPayload(session=cast("TrainingSession", session))

    @mutation(description="Delete a session with its exercises and sets.")
    async def delete_session(
        self,
        info: Info,
        input: Annotated[DeleteSessionInput, strawberry.argument(description="Which one.")],
    ) -> DeleteSessionResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        session_id = input.key()
        await editing.delete_session(context.db, viewer_id, session_id, input.seen_version())
        return DeleteSessionPayload(deleted_session_id=encode_id("TrainingSession", session_id))

    @mutation(
        description="Record a whole workout that is over, with exercises and sets: all of it, or nothing."
    )
    async def record_session(
        self,
        info: Info,
        input: Annotated[RecordSessionInput, strawberry.argument(description="The workout.")],
    ) -> RecordSessionResult:
        context: Context = info.context
        viewer = context.require_viewer()
        session = await recording.record_session(
            context.db, viewer.id, input.recorded(), viewer.time_zone, input.key()
        )
        return RecordSessionPayload(session=cast("TrainingSession", session))
