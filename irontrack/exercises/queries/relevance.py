"""How well a name answers a search: by the spelling of its words, then by how well known it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Double, Integer, and_, case, cast, func, literal, or_, select

from irontrack.exercises.queries.wording import words_of
from irontrack.models.limits import FAMILIARITY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

LEAST_SPELLING: Final = 0.66
"""Of three letters with two of them swapped, two thirds are left. With less, a name says something else:
"xyzzy" finds nothing, though names share some of its letters."""

_SPELLING: Final = 0.75
_FAMILIARITY: Final = 0.15
_REST: Final = 0.10  # what else the name says

_LONGEST_WORD: Final = 60  # in characters; what compares them takes 255 bytes
_SHORTEST_PART: Final = 3
_LIKENESS_OF_PART: Final = 0.93


def spelling(texts: Sequence[str], name: ColumnElement[str]) -> ColumnElement[float]:
    """Return 0 to 1: how the words of the likest text are spelt like words of a name, on the average.

    Two words are as alike as their longest common subsequence is long (here by way of their distance with
    insertions and deletions only): of trigrams, a short word with two letters swapped shares few with itself.
    A word that begins or ends the other is nearly as good: "lat" is in "lateral", "dead" and "lift" make
    "deadlift".
    """
    said = _words_of(name)
    averages = [_average([func.max(_alike(word, said.c.word)) for word in words_of(text)]) for text in texts]
    best = select(func.coalesce(func.greatest(*averages), 0.0)).select_from(said)
    return best.correlate(name.table).scalar_subquery()


def per_mille(
    texts: Sequence[str],
    name: ColumnElement[str],
    spelt: ColumnElement[float],
    familiarity: ColumnElement[int],
) -> ColumnElement[int]:
    """Return 0 to 1000: how well a name answers a search for any of the texts.

    Args:
        texts: What may be meant.
        name: In lower case.
        spelt: What `spelling` says of it.
        familiarity: Of the exercise.
    """
    rest = func.greatest(*(func.similarity(text, name) for text in texts))
    known = cast(familiarity, Double) / FAMILIARITY.high
    return cast(1000 * (_SPELLING * spelt + _FAMILIARITY * known + _REST * rest), Integer)


def _average(values: Sequence[ColumnElement[float]]) -> ColumnElement[float]:
    return sum(values[1:], values[0]) / len(values) if values else literal(0.0)


def _alike(word: str, said: ColumnElement[str]) -> ColumnElement[float]:
    word = word[:_LONGEST_WORD]
    lengths = len(word) + func.length(said)
    alike = 1 - cast(func.levenshtein(word, said, 1, 1, 2), Double) / lengths
    is_part = and_(func.length(said) >= _SHORTEST_PART, _begins_or_ends(said, literal(word)))
    if len(word) >= _SHORTEST_PART:
        is_part = or_(is_part, _begins_or_ends(literal(word), said))
    return func.greatest(alike, case((is_part, _LIKENESS_OF_PART), else_=0.0))


def _begins_or_ends(part: ColumnElement[str], whole: ColumnElement[str]) -> ColumnElement[bool]:
    return or_(func.starts_with(whole, part), func.right(whole, func.length(part)) == part)


def _words_of(name: ColumnElement[str]) -> Any:  # noqa: ANN401 - SQLAlchemy's table-valued alias
    """Return the words of a name as rows, each cut to what can be compared; "push-up" as "pushup" too."""
    joined = case((func.strpos(name, "-") > 0, name + " " + func.replace(name, "-", "")), else_=name)
    split = (
        func.regexp_split_to_table(joined, "[^[:alnum:]]+").table_valued("split").render_derived(name="said")
    )
    word = func.left(split.c.split, _LONGEST_WORD).label("word")
    return select(word).select_from(split).where(split.c.split != "").lateral("said_words")
