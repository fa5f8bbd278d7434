"""What statements over the log share: which sets count, what they moved, and the way to them.

A short range is read from its sessions to their sets. A long one is read from the index over all of the
user's sets, which are summed up before anything is joined: per set, that is several times cheaper. The index
has no warm-up sets, and weights in grams.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    ARRAY,
    Date,
    DateTime,
    Double,
    Integer,
    Numeric,
    Select,
    String,
    Uuid,
    and_,
    any_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)

from irontrack.analytics.rules.running import DECIMETRES_PER_KM
from irontrack.models import (
    LoadKind,
    SessionStatus,
    SetType,
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    TrainingSessionSetRow,
)
from irontrack.sessions.service import on_dates

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from irontrack.analytics.rules.calendar import DateRange
    from irontrack.infra.database import Column

_SHORT_DAYS: Final = 800
"""Up to so many days the sessions come first: a year, and the year before it."""

# In the statement itself: a plan for any parameter could not use an index without them.
_WARM_UP: Final = literal(SetType.WARM_UP.value, String, literal_execute=True)
_PER_GRAM: Final = literal(Decimal("0.001"), Numeric)
_PER_DECIMETRE: Final = literal(Decimal("0.0001"), Numeric)


def counted_sessions(user_id: UUID, range_: DateRange | None = None) -> ColumnElement[bool]:
    """Return the criterion that a session is the user's, completed, and in the range if there is one."""
    session = TrainingSessionRow
    dates = () if range_ is None else on_dates(range_.first, range_.last)
    return and_(session.user_id == user_id, session.status == SessionStatus.COMPLETED, *dates)


def counted_sets(user_id: UUID) -> ColumnElement[bool]:
    """Return the criterion that a set is the user's and no warm-up.

    The user stands in a subquery, so that the plan is that for somebody with an average log: knowing that
    this one has a long one, the planner sorts it on disk where a hash table in memory would do.
    """
    training_set = TrainingSessionSetRow
    user = select(literal(user_id, Uuid)).scalar_subquery()
    return and_(training_set.user_id == user, training_set.set_type != _WARM_UP)


def of_exercises(ids: Select[Any]) -> ColumnElement[bool]:
    """Return the criterion that a set is of one of the exercises whose ids a statement selects.

    They are compared as one array, so that PostgreSQL goes to each of them in the index over the log, not
    through all of it.
    """
    as_array: ColumnElement[Any] = func.array(ids.scalar_subquery(), type_=ARRAY(Uuid))
    return TrainingSessionSetRow.exercise_id == any_(as_array)


def first_of(unit: str, date: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the first day of a date's "week" (its Monday) or "month"."""
    return cast(func.date_trunc(unit, cast(date, DateTime)), Date)


def sets_from(columns: tuple[Any, ...], user_id: UUID, range_: DateRange) -> Select[*tuple[Any, ...]]:
    """Return a selection of the columns of sets that count, which holds at least those of the range.

    A short range: exactly its sets, with their sessions. A long one: all of the user's.
    """
    if is_short(range_):
        return sets_of_sessions(columns, user_id, range_)
    return select(*columns).where(counted_sets(user_id))


def sets_of_sessions(columns: tuple[Any, ...], user_id: UUID, range_: DateRange) -> Select[*tuple[Any, ...]]:
    """Return a selection of the columns of sets that count and their sessions, for a short range."""
    training_set, exercise, session = TrainingSessionSetRow, TrainingSessionExerciseRow, TrainingSessionRow
    return (
        select(*columns)
        .select_from(session)
        .join(exercise, exercise.session_id == session.id)
        .join(training_set, training_set.session_exercise_id == exercise.id)
        .where(counted_sessions(user_id, range_), counted_sets(user_id))
    )


def is_short(range_: DateRange) -> bool:
    """Whether a range is read from its sessions."""
    return range_.days <= _SHORT_DAYS


def is_hard() -> ColumnElement[bool]:
    """Return the criterion that a set that is no warm-up is a hard one; see `rules.lifting.is_hard_set`."""
    training_set = TrainingSessionSetRow
    return or_(
        training_set.reps_completed > 0,
        training_set.time_seconds.is_not(None),
        training_set.distance_km.is_not(None),
    )


def effective_load() -> ColumnElement[Any]:
    """Return what a set moved; see `rules.lifting.effective_load_kg`. The statement has its session, too."""
    return kilograms(effective_grams(body_grams()))


def effective_grams(body: ColumnElement[int]) -> ColumnElement[int]:
    """Return what a set moved, in grams, by somebody of a weight in grams."""
    training_set = TrainingSessionSetRow
    weight = func.coalesce(training_set.weight_grams, 0)
    return case(
        (training_set.load_kind == LoadKind.EXTERNAL, training_set.weight_grams),
        (training_set.load_kind == LoadKind.BODYWEIGHT, body + weight),
        else_=body - weight,
    )


def body_grams() -> ColumnElement[int]:
    """Return the body's weight in a session."""
    return cast(TrainingSessionRow.body_weight_kg * 1000, Integer)


def gram_reps(grams: Column, reps: Column) -> ColumnElement[float]:
    """Return Σ grams × repetitions.

    Floats are added fastest, and exactly up to 2^53: that is 90,000 of the greatest sets there can be.
    """
    return func.sum(cast(grams, Double) * reps)


def kilograms(grams: Column) -> ColumnElement[Decimal]:
    """Return grams as kilograms."""
    return cast(grams, Numeric) * _PER_GRAM


def decimetres(km: Column) -> ColumnElement[int]:
    """Return a distance in what the stored ones are exact to."""
    return cast(km * DECIMETRES_PER_KM, Integer)


def kilometres(distance: Column) -> ColumnElement[Decimal]:
    """Return decimetres as kilometres."""
    return cast(distance, Numeric) * _PER_DECIMETRE
