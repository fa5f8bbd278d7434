"""Logging, changing, ordering and deleting sets: part of Mutation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import strawberry
from strawberry import Info

from irontrack.graphql.problems import mutation
from irontrack.graphql.relay import encode_id
from irontrack.sessions.service import many_sets
from irontrack.sessions.service import sets as service
from irontrack.sessions.types.set_changes import (
    DeleteSetInput,
    DeleteSetPayload,
    DeleteSetResult,
    LogSetInput,
    LogSetPayload,
    LogSetResult,
    LogSetsInput,
    LogSetsPayload,
    LogSetsResult,
    ReorderSetsInput,
    ReorderSetsPayload,
    ReorderSetsResult,
    UpdateSetInput,
    UpdateSetPayload,
    UpdateSetResult,
)

if TYPE_CHECKING:
    from irontrack.graphql.context import Context
    from irontrack.sessions.types.session_exercises import TrainingSessionExercise
    from irontrack.sessions.types.sessions import TrainingSession
    from irontrack.sessions.types.sets import TrainingSet


@strawberry.type
class SetsMutation:
    @mutation(description="Log a set of an exercise of a session in progress.")
    async def log_set(
        self,
        info: Info,
        input: Annotated[LogSetInput, strawberry.argument(description="The set, and what it is a set of.")],
    ) -> LogSetResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        session, row = await service.log_set(context.db, viewer_id, input.key(), input.logged())
        return LogSetPayload(set=cast("TrainingSet", row), session=cast("TrainingSession", session))

    @mutation(description="Log many sets of exercises of one session in progress: all of them, or none.")
    async def log_sets(
        self,
        info: Info,
        input: Annotated[LogSetsInput, strawberry.argument(description="The sets, and their session.")],
    ) -> LogSetsResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        session, rows = await many_sets.log_sets(context.db, viewer_id, input.key(), input.logged())
        return LogSetsPayload(sets=cast("list[TrainingSet]", rows), session=cast("TrainingSession", session))

    @mutation(
        description="Change what a set says, also when its session is over. As a whole it must fit the mode "
        "of its exercise."
    )
    async def update_set(
        self,
        info: Info,
        input: Annotated[UpdateSetInput, strawberry.argument(description="What to change.")],
    ) -> UpdateSetResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        session, row = await service.update_set(context.db, viewer_id, input.key(), input.changes())
        return UpdateSetPayload(set=cast("TrainingSet", row), session=cast("TrainingSession", session))

    @mutation(description="Delete a set, also when its session is over.")
    async def delete_set(
        self,
        info: Info,
        input: Annotated[DeleteSetInput, strawberry.argument(description="Which one.")],
    ) -> DeleteSetResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        session, id_ = await service.delete_set(context.db, viewer_id, input.key())
        return DeleteSetPayload(
            deleted_set_id=encode_id("TrainingSet", id_), session=cast("TrainingSession", session)
        )

    @mutation(description="Put the sets of an exercise into another order, also when the session is over.")
    async def reorder_sets(
        self,
        info: Info,
        input: Annotated[ReorderSetsInput, strawberry.argument(description="The order.")],
    ) -> ReorderSetsResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        session, row = await service.reorder_sets(context.db, viewer_id, input.key(), input.set_keys())
        return ReorderSetsPayload(
            session_exercise=cast("TrainingSessionExercise", row), session=cast("TrainingSession", session)
        )
