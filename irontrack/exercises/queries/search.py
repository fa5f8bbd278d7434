"""Searching exercises: words that may be misspelt, found in names and aliases, by relevance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Integer,
    String,
    and_,
    case,
    cast,
    collate,
    false,
    func,
    literal,
    select,
    true,
    union_all,
)

from irontrack.errors import ErrorCode, RequestError
from irontrack.exercises.queries.criteria import ExerciseScope
from irontrack.infra.paging import Keyset, KeysetList
from irontrack.models import (
    ExerciseAliasRow,
    ExerciseRow,
)

if TYPE_CHECKING:
    from sqlalchemy import CTE, ColumnElement, Select, Subquery
    from sqlalchemy.orm import InstrumentedAttribute

    type Name = InstrumentedAttribute[Any]


SEARCH_LIMIT: Final = 200
LONGEST_SEARCH: Final = 100
_LEAST_RELEVANCE: Final = 400  # per mille of trigrams shared: "benhc pres" still finds the bench press
_LEAST_WORD_SIMILARITY: Final = 0.33
"""With less, even a name that says nothing else has not the least relevance: 0.9 * 0.33 + 0.1 < 0.4."""


def search_words(text: str | None) -> str | None:
    """Return what to search for, or None for a blank text, which is no search.

    Raises:
        RequestError: BAD_VALUE when it is longer than 100 characters.
    """
    words = (text or "").strip()
    if len(words) > LONGEST_SEARCH:
        raise RequestError(ErrorCode.BAD_VALUE, f"At most {LONGEST_SEARCH} characters can be searched for.")
    return words or None


def by_relevance(
    statement: Select[*tuple[Any, ...]],
    viewer_id: UUID | None,
    scope: ExerciseScope,
    words: str,
    filters: tuple[object, ...],
) -> KeysetList:
    """Return the 200 most relevant exercises of a statement, the most relevant first.

    Args:
        statement: Selects and filters exercises.
        viewer_id: Whose own exercises are searched besides the system's.
        scope: Which of the two to search.
        words: What was searched for.
        filters: Every value that the list depends on.
    """
    likeness = _candidates(viewer_id, scope, words)
    relevance = cast(1000 * likeness.c.likeness, Integer)
    sort_name = collate(func.lower(ExerciseRow.name), "C")
    found = (
        statement.add_columns((-relevance).label("distance"), sort_name.label("sort_name"))
        .join(likeness, likeness.c.id == ExerciseRow.id)
        .where(relevance >= _LEAST_RELEVANCE)
        .order_by(-relevance, sort_name, ExerciseRow.id)
        .limit(SEARCH_LIMIT)
        .subquery("found")
    )
    keyset = Keyset("relevance", (found.c.distance, found.c.sort_name, found.c.id), (int, str, UUID))
    return KeysetList(select(found), keyset, filters)


def _candidates(viewer_id: UUID | None, scope: ExerciseScope, words: str) -> Subquery:
    """Return (id, likeness) of the exercises that may be meant, by the best of their name and aliases.

    The system's are found through indexes of their trigrams. Somebody's own are few beside everybody's, so
    they are found through their owner and each compared.
    """
    # What `<%` asks for is a setting. This sets it until the transaction ends, which in autocommit is the end
    # of the statement: nothing stays on a pooled connection. The words come out of the same expression, so
    # that no index can be asked for them before it is set.
    is_local = true()
    is_set = func.set_config("pg_trgm.word_similarity_threshold", str(_LEAST_WORD_SIMILARITY), is_local) != ""
    wanted = select(case((is_set, func.lower(literal(words, String)))).label("words")).cte("wanted")
    exercise, alias = ExerciseRow, ExerciseAliasRow
    parts: list[Select[UUID, float]] = []
    if scope is not ExerciseScope.MINE:
        for id_, name, is_system in (
            (exercise.id, exercise.name, exercise.is_system_default),
            (alias.exercise_id, alias.name, alias.is_system_default),
        ):
            found = select(id_.label("id"), _likeness(wanted, name).label("likeness"))
            parts.append(found.join(wanted, and_(is_system, _is_like(wanted, name))))
    if scope is not ExerciseScope.SYSTEM:
        own = false() if viewer_id is None else exercise.created_by == viewer_id
        aliases = select(func.max(_likeness(wanted, alias.name))).where(alias.exercise_id == exercise.id)
        likeness = func.greatest(_likeness(wanted, exercise.name), aliases.scalar_subquery())
        parts.append(select(exercise.id, likeness.label("likeness")).join(wanted, own))
    part = union_all(*parts).subquery("part")
    best = func.max(part.c.likeness).label("likeness")
    return select(part.c.id, best).group_by(part.c.id).subquery("likeness")


def _likeness(wanted: CTE, name: Name) -> ColumnElement[float]:
    """Return 0 to 1: mostly how well the words are found in a name, a little how much else the name says."""
    words, lowered = wanted.c.words, func.lower(name)
    return 0.9 * func.word_similarity(words, lowered) + 0.1 * func.similarity(words, lowered)


def _is_like(wanted: CTE, name: Name) -> ColumnElement[bool]:
    """Return the criterion that the words are alike enough to a part of a name, as the indexes answer it."""
    return wanted.c.words.op("<%", return_type=Boolean())(func.lower(name))
