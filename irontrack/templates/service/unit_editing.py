"""Changing which exercises a unit has, what they say, and their order. Rows that stay keep their ids."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from irontrack.errors import ValidationCode
from irontrack.exercises.service import find_usable
from irontrack.models import TrainingUnitRow
from irontrack.templates.queries import unit_exercises as queries
from irontrack.templates.queries.unit_exercises import CONTENT
from irontrack.templates.rules import split_supersets
from irontrack.templates.service.holding import hold_to_edit
from irontrack.templates.service.unit_exercises import (
    UnitExercise,
    check_list,
    check_size,
    exercise_columns,
    new_columns,
    note_unknown,
    placed,
    stored_exercise,
    target_columns,
)
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import ExerciseRow

_UNKNOWN: Final = ValidationCode.UNKNOWN
_NOT_ALLOWED: Final = ValidationCode.NOT_ALLOWED
_NO_EXERCISE: Final = "The unit has no such exercise."
_KEPT: Final = ("id", "client_id", "exercise_id", "exercise_name_snapshot")
_TWICE: Final = "This is in the list twice."


@dataclass(frozen=True, slots=True)
class ExerciseChange:
    """An exercise as it shall be in a unit: one that is there, or a new one.

    Attributes:
        key: Which row: its id, or what its client calls it; None for a new one.
        client_id: What the client calls it; a row that is called so already is meant by it.
        values: By attribute of `UnitExercise`, only what was sent; the rest stays, or is as by default.
    """

    key: int | UUID | None = None
    client_id: UUID | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


async def set_exercises(
    db: AsyncSession, actor_id: UUID, unit_id: UUID, version: int | None, wanted: Sequence[ExerciseChange]
) -> TrainingUnitRow:
    """Let a unit have these exercises in this order, and no others. At most eight statements.

    Args:
        db: The transaction.
        actor_id: Who changes it.
        unit_id: Which unit.
        version: The one that the actor has seen; None for any.
        wanted: All of them. In somebody else's unit new ones are the system's.

    Raises:
        NotFoundError, ForbiddenError, ConflictError: As `hold_to_edit`.
        ValidationError: A row or an exercise is unknown, or a value unusable.
    """
    unit = await hold_to_edit(db, TrainingUnitRow, actor_id, unit_id, version)
    validator = Validator()
    check_size(validator, wanted)
    validator.finish()
    stored = await queries.list_rows(db, [unit_id])
    matched = _matched(validator, stored, wanted)
    validator.finish()
    found = await _find_exercises(db, actor_id, matched)
    if unit.created_by != actor_id:
        _check_systems(validator, found, wanted)
    rows = [
        _row(validator, found, change, row, "exercises", str(place))
        for place, (change, row) in enumerate(matched)
    ]
    validator.finish()
    check_list(validator, rows)
    validator.finish()
    if await _store(db, unit_id, stored, rows):
        unit.version += 1
        await db.flush()
    return unit


async def reorder_exercises(
    db: AsyncSession, actor_id: UUID, unit_id: UUID, version: int | None, keys: Sequence[int | UUID]
) -> TrainingUnitRow:
    """Put the exercises of a unit into another order. At most five statements.

    Args:
        db: The transaction.
        actor_id: Who changes it.
        unit_id: Which unit.
        version: The one that the actor has seen; None for any.
        keys: Each exercise of the unit once: its id, or what its client calls it.

    Raises:
        NotFoundError, ForbiddenError, ConflictError: As `hold_to_edit`.
        ValidationError: An exercise is unknown, named twice or missing, or a superset would be torn apart.
    """
    unit = await hold_to_edit(db, TrainingUnitRow, actor_id, unit_id, version)
    stored = await queries.list_rows(db, [unit_id])
    ordered = _ordered(stored, keys)
    if ordered != list(stored):
        await queries.vacate_places(db, unit_id)
        places = [{"id": row.id, "order_index": place} for place, row in enumerate(ordered)]
        await queries.update_rows(db, places, "order_index")
        unit.version += 1
        await db.flush()
    return unit


def _matched(
    validator: Validator, stored: Sequence[Row[Any]], wanted: Sequence[ExerciseChange]
) -> list[tuple[ExerciseChange, Row[Any] | None]]:
    """Return each change with the row that it is about; None for a new one."""
    by_key = _by_key(stored)
    met: set[int] = set()
    matched = []
    for place, change in enumerate(wanted):
        path = ("exercises", str(place), "clientId" if change.key is None else "id")
        row = by_key.get(change.client_id if change.key is None else change.key)
        if row is None and change.key is not None:
            validator.note(_UNKNOWN, _NO_EXERCISE, *path)
        elif row is not None:
            if change.client_id not in {None, row.client_id}:
                message = "The exercise has another one, which stays."
                validator.note(_NOT_ALLOWED, message, *path[:2], "clientId")
            if row.id in met:
                validator.note(_NOT_ALLOWED, _TWICE, *path)
            met.add(row.id)
        matched.append((change, row))
    return matched


async def _find_exercises(
    db: AsyncSession,
    actor_id: UUID,
    matched: Sequence[tuple[ExerciseChange, Row[Any] | None]],
) -> dict[UUID, ExerciseRow]:
    """Return by id the exercises that are new in the unit; what a row has already need not be usable."""
    asked = ((change.values.get("exercise_id"), row) for change, row in matched)
    new = {id_ for id_, row in asked if id_ and (row is None or row.exercise_id != id_)}
    return await find_usable(db, actor_id, new) if new else {}


def _check_systems(
    validator: Validator, found: Mapping[UUID, ExerciseRow], wanted: Sequence[ExerciseChange]
) -> None:
    """Note what may not be put into somebody else's unit."""
    for place, change in enumerate(wanted):
        exercise_id: Any = change.values.get("exercise_id")
        if exercise_id in found and not found[exercise_id].is_system_default:
            message = "Only exercises of the system can be put into somebody else's unit."
            path = ("exercises", str(place), "exerciseId")
            validator.note(_NOT_ALLOWED, message, *path)


def _row(
    validator: Validator,
    found: Mapping[UUID, ExerciseRow],
    change: ExerciseChange,
    row: Row[Any] | None,
    *path: str,
) -> dict[str, Any]:
    """Return all columns of a row as it shall be but its place; without an id where it is new."""
    if row is None:
        wanted = UnitExercise(**change.values, client_id=change.client_id)
        return new_columns(validator, wanted, found, *path)
    wanted = replace(stored_exercise(row), **change.values)
    columns = {name: getattr(row, name) for name in _KEPT}
    columns |= target_columns(validator, wanted, wanted.mode or row.mode, *path)
    if wanted.exercise_id is not None and wanted.exercise_id != row.exercise_id:
        exercise = found.get(wanted.exercise_id)
        if exercise is None:
            note_unknown(validator, *path)
        elif exercise.id != row.exercise_id:  # one that was merged into the present one is that one
            columns |= exercise_columns(exercise)
    return columns


async def _store(
    db: AsyncSession, unit_id: UUID, stored: Sequence[Row[Any]], rows: Sequence[Mapping[str, Any]]
) -> bool:
    """Bring the stored rows to these; whether they were different. At most five statements."""
    before = {row.id: row for row in stored}
    placed_rows = placed(unit_id, rows)
    kept = [row for row in placed_rows if "id" in row]
    new = [row for row in placed_rows if "id" not in row]
    gone = before.keys() - {row["id"] for row in kept}
    changed = [row for row in kept if any(getattr(before[row["id"]], name) != row[name] for name in CONTENT)]
    if not (gone or changed or new):
        return False
    await queries.delete_rows(db, gone)
    if any(before[row["id"]].order_index != row["order_index"] for row in kept):
        await queries.vacate_places(db, unit_id)
        changed = kept
    await queries.update_rows(db, changed, *CONTENT)
    await queries.insert_rows(db, new)
    return True


def _ordered(stored: Sequence[Row[Any]], keys: Sequence[int | UUID]) -> list[Row[Any]]:
    """Return the rows in the order of the keys.

    Raises:
        ValidationError: That is no order of all of them, or tears a superset apart.
    """
    by_key, validator = _by_key(stored), Validator()
    ordered: list[Row[Any]] = []
    for place, key in enumerate(keys):
        row = by_key.get(key)
        if row is None:
            validator.note(_UNKNOWN, _NO_EXERCISE, "exerciseIds", str(place))
        elif row in ordered:
            validator.note(_NOT_ALLOWED, _TWICE, "exerciseIds", str(place))
        else:
            ordered.append(row)
    if len(ordered) < len(stored):
        message = "Every exercise of the unit must be named."
        validator.note(ValidationCode.REQUIRED, message, "exerciseIds")
    validator.finish()
    for place in split_supersets([row.group_index for row in ordered]):
        message = "The exercises of a superset stay next to each other."
        validator.note(_NOT_ALLOWED, message, "exerciseIds", str(place))
    validator.finish()
    return ordered


def _by_key(stored: Sequence[Row[Any]]) -> dict[int | UUID | None, Row[Any]]:
    by_client_id = {row.client_id: row for row in stored if row.client_id is not None}
    return {**by_client_id, **{row.id: row for row in stored}}
