"""Ranges of columns. The API's ranges are the same, so each stands here once."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Final, NamedTuple


class Range(NamedTuple):
    """The least and the greatest value of a column; both belong to it."""

    low: int | Decimal
    high: int | Decimal


GREATEST_SMALLINT: Final = 2**15 - 1
GREATEST_INTEGER: Final = 2**31 - 1
GREATEST_BIGINT: Final = 2**63 - 1

WEIGHT_KG: Final = Range(Decimal(0), Decimal("99999.999"))
BODY_WEIGHT_KG: Final = Range(Decimal("0.001"), Decimal(1000))
DISTANCE_KM: Final = Range(Decimal("0.0001"), Decimal("9999.9999"))
PLANNED_VOLUME_KG: Final = Range(Decimal(0), Decimal("9999999999999.999"))
PLANNED_DISTANCE_KM: Final = Range(Decimal(0), Decimal("999999999.9999"))

SETS: Final = Range(1, 100)
REPS_COMPLETED: Final = Range(0, 1000)
TARGET_REPS: Final = Range(1, 1000)
TIME_SECONDS: Final = Range(1, 32767)
REST_SECONDS: Final = Range(0, 32767)
LONG_SECONDS: Final = Range(1, 2147483647)
DURATION_SECONDS: Final = Range(0, 2147483647)
PACE_SECONDS_PER_KM: Final = Range(30, 3600)
GROUP_INDEX: Final = Range(0, 1000)
SPLIT_INDEX: Final = Range(0, 32767)
DAY_NUMBER: Final = Range(1, 730)
FAMILIARITY: Final = Range(0, 3)

EXERTION: Final = Range(Decimal(1), Decimal(10))
HEART_RATE: Final = Range(25, 250)
ELEVATION_M: Final = Range(0, 100_000)
ELEVATION_DELTA_M: Final = Range(-100_000, 100_000)

EARLIEST_TIME: Final = datetime(1900, 1, 1, tzinfo=UTC)
"""The first instant that is stored; no date is before it either."""

END_OF_TIME: Final = datetime(2200, 1, 1, tzinfo=UTC)
"""The first instant that is too late to be stored."""

NOTES_LENGTH: Final = 2000
INSTRUCTIONS_LENGTH: Final = 5000
