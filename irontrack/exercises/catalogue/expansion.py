"""From a movement and what its exercises change to complete exercises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from irontrack.exercises.catalogue.facts import Facts
from irontrack.kit.slugs import slug_of
from irontrack.models import DifficultyLevel, ExerciseCategory, Force, Mechanic, SetMode

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_NAME_LENGTH: Final = 100
MIN_INSTRUCTIONS_LENGTH: Final = 120
MAX_INSTRUCTIONS_LENGTH: Final = 1200

_LABELS: Final = {"set_up": "Set-up", "execution": "Execution", "watch": "Watch"}
_SHARED: Final = frozenset(
    {
        *("category", "difficulty", "mode", "force", "mechanic", "primary", "secondary", "equipment", "tags"),
        *_LABELS,
    }
)
_MOVEMENT: Final = _SHARED | {"name", "exercise"}
_EXERCISE: Final = _SHARED | {"name", "aliases"}

_CATEGORIES: Final = tuple(ExerciseCategory)
_DIFFICULTIES: Final = tuple(DifficultyLevel)
_FORCES: Final = tuple(Force)
_MECHANICS: Final = tuple(Mechanic)
_MODES: Final = tuple(SetMode)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that exercises may use, each list in the order of the file; see Catalogue."""

    muscle_groups: tuple[str, ...]
    equipment: tuple[str, ...]
    always_available: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CatalogueExercise:
    """One exercise of the system.

    Attributes:
        name: Unique, at most 100 characters.
        slug: Unique, made of the name.
        category: A value of ExerciseCategory.
        difficulty_level: A value of DifficultyLevel.
        force: A value of Force, or None.
        mechanic: A value of Mechanic, or None.
        default_mode: A value of SetMode.
        instructions: Three paragraphs of 120 to 1200 characters together: set-up, execution, what to watch.
        primary_muscles: One or more muscle groups.
        secondary_muscles: Others than the primary ones, possibly none.
        equipment: One or more names.
        tags: One or more names.
        aliases: Other common names; none is a name or an alias of another exercise.
        movement: The movement it is a way of doing.
        familiarity: How well known it is, 0 to 3.
    """

    name: str
    slug: str
    category: str
    difficulty_level: str
    force: str | None
    mechanic: str | None
    default_mode: str
    instructions: str
    primary_muscles: tuple[str, ...]
    secondary_muscles: tuple[str, ...]
    equipment: tuple[str, ...]
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    movement: str
    familiarity: int = 0


def expand(movement: Facts, vocabulary: Vocabulary) -> Iterator[CatalogueExercise]:
    """Yield the exercises of a movement, in the order of the source.

    Raises:
        ValueError: A field is unknown, missing or unusable; the message names the place and the field.
    """
    movement.refuse_unknown(_MOVEMENT)
    for table in movement.tables("exercise"):
        own = Facts(f"{movement.place}: {table.get('name', 'an exercise')}", table)
        own.refuse_unknown(_EXERCISE)
        tags = [*movement.texts("tags"), *own.texts("tags")]
        defaults = {"mode": SetMode.REPS, **movement.values, "name": ""}
        facts = Facts(own.place, {**defaults, **table, "tags": tags})
        yield _exercise(facts, _instructions(movement, own), movement.required("name"), vocabulary)


def _exercise(facts: Facts, instructions: str, movement: str, vocabulary: Vocabulary) -> CatalogueExercise:
    name = facts.required("name")
    aliases = facts.texts("aliases")
    _refuse_long(facts, name, aliases)
    primary, secondary = _muscles(facts, vocabulary)
    return CatalogueExercise(
        name=name,
        slug=slug_of(name),
        category=facts.choice("category", _CATEGORIES),
        difficulty_level=facts.choice("difficulty", _DIFFICULTIES),
        force=facts.choice("force", _FORCES) if "force" in facts.values else None,
        mechanic=facts.choice("mechanic", _MECHANICS) if "mechanic" in facts.values else None,
        default_mode=facts.choice("mode", _MODES),
        instructions=instructions,
        primary_muscles=primary,
        secondary_muscles=secondary,
        equipment=_some(facts, "equipment", vocabulary.equipment),
        tags=_some(facts, "tags", vocabulary.tags),
        aliases=aliases,
        movement=movement,
    )


def _refuse_long(facts: Facts, name: str, aliases: tuple[str, ...]) -> None:
    for field, word in (("name", name), *(("aliases", alias) for alias in aliases)):
        if len(word) > MAX_NAME_LENGTH:
            facts.refuse(field, f"{word!r} is longer than {MAX_NAME_LENGTH} characters")


def _muscles(facts: Facts, vocabulary: Vocabulary) -> tuple[tuple[str, ...], tuple[str, ...]]:
    primary = _some(facts, "primary", vocabulary.muscle_groups)
    secondary = facts.words("secondary", vocabulary.muscle_groups)
    for muscle in secondary:
        if muscle in primary:
            facts.refuse("secondary", f"{muscle!r} is primary already")
    return primary, secondary


def _some(facts: Facts, field: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    return facts.words(field, allowed) or facts.refuse(field, "is missing")


def _instructions(movement: Facts, exercise: Facts) -> str:
    paragraphs = []
    for part, label in _LABELS.items():
        if not (words := f"{movement.text(part)} {exercise.text(part)}".strip()):
            exercise.refuse(part, "is missing")
        paragraphs.append(f"{label}: {words}")
    instructions = "\n\n".join(paragraphs)
    if not MIN_INSTRUCTIONS_LENGTH <= len(instructions) <= MAX_INSTRUCTIONS_LENGTH:
        exercise.refuse("execution", f"the instructions have {len(instructions)} characters")
    return instructions
