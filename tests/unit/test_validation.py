"""One answer names everything that is wrong with an input, and where."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irontrack.errors import Issue, ValidationCode, ValidationError
from irontrack.models.limits import Range
from irontrack.validation import Validator, refuse


def issues(validator: Validator) -> list[tuple[str, ValidationCode]]:
    """The issues of a validator, each with its path in one text."""
    try:
        validator.finish()
    except ValidationError as error:
        return [(".".join(issue.path), issue.code) for issue in error.issues]
    return []


def test_without_an_issue_work_goes_on() -> None:
    validator = Validator()
    assert validator.name("Leg day", "name") == "Leg day"
    assert validator.text("Slowly.\n\nThen faster.", "notes", longest=100) == "Slowly.\n\nThen faster."
    assert validator.within(5, Range(1, 10), "sets") == 5
    assert issues(validator) == []


def test_all_issues_come_at_once_in_the_order_of_the_checks() -> None:
    validator = Validator()
    validator.name(" ", "name")
    validator.within(0, Range(1, 10), "exercises", "2", "sets")
    validator.note(ValidationCode.TAKEN, "Somebody has it.", "email")
    assert issues(validator) == [
        ("name", ValidationCode.REQUIRED),
        ("exercises.2.sets", ValidationCode.TOO_SMALL),
        ("email", ValidationCode.TAKEN),
    ]


def test_a_single_value_is_refused_with_its_place() -> None:
    with pytest.raises(ValidationError) as raised:
        refuse(ValidationCode.UNKNOWN, "There is no such exercise.", "exercises", "0", "exerciseId")
    assert raised.value.issues == (
        Issue(("exercises", "0", "exerciseId"), ValidationCode.UNKNOWN, "There is no such exercise."),
    )


@pytest.mark.parametrize(
    ("given_name", "stored"),
    [("  Leg   day ", "Leg day"), ("Leg\n\tday", "Leg day"), ("Leg\u00a0day\u2003", "Leg day"), ("足", "足")],
)
def test_a_name_is_one_trimmed_line(given_name: str, stored: str) -> None:
    assert Validator().name(given_name, "name") == stored


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", ValidationCode.REQUIRED),
        (" \t\n", ValidationCode.REQUIRED),
        ("a", ValidationCode.TOO_SHORT),
        ("a" * 11, ValidationCode.TOO_LONG),
        ("ab\0cd", ValidationCode.INVALID_FORMAT),
        ("ab\x1b[31m", ValidationCode.INVALID_FORMAT),
        ("ab\x7f", ValidationCode.INVALID_FORMAT),
        ("ab\ud800", ValidationCode.INVALID_FORMAT),
    ],
)
def test_a_name_that_cannot_be_used_is_refused(name: str, code: ValidationCode) -> None:
    validator = Validator()
    validator.name(name, "name", shortest=2, longest=10)
    assert issues(validator) == [("name", code)]


@pytest.mark.parametrize("length", [2, 10])
def test_both_lengths_belong_to_the_range(length: int) -> None:
    validator = Validator()
    validator.name("a" * length, "name", shortest=2, longest=10)
    assert issues(validator) == []


@pytest.mark.parametrize("blank", [None, "", " ", "\n\t"])
def test_a_blank_text_means_none(blank: str | None) -> None:
    validator = Validator()
    assert validator.text(blank, "notes", longest=10) is None
    assert issues(validator) == []


def test_a_text_keeps_its_lines_but_no_control_characters() -> None:
    validator = Validator()
    assert validator.text(" a\r\n\tb ", "notes", longest=10) == " a\r\n\tb "
    validator.text("a\x08", "first", longest=10)
    validator.text("a" * 11, "second", longest=10)
    assert issues(validator) == [
        ("first", ValidationCode.INVALID_FORMAT),
        ("second", ValidationCode.TOO_LONG),
    ]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (Decimal("0.999"), ValidationCode.TOO_SMALL),
        (Decimal("10.001"), ValidationCode.TOO_LARGE),
        (Decimal("1e300"), ValidationCode.TOO_LARGE),
        (Decimal("-1e300"), ValidationCode.TOO_SMALL),
        (Decimal("NaN"), ValidationCode.INVALID_FORMAT),
        (Decimal("Infinity"), ValidationCode.INVALID_FORMAT),
        (Decimal("-Infinity"), ValidationCode.INVALID_FORMAT),
    ],
)
def test_a_number_outside_its_range_is_refused(value: Decimal, code: ValidationCode) -> None:
    validator = Validator()
    validator.within(value, Range(Decimal(1), Decimal(10)), "rpe")
    assert issues(validator) == [("rpe", code)]


@pytest.mark.parametrize("value", [None, 1, 10])
def test_a_number_in_its_range_or_none_is_taken(value: int | None) -> None:
    validator = Validator()
    assert validator.within(value, Range(1, 10), "sets") == value
    assert issues(validator) == []


@given(st.text())
def test_what_passes_can_be_stored(text: str) -> None:
    validator = Validator()
    stored = validator.name(text, "name")
    if not issues(validator):
        assert stored == stored.strip()
        assert 1 <= len(stored) <= 100
        assert "\0" not in stored
        assert stored.encode()
