"""Finding exercises that may be the same as others: their names or aliases are nearly alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ARRAY, Boolean, String, case, collate, func, select, true, union, union_all

from irontrack.infra.database import any_of
from irontrack.models import ExerciseAliasRow, ExerciseRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from sqlalchemy import CTE, Select, Subquery

MOST_SIMILAR: Final = 5
_LEAST_LIKENESS: Final = 0.55
"""The least share of trigrams in common: of "bench press" and "barbell bench press" it is 0.6."""


def similar_exercises(
    ids: Sequence[UUID], columns: Sequence[Any], viewer_id: UUID | None
) -> Select[*tuple[Any, ...]]:
    """Return the statement for other active exercises that are like these, at most 5 each, the likest first.

    Args:
        ids: Whose names and aliases to compare.
        columns: What to select of an exercise; `similar_to` is added.
        viewer_id: Whose own exercises are compared beside the system's; None for nobody's.
    """
    best = _best(ids, viewer_id)
    order = best.c.likeness.desc(), collate(func.lower(ExerciseRow.name), "C"), ExerciseRow.id
    place = func.row_number().over(partition_by=best.c.similar_to, order_by=order).label("place")
    ranked = (
        select(*columns, best.c.similar_to, place)
        .join(best, best.c.id == ExerciseRow.id)
        .where(ExerciseRow.is_active)
        .subquery("ranked")
    )
    statement = select(ranked).where(ranked.c.place <= MOST_SIMILAR)
    return statement.order_by(ranked.c.similar_to, ranked.c.place)


def _best(ids: Sequence[UUID], viewer_id: UUID | None) -> Subquery:
    """Return (similar_to, id, likeness) by the likest name or alias of each."""
    alike = union_all(*_alike(_words(ids), viewer_id)).subquery("alike")
    best = select(alike.c.similar_to, alike.c.id, func.max(alike.c.likeness).label("likeness"))
    return best.group_by(alike.c.similar_to, alike.c.id).subquery("best")


def _words(ids: Sequence[UUID]) -> CTE:
    """Return (id, word): each name and alias of what is compared.

    What `%` asks for is a setting, set here until the end of the statement, as a search does.
    """
    exercise, alias = ExerciseRow, ExerciseAliasRow
    is_set = func.set_config("pg_trgm.similarity_threshold", str(_LEAST_LIKENESS), true()) != ""
    names = select(exercise.id, func.lower(exercise.name).label("word")).where(any_of(exercise.id, ids))
    aliases = select(alias.exercise_id, func.lower(alias.name)).where(any_of(alias.exercise_id, ids))
    said = union(names, aliases).subquery("said")
    return select(said.c.id, case((is_set, said.c.word)).label("word")).cte("words")


def _alike(words: CTE, viewer_id: UUID | None) -> Iterator[Select[*tuple[Any, ...]]]:
    """Yield (similar_to, id, likeness) of names and aliases like one of the words.

    The system's are found through indexes of their own. Somebody's own are few beside everybody's, so they
    are found through their owner and each compared.
    """
    exercise, alias = ExerciseRow, ExerciseAliasRow
    for id_, name, is_system in (
        (exercise.id, exercise.name, exercise.is_system_default),
        (alias.exercise_id, alias.name, alias.is_system_default),
    ):
        is_alike = func.lower(name).op("%", return_type=Boolean())(words.c.word)
        yield _compared(words, id_, func.lower(name)).where(is_system, is_alike)
    if viewer_id is not None:
        is_own = exercise.created_by == viewer_id
        mine = select(exercise.id, func.lower(exercise.name).label("name")).where(is_own).subquery("mine")
        # As an array for each, so that nobody else's aliases are read to be joined.
        names = select(func.lower(alias.name)).where(alias.exercise_id == exercise.id).scalar_subquery()
        each = func.unnest(func.array(names, type_=ARRAY(String)), type_=String).label("name")
        also = select(exercise.id, each).where(is_own).subquery("also")
        for own in (mine, also):
            likeness = func.similarity(own.c.name, words.c.word)
            yield _compared(words, own.c.id, own.c.name).where(likeness >= _LEAST_LIKENESS)


def _compared(words: CTE, id_: Any, name: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - columns
    likeness = func.similarity(name, words.c.word).label("likeness")
    columns = words.c.id.label("similar_to"), id_.label("id"), likeness
    return select(*columns).join_from(words, id_.table, id_ != words.c.id)
