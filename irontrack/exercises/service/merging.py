"""Merging system exercises: two that are the same become one, and what referred to either still finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from irontrack.errors import ConflictError, ValidationCode
from irontrack.exercises.queries import content as queries
from irontrack.exercises.service.changes import hold_catalogue
from irontrack.exercises.service.content import MOST_LINKS, mark_changed
from irontrack.models import ExerciseAliasRow
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import ExerciseRow


async def merge_exercises(
    db: AsyncSession, actor_id: UUID, from_id: UUID, into_id: UUID
) -> tuple[ExerciseRow, ExerciseRow]:
    """Let one system exercise take another's place, and return both, the merged one first.

    The merged one is deactivated and keeps its slug; its name and aliases become the other's. What refers to
    it is not rewritten. Asked again, nothing changes. At most 10 statements.

    Raises:
        ForbiddenError: The actor is no superuser.
        ValidationError: One of them is no system exercise, or both are the same.
        ConflictError: One was merged before, the other one is not active, or it would have too many aliases.
    """
    await hold_catalogue(db, actor_id)
    merged, into = await _hold(db, from_id, into_id)
    if merged.merged_into_id == into.id:
        return merged, into
    _require_mergeable(merged, into)
    aliases = (await queries.get_links(db, merged.id))["aliases"]
    await _move_aliases(db, merged, into, [merged.name, *aliases])
    merged.merged_into_id, merged.is_active = into.id, False
    mark_changed(merged)
    mark_changed(into)
    await db.flush()
    return merged, into


async def _hold(db: AsyncSession, from_id: UUID, into_id: UUID) -> tuple[ExerciseRow, ExerciseRow]:
    found = {row.id: row for row in await queries.lock_exercises(db, (from_id, into_id))}
    validator = Validator()
    for path, id_ in (("from", from_id), ("into", into_id)):
        if id_ not in found or not found[id_].is_system_default:
            validator.note(ValidationCode.UNKNOWN, "There is no such system exercise.", path)
    if from_id == into_id:
        validator.note(ValidationCode.NOT_ALLOWED, "An exercise is not merged into itself.", "into")
    validator.finish()
    return found[from_id], found[into_id]


def _require_mergeable(merged: ExerciseRow, into: ExerciseRow) -> None:
    """Go on only where redirects lead somewhere, and not back to themselves."""
    if merged.merged_into_id is not None:
        message = "The exercise was merged into another one before."
        raise ConflictError(message, merged)
    if into.merged_into_id is not None or not into.is_active:
        message = "Only an active exercise takes another's place."
        raise ConflictError(message, into)


async def _move_aliases(
    db: AsyncSession, merged: ExerciseRow, into: ExerciseRow, names: Iterable[str]
) -> None:
    present: list[str] = (await queries.get_links(db, into.id))["aliases"]
    known = {name.lower() for name in (into.name, *present)}
    new = {name.lower(): name for name in names if name.lower() not in known}
    if len(present) + len(new) > MOST_LINKS:
        message = f"An exercise has at most {MOST_LINKS} aliases; remove some first."
        raise ConflictError(message, into)
    await db.execute(delete(ExerciseAliasRow).where(ExerciseAliasRow.exercise_id == merged.id))
    if new:
        await db.execute(
            insert(ExerciseAliasRow), [{"exercise_id": into.id, "name": name} for name in new.values()]
        )
