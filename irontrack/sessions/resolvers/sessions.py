"""Changing sessions: a part of Mutation."""

from __future__ import annotations

from typing import Annotated, cast

import strawberry
from strawberry import Info

from irontrack.graphql.inputs import given
from irontrack.graphql.problems import mutation
from irontrack.graphql.relay import decode_id, decode_number_id
from irontrack.sessions.service import sessions as service
from irontrack.sessions.types.sessions import (
    AddSessionExerciseInput,
    AddSessionExercisePayload,
    AddSessionExerciseResult,
    FinishSessionInput,
    FinishSessionPayload,
    FinishSessionResult,
    LogSetInput,
    LogSetPayload,
    LogSetResult,
    TrainingSession,
    TrainingSessionExercise,
    TrainingSet,
)


@strawberry.type
class SessionsMutation:
    @mutation(description="Append an exercise to a session in progress.")
    async def add_session_exercise(
        self,
        info: Info,
        input: Annotated[
            AddSessionExerciseInput, strawberry.argument(description="Which exercise to add, and where.")
        ],
    ) -> AddSessionExerciseResult:
        viewer = info.context.require_viewer()
        session_id = decode_id(input.session_id, "TrainingSession")
        exercise_id = decode_id(input.exercise_id, "Exercise")
        row = await service.add_exercise(
            info.context.db, viewer.id, session_id, exercise_id, given(input.mode)
        )
        return AddSessionExercisePayload(session_exercise=cast("TrainingSessionExercise", row))

    @mutation(description="Append a set to an exercise of a session in progress.")
    async def log_set(
        self,
        info: Info,
        input: Annotated[LogSetInput, strawberry.argument(description="The set, and what it is a set of.")],
    ) -> LogSetResult:
        viewer = info.context.require_viewer()
        session_exercise_id = decode_number_id(input.session_exercise_id, "TrainingSessionExercise")
        row = await service.log_set(info.context.db, viewer.id, session_exercise_id, input.set())
        return LogSetPayload(set=cast("TrainingSet", row))

    @mutation(description="Complete a session in progress; its duration is computed.")
    async def finish_session(
        self,
        info: Info,
        input: Annotated[
            FinishSessionInput, strawberry.argument(description="Which session, and when it ended.")
        ],
    ) -> FinishSessionResult:
        viewer = info.context.require_viewer()
        session_id = decode_id(input.session_id, "TrainingSession")
        session = await service.finish_session(
            info.context.db, viewer.id, session_id, given(input.end_time), input.notes
        )
        return FinishSessionPayload(session=cast("TrainingSession", session))
