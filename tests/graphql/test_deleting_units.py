"""Deleting training units, and what stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from administrators import person, superuser
from building import STATE, built, company, does, planned, seen, system_unit
from sign_ins import value
from training import HISTORY, START

from irontrack.graphql.relay import encode_id
from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

DELETE = "deleteTrainingUnit"


async def test_a_deleted_unit_is_gone_and_history_keeps_its_names(member: Client) -> None:
    unit = await built(member)
    await member.data(START, input={"from": {"trainingUnitId": unit["id"]}})
    assert await does(member, DELETE, id=unit["id"], version=1) == {
        "__typename": "DeleteTrainingUnitPayload",
        "deletedTrainingUnitId": unit["id"],
    }
    assert await seen(member, unit["id"]) is None
    (session,) = (await member.data(HISTORY))["viewer"]["trainingSessions"]["nodes"]
    assert session["unitName"] == "Push"
    assert len(session["exercises"]) == 3
    again = await does(member, DELETE, id=unit["id"])
    assert again == await does(member, DELETE, id=encode_id("TrainingUnit", new_id()))
    assert again["__typename"] == "NotFoundProblem"
    await built(member)  # its name is free


async def test_a_unit_of_plans_stays_and_names_those_that_its_owner_can_read(site: Site) -> None:
    owner, other = await person(site), await person(site)
    unit = await built(owner.client)
    for name in ("beta", "Alpha"):
        await planned(site, unit["id"], owner, name)
    await planned(site, unit["id"], other, "Theirs, public", "public")
    await planned(site, unit["id"], other, "Secret")
    before = await value(site, STATE)
    refused = await does(owner.client, DELETE, id=unit["id"])
    assert (refused["__typename"], refused["code"]) == ("InUseProblem", "IN_USE")
    assert [plan["name"] for plan in refused["usedBy"]] == ["Alpha", "beta", "Theirs, public"]
    assert {plan["__typename"] for plan in refused["usedBy"]} == {"TrainingPlan"}
    assert await value(site, STATE) == before


async def test_a_plan_that_nobody_may_name_is_in_the_way_all_the_same(site: Site) -> None:
    owner, other = await person(site), await person(site)
    unit = await built(owner.client)
    await planned(site, unit["id"], other, "Secret")
    refused = await does(owner.client, DELETE, id=unit["id"])
    assert (refused["__typename"], refused["usedBy"]) == ("InUseProblem", [])
    assert "Secret" not in str(refused)


async def test_at_most_twenty_plans_are_named(site: Site) -> None:
    owner = await person(site)
    unit = await built(owner.client)
    for number in range(21):
        await planned(site, unit["id"], owner, f"Plan {number:02}")
    refused = await does(owner.client, DELETE, id=unit["id"])
    assert [plan["name"] for plan in refused["usedBy"]] == [f"Plan {number:02}" for number in range(20)]


async def test_only_its_owner_deletes_a_unit(site: Site) -> None:
    us, admin = await company(site), await superuser(site)
    before = await value(site, STATE)
    for whom, problem in (
        (us.stranger, "NotFoundProblem"),
        (admin, "NotFoundProblem"),
        (us.reader, "ForbiddenProblem"),
        (us.writer, "ForbiddenProblem"),
    ):
        assert (await does(whom.client, DELETE, id=us.unit["id"]))["__typename"] == problem
    assert await value(site, STATE) == before
    assert "deletedTrainingUnitId" in await does(us.owner.client, DELETE, id=us.unit["id"])


async def test_a_superuser_deletes_a_unit_of_the_systems_that_no_plan_has(site: Site) -> None:
    admin = await superuser(site)
    unit_id = await system_unit(site)
    await planned(site, unit_id, admin, "Mine")
    assert (await does(admin.client, DELETE, id=unit_id))["__typename"] == "InUseProblem"
    free = await system_unit(site)
    assert (await does(admin.client, DELETE, id=free))["deletedTrainingUnitId"] == free
