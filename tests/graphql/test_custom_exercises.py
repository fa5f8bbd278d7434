"""Exercises of one's own: making them, and what is refused."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from exercising import MUTATIONS, does, facts, ids, issues, made, node, own_names
from sign_ins import value
from sqlalchemy import text
from training import CREATE_UNIT

from irontrack.graphql.relay import decode_id, encode_id
from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

STATE = """
    SELECT (SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM exercises t)
        || (SELECT count(*) FROM exercise_aliases) || ' ' || (SELECT count(*) FROM exercise_equipment)
        || ' ' || (SELECT count(*) FROM exercise_primary_muscles)
"""
UNKNOWN_NUMBER = 32_000


async def test_an_exercise_of_ones_own_says_all_that_was_sent(member: Client) -> None:
    muscles, equipment = await ids(member, "muscleGroups"), await ids(member, "equipment")
    tags = await ids(member, "exerciseTags")
    sent = {
        "name": "  Ring \t Swing ",
        "category": "PLYOMETRICS",
        "difficultyLevel": "EXPERT",
        "primaryMuscles": [muscles["chest"], muscles["biceps"]],
        "secondaryMuscles": [muscles["forearms"]],
        "equipment": [equipment["barbell"]],
        "tags": [tags["arms"]],
        "force": "PULL",
        "mechanic": "COMPOUND",
        "defaultMode": "TIME",
        "instructions": "Hang.\nSwing.",
        "aliases": [" Swinging  rings", "RS"],
    }
    exercise = (await does(member, "createExercise", **sent))["exercise"]
    named = {"primaryMuscles": ["biceps", "chest"], "secondaryMuscles": ["forearms"]}
    named |= {"equipment": ["barbell"], "tags": ["arms"]}
    assert {field: [one["name"] for one in exercise[field]] for field in named} == named
    same = ("category", "difficultyLevel", "force", "mechanic", "defaultMode", "instructions")
    assert {field: exercise[field] for field in same} == {field: sent[field] for field in same}
    assert (exercise["name"], exercise["aliases"]) == ("Ring Swing", ["RS", "Swinging rings"])
    assert (exercise["slug"], exercise["isSystemDefault"], exercise["isActive"]) == (None, False, True)
    assert await node(member, exercise["id"]) == exercise


async def test_the_least_is_a_name_muscles_category_and_difficulty(member: Client) -> None:
    nulls = dict.fromkeys(("secondaryMuscles", "equipment", "tags", "force", "mechanic", "instructions"))
    exercise = await made(member, **nulls, aliases=None, id=None)
    assert {exercise[field] for field in ("force", "mechanic", "instructions")} == {None}
    assert [exercise[field] for field in ("equipment", "tags", "aliases", "secondaryMuscles")] == [[]] * 4
    assert (exercise["defaultMode"], exercise["version"]) == ("REPS", 1)


async def test_nobody_else_sees_it(site: Site, member: Client, anyone: Client) -> None:
    exercise = await made(member)
    assert await own_names(member) == ["Ring Swing"]
    for other in (anyone, await site.member()):
        assert await node(other, exercise["id"]) is None
        assert await own_names(other) == []


async def test_nobody_signed_in_is_asked_to_sign_in(site: Site, member: Client, anyone: Client) -> None:
    exercise = await made(member)
    before = await value(site, STATE)
    inputs: dict[str, Any] = {
        "createExercise": await facts(member),
        "updateExercise": {"id": exercise["id"], "name": "Mine"},
        "deleteExercise": {"id": exercise["id"]},
    }
    for field, sent in inputs.items():
        assert await anyone.codes(MUTATIONS[field], input=sent) == ["UNAUTHENTICATED"]
    assert await value(site, STATE) == before


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": ""}, [("name", "REQUIRED")]),
        ({"name": " \u200b "}, [("name", "REQUIRED")]),
        ({"name": " ab "}, [("name", "TOO_SHORT")]),
        ({"name": "x" * 101}, [("name", "TOO_LONG")]),
        ({"name": "nul\0"}, [("name", "INVALID_FORMAT")]),
        ({"instructions": "x" * 5001}, [("instructions", "TOO_LONG")]),
        ({"instructions": "nul\0"}, [("instructions", "INVALID_FORMAT")]),
        ({"primaryMuscles": []}, [("primaryMuscles", "REQUIRED")]),
        ({"aliases": ["nul\0", "fine", " "]}, [("aliases.0", "INVALID_FORMAT"), ("aliases.2", "REQUIRED")]),
        ({"aliases": ["x" * 101]}, [("aliases.0", "TOO_LONG")]),
        (
            {"aliases": ["One", "one", "RING swing"]},
            [("aliases.1", "NOT_ALLOWED"), ("aliases.2", "NOT_ALLOWED")],
        ),
        ({"aliases": [str(number) for number in range(21)]}, [("aliases", "TOO_MANY")]),
    ],
)
async def test_an_unusable_value_is_refused_by_field(
    site: Site, member: Client, change: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    exercise = await made(member)
    before = await value(site, STATE)
    refused = await does(member, "createExercise", **await facts(member, **{"name": "Ring Swing", **change}))
    assert issues(refused) == expected
    assert issues(await does(member, "updateExercise", id=exercise["id"], **change)) == expected
    assert await value(site, STATE) == before


async def test_everything_that_is_unknown_is_named_in_one_answer(site: Site, member: Client) -> None:
    muscles = await ids(member, "muscleGroups")
    exercise = await made(member)
    before = await value(site, STATE)
    muscle = encode_id("MuscleGroup", UNKNOWN_NUMBER)
    change = {
        "name": "",
        "primaryMuscles": [muscles["chest"], muscle],
        "secondaryMuscles": [encode_id("MuscleGroup", UNKNOWN_NUMBER + 1)],
        "equipment": [encode_id("Equipment", UNKNOWN_NUMBER), encode_id("Equipment", UNKNOWN_NUMBER + 1)],
        "tags": [encode_id("ExerciseTag", UNKNOWN_NUMBER)],
    }
    expected = [("name", "REQUIRED"), ("primaryMuscles.1", "UNKNOWN"), ("secondaryMuscles.0", "UNKNOWN")]
    expected += [("equipment.0", "UNKNOWN"), ("equipment.1", "UNKNOWN"), ("tags.0", "UNKNOWN")]
    assert issues(await does(member, "createExercise", **await facts(member, **change))) == expected
    assert issues(await does(member, "updateExercise", id=exercise["id"], **change)) == expected
    assert await value(site, STATE) == before


async def test_a_list_is_short_and_repeats_nothing(site: Site, member: Client) -> None:
    muscles = await ids(member, "muscleGroups")
    exercise = await made(member)
    before = await value(site, STATE)
    chest, biceps = muscles["chest"], muscles["biceps"]
    for change, expected in (
        ({"primaryMuscles": [chest] * 21}, [("primaryMuscles", "TOO_MANY")]),
        ({"primaryMuscles": [chest, biceps, chest]}, [("primaryMuscles.2", "NOT_ALLOWED")]),
        ({"secondaryMuscles": [biceps, chest]}, [("secondaryMuscles.1", "NOT_ALLOWED")]),
    ):
        assert issues(await does(member, "createExercise", **await facts(member, **change))) == expected
        assert issues(await does(member, "updateExercise", id=exercise["id"], **change)) == expected
    assert await value(site, STATE) == before


async def test_what_is_no_value_at_all_is_an_error(member: Client) -> None:
    document = MUTATIONS["createExercise"]
    for field in ("name", "category", "difficultyLevel", "primaryMuscles", "defaultMode"):
        assert await member.codes(document, input=await facts(member, **{field: None})) == ["BAD_VALUE"]
    for change in (
        {"primaryMuscles": [None]},
        {"equipment": [None]},
        {"aliases": [None]},
        {"aliases": [1]},
        {"category": "JUGGLING"},
        {"name": 12},
    ):
        assert await member.codes(document, input=await facts(member, **change)) == ["BAD_VALUE"]
    wrong = ["x", "", "1" * 300, encode_id("Equipment", 1), encode_id("MuscleGroup", 10**6), "\0"]
    for id_ in wrong:
        assert await member.codes(document, input=await facts(member, primaryMuscles=[id_])) == ["BAD_ID"]
    for field in ("createExercise", "updateExercise", "deleteExercise"):
        sent = await facts(member, id="x") if field == "createExercise" else {"id": "x"}
        assert await member.codes(MUTATIONS[field], input=sent) == ["BAD_ID"]


async def test_a_name_is_ones_own_in_any_case_and_others_may_have_it(site: Site, member: Client) -> None:
    await made(member)
    for name in ("RING SWING", " ring  swing "):
        refused = await does(member, "createExercise", **await facts(member, name=name))
        assert issues(refused) == [("name", "TAKEN")]
    assert (await made(await site.member()))["name"] == "Ring Swing"
    assert (await made(member, name="Barbell Back Squat"))["name"] == "Barbell Back Squat"


async def test_of_twenty_at_once_with_the_same_name_one_is_made(site: Site, member: Client) -> None:
    sent = await facts(member)
    laptop = await site.browser()
    laptop.http.cookies = member.http.cookies
    answers = await asyncio.gather(
        *(does(client, "createExercise", **sent) for client in [member, laptop] * 10)
    )
    kinds = sorted(answer["__typename"] for answer in answers)
    assert kinds == ["CreateExercisePayload", *["ValidationProblem"] * 19]
    assert await own_names(member) == ["Ring Swing"]


async def test_the_same_id_and_content_make_one_exercise_however_often(site: Site, member: Client) -> None:
    sent = await facts(member, id=str(new_id()), aliases=["b", "a"], instructions="Swing.")
    answers = await asyncio.gather(*(does(member, "createExercise", **sent) for _ in range(10)))
    assert {answer["__typename"] for answer in answers} == {"CreateExercisePayload"}
    assert {answer["exercise"]["id"] for answer in answers} == {encode_id("Exercise", uuid.UUID(sent["id"]))}
    before = await value(site, STATE)
    assert await does(member, "createExercise", **sent) == answers[0]
    assert await value(site, STATE) == before


async def test_the_same_again_after_a_change_returns_the_exercise_as_it_is_now(member: Client) -> None:
    sent = await facts(member, id=str(new_id()))
    exercise = (await does(member, "createExercise", **sent))["exercise"]
    await does(member, "updateExercise", id=exercise["id"], name="Ring Swing on Toes")
    again = (await does(member, "createExercise", **sent))["exercise"]
    assert (again["id"], again["name"], again["version"]) == (exercise["id"], "Ring Swing on Toes", 2)
    assert await own_names(member) == ["Ring Swing on Toes"]


async def test_the_same_again_after_a_deletion_makes_nothing(site: Site, member: Client) -> None:
    sent = await facts(member, id=str(new_id()))
    exercise = (await does(member, "createExercise", **sent))["exercise"]
    await does(member, "deleteExercise", id=exercise["id"])
    before = await value(site, STATE)
    refused = await does(member, "createExercise", **sent)
    assert (refused["__typename"], refused["current"]) == ("ConflictProblem", None)
    assert await value(site, STATE) == before
    assert await own_names(member) == []


async def test_what_was_refused_can_be_put_right_under_the_same_id(member: Client) -> None:
    sent = await facts(member, id=str(new_id()))
    assert issues(await does(member, "createExercise", **{**sent, "name": " "})) == [("name", "REQUIRED")]
    assert (await does(member, "createExercise", **sent))["__typename"] == "CreateExercisePayload"


async def test_the_same_id_and_other_content_are_a_conflict_that_shows_the_exercise(member: Client) -> None:
    id_ = str(new_id())
    exercise = await made(member, id=id_)
    muscles = await ids(member, "muscleGroups")
    for change in (
        {"name": "Another"},
        {"aliases": ["Another"]},
        {"force": "PUSH"},
        {"primaryMuscles": [muscles["biceps"]]},
    ):
        refused = await does(member, "createExercise", **await facts(member, id=id_, **change))
        current = {"__typename": "Exercise", "id": exercise["id"], "name": "Ring Swing", "version": 1}
        assert (refused["__typename"], refused["current"]) == ("ConflictProblem", current)
    assert await node(member, exercise["id"]) == exercise


async def test_an_id_that_is_not_ones_own_tells_nothing(site: Site, member: Client) -> None:
    """Whether it is somebody else's, the system's, or was one's own and is deleted."""
    other = await site.member()
    theirs = await made(other, name="A secret")
    own = await made(member, name="Deleted")
    await member.data(
        'mutation ($id: ID!) { createTrainingUnit(input: {name: "Day", exercises: [{exerciseId: $id}]}) '
        "{ __typename } }",
        id=own["id"],
    )
    await does(member, "deleteExercise", id=own["id"])
    squat = (await member.data('{ exercise(by: {slug: "barbell-back-squat"}) { id } }'))["exercise"]
    before = await value(site, STATE)
    answers = [
        await does(member, "createExercise", **await facts(member, id=id_, name=name))
        for id_, name in (
            (theirs["id"], "A secret"),
            (theirs["id"], "New"),
            (own["id"], "Deleted"),
            (squat["id"], "New"),
        )
    ]
    message = "This id is taken; choose another one."
    refused = {"__typename": "ConflictProblem", "code": "CONFLICT", "message": message, "current": None}
    assert answers == [refused] * 4
    assert await value(site, STATE) == before


async def test_one_person_has_two_thousand_exercises_at_most(site: Site, member: Client) -> None:
    viewer = await member.data("{ viewer { id } }")
    fill = """
        WITH made AS (
          INSERT INTO exercises (name, category, difficulty_level, created_by, is_active)
          SELECT 'Number ' || n, 'strength', 'expert', :me, n < 2000 FROM generate_series(0, 2000) n
          RETURNING 1
        ) SELECT count(*) FROM made
    """
    await value(site, fill, me=decode_id(viewer["viewer"]["id"], "Viewer"))
    refused = await does(member, "createExercise", **await facts(member))
    assert (refused["__typename"], refused["current"]) == ("ConflictProblem", None)
    number = (await member.data('{ exercise(by: {name: "number 7"}) { id } }'))["exercise"]
    await does(member, "deleteExercise", id=number["id"])
    assert (await does(member, "createExercise", **await facts(member)))[
        "__typename"
    ] == "CreateExercisePayload"


async def test_names_that_look_the_same_are_the_same(member: Client) -> None:
    await made(member, name="Caf\u00e9 Curl", aliases=["Z\u00fcrich"])
    for name in ("Cafe\u0301 Curl", "Ca\u200bf\u00e9 Curl\ufeff", "\u00adCaf\u00e9\u2060 Curl"):
        refused = await does(member, "createExercise", **await facts(member, name=name))
        assert issues(refused) == [("name", "TAKEN")]
    twice = await facts(member, name="New", aliases=["Z\u00fcrich", "Zu\u0308rich"])
    assert issues(await does(member, "createExercise", **twice)) == [("aliases.1", "NOT_ALLOWED")]
    short = await does(member, "createExercise", **await facts(member, name="a\u200bb"))
    assert issues(short) == [("name", "TOO_SHORT")]
    emoji = "\U0001f3cb\ufe0f\u200d\u2642\ufe0f lift"
    assert (await made(member, name=emoji))["name"] == emoji


@pytest.mark.parametrize("name", ["Жим лёжа", "ΣΚΟΥΟΤ", "سكوات", "かたなスクワット"])
async def test_names_in_every_script_are_searched_and_compared(member: Client, name: str) -> None:
    await made(member, name=name)
    search = "query ($words: String) { exercises(search: $words) { nodes { name } } }"
    nodes = (await member.data(search, words=name.lower()))["exercises"]["nodes"]
    assert nodes[0] == {"name": name}
    again = await does(member, "createExercise", **await facts(member, name=f"{name}."))
    assert again["similar"] == [{"name": name}]


async def test_aliases_can_be_restored_without_a_search_path(site: Site, member: Client) -> None:
    exercise = await made(member, aliases=["One"])
    async with site.app.state.resources.database.transaction() as db:
        await db.execute(text("SET LOCAL search_path = ''"))
        insert = "INSERT INTO public.exercise_aliases (exercise_id, name) VALUES (:id, 'Two')"
        await db.execute(text(insert), {"id": decode_id(exercise["id"], "Exercise")})
    assert (await node(member, exercise["id"]))["aliases"] == ["One", "Two"]


async def test_each_blank_alias_is_one_issue(member: Client) -> None:
    refused = await does(member, "createExercise", **await facts(member, aliases=["", " "]))
    assert issues(refused) == [("aliases.0", "REQUIRED"), ("aliases.1", "REQUIRED")]


async def test_an_id_of_ones_own_is_a_uuid_of_version_seven(member: Client) -> None:
    refused = await does(member, "createExercise", **await facts(member, id=str(uuid.uuid4())))
    assert issues(refused) == [("id", "INVALID_FORMAT")]


async def test_one_id_for_two_people_at_once_is_one_persons(site: Site, member: Client) -> None:
    other = await site.member()
    sent = await facts(member, id=str(new_id()))
    answers = await asyncio.gather(
        *(does(client, "createExercise", **sent) for client in [member, other] * 5)
    )
    kinds = sorted(answer["__typename"] for answer in answers)
    assert kinds == ["ConflictProblem"] * 5 + ["CreateExercisePayload"] * 5
    assert sorted([await own_names(member), await own_names(other)]) == [[], ["Ring Swing"]]


async def test_what_is_nearly_the_same_is_told_and_made_all_the_same(site: Site, member: Client) -> None:
    squat = await does(member, "createExercise", **await facts(member, name="Barbell Back Squat"))
    similar = [found["name"] for found in squat["similar"]]
    assert similar[0] == "Barbell Back Squat"
    assert len(similar) <= 5
    await made(await site.member(), name="Flurble Wobles")
    await made(member, name="Flurbel Wobbles")
    flurble = await does(member, "createExercise", **await facts(member, name="Flurble Wobbles"))
    assert [found["name"] for found in flurble["similar"]] == ["Flurbel Wobbles"]
    new = await does(member, "createExercise", **await facts(member, name="Zzyzx Qwerty"))
    assert new["similar"] == []
    by_alias = await does(
        member, "createExercise", **await facts(member, name="Wobble", aliases=["Zzyzx Qwert"])
    )
    assert [found["name"] for found in by_alias["similar"]] == ["Zzyzx Qwerty"]


async def test_what_is_deleted_but_still_used_is_like_nothing(member: Client) -> None:
    wobble = await made(member, name="Flurbel Wobbles", aliases=["Zzyzx Qwert"])
    sent = {"name": "Day", "exercises": [{"exerciseId": wobble["id"]}]}
    await member.data(CREATE_UNIT, input=sent)
    await does(member, "deleteExercise", id=wobble["id"])
    assert (await node(member, wobble["id"]))["isActive"] is False
    for name in ("Flurble Wobbles", "Zzyzx Qwerty"):
        assert (await does(member, "createExercise", **await facts(member, name=name)))["similar"] == []


async def test_statements_do_not_grow_with_what_is_sent(member: Client) -> None:
    muscles, tags = await ids(member, "muscleGroups"), await ids(member, "exerciseTags")
    sizes = []
    for number, size in enumerate((1, 8)):
        keys = list(muscles.values())
        sent = await facts(
            member,
            name=f"Number {number}",
            primaryMuscles=keys[:size],
            secondaryMuscles=keys[8 : 8 + size],
            tags=list(tags.values())[:size],
            aliases=[f"Alias {alias}" for alias in range(size)],
        )
        await does(member, "createExercise", **sent)
        sizes.append(len(member.statements))
    assert sizes[0] == sizes[1]


async def test_a_huge_list_is_refused_as_a_whole(site: Site, member: Client) -> None:
    muscle = (await ids(member, "muscleGroups"))["chest"]
    before = await value(site, STATE)
    many = {"primaryMuscles": [muscle] * 1500, "aliases": ["x"] * 1500, "secondaryMuscles": [muscle] * 21}
    refused = await does(member, "createExercise", **await facts(member, **many))
    assert {path for path, code in issues(refused) if code == "TOO_MANY"} == many.keys()
    assert len(issues(refused)) < 30
    assert await value(site, STATE) == before
