"""Batches over runs: each one statement, answered in key order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irontrack.graphql.batching import aligned, grouped
from irontrack.running.queries import runs as queries
from irontrack.sessions import loaders as sessions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Row

    from irontrack.graphql.context import Context


@sessions.run_by_session.answered_by
async def run_by_session(context: Context, ids: Sequence[UUID]) -> Sequence[Row[Any] | None]:
    """Return one run per session; None where it is none, or not the caller's."""
    if context.viewer is None:
        return [None] * len(ids)
    return aligned(await queries.list_runs_by_session(context.database, context.viewer.id, ids), ids, by="id")


async def splits_by_run(context: Context, session_exercise_ids: Sequence[int]) -> list[list[Row[Any]]]:
    """Return one list of splits per exercise of a session, in their order; empty when none."""
    rows = await queries.list_splits(context.database, session_exercise_ids)
    return grouped(rows, session_exercise_ids, by="session_exercise_id")
