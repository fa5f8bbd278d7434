"""The sessions' part of Mutation and Viewer, by what it is about."""

import strawberry

from irontrack.sessions.resolvers.sessions import SessionsMutation
from irontrack.sessions.resolvers.sessions import SessionsViewer as _Sessions

MUTATION_PARTS = (SessionsMutation,)


@strawberry.type
class SessionsViewer(_Sessions):
    """All of the sessions' parts of Viewer."""
