"""How many rows a page holds, and which numbers are refused."""

from __future__ import annotations

import pytest

from irontrack.errors import ErrorCode, RequestError
from irontrack.infra.paging import DEFAULT_PAGE_SIZE, GREATEST_PAGE_SIZE, PageArguments


@pytest.mark.parametrize(
    ("arguments", "size"),
    [
        (PageArguments(), DEFAULT_PAGE_SIZE),
        (PageArguments(after="cursor", before="cursor"), DEFAULT_PAGE_SIZE),
        (PageArguments(before="cursor"), DEFAULT_PAGE_SIZE),
        (PageArguments(first=1), 1),
        (PageArguments(first=GREATEST_PAGE_SIZE), GREATEST_PAGE_SIZE),
        (PageArguments(last=1), 1),
        (PageArguments(last=GREATEST_PAGE_SIZE), GREATEST_PAGE_SIZE),
    ],
)
def test_a_page_is_as_long_as_was_asked_for(arguments: PageArguments, size: int) -> None:
    assert arguments.page_size == size


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (PageArguments(first=0), "first must be between 1 and 100."),
        (PageArguments(first=-1), "first must be between 1 and 100."),
        (PageArguments(first=101), "first must be between 1 and 100."),
        (PageArguments(last=0), "last must be between 1 and 100."),
        (PageArguments(last=101), "last must be between 1 and 100."),
        (PageArguments(first=10, last=10), "Give either first or last, not both."),
    ],
)
def test_another_number_is_refused(arguments: PageArguments, message: str) -> None:
    with pytest.raises(RequestError) as raised:
        _ = arguments.page_size
    assert (raised.value.code, raised.value.message) == (ErrorCode.BAD_PAGE, message)


def test_a_page_is_counted_from_the_end_by_last() -> None:
    assert PageArguments(last=5).is_backward
    assert not PageArguments(first=5).is_backward
    assert not PageArguments().is_backward
