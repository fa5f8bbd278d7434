"""Which dates are asked for."""

from __future__ import annotations

import datetime as dt
from typing import Final

import strawberry

from irontrack.analytics.rules.calendar import DateRange
from irontrack.errors import ErrorCode, RequestError

LONGEST_YEARS: Final = 100
MOST_WEEKS: Final = 1600
_LONGEST_DAYS: Final = 36_525


@strawberry.input(description="A range of dates; both ends belong to it. At most 100 years.")
class DateRangeInput:
    from_: dt.date = strawberry.field(name="from", description="The first date.")
    to: dt.date = strawberry.field(description="The last date; not before the first.")

    def range(self) -> DateRange:
        """Return the range.

        Raises:
            RequestError: BAD_VALUE for one that ends before it begins, or is longer than 100 years.
        """
        if self.to < self.from_:
            raise RequestError(ErrorCode.BAD_VALUE, "A range must not end before it begins.")
        range_ = DateRange(self.from_, self.to)
        if range_.days > _LONGEST_DAYS:
            raise RequestError(ErrorCode.BAD_VALUE, f"A range has at most {LONGEST_YEARS} years.")
        return range_


def weekly(range_: DateRange) -> DateRange:
    """Return a range that is shown week by week.

    Raises:
        RequestError: BAD_VALUE where that could be more than 1,600 weeks.
    """
    if range_.days > 7 * (MOST_WEEKS - 1):
        message = f"A range by week has at most {MOST_WEEKS} weeks."
        raise RequestError(ErrorCode.BAD_VALUE, message)
    return range_
