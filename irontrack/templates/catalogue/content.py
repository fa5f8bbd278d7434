"""What the catalogue of templates holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from irontrack.models import DifficultyLevel, SetMode
    from irontrack.templates.rules import Target


@dataclass(frozen=True, slots=True)
class CatalogueUnitExercise:
    """An exercise of a unit.

    Attributes:
        slug: Names the system's exercise.
        mode: What its sets measure.
        sets: How many.
        target: For each set, in the mode's measure; or None.
        rest_seconds: After each set; None for no word on it.
        group_index: Neighbours with the same number are a superset.
        notes: How it is meant; or None.
    """

    slug: str
    mode: SetMode
    sets: int
    target: Target | None
    rest_seconds: int | None
    group_index: int | None
    notes: str | None


@dataclass(frozen=True, slots=True)
class CatalogueUnit:
    """A unit of the system, with its exercises in their order."""

    slug: str
    name: str
    description: str
    exercises: tuple[CatalogueUnitExercise, ...]


@dataclass(frozen=True, slots=True)
class CataloguePlan:
    """A plan of the system.

    Attributes:
        schedule: Day and slug of the unit, by day and in the order of the day.
    """

    slug: str
    name: str
    description: str
    difficulty_level: DifficultyLevel
    schedule: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class TemplateCatalogue:
    """All templates of the system; slugs and names are unique among the units, and among the plans."""

    units: tuple[CatalogueUnit, ...]
    plans: tuple[CataloguePlan, ...]
