"""Custom scalars, each with its specification and a strict reading of input."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NewType
from zoneinfo import available_timezones

import strawberry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from strawberry.types.scalar import ScalarDefinition

TimeZone = NewType("TimeZone", str)

_LONGEST: Final = 100
_DECIMAL: Final = re.compile(r"-?\d{1,30}(\.\d{1,30})?", re.ASCII)
_A_DECIMAL: Final = (
    "a decimal number, finite, without exponent, spaces or commas, with at most 30 digits on either side of "
    'the point, best as a string: "102.5"'
)
_A_DATE_TIME: Final = "an RFC 3339 date-time with a zone, such as 2026-11-21T18:30:00+01:00"
_A_DATE: Final = "a date such as 2026-11-21"
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DATE_TIME: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)


def normalised(value: Decimal) -> str:
    """Return a decimal without exponent and without trailing zeros: `102.5`, `100`, `0`."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def _parse_date_time(value: object) -> datetime:
    text = _matching(value, _DATE_TIME, _A_DATE_TIME)
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except OverflowError as error:
        message = "Expected a moment within the years 1 to 9999."
        raise ValueError(message) from error
    except ValueError as error:  # no such day, hour or offset
        message = f"Expected {_A_DATE_TIME}."
        raise ValueError(message) from error


def _parse_date(value: object) -> date:
    text = _matching(value, _DATE, _A_DATE)
    try:
        return date.fromisoformat(text)
    except ValueError as error:  # no such day
        message = f"Expected {_A_DATE}."
        raise ValueError(message) from error


def _parse_decimal(value: object) -> Decimal:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    elif isinstance(value, float):
        value = format(Decimal(repr(value)), "f") if abs(value) < float("inf") else ""
    try:
        return Decimal(_matching(value, _DECIMAL, _A_DECIMAL))
    except InvalidOperation as error:  # pragma: no cover - the pattern admits no such text
        raise ValueError from error


def _parse_time_zone(value: object) -> TimeZone:
    if not isinstance(value, str) or value not in _time_zones():
        message = "Expected the name of an IANA time zone, such as Europe/Berlin."
        raise ValueError(message)
    return TimeZone(value)


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _matching(value: object, pattern: re.Pattern[str], expected: str) -> str:
    if isinstance(value, str) and len(value) <= _LONGEST and pattern.fullmatch(value):
        return value
    message = f"Expected {expected}."
    raise ValueError(message)


def _scalar(
    name: str,
    description: str,
    url: str,
    serialize: Callable[[Any], str],
    parse_value: Callable[[Any], object],
) -> ScalarDefinition:
    return strawberry.scalar(
        name=name, description=description, specified_by_url=url, serialize=serialize, parse_value=parse_value
    )


SCALARS: Final[Mapping[object, ScalarDefinition]] = {
    datetime: _scalar(
        "DateTime",
        "A moment in time: RFC 3339 with a zone. Answers are in UTC.",
        "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        lambda moment: moment.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        _parse_date_time,
    ),
    date: _scalar(
        "Date",
        "A day of the calendar without a time: `YYYY-MM-DD`.",
        "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        date.isoformat,
        _parse_date,
    ),
    Decimal: _scalar(
        "Decimal",
        "An exact decimal number as a string, without exponent and without trailing zeros: `102.5`. "
        "Numbers are accepted as input too.",
        "https://www.w3.org/TR/xmlschema11-2/#decimal",
        normalised,
        _parse_decimal,
    ),
    TimeZone: _scalar(
        "TimeZone",
        "The name of a time zone in the IANA database: `Europe/Berlin`.",
        "https://www.rfc-editor.org/rfc/rfc6557",
        str,
        _parse_time_zone,
    ),
}
