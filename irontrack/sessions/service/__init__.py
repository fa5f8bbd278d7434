"""What is done with sessions, by use case; other domains take what they need from here."""

from irontrack.sessions.queries.dates import on_dates, session_date
from irontrack.sessions.service.deletion import forget_account

__all__ = ["forget_account", "on_dates", "session_date"]
