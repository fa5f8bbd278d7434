"""Many sets at once, and whole workouts: all of it or nothing, and each of it once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from logging_sets import MUTATIONS, begun, does, done, issues, logged, name, reps_of, seen, state
from training import slugs

from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

TIMES = {"startTime": "2026-03-01T18:00:00+01:00", "endTime": "2026-03-01T19:15:30+01:00"}


async def workout(client: Client, **more: Any) -> dict[str, Any]:
    """Return an input that records a workout, with names for everything."""
    ids = await slugs(client)
    squats = [{"metric": {"reps": reps}, "clientId": name()} for reps in (5, 5, 4)]
    exercises = [
        {"exerciseId": ids["squat"], "groupIndex": 1, "notes": "Deep.", "clientId": name(), "sets": squats},
        {"exerciseId": ids["plank"], "groupIndex": 1, "sets": [{"metric": {"seconds": 60}}]},
        {"exerciseId": ids["run"], "mode": "SETS_ONLY", "sets": [{}]},
    ]
    weight = {"value": "80.5", "unit": "KG"}
    return {**TIMES, "name": " Leg  day ", "bodyWeight": weight, "id": name(), "exercises": exercises, **more}


async def test_sets_of_several_exercises_are_logged_in_their_order(member: Client) -> None:
    session = await begun(member)
    squat, plank, _ = (each["id"] for each in session["exercises"])
    sets = [
        {"sessionExerciseId": squat, "metric": {"reps": 1}},
        {"sessionExerciseId": plank, "metric": {"seconds": 60}},
        {"sessionExerciseId": squat, "metric": {"reps": 2}},
    ]
    answer = await done(member, "logSets", sessionId=session["id"], sets=sets)
    assert [(one["reps"], one["timeSeconds"], one["orderIndex"]) for one in answer["sets"]] == [
        (1, None, 0),
        (None, 60, 0),
        (2, None, 1),
    ]
    assert answer["session"]["version"] == session["version"] + 1
    assert await reps_of(member, session["id"]) == [1, 2]


async def test_many_sets_follow_the_last_one_where_earlier_ones_are_gone(member: Client) -> None:
    session = await begun(member)
    squat = session["exercises"][0]["id"]
    first, *_ = await logged(member, squat, 1, 2, 3)
    await done(member, "deleteSet", setId=first["id"])
    item = {"sessionExerciseId": squat, "metric": {"reps": 4}}
    await done(member, "logSets", sessionId=session["id"], sets=[item, item])
    await logged(member, squat, 5)
    assert await reps_of(member, session["id"]) == [2, 3, 4, 4, 5]


async def test_of_many_sets_each_is_logged_once_however_it_is_sent(member: Client) -> None:
    session = await begun(member)
    squat = session["exercises"][0]["id"]
    sets = [{"sessionExerciseId": squat, "metric": {"reps": reps}, "clientId": name()} for reps in range(5)]
    await done(member, "logSet", **sets[3])
    first = await done(member, "logSets", sessionId=session["id"], sets=sets)
    again = await done(member, "logSets", sessionId=session["id"], sets=sets)
    assert again == first
    assert (await done(member, "logSet", **sets[0]))["set"] == first["sets"][0]
    assert await reps_of(member, session["id"]) == [3, 0, 1, 2, 4]


async def test_one_conflict_among_many_sets_stops_all(site: Site, member: Client) -> None:
    session = await begun(member)
    squat = session["exercises"][0]["id"]
    sets = [{"sessionExerciseId": squat, "metric": {"reps": reps}, "clientId": name()} for reps in range(3)]
    first = await done(member, "logSet", **sets[1])
    before = await state(site)
    other = [sets[0], sets[1] | {"rpe": "9"}, sets[2]]
    answer = await does(member, "logSets", sessionId=session["id"], sets=other)
    assert (answer["__typename"], answer["current"]["id"]) == ("ConflictProblem", first["set"]["id"])
    assert await state(site) == before
    await done(member, "deleteSet", setId=sets[1]["clientId"])
    late = await does(member, "logSets", sessionId=session["id"], sets=sets)
    assert (late["__typename"], late["current"]) == ("ConflictProblem", None)
    assert await reps_of(member, session["id"]) == []


async def test_everything_that_is_wrong_with_many_sets_is_named(site: Site, member: Client) -> None:
    session = await begun(member)
    squat, plank, _ = (each["id"] for each in session["exercises"])
    other, twice = await begun(await site.member()), name()
    before = await state(site)
    sets = [
        {"sessionExerciseId": squat, "metric": {"seconds": 5}},
        {"sessionExerciseId": plank, "metric": {"seconds": 0}, "rpe": "11"},
        {"sessionExerciseId": other["exercises"][0]["id"], "metric": {"reps": 5}},
        {"sessionExerciseId": squat, "metric": {"reps": 5}, "clientId": twice},
        {"sessionExerciseId": squat, "metric": {"reps": 5}, "clientId": twice},
        {"sessionExerciseId": name(), "metric": {"reps": 5}},
    ]
    assert issues(await does(member, "logSets", sessionId=session["id"], sets=sets)) == [
        ("sets.0.metric", "METRIC_MISMATCH"),
        ("sets.1.metric.seconds", "TOO_SMALL"),
        ("sets.1.rpe", "TOO_LARGE"),
        ("sets.2.sessionExerciseId", "UNKNOWN"),
        ("sets.4.clientId", "NOT_ALLOWED"),
        ("sets.5.sessionExerciseId", "UNKNOWN"),
    ]
    weights = [
        {"sessionExerciseId": squat, "metric": {"reps": 5}, "weight": {"value": "-1", "unit": "KG"}}
    ] * 2
    assert issues(await does(member, "logSets", sessionId=session["id"], sets=weights)) == [
        ("sets.0.weight.value", "TOO_SMALL"),
        ("sets.1.weight.value", "TOO_SMALL"),
    ]
    assert issues(await does(member, "logSets", sessionId=session["id"], sets=[])) == [("sets", "REQUIRED")]
    assert await state(site) == before


async def test_250_sets_are_logged_at_once_and_not_one_more(member: Client) -> None:
    session = await begun(member, "squat", "squat", "squat")
    rows = [each["id"] for each in session["exercises"]]
    sets = [{"sessionExerciseId": rows[number % 3], "metric": {"reps": 5}} for number in range(251)]
    sent = {"sessionId": session["id"], "sets": sets}
    assert await member.codes(MUTATIONS["logSets"], input=sent) == ["BAD_VALUE"]
    answer = await done(member, "logSets", sessionId=session["id"], sets=sets[:250])
    assert len({one["id"] for one in answer["sets"]}) == 250


async def test_a_whole_workout_is_recorded_once(site: Site, member: Client) -> None:
    sent = await workout(member)
    session = (await done(member, "recordSession", **sent))["session"]
    assert (session["status"], session["durationSeconds"], session["unitName"], session["bodyWeight"]) == (
        "COMPLETED",
        4530,
        "Leg day",
        "80.5",
    )
    squat, plank, run = session["exercises"]
    assert [one["reps"] for one in squat["sets"]] == [5, 5, 4]
    assert [one["clientId"] for one in squat["sets"]] == [
        one["clientId"] for one in sent["exercises"][0]["sets"]
    ]
    assert (squat["groupIndex"], squat["notes"], plank["groupIndex"]) == (1, "Deep.", 1)
    assert (plank["sets"][0]["timeSeconds"], run["mode"], len(run["sets"])) == (60, "SETS_ONLY", 1)
    before = await state(site)
    assert (await done(member, "recordSession", **sent))["session"] == session
    other = await does(member, "recordSession", **sent | {"notes": "Other."})
    assert (other["__typename"], other["current"]["id"]) == ("ConflictProblem", session["id"])
    taken = await does(await site.member(), "recordSession", **sent)
    assert (taken["__typename"], taken["current"]) == ("ConflictProblem", None)
    assert await state(site) == before
    await done(member, "deleteSession", sessionId=sent["id"])
    late = await does(member, "recordSession", **sent)
    assert (late["__typename"], late["current"]) == ("ConflictProblem", None)
    assert await seen(member, session["id"]) is None


async def test_everything_that_is_wrong_with_a_workout_is_named(site: Site, member: Client) -> None:
    sent = await workout(member, name="\0", endTime="2026-03-01T17:00:00+01:00", notes="x" * 2001)
    squat, plank, run = sent["exercises"]
    squat["sets"][1] |= {"metric": {"seconds": 5}, "clientId": squat["sets"][0]["clientId"]}
    plank |= {"clientId": squat["clientId"], "groupIndex": None}
    run |= {"groupIndex": 1, "exerciseId": str(new_id())}
    before = await state(site)
    assert issues(await does(member, "recordSession", **sent)) == [
        ("name", "INVALID_FORMAT"),
        ("notes", "TOO_LONG"),
        ("endTime", "TOO_SMALL"),
        ("exercises.0.sets.1.metric", "METRIC_MISMATCH"),
        ("exercises.0.sets.1.clientId", "NOT_ALLOWED"),
        ("exercises.2.exerciseId", "UNKNOWN"),
        ("exercises.1.clientId", "NOT_ALLOWED"),
        ("exercises.2.groupIndex", "NOT_ALLOWED"),
    ]
    assert await state(site) == before


async def test_a_workout_has_at_most_250_sets_and_each_exercise_100(site: Site, member: Client) -> None:
    squat = (await slugs(member))["squat"]
    exercises = [{"exerciseId": squat, "sets": [{"metric": {"reps": 1}}] * count} for count in (100, 100, 51)]
    before = await state(site)
    sent = TIMES | {"exercises": exercises}
    assert issues(await does(member, "recordSession", **sent)) == [("exercises", "TOO_MANY")]
    exercises[2]["sets"] = [{"metric": {"reps": 1}}] * 50
    more = [{"exerciseId": squat, "sets": [{"metric": {"reps": 1}}] * 101}]
    answer = await does(member, "recordSession", **TIMES, exercises=more)
    assert issues(answer) == [("exercises.0.sets", "TOO_MANY")]
    many = await does(member, "recordSession", **TIMES, exercises=[{"exerciseId": squat}] * 101)
    assert issues(many) == [("exercises", "TOO_MANY")]
    assert await state(site) == before
    session = (await done(member, "recordSession", **sent))["session"]
    assert [len(each["sets"]) for each in session["exercises"]] == [100, 100, 50]


async def test_a_workout_in_the_future_is_refused_and_one_without_exercises_is_not(member: Client) -> None:
    future = {"startTime": "2190-01-01T00:00:00Z", "endTime": "2190-01-01T01:00:00Z"}
    assert issues(await does(member, "recordSession", **future)) == [
        ("startTime", "TOO_LARGE"),
        ("endTime", "TOO_LARGE"),
    ]
    assert (await done(member, "recordSession", **TIMES))["session"]["exercises"] == []


async def test_a_recorded_workout_does_not_hinder_one_in_progress(member: Client) -> None:
    session = await begun(member)
    await done(member, "recordSession", **await workout(member))
    assert (await seen(member, session["id"]))["status"] == "IN_PROGRESS"


async def test_a_name_that_was_recorded_is_taken(site: Site, member: Client) -> None:
    sent = await workout(member)
    session = (await done(member, "recordSession", **sent))["session"]
    await done(member, "reopenSession", sessionId=session["id"], reason="One more.")
    squat = sent["exercises"][0]
    new = {"sessionExerciseId": squat["clientId"], "metric": {"reps": 5}}
    again = new | {"clientId": squat["sets"][0]["clientId"]}
    add = {"sessionId": session["id"], "exerciseId": squat["exerciseId"], "clientId": squat["clientId"]}
    before = await state(site)
    for answer in (
        await does(member, "logSet", **again),
        await does(member, "logSets", sessionId=session["id"], sets=[new, again]),
        await does(member, "addSessionExercise", **add),
    ):
        assert (answer["__typename"], answer["current"]) == ("ConflictProblem", None)
    assert await state(site) == before


async def test_the_largest_workout_fits_into_a_request(member: Client) -> None:
    """250 sets that say all that a set can say, and the longest notes everywhere."""
    ids = await slugs(member)
    distance = {"distance": {"value": "9999.9999", "unit": "KM"}}
    each = {
        "metric": distance,
        "weight": {"value": "99999.999", "unit": "KG"},
        "setType": "FAILURE",
        "loadKind": "BODYWEIGHT",
        "rpe": "9.5",
        "completedAt": "2026-03-01T18:00:00.123456+01:00",
    }
    exercises = [
        {
            "exerciseId": ids["run"],
            "mode": "DISTANCE",
            "notes": "n" * 2000,
            "clientId": name(),
            "sets": [{**each, "clientId": name()} for _ in range(25)],
        }
        for _ in range(10)
    ]
    sent = await workout(member, exercises=exercises, notes="n" * 2000)
    recorded = (await done(member, "recordSession", **sent))["session"]
    whole = await seen(member, recorded["id"])
    assert [len(exercise["sets"]) for exercise in whole["exercises"]] == [25] * 10
    running = await begun(member, startTime=TIMES["startTime"])
    more = [exercise["id"] for exercise in running["exercises"] if exercise["mode"] == "REPS"][:1]
    sets = [
        {"sessionExerciseId": more[0], **each, "metric": {"reps": 1}, "clientId": name()} for _ in range(100)
    ]
    answer = await done(member, "logSets", sessionId=running["id"], sets=sets)
    assert len(answer["sets"]) == 100
