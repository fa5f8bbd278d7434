"""The templates' part of Query, Mutation and Viewer, by what it is about."""

import strawberry

from irontrack.templates.resolvers.enrollments import EnrollmentsMutation, EnrollmentsViewer
from irontrack.templates.resolvers.plans import PlansMutation, PlansQuery, PlansViewer
from irontrack.templates.resolvers.units import UnitsMutation, UnitsQuery, UnitsViewer

QUERY_PARTS = (UnitsQuery, PlansQuery)
MUTATION_PARTS = (UnitsMutation, PlansMutation, EnrollmentsMutation)


@strawberry.type
class TemplatesViewer(UnitsViewer, PlansViewer, EnrollmentsViewer):
    """All of the templates' parts of Viewer."""
