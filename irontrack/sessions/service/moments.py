"""When sessions and sets can have been: not in the future, as far as clocks agree."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

from irontrack.errors import ValidationCode
from irontrack.kit.clock import now
from irontrack.models import limits
from irontrack.sessions.rules import duration_seconds

if TYPE_CHECKING:
    from datetime import datetime

    from irontrack.validation import Validator

_CLOCK_TOLERANCE: Final = timedelta(hours=1)
_SLACK: Final = timedelta(days=1)


class Given[T](Protocol):
    """A value that was sent, a null too."""

    @property
    def value(self) -> T:
        """What was sent."""


def check_past(validator: Validator, moment: datetime, *path: str) -> bool:
    """Note a moment that lies in the future or before all sessions; whether it does not."""
    if moment > now() + _CLOCK_TOLERANCE:
        validator.note(ValidationCode.TOO_LARGE, "This lies in the future.", *path)
        return False
    if moment < limits.EARLIEST_TIME:
        validator.note(ValidationCode.TOO_SMALL, "This lies too far in the past.", *path)
        return False
    return True


def check_completion(
    validator: Validator, moment: datetime | None, start: datetime, end: datetime | None, *path: str
) -> None:
    """Note a time at which no set of a session can have been completed; None is always possible.

    A day on either side is for clocks that are wrong or were put right, and for starts that were guessed.

    Args:
        validator: Notes it.
        moment: When the set was completed.
        start: When its session began.
        end: When it ended; None while it is in progress.
        path: Where the set stands in the input.
    """
    if moment is None or not check_past(validator, moment, *path, "completedAt"):
        return
    if moment < start - _SLACK:
        message = "This lies more than a day before the start of the session."
        validator.note(ValidationCode.TOO_SMALL, message, *path, "completedAt")
    elif end is not None and moment > end + _SLACK:
        message = "This lies more than a day after the end of the session."
        validator.note(ValidationCode.TOO_LARGE, message, *path, "completedAt")


def check_end(validator: Validator, start: datetime, end: datetime) -> int:
    """Return the seconds from start to end, noting an end that cannot be."""
    duration = duration_seconds(start, end)
    if end < start:
        validator.note(ValidationCode.TOO_SMALL, "The end lies before the start.", "endTime")
    elif check_past(validator, end, "endTime") and duration > limits.DURATION_SECONDS.high:
        message = "The end lies more than 68 years after the start."
        validator.note(ValidationCode.TOO_LARGE, message, "endTime")
    return duration
