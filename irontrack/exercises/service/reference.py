"""Changing the lists that exercises refer to: equipment, muscle groups and tags. For superusers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from irontrack.errors import InUseError, Issue, NotFoundError, ValidationCode, ValidationError
from irontrack.exercises.queries import names as queries
from irontrack.exercises.service.changes import hold_catalogue
from irontrack.exercises.service.content import SHORTEST_NAME
from irontrack.infra.database import translated_constraints
from irontrack.models import EquipmentRow, ExerciseTagRow, MuscleGroupRow
from irontrack.validation import Validator

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.exercises.queries.reference import Named

__all__ = ["EquipmentRow", "ExerciseTagRow", "MuscleGroupRow", "change_named", "create_named", "delete_named"]

MOST_NAMED: Final = 20
"""How many of the exercises that stand in the way of a deletion are named."""

_TAKEN: Final = Issue(("name",), ValidationCode.TAKEN, "This name is in the list already.")
_CONSTRAINTS: Final = dict.fromkeys(
    ("uq_equipment_name", "uq_muscle_groups_name", "uq_exercise_tags_name"), _TAKEN
)


async def create_named[N: Named](
    db: AsyncSession, actor_id: UUID, table: type[N], name: str, **values: bool
) -> N:
    """Add a name to a reference list, with the values of its other columns. 6 statements.

    Raises:
        ForbiddenError: The actor is no superuser.
        ValidationError: The name is unusable or taken.
    """
    await hold_catalogue(db, actor_id)
    name = _checked(name)
    if await queries.has_name(db, table, name):  # a refused insertion would use up one of the few keys
        raise ValidationError(_TAKEN)
    row = table(name=name, **values)
    db.add(row)
    await _flush(db)
    return row


async def change_named[N: Named](
    db: AsyncSession, actor_id: UUID, table: type[N], key: int, name: str, **values: bool
) -> N:
    """Give a row of a reference list another name and other values of these columns. 6 statements.

    The exercises that refer to it follow.

    Raises:
        ForbiddenError: The actor is no superuser.
        NotFoundError: There is no such row.
        ValidationError: The name is unusable or taken.
    """
    await hold_catalogue(db, actor_id)
    row = await _hold(db, table, key)
    row.name = _checked(name)
    for column, value in values.items():
        setattr(row, column, value)
    await _flush(db)
    return row


async def delete_named(db: AsyncSession, actor_id: UUID, table: type[Named], key: int) -> None:
    """Take a row out of a reference list. At most 7 statements.

    Raises:
        ForbiddenError: The actor is no superuser.
        NotFoundError: There is no such row.
        InUseError: Exercises refer to it, with those that the actor may see, at most 20.
    """
    await hold_catalogue(db, actor_id)
    row = await _hold(db, table, key)
    if await queries.is_in_use(db, table, key):
        message = "Exercises refer to it. usedBy names some of those that you may see."
        raise InUseError(message, await queries.list_using(db, table, key, actor_id, MOST_NAMED))
    await db.delete(row)
    await db.flush()


async def _hold[N: Named](db: AsyncSession, table: type[N], key: int) -> N:
    row = await queries.lock_named(db, table, key)
    if row is None:
        message = "There is nothing with this id."
        raise NotFoundError(message)
    return row


def _checked(name: str) -> str:
    validator = Validator()
    # Lower case first: it can be longer.
    checked = validator.name(name.lower(), "name", shortest=SHORTEST_NAME)
    validator.finish()
    return checked


async def _flush(db: AsyncSession) -> None:
    with translated_constraints(_CONSTRAINTS):
        await db.flush()
