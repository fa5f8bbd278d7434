"""The templates' part of Query, Mutation and Viewer, by what it is about."""

import strawberry

from irontrack.templates.resolvers.units import UnitsMutation, UnitsQuery, UnitsViewer

QUERY_PARTS = (UnitsQuery,)
MUTATION_PARTS = (UnitsMutation,)


@strawberry.type
class TemplatesViewer(UnitsViewer):
    """All of the templates' parts of Viewer."""
