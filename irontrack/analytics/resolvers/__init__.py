"""The analytics' part of Query, by what it is about."""

from irontrack.analytics.resolvers.calculators import CalculatorsQuery

QUERY_PARTS = (CalculatorsQuery,)
