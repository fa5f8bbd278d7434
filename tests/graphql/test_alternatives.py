"""What can be done in place of an exercise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from exercising import does, ids, made

from irontrack.exercises.catalogue import load_catalogue

if TYPE_CHECKING:
    from clients import Client

    from irontrack.exercises.catalogue import CatalogueExercise

pytestmark = pytest.mark.anyio

PAGE = "query ($first: Int) { exercises(first: $first) { nodes { name alternatives { name } } } }"
ONE = "query ($slug: String!) { exercise(by: {slug: $slug}) { name alternatives { name } } }"
CATALOGUE = load_catalogue().exercises


def expected(exercise: CatalogueExercise) -> list[str]:
    """Return what the rule says, worked out on the catalogue's source."""
    primary, secondary = set(exercise.primary_muscles), set(exercise.secondary_muscles)

    def likeness(other: CatalogueExercise) -> tuple[int, int, str]:
        seconds = set(other.secondary_muscles)
        shared = len(primary & set(other.primary_muscles)) + len(secondary & seconds)
        return -shared, len(seconds - secondary), other.name.lower()

    possible = [
        other
        for other in CATALOGUE
        if other is not exercise
        and 2 * len(primary & set(other.primary_muscles)) > len(primary)
        and set(other.equipment) != set(exercise.equipment)
    ]
    return [other.name for other in sorted(possible, key=likeness)[:10]]


async def alternatives(client: Client, slug: str) -> list[str]:
    found = (await client.data(ONE, slug=slug))["exercise"]["alternatives"]
    return [exercise["name"] for exercise in found]


async def test_alternatives_work_the_same_muscles_with_other_equipment(anyone: Client) -> None:
    by_name = {exercise.name: exercise for exercise in CATALOGUE}
    nodes = (await anyone.data(PAGE, first=100))["exercises"]["nodes"]
    for node in nodes:
        assert [other["name"] for other in node["alternatives"]] == expected(by_name[node["name"]])
    assert max(len(node["alternatives"]) for node in nodes) == 10


async def test_alternatives_cost_one_statement_for_a_whole_level(anyone: Client) -> None:
    for first in (1, 100):
        await anyone.data(PAGE, first=first)
        assert len(anyone.statements) == 2


async def test_ones_own_exercise_is_an_alternative_for_oneself_and_while_it_is_active(
    anyone: Client, member: Client
) -> None:
    slug = "barbell-bench-press"
    bench = next(exercise for exercise in CATALOGUE if exercise.slug == slug)
    muscles = await ids(member, "muscleGroups")
    own = await made(
        member,
        name="Aardvark Press",
        primaryMuscles=[muscles[name] for name in bench.primary_muscles],
        secondaryMuscles=[muscles[name] for name in bench.secondary_muscles],
    )
    assert (await alternatives(member, slug))[0] == "Aardvark Press"
    assert "Aardvark Press" not in await alternatives(anyone, slug)
    node = "query ($id: ID!) { node(id: $id) { ... on Exercise { alternatives { name } } } }"
    found: Any = (await member.data(node, id=own["id"]))["node"]["alternatives"]
    assert 0 < len(found) <= 10
    assert "Aardvark Press" not in [exercise["name"] for exercise in found]
    await does(member, "deleteExercise", id=own["id"])
    assert "Aardvark Press" not in await alternatives(member, slug)
