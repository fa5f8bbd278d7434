"""The catalogue's data keep its promises, and a source that breaks one is refused with its place."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from irontrack.exercises.catalogue import Catalogue, CatalogueExercise, load_catalogue, read_catalogue
from irontrack.models import DifficultyLevel, ExerciseCategory, Force, Mechanic, SetMode

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

COUNTED_WALKS = {"Bridge Wall Walk", "Wall Walk", "Lateral Band Walk", "Monster Walk", "Banded Squat Walk"}
SMALL_WORDS = {"a", "and", "at", "for", "from", "in", "of", "on", "over", "the", "to", "with"}
WELL_KNOWN = {
    *("Barbell Back Squat", "Barbell Bench Press", "Barbell Deadlift", "Barbell Overhead Press"),
    *("Barbell Bent-Over Row", "Barbell Romanian Deadlift", "Pull-Up", "Push-Up", "Dumbbell Lateral Raise"),
    *("Dumbbell Biceps Curl", "Cable Triceps Pushdown", "Leg Press", "Lying Leg Curl"),
    *("Standing Calf Raise", "Plank", "Easy Run", "Tempo Run", "Long Run", "Farmer's Walk"),
}

# How names name equipment that they do not call by its own word.
NAMED_AS = {
    "axle bar": "axle",
    "bench": "bench(?! press| pull)",
    "bicycle": "road cycling|cycling (hill|time)|mountain biking|long bike ride",
    "boat": "kayaking|canoeing|paddling|outdoor rowing",
    "cable machine": "cable",
    "climbing rope": "rope climb",
    "foam roller": "foam roll",
    "gymnastic rings": "rings?",
    "jump rope": "(?<!invisible )jump rope",
    "machine": "(?<!smith )(?<!ski )(?<!rowing )machine",
    "plyo box": "box",
    "pool": "(?<!water )(?<!superman )swim|freestyle|water aerobics|treading water",
    "resistance band": "(?<!it )band(ed)?",
    "rucksack": "rucking",
    "safety squat bar": "safety bar",
    "skates": "(ice|inline) skating",
    "skis": "skiing",
    "snowshoes": "snowshoeing",
    "strongman log": "log(?! pose)",
    "suspension trainer": "suspension",
    "swim float": "kickboard|pull buoy|open-water",
    "walking poles": "nordic walking",
    "weight plate": "plate",
    "weight vest": "weight(ed)? vest",
}
FURNITURE = {
    *("bench", "plyo box", "blocks", "squat rack", "pull-up bar", "dip bars", "parallettes"),
    *("gymnastic rings", "suspension trainer", "climbing rope"),
}
LOADS = {
    *("barbell", "ez bar", "trap bar", "safety squat bar", "axle bar", "dumbbell", "kettlebell"),
    *("weight plate", "sandbag", "keg", "atlas stone", "yoke"),
    *("machine", "smith machine", "cable machine", "landmine"),
}

VOCABULARY = """
muscle_groups = ["chest", "triceps"]
equipment = ["barbell", "dumbbell"]
tags = ["upper body", "explosive"]
"""
FAMILIARITY = """
everyday = ["Barbell Bench Press"]
known = ["Dumbbell Bench Press"]
"""
BENCH_PRESS = """
[[movement]]
name = "Bench Press"
category = "strength"
difficulty = "beginner"
force = "push"
mechanic = "compound"
primary = ["chest"]
secondary = ["triceps"]
tags = ["upper body"]
set_up = "Lie on a flat bench with the eyes under the weight."
execution = "Lower it to the chest and press it until the arms are straight."
watch = "The shoulder blades stay on the bench."

[[movement.exercise]]
name = "Barbell Bench Press"
equipment = ["barbell"]
aliases = ["Flat Press"]

[[movement.exercise]]
name = "Dumbbell Bench Press"
equipment = ["dumbbell"]
difficulty = "intermediate"
tags = ["explosive"]
set_up = "Hold a dumbbell in each hand."
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "movements").mkdir()
    (tmp_path / "vocabulary.toml").write_text(VOCABULARY)
    (tmp_path / "familiarity.toml").write_text(FAMILIARITY)
    (tmp_path / "movements" / "push.toml").write_text(BENCH_PRESS)
    return tmp_path


def repeated(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(value.casefold() for value in values).items() if count > 1]


def words_of(exercise: CatalogueExercise) -> tuple[str, ...]:
    return (*exercise.primary_muscles, *exercise.secondary_muscles, *exercise.equipment, *exercise.tags)


def test_there_are_more_than_a_thousand_exercises_with_a_vocabulary_to_filter_by(
    catalogue: Catalogue,
) -> None:
    assert len(catalogue.exercises) >= 1000
    assert len({exercise.movement for exercise in catalogue.exercises}) >= 500
    assert len(catalogue.muscle_groups) >= 17
    assert len(catalogue.equipment) >= 12
    assert len(catalogue.tags) >= 20


def test_what_everybody_means_by_a_word_is_little_beside_what_some_know(catalogue: Catalogue) -> None:
    listed = Counter(exercise.familiarity for exercise in catalogue.exercises)
    assert set(listed) == {0, 1, 2, 3}
    assert 15 <= listed[3] <= 40 < listed[2] < listed[1] < listed[0]


def test_every_muscle_and_every_discipline_has_something_that_most_people_know(catalogue: Catalogue) -> None:
    common = [exercise for exercise in catalogue.exercises if exercise.familiarity >= 2]
    assert {exercise.category for exercise in common} >= set(ExerciseCategory) - {
        ExerciseCategory.POWERLIFTING
    }
    worked = {muscle for e in common for muscle in (*e.primary_muscles, *e.secondary_muscles)}
    # Few train the neck and the shins.
    assert worked >= set(catalogue.muscle_groups) - {"neck", "shins"}


def test_the_well_known_ones_are_there(catalogue: Catalogue) -> None:
    assert {exercise.name for exercise in catalogue.exercises} >= WELL_KNOWN


def test_every_discipline_mode_level_and_kind_of_effort_is_there(catalogue: Catalogue) -> None:
    exercises = catalogue.exercises
    assert {exercise.category for exercise in exercises} == set(ExerciseCategory)
    assert {exercise.default_mode for exercise in exercises} == set(SetMode)
    assert {exercise.difficulty_level for exercise in exercises} == set(DifficultyLevel)
    assert {exercise.force for exercise in exercises} == {*Force, None}
    assert {exercise.mechanic for exercise in exercises} == {*Mechanic, None}


def test_names_slugs_and_instructions_are_unique(catalogue: Catalogue) -> None:
    assert repeated(exercise.name for exercise in catalogue.exercises) == []
    assert repeated(exercise.slug for exercise in catalogue.exercises) == []
    assert repeated(exercise.instructions for exercise in catalogue.exercises) == []


def test_an_alias_means_one_exercise(catalogue: Catalogue) -> None:
    names = [exercise.name for exercise in catalogue.exercises]
    assert (
        repeated([*names, *(alias for exercise in catalogue.exercises for alias in exercise.aliases)]) == []
    )


def test_names_are_short_and_in_title_case(catalogue: Catalogue) -> None:
    for exercise in catalogue.exercises:
        assert len(exercise.name) <= 100
        words = [word for word in exercise.name.replace("-", " ").split() if word not in SMALL_WORDS]
        assert all(word[0].isupper() or word[0].isdigit() for word in words), exercise.name


def test_each_has_a_primary_muscle_and_no_muscle_twice(catalogue: Catalogue) -> None:
    for exercise in catalogue.exercises:
        assert exercise.primary_muscles, exercise.name
        assert repeated([*exercise.primary_muscles, *exercise.secondary_muscles]) == [], exercise.name


def test_no_list_of_an_exercise_is_longer_than_the_api_shows(catalogue: Catalogue) -> None:
    for exercise in catalogue.exercises:
        lists = (exercise.primary_muscles, exercise.secondary_muscles, exercise.equipment, exercise.tags)
        assert max(map(len, (*lists, exercise.aliases))) <= 20, exercise.name


def test_every_word_of_the_vocabulary_is_used(catalogue: Catalogue) -> None:
    used = {word for exercise in catalogue.exercises for word in words_of(exercise)}
    assert used == {*catalogue.muscle_groups, *catalogue.equipment, *catalogue.tags}


def test_instructions_are_of_a_readable_length_in_three_paragraphs(catalogue: Catalogue) -> None:
    for exercise in catalogue.exercises:
        assert 120 <= len(exercise.instructions) <= 1200, exercise.name
        labels = [paragraph.partition(":")[0] for paragraph in exercise.instructions.split("\n\n")]
        assert labels == ["Set-up", "Execution", "Watch"], exercise.name


def test_no_two_movements_share_a_sentence_of_how_it_is_done(catalogue: Catalogue) -> None:
    movements: dict[str, str] = {}
    for exercise in catalogue.exercises:
        for sentence in exercise.instructions.partition("Execution: ")[2].split(". "):
            assert movements.setdefault(sentence, exercise.movement) == exercise.movement, sentence


def test_what_moves_over_ground_is_measured_as_a_distance(catalogue: Catalogue) -> None:
    runs = [exercise for exercise in catalogue.exercises if exercise.name.endswith(("Run", "Walk", "Carry"))]
    # Steps are counted up a wall, and against a band.
    far = [exercise for exercise in runs if exercise.name not in COUNTED_WALKS]
    assert len(far) >= 30
    assert {exercise.name for exercise in far if exercise.default_mode != SetMode.DISTANCE} == set()


def test_equipment_that_a_name_names_is_needed(catalogue: Catalogue) -> None:
    for equipment in catalogue.equipment:
        own_word = f"{equipment.removesuffix('s').replace(' ', '[ -]')}s?"
        words = re.compile(rf"\b({NAMED_AS.get(equipment, own_word)})\b", re.IGNORECASE)
        named = [e for e in catalogue.exercises if words.search(e.name)]
        assert named or equipment not in NAMED_AS, equipment
        assert [e.name for e in named if equipment not in e.equipment] == [], equipment


def test_what_takes_furniture_only_moves_the_body(catalogue: Catalogue) -> None:
    only_furniture = [e for e in catalogue.exercises if {*e.equipment} <= {*FURNITURE, "body weight"}]
    with_any = [e for e in only_furniture if {*e.equipment} & FURNITURE]
    assert len(with_any) >= 100
    assert [e.name for e in with_any if "body weight" not in e.equipment] == []


def test_one_arm_or_one_leg_in_a_name_is_unilateral(catalogue: Catalogue) -> None:
    one = [e for e in catalogue.exercises if re.search(r"\b(Single|One)-(Leg|Arm|Hand)\b", e.name)]
    assert len(one) >= 100
    assert [e.name for e in one if "unilateral" not in e.tags] == []


def test_the_text_of_a_band_tells_of_no_weight_and_no_handle(catalogue: Catalogue) -> None:
    of_bands = [e for e in catalogue.exercises if {"resistance band"} == {*e.equipment} - {"bench", "towel"}]
    assert len(of_bands) >= 50
    weight = re.compile(r"\b(the|a|light|much|little) weights?\b(?! of the body)|\bhandles?\b", re.IGNORECASE)
    assert [e.name for e in of_bands if weight.search(e.instructions)] == []


def test_a_press_on_a_bench_takes_the_rack_where_its_text_does(catalogue: Catalogue) -> None:
    presses = [
        e
        for e in catalogue.exercises
        if {*e.equipment} >= {"barbell", "bench"} and {*e.tags} & {"horizontal push", "vertical push"}
    ]
    asks = re.compile(r"\brack\b|\bhooks\b|[Ss]et the safeties")
    racked = {e.name for e in presses if "squat rack" in e.equipment}
    assert 0 < len(racked) < len(presses)
    assert racked == {e.name for e in presses if asks.search(e.instructions)}


def test_running_is_for_runs_and_what_runners_do_for_them(catalogue: Catalogue) -> None:
    tagged = [e for e in catalogue.exercises if "running" in e.tags]
    assert [e.name for e in tagged if e.name.endswith("Pose") or {*e.equipment} & LOADS] == []
    runs = [e for e in catalogue.exercises if e.name.endswith(("Run", "Sprint", "Sprints"))]
    on_foot = [
        e for e in runs if not {*e.equipment} & {"pool", "air bike", "exercise bike", "rowing machine"}
    ]
    assert len(on_foot) >= 20
    assert [e.name for e in on_foot if "running" not in e.tags] == []


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("Pull-Up", "Pullup"),
        ("Chin-Up", "Chinup"),
        ("Push-Up", "Pushup"),
        ("Sit-Up", "Situp"),
        ("Body-Weight Step-Up", "Stepup"),
    ],
)
def test_what_many_write_as_one_word_is_an_alias(catalogue: Catalogue, name: str, spelt: str) -> None:
    (exercise,) = [e for e in catalogue.exercises if e.name == name]
    assert {*exercise.aliases} >= {spelt, f"{spelt}s"}


def test_an_exercise_takes_what_it_does_not_change_from_its_movement(folder: Path) -> None:
    barbell, dumbbell = read_catalogue(folder).exercises
    assert barbell == CatalogueExercise(
        name="Barbell Bench Press",
        slug="barbell-bench-press",
        category="strength",
        difficulty_level="beginner",
        force="push",
        mechanic="compound",
        default_mode="reps",
        instructions=(
            "Set-up: Lie on a flat bench with the eyes under the weight.\n\n"
            "Execution: Lower it to the chest and press it until the arms are straight.\n\n"
            "Watch: The shoulder blades stay on the bench."
        ),
        primary_muscles=("chest",),
        secondary_muscles=("triceps",),
        equipment=("barbell",),
        tags=("upper body",),
        aliases=("Flat Press",),
        movement="Bench Press",
        familiarity=3,
    )
    assert dumbbell.familiarity == 1
    assert dumbbell.difficulty_level == "intermediate"
    assert dumbbell.tags == ("upper body", "explosive")
    assert "under the weight. Hold a dumbbell in each hand.\n" in dumbbell.instructions


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('primary = ["chest"]', 'primary = ["pecs"]', "Barbell Bench Press: primary: 'pecs' is not"),
        ('primary = ["chest"]', "primary = []", "Barbell Bench Press: primary: is missing"),
        (
            'secondary = ["triceps"]',
            'secondary = ["chest"]',
            "Barbell Bench Press: secondary: 'chest' is primary",
        ),
        ('equipment = ["barbell"]', 'equipment = ["rope"]', "Barbell Bench Press: equipment: 'rope' is not"),
        (
            'equipment = ["barbell"]',
            'equipment = "barbell"',
            "Barbell Bench Press: equipment: must be a list",
        ),
        ('tags = ["explosive"]', 'tags = ["upper body"]', "Dumbbell Bench Press: tags: repeats itself"),
        ('category = "strength"', 'category = "power"', "Barbell Bench Press: category: 'power' is none of"),
        ('force = "push"', 'force = ""', "Barbell Bench Press: force: is missing"),
        ('mechanic = "compound"', 'grip = "wide"', "grip: there is no such field"),
        ('difficulty = "beginner"', "difficulty = 1", "Barbell Bench Press: difficulty: must be a text"),
        ('watch = "The', '# watch = "The', "Barbell Bench Press: watch: is missing"),
        ('aliases = ["Flat Press"]', 'mode = "laps"', "Barbell Bench Press: mode: 'laps' is none of"),
        ('name = "Barbell Bench Press"', "", "an exercise: name: is missing"),
        ('name = "Barbell Bench Press"', f'name = "{"B" * 101}"', "is longer than 100"),
        ('set_up = "Hold a dumbbell in each hand."', "", "Dumbbell Bench Press: execution: .* already"),
        ('"Flat Press"', '"DUMBBELL BENCH PRESS"', "Barbell Bench Press: aliases: .* already"),
        ('"Flat Press"', '"Barbell bench press"', "Barbell Bench Press: aliases: .* already"),
        ('"Dumbbell Bench Press"', '"Barbell/Bench Press"', "Barbell/Bench Press: name: .* already"),
        (
            "until the arms are straight",
            "again " * 200,
            "Barbell Bench Press: execution: the instructions have",
        ),
    ],
)
def test_a_source_that_breaks_a_rule_is_refused_with_its_place(
    folder: Path, old: str, new: str, place: str
) -> None:
    assert old in BENCH_PRESS
    (folder / "movements" / "push.toml").write_text(BENCH_PRESS.replace(old, new, 1))
    with pytest.raises(ValueError, match=rf"^push\.toml: Bench Press: .*{place}"):
        read_catalogue(folder)


def test_a_movement_stands_in_one_file_only(folder: Path) -> None:
    (folder / "movements" / "press.toml").write_text(BENCH_PRESS)
    with pytest.raises(
        ValueError, match=r"^push\.toml: Bench Press: name: .* that of press\.toml: Bench Press"
    ):
        read_catalogue(folder)


def test_a_movement_without_exercises_is_refused(folder: Path) -> None:
    (folder / "movements" / "push.toml").write_text(BENCH_PRESS.partition("[[movement.exercise]]")[0])
    with pytest.raises(ValueError, match=r"^push\.toml: Bench Press: exercise: must be one table or more"):
        read_catalogue(folder)


def test_a_file_that_is_no_toml_is_named(folder: Path) -> None:
    (folder / "movements" / "push.toml").write_text("[[movement]")
    with pytest.raises(ValueError, match=r"^push\.toml: "):
        read_catalogue(folder)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("known", "famous", "famous: there is no such field"),
        ("Dumbbell", "Cable", "known: 'Cable Bench Press' is no exercise"),
        ("Dumbbell", "Barbell", "known: 'Barbell Bench Press' is in another list already"),
        ("everyday = [", 'everyday = ["Barbell Bench Press", ', "everyday: repeats itself"),
    ],
)
def test_familiarity_lists_exercises_that_there_are_once(
    folder: Path, old: str, new: str, problem: str
) -> None:
    (folder / "familiarity.toml").write_text(FAMILIARITY.replace(old, new))
    with pytest.raises(ValueError, match=rf"^familiarity\.toml: {problem}"):
        read_catalogue(folder)


def test_what_is_always_available_is_equipment(folder: Path) -> None:
    listed = VOCABULARY + 'always_available = ["dumbbell"]\n'
    (folder / "vocabulary.toml").write_text(listed)
    assert read_catalogue(folder).always_available == ("dumbbell",)
    (folder / "vocabulary.toml").write_text(listed.replace('["dumbbell"]\n', '["floor"]\n'))
    with pytest.raises(ValueError, match=r"^vocabulary\.toml: always_available: 'floor' is not"):
        read_catalogue(folder)


@pytest.mark.parametrize("word", ["Chest", "ab", " chest", "c" * 101])
def test_a_vocabulary_has_lower_case_names_of_3_to_100_characters(folder: Path, word: str) -> None:
    (folder / "vocabulary.toml").write_text(VOCABULARY.replace('"chest"', f'"{word}"'))
    with pytest.raises(ValueError, match=rf"^vocabulary\.toml: muscle_groups: '{word}' is not"):
        read_catalogue(folder)
