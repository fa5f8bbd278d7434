"""Slugs are readable where the name allows it, and there is always one."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irontrack.kit.slugs import MAX_SLUG_LENGTH, slug_of

FORM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Barbell Back Squat", "barbell-back-squat"),
        ("Farmer's Walk", "farmers-walk"),
        ("Farmer\u2019s Walk", "farmers-walk"),
        ("90/90 Hip Stretch", "90-90-hip-stretch"),
        ("  Pull-Up  (Wide) ", "pull-up-wide"),
        ("Sprint – 100 m", "sprint-100-m"),
        ("Développé couché", "developpe-couche"),
        ("Kniebeuge mit Fußstütze", "kniebeuge-mit-fussstutze"),
        ("Bøy og strekk", "boy-og-strekk"),
        ("Wyciskanie leżąc na ławce", "wyciskanie-lezac-na-lawce"),
        ("スクワット 20 kg", "20-kg"),
    ],
)
def test_a_name_becomes_lower_case_words_with_hyphens(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_names_that_differ_only_in_their_separators_share_a_slug() -> None:
    assert slug_of("Adductor/Groin") == slug_of("Adductor-Groin") == "adductor-groin"


@pytest.mark.parametrize("name", ["スクワット", "Приседание", "深蹲", "القرفصاء", "🏋"])
def test_a_name_without_latin_letters_has_a_stable_slug_of_its_own(name: str) -> None:
    assert re.fullmatch(r"x-[0-9a-f]{16}", slug_of(name))
    assert slug_of(name) == slug_of(unicodedata.normalize("NFD", name)) == slug_of(name.upper())


def test_names_without_latin_letters_differ_in_their_slugs() -> None:
    assert slug_of("Приседание") != slug_of("Подтягивание")


def test_a_slug_of_a_long_name_ends_with_a_word_character() -> None:
    assert slug_of("a" * 99 + " b") == "a" * 99


@given(st.text())
def test_every_text_has_a_slug_of_the_form_the_database_takes(name: str) -> None:
    slug = slug_of(name)
    assert FORM.fullmatch(slug)
    assert len(slug) <= MAX_SLUG_LENGTH
