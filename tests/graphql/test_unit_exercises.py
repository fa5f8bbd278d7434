"""Setting and reordering the exercises of a unit: what stays keeps its id, and so what refers to it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from administrators import superuser
from building import MUTATIONS, STATE, built, company, does, names, row_ids, seen, system_unit
from exercising import does as does_exercise
from exercising import issues, made, remove_additions
from sign_ins import value
from test_system_exercises import new_name, system
from training import START, slugs

from irontrack.graphql.relay import encode_id
from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

SET = "setTrainingUnitExercises"
REORDER = "reorderTrainingUnitExercises"
FULL: dict[str, Any] = {
    "sets": 4,
    "target": {"reps": {"min": 5, "max": 8}},
    "targetWeight": {"value": "60", "unit": "KG"},
    "restSeconds": 0,
    "groupIndex": 3,
    "notes": "Slow.",
}


async def test_rows_stay_change_come_and_go_in_one_call(member: Client) -> None:
    ids = await slugs(member)
    unit = await built(member)
    squat, plank, run = row_ids(unit)
    exercises = [
        {"id": run, "notes": "Easy."},
        {"exerciseId": ids["plank"], "target": {"seconds": 30}},
        {"id": squat, **FULL},
        {"exerciseId": ids["squat"]},
    ]
    done = (await does(member, SET, id=unit["id"], version=1, exercises=exercises))["trainingUnit"]
    assert names(done) == ["Easy Run", "Plank", "Barbell Back Squat", "Barbell Back Squat"]
    assert (done["exercises"][0]["id"], done["exercises"][2]["id"]) == (run, squat)
    assert not {plank, run, squat} & {done["exercises"][1]["id"], done["exercises"][3]["id"]}
    assert [row["orderIndex"] for row in done["exercises"]] == [0, 1, 2, 3]
    assert done["exercises"][0] == {**unit["exercises"][2], "notes": "Easy.", "orderIndex": 0}
    assert (done["exercises"][2]["sets"], done["exercises"][2]["targetWeight"]) == (4, "60")
    assert (done["version"], await seen(member, unit["id"])) == (2, done)


async def test_what_is_left_out_of_a_row_stays_and_null_removes(member: Client) -> None:
    squat = (await slugs(member))["squat"]
    unit = await built(member, exercises=[{"exerciseId": squat, **FULL}])
    (row,) = row_ids(unit)
    for same in ({}, dict.fromkeys(("mode", "sets", "exerciseId", "clientId")), FULL, {"exerciseId": squat}):
        kept = await does(member, SET, id=unit["id"], exercises=[{"id": row, **same}])
        assert kept["trainingUnit"] == unit
    nothing = dict.fromkeys(("target", "targetPace", "targetWeight", "restSeconds", "groupIndex", "notes"))
    (bare,) = (await does(member, SET, id=unit["id"], exercises=[{"id": row, **nothing}]))["trainingUnit"][
        "exercises"
    ]
    gone = dict.fromkeys(("repsMin", "repsMax", "targetWeight", "restSeconds", "groupIndex", "notes"))
    assert bare == {**unit["exercises"][0], **gone}


async def test_another_exercise_takes_a_row_over_and_another_mode_needs_another_target(
    member: Client,
) -> None:
    ids = await slugs(member)
    unit = await built(member, exercises=[{"exerciseId": ids["squat"], **FULL}])
    (row,) = row_ids(unit)
    swapped = await does(member, SET, id=unit["id"], exercises=[{"id": row, "exerciseId": ids["plank"]}])
    (plank,) = swapped["trainingUnit"]["exercises"]
    assert (plank["id"], plank["exerciseName"], plank["exercise"]["slug"]) == (row, "Plank", "plank")
    assert (plank["mode"], plank["repsMin"], plank["sets"]) == ("REPS", 5, 4)
    refused = await does(member, SET, id=unit["id"], exercises=[{"id": row, "mode": "TIME"}])
    assert issues(refused) == [("exercises.0.target", "METRIC_MISMATCH")]
    timed = {"id": row, "mode": "TIME", "target": {"seconds": 60}}
    (plank,) = (await does(member, SET, id=unit["id"], exercises=[timed]))["trainingUnit"]["exercises"]
    assert (plank["mode"], plank["repsMin"], plank["targetTimeSeconds"]) == ("TIME", None, 60)


async def test_sent_again_with_client_ids_a_set_makes_nothing_new(member: Client) -> None:
    ids = await slugs(member)
    unit = await built(member, exercises=[])
    first, second = str(new_id()), str(new_id())
    exercises = [
        {"clientId": first, "exerciseId": ids["squat"], **FULL},
        {"clientId": second, "exerciseId": ids["run"]},
    ]
    once = (await does(member, SET, id=unit["id"], exercises=exercises))["trainingUnit"]
    assert [row["clientId"] for row in once["exercises"]] == [first, second]
    assert (await does(member, SET, id=unit["id"], exercises=exercises))["trainingUnit"] == once
    turned = [{"id": second}, {"id": first, "clientId": first, "sets": 2}]
    done = (await does(member, SET, id=unit["id"], exercises=turned))["trainingUnit"]
    assert row_ids(done) == row_ids(once)[::-1]
    assert [row["sets"] for row in done["exercises"]] == [1, 2]


async def test_a_row_is_of_the_unit_and_named_once(site: Site, member: Client) -> None:
    ids, client_id, other_id = await slugs(member), str(new_id()), str(new_id())
    unit = await built(member, exercises=[{"exerciseId": ids["squat"], "clientId": client_id}])
    (row,) = row_ids(unit)
    (others,) = row_ids(await built(member, "Other", [{"exerciseId": ids["squat"], "clientId": other_id}]))
    (hers,) = row_ids(await built(await site.member(), exercises=[{"exerciseId": ids["squat"]}]))
    before = await value(site, STATE)
    for wanted, expected in (
        ([{"id": others}], [("0.id", "UNKNOWN")]),
        ([{"id": hers}, {"id": other_id}], [("0.id", "UNKNOWN"), ("1.id", "UNKNOWN")]),
        ([{"id": encode_id("TrainingUnitExercise", 2**31 - 1)}], [("0.id", "UNKNOWN")]),
        ([{"id": str(uuid.uuid4())}], [("0.id", "UNKNOWN")]),
        ([{"id": row}, {"id": row}], [("1.id", "NOT_ALLOWED")]),
        ([{"clientId": client_id}, {"id": row}], [("1.id", "NOT_ALLOWED")]),
        ([{"id": client_id}, {"clientId": client_id}], [("1.clientId", "NOT_ALLOWED")]),
        ([{"id": row, "clientId": other_id}], [("0.clientId", "NOT_ALLOWED")]),
        ([{"sets": 2}], [("0.exerciseId", "REQUIRED")]),
        ([{"clientId": str(new_id())}], [("0.exerciseId", "REQUIRED")]),
        ([{"id": row, "exerciseId": str(uuid.uuid4())}], [("0.exerciseId", "UNKNOWN")]),
        ([{"clientId": other_id, "exerciseId": ids["squat"]}] * 2, [("1.clientId", "NOT_ALLOWED")]),
    ):
        refused = await does(member, SET, id=unit["id"], exercises=wanted)
        assert issues(refused) == [(f"exercises.{path}", code) for path, code in expected]
    assert await value(site, STATE) == before


@pytest.mark.parametrize("id_", ["", "x", "nul\0", encode_id("TrainingSet", 5), "0" * 300])
async def test_the_id_of_a_row_must_be_one(member: Client, id_: str) -> None:
    unit = await built(member)
    wanted = {"id": unit["id"], "exercises": [{"id": id_}]}
    assert await member.codes(MUTATIONS[SET], input=wanted) == ["BAD_ID"]
    order = {"id": unit["id"], "exerciseIds": [id_]}
    assert await member.codes(MUTATIONS[REORDER], input=order) == ["BAD_ID"]


async def test_a_unit_can_be_emptied_and_filled_to_a_hundred(member: Client) -> None:
    squat = {"exerciseId": (await slugs(member))["squat"]}
    unit = await built(member)
    assert (await does(member, SET, id=unit["id"], exercises=[]))["trainingUnit"]["exercises"] == []
    full = (await does(member, SET, id=unit["id"], exercises=[squat] * 100))["trainingUnit"]
    assert len(set(row_ids(full))) == 100
    for kept in ([{"id": row} for row in row_ids(full)], [squat] * 100):
        refused = await does(member, SET, id=unit["id"], exercises=[*kept, squat])
        assert issues(refused) == [("exercises", "TOO_MANY")]
    too_long = {"id": unit["id"], "exercises": [squat] * 251}
    assert await member.codes(MUTATIONS[SET], input=too_long) == ["BAD_VALUE"]
    nothings: tuple[Any, ...] = (None, [None], [{"target": {}}], [{"target": {"seconds": None}}], "x")
    for nothing in nothings:
        assert await member.codes(MUTATIONS[SET], input={"id": unit["id"], "exercises": nothing}) == [
            "BAD_VALUE"
        ]


async def test_in_somebody_elses_unit_only_the_systems_exercises_are_new(site: Site) -> None:
    us = await company(site)
    hers, his = await made(us.owner.client), await made(us.writer.client)
    rows = [{"id": row} for row in row_ids(us.unit)]
    with_hers = [*rows, {"exerciseId": hers["id"]}]
    unit = (await does(us.owner.client, SET, id=us.unit["id"], exercises=with_hers))["trainingUnit"]
    before = await value(site, STATE)
    rows = [{"id": row} for row in row_ids(unit)]
    for exercise, code in ((his, "NOT_ALLOWED"), (hers, "UNKNOWN")):
        new = [*rows, {"exerciseId": exercise["id"]}]
        refused = await does(us.writer.client, SET, id=unit["id"], exercises=new)
        assert issues(refused) == [("exercises.4.exerciseId", code)]
        changed = [{**rows[0], "exerciseId": exercise["id"]}, *rows[1:]]
        refused = await does(us.writer.client, SET, id=unit["id"], exercises=changed)
        assert issues(refused) == [("exercises.0.exerciseId", code)]
    assert await value(site, STATE) == before
    squat = (await slugs(us.writer.client))["squat"]
    kept = [{**rows[3], "exerciseId": hers["id"], "notes": "Hers."}, {"exerciseId": squat}]
    done = (await does(us.writer.client, SET, id=unit["id"], exercises=kept))["trainingUnit"]
    assert (names(done), done["exercises"][0]["exercise"]) == (["Ring Swing", "Barbell Back Squat"], None)
    assert (await seen(us.owner.client, unit["id"]))["exercises"][0]["exercise"]["id"] == hers["id"]


async def test_a_row_keeps_an_exercise_that_is_no_longer_to_be_had(site: Site, member: Client) -> None:
    admin = (await superuser(site)).client
    old, into, own = await system(admin), await system(admin), await made(member)
    sent: list[dict[str, Any]] = [{"exerciseId": one["id"]} for one in (old, into, own)]
    unit = await built(member, exercises=sent)
    await does_exercise(admin, "mergeExercises", **{"from": old["id"], "into": into["id"]})
    await does_exercise(member, "deleteExercise", id=own["id"])
    rows = [{"id": row} for row in row_ids(unit)]
    wanted = [{**row, "exerciseId": one["id"]} for row, one in zip(rows, (old, old, own), strict=True)]
    kept = await does(member, SET, id=unit["id"], exercises=wanted)
    assert kept["trainingUnit"] == unit
    refused = await does(member, SET, id=unit["id"], exercises=[*wanted, {"exerciseId": own["id"]}])
    assert issues(refused) == [("exercises.3.exerciseId", "UNKNOWN")]
    moved = [{**rows[2], "exerciseId": old["id"]}]
    (row,) = (await does(member, SET, id=unit["id"], exercises=moved))["trainingUnit"]["exercises"]
    assert (row["exerciseName"], row["exercise"]["id"]) == (into["name"], into["id"])
    await does_exercise(admin, "updateExercise", id=into["id"], name=new_name())
    again = await does(member, SET, id=unit["id"], version=2, exercises=moved)
    assert again["trainingUnit"]["exercises"] == [row]  # the same one, by the name that it had
    await remove_additions(site)


async def test_another_order_keeps_rows_and_what_refers_to_them(site: Site, member: Client) -> None:
    unit = await built(member)
    started = await member.data(START, input={"from": {"trainingUnitId": unit["id"]}})
    assert len(started["startSession"]["session"]["exercises"]) == 3
    squat, plank, run = row_ids(unit)
    turned = await does(member, REORDER, id=unit["id"], version=1, exerciseIds=[run, squat, plank])
    assert row_ids(turned["trainingUnit"]) == [run, squat, plank]
    assert turned["trainingUnit"]["version"] == 2
    again = await does(member, REORDER, id=unit["id"], exerciseIds=[run, squat, plank])
    assert again == turned
    kept = "SELECT count(planned_unit_exercise_id) FROM training_session_exercises WHERE session_id ="
    by_unit = f"{kept} (SELECT max(id::text)::uuid FROM training_sessions WHERE unit_name_snapshot = 'Push')"  # noqa: S608 - our own text
    assert await value(site, by_unit) == 3


async def test_an_order_names_every_row_once(site: Site, member: Client) -> None:
    unit = await built(member)
    squat, plank, run = row_ids(unit)
    (others,) = row_ids(await built(member, "Other", [{"exerciseId": (await slugs(member))["squat"]}]))
    before = await value(site, STATE)
    for order, expected in (
        ([], [("exerciseIds", "REQUIRED")]),
        ([squat, plank], [("exerciseIds", "REQUIRED")]),
        ([squat, plank, run, run], [("exerciseIds.3", "NOT_ALLOWED")]),
        ([squat, squat, run], [("exerciseIds.1", "NOT_ALLOWED"), ("exerciseIds", "REQUIRED")]),
        ([squat, plank, run, others], [("exerciseIds.3", "UNKNOWN")]),
        ([str(uuid.uuid4()), plank, run], [("exerciseIds.0", "UNKNOWN"), ("exerciseIds", "REQUIRED")]),
    ):
        assert issues(await does(member, REORDER, id=unit["id"], exerciseIds=order)) == expected
    too_long = {"id": unit["id"], "exerciseIds": [squat] * 251}
    assert await member.codes(MUTATIONS[REORDER], input=too_long) == ["BAD_VALUE"]
    assert await value(site, STATE) == before


async def test_a_superset_moves_as_one(member: Client) -> None:
    squat = {"exerciseId": (await slugs(member))["squat"]}
    exercises: list[dict[str, Any]] = [squat, {**squat, "groupIndex": 1}, {**squat, "groupIndex": 1}]
    unit = await built(member, exercises=exercises)
    alone, one, other = row_ids(unit)
    torn = await does(member, REORDER, id=unit["id"], exerciseIds=[one, alone, other])
    assert issues(torn) == [("exerciseIds.2", "NOT_ALLOWED")]
    moved = await does(member, REORDER, id=unit["id"], exerciseIds=[other, one, alone])
    assert row_ids(moved["trainingUnit"]) == [other, one, alone]


async def test_a_superuser_orders_the_systems_unit(site: Site, member: Client) -> None:
    admin, unit_id = (await superuser(site)).client, await system_unit(site)
    ids = await slugs(member)
    custom = await made(admin)
    refused = await does(admin, SET, id=unit_id, exercises=[{"exerciseId": custom["id"]}])
    assert issues(refused) == [("exercises.0.exerciseId", "NOT_ALLOWED")]
    wanted: list[dict[str, Any]] = [{"exerciseId": ids["squat"]}, {"exerciseId": ids["run"]}]
    unit = (await does(admin, SET, id=unit_id, exercises=wanted))["trainingUnit"]
    assert unit["isSystem"]
    order = row_ids(unit)[::-1]
    assert (await does(member, REORDER, id=unit_id, exerciseIds=order))["__typename"] == "ForbiddenProblem"
    assert row_ids((await does(admin, REORDER, id=unit_id, exerciseIds=order))["trainingUnit"]) == order
    await does(admin, "deleteTrainingUnit", id=unit_id)
