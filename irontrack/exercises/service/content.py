"""What an exercise consists of, whoever's it is: checked, compared and stored."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, insert

from irontrack.errors import Issue, ValidationCode
from irontrack.exercises.queries import content as queries
from irontrack.infra.database import any_of, translated_constraints
from irontrack.kit.clock import now
from irontrack.models import (
    EquipmentRow,
    ExerciseAliasRow,
    ExerciseEquipmentRow,
    ExercisePrimaryMuscleRow,
    ExerciseSecondaryMuscleRow,
    ExerciseTagMapRow,
    ExerciseTagRow,
    MuscleGroupRow,
    SetMode,
    limits,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.exercises.queries.reference import Named
    from irontrack.models import DifficultyLevel, ExerciseCategory, ExerciseRow, Force, Mechanic
    from irontrack.validation import Validator

SHORTEST_NAME: Final = 3
MOST_LINKS: Final = 20
"""Of each kind: primary muscles, secondary muscles, equipment, tags, aliases."""

_LISTS: Final[Mapping[str, tuple[str, type[Named]]]] = {
    "primary_muscle_ids": ("primaryMuscles", MuscleGroupRow),
    "secondary_muscle_ids": ("secondaryMuscles", MuscleGroupRow),
    "equipment_ids": ("equipment", EquipmentRow),
    "tag_ids": ("tags", ExerciseTagRow),
}
_LINKS: Final[Mapping[str, Any]] = {
    "primary_muscle_ids": (ExercisePrimaryMuscleRow, ExercisePrimaryMuscleRow.muscle_group_id),
    "secondary_muscle_ids": (ExerciseSecondaryMuscleRow, ExerciseSecondaryMuscleRow.muscle_group_id),
    "equipment_ids": (ExerciseEquipmentRow, ExerciseEquipmentRow.equipment_id),
    "tag_ids": (ExerciseTagMapRow, ExerciseTagMapRow.tag_id),
    "aliases": (ExerciseAliasRow, ExerciseAliasRow.name),
}
_TAKEN: Final = {
    "uq_user_exercise": Issue(("name",), ValidationCode.TAKEN, "You have an exercise with this name."),
    "uq_sys_exerc_name": Issue(
        ("name",), ValidationCode.TAKEN, "There is a system exercise with this name, active or not."
    ),
    "uq_sys_exerc_slug": Issue(
        ("name",), ValidationCode.TAKEN, "There is a system exercise whose name makes the same slug."
    ),
}


@dataclass(frozen=True, slots=True)
class Content:
    """All that an exercise says. Lists have no order; the positions in them are for messages.

    Attributes:
        name: 3 to 100 characters.
        default_mode: What its sets measure unless a template says else.
        instructions: Up to 5000 characters; None for none.
        primary_muscle_ids: At least one.
        secondary_muscle_ids: None of the primary ones.
        aliases: Other names, different from each other and from the name in any case.
    """

    name: str
    category: ExerciseCategory
    difficulty_level: DifficultyLevel
    force: Force | None = None
    mechanic: Mechanic | None = None
    default_mode: SetMode = SetMode.REPS
    instructions: str | None = None
    primary_muscle_ids: Sequence[int] = ()
    secondary_muscle_ids: Sequence[int] = ()
    equipment_ids: Sequence[int] = ()
    tag_ids: Sequence[int] = ()
    aliases: Sequence[str] = ()


FIELDS: Final = frozenset(field.name for field in fields(Content))
_FACTS: Final = tuple(field.name for field in fields(Content) if field.name not in _LINKS)


async def checked(
    db: AsyncSession, validator: Validator, content: Content, sent: AbstractSet[str], *, is_system: bool
) -> Content:
    """Return what is to be stored, noting everything that is wrong with what was sent. At most 3 statements.

    Args:
        db: The transaction, which keeps what the content refers to from being deleted.
        validator: Notes what is wrong.
        content: All of it, as it would be then.
        sent: The attributes that are new.
        is_system: Whether instructions and a tag are needed.
    """
    clean: dict[str, Any] = {}
    if "name" in sent:
        clean["name"] = validator.name(content.name, "name", shortest=SHORTEST_NAME)
    if "instructions" in sent:
        clean["instructions"] = validator.text(
            content.instructions, "instructions", longest=limits.INSTRUCTIONS_LENGTH
        )
        if is_system and clean["instructions"] is None:
            _note_missing(validator, "instructions")
    if "primary_muscle_ids" in sent and not content.primary_muscle_ids:
        _note_missing(validator, "primaryMuscles")
    if is_system and "tag_ids" in sent and not content.tag_ids:
        _note_missing(validator, "tags")
    if sent & {"name", "aliases"}:
        clean["aliases"] = _checked_aliases(validator, replace(content, **clean), sent)
    _check_muscles(validator, content, sent)
    await _check_references(db, validator, content, sent)
    return replace(content, **clean)


async def stored_content(db: AsyncSession, row: ExerciseRow) -> Content:
    """Return what an exercise says now. One statement."""
    links = await queries.get_links(db, row.id)
    return Content(**{name: getattr(row, name) for name in _FACTS}, **links)


def is_same(one: Content, other: Content) -> bool:
    """Whether two exercises say the same; the order of lists does not matter."""
    return all(_comparable(one, name) == _comparable(other, name) for name in FIELDS)


async def insert_exercise(db: AsyncSession, row: ExerciseRow, content: Content) -> None:
    """Add an exercise that says this. At most 6 statements.

    Raises:
        ValidationError: The name is taken, or the slug that it makes.
    """
    _assign(row, content)
    db.add(row)
    with translated_constraints(_TAKEN):
        await db.flush()
    await _link(db, row, content, None)


async def update_exercise(db: AsyncSession, row: ExerciseRow, content: Content, stored: Content) -> None:
    """Let an exercise say this, as a new version where it does not yet. At most 11 statements.

    Raises:
        ValidationError: The name is taken.
    """
    _assign(row, content)
    if db.is_modified(row) or not is_same(content, stored):
        mark_changed(row)
    with translated_constraints(_TAKEN):
        await db.flush()
    await _link(db, row, content, stored)


def mark_changed(row: ExerciseRow) -> None:
    """Raise an exercise's version; from now on a load of the catalogue leaves one of the system's alone."""
    row.version += 1
    if row.is_system_default:
        row.edited_at = now()


def _assign(row: ExerciseRow, content: Content) -> None:
    for name in _FACTS:
        if getattr(row, name) != getattr(content, name):
            setattr(row, name, getattr(content, name))


async def _link(db: AsyncSession, row: ExerciseRow, content: Content, stored: Content | None) -> None:
    for name, (table, column) in _LINKS.items():
        wanted = set(getattr(content, name))
        present = set(getattr(stored, name)) if stored else set()
        if surplus := present - wanted:
            await db.execute(delete(table).where(table.exercise_id == row.id, any_of(column, surplus)))
        if missing := wanted - present:
            rows = [{"exercise_id": row.id, column.key: key} for key in sorted(missing)]
            await db.execute(insert(table), rows)


def _checked_aliases(validator: Validator, content: Content, sent: AbstractSet[str]) -> tuple[str, ...]:
    if "aliases" not in sent:  # an alias that becomes the name is none any more
        return tuple(alias for alias in content.aliases if alias.lower() != content.name.lower())
    if _is_too_long(validator, content.aliases, "aliases"):
        return ()
    aliases = tuple(
        validator.name(alias, "aliases", str(position)) for position, alias in enumerate(content.aliases)
    )
    seen = {content.name.lower()}
    for position, alias in enumerate(aliases):
        if alias and alias.lower() in seen:
            message = "This is the name, or an alias, already."
            validator.note(ValidationCode.NOT_ALLOWED, message, "aliases", str(position))
        seen.add(alias.lower())
    return aliases


def _check_muscles(validator: Validator, content: Content, sent: AbstractSet[str]) -> None:
    """Note what is both primary and secondary, where it was sent; in the secondary list if both were."""
    first, other = ("secondary_muscle_ids", "primary_muscle_ids")
    if first not in sent:
        first, other = other, first
    if first not in sent:
        return
    for position, key in enumerate(getattr(content, first)[:MOST_LINKS]):
        if key in getattr(content, other):
            message = "A muscle group is either primary or secondary."
            validator.note(ValidationCode.NOT_ALLOWED, message, _LISTS[first][0], str(position))


async def _check_references(
    db: AsyncSession, validator: Validator, content: Content, sent: AbstractSet[str]
) -> None:
    keys_of: dict[type[Named], set[int]] = {}
    lists = [(path, table, getattr(content, name)) for name, (path, table) in _LISTS.items() if name in sent]
    lists = [entry for entry in lists if not _is_too_long(validator, entry[2], entry[0])]
    for _, table, keys in lists:
        keys_of.setdefault(table, set()).update(keys)
    existing = {
        table: await queries.list_existing(db, table, keys) for table, keys in keys_of.items() if keys
    }
    for path, table, keys in lists:
        for position, key in enumerate(keys):
            if key not in existing[table]:
                validator.note(ValidationCode.UNKNOWN, "There is nothing with this id.", path, str(position))
            elif key in keys[:position]:
                validator.note(ValidationCode.NOT_ALLOWED, "This is in the list twice.", path, str(position))


def _is_too_long(validator: Validator, values: Sequence[object], path: str) -> bool:
    if len(values) > MOST_LINKS:
        validator.note(ValidationCode.TOO_MANY, f"At most {MOST_LINKS} are allowed.", path)
    return len(values) > MOST_LINKS


def _note_missing(validator: Validator, path: str) -> None:
    validator.note(ValidationCode.REQUIRED, "A value is needed.", path)


def _comparable(content: Content, name: str) -> object:
    value = getattr(content, name)
    return sorted(value) if name in _LINKS else value
