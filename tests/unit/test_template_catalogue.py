"""The plans that come along can be trained by, and a source that breaks a rule is refused with its place."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from irontrack.exercises.catalogue import load_catalogue
from irontrack.models import DifficultyLevel, SetMode
from irontrack.templates.catalogue import CatalogueUnit, TemplateCatalogue, load_templates, read_templates
from irontrack.templates.rules import DistanceTarget, RepsTarget, TimeTarget

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from irontrack.exercises.catalogue import CatalogueExercise
    from irontrack.templates.catalogue import CataloguePlan

LIFTING, RUNNING = "push-pull-legs-in-two-weeks", "10-km-in-eight-weeks"
GREATEST_GROWTH = Decimal("1.15")

PLAN = """
slug = "short"
name = "Short"
difficulty = "beginner"
description = "One day."
"""
UNIT = """
[[unit]]
slug = "legs"
name = "Legs"
days = [1, 3]
description = '''
For legs.

And knees.
'''

[[unit.exercise]]
exercise = "barbell-back-squat"
sets = 3
reps = [5, 8]
rest = 0
group = 1
notes = "Deep."

[[unit.exercise]]
exercise = "plank"
seconds = 60
group = 1

[[unit.exercise]]
exercise = "easy-run"
km = 1.5
"""


@pytest.fixture(scope="module")
def exercises() -> tuple[CatalogueExercise, ...]:
    return load_catalogue().exercises


@pytest.fixture(scope="module")
def catalogue(exercises: tuple[CatalogueExercise, ...]) -> TemplateCatalogue:
    return load_templates(exercises)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue of one plan with one unit."""
    place = tmp_path / "short"
    place.mkdir()
    (place / "plan.toml").write_text(PLAN, "utf-8")
    (place / "units.toml").write_text(UNIT, "utf-8")
    return tmp_path


def plan_of(catalogue: TemplateCatalogue, slug: str) -> CataloguePlan:
    (plan,) = (plan for plan in catalogue.plans if plan.slug == slug)
    return plan


def weeks(catalogue: TemplateCatalogue, slug: str) -> Mapping[int, list[tuple[int, CatalogueUnit]]]:
    """Return day and unit of each place of a plan, by week."""
    units = {unit.slug: unit for unit in catalogue.units}
    found: defaultdict[int, list[tuple[int, CatalogueUnit]]] = defaultdict(list)
    for day, unit in plan_of(catalogue, slug).schedule:
        found[1 + (day - 1) // 7].append((day, units[unit]))
    return found


def km(unit: CatalogueUnit) -> Decimal:
    distances = (
        exercise.target.km * exercise.sets
        for exercise in unit.exercises
        if isinstance(exercise.target, DistanceTarget)
    )
    return sum(distances, Decimal(0))


def templates(catalogue: TemplateCatalogue) -> list[CatalogueUnit | CataloguePlan]:
    return [*catalogue.units, *catalogue.plans]


def texts(catalogue: TemplateCatalogue) -> Iterator[str]:
    for template in templates(catalogue):
        yield from (template.name, template.description)
    for unit in catalogue.units:
        yield from (exercise.notes for exercise in unit.exercises if exercise.notes is not None)


def test_both_plans_come_along_and_every_unit_is_on_a_day(catalogue: TemplateCatalogue) -> None:
    assert {plan.slug for plan in catalogue.plans} == {LIFTING, RUNNING}
    scheduled = Counter(slug for plan in catalogue.plans for _, slug in plan.schedule)
    assert set(scheduled) == {unit.slug for unit in catalogue.units}


def test_every_exercise_is_one_of_the_systems_in_a_mode_that_fits(
    catalogue: TemplateCatalogue, exercises: tuple[CatalogueExercise, ...]
) -> None:
    modes = {exercise.slug: exercise.default_mode for exercise in exercises}
    for unit in catalogue.units:
        assert unit.exercises
        for exercise in unit.exercises:
            assert exercise.mode == modes[exercise.slug] or exercise.slug == "brisk-walk", exercise
            assert (exercise.target is None) == (exercise.mode is SetMode.SETS_ONLY), exercise


def test_texts_are_whole_sentences_and_never_empty(catalogue: TemplateCatalogue) -> None:
    for text in texts(catalogue):
        assert text == text.strip()
        assert len(text) >= 4
    for template in templates(catalogue):
        assert template.description.endswith(".")
        assert 20 <= len(template.description) <= 1200
    for unit in catalogue.units:
        assert all(exercise.notes.endswith(".") for exercise in unit.exercises if exercise.notes)


def test_sets_repetitions_times_and_rests_are_such_as_people_train_by(catalogue: TemplateCatalogue) -> None:
    for unit in catalogue.units:
        assert sum(exercise.sets for exercise in unit.exercises) <= 30, unit.slug
        for exercise in unit.exercises:
            assert exercise.sets <= 8
            assert exercise.rest_seconds is None or exercise.rest_seconds <= 240
            match exercise.target:
                case RepsTarget(least, most):
                    assert 3 <= least <= most <= 20
                case TimeTarget(seconds):
                    assert 30 <= seconds <= 600
                case DistanceTarget(distance):
                    assert Decimal("0.1") <= distance <= 10


def test_the_lifting_plan_trains_each_pattern_twice_a_week_and_rests_on_the_seventh_day(
    catalogue: TemplateCatalogue,
) -> None:
    by_week = weeks(catalogue, LIFTING)
    assert plan_of(catalogue, LIFTING).difficulty_level is DifficultyLevel.INTERMEDIATE
    assert sorted(by_week) == [1, 2]
    for week, places in by_week.items():
        assert [day - 7 * (week - 1) for day, _ in places] == [1, 2, 3, 4, 5, 6]
        kinds = [unit.name.split()[0] for _, unit in places]
        assert kinds == ["Push", "Pull", "Legs"] * 2


def test_in_the_lifting_plans_second_week_each_unit_has_more_sets_and_the_main_lift_fewer_repetitions(
    catalogue: TemplateCatalogue,
) -> None:
    first, second = weeks(catalogue, LIFTING).values()
    for (_, before), (_, after) in zip(first, second, strict=True):
        assert [e.slug for e in before.exercises] == [e.slug for e in after.exercises]
        assert sum(e.sets for e in before.exercises) < sum(e.sets for e in after.exercises)
        (main, more) = (unit.exercises[3].target for unit in (before, after))
        assert isinstance(main, RepsTarget)
        assert isinstance(more, RepsTarget)
        assert (more.least, more.most) < (main.least, main.most)


def test_every_lifting_unit_warms_up_in_pairs_and_ramps_up_to_its_main_lift(
    catalogue: TemplateCatalogue,
) -> None:
    for places in weeks(catalogue, LIFTING).values():
        for _, unit in places:
            one, other, ramp, main = unit.exercises[:4]
            assert one.group_index == other.group_index is not None
            assert ramp.slug == main.slug
            assert "Ramp up" in (ramp.notes or "")
            assert any(e.group_index not in {None, one.group_index} for e in unit.exercises)


def test_the_running_plan_grows_slowly_eases_off_and_ends_with_the_race(catalogue: TemplateCatalogue) -> None:
    by_week = weeks(catalogue, RUNNING)
    assert sorted(by_week) == list(range(1, 9))
    distances = [sum((km(unit) for _, unit in places), Decimal(0)) for places in by_week.values()]
    longest = distances[0]
    for distance in distances[1:]:
        assert distance <= longest * GREATEST_GROWTH
        longest = max(longest, distance)
    assert distances[3] <= Decimal("0.8") * distances[2]  # the lighter week
    assert distances.index(max(distances)) == 5
    race_day, race = by_week[8][-1]
    assert (race_day, race.name) == (56, "Race, 10 km")
    assert distances[6] <= Decimal("0.9") * distances[5]
    assert distances[7] - km(race) <= Decimal("0.5") * distances[5]


def test_the_running_plan_rests_each_week_and_never_has_two_hard_days_in_a_row(
    catalogue: TemplateCatalogue,
) -> None:
    hard_names = ("Intervals", "Tempo", "Long", "Race")
    hard = []
    for week, places in weeks(catalogue, RUNNING).items():
        days = {day for day, _ in places}
        runs = [unit for _, unit in places if km(unit)]
        assert len(runs) == 4
        assert len(days) <= 5, week
        hard += [day for day, unit in places if unit.name.startswith(hard_names)]
    assert all(later - earlier > 1 for earlier, later in pairwise(hard))


def test_every_run_begins_slowly_and_every_fast_one_says_how_fast(catalogue: TemplateCatalogue) -> None:
    fast = {"interval-run", "tempo-run", "race-pace-run", "one-minute-intervals", "strides"}
    for places in weeks(catalogue, RUNNING).values():
        for _, unit in places:
            assert unit.exercises[0].slug in {"brisk-walk", "easy-run", "shakeout-run", "forward-leg-swing"}
            for exercise in unit.exercises:
                if exercise.slug in fast:
                    assert any(word in (exercise.notes or "") for word in ("pace", "race", "effort"))


def test_a_source_is_read(folder: Path, exercises: tuple[CatalogueExercise, ...]) -> None:
    read = read_templates(folder, exercises)
    (plan,), (unit,) = read.plans, read.units
    assert plan.schedule == ((1, "legs"), (3, "legs"))
    assert unit.description == "For legs.\n\nAnd knees."
    squat, plank, run = unit.exercises
    assert (squat.mode, squat.sets, squat.target) == (SetMode.REPS, 3, RepsTarget(5, 8))
    assert (squat.rest_seconds, squat.group_index, squat.notes) == (0, 1, "Deep.")
    assert (plank.sets, plank.target, plank.rest_seconds) == (1, TimeTarget(60), None)
    assert run.target == DistanceTarget(Decimal("1.5"))


@pytest.mark.parametrize(
    ("found", "replacement", "complaint"),
    [
        ("barbell-back-squat", "barbel-squat", "units.toml: Legs: exercise 1: exercise: .*'barbel-squat'"),
        ("seconds = 60", "seconds = 0", "exercise 2: seconds: Must be at least 1"),
        ("seconds = 60", "seconds = 60.5", "exercise 2: seconds: must be"),
        ("seconds = 60", "reps = [5, 8]", "exercise 2: target: The mode TIME cannot have a target in REPS"),
        ("reps = [5, 8]", "reps = [8, 5]", "exercise 1: reps.min: The least must not be above the most"),
        ("reps = [5, 8]", "reps = [5]", "exercise 1: reps: must be"),
        ("reps = [5, 8]", "reps = [5, 8]\nseconds = 3", "exercise 1: seconds: stands beside reps"),
        ("sets = 3", "sets = 101", "exercise 1: sets: Must be at most 100"),
        ("sets = 3", 'sets = "3"', "exercise 1: sets: must be a whole number"),
        ("rest = 0", "rest = -1", "exercise 1: rest: Must be at least 0"),
        ("group = 1\nnotes", "group = 2\nnotes", "Legs: group: 2 must be that of neighbours"),
        ("km = 1.5", "km = 10000", "exercise 3: distance.value: Must be at most"),
        ("km = 1.5", 'km = 1.5\nmode = "reps"', "exercise 3: target: The mode REPS"),
        ("km = 1.5", 'km = 1.5\nmode = "miles"', "exercise 3: mode: 'miles' is none of"),
        ("km = 1.5", "mk = 1.5", "exercise 3: mk: there is no such field"),
        ("days = [1, 3]", "days = [3, 1]", "Legs: days: must ascend"),
        ("days = [1, 3]", "days = [1, 1]", "Legs: days: must ascend"),
        ("days = [1, 3]", "days = [0]", "Legs: days: Must be at least 1"),
        ("days = [1, 3]", "days = [731]", "Legs: days: Must be at most 730"),
        ("days = [1, 3]", "days = []", "Legs: days: must be a list of numbers"),
        ('slug = "legs"', 'slug = "Legs"', "Legs: slug: 'Legs' is none; 'legs' would be"),
        ('name = "Legs"', 'name = ""', "name: is missing"),
        ("For legs.\n\nAnd knees.", "", "Legs: description: is missing"),
        ("[[unit]]", "[[unit]", "short/units.toml: "),
        ('name = "Short"', f'name = "{"x" * 101}"', "short/plan.toml: name: At most 100"),
        ('difficulty = "beginner"', 'difficulty = "hard"', "short/plan.toml: difficulty: 'hard' is none of"),
    ],
)
def test_what_breaks_a_rule_is_refused_with_its_place(
    folder: Path, exercises: tuple[CatalogueExercise, ...], found: str, replacement: str, complaint: str
) -> None:
    for source in (folder / "short").iterdir():
        source.write_text(source.read_text("utf-8").replace(found, replacement), "utf-8")
    with pytest.raises(ValueError, match=complaint):
        read_templates(folder, exercises)


def test_no_two_units_have_one_slug_or_name(folder: Path, exercises: tuple[CatalogueExercise, ...]) -> None:
    more = folder / "short" / "more.toml"
    for field in ("slug", "name"):
        other = UNIT.replace('slug = "legs"', 'slug = "arms"') if field == "name" else UNIT
        more.write_text(other, "utf-8")
        with pytest.raises(ValueError, match=f"legs: {field}: 'legs' is another's already|{field}: 'Legs'"):
            read_templates(folder, exercises)
