"""Structured logs: one record per event, with the request's id, written by a thread of their own.

Values under names that hint at a secret are replaced before anything is written.
"""

from __future__ import annotations

import logging
import queue
import re
import sys
from logging.handlers import QueueHandler, QueueListener
from typing import TYPE_CHECKING, Any, Final

import structlog

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

    from irontrack.settings import Settings

REDACTED: Final = "[redacted]"
_CONTEXT: Final = "irontrack_context"
# A quoted row may have lines of its own: a detail ends where SQLAlchemy or the traceback goes on.
_DETAILS: Final = re.compile(
    r"\n(?:DETAIL|CONTEXT|HINT|WHERE): .*?(?=\n\[SQL: |\n\(Background |\n\n(?:The above|During) |\Z)",
    re.DOTALL,
)
_SECRET_NAMES: Final = (
    "password",
    "secret",
    "token",
    "cookie",
    "authorization",
    "dsn",
    "database_url",
    "email",
)


def start_logging(settings: Settings) -> QueueListener:
    """Send this process's logs to standard error as the settings say; stop the listener at the end."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,  # here, where there is a current exception
        redact,
        drop_details,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_bound_when_logged, *shared],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *_renderers(settings),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    records: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
    logging.basicConfig(
        level=settings.log_level.upper(), handlers=[_PreparedQueueHandler(records)], force=True
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    listener = QueueListener(records, handler)
    listener.start()
    return listener


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace every value, at any depth, whose name hints at a secret."""
    return {name: _redacted(name, value) for name, value in event.items()}


def drop_details(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Leave out the lines in which PostgreSQL quotes the row that it refused."""
    if isinstance(event.get("exception"), str):
        event["exception"] = _DETAILS.sub("", event["exception"])
    return event


def _redacted(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever is logged
    if any(secret in name.lower() for secret in _SECRET_NAMES):
        return REDACTED
    if isinstance(value, dict):
        return {key: _redacted(str(key), inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_redacted(name, inner) for inner in value]
    return value


def _bound_when_logged(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Add what was bound to the request, for records of libraries; structlog's own carry it already."""
    bound: EventDict = getattr(event["_record"], _CONTEXT, {})
    return {**bound, **event}


def _printable(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Escape what would move a terminal's cursor or change its colours; a traceback keeps its lines."""
    return {
        name: _escaped(value) if isinstance(value, str) and name != "exception" else value
        for name, value in event.items()
    }


def _escaped(text: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _renderers(settings: Settings) -> tuple[Processor, ...]:
    if settings.log_format == "json":
        return (structlog.processors.JSONRenderer(),)
    # The default formatter would print local variables, passwords among them.
    console = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    return _printable, console


class _PreparedQueueHandler(QueueHandler):
    """Hands records over with their context: the standard one would render them on the event loop."""

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        setattr(record, _CONTEXT, structlog.contextvars.get_contextvars())
        return record
