"""E-mail addresses and passwords are brought to one form, quickly, whatever comes."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from irontrack.accounts.rules import normalised_email, normalised_password

MARKS = "a" + "\u0344" * 16_000 + "\u0316" * 16_000


@pytest.mark.parametrize("normalise", [normalised_email, normalised_password])
@pytest.mark.parametrize("text", [MARKS, MARKS + "@x.example", "\ufdfa" * 60_000, "a" * 1_000_000])
def test_a_huge_text_costs_nothing(normalise: object, text: str) -> None:
    assert callable(normalise)
    began = time.perf_counter()
    normalise(text)
    assert time.perf_counter() - began < 0.3  # a second and more when it is normalised


@given(st.text(max_size=300))
@example("J\u030cx@example.org")
@example("T\u0308x@example.org")
@example("\u0130@example.org")
def test_an_address_that_is_normalised_stays_as_it_is(text: str) -> None:
    once = normalised_email(text)
    assert normalised_email(once) == once


@given(st.text(max_size=128))
def test_a_password_is_the_same_from_every_keyboard(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert normalised_password(unicodedata.normalize(form, text)) == normalised_password(text)
