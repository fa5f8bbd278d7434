"""The current time, always with its zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def today(time_zone: str) -> date:
    """Return the date of this moment in an IANA time zone."""
    return now().astimezone(ZoneInfo(time_zone)).date()
