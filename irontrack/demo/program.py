"""What the demo athlete trains: three lifting units in rotation, and runs between them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from irontrack.models import LoadKind, SetMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An exercise of a unit.

    Attributes:
        slug: Names the exercise in the catalogue.
        start_weight_kg: Of the first session; None for an exercise without weight.
        warm_up_sets: How many lighter sets precede the `sets` working ones.
        group_index: Neighbours with the same number alternate as a superset.
        pace_seconds_per_km: The fastest and the slowest pace that is meant.
    """

    slug: str
    mode: SetMode = SetMode.REPS
    sets: int = 1
    reps_min: int | None = None
    reps_max: int | None = None
    time_seconds: int | None = None
    distance_km: Decimal | None = None
    pace_seconds_per_km: tuple[int, int] | None = None
    rest_seconds: int | None = None
    start_weight_kg: Decimal | None = None
    load_kind: LoadKind = LoadKind.EXTERNAL
    warm_up_sets: int = 0
    group_index: int | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A training unit of the demo account."""

    name: str
    description: str
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class RunKind:
    """A kind of run, from the first week to the last.

    Attributes:
        slug: Names the exercise in the catalogue.
        distance_km: The usual distance at the beginning and at the end.
        pace_seconds_per_km: Likewise the pace.
        heart_rate: The usual average.
        rpe: The usual exertion, 1 to 10.
        unit: The name of the unit that such a run is started from; None for one without a template.
    """

    slug: str
    distance_km: tuple[float, float]
    pace_seconds_per_km: tuple[int, int]
    heart_rate: int
    rpe: int
    unit: str | None = None


PUSH: Final = Unit(
    "Push",
    "Chest, shoulders and triceps.",
    (
        Target(
            slug="barbell-bench-press",
            sets=4,
            reps_min=6,
            reps_max=8,
            rest_seconds=150,
            start_weight_kg=Decimal(60),
            warm_up_sets=3,
            notes="Pause on the chest for a moment.",
        ),
        Target(
            slug="barbell-overhead-press",
            sets=3,
            reps_min=5,
            reps_max=8,
            rest_seconds=150,
            start_weight_kg=Decimal(30),
            warm_up_sets=1,
        ),
        Target(
            slug="dumbbell-lateral-raise",
            sets=3,
            reps_min=10,
            reps_max=15,
            rest_seconds=45,
            start_weight_kg=Decimal(5),
            group_index=1,
        ),
        Target(
            slug="cable-triceps-pushdown",
            sets=3,
            reps_min=10,
            reps_max=15,
            rest_seconds=75,
            start_weight_kg=Decimal(20),
            group_index=1,
        ),
        Target(slug="plank", mode=SetMode.TIME, sets=3, time_seconds=60, rest_seconds=60),
    ),
)
PULL: Final = Unit(
    "Pull",
    "Back and biceps, from the floor and from the bar.",
    (
        Target(
            slug="barbell-deadlift",
            sets=3,
            reps_min=4,
            reps_max=6,
            rest_seconds=210,
            start_weight_kg=Decimal(100),
            warm_up_sets=3,
            notes="Reset every repetition on the floor.",
        ),
        Target(
            slug="pull-up",
            sets=3,
            reps_min=6,
            reps_max=10,
            rest_seconds=120,
            start_weight_kg=Decimal(0),
            load_kind=LoadKind.BODYWEIGHT,
        ),
        Target(
            slug="barbell-bent-over-row",
            sets=3,
            reps_min=8,
            reps_max=12,
            rest_seconds=120,
            start_weight_kg=Decimal(50),
            warm_up_sets=1,
        ),
        Target(
            slug="dumbbell-biceps-curl",
            sets=3,
            reps_min=8,
            reps_max=14,
            rest_seconds=75,
            start_weight_kg=Decimal("7.5"),
        ),
    ),
)
LEGS: Final = Unit(
    "Legs",
    "Squats first, then the back of the legs and the calves.",
    (
        Target(
            slug="barbell-back-squat",
            sets=4,
            reps_min=5,
            reps_max=8,
            rest_seconds=180,
            start_weight_kg=Decimal(80),
            warm_up_sets=3,
        ),
        Target(
            slug="barbell-romanian-deadlift",
            sets=3,
            reps_min=8,
            reps_max=10,
            rest_seconds=120,
            start_weight_kg=Decimal(60),
            warm_up_sets=1,
        ),
        Target(
            slug="leg-press",
            sets=3,
            reps_min=10,
            reps_max=12,
            rest_seconds=120,
            start_weight_kg=Decimal(120),
        ),
        Target(
            slug="lying-leg-curl",
            sets=3,
            reps_min=10,
            reps_max=14,
            rest_seconds=75,
            start_weight_kg=Decimal(35),
        ),
        Target(
            slug="standing-calf-raise",
            sets=3,
            reps_min=12,
            reps_max=15,
            rest_seconds=60,
            start_weight_kg=Decimal(40),
        ),
    ),
)
EASY_RUN: Final = Unit(
    "Easy run",
    "Slow enough to talk.",
    (
        Target(
            slug="easy-run",
            mode=SetMode.DISTANCE,
            distance_km=Decimal(6),
            pace_seconds_per_km=(340, 390),
        ),
    ),
)

ROTATION: Final = (PUSH, PULL, LEGS)
UNITS: Final = (*ROTATION, EASY_RUN)

EASY: Final = RunKind("easy-run", (5.0, 7.0), (380, 350), 142, 3, unit=EASY_RUN.name)
TEMPO: Final = RunKind("tempo-run", (6.0, 8.0), (318, 296), 166, 7)
LONG: Final = RunKind("long-run", (10.0, 18.0), (390, 365), 148, 5)

SLUGS: Final = frozenset(target.slug for unit in UNITS for target in unit.targets) | {
    kind.slug for kind in (EASY, TEMPO, LONG)
}
"""The exercises that the catalogue must have."""
