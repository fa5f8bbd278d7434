"""The templates' part of Query, Mutation and Viewer, by what it is about."""

import strawberry

from irontrack.templates.resolvers.discovery import DiscoveryQuery, SharedViewer
from irontrack.templates.resolvers.enrollments import EnrollmentsMutation, EnrollmentsViewer
from irontrack.templates.resolvers.plans import PlansMutation, PlansQuery, PlansViewer
from irontrack.templates.resolvers.schedule import ScheduleMutation
from irontrack.templates.resolvers.sharing import SharingMutation
from irontrack.templates.resolvers.unit_changes import UnitChangesMutation
from irontrack.templates.resolvers.units import UnitsQuery, UnitsViewer

QUERY_PARTS = (UnitsQuery, PlansQuery, DiscoveryQuery)
MUTATION_PARTS = (
    UnitChangesMutation,
    PlansMutation,
    ScheduleMutation,
    SharingMutation,
    EnrollmentsMutation,
)


@strawberry.type
class TemplatesViewer(UnitsViewer, PlansViewer, SharedViewer, EnrollmentsViewer):
    """All of the templates' parts of Viewer."""
