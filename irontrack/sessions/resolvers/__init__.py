"""The sessions' part of Mutation and Viewer, by what it is about."""

import strawberry

from irontrack.sessions.resolvers.history import HistoryViewer
from irontrack.sessions.resolvers.sessions import SessionsMutation
from irontrack.sessions.resolvers.starting import StartingMutation

MUTATION_PARTS = (StartingMutation, SessionsMutation)


@strawberry.type
class SessionsViewer(HistoryViewer):
    """All of the sessions' parts of Viewer."""
