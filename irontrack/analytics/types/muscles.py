"""What each group of muscles did, week by week."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

import strawberry

from irontrack.errors import ErrorCode, RequestError
from irontrack.exercises.loaders import muscle_group_by_id
from irontrack.exercises.types.reference import MuscleGroup
from irontrack.graphql.batching import batched
from irontrack.graphql.quantities import weight_field

MOST_WEEKS: Final = 52
DEFAULT_WEEKS: Final = 8
DEFAULT_FACTOR: Final = Decimal("0.5")


@strawberry.type(description="What a group of muscles did in an ISO week.")
class MuscleWeek:
    start: dt.date = strawberry.field(description="The Monday of the week.")
    hard_sets: Decimal = strawberry.field(
        description="Hard sets: those of exercises meant for it, and part of those that also work it."
    )
    volume: Decimal = weight_field("volume_kg", "Σ load × repetitions of these, counted alike.")
    days: int = strawberry.field(description="On how many dates it was trained.")


@strawberry.type(description="What a group of muscles did, week by week.")
class MuscleVolume:
    muscle: MuscleGroup | None = batched(
        muscle_group_by_id,
        key="muscle_group_id",
        description="The group of muscles; null if it has just been deleted.",
    )
    hard_sets: Decimal = strawberry.field(description="Hard sets of all these weeks.")
    weeks: list[MuscleWeek] = strawberry.field(
        description="Each week in order, also those in which it was not trained; the last is this one."
    )


def week_count(weeks: int) -> int:
    """Return how many weeks to look back.

    Raises:
        RequestError: BAD_VALUE outside 1–52.
    """
    if not 1 <= weeks <= MOST_WEEKS:
        raise RequestError(ErrorCode.BAD_VALUE, f"weeks must be between 1 and {MOST_WEEKS}.")
    return weeks


def secondary_part(factor: Decimal) -> Decimal:
    """Return what a set counts for the muscles that its exercise also works.

    Raises:
        RequestError: BAD_VALUE outside 0–1.
    """
    if not 0 <= factor <= 1:
        raise RequestError(ErrorCode.BAD_VALUE, "secondaryFactor must be between 0 and 1.")
    return factor
