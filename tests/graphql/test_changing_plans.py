"""What a plan says of itself: making, changing, deleting it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from planning import (
    MUTATIONS,
    SCHEDULING,
    STATE,
    days,
    does,
    done,
    issues,
    own_units,
    plan,
    seen,
    share,
    unit,
)
from sign_ins import execute, value
from training import START

from irontrack.graphql.relay import decode_any_id, encode_id
from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

SESSIONS = """
    { viewer { trainingSessions { nodes {
      id status unitName planName startTime endTime notes version trainingUnit { id name exercises { id } }
      exercises { id exerciseName mode plannedSets repsMin repsMax restSeconds sets { id reps } }
    } } } }
"""
UNUSABLE = [
    ({"name": ""}, [("name", "REQUIRED")]),
    ({"name": " \u200b "}, [("name", "REQUIRED")]),
    ({"name": "x" * 101}, [("name", "TOO_LONG")]),
    ({"name": "nul\0"}, [("name", "INVALID_FORMAT")]),
    ({"description": "x" * 2001}, [("description", "TOO_LONG")]),
    (
        {"name": "\0", "description": "nul\0"},
        [("name", "INVALID_FORMAT"), ("description", "INVALID_FORMAT")],
    ),
]


async def test_only_what_is_sent_changes(member: Client) -> None:
    made = await plan(member, (1, await unit(member)), description="Easy.")
    changed = {"name": "Autumn", "difficultyLevel": "EXPERT"}
    answer = await done(member, "updateTrainingPlan", id=made["id"], version=1, name="  Autumn ")
    assert answer["trainingPlan"] == {**made, "name": "Autumn", "version": 2}
    answer = await done(member, "updateTrainingPlan", id=made["id"], difficultyLevel="EXPERT")
    assert answer["trainingPlan"] == {**made, **changed, "version": 3}
    answer = await done(member, "updateTrainingPlan", id=made["id"], description=None, version=3)
    assert answer["trainingPlan"] == {**made, **changed, "version": 4, "description": None}
    assert await seen(member, made["id"]) == answer["trainingPlan"]


async def test_a_change_to_what_it_says_already_is_none(site: Site, member: Client) -> None:
    made = await plan(member)
    before = await value(site, STATE)
    for sent in ({}, {"name": "Month", "difficultyLevel": "BEGINNER", "description": " "}):
        assert (await done(member, "updateTrainingPlan", id=made["id"], **sent))["trainingPlan"] == made
    assert await value(site, STATE) == before


@pytest.mark.parametrize(("change", "expected"), UNUSABLE)
async def test_an_unusable_value_is_refused_by_field(
    site: Site, member: Client, change: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    made = await plan(member)
    before = await value(site, STATE)
    new = {"name": "New", "difficultyLevel": "EXPERT", **change}
    assert issues(await does(member, "createTrainingPlan", **new)) == expected
    assert issues(await does(member, "updateTrainingPlan", id=made["id"], **change)) == expected
    assert await value(site, STATE) == before


async def test_name_and_difficulty_cannot_be_taken_away(site: Site, member: Client) -> None:
    made = await plan(member)
    before = await value(site, STATE)
    refused = await does(member, "updateTrainingPlan", id=made["id"], name=None, difficultyLevel=None)
    assert issues(refused) == [("name", "REQUIRED"), ("difficultyLevel", "REQUIRED")]
    for wrong in ({"difficultyLevel": "HARD"}, {"name": 1}, {"version": "1"}, {"description": 1}):
        codes = await member.codes(MUTATIONS["updateTrainingPlan"], input={"id": made["id"], **wrong})
        assert codes == ["BAD_VALUE"]
    assert await value(site, STATE) == before


async def test_a_name_is_unique_among_ones_own_plans(site: Site, member: Client) -> None:
    made = await plan(member)
    other = await plan(member, name="Other")
    before = await value(site, STATE)
    refused = await does(member, "updateTrainingPlan", id=other["id"], name=" Month ")
    assert issues(refused) == [("name", "TAKEN")]
    refused = await does(member, "createTrainingPlan", name="Month", difficultyLevel="EXPERT")
    assert issues(refused) == [("name", "TAKEN")]
    assert await value(site, STATE) == before
    assert (await plan(await site.member()))["name"] == made["name"]


async def test_a_deleted_plan_is_gone_and_its_units_stay(site: Site, member: Client) -> None:
    push = await unit(member)
    made = await plan(member, (1, push), id=str(new_id()))
    answer = await done(member, "deleteTrainingPlan", id=made["id"], version=1)
    assert answer["deletedTrainingPlanId"] == made["id"]
    assert await seen(member, made["id"]) is None
    assert (await own_units(member)).keys() == {"Push"}
    before = await value(site, STATE)
    assert (await does(member, "deleteTrainingPlan", id=made["id"]))["__typename"] == "NotFoundProblem"
    for field, sent in edits(made, push).items():
        assert (await does(member, field, **sent))["__typename"] == "NotFoundProblem"
    assert await value(site, STATE) == before


async def test_a_late_retry_does_not_bring_a_deleted_plan_back(member: Client) -> None:
    sent = {"name": "Month", "difficultyLevel": "EXPERT", "id": str(new_id())}
    made = (await done(member, "createTrainingPlan", **sent))["trainingPlan"]
    assert (await done(member, "createTrainingPlan", **sent))["trainingPlan"] == made
    await done(member, "deleteTrainingPlan", id=sent["id"])
    refused = await does(member, "createTrainingPlan", **sent)
    assert (refused["__typename"], refused["current"]) == ("ConflictProblem", None)


async def test_every_change_refuses_a_stale_version_and_shows_the_plan(site: Site, member: Client) -> None:
    push = await unit(member)
    made = await plan(member, (1, push), (1, push))
    await done(member, "updateTrainingPlan", id=made["id"], name="Newer")
    current = {"__typename": "TrainingPlan", "id": made["id"], "name": "Newer", "version": 2}
    before = await value(site, STATE)
    for stale in (1, 3, 0, -1, 2**31 - 1):
        for field, sent in edits(made, push).items():
            refused = await does(member, field, **sent, version=stale)
            assert (refused["__typename"], refused["current"]) == ("ConflictProblem", current), field
    assert await value(site, STATE) == before


async def test_nobody_signed_in_is_asked_to_sign_in(site: Site, member: Client, anyone: Client) -> None:
    push = await unit(member)
    made = await plan(member, (1, push))
    await share(site, made["id"], "public")
    before = await value(site, STATE)
    for field, sent in edits(made, push).items():
        assert await anyone.codes(MUTATIONS[field], input=sent) == ["UNAUTHENTICATED"]
    sent = {"name": "X", "difficultyLevel": "EXPERT", "units": []}
    assert await anyone.codes(MUTATIONS["createTrainingPlan"], input=sent) == ["UNAUTHENTICATED"]
    assert await anyone.codes(MUTATIONS["copyTrainingPlan"], input={"planId": made["id"]}) == [
        "UNAUTHENTICATED"
    ]
    assert await value(site, STATE) == before


async def test_whatever_becomes_of_a_plan_sessions_stay_as_they_are(site: Site, member: Client) -> None:
    push = await unit(member)
    made = await plan(member, (1, push), (2, push))
    answer = await member.data(START, input={"from": {"trainingUnitId": push}})
    session = answer["startSession"]["session"]
    # A session is started from a plan by an enrollment; its rows are the same.
    await execute(
        site,
        "UPDATE training_sessions SET training_plan_id = :plan, plan_name_snapshot = 'Month' WHERE id = :id",
        plan=decode_any_id(made["id"])[1],
        id=decode_any_id(session["id"])[1],
    )
    before = await member.data(SESSIONS)
    assert before["viewer"]["trainingSessions"]["nodes"][0]["planName"] == "Month"
    for field, sent in edits(made, push).items():
        if field != "deleteTrainingPlan":
            await done(member, field, **sent)
            assert await member.data(SESSIONS) == before, field
    await done(member, "deleteTrainingPlan", id=made["id"])
    assert await member.data(SESSIONS) == before


async def test_an_id_of_another_kind_is_refused(site: Site, member: Client) -> None:
    before = await value(site, STATE)
    for wrong in ("", "x", "\0", "1" * 300, encode_id("TrainingUnit", uuid.uuid4())):
        for field, name in (
            ("updateTrainingPlan", "id"),
            ("deleteTrainingPlan", "id"),
            ("copyTrainingPlan", "planId"),
        ):
            assert await member.codes(MUTATIONS[field], input={name: wrong}) == ["BAD_ID"]
    assert await value(site, STATE) == before


async def test_what_a_new_plan_names_must_be_there_and_in_range(site: Site, member: Client) -> None:
    push, foreign = await unit(member), await unit(await site.member())
    before = await value(site, STATE)
    sent = {"name": "X", "difficultyLevel": "EXPERT"}
    units = [{"dayNumber": day, "unitId": push} for day in (0, 1, 731)]
    refused = await does(member, "createTrainingPlan", **sent, units=units)
    assert issues(refused) == [("units.0.dayNumber", "TOO_SMALL"), ("units.2.dayNumber", "TOO_LARGE")]
    units = [{"dayNumber": 1, "unitId": id_} for id_ in (push, foreign, str(new_id()))]
    refused = await does(member, "createTrainingPlan", **sent, units=units)
    assert issues(refused) == [("units.1.unitId", "UNKNOWN"), ("units.2.unitId", "UNKNOWN")]
    many = {**sent, "units": [{"dayNumber": 1, "unitId": push}] * 251}
    assert await member.codes(MUTATIONS["createTrainingPlan"], input=many) == ["BAD_VALUE"]
    assert await value(site, STATE) == before


def edits(made: Any, push: str) -> dict[str, dict[str, Any]]:
    """Return an input for every mutation that changes a plan, which has `push` on day 1."""
    on_plan = {"planId": made["id"]}
    places = [place["id"] for place in made["units"] if place["dayNumber"] == 1]
    inputs = {
        "updateTrainingPlan": {"id": made["id"], "name": "Changed"},
        "moveScheduledUnit": {**on_plan, "planUnitId": places[0], "dayNumber": 9},
        "reorderPlanDay": {**on_plan, "dayNumber": 9, "planUnitIds": places[:1]},
        "duplicatePlanWeek": {**on_plan, "week": 2},
        "scheduleUnit": {**on_plan, "unitId": push, "dayNumber": 3},
        "unscheduleUnit": {**on_plan, "planUnitId": places[0]},
        "deleteTrainingPlan": {"id": made["id"]},
    }
    assert inputs.keys() >= set(SCHEDULING)
    assert days(made)
    return inputs
