"""What somebody has trained: exercises by their id, merged ones as one; by name where they are gone.

Each has a *key*: the id of the exercise, or one that follows from the copied name, in any case of letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Uuid, case, cast, collate, func, literal, null, select, union_all

from irontrack.analytics.queries.log import counted_sessions, counted_sets, is_hard, is_short, sets_from
from irontrack.exercises.service import is_visible_with, merged_by_root, merges
from irontrack.infra.database import any_of
from irontrack.infra.paging import Keyset, KeysetList
from irontrack.models import (
    ExerciseRow,
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    TrainingSessionSetRow,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, ScalarSelect, Select, Subquery

    from irontrack.analytics.rules.calendar import DateRange
    from irontrack.infra.database import Database


def list_trained(user_id: UUID, exercise_ids: Collection[UUID] | None) -> KeysetList:
    """Return what the user has done hard sets of, by name; one statement a page.

    Columns: key; exercise_id, NULL where it is gone; exercise_name, the exercise's own where the user may see
    it, else the copied one.

    Args:
        user_id: Whose.
        exercise_ids: Only these; one that was merged stands for what it was merged into.
    """
    trained = _trained(user_id)
    order = collate(func.lower(trained.c.exercise_name), "C"), trained.c.key
    statement = select(trained)
    if exercise_ids is not None:
        statement = statement.where(trained.c.exercise_id.in_(_ends(any_of(ExerciseRow.id, exercise_ids))))
    filters = user_id, None if exercise_ids is None else tuple(exercise_ids)
    return KeysetList(statement, Keyset("name", order, (str, UUID)), filters)


async def count_trained(database: Database, user_id: UUID, ranges: Sequence[DateRange]) -> Sequence[int]:
    """Return how many different exercises were done in each of the ranges. One statement."""
    counts = [_count(user_id, range_).label(f"count_{place}") for place, range_ in enumerate(ranges)]
    row = await database.fetch_one(select(*counts))
    return [] if row is None else tuple(row)


def name_key(name: ColumnElement[str] | Any) -> ColumnElement[UUID]:  # noqa: ANN401 - a column
    """Return the key of what is known by its name alone."""
    return cast(func.md5(func.lower(name)), Uuid)


def same_as(exercise_id: UUID) -> Select[UUID]:
    """Return a selection of the ids of an exercise, and of all with which it was merged."""
    return select(merged_by_root(ExerciseRow.id.in_(_ends(ExerciseRow.id == exercise_id))).c.id)


def _ends(*is_start: ColumnElement[bool]) -> Select[UUID]:
    """Return a selection of what exercises were merged into in the end: themselves, where they were not."""
    chain = merges(*is_start)
    return select(chain.c.id).where(chain.c.merged_into_id.is_(None))


def _count(user_id: UUID, range_: DateRange) -> ScalarSelect[int]:
    ids, names = _ids(user_id, range_), _names(user_id, range_)
    ends = _ends(ExerciseRow.id.in_(select(ids.c.exercise_id)))
    both = union_all(ends.distinct(), select(names.c.key)).subquery()
    return select(func.count()).select_from(both).scalar_subquery()


def _trained(user_id: UUID) -> Subquery:
    ids, names = _ids(user_id), _names(user_id)
    chain = merges(ExerciseRow.id.in_(select(ids.c.exercise_id)))
    shown = case((is_visible_with(user_id), ExerciseRow.name), else_=_copied_name(user_id, chain.c.asked_id))
    living = (
        select(
            ExerciseRow.id.label("key"),
            ExerciseRow.id.label("exercise_id"),
            func.min(shown).label("exercise_name"),
        )
        .join(chain, chain.c.id == ExerciseRow.id)
        .where(ExerciseRow.merged_into_id.is_(None))
        .group_by(ExerciseRow.id)
    )
    gone = select(names.c.key, cast(null(), Uuid), names.c.exercise_name)
    return union_all(living, gone).subquery("trained")


def _ids(user_id: UUID, range_: DateRange | None = None) -> Subquery:
    """Return exercise_id of all exercises that are there, and of which there are hard sets."""
    training_set, session = TrainingSessionSetRow, TrainingSessionRow
    if range_ is not None and is_short(range_):
        columns = (training_set.exercise_id,)
        done = sets_from(columns, user_id, range_).where(is_hard(), training_set.exercise_id.is_not(None))
        return done.distinct().subquery()
    steps = _steps(user_id)
    # With an offset each stays a search that ends at the first find; else the planner joins all there is.
    its_session = select(literal(1)).where(
        session.id == training_set.session_id, counted_sessions(user_id, range_)
    )
    any_set = select(literal(1)).where(
        training_set.exercise_id == steps.c.exercise_id,
        counted_sets(user_id),
        is_hard(),
        its_session.correlate(training_set).offset(0).exists(),
    )
    return select(steps.c.exercise_id).where(any_set.correlate(steps).offset(0).exists()).subquery()


def _steps(user_id: UUID) -> Any:  # noqa: ANN401 - a recursive CTE
    """Return exercise_id of every exercise with sets that count, stepping along the index to the next."""
    own = counted_sets(user_id)
    steps = select(_next(own).label("exercise_id")).cte(recursive=True)
    following = _next(own, TrainingSessionSetRow.exercise_id > steps.c.exercise_id).correlate(steps)
    return steps.union_all(select(following).where(steps.c.exercise_id.is_not(None)))


def _next(*criteria: ColumnElement[bool]) -> ScalarSelect[Any]:
    exercise_id = TrainingSessionSetRow.exercise_id
    found = select(exercise_id).where(exercise_id.is_not(None), *criteria).order_by(exercise_id).limit(1)
    return found.scalar_subquery()


def _names(user_id: UUID, range_: DateRange | None = None) -> Subquery:
    """Return key and exercise_name of what is known by its name alone, and of which there are hard sets."""
    training_set, exercise, session = TrainingSessionSetRow, TrainingSessionExerciseRow, TrainingSessionRow
    name = exercise.exercise_name_snapshot
    key = name_key(name)
    return (
        select(key.label("key"), func.min(name).label("exercise_name"))
        .select_from(training_set)
        .join(exercise, exercise.id == training_set.session_exercise_id)
        .join(session, session.id == training_set.session_id)
        .where(
            training_set.exercise_id.is_(None),
            counted_sets(user_id),
            is_hard(),
            counted_sessions(user_id, range_),
        )
        .group_by(key)
        .subquery()
    )


def _copied_name(user_id: UUID, exercise_id: ColumnElement[UUID]) -> ScalarSelect[str]:
    """Return the name under which an exercise was last added to the user's log."""
    training_set, exercise = TrainingSessionSetRow, TrainingSessionExerciseRow
    return (
        select(exercise.exercise_name_snapshot)
        .join(training_set, training_set.session_exercise_id == exercise.id)
        .where(counted_sets(user_id), training_set.exercise_id == exercise_id)
        .order_by(exercise.id.desc())
        .limit(1)
        .scalar_subquery()
    )
