"""Comparators and orders that several domains' lists are narrowed and sorted by."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

import strawberry
from strawberry import UNSET

from irontrack.errors import ErrorCode, RequestError
from irontrack.graphql.enums import declare_enum

LONGEST_SEARCH: Final = 100


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


def search_words(text: str | None) -> str | None:
    """Return what to search for, or None for a blank text, which is no search.

    Raises:
        RequestError: BAD_VALUE when it is longer than 100 characters.
    """
    words = (text or "").strip()
    if len(words) > LONGEST_SEARCH:
        raise RequestError(ErrorCode.BAD_VALUE, f"At most {LONGEST_SEARCH} characters can be searched for.")
    return words or None
