"""The runs' part of Mutation and Viewer."""

from irontrack.running.resolvers.recording import RunsMutation
from irontrack.running.resolvers.runs import RunsViewer

MUTATION_PARTS = (RunsMutation,)

__all__ = ["MUTATION_PARTS", "RunsViewer"]
