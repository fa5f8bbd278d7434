"""The catalogue as clients browse it: pages, filters, search, one exercise."""

from __future__ import annotations

from itertools import chain, combinations
from typing import TYPE_CHECKING, Any

import pytest

from irontrack.exercises.catalogue import load_catalogue
from irontrack.graphql.relay import encode_id

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


async def every(client: Client, **variables: Any) -> list[str]:
    """Return the names of a whole list, which is read page by page."""
    found: list[str] = []
    cursor = None
    while True:
        part = await page(client, first=100, after=cursor, **variables)
        found += names(part)
        if not part["pageInfo"]["hasNextPage"]:
            return found
        cursor = part["pageInfo"]["endCursor"]


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
    assert names(await page(anyone, before=end["pageInfo"]["startCursor"])) == whole[-25:-5]


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
    assert set(await every(anyone, filter=wanted)) == expected


async def test_each_filter_looks_at_its_own_relation(anyone: Client) -> None:
    muscles, tags = await ids(anyone, "muscleGroups"), await ids(anyone, "exerciseTags")
    by_muscle = await every(anyone, filter={"muscles": {"in": [muscles["biceps"]]}})
    by_primary = await every(anyone, filter={"primaryMuscles": {"in": [muscles["biceps"]]}})
    tag = next(iter(tags))
    by_tag = await every(anyone, filter={"tags": {"in": [tags[tag]]}})
    primary = {exercise.name for exercise in CATALOGUE if "biceps" in exercise.primary_muscles}
    either = primary | {exercise.name for exercise in CATALOGUE if "biceps" in exercise.secondary_muscles}
    assert primary < either
    assert (set(by_primary), set(by_muscle)) == (primary, either)
    assert set(by_tag) == {exercise.name for exercise in CATALOGUE if tag in exercise.tags}


async def test_muscle_equipment_and_tag_filters_answer_each_for_itself_and_together(anyone: Client) -> None:
    """An API before this one kept answers under keys that took the three for the same."""
    muscles, equipment = await ids(anyone, "muscleGroups"), await ids(anyone, "equipment")
    tags = await ids(anyone, "exerciseTags")
    keys = {
        "primaryMuscles": (muscles, "chest", {e.name for e in CATALOGUE if "chest" in e.primary_muscles}),
        "equipment": (equipment, "dumbbell", {e.name for e in CATALOGUE if "dumbbell" in e.equipment}),
        "tags": (tags, "unilateral", {e.name for e in CATALOGUE if "unilateral" in e.tags}),
    }
    for chosen in chain.from_iterable(combinations(keys, count) for count in (1, 2, 3)):
        wanted = {name: {"in": [keys[name][0][keys[name][1]]]} for name in chosen}
        expected = set.intersection(*(keys[name][2] for name in chosen))
        found = await every(anyone, filter=wanted)
        assert set(found) == expected, chosen
        assert (await page(anyone, filter=wanted))["totalCount"] == len(expected)
    assert len({frozenset(names) for _, _, names in keys.values()}) == 3


@pytest.mark.parametrize(
    ("field", "attributes", "reference"),
    [
        ("muscles", ("primary_muscles", "secondary_muscles"), "muscleGroups"),
        ("primaryMuscles", ("primary_muscles",), "muscleGroups"),
        ("equipment", ("equipment",), "equipment"),
        ("tags", ("tags",), "exerciseTags"),
    ],
)
async def test_any_or_all_of_an_attribute_can_be_asked_for(
    anyone: Client, field: str, attributes: tuple[str, ...], reference: str
) -> None:
    keys = await ids(anyone, reference)
    of = {e.name: {key for name in attributes for key in getattr(e, name)} for e in CATALOGUE}
    first, second, *_ = sorted(next(found for found in of.values() if len(found) > 1))
    both = [keys[first], keys[second]]
    any_of = await every(anyone, filter={field: {"in": both}})
    all_of = await every(anyone, filter={field: {"all": both}})
    assert set(any_of) == {name for name, found in of.items() if found & {first, second}}
    assert set(all_of) == {name for name, found in of.items() if {first, second} <= found}
    assert set(all_of) < set(any_of)
    repeated = {field: {"all": both * 100, "in": [keys[first]]}}
    assert await every(anyone, filter=repeated) == all_of


@pytest.mark.parametrize(
    ("field", "attributes", "reference", "chosen"),
    [
        ("muscles", ("primary_muscles", "secondary_muscles"), "muscleGroups", {"biceps", "forearms"}),
        ("primaryMuscles", ("primary_muscles",), "muscleGroups", {"quadriceps", "glutes"}),
        ("equipment", ("equipment",), "equipment", {"dumbbell", "flat bench", "body weight"}),
        ("tags", ("tags",), "exerciseTags", {"squat", "lower body"}),
    ],
)
async def test_nothing_but_some_of_an_attribute_can_be_asked_for(
    anyone: Client, field: str, attributes: tuple[str, ...], reference: str, chosen: set[str]
) -> None:
    keys = await ids(anyone, reference)
    of = {e.name: {key for name in attributes for key in getattr(e, name)} for e in CATALOGUE}
    found = await every(anyone, filter={field: {"only": [keys[key] for key in chosen & keys.keys()]}})
    expected = {name for name, has in of.items() if has <= chosen}
    assert set(found) == expected
    assert expected
    none = await every(anyone, filter={field: {"only": []}})
    assert set(none) == {name for name, has in of.items() if not has}


async def test_force_and_mechanic_narrow_a_list(anyone: Client) -> None:
    found = await every(
        anyone, filter={"force": {"in": ["PULL", "STATIC"]}, "mechanic": {"in": ["ISOLATION"]}}
    )
    assert set(found) == {
        e.name for e in CATALOGUE if e.force in {"pull", "static"} and e.mechanic == "isolation"
    }
    assert found


async def test_ids_of_what_is_not_there_match_nothing(anyone: Client) -> None:
    for field, typename in (("muscles", "MuscleGroup"), ("equipment", "Equipment"), ("tags", "ExerciseTag")):
        for how in ("in", "all"):
            unknown = {field: {how: [encode_id(typename, 32_767)]}}
            assert (await page(anyone, filter=unknown))["totalCount"] == 0
            for wrong in (32_768, 0, 2**63, 10**30):
                out_of_range = {field: {how: [encode_id(typename, wrong)]}}
                assert await anyone.codes(LIST, filter=out_of_range) == ["BAD_ID"]
            for malformed in ("", "nul\0", "%", encode_id("Exercise", 1)):
                assert await anyone.codes(LIST, filter={field: {how: [malformed]}}) == ["BAD_ID"]


@pytest.mark.parametrize("size", [0, -1, 101, 2**31 - 1])
async def test_a_page_beyond_the_limits_is_refused(anyone: Client, size: int) -> None:
    assert await anyone.codes(LIST, first=size) == ["BAD_PAGE"]
    assert await anyone.codes(LIST, last=size) == ["BAD_PAGE"]


async def test_a_cursor_continues_only_the_list_that_it_is_of(anyone: Client) -> None:
    muscle = next(iter((await ids(anyone, "muscleGroups")).values()))
    any_of, all_of = {"muscles": {"in": [muscle]}}, {"muscles": {"all": [muscle]}}
    cursor = (await page(anyone, filter=any_of, first=1))["pageInfo"]["endCursor"]
    assert await page(anyone, filter=any_of, after=cursor)
    for other in (None, all_of, {"primaryMuscles": {"in": [muscle]}}):
        assert await anyone.codes(LIST, filter=other, after=cursor) == ["BAD_CURSOR"]


async def test_an_empty_all_of_asks_for_nothing(anyone: Client) -> None:
    assert (await page(anyone, filter={"equipment": {"all": []}}))["totalCount"] == len(CATALOGUE)
    assert (await page(anyone, filter={"equipment": {}}))["totalCount"] == len(CATALOGUE)
    nulls = {"equipment": {"in": None, "all": None}}
    assert (await page(anyone, filter=nulls))["totalCount"] == len(CATALOGUE)


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
    "search", ["%", "_", "%%%", "\\", "'; DROP TABLE exercises; --", "zzqqxx", "\u00e9\u6f22"]
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


@pytest.mark.parametrize(
    "field", ["equipment", "muscleGroups", "exerciseTags", 'exercises(search: "hollow hold")']
)
async def test_a_count_is_that_of_the_whole_list(anyone: Client, field: str) -> None:
    with_size = field.replace("(", "(first: 100, ") if "(" in field else f"{field}(first: 100)"
    (found,) = (await anyone.data(f"{{ {with_size} {{ totalCount nodes {{ name }} }} }}")).values()
    assert found["totalCount"] == len(found["nodes"]) > 1
