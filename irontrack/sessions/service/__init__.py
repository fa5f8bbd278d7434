"""What is done with sessions, by use case; other domains take what they need from here."""

from irontrack.sessions.queries.dates import around_dates, on_dates, session_date
from irontrack.sessions.service.deletion import forget_account
from irontrack.sessions.service.holding import hold_session
from irontrack.sessions.service.moments import check_end, check_past
from irontrack.sessions.service.set_values import MOST_SETS
from irontrack.sessions.service.sources import (
    Copies,
    FromEnrollmentDay,
    FromPlanUnit,
    FromUnit,
    copy_source,
)

__all__ = [
    "MOST_SETS",
    "Copies",
    "FromEnrollmentDay",
    "FromPlanUnit",
    "FromUnit",
    "around_dates",
    "check_end",
    "check_past",
    "copy_source",
    "forget_account",
    "hold_session",
    "on_dates",
    "session_date",
]
