"""Searching exercises: words that may be misspelt, found in names and aliases, by relevance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    Double,
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
from sqlalchemy.dialects.postgresql import distinct_on

from irontrack.exercises.queries.criteria import ExerciseScope
from irontrack.infra.paging import Keyset, KeysetList
from irontrack.models import (
    ExerciseAliasRow,
    ExerciseRow,
)

if TYPE_CHECKING:
    from sqlalchemy import CTE, ColumnElement, Select, Subquery
    from sqlalchemy.orm import InstrumentedAttribute

    type Name = InstrumentedAttribute[Any] | ColumnElement[str]


SEARCH_LIMIT: Final = 200
_LEAST_LIKENESS: Final = 0.4  # of trigrams shared: "benhc pres" still finds the bench press
_LONGEST_WORD: Final = 60  # in characters; what compares them takes 255 bytes
_LEAST_WORD_SIMILARITY: Final = 0.33
"""With less, even a name that says nothing else is not like enough: 0.9 * 0.33 + 0.1 < 0.4."""


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
    candidate = _candidates(viewer_id, scope, words)
    sort_name = collate(func.lower(ExerciseRow.name), "C").label("sort_name")
    near = (
        statement.add_columns(sort_name, candidate.c.candidate_name)
        .join(candidate, candidate.c.candidate_id == ExerciseRow.id)
        .where(candidate.c.likeness >= _LEAST_LIKENESS)
        .order_by(candidate.c.likeness.desc(), sort_name, ExerciseRow.id)
        .limit(SEARCH_LIMIT)
        .subquery("near")
    )
    distance = (-cast(1000 * _relevance(words, near.c.candidate_name), Integer)).label("distance")
    nearest = select(near, distance).ext(distinct_on(near.c.id))
    found = nearest.order_by(near.c.id, distance).subquery("found")
    keyset = Keyset("relevance", (found.c.distance, found.c.sort_name, found.c.id), (int, str, UUID))
    return KeysetList(select(found), keyset, filters)


def _relevance(words: str, name: ColumnElement[str]) -> ColumnElement[float]:
    """Return 0 to 1: mostly how each word is spelt like one of the name's, a little what else the name says.

    Trigrams find what may be meant, but a short word with two letters swapped shares few of them with itself.
    Two words are as alike as their longest common subsequence is long (here by way of their distance with
    insertions and deletions only).
    """
    wanted, said = _words_of(literal(words.lower(), String), "wanted"), _words_of(name, "said")
    lengths = func.length(wanted.c.word) + func.length(said.c.word)
    alike = 1 - cast(func.levenshtein(wanted.c.word, said.c.word, 1, 1, 2), Double) / lengths
    best = (
        select(func.max(alike).label("alike")).select_from(wanted.join(said, true())).group_by(wanted.c.word)
    )
    spelling = select(func.avg(best.correlate(name.table).subquery("best").c.alike)).scalar_subquery()
    return 0.85 * func.coalesce(spelling, 0) + 0.15 * func.similarity(words.lower(), name)


def _words_of(text: ColumnElement[str], name: str) -> Any:  # noqa: ANN401 - SQLAlchemy's table-valued alias
    """Return the words of a text as rows, each cut to what can be compared."""
    split = func.regexp_split_to_table(text, "[^[:alnum:]]+").table_valued("split").render_derived(name=name)
    word = func.left(split.c.split, _LONGEST_WORD).label("word")
    return select(word).select_from(split).where(split.c.split != "").lateral(f"{name}_words")


def _candidates(viewer_id: UUID | None, scope: ExerciseScope, words: str) -> Subquery:
    """Return (candidate_id, candidate_name, likeness) of what may be meant: a row for each name and alias.

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
    parts: list[Select[*tuple[Any, ...]]] = []
    if scope is not ExerciseScope.MINE:
        for id_, name, is_system in (
            (exercise.id, exercise.name, exercise.is_system_default),
            (alias.exercise_id, alias.name, alias.is_system_default),
        ):
            parts.append(_candidate(wanted, id_, name).join(wanted, and_(is_system, _is_like(wanted, name))))
    if scope is not ExerciseScope.SYSTEM:
        own = false() if viewer_id is None else exercise.created_by == viewer_id
        parts.append(_candidate(wanted, exercise.id, exercise.name).join(wanted, own))
        # As an array for each, so that nobody else's aliases are read to be joined.
        names = select(alias.name).where(alias.exercise_id == exercise.id).scalar_subquery()
        each = func.unnest(func.array(names, type_=ARRAY(String)), type_=String).label("name")
        aliases = select(exercise.id, each).where(own).subquery("own_alias")
        parts.append(_candidate(wanted, aliases.c.id, aliases.c.name).join(wanted, true()))
    return union_all(*parts).subquery("candidate")


def _candidate(
    wanted: CTE, id_: ColumnElement[UUID] | InstrumentedAttribute[UUID], name: Name
) -> Select[*tuple[Any, ...]]:
    lowered = func.lower(name).label("candidate_name")
    return select(id_.label("candidate_id"), lowered, _likeness(wanted, name).label("likeness"))


def _likeness(wanted: CTE, name: Name) -> ColumnElement[float]:
    """Return 0 to 1: mostly how well the words are found in a name, a little how much else the name says."""
    words, lowered = wanted.c.words, func.lower(name)
    return 0.9 * func.word_similarity(words, lowered) + 0.1 * func.similarity(words, lowered)


def _is_like(wanted: CTE, name: Name) -> ColumnElement[bool]:
    """Return the criterion that the words are alike enough to a part of a name, as the indexes answer it."""
    return wanted.c.words.op("<%", return_type=Boolean())(func.lower(name))
