"""Supersets and names of copies, as pure decisions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irontrack.templates.rules import free_name, split_supersets, stem_of


@pytest.mark.parametrize(
    ("numbers", "torn"),
    [
        ([], []),
        ([None, None], []),
        ([1], []),
        ([1, 1, 2, 2, None, 3], []),
        ([1, 2, 1], [2]),
        ([1, None, 1, 1, None, 1], [2, 5]),
        ([None, 0, None, 0], [3]),
    ],
)
def test_a_number_that_comes_again_after_something_else_tears_a_superset(
    numbers: list[int | None], torn: list[int]
) -> None:
    assert split_supersets(numbers) == torn


def test_a_name_that_is_free_stays() -> None:
    assert free_name("Legs (7)", {"Legs"}) == "Legs (7)"


def test_a_number_between_others_is_taken_first() -> None:
    assert free_name("Legs", {"Legs", "Legs (2)", "Legs (4)"}) == "Legs (3)"


@given(
    st.text("ab ()29", min_size=1, max_size=100).filter(lambda name: name == name.strip()),
    st.integers(1, 30),
)
def test_copies_of_copies_never_have_the_same_name_nor_a_longer_one(name: str, times: int) -> None:
    taken: set[str] = set()
    for _ in range(times):
        free = free_name(name, taken)
        assert free not in taken
        assert len(free) <= 100
        assert free.startswith(stem_of(name))
        taken.add(free)
        name = free
