"""The catalogue as clients browse it: pages, filters, search, one exercise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from irontrack.exercises.catalogue import load_catalogue

if TYPE_CHECKING:
    from clients import Client

pytestmark = pytest.mark.anyio

LIST = """
    query List(
      $filter: ExerciseFilter, $search: String, $first: Int, $after: String, $last: Int, $before: String
    ) {
      exercises(
        filter: $filter, search: $search, first: $first, after: $after, last: $last, before: $before
      ) {
        totalCount
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        nodes {
          name category difficultyLevel
          equipment { name } primaryMuscles { name } secondaryMuscles { name } tags { name }
        }
      }
    }
"""
CATALOGUE = load_catalogue().exercises


def names(page: Any) -> list[str]:
    return [node["name"] for node in page["nodes"]]


async def page(client: Client, **variables: Any) -> Any:
    return (await client.data(LIST, **variables))["exercises"]


async def ids(client: Client, field: str) -> dict[str, str]:
    nodes = (await client.data(f"{{ {field}(first: 100) {{ nodes {{ id name }} }} }}"))[field]["nodes"]
    return {node["name"]: node["id"] for node in nodes}


async def test_everyone_reads_the_whole_catalogue_page_by_page(anyone: Client) -> None:
    seen: list[str] = []
    cursor = None
    while True:
        part = await page(anyone, first=100, after=cursor)
        seen += names(part)
        assert part["totalCount"] == len(CATALOGUE)
        assert part["pageInfo"]["hasPreviousPage"] is (cursor is not None)
        cursor = part["pageInfo"]["endCursor"]
        if not part["pageInfo"]["hasNextPage"]:
            break
    assert seen == sorted((exercise.name for exercise in CATALOGUE), key=str.lower)


async def test_a_list_is_read_backwards_too(anyone: Client) -> None:
    whole = sorted((exercise.name for exercise in CATALOGUE), key=str.lower)
    end = await page(anyone, last=5)
    assert names(end) == whole[-5:]
    assert (end["pageInfo"]["hasNextPage"], end["pageInfo"]["hasPreviousPage"]) == (False, True)
    before = await page(anyone, last=5, before=end["pageInfo"]["startCursor"])
    assert names(before) == whole[-10:-5]


async def test_a_page_has_twenty_by_default(anyone: Client) -> None:
    assert len(names(await page(anyone))) == 20


async def test_filters_are_any_of_within_and_all_of_between(anyone: Client) -> None:
    muscles, equipment = await ids(anyone, "muscleGroups"), await ids(anyone, "equipment")
    wanted = {
        "primaryMuscles": {"in": [muscles["chest"], muscles["quadriceps"]]},
        "equipment": {"in": [equipment["barbell"]]},
        "difficultyLevel": {"in": ["BEGINNER", "INTERMEDIATE"]},
        "category": {"in": ["STRENGTH"]},
    }
    expected = {
        exercise.name
        for exercise in CATALOGUE
        if {"chest", "quadriceps"} & set(exercise.primary_muscles)
        and "barbell" in exercise.equipment
        and exercise.difficulty_level in {"beginner", "intermediate"}
        and exercise.category == "strength"
    }
    assert expected
    assert set(names(await page(anyone, filter=wanted, first=100))) == expected


async def test_each_filter_looks_at_its_own_relation(anyone: Client) -> None:
    muscles, tags = await ids(anyone, "muscleGroups"), await ids(anyone, "exerciseTags")
    by_muscle = await page(anyone, filter={"muscles": {"in": [muscles["biceps"]]}}, first=100)
    by_primary = await page(anyone, filter={"primaryMuscles": {"in": [muscles["biceps"]]}}, first=100)
    tag = next(iter(tags))
    by_tag = await page(anyone, filter={"tags": {"in": [tags[tag]]}}, first=100)
    primary = {exercise.name for exercise in CATALOGUE if "biceps" in exercise.primary_muscles}
    either = primary | {exercise.name for exercise in CATALOGUE if "biceps" in exercise.secondary_muscles}
    assert primary < either
    assert (set(names(by_primary)), set(names(by_muscle))) == (primary, either)
    assert set(names(by_tag)) == {exercise.name for exercise in CATALOGUE if tag in exercise.tags}


async def test_an_empty_list_in_a_filter_matches_nothing(anyone: Client) -> None:
    assert names(await page(anyone, filter={"equipment": {"in": []}})) == []


async def test_a_null_filter_narrows_nothing(anyone: Client) -> None:
    everything = {"category": None, "muscles": None, "scope": "ALL"}
    assert (await page(anyone, filter=everything))["totalCount"] == len(CATALOGUE)
    assert (await page(anyone, filter=None, search=None))["totalCount"] == len(CATALOGUE)
    assert (await page(anyone, search="   "))["totalCount"] == len(CATALOGUE)


async def test_nobodys_own_exercises_are_none(anyone: Client, member: Client) -> None:
    for client in (anyone, member):
        assert (await page(client, filter={"scope": "MINE"}))["totalCount"] == 0


async def test_a_list_in_a_filter_has_an_end(anyone: Client) -> None:
    muscle = next(iter((await ids(anyone, "muscleGroups")).values()))
    variables = {"filter": {"muscles": {"in": [muscle] * 250}}}
    assert await page(anyone, **variables)
    assert await anyone.codes(LIST, filter={"muscles": {"in": [muscle] * 251}}) == ["BAD_VALUE"]


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("barbell back squat", "Barbell Back Squat"),
        ("barbel bak squat", "Barbell Back Squat"),
        ("DEADLIFT barbell", "Barbell Deadlift"),
        ("skull crusher", None),
        ("easy run", "Easy Run"),
        ("pul up", "Pull-Up"),
    ],
)
async def test_search_finds_names_and_aliases_and_forgives(
    anyone: Client, search: str, expected: str | None
) -> None:
    found = names(await page(anyone, search=search, first=5))
    if expected is None:
        aliased = {e.name for e in CATALOGUE if any(search in alias.lower() for alias in e.aliases)}
        assert aliased & set(found), found
    else:
        assert expected in found, found


@pytest.mark.parametrize(
    "search", ["%", "_", "100%", "\\", "'; DROP TABLE exercises; --", "zzqqxx", "\u00e9\u6f22"]
)
async def test_signs_are_literal_in_a_search(anyone: Client, search: str) -> None:
    assert names(await page(anyone, search=search)) == []


async def test_a_search_is_paged_by_relevance_without_gaps(anyone: Client) -> None:
    whole = names(await page(anyone, search="press", first=100))
    first = await page(anyone, search="press", first=7)
    second = await page(anyone, search="press", first=7, after=first["pageInfo"]["endCursor"])
    assert names(first) + names(second) == whole[:14]
    assert len(set(whole)) == len(whole) > 14


async def test_a_search_is_bounded(anyone: Client) -> None:
    assert await anyone.codes(LIST, search="x" * 101) == ["BAD_VALUE"]
    assert await anyone.codes(LIST, search="nul\0") == ["BAD_VALUE"]


async def test_an_exercise_is_found_by_slug_or_id_and_by_exactly_one(anyone: Client) -> None:
    by_slug = await anyone.data(
        '{ exercise(by: {slug: "plank"}) { id name defaultMode instructions aliases } }'
    )
    plank = by_slug["exercise"]
    assert (plank["name"], plank["defaultMode"]) == ("Plank", "TIME")
    assert len(plank["instructions"]) > 120
    document = "query ($by: ExerciseBy!) { exercise(by: $by) { name } }"
    assert (await anyone.data(document, by={"id": plank["id"]}))["exercise"] == {"name": "Plank"}
    for missing in ("no-such-slug", "", "PLANK"):
        assert (await anyone.data(document, by={"slug": missing}))["exercise"] is None
    for wrong in ({}, {"id": plank["id"], "slug": "plank"}, {"slug": None}):
        assert await anyone.codes(document, by=wrong) == ["BAD_VALUE"]
    assert await anyone.codes(document, by={"slug": "nul\0"}) == ["BAD_VALUE"]


async def test_reference_lists_are_nodes(anyone: Client) -> None:
    for field, typename in (
        ("equipment", "Equipment"),
        ("muscleGroups", "MuscleGroup"),
        ("exerciseTags", "ExerciseTag"),
    ):
        name, id_ = next(iter((await ids(anyone, field)).items()))
        document = f"query ($id: ID!) {{ node(id: $id) {{ __typename ... on {typename} {{ name }} }} }}"
        assert (await anyone.data(document, id=id_))["node"] == {"__typename": typename, "name": name}


@pytest.mark.parametrize("field", ["equipment", "muscleGroups", "exerciseTags", 'exercises(search: "squat")'])
async def test_a_count_is_that_of_the_whole_list(anyone: Client, field: str) -> None:
    with_size = field.replace("(", "(first: 100, ") if "(" in field else f"{field}(first: 100)"
    (found,) = (await anyone.data(f"{{ {with_size} {{ totalCount nodes {{ name }} }} }}")).values()
    assert found["totalCount"] == len(found["nodes"]) > 1
