"""Adding, replacing, ordering, describing and removing a session's exercises: part of Mutation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import strawberry
from strawberry import Info

from irontrack.graphql.inputs import given
from irontrack.graphql.problems import mutation
from irontrack.graphql.relay import encode_id
from irontrack.sessions.service import session_exercises as service
from irontrack.sessions.types.session_exercise_changes import (
    AddSessionExerciseInput,
    AddSessionExercisePayload,
    AddSessionExerciseResult,
    RemoveSessionExerciseInput,
    RemoveSessionExercisePayload,
    RemoveSessionExerciseResult,
    ReorderSessionExercisesInput,
    ReorderSessionExercisesPayload,
    ReorderSessionExercisesResult,
    ReplaceSessionExerciseInput,
    ReplaceSessionExercisePayload,
    ReplaceSessionExerciseResult,
    UpdateSessionExerciseInput,
    UpdateSessionExercisePayload,
    UpdateSessionExerciseResult,
)

if TYPE_CHECKING:
    from irontrack.graphql.context import Context
    from irontrack.sessions.types.session_exercises import TrainingSessionExercise
    from irontrack.sessions.types.sessions import TrainingSession


@strawberry.type
class SessionExercisesMutation:
    @mutation(description="Put an exercise into a session in progress.")
    async def add_session_exercise(
        self,
        info: Info,
        input: Annotated[
            AddSessionExerciseInput, strawberry.argument(description="Which exercise to add, and where.")
        ],
    ) -> AddSessionExerciseResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        session, row = await service.add_exercise(context.db, viewer_id, input.key(), input.exercise())
        return AddSessionExercisePayload(
            session_exercise=cast("TrainingSessionExercise", row), session=cast("TrainingSession", session)
        )

    @mutation(
        description="Put another exercise into the place of one, also when the session is over. Sets stay, "
        "so while there are any, the mode must be the same. Targets of the same measure stay, but no target "
        "weight."
    )
    async def replace_session_exercise(
        self,
        info: Info,
        input: Annotated[ReplaceSessionExerciseInput, strawberry.argument(description="What for what.")],
    ) -> ReplaceSessionExerciseResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        exercise_id, mode = input.exercise(), given(input.mode)
        session, row = await service.replace_exercise(context.db, viewer_id, input.key(), exercise_id, mode)
        return ReplaceSessionExercisePayload(
            session_exercise=cast("TrainingSessionExercise", row), session=cast("TrainingSession", session)
        )

    @mutation(description="Change the notes or the superset of an exercise, also when the session is over.")
    async def update_session_exercise(
        self,
        info: Info,
        input: Annotated[UpdateSessionExerciseInput, strawberry.argument(description="What to change.")],
    ) -> UpdateSessionExerciseResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        session, row = await service.update_exercise(context.db, viewer_id, input.key(), input.changes())
        return UpdateSessionExercisePayload(
            session_exercise=cast("TrainingSessionExercise", row), session=cast("TrainingSession", session)
        )

    @mutation(description="Take an exercise with its sets out of a session, also when that is over.")
    async def remove_session_exercise(
        self,
        info: Info,
        input: Annotated[RemoveSessionExerciseInput, strawberry.argument(description="Which one.")],
    ) -> RemoveSessionExerciseResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        session, id_ = await service.remove_exercise(context.db, viewer_id, input.key())
        removed = encode_id("TrainingSessionExercise", id_)
        return RemoveSessionExercisePayload(
            removed_session_exercise_id=removed, session=cast("TrainingSession", session)
        )

    @mutation(
        description="Put the exercises of a session into another order, also when it is over. Supersets "
        "stay together."
    )
    async def reorder_session_exercises(
        self,
        info: Info,
        input: Annotated[ReorderSessionExercisesInput, strawberry.argument(description="The order.")],
    ) -> ReorderSessionExercisesResult:
        context: Context = info.context
        viewer_id = context.require_viewer().id
        session = await service.reorder_exercises(
            context.db, viewer_id, input.key(), input.seen_version(), input.keys()
        )
        return ReorderSessionExercisesPayload(session=cast("TrainingSession", session))
