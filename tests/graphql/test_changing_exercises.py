"""Changing and deleting exercises of one's own: what stays, who may, and what happens at the same time."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from exercising import MUTATIONS, does, ids, issues, made, node, own_names
from sign_ins import value
from training import CREATE_UNIT, START

from irontrack.graphql.relay import decode_id, encode_id
from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

SESSION_NAMES = """
    { viewer { trainingSessions { nodes { exercises { exerciseName exercise { name isActive } } } } } }
"""
PLANNED = """
    mutation ($input: CreateTrainingUnitInput!) {
      createTrainingUnit(input: $input) {
        __typename ... on ValidationProblem { issues { path code } }
      }
    }
"""
ADD = """
    mutation ($input: AddSessionExerciseInput!) {
      addSessionExercise(input: $input) { __typename ... on ValidationProblem { issues { path code } } }
    }
"""
FREESTYLE = {"from": {"freestyle": {}}, "allowSeveral": True}
COUNT = "SELECT count(*) FROM exercises WHERE id = :id"
ROUNDS = 15


async def full(client: Client) -> Any:
    """Make an exercise that has something in every field."""
    muscles, equipment = await ids(client, "muscleGroups"), await ids(client, "equipment")
    return await made(
        client,
        secondaryMuscles=[muscles["biceps"]],
        equipment=[equipment["barbell"]],
        tags=list((await ids(client, "exerciseTags")).values())[:2],
        force="PULL",
        mechanic="COMPOUND",
        instructions="Swing.",
        aliases=["One", "Two"],
    )


async def plan(client: Client, exercise_id: str) -> str:
    """Make a unit that has an exercise, and return its id."""
    sent = {"name": uuid.uuid4().hex, "exercises": [{"exerciseId": exercise_id}]}
    unit = (await client.data(CREATE_UNIT, input=sent))["createTrainingUnit"]
    return str(unit["trainingUnit"]["id"])


async def start(client: Client) -> str:
    """Start a session without a unit, and return its id."""
    return str((await client.data(START, input=FREESTYLE))["startSession"]["session"]["id"])


async def test_what_is_left_out_stays(member: Client) -> None:
    exercise = await full(member)
    nothing = await does(member, "updateExercise", id=exercise["id"])
    assert nothing["exercise"] == exercise
    changed = (await does(member, "updateExercise", id=exercise["id"], difficultyLevel="EXPERT"))["exercise"]
    assert changed == {**exercise, "difficultyLevel": "EXPERT", "version": 2}
    again = await does(member, "updateExercise", id=exercise["id"], difficultyLevel="EXPERT")
    assert again["exercise"] == changed


async def test_null_removes_what_need_not_be_there(member: Client) -> None:
    exercise = await full(member)
    nulls = dict.fromkeys(("force", "mechanic", "instructions"))
    lists = dict.fromkeys(("secondaryMuscles", "equipment", "tags", "aliases"))
    changed = (await does(member, "updateExercise", id=exercise["id"], **nulls, **lists))["exercise"]
    assert changed == {**exercise, **nulls, **{field: [] for field in lists}, "version": 2}


async def test_null_for_what_is_required_is_refused_by_field(member: Client) -> None:
    exercise = await full(member)
    nulls = dict.fromkeys(
        ("name", "category", "difficultyLevel", "defaultMode", "primaryMuscles", "isActive")
    )
    refused = await does(member, "updateExercise", id=exercise["id"], **nulls)
    assert {code for _, code in issues(refused)} == {"REQUIRED"}
    assert {path for path, _ in issues(refused)} == nulls.keys()
    assert await node(member, exercise["id"]) == exercise


async def test_lists_are_replaced(member: Client) -> None:
    muscles, equipment = await ids(member, "muscleGroups"), await ids(member, "equipment")
    exercise = await full(member)
    sent = {
        "primaryMuscles": [muscles["biceps"], muscles["triceps"]],
        "secondaryMuscles": [muscles["chest"]],
        "equipment": [equipment["dumbbell"], equipment["barbell"]],
        "aliases": ["Two", "three"],
    }
    changed = (await does(member, "updateExercise", id=exercise["id"], **sent))["exercise"]
    names = {field: [one["name"] for one in changed[field]] for field in list(sent)[:3]}
    assert names["primaryMuscles"] == ["biceps", "triceps"]
    assert (names["secondaryMuscles"], names["equipment"]) == (["chest"], ["barbell", "dumbbell"])
    assert set(changed["aliases"]) == {"Two", "three"}
    assert changed["tags"] == exercise["tags"]


async def test_what_stays_and_what_is_sent_must_fit(member: Client) -> None:
    muscles = await ids(member, "muscleGroups")
    exercise = await full(member)
    for change, path in (
        ({"primaryMuscles": [muscles["chest"], muscles["biceps"]]}, "primaryMuscles.1"),
        ({"secondaryMuscles": [muscles["chest"]]}, "secondaryMuscles.0"),
        ({"aliases": ["ring SWING"]}, "aliases.0"),
    ):
        refused = await does(member, "updateExercise", id=exercise["id"], **change)
        assert issues(refused) == [(path, "NOT_ALLOWED")]
    renamed = (await does(member, "updateExercise", id=exercise["id"], name="ONE"))["exercise"]
    assert (renamed["name"], renamed["aliases"]) == ("ONE", ["Two"])


async def test_a_name_in_use_is_refused_and_the_own_one_may_change_its_case(member: Client) -> None:
    exercise, other = await made(member), await made(member, name="Other")
    refused = await does(member, "updateExercise", id=other["id"], name="ring swing")
    assert issues(refused) == [("name", "TAKEN")]
    changed = await does(member, "updateExercise", id=exercise["id"], name="RING swing")
    assert changed["exercise"]["name"] == "RING swing"


async def test_a_stale_version_is_a_conflict_that_shows_the_exercise(member: Client) -> None:
    exercise = await made(member)
    sent = {"id": exercise["id"], "version": 1}
    assert (await does(member, "updateExercise", name="First", **sent))["exercise"]["version"] == 2
    refused = await does(member, "updateExercise", name="Second", **sent)
    current = {"__typename": "Exercise", "id": exercise["id"], "name": "First", "version": 2}
    assert (refused["__typename"], refused["current"]) == ("ConflictProblem", current)
    answers = await asyncio.gather(
        *(does(member, "updateExercise", id=exercise["id"], version=2, name=f"N {n} x") for n in range(10))
    )
    kinds = sorted(answer["__typename"] for answer in answers)
    assert kinds == [*["ConflictProblem"] * 9, "UpdateExercisePayload"]


async def test_somebody_elses_exercise_is_like_none_also_for_a_superuser(site: Site, member: Client) -> None:
    exercise = await made(member)
    nobodys = encode_id("Exercise", new_id())
    stranger = await site.member()
    for field, more in (("updateExercise", {"name": "Mine now"}), ("deleteExercise", {})):
        denied = await does(stranger, field, id=exercise["id"], **more)
        assert denied == await does(stranger, field, id=nobodys, **more)
        assert denied["__typename"] == "NotFoundProblem"
    assert await node(member, exercise["id"]) == exercise


async def test_an_exercise_that_nothing_refers_to_is_gone(site: Site, member: Client) -> None:
    exercise = await full(member)
    stored = decode_id(exercise["id"], "Exercise")
    assert await value(site, COUNT, id=stored) == 1
    deleted = await does(member, "deleteExercise", id=exercise["id"])
    assert deleted == {"__typename": "DeleteExercisePayload", "deletedExerciseId": exercise["id"]}
    assert await node(member, exercise["id"]) is None
    for field, more in (("deleteExercise", {}), ("updateExercise", {"name": "Again"})):
        assert (await does(member, field, id=exercise["id"], **more))["__typename"] == "NotFoundProblem"
    assert await value(site, COUNT, id=stored) == 0


@pytest.mark.parametrize("by", ["a unit", "a session"])
async def test_an_exercise_that_is_in_use_is_only_seen_from_there(member: Client, by: str) -> None:
    exercise = await full(member)
    session = await start(member)
    if by == "a unit":
        await plan(member, exercise["id"])
    else:
        await member.data(ADD, input={"sessionId": session, "exerciseId": exercise["id"]})
    assert "deletedExerciseId" in await does(member, "deleteExercise", id=exercise["id"])
    assert await own_names(member) == []
    assert await node(member, exercise["id"]) == {**exercise, "isActive": False, "version": 2}
    for field, more in (("deleteExercise", {}), ("updateExercise", {"name": "Again"})):
        assert (await does(member, field, id=exercise["id"], **more))["__typename"] == "NotFoundProblem"
    refused = await member.data(
        PLANNED, input={"name": "Later", "exercises": [{"exerciseId": exercise["id"]}]}
    )
    assert issues(refused["createTrainingUnit"]) == [("exercises.0.exerciseId", "UNKNOWN")]
    # But what was done with it before a phone heard of the deletion can still be written down.
    late = await member.data(ADD, input={"sessionId": session, "exerciseId": exercise["id"]})
    assert late["addSessionExercise"]["__typename"] == "AddSessionExercisePayload"
    assert (await made(member))["name"] == "Ring Swing"


async def test_history_keeps_the_name_that_it_knows(member: Client) -> None:
    exercise = await made(member)
    session = await start(member)
    await member.data(ADD, input={"sessionId": session, "exerciseId": exercise["id"]})
    await does(member, "updateExercise", id=exercise["id"], name="Renamed")
    await does(member, "deleteExercise", id=exercise["id"])
    (found,) = (await member.data(SESSION_NAMES))["viewer"]["trainingSessions"]["nodes"]
    gone = {"name": "Renamed", "isActive": False}
    assert found["exercises"] == [{"exerciseName": "Ring Swing", "exercise": gone}]


async def test_twenty_deletions_at_once_delete_once(member: Client) -> None:
    exercise = await made(member)
    answers = await asyncio.gather(*(does(member, "deleteExercise", id=exercise["id"]) for _ in range(20)))
    kinds = sorted(answer["__typename"] for answer in answers)
    assert kinds == ["DeleteExercisePayload", *["NotFoundProblem"] * 19]


async def test_a_deletion_and_a_first_use_at_once_never_lose_the_exercise(site: Site, member: Client) -> None:
    """Either the use comes first and the exercise stays for it, or it is unknown to it."""
    phone = await site.browser()
    phone.http.cookies = member.http.cookies
    for number in range(ROUNDS):
        exercise = await made(member, name=f"Round {number}")
        session = await start(member)
        unit = {"name": uuid.uuid4().hex, "exercises": [{"exerciseId": exercise["id"]}]}
        added, planned, deleted = await asyncio.gather(
            phone.data(ADD, input={"sessionId": session, "exerciseId": exercise["id"]}),
            phone.data(CREATE_UNIT, input=unit),
            does(member, "deleteExercise", id=exercise["id"]),
        )
        assert deleted["__typename"] == "DeleteExercisePayload"
        kinds = {added["addSessionExercise"]["__typename"], planned["createTrainingUnit"]["__typename"]}
        assert kinds <= {"AddSessionExercisePayload", "CreateTrainingUnitPayload", "ValidationProblem"}
        is_used = kinds != {"ValidationProblem"}
        assert (await node(member, exercise["id"]) is not None) is is_used


async def test_a_deletion_and_a_session_that_starts_at_once_both_go_through(member: Client) -> None:
    for number in range(ROUNDS):
        exercise = await made(member, name=f"Round {number}")
        unit = await plan(member, exercise["id"])
        wanted = {"from": {"trainingUnitId": unit}, "allowSeveral": True}
        started, deleted = await asyncio.gather(
            member.data(START, input=wanted), does(member, "deleteExercise", id=exercise["id"])
        )
        assert started["startSession"]["__typename"] == "StartSessionPayload"
        assert deleted["__typename"] == "DeleteExercisePayload"
        assert (await node(member, exercise["id"]))["isActive"] is False


async def test_private_exercises_stay_private_when_their_owner_is_gone(site: Site, member: Client) -> None:
    """Of the original, deleting a user showed these to everybody."""
    exercise = await made(member, name="A private matter")
    await member.data(
        "mutation ($input: DeleteMyAccountInput!) { deleteMyAccount(input: $input) { __typename } }",
        input={"currentPassword": "correct horse battery"},
    )
    assert await node(await site.member(), exercise["id"]) is None
    assert await value(site, COUNT, id=decode_id(exercise["id"], "Exercise")) == 0


async def test_statements_of_a_change_do_not_grow_with_what_is_sent(member: Client) -> None:
    muscles = list((await ids(member, "muscleGroups")).values())
    sizes = []
    for size in (1, 8):
        exercise = await made(member, name=f"Size {size}", primaryMuscles=muscles[10:11])
        sent = {"primaryMuscles": muscles[:size], "aliases": [f"Alias {alias}" for alias in range(size)]}
        await does(member, "updateExercise", id=exercise["id"], **sent)
        sizes.append(len(member.statements))
    assert sizes[0] == sizes[1]


async def test_ones_own_list_is_right_after_each_change(member: Client) -> None:
    """Of the original, it was served from a cache that no change emptied."""
    assert await own_names(member) == []
    exercise = await made(member)
    assert await own_names(member) == ["Ring Swing"]
    await does(member, "updateExercise", id=exercise["id"], name="Renamed")
    assert await own_names(member) == ["Renamed"]
    await does(member, "deleteExercise", id=exercise["id"])
    assert await own_names(member) == []


@pytest.mark.parametrize("version", [2**31, 1.5, "1", float("9e99")])
async def test_a_version_that_is_no_number_of_changes_is_an_error(member: Client, version: Any) -> None:
    exercise = await made(member)
    sent = {"id": exercise["id"], "version": version, "name": "Another"}
    assert await member.codes(MUTATIONS["updateExercise"], input=sent) == ["BAD_VALUE"]
    for wrong in (0, -1, 2**31 - 1):
        refused = await does(member, "updateExercise", id=exercise["id"], version=wrong, name="Another")
        assert refused["__typename"] == "ConflictProblem"
    assert await node(member, exercise["id"]) == exercise
