"""Making, changing and deleting exercises: one's own, and the system's as a superuser.

For anybody but its owner a custom exercise is absent. A system exercise is there for everyone, and only
superusers change it; whether somebody is one is decided within the transaction. Changes of system exercises
and loads of the catalogue wait for each other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from irontrack.accounts.service import lock_account
from irontrack.accounts.service.administration import is_superuser
from irontrack.errors import ConflictError, ForbiddenError, NotFoundError, ValidationCode
from irontrack.exercises.queries import content as queries
from irontrack.exercises.queries.catalogue import lock_catalogue
from irontrack.exercises.service.content import (
    FIELDS,
    Content,
    checked,
    insert_exercise,
    mark_changed,
    stored_content,
    update_exercise,
)
from irontrack.infra.idempotency import Asked, once
from irontrack.kit.ids import new_id
from irontrack.kit.slugs import slug_of
from irontrack.models import ExerciseRow
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

__all__ = [
    "Content",
    "ExerciseChanges",
    "change_exercise",
    "create_exercise",
    "create_system_exercise",
    "delete_exercise",
    "hold_catalogue",
]

MOST_OWN: Final = 2000
"""Active exercises of one person; each of their searches compares all of them."""

_NEVER_NULL: Final = {
    "name": "name",
    "category": "category",
    "difficulty_level": "difficultyLevel",
    "default_mode": "defaultMode",
}


@dataclass(frozen=True, slots=True)
class ExerciseChanges:
    """What is to be different about an exercise.

    Attributes:
        values: By attribute of `Content`, only what was sent; None is a null, but an empty list for lists.
            Also `is_active`.
        version: The version that the caller has seen; None for any.
    """

    values: Mapping[str, Any]
    version: int | None = None


async def create_exercise(
    db: AsyncSession, user_id: UUID, content: Content, exercise_id: UUID | None = None
) -> ExerciseRow:
    """Make an exercise of one's own; asked the same again with its id, return it as it is now.

    At most 15 statements.

    Args:
        db: The transaction.
        user_id: Whose it will be.
        content: What it says.
        exercise_id: A UUIDv7 of the client's choice; None for one of ours.

    Raises:
        ValidationError: A value is unusable, something is unknown, or the owner has an exercise of this name.
        ConflictError: As `once`; or the owner has 2000 already.
    """
    await lock_account(db, user_id)

    def is_there(row: ExerciseRow) -> bool:
        return row.is_active and row.created_by == user_id

    async def make() -> ExerciseRow:
        if await queries.count_own(db, user_id) >= MOST_OWN:
            message = f"You have {MOST_OWN} exercises of your own; delete some first."
            raise ConflictError(message)
        return await _create(db, ExerciseRow(id=exercise_id or new_id(), created_by=user_id), content)

    asked = Asked(user_id, exercise_id, content)
    return await once(db, asked, ExerciseRow, is_there=is_there, make=make)


async def create_system_exercise(
    db: AsyncSession, actor_id: UUID, content: Content, exercise_id: UUID | None = None
) -> ExerciseRow:
    """Make a system exercise, with a slug made of its name. At most 18 statements.

    Raises:
        ForbiddenError: The actor is no superuser.
        ValidationError: As `create_exercise`; also where instructions or tags are missing.
        ConflictError: As `once`.
    """
    await hold_catalogue(db, actor_id)

    def is_there(row: ExerciseRow) -> bool:
        return row.is_system_default

    async def make() -> ExerciseRow:
        return await _create(db, ExerciseRow(id=exercise_id or new_id(), is_system_default=True), content)

    asked = Asked(actor_id, exercise_id, content)
    return await once(db, asked, ExerciseRow, is_there=is_there, make=make)


async def change_exercise(
    db: AsyncSession, actor_id: UUID, exercise_id: UUID, changes: ExerciseChanges
) -> ExerciseRow:
    """Change what an exercise says; what was not sent stays. A slug stays whatever the name becomes.

    At most 23 statements.

    Raises:
        NotFoundError: There is no such exercise, or it is somebody else's.
        ForbiddenError: It is the system's, and the actor no superuser.
        ValidationError: A value is unusable, something is unknown, or the name is taken.
        ConflictError: It has another version, or was merged into another one.
    """
    row = await _hold(db, actor_id, exercise_id)
    if row.merged_into_id is not None:
        message = "The exercise was merged into another one; change that."
        raise ConflictError(message, row)
    if changes.version not in {None, row.version}:
        message = "The exercise was changed meanwhile; look at it again."
        raise ConflictError(message, row)
    validator = Validator()
    sent = dict(changes.values)
    is_active = _checked_activity(validator, sent, row)
    for name, path in _NEVER_NULL.items():
        if name in sent and sent[name] is None:
            validator.note(ValidationCode.REQUIRED, "A value is needed.", path)
            del sent[name]
    stored = await stored_content(db, row)
    wanted = replace(stored, **sent)
    content = await checked(db, validator, wanted, sent.keys(), is_system=row.is_system_default)
    await _check_ambiguity(db, validator, row, content, sent.keys())
    validator.finish()
    if row.is_active is not is_active:
        row.is_active = is_active
    await update_exercise(db, row, content, stored)
    return row


async def delete_exercise(db: AsyncSession, actor_id: UUID, exercise_id: UUID) -> None:
    """Delete an exercise of one's own, or deactivate it where templates or sessions refer to it.

    A system exercise is deactivated in any case. At most 8 statements.

    Raises:
        NotFoundError: There is no such exercise, it is somebody else's, or it is deactivated already.
        ForbiddenError: It is the system's, and the actor no superuser.
    """
    row = await _hold(db, actor_id, exercise_id, for_deletion=True)
    if not row.is_active:
        raise _no_exercise()
    if row.is_system_default or await queries.is_referred_to(db, exercise_id):
        row.is_active = False
        mark_changed(row)
    else:
        await db.delete(row)
    await db.flush()


async def hold_catalogue(db: AsyncSession, actor_id: UUID) -> None:
    """Let superusers change what everybody uses, one after the other. Three statements.

    Raises:
        ForbiddenError: The actor is none, or is none any more when the turn has come.
    """
    await _require_superuser(db, actor_id)  # before anybody else is made to wait
    await lock_catalogue(db)
    await _require_superuser(db, actor_id)


async def _require_superuser(db: AsyncSession, actor_id: UUID) -> None:
    if not await is_superuser(db, actor_id):
        message = "Only a superuser changes what everybody uses."
        raise ForbiddenError(message)


async def _create(db: AsyncSession, row: ExerciseRow, content: Content) -> ExerciseRow:
    validator = Validator()
    content = await checked(db, validator, content, FIELDS, is_system=bool(row.is_system_default))
    await _check_ambiguity(db, validator, row, content, FIELDS)
    validator.finish()
    if row.is_system_default:
        row.slug = slug_of(content.name)
    await insert_exercise(db, row, content)
    return row


async def _check_ambiguity(
    db: AsyncSession, validator: Validator, row: ExerciseRow, content: Content, sent: AbstractSet[str]
) -> None:
    """Note a name or alias of a system exercise by which another one is known. At most one statement."""
    if not row.is_system_default or not sent & {"name", "aliases"}:
        return
    names = [("name",), *(("aliases", str(position)) for position in range(len(content.aliases)))]
    said = dict(zip(names, (content.name.lower(), *map(str.lower, content.aliases)), strict=True))
    taken = await queries.list_taken_names(db, row.id, said.values())
    for path, name in said.items():
        if name in taken and path[0] in sent:
            validator.note(ValidationCode.TAKEN, "Another system exercise is known by this.", *path)


async def _hold(
    db: AsyncSession, actor_id: UUID, exercise_id: UUID, *, for_deletion: bool = False
) -> ExerciseRow:
    """Return an exercise that the actor may change, held until the transaction ends."""
    seen = await queries.get_exercise(db, exercise_id)
    if seen is None or not (seen.is_system_default or seen.created_by == actor_id):
        raise _no_exercise()
    if seen.is_system_default:
        await hold_catalogue(db, actor_id)
    row = await queries.lock_exercise(db, exercise_id, for_deletion=for_deletion)
    if row is None or not (row.is_active or row.is_system_default):
        raise _no_exercise()
    return row


def _checked_activity(validator: Validator, sent: dict[str, Any], row: ExerciseRow) -> bool:
    """Take the activity out of what was sent, and return what it should be."""
    if "is_active" not in sent:
        return row.is_active
    is_active = sent.pop("is_active")
    if is_active is None:
        validator.note(ValidationCode.REQUIRED, "A value is needed.", "isActive")
    elif not row.is_system_default:
        message = "Only system exercises are deactivated so; delete your own."
        validator.note(ValidationCode.NOT_ALLOWED, message, "isActive")
    return bool(is_active)


def _no_exercise() -> NotFoundError:
    return NotFoundError("There is no such exercise.")
