"""The templates' part of Query, Mutation and Viewer, by what it is about."""

import strawberry

from irontrack.templates.resolvers.plans import PlansMutation, PlansQuery, PlansViewer
from irontrack.templates.resolvers.schedule import ScheduleMutation
from irontrack.templates.resolvers.units import UnitsMutation, UnitsQuery, UnitsViewer

QUERY_PARTS = (UnitsQuery, PlansQuery)
MUTATION_PARTS = (UnitsMutation, PlansMutation, ScheduleMutation)


@strawberry.type
class TemplatesViewer(UnitsViewer, PlansViewer):
    """All of the templates' parts of Viewer."""
