"""Copies of plans: one's own, others', the system's."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from planning import MUTATIONS, STATE, days, does, done, issues, own_units, plan, seen, share, unit
from sign_ins import execute, value
from training import leg_day

from irontrack.graphql.relay import decode_any_id
from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio


async def test_a_copy_is_private_and_has_copies_of_the_units_each_once(site: Site, member: Client) -> None:
    author = await site.member()
    legs, pull = (await leg_day(author))["id"], await unit(author, "Pull")
    source = await plan(author, (1, legs), (3, pull), (3, legs), (9, legs), description="Easy.")
    await share(site, source["id"], "public")
    source = await seen(member, source["id"])
    copy = (await done(member, "copyTrainingPlan", planId=source["id"]))["trainingPlan"]
    same = ("name", "description", "difficultyLevel", "unitCount", "dayCount", "weekCount")
    assert {name: copy[name] for name in same} == {name: source[name] for name in same}
    assert (copy["sharingStatus"], copy["version"]) == ("PRIVATE", 1)
    assert copy["copiedFrom"] == {"id": source["id"]}
    assert days(copy) == days(source) == [(1, "Leg day"), (3, "Pull"), (3, "Leg day"), (9, "Leg day")]
    own, theirs = await own_units(member), await own_units(author)
    assert own.keys() == theirs.keys()
    for name in own:
        assert own[name]["id"] != theirs[name]["id"]
        assert {**own[name], "id": None} == {**theirs[name], "id": None}
    assert {place["unit"]["id"] for place in copy["units"]} == {one["id"] for one in own.values()}
    assert await seen(author, source["id"]) == source
    assert await seen(author, copy["id"]) is None


async def test_the_copy_and_its_source_go_separate_ways(site: Site, member: Client) -> None:
    author = await site.member()
    source = await plan(author, (1, await unit(author)))
    await share(site, source["id"], "public")
    copy = (await done(member, "copyTrainingPlan", planId=source["id"]))["trainingPlan"]
    await done(
        author,
        "unscheduleUnit",
        planId=source["id"],
        planUnitId=(await seen(author, source["id"]))["units"][0]["id"],
    )
    assert await seen(member, copy["id"]) == copy
    await share(site, source["id"], "private")
    assert (await seen(member, copy["id"]))["copiedFrom"] is None
    await done(author, "deleteTrainingPlan", id=source["id"])
    assert await seen(member, copy["id"]) == {**copy, "copiedFrom": None}


async def test_a_name_that_is_taken_gets_a_number(member: Client) -> None:
    source = await plan(member, (1, await unit(member)))
    names = []
    for _ in range(3):
        copy = (await done(member, "copyTrainingPlan", planId=source["id"]))["trainingPlan"]
        names.append((copy["name"], copy["units"][0]["unit"]["name"]))
    assert names == [("Month (2)", "Push (2)"), ("Month (3)", "Push (3)"), ("Month (4)", "Push (4)")]
    again = (await done(member, "copyTrainingPlan", planId=copy["id"]))["trainingPlan"]
    assert (again["name"], again["units"][0]["unit"]["name"]) == ("Month (5)", "Push (5)")
    named = (await done(member, "copyTrainingPlan", planId=source["id"], name=" Autumn "))["trainingPlan"]
    assert named["name"] == "Autumn"
    named = (await done(member, "copyTrainingPlan", planId=source["id"], name="Autumn"))["trainingPlan"]
    assert named["name"] == "Autumn (2)"


async def test_a_long_name_is_shortened_for_its_number(member: Client) -> None:
    long = "x" * 100
    source = await plan(member, (1, await unit(member, long)), name=long)
    copy = (await done(member, "copyTrainingPlan", planId=source["id"]))["trainingPlan"]
    assert copy["name"] == copy["units"][0]["unit"]["name"] == "x" * 96 + " (2)"


async def test_units_of_one_name_become_copies_of_two(site: Site, member: Client) -> None:
    """The owner's, and those that somebody left who is gone, can have the same name in one plan."""
    author = await site.member()
    first, second = await unit(author), await unit(author, "Other")
    source = await plan(author, (1, first), (2, second))
    await share(site, source["id"], "public")
    await execute(
        site,
        "UPDATE training_units SET created_by = NULL, name = 'Push' WHERE id = :id",
        id=decode_any_id(second)[1],
    )
    copy = (await done(member, "copyTrainingPlan", planId=source["id"]))["trainingPlan"]
    assert sorted(name for _, name in days(copy)) == ["Push", "Push (2)"]


async def test_the_same_copy_is_made_once_however_often_it_is_asked_for(site: Site, member: Client) -> None:
    source = await plan(member, (1, await unit(member)))
    sent = {"planId": source["id"], "id": str(new_id())}
    answers = await asyncio.gather(*(does(member, "copyTrainingPlan", **sent) for _ in range(10)))
    assert {answer["__typename"] for answer in answers} == {"CopyTrainingPlanPayload"}
    assert (await own_units(member)).keys() == {"Push", "Push (2)"}
    before = await value(site, STATE)
    assert await does(member, "copyTrainingPlan", **sent) == answers[0]
    refused = await does(member, "copyTrainingPlan", **sent, name="Other")
    assert (refused["__typename"], refused["current"]["name"]) == ("ConflictProblem", "Month (2)")
    assert await value(site, STATE) == before
    taken = await does(
        await site.member(), "createTrainingPlan", name="X", difficultyLevel="EXPERT", id=sent["id"]
    )
    assert (taken["__typename"], taken["current"]) == ("ConflictProblem", None)
    await done(member, "deleteTrainingPlan", id=sent["id"])
    refused = await does(member, "copyTrainingPlan", **sent)
    assert (refused["__typename"], refused["current"]) == ("ConflictProblem", None)


async def test_what_cannot_be_copied_makes_nothing(site: Site, member: Client) -> None:
    foreign = await plan(await site.member())
    source = await plan(member, (1, await unit(member)))
    before = await value(site, STATE)
    for id_ in (foreign["id"], str(new_id())):
        assert (await does(member, "copyTrainingPlan", planId=id_))["__typename"] == "NotFoundProblem"
    for name, code in (("", "REQUIRED"), ("x" * 101, "TOO_LONG"), ("\0", "INVALID_FORMAT")):
        refused = await does(member, "copyTrainingPlan", planId=source["id"], name=name)
        assert issues(refused) == [("name", code)]
    assert await member.codes(MUTATIONS["copyTrainingPlan"], input={"planId": None}) == ["BAD_VALUE"]
    assert await value(site, STATE) == before


async def test_a_copy_costs_the_same_for_one_unit_and_for_twenty(member: Client) -> None:
    costs = []
    for size in (1, 20):
        units = [(day, await unit(member, f"{size} {day}")) for day in range(1, size + 1)]
        source = await plan(member, *units, name=f"Of {size}")
        await done(member, "copyTrainingPlan", planId=source["id"])
        costs.append(len(member.statements))
    assert costs[0] == costs[1]


async def test_of_more_units_than_are_copied_at_once_none_is_left_out(site: Site, member: Client) -> None:
    made = await plan(member, (1, await unit(member)))
    await execute(
        site,
        """
        WITH units AS (
          INSERT INTO training_units (name, created_by)
          SELECT 'Unit ' || number, created_by FROM training_plans, generate_series(1, 230) AS number
          WHERE id = :id RETURNING id
        ), exercises AS (
          INSERT INTO training_unit_exercises
            (training_unit_id, exercise_name_snapshot, mode, order_index)
          SELECT id, 'Squat', 'reps', number FROM units, generate_series(0, 1) AS number
        )
        INSERT INTO training_plan_units (training_plan_id, training_unit_id, day_number, order_index)
        SELECT :id, id, 2, row_number() OVER () FROM units
        """,
        id=decode_any_id(made["id"])[1],
    )
    copy = (await done(member, "copyTrainingPlan", planId=made["id"]))["trainingPlan"]
    assert copy["unitCount"] == 231
    counted = """
        SELECT count(*) FROM training_unit_exercises JOIN training_plan_units USING (training_unit_id)
        WHERE training_plan_id = :id
    """
    assert await value(site, counted, id=decode_any_id(copy["id"])[1]) == 461


async def test_twenty_copies_at_once_have_twenty_names(member: Client) -> None:
    source = await plan(member, (1, await unit(member)), (2, await unit(member, "Pull")))
    answers = await asyncio.gather(
        *(does(member, "copyTrainingPlan", planId=source["id"]) for _ in range(20))
    )
    assert {answer["__typename"] for answer in answers} == {"CopyTrainingPlanPayload"}
    names = {answer["trainingPlan"]["name"] for answer in answers}
    assert names == {f"Month ({number})" for number in range(2, 22)}
    assert len(await own_units(member)) == 42


async def test_a_plan_of_somebody_who_is_gone_can_still_be_copied(site: Site, member: Client) -> None:
    author = await site.member()
    source = await plan(author, (1, await unit(author)))
    await share(site, source["id"], "public")
    await author.data(
        'mutation { deleteMyAccount(input: {currentPassword: "correct horse battery"}) { __typename } }'
    )
    copy = (await done(member, "copyTrainingPlan", planId=source["id"]))["trainingPlan"]
    assert days(copy) == [(1, "Push")]
    assert (await own_units(member)).keys() == {"Push"}
