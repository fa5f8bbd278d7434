"""Reading runs: the viewer's, narrowed and paged, those of sessions, and their splits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import Integer, Numeric, and_, case, cast, false, func, literal, select, true

from irontrack.infra.database import any_of
from irontrack.infra.paging import Keyset, KeysetList
from irontrack.models import (
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    TrainingSessionRunDetailRow,
    TrainingSessionRunSplitRow,
    TrainingSessionSetRow,
)
from irontrack.sessions.service import on_dates

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from sqlalchemy import ColumnElement, Row, Select

    from irontrack.infra.database import Database

_session: Final = TrainingSessionRow
_exercise: Final = TrainingSessionExerciseRow
_detail: Final = TrainingSessionRunDetailRow
_split: Final = TrainingSessionRunSplitRow
_set: Final = TrainingSessionSetRow


class RunOrderField(StrEnum):
    """What a list of runs can be ordered by."""

    START_TIME = "start_time"


@dataclass(frozen=True, slots=True)
class PaceSpan:
    """Paces in whole seconds for one of a unit, rounded up as they are shown; both ends belong to it.

    Attributes:
        unit_km: How long the unit is.
        grant_km: What each distance is granted, as where a pace is shown.
        min_seconds: The faster end; None for none.
        max_seconds: The slower end; None for none.
    """

    unit_km: Decimal
    grant_km: Decimal
    min_seconds: int | None = None
    max_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class RunCriteria:
    """What a list of runs is narrowed to, all attributes together.

    None does not narrow; an empty tuple matches nothing.

    Attributes:
        first_date: On this date or later, in each run's own time zone.
        last_date: On this date or earlier, likewise.
        plan_ids: Of any of these plans.
        unit_ids: Of any of these units.
        min_km: At least this far.
        max_km: At most this far.
        pace: With a pace in this span.
        sources: From any of these sources.
    """

    first_date: dt.date | None = None
    last_date: dt.date | None = None
    plan_ids: tuple[UUID, ...] | None = None
    unit_ids: tuple[UUID, ...] | None = None
    min_km: Decimal | None = None
    max_km: Decimal | None = None
    pace: PaceSpan | None = None
    sources: tuple[str, ...] | None = None


_sums: Final = (
    select(func.sum(_set.distance_km).label("km"), func.sum(_set.time_seconds).label("seconds"))
    .where(_set.session_exercise_id == _exercise.id)
    .lateral("sums")
)
# One of the two is in the details; the sets measure the other alone.
_DISTANCE_KM: Final = func.coalesce(_detail.distance_km, _sums.c.km)
_MOVING_SECONDS: Final = func.coalesce(_detail.moving_seconds, _sums.c.seconds)
_RUN: Final = (
    _session.id,
    _session.start_time,
    _session.end_time,
    _session.user_timezone,
    _session.version,
    _exercise.id.label("session_exercise_id"),
    _exercise.target_pace_min_seconds_per_km_snapshot,
    _exercise.target_pace_max_seconds_per_km_snapshot,
    _DISTANCE_KM.label("distance_km"),
    _MOVING_SECONDS.label("moving_seconds"),
    _detail.elapsed_seconds,
    _detail.elevation_gain_m,
    _detail.elevation_loss_m,
    _detail.avg_heart_rate,
    _detail.max_heart_rate,
    _detail.rpe,
    _detail.source,
    _detail.external_id,
)


def list_runs(viewer_id: UUID, criteria: RunCriteria, *, descending: bool) -> KeysetList:
    """Return the viewer's runs by their start; one statement a page."""
    keyset = Keyset("start_time", (_session.start_time, _session.id), (dt.datetime, UUID), descending)
    return KeysetList(_of(viewer_id).where(*_criteria(criteria)), keyset, (viewer_id, criteria))


async def list_runs_by_session(
    database: Database, viewer_id: UUID, session_ids: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """Return those of the sessions that are runs of the viewer's, as runs. One statement."""
    return await database.fetch(_of(viewer_id).where(any_of(_session.id, session_ids)))


async def list_splits(database: Database, session_exercise_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Return the splits of runs by the exercise of their session, in their order. One statement."""
    columns = (
        _split.session_exercise_id,
        _split.split_index,
        _split.distance_km,
        _split.duration_seconds,
        _split.elevation_delta_m,
        _split.avg_heart_rate,
    )
    statement = (
        select(*columns)
        .where(any_of(_split.session_exercise_id, session_exercise_ids))
        .order_by(_split.session_exercise_id, _split.split_index)
    )
    return await database.fetch(statement)


def _of(viewer_id: UUID) -> Select[*tuple[Any, ...]]:
    # The owner stands in both tables: a few runs among many sessions are found from the details.
    return (
        select(*_RUN)
        .select_from(_session)
        .join(_exercise, _exercise.session_id == _session.id)
        .join(_detail, _detail.session_exercise_id == _exercise.id)
        .outerjoin(_sums, true())
        .where(_session.user_id == viewer_id, _detail.user_id == viewer_id)
    )


def _criteria(criteria: RunCriteria) -> Iterator[ColumnElement[bool]]:
    yield from on_dates(criteria.first_date, criteria.last_date)
    if criteria.plan_ids is not None:
        yield any_of(_session.training_plan_id, criteria.plan_ids)
    if criteria.unit_ids is not None:
        yield any_of(_session.training_unit_id, criteria.unit_ids)
    if criteria.sources is not None:
        yield any_of(_detail.source, criteria.sources)
    computed = list(_computed(criteria))
    if computed:
        # PostgreSQL takes a comparison with what it cannot know for rare, and would read and sort all runs.
        # Of a CASE it expects every other run, and so walks the index until the page is full.
        yield case((and_(*computed), true()), else_=false())


def _computed(criteria: RunCriteria) -> Iterator[ColumnElement[bool]]:
    if criteria.min_km is not None:
        yield criteria.min_km <= _DISTANCE_KM
    if criteria.max_km is not None:
        yield criteria.max_km >= _DISTANCE_KM
    if criteria.pace is not None:
        yield from _paces(criteria.pace)


def _paces(span: PaceSpan) -> Iterator[ColumnElement[bool]]:
    """Yield the span's ends without a division, so that nothing is rounded but as the pace itself is."""
    ran = cast(_MOVING_SECONDS, Numeric) * literal(span.unit_km, Numeric)
    distance_km = _DISTANCE_KM + literal(span.grant_km, Numeric)
    if span.min_seconds is not None:
        yield ran > literal(span.min_seconds - 1, Integer) * distance_km
    if span.max_seconds is not None:
        yield ran <= literal(span.max_seconds, Integer) * distance_km
