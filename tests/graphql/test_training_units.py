"""Making training units with all that their exercises can say, and changing what they are called."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from administrators import superuser
from building import MUTATIONS, STATE, built, company, does, names, row_ids, seen, system_unit
from exercising import issues
from markdown_it import MarkdownIt
from sign_ins import value
from training import slugs

from irontrack.graphql.relay import encode_id
from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "build-training-units.md"
PACE = """
    query ($id: ID!) { trainingUnit(id: $id) { exercises {
      km: targetPace { minSeconds maxSeconds } mile: targetPace(per: MI) { minSeconds maxSeconds }
    } } }
"""


async def test_a_unit_has_all_modes_and_an_exercise_several_times(member: Client) -> None:
    ids = await slugs(member)
    squat, run = {"exerciseId": ids["squat"]}, {"exerciseId": ids["run"]}
    unit = await built(
        member,
        exercises=[
            {**squat, "target": {"reps": {"min": 5, "max": 5}}, "restSeconds": 0, "notes": "Heavy."},
            {**squat, "mode": "SETS_ONLY", "sets": 2},
            {**squat, "mode": "TIME", "target": {"seconds": 32_767}, "restSeconds": None},
            {**run, "mode": "DISTANCE", "target": {"distance": {"value": "1", "unit": "MI"}}},
            {**run, "mode": "DISTANCE"},
        ],
    )
    rows = unit["exercises"]
    assert [row["mode"] for row in rows] == ["REPS", "SETS_ONLY", "TIME", "DISTANCE", "DISTANCE"]
    assert [row["orderIndex"] for row in rows] == [0, 1, 2, 3, 4]
    assert (rows[0]["repsMin"], rows[0]["repsMax"], rows[0]["notes"]) == (5, 5, "Heavy.")
    assert [row["restSeconds"] for row in rows] == [0, None, None, None, None]
    assert [row["sets"] for row in rows] == [1, 2, 1, 1, 1]
    assert (rows[2]["targetTimeSeconds"], rows[3]["targetDistance"]) == (32_767, "1.6093")
    assert len(set(row_ids(unit))) == 5
    assert await seen(member, unit["id"]) == unit


async def test_a_pace_goes_in_and_out_by_kilometre_and_by_mile(member: Client) -> None:
    run = {"exerciseId": (await slugs(member))["run"], "mode": "DISTANCE"}
    unit = await built(
        member,
        exercises=[
            {**run, "targetPace": {"minSeconds": 300, "maxSeconds": 330}},
            {**run, "mode": "TIME", "targetPace": {"minSeconds": 480, "maxSeconds": 480, "per": "MI"}},
            {**run, "targetPace": None},
        ],
    )
    rows = (await member.data(PACE, id=unit["id"]))["trainingUnit"]["exercises"]
    assert rows[0] == {
        "km": {"minSeconds": 300, "maxSeconds": 330},
        "mile": {"minSeconds": 483, "maxSeconds": 531},
    }
    assert rows[1] == {
        "km": {"minSeconds": 298, "maxSeconds": 298},
        "mile": {"minSeconds": 480, "maxSeconds": 480},
    }
    assert rows[2] == {"km": None, "mile": None}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"mode": "TIME", "target": {"reps": {"min": 1, "max": 2}}}, [("target", "METRIC_MISMATCH")]),
        ({"mode": "SETS_ONLY", "target": {"seconds": 5}}, [("target", "METRIC_MISMATCH")]),
        ({"target": {"distance": {"value": "1", "unit": "KM"}}}, [("target", "METRIC_MISMATCH")]),
        (
            {"target": {"reps": {"min": 0, "max": 1001}}},
            [("target.reps.min", "TOO_SMALL"), ("target.reps.max", "TOO_LARGE")],
        ),
        ({"target": {"reps": {"min": 3, "max": 2}}}, [("target.reps.min", "NOT_ALLOWED")]),
        ({"targetPace": {"minSeconds": 300, "maxSeconds": 300}}, [("targetPace", "METRIC_MISMATCH")]),
        (
            {"mode": "SETS_ONLY", "targetPace": {"minSeconds": 300, "maxSeconds": 300}},
            [("targetPace", "METRIC_MISMATCH")],
        ),
        (
            {"mode": "TIME", "targetPace": {"minSeconds": 29, "maxSeconds": 3601}},
            [("targetPace.minSeconds", "TOO_SMALL"), ("targetPace.maxSeconds", "TOO_LARGE")],
        ),
        (
            {"mode": "TIME", "targetPace": {"minSeconds": -(2**31), "maxSeconds": 2**31 - 1, "per": "MI"}},
            [("targetPace.minSeconds", "TOO_SMALL"), ("targetPace.maxSeconds", "TOO_LARGE")],
        ),
        (
            {"mode": "DISTANCE", "targetPace": {"minSeconds": 301, "maxSeconds": 300}},
            [("targetPace.minSeconds", "NOT_ALLOWED")],
        ),
        ({"sets": 0}, [("sets", "TOO_SMALL")]),
        ({"sets": 101}, [("sets", "TOO_LARGE")]),
        ({"restSeconds": -1}, [("restSeconds", "TOO_SMALL")]),
        ({"groupIndex": 1001}, [("groupIndex", "TOO_LARGE")]),
        ({"notes": "nul\0"}, [("notes", "INVALID_FORMAT")]),
        ({"notes": "x" * 2001}, [("notes", "TOO_LONG")]),
        ({"targetWeight": {"value": "100000", "unit": "KG"}}, [("targetWeight.value", "TOO_LARGE")]),
        ({"exerciseId": str(uuid.uuid4())}, [("exerciseId", "UNKNOWN")]),
        ({"clientId": str(uuid.uuid4())}, [("clientId", "INVALID_FORMAT")]),
    ],
)
async def test_an_unusable_value_is_refused_by_field_when_made_and_when_set(
    site: Site, member: Client, change: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    squat = {"exerciseId": (await slugs(member))["squat"]}
    unit = await built(member, "Old", [squat])
    before = await value(site, STATE)
    wanted = [(f"exercises.1.{path}", code) for path, code in expected]
    exercises = [squat, {**squat, **change}]
    assert issues(await does(member, "createTrainingUnit", name="New", exercises=exercises)) == wanted
    assert (
        issues(await does(member, "setTrainingUnitExercises", id=unit["id"], exercises=exercises)) == wanted
    )
    assert await value(site, STATE) == before


async def test_a_superset_is_one_run_of_neighbours(site: Site, member: Client) -> None:
    squat = {"exerciseId": (await slugs(member))["squat"]}

    def grouped(*numbers: int | None) -> list[dict[str, Any]]:
        return [{**squat, "groupIndex": number} for number in numbers]

    unit = await built(member, "One", grouped(None, 0, 0, None, 7, 7, 7, 1))
    assert [row["groupIndex"] for row in unit["exercises"]] == [None, 0, 0, None, 7, 7, 7, 1]
    before = await value(site, STATE)
    for numbers, torn in (((1, 2, 1), [2]), ((1, None, 1, 1, None, 1), [2, 5]), ((0, 1, 0, 1), [2, 3])):
        expected = [(f"exercises.{place}.groupIndex", "NOT_ALLOWED") for place in torn]
        sent = {"exercises": grouped(*numbers)}
        assert issues(await does(member, "createTrainingUnit", name="Two", **sent)) == expected
        assert issues(await does(member, "setTrainingUnitExercises", id=unit["id"], **sent)) == expected
    assert await value(site, STATE) == before


async def test_a_client_names_the_unit_and_its_exercises(member: Client) -> None:
    ids = await slugs(member)
    unit_id, squat, plank = [str(new_id()) for _ in range(3)]
    exercises = [
        {"exerciseId": ids["squat"], "clientId": squat},
        {"exerciseId": ids["plank"], "clientId": plank.upper()},
    ]
    sent = {"id": unit_id, "name": "Offline", "exercises": exercises}
    answers = await asyncio.gather(*(does(member, "createTrainingUnit", **sent) for _ in range(5)))
    (unit,) = {str(answer): answer["trainingUnit"] for answer in answers}.values()
    assert [row["clientId"] for row in unit["exercises"]] == [squat, plank]
    assert unit["id"] == encode_id("TrainingUnit", uuid.UUID(unit_id))
    turned = await does(member, "reorderTrainingUnitExercises", id=unit_id, exerciseIds=[plank, squat])
    assert names(turned["trainingUnit"]) == ["Plank", "Barbell Back Squat"]
    again = await does(member, "createTrainingUnit", **sent)
    assert names(again["trainingUnit"]) == ["Plank", "Barbell Back Squat"]
    exercises[0]["clientId"] = exercises[1]["clientId"]
    twice = await does(member, "createTrainingUnit", name="Twice", exercises=exercises)
    assert issues(twice) == [("exercises.1.clientId", "NOT_ALLOWED")]


@pytest.mark.parametrize("client_id", ["", "x", "nul\0", encode_id("TrainingUnitExercise", 5), "1" * 300])
async def test_a_client_id_that_is_no_uuid_is_a_bad_id(member: Client, client_id: str) -> None:
    exercise = {"exerciseId": (await slugs(member))["squat"], "clientId": client_id}
    sent = {"name": "Push", "exercises": [exercise]}
    assert await member.codes(MUTATIONS["createTrainingUnit"], input=sent) == ["BAD_ID"]


async def test_what_is_left_out_stays_and_null_removes(member: Client) -> None:
    unit = await built(member)
    assert unit["version"] == 1
    named = (await does(member, "updateTrainingUnit", id=unit["id"], name="  Pull \t day "))["trainingUnit"]
    assert named == {**unit, "name": "Pull day", "version": 2}
    told = await does(member, "updateTrainingUnit", id=unit["id"], version=2, description="Back.\nBiceps.")
    assert told["trainingUnit"] == {**named, "description": "Back.\nBiceps.", "version": 3}
    same = await does(member, "updateTrainingUnit", id=unit["id"], name="Pull day")
    assert same == {**told, "__typename": "UpdateTrainingUnitPayload"}
    for nothing in (None, "", " \n"):
        await does(member, "updateTrainingUnit", id=unit["id"], description="Something")
        blank = await does(member, "updateTrainingUnit", id=unit["id"], description=nothing)
        assert (blank["trainingUnit"]["name"], blank["trainingUnit"]["description"]) == ("Pull day", None)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": None}, [("name", "REQUIRED")]),
        ({"name": " \u200b"}, [("name", "REQUIRED")]),
        ({"name": "x" * 101}, [("name", "TOO_LONG")]),
        ({"name": "nul\0"}, [("name", "INVALID_FORMAT")]),
        ({"name": "", "description": "x" * 2001}, [("name", "REQUIRED"), ("description", "TOO_LONG")]),
        ({"name": "Taken"}, [("name", "TAKEN")]),
    ],
)
async def test_an_unusable_name_or_description_is_refused(
    site: Site, member: Client, change: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    unit = await built(member)
    await built(member, "Taken")
    before = await value(site, STATE)
    assert issues(await does(member, "updateTrainingUnit", id=unit["id"], **change)) == expected
    assert await value(site, STATE) == before


async def test_a_stale_version_is_a_conflict_that_shows_the_unit(site: Site, member: Client) -> None:
    unit = await built(member)
    await does(member, "updateTrainingUnit", id=unit["id"], name="Newer")
    before = await value(site, STATE)
    for field, sent in (
        ("updateTrainingUnit", {"name": "Newest"}),
        ("setTrainingUnitExercises", {"exercises": []}),
        ("reorderTrainingUnitExercises", {"exerciseIds": row_ids(unit)[::-1]}),
        ("deleteTrainingUnit", {}),
    ):
        for version in (1, 3, 0, -1, 2**31 - 1):
            refused = await does(member, field, id=unit["id"], version=version, **sent)
            assert refused["__typename"] == "ConflictProblem"
            current = {"__typename": "TrainingUnit", "id": unit["id"], "name": "Newer", "version": 2}
            assert refused["current"] == current
    assert await value(site, STATE) == before


async def test_writers_and_the_owner_change_a_shared_unit_and_nobody_else(site: Site, anyone: Client) -> None:
    us = await company(site)
    rows = row_ids(us.unit)
    edits: dict[str, dict[str, Any]] = {
        "updateTrainingUnit": {"description": "Ours."},
        "setTrainingUnitExercises": {"exercises": [{"id": row, "sets": 3} for row in rows]},
        "reorderTrainingUnitExercises": {"exerciseIds": rows[::-1]},
    }
    before = await value(site, STATE)
    for field, sent in {**edits, "deleteTrainingUnit": {}}.items():
        input_ = {"id": us.unit["id"], **sent}
        assert await anyone.codes(MUTATIONS[field], input=input_) == ["UNAUTHENTICATED"]
        assert (await does(us.stranger.client, field, **input_))["__typename"] == "NotFoundProblem"
        assert (await does(us.reader.client, field, **input_))["__typename"] == "ForbiddenProblem"
    refused = await does(us.writer.client, "deleteTrainingUnit", id=us.unit["id"])
    assert refused["__typename"] == "ForbiddenProblem"
    assert await value(site, STATE) == before
    for version, (field, sent) in enumerate(edits.items(), start=1):
        done = await does(us.writer.client, field, id=us.unit["id"], version=version, **sent)
        assert done["trainingUnit"]["version"] == version + 1
    unit = await seen(us.owner.client, us.unit["id"])
    assert (unit["description"], row_ids(unit)) == ("Ours.", rows[::-1])
    assert [row["sets"] for row in unit["exercises"]] == [3, 3, 3]


async def test_a_superuser_changes_the_systems_units_and_nobody_elses(site: Site, member: Client) -> None:
    admin, unit_id = (await superuser(site)).client, await system_unit(site)
    squat = {"exerciseId": (await slugs(member))["squat"]}
    edits: dict[str, dict[str, Any]] = {
        "updateTrainingUnit": {"name": "Starter two"},
        "setTrainingUnitExercises": {"exercises": [squat]},
        "deleteTrainingUnit": {},
    }
    mine = await built(member)
    for field, sent in edits.items():
        assert (await does(member, field, id=unit_id, **sent))["__typename"] == "ForbiddenProblem"
        assert (await does(admin, field, id=mine["id"], **sent))["__typename"] == "NotFoundProblem"
    for field, sent in edits.items():
        assert "Problem" not in (await does(admin, field, id=unit_id, **sent))["__typename"]
    assert await seen(member, unit_id) is None


async def test_an_id_of_something_else_is_a_bad_id(member: Client) -> None:
    unit = await built(member)
    others = ["", "x", "nul\0", encode_id("TrainingPlan", new_id()), row_ids(unit)[0], "0" * 300]
    for field, name, sent in (
        ("updateTrainingUnit", "id", {"name": "Pull"}),
        ("setTrainingUnitExercises", "id", {"exercises": []}),
        ("reorderTrainingUnitExercises", "id", {"exerciseIds": []}),
        ("deleteTrainingUnit", "id", {}),
        ("copyTrainingUnit", "unitId", {}),
        ("copyTrainingUnit", "id", {"unitId": unit["id"]}),
        ("createTrainingUnit", "id", {"name": "Pull"}),
    ):
        for id_ in others:
            assert await member.codes(MUTATIONS[field], input={**sent, name: id_}) == ["BAD_ID"]
    for version in (2**31, "1", 1.5):
        wrong = {"id": unit["id"], "version": version}
        assert await member.codes(MUTATIONS["updateTrainingUnit"], input=wrong) == ["BAD_VALUE"]
    assert await seen(member, unit["id"]) == unit


async def test_the_page_about_units_can_be_followed(member: Client) -> None:
    tokens = MarkdownIt().parse(PAGE.read_text("utf-8"))
    make, change, reorder, copy, delete = [token.content for token in tokens if token.info == "graphql"]
    ids = await slugs(member)
    exercises = {"press": ids["squat"], "row": ids["plank"], "run": ids["run"]}
    refused = (await member.data(make, **exercises))["createTrainingUnit"]
    assert issues(refused) == [("exercises.1.target", "METRIC_MISMATCH")]
    unit = (await member.data(make, **exercises | {"row": ids["squat"]}))["createTrainingUnit"][
        "trainingUnit"
    ]
    assert [row["groupIndex"] for row in unit["exercises"]] == [1, 1, None]
    press, _, run = row_ids(unit)
    sent = {"unit": unit["id"], "version": 1, "run": run, "press": press, "dips": ids["plank"]}
    done = (await member.data(change, **sent))["setTrainingUnitExercises"]["trainingUnit"]
    assert row_ids(done)[:2] == [run, press]
    assert [row["sets"] for row in done["exercises"]] == [1, 5, 1]
    order = [row["clientId"] or row["id"] for row in done["exercises"]][::-1]
    turned = await member.data(reorder, unit=unit["id"], order=order)
    assert names(turned["reorderTrainingUnitExercises"]["trainingUnit"]) == names(done)[::-1]
    copied = (await member.data(copy, unit=unit["id"]))["copyTrainingUnit"]["trainingUnit"]
    assert (copied["name"], copied["copiedFrom"]["id"]) == ("Push and pull (2)", unit["id"])
    gone = (await member.data(delete, unit=unit["id"]))["deleteTrainingUnit"]
    assert gone["deletedTrainingUnitId"] == unit["id"]


async def test_of_twenty_renamed_at_once_to_one_name_one_gets_it(member: Client) -> None:
    units = [await built(member, f"Unit {number}", []) for number in range(20)]
    answers = await asyncio.gather(
        *(does(member, "updateTrainingUnit", id=unit["id"], name="Same") for unit in units)
    )
    kinds = sorted(answer["__typename"] for answer in answers)
    assert kinds == ["UpdateTrainingUnitPayload", *["ValidationProblem"] * 19]
    assert {issue for answer in answers if "issues" in answer for issue in issues(answer)} == {
        ("name", "TAKEN")
    }
