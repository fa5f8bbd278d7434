"""The sessions' part of Mutation and Viewer, by what it is about."""

import strawberry

from irontrack.sessions.resolvers.history import HistoryViewer
from irontrack.sessions.resolvers.session_changes import SessionChangesMutation
from irontrack.sessions.resolvers.session_exercises import SessionExercisesMutation
from irontrack.sessions.resolvers.sets import SetsMutation
from irontrack.sessions.resolvers.starting import StartingMutation

MUTATION_PARTS = (StartingMutation, SetsMutation, SessionExercisesMutation, SessionChangesMutation)


@strawberry.type
class SessionsViewer(HistoryViewer):
    """All of the sessions' parts of Viewer."""
