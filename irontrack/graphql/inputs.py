"""Reading inputs: optional values that were not sent, and lists of bounded length."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from strawberry import UNSET

from irontrack.errors import ErrorCode, Issue, RequestError, ValidationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from irontrack.models.limits import Range

GREATEST_LIST: Final = 250


def given[T](value: T | None) -> T | None:
    """Return the value, or None for one that was not sent (UNSET) or sent as null."""
    return None if value is UNSET else value


def bounded[T](values: list[T]) -> list[T]:
    """Return a list of an input.

    Raises:
        RequestError: BAD_VALUE when it has more than 250 items.
    """
    if len(values) > GREATEST_LIST:
        raise RequestError(ErrorCode.BAD_VALUE, f"A list in an input has at most {GREATEST_LIST} items.")
    return values


def within[N: (int, Decimal)](value: N, limits: Range, name: str) -> N:
    """Return a number that is an argument of a read.

    Raises:
        RequestError: BAD_VALUE when it is outside the range.
    """
    if not limits.low <= value <= limits.high:
        raise RequestError(ErrorCode.BAD_VALUE, f"{name} must be between {limits.low} and {limits.high}.")
    return value


def converted[T, R](values: list[T], convert: Callable[[T, str], R]) -> list[R]:
    """Return what each item of a list of an input means; `convert` gets its position as an issue has it.

    Raises:
        RequestError: As `bounded`.
        ValidationError: With the issues of all items that mean nothing.
    """
    issues: list[Issue] = []
    results: list[R] = []
    for place, value in enumerate(bounded(values)):
        try:
            results.append(convert(value, str(place)))
        except ValidationError as error:
            issues += error.issues
    if issues:
        raise ValidationError(*issues)
    return results
