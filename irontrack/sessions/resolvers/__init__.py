"""The sessions' part of Mutation and Viewer, by what it is about."""

import strawberry

from irontrack.sessions.resolvers.session_changes import SessionChangesMutation
from irontrack.sessions.resolvers.session_exercises import SessionExercisesMutation
from irontrack.sessions.resolvers.sessions import SessionsMutation
from irontrack.sessions.resolvers.sessions import SessionsViewer as _Sessions
from irontrack.sessions.resolvers.sets import SetsMutation

MUTATION_PARTS = (SessionsMutation, SetsMutation, SessionExercisesMutation, SessionChangesMutation)


@strawberry.type
class SessionsViewer(_Sessions):
    """All of the sessions' parts of Viewer."""
