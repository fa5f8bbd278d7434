"""Batches over people and grants: each one statement, answered in key order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irontrack.graphql.batching import aligned
from irontrack.models import TrainingPlanRow, TrainingUnitRow
from irontrack.sharing.queries import grants, users
from irontrack.sharing.rules import ViewerAccess

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Row

    from irontrack.graphql.context import Context
    from irontrack.sharing.rules import Template


async def user_by_id(context: Context, ids: Sequence[UUID]) -> Sequence[Row[Any] | None]:
    """Return one person per id; None for those whom the caller may not see."""
    if context.viewer_id is None:
        return [None] * len(ids)
    return aligned(await users.list_users_by_id(context.database, context.viewer_id, ids), ids, by="id")


async def author_by_id(context: Context, ids: Sequence[UUID]) -> Sequence[Row[Any] | None]:
    """Return one person per id, whoever asks: for authors of what the caller sees."""
    return aligned(await users.list_people_by_id(context.database, ids), ids, by="id")


async def grant_by_id(context: Context, ids: Sequence[UUID]) -> Sequence[Row[Any] | None]:
    """Return one grant per id; None where it is not on a template of the caller's own."""
    if context.viewer_id is None:
        return [None] * len(ids)
    return aligned(await grants.list_grants_by_id(context.database, context.viewer_id, ids), ids, by="id")


async def grants_by_unit(context: Context, ids: Sequence[UUID]) -> list[list[Row[Any]] | None]:
    """Return one list of grants per unit, the oldest first; None where the unit is not the caller's own."""
    return await _grants(context, TrainingUnitRow, ids)


async def grants_by_plan(context: Context, ids: Sequence[UUID]) -> list[list[Row[Any]] | None]:
    """Return one list of grants per plan, the oldest first; None where the plan is not the caller's own."""
    return await _grants(context, TrainingPlanRow, ids)


async def viewer_access_by_unit(context: Context, ids: Sequence[UUID]) -> list[ViewerAccess]:
    """Return what the caller may do with each unit, all of which they can read."""
    return await _viewer_access(context, TrainingUnitRow, ids)


async def viewer_access_by_plan(context: Context, ids: Sequence[UUID]) -> list[ViewerAccess]:
    """Return what the caller may do with each plan, all of which they can read."""
    return await _viewer_access(context, TrainingPlanRow, ids)


async def _grants(context: Context, template: Template, ids: Sequence[UUID]) -> list[list[Row[Any]] | None]:
    if context.viewer_id is None:
        return [None] * len(ids)
    found: dict[UUID, list[Row[Any]]] = {}
    for row in await grants.list_grants(context.database, template, context.viewer_id, ids):
        of_template = found.setdefault(row.template_id, [])
        if row.id is not None:
            of_template.append(row)
    return [found.get(id_) for id_ in ids]


async def _viewer_access(context: Context, template: Template, ids: Sequence[UUID]) -> list[ViewerAccess]:
    if context.viewer_id is None:
        return [ViewerAccess.READ] * len(ids)
    rows = await grants.list_viewer_access(context.database, template, context.viewer_id, ids)
    found = {row.id: ViewerAccess(row.access) for row in rows}
    return [found.get(id_, ViewerAccess.READ) for id_ in ids]
