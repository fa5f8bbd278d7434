"""The exercises' part of Query and Mutation, by what it is about."""

from irontrack.exercises.resolvers.changes import ChangesMutation
from irontrack.exercises.resolvers.exercises import ExercisesQuery

QUERY_PARTS = (ExercisesQuery,)
MUTATION_PARTS = (ChangesMutation,)
