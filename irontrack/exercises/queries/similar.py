"""Finding exercises that may be the same as others: their names or aliases are nearly alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Boolean, and_, collate, func, select, union

from irontrack.infra.database import any_of
from irontrack.models import ExerciseAliasRow, ExerciseRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, Select

MOST_SIMILAR: Final = 5
_LEAST_LIKENESS: Final = 0.55
"""The least share of trigrams in common: of "bench press" and "barbell bench press" it is 0.6."""


def similar_exercises(
    ids: Sequence[UUID], columns: Sequence[Any], is_visible: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """Return the statement for other active exercises that are like these, at most 5 each, the likest first.

    Args:
        ids: Whose names and aliases to compare.
        columns: What to select of an exercise; `similar_to` is added.
        is_visible: Which exercises the caller may see.
    """
    words = union(
        select(ExerciseRow.id, func.lower(ExerciseRow.name).label("word")).where(any_of(ExerciseRow.id, ids)),
        select(ExerciseAliasRow.exercise_id, func.lower(ExerciseAliasRow.name)).where(
            any_of(ExerciseAliasRow.exercise_id, ids)
        ),
    ).cte("words")
    alike = union(
        # Of all that people have made, one may see little: so that comes before the comparison.
        _alike(words, ExerciseRow.id, ExerciseRow.name).where(ExerciseRow.is_active, is_visible),
        _alike(words, ExerciseAliasRow.exercise_id, ExerciseAliasRow.name),
    ).subquery("alike")
    likeness = func.max(alike.c.likeness)
    best = (
        select(alike.c.similar_to, alike.c.id, likeness.label("likeness"))
        .group_by(alike.c.similar_to, alike.c.id)
        .having(likeness >= _LEAST_LIKENESS)
        .subquery("best")
    )
    order = best.c.likeness.desc(), collate(func.lower(ExerciseRow.name), "C"), ExerciseRow.id
    place = func.row_number().over(partition_by=best.c.similar_to, order_by=order).label("place")
    ranked = (
        select(*columns, best.c.similar_to, place)
        .join(best, best.c.id == ExerciseRow.id)
        .where(ExerciseRow.is_active, is_visible)
        .subquery("ranked")
    )
    statement = select(ranked).where(ranked.c.place <= MOST_SIMILAR)
    return statement.order_by(ranked.c.similar_to, ranked.c.place)


def _alike(words: Any, exercise_id: Any, name: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - a CTE and columns
    """Return which exercises have a name like one of the words; `%` is what the trigram index answers."""
    lowered = func.lower(name)
    return select(
        words.c.id.label("similar_to"),
        exercise_id.label("id"),
        func.similarity(lowered, words.c.word).label("likeness"),
    ).join_from(
        words,
        name.class_,
        and_(lowered.op("%", return_type=Boolean())(words.c.word), exercise_id != words.c.id),
    )
