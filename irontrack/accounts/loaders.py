"""Batches over sign-ins and accounts, and the list of one's own sign-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irontrack.accounts.queries.administration import list_accounts_by_id, list_last_sign_ins
from irontrack.accounts.queries.sign_ins import list_devices, list_devices_by_id
from irontrack.graphql.batching import aligned
from irontrack.models import Role

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Row

    from irontrack.graphql.context import Context

__all__ = ["account_by_id", "administers", "device_by_id", "last_sign_in_by_account", "list_devices"]


async def device_by_id(context: Context, ids: Sequence[UUID]) -> Sequence[Row[Any] | None]:
    """Return one sign-in per id; None where it is over, or not the caller's."""
    if context.viewer_id is None:
        return [None] * len(ids)
    return aligned(await list_devices_by_id(context.database, context.viewer_id, ids), ids, by="id")


def administers(context: Context) -> bool:
    """Whether the caller is a superuser, as of a moment ago: for reads. `service` decides about changes."""
    return context.viewer is not None and context.viewer.role == Role.SUPERUSER


async def account_by_id(context: Context, ids: Sequence[UUID]) -> Sequence[Row[Any] | None]:
    """Return one account per id for a superuser; None where there is none, and for everyone else."""
    if not administers(context):
        return [None] * len(ids)
    return aligned(await list_accounts_by_id(context.database, ids), ids, by="id")


async def last_sign_in_by_account(context: Context, ids: Sequence[UUID]) -> Sequence[datetime | None]:
    """Return when the newest sign-in of each account began; None where none is kept."""
    found = {row.account_id: row.last_signed_in_at for row in await list_last_sign_ins(context.database, ids)}
    return [found.get(id_) for id_ in ids]
