"""Searching exercises: words that may be misspelt, found in names and aliases, by relevance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    String,
    and_,
    case,
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
from irontrack.exercises.queries.relevance import LEAST_SPELLING, per_mille, spelling
from irontrack.exercises.queries.wording import readings, searched_for
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
_LEAST_WORD_SIMILARITY: Final = 0.33
"""Of a word of five letters with two of them swapped, a third of its trigrams is left."""
_FAMILIAR: Final = 0.05
"""What a step of familiarity adds to a likeness: where hundreds of names hold a word, known ones are kept."""


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
    found = _found(statement, _candidates(viewer_id, scope, words), readings(words))
    keyset = Keyset("relevance", (found.c.distance, found.c.sort_name, found.c.id), (int, str, UUID))
    # Only now what is long, such as the instructions, so that it is not carried through every step.
    complete = select(*statement.selected_columns).join(found, found.c.id == ExerciseRow.id)
    return KeysetList(complete, keyset, filters)


def _found(statement: Select[*tuple[Any, ...]], candidate: Subquery, texts: list[str]) -> Subquery:
    """Return (id, sort_name, distance) of a statement's exercises that answer any of the texts.

    The distance is how much the best of an exercise's names lacks, from -1000 for nothing.
    """
    sort_name = collate(func.lower(ExerciseRow.name), "C").label("sort_name")
    likeness = candidate.c.likeness + _FAMILIAR * ExerciseRow.familiarity
    name = candidate.c.candidate_name
    near = (
        statement.with_only_columns(ExerciseRow.id, sort_name, ExerciseRow.familiarity, name)
        .join(candidate, candidate.c.candidate_id == ExerciseRow.id)
        .order_by(likeness.desc(), sort_name, ExerciseRow.id, name)
        .limit(SEARCH_LIMIT)
        .subquery("near")
    )
    # OFFSET 0 keeps PostgreSQL from computing the spelling wherever it is mentioned.
    spelt = select(near, spelling(texts, near.c.candidate_name).label("spelling")).offset(0).subquery("spelt")
    relevance = per_mille(texts, spelt.c.candidate_name, spelt.c.spelling, spelt.c.familiarity)
    distance = (-relevance).label("distance")
    best = select(spelt.c.id, spelt.c.sort_name, distance).where(spelt.c.spelling >= LEAST_SPELLING)
    return best.ext(distinct_on(spelt.c.id)).order_by(spelt.c.id, distance).subquery("found")


def _candidates(viewer_id: UUID | None, scope: ExerciseScope, words: str) -> Subquery:
    """Return (candidate_id, candidate_name, likeness) of what may be meant: a row for each name and alias.

    The likeness is 0 to 1: mostly how well the words are found in a name, a little how much else it says.

    The system's are found through indexes of their trigrams. Somebody's own are few beside everybody's, so
    they are found through their owner and each compared.
    """
    # What `<%` asks for is a setting. This sets it until the transaction ends, which in autocommit is the end
    # of the statement: nothing stays on a pooled connection. The words come out of the same expression, so
    # that no index can be asked for them before it is set.
    is_local = true()
    is_set = func.set_config("pg_trgm.word_similarity_threshold", str(_LEAST_WORD_SIMILARITY), is_local) != ""
    texts = case((is_set, literal(searched_for(words), ARRAY(String))))
    wanted = select(func.unnest(texts, type_=String).label("words")).cte("wanted")
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
    return _likest(union_all(*parts).subquery("candidate"))


def _candidate(
    wanted: CTE, id_: ColumnElement[UUID] | InstrumentedAttribute[UUID], name: Name
) -> Select[*tuple[Any, ...]]:
    lowered = func.lower(name)
    return select(
        id_.label("candidate_id"),
        lowered.label("candidate_name"),
        func.word_similarity(wanted.c.words, lowered).label("within"),
        func.similarity(wanted.c.words, lowered).label("whole"),
    )


def _likest(candidate: Subquery) -> Subquery:
    """Return each name once, with its likeness to what it is most like."""
    name = candidate.c.candidate_id, candidate.c.candidate_name
    within, whole = func.max(candidate.c.within), func.max(candidate.c.whole)
    return (
        select(*name, (0.9 * within + 0.1 * whole).label("likeness"))
        .group_by(*name)
        .having(within >= _LEAST_WORD_SIMILARITY)
        .subquery("likest")
    )


def _is_like(wanted: CTE, name: Name) -> ColumnElement[bool]:
    """Return the criterion that the words are alike enough to a part of a name, as the indexes answer it."""
    return wanted.c.words.op("<%", return_type=Boolean())(func.lower(name))
