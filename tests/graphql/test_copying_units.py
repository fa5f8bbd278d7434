"""Copying units: what a copy says, what it is called, and what it does not give away."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from administrators import key, person
from building import MUTATIONS, STATE, built, company, does, names, planned, row_ids, seen, system_unit
from exercising import does as does_exercise
from exercising import issues, made
from sign_ins import execute, value
from training import slugs

from irontrack.graphql.relay import decode_id, encode_id
from irontrack.kit.ids import new_id
from irontrack.models import TrainingUnitRow

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

COPY = "copyTrainingUnit"
WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""
NAMES = "{ viewer { trainingUnits(first: 100) { nodes { name } } } }"


async def own_names(client: Client) -> list[str]:
    nodes = (await client.data(NAMES))["viewer"]["trainingUnits"]["nodes"]
    return [unit["name"] for unit in nodes]


async def test_a_copy_says_the_same_and_is_ones_own(site: Site) -> None:
    us = await company(site)
    ids = await slugs(us.owner.client)
    exercises = [
        {
            "exerciseId": ids["run"],
            "mode": "DISTANCE",
            "target": {"distance": {"value": "5", "unit": "KM"}},
            "targetPace": {"minSeconds": 300, "maxSeconds": 330},
            "groupIndex": 4,
            "restSeconds": 0,
            "notes": "Even.",
            "clientId": str(new_id()),
        },
        {"exerciseId": ids["squat"], "target": {"reps": {"min": 3, "max": 5}}, "sets": 5},
    ]
    owner, reader = us.owner.client, us.reader.client
    await does(owner, "updateTrainingUnit", id=us.unit["id"], description="For us.")
    done = await does(owner, "setTrainingUnitExercises", id=us.unit["id"], exercises=exercises)
    unit = done["trainingUnit"]
    copy = (await does(reader, COPY, unitId=unit["id"]))["trainingUnit"]
    same = [{**row, "id": None, "clientId": None} for row in unit["exercises"]]
    assert [{**row, "id": None} for row in copy["exercises"]] == same
    assert not set(row_ids(copy)) & set(row_ids(unit))
    assert copy == {
        **unit,
        "id": copy["id"],
        "exercises": copy["exercises"],
        "sharingStatus": "PRIVATE",
        "version": 1,
        "copiedFrom": {"id": unit["id"]},
    }
    await does(owner, "setTrainingUnitExercises", id=unit["id"], exercises=[])
    assert await seen(reader, copy["id"]) == copy
    assert await seen(owner, copy["id"]) is None


async def test_whoever_may_read_a_unit_by_any_path_may_copy_it(site: Site, anyone: Client) -> None:
    us = await company(site)
    for whom in (us.owner, us.reader, us.writer):
        assert (await does(whom.client, COPY, unitId=us.unit["id"]))["trainingUnit"]["exercises"]
    before = await value(site, STATE)
    refused = await does(us.stranger.client, COPY, unitId=us.unit["id"])
    assert refused == await does(us.stranger.client, COPY, unitId=encode_id("TrainingUnit", new_id()))
    assert refused["__typename"] == "NotFoundProblem"
    assert await anyone.codes(MUTATIONS[COPY], input={"unitId": us.unit["id"]}) == ["UNAUTHENTICATED"]
    assert await value(site, STATE) == before
    await planned(site, us.unit["id"], us.owner, "Carries it", "public")
    assert names((await does(us.stranger.client, COPY, unitId=us.unit["id"]))["trainingUnit"])
    starter = await system_unit(site)
    copy = (await does(us.stranger.client, COPY, unitId=starter))["trainingUnit"]
    assert (copy["isSystem"], copy["slug"], copy["name"]) == (False, None, "Starter")


async def test_what_only_others_can_use_keeps_its_name_and_leads_nowhere(site: Site) -> None:
    us = await company(site)
    owner, reader = us.owner.client, us.reader.client
    mine, gone = await made(owner), await made(owner, name="Old Swing")
    rows = [{"exerciseId": one["id"]} for one in (mine, gone)]
    await does(owner, "setTrainingUnitExercises", id=us.unit["id"], exercises=rows)
    await does_exercise(owner, "deleteExercise", id=gone["id"])
    copy = (await does(reader, COPY, unitId=us.unit["id"]))["trainingUnit"]
    assert names(copy) == ["Ring Swing", "Old Swing"]
    id_ = decode_id(copy["id"], "TrainingUnit")
    referred = "SELECT count(exercise_id) FROM training_unit_exercises WHERE training_unit_id = :id"
    assert await value(site, referred, id=id_) == 0
    own = (await does(owner, COPY, unitId=us.unit["id"]))["trainingUnit"]
    assert [row["exercise"] and row["exercise"]["id"] for row in own["exercises"]] == [mine["id"], gone["id"]]
    kept = [{"id": row, "sets": 2} for row in row_ids(copy)]
    changed = (await does(reader, "setTrainingUnitExercises", id=copy["id"], exercises=kept))["trainingUnit"]
    assert (names(changed), changed["exercises"][0]["sets"]) == (names(copy), 2)


async def test_the_original_is_named_only_while_it_can_be_read(site: Site) -> None:
    us = await company(site)
    reader = us.reader.client
    copy = (await does(reader, COPY, unitId=us.unit["id"]))["trainingUnit"]
    id_ = decode_id(us.unit["id"], "TrainingUnit")
    await execute(site, "UPDATE training_units SET sharing_status = 'private' WHERE id = :id", id=id_)
    assert await seen(reader, copy["id"]) == {**copy, "copiedFrom": None}
    await does(us.owner.client, "deleteTrainingUnit", id=us.unit["id"])
    assert await seen(reader, copy["id"]) == {**copy, "copiedFrom": None}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Legs", ["Legs", "Legs (2)", "Legs (3)", "Legs (4)"]),
        ("Legs (2)", ["Legs (2)", "Legs (3)", "Legs (4)", "Legs (5)"]),
        ("Legs (0)", ["Legs (0)", "Legs (0) (2)", "Legs (0) (3)", "Legs (0) (4)"]),
        ("(2)", ["(2)", "(2) (2)", "(2) (3)", "(2) (4)"]),
        ("50 % _ \\", ["50 % _ \\", "50 % _ \\ (2)", "50 % _ \\ (3)", "50 % _ \\ (4)"]),
        ("x" * 100, ["x" * 100, "x" * 96 + " (2)", "x" * 96 + " (3)", "x" * 96 + " (4)"]),
        ("é" * 95 + " x y", ["é" * 95 + " x y", *("é" * 95 + f" ({n})" for n in (2, 3, 4))]),
        ("🏋" * 100, ["🏋" * 100, "🏋" * 96 + " (2)", "🏋" * 96 + " (3)", "🏋" * 96 + " (4)"]),
    ],
)
async def test_a_taken_name_gets_the_next_number(member: Client, name: str, expected: list[str]) -> None:
    unit = await built(member, name, [])
    got = [unit["name"]]
    for _ in range(3):
        unit = (await does(member, COPY, unitId=unit["id"]))["trainingUnit"]
        got.append(unit["name"])
    assert got == expected
    assert max(map(len, got)) <= 100


async def test_a_copy_can_have_a_name_of_its_own(site: Site, member: Client) -> None:
    unit = await built(member)
    assert (await does(member, COPY, unitId=unit["id"], name=" Pull "))["trainingUnit"]["name"] == "Pull"
    assert (await does(member, COPY, unitId=unit["id"], name="Pull"))["trainingUnit"]["name"] == "Pull (2)"
    before = await value(site, STATE)
    for name, code in (("", "REQUIRED"), ("nul\0", "INVALID_FORMAT"), ("x" * 101, "TOO_LONG")):
        assert issues(await does(member, COPY, unitId=unit["id"], name=name)) == [("name", code)]
    assert await value(site, STATE) == before


async def test_the_same_copy_asked_for_twice_is_one(site: Site) -> None:
    us = await company(site)
    reader = us.reader.client
    sent = {"unitId": us.unit["id"], "id": str(new_id())}
    answers = await asyncio.gather(*(does(reader, COPY, **sent) for _ in range(5)))
    (copy,) = {str(answer): answer["trainingUnit"] for answer in answers}.values()
    await does(us.owner.client, "deleteTrainingUnit", id=us.unit["id"])
    again = (await does(reader, COPY, **sent))["trainingUnit"]
    assert again == {**copy, "copiedFrom": None}
    for other in ({"name": "Other"}, {"unitId": copy["id"]}):
        refused = await does(reader, COPY, **{**sent, **other})
        assert (refused["__typename"], refused["current"]["id"]) == ("ConflictProblem", copy["id"])
    made_so = await does(reader, "createTrainingUnit", id=sent["id"], name="Made")
    assert made_so["current"]["id"] == copy["id"]
    await does(reader, "deleteTrainingUnit", id=copy["id"])
    late = await does(reader, COPY, **sent)
    assert (late["__typename"], late["current"]) == ("ConflictProblem", None)
    mine = await built(us.stranger.client)
    taken = await does(reader, COPY, unitId=(await built(reader))["id"], id=mine["id"])
    assert (taken["__typename"], taken["current"]) == ("ConflictProblem", None)
    wrong = await does(reader, COPY, unitId=mine["id"], id="6f2b8f0e-7a3c-4f0e-9d2b-0f6f1f6f1f6f")
    assert issues(wrong) == [("id", "INVALID_FORMAT")]


async def test_twenty_copies_at_once_have_twenty_names_while_others_take_some(site: Site) -> None:
    owner = await person(site)
    client = owner.client
    unit = await built(client)
    rivals = [f"Push ({number})" for number in (2, 3, 5, 8)]
    answers = await asyncio.gather(
        *(does(client, COPY, unitId=unit["id"]) for _ in range(20)),
        *(does(client, "createTrainingUnit", name=name) for name in rivals),
    )
    copies = [answer["trainingUnit"]["name"] for answer in answers[:20]]
    assert len(set(copies)) == 20
    assert {answer["__typename"] for answer in answers[20:]} <= {
        "CreateTrainingUnitPayload",
        "ValidationProblem",
    }
    everything = await own_names(client)
    assert len(everything) == len(set(everything))
    assert set(copies) | set(rivals) | {"Push"} == set(everything)


async def test_a_name_that_is_taken_while_a_copy_is_named_leads_to_the_next_one(site: Site) -> None:
    owner = await person(site)
    unit = await built(owner.client)
    async with site.app.state.resources.database.transaction() as db:
        db.add(TrainingUnitRow(name="Push (2)", created_by=key(owner)))
        await db.flush()
        copying = asyncio.create_task(does(owner.client, COPY, unitId=unit["id"]))
        while not await value(site, WAITING):  # noqa: ASYNC110 - PostgreSQL tells nobody
            await asyncio.sleep(0.01)
    assert (await copying)["trainingUnit"]["name"] == "Push (3)"
