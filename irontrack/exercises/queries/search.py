"""Searching exercises: words that may be misspelt, found in names and aliases, by relevance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import Integer, String, cast, collate, func, literal, select

from irontrack.errors import ErrorCode, RequestError
from irontrack.infra.paging import Keyset, KeysetList
from irontrack.models import (
    ExerciseAliasRow,
    ExerciseRow,
)

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import InstrumentedAttribute


SEARCH_LIMIT: Final = 200
LONGEST_SEARCH: Final = 100
_LEAST_RELEVANCE: Final = 400  # per mille of trigrams shared: "benhc pres" still finds the bench press


def search_words(text: str | None) -> str | None:
    """Return what to search for, or None for a blank text, which is no search.

    Raises:
        RequestError: BAD_VALUE when it is longer than 100 characters.
    """
    words = (text or "").strip()
    if len(words) > LONGEST_SEARCH:
        raise RequestError(ErrorCode.BAD_VALUE, f"At most {LONGEST_SEARCH} characters can be searched for.")
    return words or None


def by_relevance(statement: Select[*tuple[Any, ...]], words: str, filters: tuple[object, ...]) -> KeysetList:
    """Return the 200 most relevant exercises of a statement, the most relevant first.

    Args:
        statement: Selects and filters exercises.
        words: What was searched for.
        filters: Every value that the list depends on.
    """
    wanted = func.lower(literal(words, String))
    best_alias = (
        select(func.max(_likeness(wanted, ExerciseAliasRow.name)))
        .where(ExerciseAliasRow.exercise_id == ExerciseRow.id)
        .scalar_subquery()
    )
    relevance = cast(1000 * func.greatest(_likeness(wanted, ExerciseRow.name), best_alias), Integer)
    found = (
        statement.add_columns(
            (-relevance).label("distance"), collate(func.lower(ExerciseRow.name), "C").label("sort_name")
        )
        .where(relevance >= _LEAST_RELEVANCE)
        .order_by(-relevance, collate(func.lower(ExerciseRow.name), "C"), ExerciseRow.id)
        .limit(SEARCH_LIMIT)
        .subquery()
    )
    keyset = Keyset("relevance", (found.c.distance, found.c.sort_name, found.c.id), (int, str, UUID))
    return KeysetList(select(found), keyset, filters)


def _likeness(wanted: ColumnElement[str], name: InstrumentedAttribute[str]) -> ColumnElement[float]:
    """Return 0 to 1: mostly how well the words are found in a name, a little how much else the name says."""
    lowered = func.lower(name)
    return 0.9 * func.word_similarity(wanted, lowered) + 0.1 * func.similarity(wanted, lowered)
