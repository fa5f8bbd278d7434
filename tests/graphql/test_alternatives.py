"""What can be done in place of an exercise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from administrators import superuser
from exercising import does, ids, made

from irontrack.exercises.catalogue import load_catalogue

if TYPE_CHECKING:
    from clients import Client, Site

    from irontrack.exercises.catalogue import CatalogueExercise

pytestmark = pytest.mark.anyio

PAGE = "query ($first: Int) { exercises(first: $first) { nodes { name alternatives { name } } } }"
ONE = "query ($slug: String!) { exercise(by: {slug: $slug}) { name alternatives { name } } }"
CATALOGUE = load_catalogue().exercises
ALWAYS_THERE = {"body weight", "bench", "plyo box", "towel", "stick"}


def needed(exercise: CatalogueExercise) -> set[str]:
    """Return the equipment that may be taken or missing."""
    return set(exercise.equipment) - ALWAYS_THERE


def expected(exercise: CatalogueExercise) -> list[str]:
    """Return what the rule says, worked out on the catalogue's source."""
    primary, secondary = set(exercise.primary_muscles), set(exercise.secondary_muscles)

    def place(other: CatalogueExercise) -> tuple[int, int, str]:
        firsts, seconds = set(other.primary_muscles), set(other.secondary_muscles)
        worth = 4 * len(firsts & primary) - 4 * len(firsts - primary)
        worth += 2 * len(seconds & secondary) - len(seconds - secondary)
        worth += 4 * (other.default_mode == exercise.default_mode)
        worth += 4 * (other.category == exercise.category) + other.familiarity
        return -worth, -other.familiarity, other.name.lower()

    possible = [
        other
        for other in CATALOGUE
        if other is not exercise
        and 2 * len(primary & set(other.primary_muscles)) > len(primary)
        and set(other.equipment) != set(exercise.equipment)
        and not needed(other) & needed(exercise)
    ]
    return [other.name for other in sorted(possible, key=place)[:10]]


async def alternatives(client: Client, slug: str) -> list[str]:
    found = (await client.data(ONE, slug=slug))["exercise"]["alternatives"]
    return [exercise["name"] for exercise in found]


async def test_alternatives_work_the_same_muscles_with_other_equipment(anyone: Client) -> None:
    by_name = {exercise.name: exercise for exercise in CATALOGUE}
    nodes = (await anyone.data(PAGE, first=100))["exercises"]["nodes"]
    for node in nodes:
        assert [other["name"] for other in node["alternatives"]] == expected(by_name[node["name"]])
    assert max(len(node["alternatives"]) for node in nodes) == 10


@pytest.mark.parametrize(
    ("slug", "first", "among"),
    [
        (
            "barbell-back-squat",
            "Dumbbell Walking Lunge",
            {"Body-Weight Squat", "Dumbbell Goblet Squat", "Leg Press"},
        ),
        ("barbell-bench-press", "Push-Up", {"Dumbbell Bench Press", "Machine Chest Press"}),
        ("barbell-deadlift", "Dumbbell Deadlift", {"Kettlebell Deadlift", "Dumbbell Romanian Deadlift"}),
        ("leg-press", "Body-Weight Lunge", {"Body-Weight Squat", "Barbell Back Squat"}),
        ("wide-grip-lat-pulldown", "Pull-Up", {"Band Lat Pulldown", "Assisted Pull-Up"}),
        ("pull-up", "Assisted Pull-Up", {"Wide-Grip Lat Pulldown", "Band Lat Pulldown"}),
        ("barbell-curl", "Dumbbell Biceps Curl", {"Cable Curl", "EZ-Bar Curl"}),
        ("plank", "Weighted Plank", {"Exercise Ball Plank", "Incline Plank"}),
        ("treadmill-run", "Easy Run", {"Long Run", "Tempo Run"}),
        ("box-jump", "Squat Jump", {"Vertical Jump"}),
        ("road-cycling", "Spinning", {"Sprint", "Stair Climber"}),
        ("barbell-hip-thrust", "Body-Weight Hip Thrust", {"Dumbbell Hip Thrust", "Machine Hip Thrust"}),
    ],
)
async def test_what_stands_in_for_well_known_exercises(
    anyone: Client, slug: str, first: str, among: set[str]
) -> None:
    found = await alternatives(anyone, slug)
    assert found[0] == first
    assert among < set(found)


async def test_an_alternative_needs_none_of_the_equipment_but_furniture(anyone: Client) -> None:
    by_name = {exercise.name: exercise for exercise in CATALOGUE}
    replaced = "barbell-bench-press", "barbell-back-squat", "leg-press", "pull-up", "kettlebell-halo"
    for exercise in CATALOGUE:
        if exercise.slug in replaced:
            found = await alternatives(anyone, exercise.slug)
            assert found
            assert not any(needed(by_name[name]) & needed(exercise) for name in found)


async def test_what_superusers_say_of_equipment_holds_for_alternatives(site: Site, anyone: Client) -> None:
    admin = (await superuser(site)).client
    bench = (await ids(anyone, "equipment"))["bench"]
    for is_available in (False, True):
        sent = {"id": bench, "name": "bench", "isAlwaysAvailable": is_available}
        assert (await does(admin, "updateEquipment", **sent))["__typename"] == "UpdateEquipmentPayload"
        found = await alternatives(anyone, "barbell-bench-press")
        assert ("Dumbbell Bench Press" in found) is is_available
        assert "Push-Up" in found


async def test_an_exercise_without_equipment_has_alternatives_with_some(member: Client) -> None:
    muscles = await ids(member, "muscleGroups")
    own = await made(member, name="Air Press", primaryMuscles=[muscles["chest"]], equipment=[])
    node = "query ($id: ID!) { node(id: $id) { ... on Exercise { alternatives { equipment { name } } } } }"
    found: Any = (await member.data(node, id=own["id"]))["node"]["alternatives"]
    assert len(found) == 10
    assert all(exercise["equipment"] for exercise in found)
    await does(member, "deleteExercise", id=own["id"])


async def test_alternatives_cost_one_statement_for_a_whole_level(anyone: Client) -> None:
    for first in (1, 100):
        await anyone.data(PAGE, first=first)
        assert len(anyone.statements) == 2


async def test_ones_own_exercise_is_an_alternative_for_oneself_and_while_it_is_active(
    anyone: Client, member: Client
) -> None:
    slug = "snatch"
    snatch = next(exercise for exercise in CATALOGUE if exercise.slug == slug)
    muscles = await ids(member, "muscleGroups")
    own = await made(
        member,
        name="Aardvark Snatch",
        primaryMuscles=[muscles[name] for name in snatch.primary_muscles],
        secondaryMuscles=[muscles[name] for name in snatch.secondary_muscles],
    )
    assert (await alternatives(member, slug))[0] == "Aardvark Snatch"
    assert "Aardvark Snatch" not in await alternatives(anyone, slug)
    node = "query ($id: ID!) { node(id: $id) { ... on Exercise { alternatives { name } } } }"
    found: Any = (await member.data(node, id=own["id"]))["node"]["alternatives"]
    assert 0 < len(found) <= 10
    assert "Aardvark Snatch" not in [exercise["name"] for exercise in found]
    await does(member, "deleteExercise", id=own["id"])
    assert "Aardvark Snatch" not in await alternatives(member, slug)
