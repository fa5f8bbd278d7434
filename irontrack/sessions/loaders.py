"""Batches over sessions: each one statement, answered in key order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from irontrack.graphql.batching import HandedIn, aligned, grouped
from irontrack.sessions.queries import history
from irontrack.sessions.queries import sessions as queries
from irontrack.sessions.queries.sets import list_times
from irontrack.sessions.rules import rest_seconds
from irontrack.templates import loaders as templates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Row

    from irontrack.graphql.context import Context


run_by_session: Final = HandedIn()
"""The caller's run per session; None where it is none."""


async def session_by_id(context: Context, ids: Sequence[UUID]) -> Sequence[Row[Any] | None]:
    """Return one session per id; None where it is not the caller's."""
    if context.viewer is None:
        return [None] * len(ids)
    return aligned(await queries.list_sessions_by_id(context.database, context.viewer.id, ids), ids, by="id")


async def session_exercise_by_id(context: Context, ids: Sequence[int]) -> Sequence[Row[Any] | None]:
    """Return one session exercise per id; None where it is not the caller's."""
    if context.viewer is None:
        return [None] * len(ids)
    rows = await queries.list_session_exercises_by_id(context.database, context.viewer.id, ids)
    return aligned(rows, ids, by="id")


async def set_by_id(context: Context, ids: Sequence[int]) -> Sequence[Row[Any] | None]:
    """Return one set per id; None where it is not the caller's."""
    if context.viewer is None:
        return [None] * len(ids)
    return aligned(await queries.list_sets_by_id(context.database, context.viewer.id, ids), ids, by="id")


async def exercises_by_session(context: Context, ids: Sequence[UUID]) -> list[list[Row[Any]]]:
    """Return one list of exercises per session, in their order; empty when none."""
    return grouped(await queries.list_session_exercises(context.database, ids), ids, by="session_id")


async def sets_by_session_exercise(context: Context, ids: Sequence[int]) -> list[list[Row[Any]]]:
    """Return one list of sets per session exercise, in their order; empty when none."""
    return grouped(await queries.list_sets(context.database, ids), ids, by="session_exercise_id")


async def rest_by_set(context: Context, ids: Sequence[int]) -> list[int | None]:
    """Return the seconds of rest before each set, which the caller may see; None where they are unknown."""
    rows = {row.id: row for row in await list_times(context.database, ids)}
    return [
        rest_seconds(row.before, row.completed_at, row.time_seconds) if (row := rows.get(id_)) else None
        for id_ in ids
    ]


@templates.sessions_by_enrollment_day.answered_by
async def sessions_by_enrollment_day(context: Context, ids: Sequence[UUID]) -> list[list[Row[Any]]]:
    """Return one list of the caller's sessions per day, the latest first; empty when none."""
    if context.viewer is None:
        return [[] for _ in ids]
    rows = await history.list_sessions_by_day(context.database, context.viewer.id, ids)
    return grouped(rows, ids, by="enrollment_day_id")


@templates.completion_by_enrollment_day.answered_by
async def completion_by_enrollment_day(context: Context, ids: Sequence[UUID]) -> Sequence[datetime | None]:
    """Return per day when the first of the caller's sessions on it was completed; None when none was."""
    if context.viewer is None:
        return [None] * len(ids)
    rows = await history.list_completions(context.database, context.viewer.id, ids)
    completed = {row.enrollment_day_id: row.completed_at for row in rows}
    return [completed.get(id_) for id_ in ids]
