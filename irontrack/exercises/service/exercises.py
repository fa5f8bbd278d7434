"""Using exercises in templates and sessions, and forgetting a person's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from irontrack.exercises.queries import exercises as queries
from irontrack.models import ExerciseRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession


async def find_usable(db: AsyncSession, viewer_id: UUID, ids: Iterable[UUID]) -> dict[UUID, ExerciseRow]:
    """Return, by the ids asked for, the exercises that the viewer may use in a template.

    One that was merged into another is taken as that one. Deactivated ones and other people's are left out.
    One statement.
    """
    return dict(await queries.list_usable(db, viewer_id, set(ids)))


async def find_trainable(db: AsyncSession, viewer_id: UUID, ids: Iterable[UUID]) -> dict[UUID, ExerciseRow]:
    """Return, by the ids asked for, the exercises that the viewer may have done; as `find_usable`.

    Also deactivated ones: what was done before a phone heard of that is not lost.
    """
    return dict(await queries.list_usable(db, viewer_id, set(ids), even_inactive=True))


async def forget_account(db: AsyncSession, account_id: UUID) -> None:
    """Delete every exercise of an account's own. One statement.

    Templates and sessions that refer to one, whosever they are, keep its name and lose the reference.
    """
    await db.execute(delete(ExerciseRow).where(ExerciseRow.created_by == account_id))
