"""One way through the product, as a client goes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from training import FINISH, HISTORY, LOG, START, leg_day

if TYPE_CHECKING:
    from clients import Client

pytestmark = pytest.mark.anyio


async def test_a_unit_is_made_with_its_exercises_and_targets(member: Client) -> None:
    unit = await leg_day(member)
    squat, plank = unit["exercises"]
    assert unit["name"] == "Leg day"
    assert squat == {
        "exerciseName": "Barbell Back Squat",
        "mode": "REPS",
        "sets": 3,
        "repsMin": 5,
        "repsMax": 8,
        "targetTimeSeconds": None,
        "restSeconds": 0,
        "groupIndex": 1,
        "notes": "Below parallel.",
        "targetWeight": "102.058",
        "targetPounds": "225",
        "exercise": {"slug": "barbell-back-squat"},
    }
    assert (plank["mode"], plank["targetTimeSeconds"], plank["restSeconds"]) == ("TIME", 60, None)


async def test_a_session_copies_its_unit_takes_sets_and_gets_a_duration(member: Client) -> None:
    unit = await leg_day(member)
    start = {
        "from": {"trainingUnitId": unit["id"]},
        "startTime": "2026-03-01T18:00:00+01:00",
        "timeZone": "Europe/Berlin",
    }
    session = (await member.data(START, input=start))["startSession"]["session"]
    assert (session["status"], session["unitName"], session["timeZone"]) == (
        "IN_PROGRESS",
        "Leg day",
        "Europe/Berlin",
    )
    squat, plank = session["exercises"]
    assert (squat["plannedSets"], squat["repsMin"], squat["targetWeight"], squat["restSeconds"]) == (
        3,
        5,
        "102.058",
        0,
    )
    log = {"sessionExerciseId": squat["id"], "metric": {"reps": 5}, "weight": {"value": "100", "unit": "KG"}}
    first = (await member.data(LOG, input={**log, "rpe": "8.5"}))["logSet"]["set"]
    second = (await member.data(LOG, input=log))["logSet"]["set"]
    assert (first["orderIndex"], second["orderIndex"]) == (0, 1)
    assert (first["weight"], first["reps"], first["rpe"], first["setType"]) == ("100", 5, "8.5", "WORKING")
    hold = {"sessionExerciseId": plank["id"], "metric": {"seconds": 62}}
    assert (await member.data(LOG, input=hold))["logSet"]["set"]["timeSeconds"] == 62
    finish = {"sessionId": session["id"], "endTime": "2026-03-01T19:15:30+01:00", "notes": "Felt strong."}
    done = (await member.data(FINISH, input=finish))["finishSession"]["session"]
    assert (done["status"], done["durationSeconds"], done["notes"]) == ("COMPLETED", 4530, "Felt strong.")
    assert (done["startTime"], done["endTime"]) == ("2026-03-01T17:00:00Z", "2026-03-01T18:15:30Z")
    assert done["version"] == 5
    sessions = (await member.data(HISTORY))["viewer"]["trainingSessions"]
    assert sessions["totalCount"] == 1
    assert [e["exerciseName"] for e in sessions["nodes"][0]["exercises"]] == ["Barbell Back Squat", "Plank"]
    assert sessions["nodes"][0]["exercises"][0]["sets"] == [{"reps": 5, "weight": "220.46"}] * 2
