"""The exercises' part of Query and Mutation, by what it is about."""

from irontrack.exercises.resolvers.changes import ChangesMutation
from irontrack.exercises.resolvers.exercises import ExercisesQuery
from irontrack.exercises.resolvers.reference import ReferenceMutation

QUERY_PARTS = (ExercisesQuery,)
MUTATION_PARTS = (ChangesMutation, ReferenceMutation)
