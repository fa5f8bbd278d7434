"""Which muscles were trained, by week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import distinct, func, literal, select, union_all

from irontrack.analytics.queries.log import effective_load, first_of, is_hard, sets_of_sessions
from irontrack.exercises.service import is_visible_with, merges
from irontrack.models import (
    ExercisePrimaryMuscleRow,
    ExerciseRow,
    ExerciseSecondaryMuscleRow,
    TrainingSessionSetRow,
)
from irontrack.sessions.service import session_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import CTE, Row, Subquery

    from irontrack.analytics.rules.calendar import DateRange
    from irontrack.infra.database import Database


async def list_worked_muscles(database: Database, user_id: UUID, range_: DateRange) -> Sequence[Row[Any]]:
    """Return what exercises for each muscle came to in each week of a short range. One statement.

    Columns: as the attributes of `rules.muscles.Worked`. Muscles are those that an exercise has now, as far
    as the user may see it; of a merged one, those of what it was merged into.
    """
    done, muscles = _done(user_id, range_), _muscles()
    chain = merges(ExerciseRow.id.in_(select(done.c.exercise_id)))
    week = first_of("week", done.c.date).label("week")
    is_primary = muscles.c.is_primary
    statement = (
        select(
            muscles.c.muscle_group_id,
            week,
            func.coalesce(func.sum(done.c.hard_sets).filter(is_primary), 0),
            func.coalesce(func.sum(done.c.hard_sets).filter(~is_primary), 0),
            func.coalesce(func.sum(done.c.volume_kg).filter(is_primary), 0),
            func.coalesce(func.sum(done.c.volume_kg).filter(~is_primary), 0),
            func.count(distinct(done.c.date)).filter(is_primary),
            func.count(distinct(done.c.date)),
        )
        .select_from(done)
        .join(chain, chain.c.asked_id == done.c.exercise_id)
        .join(ExerciseRow, ExerciseRow.id == chain.c.id)
        .join(muscles, muscles.c.exercise_id == ExerciseRow.id)
        .where(chain.c.merged_into_id.is_(None), is_visible_with(user_id))
        .group_by(muscles.c.muscle_group_id, week)
    )
    return await database.fetch(statement)


def _done(user_id: UUID, range_: DateRange) -> CTE:
    """Return what each exercise came to on each date: exercise_id, date, hard_sets, volume_kg."""
    training_set, date = TrainingSessionSetRow, session_date()
    columns = (
        training_set.exercise_id,
        date.label("date"),
        func.count().label("hard_sets"),
        func.sum(effective_load() * training_set.reps_completed).label("volume_kg"),
    )
    sets = sets_of_sessions(columns, user_id, range_).where(is_hard(), training_set.exercise_id.is_not(None))
    return sets.group_by(training_set.exercise_id, date).cte("done").prefix_with("MATERIALIZED")


def _muscles() -> Subquery:
    """Return exercise_id, muscle_group_id and is_primary, once for each muscle of an exercise."""
    primary, secondary = ExercisePrimaryMuscleRow, ExerciseSecondaryMuscleRow
    both = union_all(
        select(primary.exercise_id, primary.muscle_group_id, literal(1).label("is_primary")),
        select(secondary.exercise_id, secondary.muscle_group_id, literal(0)),
    ).subquery()
    return (
        select(
            both.c.exercise_id, both.c.muscle_group_id, (func.max(both.c.is_primary) == 1).label("is_primary")
        )
        .group_by(both.c.exercise_id, both.c.muscle_group_id)
        .subquery()
    )
