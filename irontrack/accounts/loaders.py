"""Batches over sign-ins, and the list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irontrack.accounts.queries.sign_ins import list_devices, list_devices_by_id
from irontrack.graphql.batching import aligned

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Row

    from irontrack.graphql.context import Context

__all__ = ["device_by_id", "list_devices"]


async def device_by_id(context: Context, ids: Sequence[UUID]) -> Sequence[Row[Any] | None]:
    """Return one sign-in per id; None where it is over, or not the caller's."""
    if context.viewer_id is None:
        return [None] * len(ids)
    return aligned(await list_devices_by_id(context.database, context.viewer_id, ids), ids, by="id")
