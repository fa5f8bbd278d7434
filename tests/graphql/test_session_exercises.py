"""Exercises of a session: added, replaced, ordered, described and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from logging_sets import begun, does, done, issues, logged, name, seen, state
from training import leg_day, slugs

from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

ADD = "addSessionExercise"
REPLACE = "replaceSessionExercise"
REORDER = "reorderSessionExercises"
UPDATE = "updateSessionExercise"


async def names(client: Client, session_id: str) -> list[str]:
    return [each["exerciseName"].split()[0] for each in (await seen(client, session_id))["exercises"]]


async def test_an_exercise_is_added_where_it_is_asked_for(member: Client) -> None:
    session, ids = await begun(member, "squat", "run"), await slugs(member)
    for position in (1, 0, 99):
        await done(member, ADD, sessionId=session["id"], exerciseId=ids["plank"], position=position)
    assert await names(member, session["id"]) == ["Plank", "Barbell", "Plank", "Easy", "Plank"]
    orders = [each["orderIndex"] for each in (await seen(member, session["id"]))["exercises"]]
    assert orders == [0, 1, 2, 3, 4]


async def test_an_exercise_that_is_added_twice_under_one_name_is_one(site: Site, member: Client) -> None:
    session, ids = await begun(member, "squat"), await slugs(member)
    sent = {"sessionId": session["id"], "exerciseId": ids["run"], "clientId": name(), "notes": "Slow."}
    first = await done(member, ADD, **sent)
    assert await done(member, ADD, **sent) == first
    other = await does(member, ADD, **sent | {"notes": "Fast."})
    assert (other["__typename"], other["current"]["id"]) == (
        "ConflictProblem",
        first["sessionExercise"]["id"],
    )
    await done(member, "removeSessionExercise", sessionExerciseId=sent["clientId"])
    before = await state(site)
    late = await does(member, ADD, **sent)
    assert (late["__typename"], late["current"]) == ("ConflictProblem", None)
    assert await state(site) == before


async def test_supersets_stand_in_one_place(site: Site, member: Client) -> None:
    session, ids = await begun(member, "squat"), await slugs(member)
    add = {"sessionId": session["id"], "exerciseId": ids["plank"]}
    await done(member, ADD, **add, groupIndex=1)
    await done(member, ADD, **add, groupIndex=1)
    await done(member, ADD, **add)
    rows = [each["id"] for each in (await seen(member, session["id"]))["exercises"]]
    before = await state(site)
    for field, sent, path in (
        (ADD, add | {"groupIndex": 1}, "groupIndex"),
        (ADD, add | {"position": 2}, "groupIndex"),
        (
            REORDER,
            {"sessionId": session["id"], "exerciseIds": [rows[i] for i in (1, 0, 2, 3)]},
            "exerciseIds.2",
        ),
    ):
        assert issues(await does(member, field, **sent)) == [(path, "NOT_ALLOWED")]
    assert await state(site) == before
    await done(member, UPDATE, sessionExerciseId=rows[0], groupIndex=1)
    await done(member, UPDATE, sessionExerciseId=rows[3], groupIndex=2)
    torn = await does(member, UPDATE, sessionExerciseId=rows[1], groupIndex=None)
    assert issues(torn) == [("groupIndex", "NOT_ALLOWED")]
    order = [rows[i] for i in (3, 2, 0, 1)]
    session = (await done(member, REORDER, sessionId=session["id"], exerciseIds=order))["session"]
    assert [each["id"] for each in session["exercises"]] == order
    assert [each["groupIndex"] for each in session["exercises"]] == [2, 1, 1, 1]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"groupIndex": -1}, ("groupIndex", "TOO_SMALL")),
        ({"groupIndex": 1001}, ("groupIndex", "TOO_LARGE")),
        ({"notes": "x" * 2001}, ("notes", "TOO_LONG")),
        ({"notes": "\0"}, ("notes", "INVALID_FORMAT")),
    ],
)
async def test_unusable_values_of_an_exercise_are_refused(
    site: Site, member: Client, change: dict[str, Any], expected: tuple[str, str]
) -> None:
    session, ids = await begun(member, "squat"), await slugs(member)
    before = await state(site)
    add = {"sessionId": session["id"], "exerciseId": ids["run"]}
    assert issues(await does(member, ADD, **add, **change)) == [expected]
    update = {"sessionExerciseId": session["exercises"][0]["id"]}
    assert issues(await does(member, UPDATE, **update, **change)) == [expected]
    negative = await does(member, ADD, **add, position=-1)
    assert issues(negative) == [("position", "TOO_SMALL")]
    assert await state(site) == before


async def test_a_replaced_exercise_keeps_place_sets_and_what_still_applies(member: Client) -> None:
    unit, ids = await leg_day(member), await slugs(member)
    start = await done(member, "startSession", **{"from": {"trainingUnitId": unit["id"]}})
    squat, plank = start["session"]["exercises"]
    await logged(member, squat["id"], 5)
    sent = {"sessionExerciseId": squat["id"], "exerciseId": ids["plank"], "mode": "REPS"}
    after = (await done(member, REPLACE, **sent))["sessionExercise"]
    assert (after["id"], after["exerciseName"], after["mode"]) == (squat["id"], "Plank", "REPS")
    assert (after["repsMin"], after["plannedSets"], after["targetWeight"]) == (5, 3, None)
    assert (after["notes"], after["orderIndex"], len(after["sets"])) == (squat["notes"], 0, 1)
    changed = await done(member, REPLACE, sessionExerciseId=plank["id"], exerciseId=ids["squat"])
    row = changed["sessionExercise"]
    assert (row["mode"], row["targetTimeSeconds"], row["plannedSets"]) == ("REPS", None, 2)
    same = await done(member, REPLACE, sessionExerciseId=plank["id"], exerciseId=ids["squat"])
    assert same == changed


async def test_sets_are_not_lost_to_another_mode(site: Site, member: Client) -> None:
    session, ids = await begun(member, "squat"), await slugs(member)
    squat = session["exercises"][0]["id"]
    (one,) = await logged(member, squat, 5)
    before = await state(site)
    sent = {"sessionExerciseId": squat, "exerciseId": ids["plank"]}
    assert issues(await does(member, REPLACE, **sent)) == [("mode", "NOT_ALLOWED")]
    missing = await does(member, REPLACE, sessionExerciseId=squat, exerciseId=str(new_id()))
    assert issues(missing) == [("exerciseId", "UNKNOWN")]
    assert await state(site) == before
    await done(member, "deleteSet", setId=one["id"])
    assert (await done(member, REPLACE, **sent))["sessionExercise"]["mode"] == "TIME"


@pytest.mark.parametrize("ending", ["finishSession", "abortSession"])
async def test_exercises_of_a_session_that_is_over_are_put_right(member: Client, ending: str) -> None:
    session, ids = await begun(member), await slugs(member)
    squat, plank, run = (each["id"] for each in session["exercises"])
    await logged(member, squat, 5)
    await done(member, ending, sessionId=session["id"])
    order = [run, squat, plank]
    await done(member, REORDER, sessionId=session["id"], exerciseIds=order)
    await done(member, UPDATE, sessionExerciseId=run, notes="Slow.")
    await done(member, REPLACE, sessionExerciseId=plank, exerciseId=ids["run"])
    await done(member, "removeSessionExercise", sessionExerciseId=squat)
    after = (await seen(member, session["id"]))["exercises"]
    assert [(each["id"], each["exerciseName"], each["notes"]) for each in after] == [
        (run, "Easy Run", "Slow."),
        (plank, "Easy Run", None),
    ]


async def test_an_order_with_an_old_version_is_a_conflict(site: Site, member: Client) -> None:
    session = await begun(member)
    rows = [each["id"] for each in session["exercises"]][::-1]
    sent = {"sessionId": session["id"], "exerciseIds": rows}
    after = (await done(member, REORDER, **sent, version=session["version"]))["session"]
    before = await state(site)
    stale = await does(member, REORDER, **sent, version=session["version"])
    assert (stale["__typename"], stale["current"]["version"]) == ("ConflictProblem", after["version"])
    assert issues(await does(member, REORDER, sessionId=session["id"], exerciseIds=rows[:2])) == [
        ("exerciseIds", "REQUIRED")
    ]
    assert await state(site) == before


async def test_a_session_takes_a_hundred_exercises(member: Client) -> None:
    squat = (await slugs(member))["squat"]
    times = {"startTime": "2026-03-01T18:00:00Z", "endTime": "2026-03-01T19:00:00Z"}
    full = await done(member, "recordSession", **times, exercises=[{"exerciseId": squat}] * 100)
    session_id = full["session"]["id"]
    await done(member, "reopenSession", sessionId=session_id, reason="One more.")
    answer = await does(member, ADD, sessionId=session_id, exerciseId=squat)
    assert issues(answer) == [("sessionId", "TOO_MANY")]
