"""Whatever a session came from may change or go: the session says what it said."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from administrators import person
from clients import PASSWORD
from exercising import made
from following import enrolled, plan_of, unit
from planning import does as plan_does
from planning import share
from sign_ins import execute, value
from starting import finished, found, place, said, started, starts
from training import LOG, slugs

from irontrack.graphql.relay import decode_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

DELETE_UNIT = "mutation ($id: ID!) { deleteTrainingUnit(input: {id: $id}) { __typename } }"
DELETE_EXERCISE = "mutation ($id: ID!) { deleteExercise(input: {id: $id}) { __typename } }"
DELETE_MINE = """
    mutation ($password: String!) {
      deleteMyAccount(input: {currentPassword: $password}) { __typename }
    }
"""
RENAME = """
    UPDATE training_units SET name = 'Renamed' WHERE id = :unit;
    UPDATE training_plans SET name = 'Renamed' WHERE id = :plan;
    UPDATE exercises SET name = 'Renamed' WHERE id = :exercise;
    UPDATE training_unit_exercises SET exercise_name_snapshot = 'Renamed', sets = 9, target_weight = 1
      WHERE training_unit_id = :unit;
    DELETE FROM training_unit_exercises WHERE training_unit_id = :unit
"""


async def trained(client: Client, source: dict[str, Any]) -> Any:
    """Start a session, log a set, complete it, and return what it says."""
    session = await started(client, source, startTime="2026-11-20T10:00:00Z", notes="As planned.")
    logged = {"metric": {"reps": 5}, "weight": {"value": "100", "unit": "KG"}}
    await client.data(LOG, input={"sessionExerciseId": session["exercises"][0]["id"], **logged})
    await finished(client, session, endTime="2026-11-20T11:00:00Z")
    return session


async def test_a_session_is_the_same_after_everything_it_came_from_is_gone(site: Site) -> None:
    author, reader = await person(site), await site.member()
    exercise = await made(author.client, name="Secret Squat")
    lift = {
        "exerciseId": exercise["id"],
        "sets": 3,
        "target": {"reps": {"min": 5, "max": 8}},
        "targetWeight": {"value": "100", "unit": "KG"},
        "groupIndex": 1,
    }
    pace = {"targetPace": {"minSeconds": 300, "maxSeconds": 330}}
    run = {"exerciseId": (await slugs(reader))["run"], "mode": "DISTANCE", **pace}
    unit_id = await unit(author.client, "Legs", lift, {**run, "groupIndex": 1})
    plan_id = await plan_of(author.client, "Base", (1, unit_id))
    await share(site, plan_id, "public")
    await share(site, unit_id, "public")
    enrollment = await enrolled(reader, plan_id, "2026-11-20")
    sources: dict[str, dict[str, Any]] = {
        "unit": {"trainingUnitId": unit_id},
        "plan": {"planUnitId": await place(reader, plan_id)},
        "day": {"enrollmentDayId": enrollment["days"][0]["id"]},
    }
    sessions = {name: await trained(reader, source) for name, source in sources.items()}
    sessions["again"] = await trained(reader, {"sessionId": sessions["day"]["id"]})
    before = {name: await said(reader, session) for name, session in sessions.items()}
    assert {name: session["planName"] for name, session in before.items()} == {
        "unit": None,
        "plan": "Base",
        "day": "Base",
        "again": "Base",
    }

    async def is_unchanged() -> bool:
        return {name: await said(reader, session) for name, session in sessions.items()} == before

    keys = {
        "unit": decode_id(unit_id, "TrainingUnit"),
        "plan": decode_id(plan_id, "TrainingPlan"),
        "exercise": decode_id(exercise["id"], "Exercise"),
    }
    for statement in RENAME.split(";"):
        used = {name: key for name, key in keys.items() if f":{name}" in statement}
        await execute(site, statement, **used)
        assert await is_unchanged()
    assert (await found(reader, sessions["plan"]))["plan"]["name"] == "Renamed"
    await plan_does(author.client, "deleteTrainingPlan", id=plan_id)
    assert await is_unchanged()
    await author.client.data(DELETE_UNIT, id=unit_id)
    assert await is_unchanged()
    key = decode_id(enrollment["id"], "Enrollment")
    await execute(site, "DELETE FROM training_plan_enrollments WHERE id = :id", id=key)
    assert await is_unchanged()
    await author.client.data(DELETE_EXERCISE, id=exercise["id"])
    assert await is_unchanged()
    deleted = await author.client.data(DELETE_MINE, password=PASSWORD)
    assert deleted["deleteMyAccount"]["__typename"] == "DeleteMyAccountPayload"
    left = "SELECT (SELECT count(*) FROM exercises WHERE id = :e)"
    left += " + (SELECT count(*) FROM training_units WHERE id = :u)"
    assert await value(site, left, e=keys["exercise"], u=keys["unit"]) == 0
    assert await is_unchanged()
    for session in sessions.values():
        now = await found(reader, session)
        assert now["plan"] is now["trainingUnit"] is now["enrollmentDay"] is None
        assert now["exercises"][0]["exercise"] is None
        assert now["exercises"][0]["exerciseName"] == "Secret Squat"
    repeated = await started(reader, {"sessionId": sessions["again"]["id"]})
    assert [each["exerciseName"] for each in repeated["exercises"]] == ["Secret Squat", "Easy Run"]
    assert (repeated["unitName"], repeated["planName"]) == ("Legs", "Base")


async def test_starting_while_everything_goes_finds_it_or_what_was_copied(site: Site) -> None:
    author, reader = await person(site), await site.member()
    exercise = await made(author.client, name="Secret Squat")
    unit_id = await unit(author.client, "Legs", *[{"exerciseId": exercise["id"]}] * 5)
    plan_id = await plan_of(author.client, "Base", (1, unit_id))
    await share(site, plan_id, "shared")
    key, email = (
        decode_id(plan_id, "TrainingPlan"),
        (await reader.data("{ viewer { email } }"))["viewer"]["email"],
    )
    grant = """
        INSERT INTO training_plan_access (training_plan_id, user_id)
        SELECT :plan, id FROM user_account WHERE email = :email
    """
    await execute(site, grant, plan=key, email=email)
    enrollment = await enrolled(reader, plan_id, "2026-11-20")
    place_id = await place(reader, plan_id)
    first = await started(reader, {"planUnitId": place_id})
    sources = [
        {"enrollmentDayId": enrollment["days"][0]["id"]},
        {"planUnitId": place_id},
        {"trainingUnitId": unit_id},
        {"sessionId": first["id"]},
    ]
    calls = [starts(reader, source, allowSeveral=True) for source in sources * 8]
    calls.insert(7, author.client.data(DELETE_MINE, password=PASSWORD))
    answers = await asyncio.gather(*calls)
    assert answers.pop(7)["deleteMyAccount"]["__typename"] == "DeleteMyAccountPayload"
    for source, answer in zip(sources * 8, answers, strict=True):
        is_lost = "planUnitId" in source or "trainingUnitId" in source
        assert answer["__typename"] == "StartSessionPayload" or (is_lost and answer["code"] == "NOT_FOUND")
    for answer in answers:
        if "session" in answer:
            session = await said(reader, answer["session"])
            assert session["unitName"] == "Legs"
            assert {each["exerciseName"] for each in session["exercises"]} <= {"Secret Squat"}


async def test_ones_own_sessions_go_with_the_account_wherever_they_came_from(site: Site) -> None:
    me = await person(site)
    unit_id = await unit(me.client, "Legs", {"exerciseId": (await slugs(me.client))["squat"]})
    plan_id = await plan_of(me.client, "Base", (1, unit_id))
    enrollment = await enrolled(me.client, plan_id, "2026-11-20")
    first = await trained(me.client, {"enrollmentDayId": enrollment["days"][0]["id"]})
    await trained(me.client, {"planUnitId": await place(me.client, plan_id)})
    await trained(me.client, {"sessionId": first["id"]})
    count = """
        SELECT count(*) FROM training_sessions JOIN user_account ON user_account.id = user_id
        WHERE email = :email
    """
    assert await value(site, count, email=me.email) == 3
    await me.client.data(DELETE_MINE, password=PASSWORD)
    keys = [decode_id(first["id"], "TrainingSession")]
    assert await value(site, "SELECT count(*) FROM training_sessions WHERE id = ANY(:ids)", ids=keys) == 0
    orphans = "SELECT count(*) FROM request_hashes WHERE user_id NOT IN (SELECT id FROM user_account)"
    assert await value(site, orphans) == 0
