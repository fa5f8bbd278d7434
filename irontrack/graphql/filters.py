"""Comparators and orders that several domains' lists are narrowed and sorted by."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import strawberry
from strawberry import UNSET

from irontrack.graphql.enums import declare_enum


class OrderDirection(StrEnum):
    """Which end of an order comes first."""

    ASC = "asc"
    DESC = "desc"


declare_enum(
    OrderDirection,
    "Which end of an order comes first.",
    ASC="The least: the earliest, the first of the alphabet.",
    DESC="The greatest: the latest, the last of the alphabet.",
)


@strawberry.input(description="Whether something holds.")
class BooleanFilter:
    """Compares a truth value."""

    eq: bool = strawberry.field(description="Equal to this.")


@strawberry.input(description="A span of time.")
class DateTimeFilter:
    """Compares a moment."""

    gte: datetime | None = strawberry.field(description="At this moment or later.", default=UNSET)
    lt: datetime | None = strawberry.field(description="Before this moment.", default=UNSET)
