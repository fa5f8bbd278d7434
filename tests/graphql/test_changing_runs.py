"""A run is put right by `updateRun`, and what it is then keeps the rules; other mutations leave it whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from following import unit
from logging_sets import does as does_to_session
from logging_sets import done
from logging_sets import issues as issues_of_session
from running import changed, does, issues, km, missing, ran, seen, splits, state
from sign_ins import execute
from syncing import synced
from training import slugs

from irontrack.graphql.relay import decode_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

TWO = splits((2.5, 760), (2.5, 730))


async def test_what_is_left_out_stays_and_null_removes(member: Client) -> None:
    said = {
        "elevationGainMeters": 120,
        "elevationLossMeters": 118,
        "avgHeartRate": 151,
        "maxHeartRate": 172,
        "rpe": "7.5",
        "externalId": "1",
    }
    run = await ran(member, **said, name="Lake", notes="Wind.", splits=TWO)
    assert await changed(member, run) == run
    noted = await changed(member, run, notes="Much wind.", version=run["version"])
    assert noted == run | {
        "version": run["version"] + 1,
        "session": run["session"] | {"notes": "Much wind."},
    }
    bare = await changed(member, run, **dict.fromkeys([*said, "name", "notes", "splits", "elapsedSeconds"]))
    assert {bare[field] for field in said} == {None}
    assert (bare["splits"], bare["elapsedSeconds"], bare["endTime"]) == ([], None, "2026-03-01T07:24:50Z")
    assert (bare["session"]["unitName"], bare["session"]["notes"]) == (None, None)
    assert (bare["distance"], bare["movingSeconds"]) == ("5", 1490)


async def test_the_same_change_twice_raises_the_version_once(member: Client) -> None:
    run = await ran(member)
    once = await changed(member, run, movingSeconds=1500, splits=TWO)
    assert await changed(member, run, movingSeconds=1500, splits=TWO) == once
    assert once["version"] == run["version"] + 1
    assert await seen(member, run) == once


async def test_a_version_that_is_not_the_present_one_is_a_conflict_with_it(
    site: Site, member: Client
) -> None:
    run = await ran(member)
    before = await state(site)
    answer = await does(member, "updateRun", runId=run["id"], notes="New.", version=7)
    assert answer["current"]["version"] == run["version"]
    assert answer["current"]["run"]["id"] == run["id"]
    assert await state(site) == before


async def test_the_end_moves_with_the_start_and_with_what_it_follows(member: Client) -> None:
    run = await ran(member)
    moved = await changed(member, run, startTime="2026-02-28T07:00:00Z", timeZone="Europe/Berlin")
    assert (moved["endTime"], moved["elapsedSeconds"]) == ("2026-02-28T07:26:00Z", 1560)
    assert moved["timeZone"] == "Europe/Berlin"
    longer = await changed(member, run, elapsedSeconds=1600)
    assert (longer["endTime"], longer["session"]["durationSeconds"]) == ("2026-02-28T07:26:40Z", 1600)
    ended = await changed(member, run, endTime="2026-02-28T07:30:00Z")
    assert (ended["elapsedSeconds"], ended["session"]["durationSeconds"]) == (1800, 1800)
    bare = await ran(member, elapsedSeconds=None)
    assert (await changed(member, bare, movingSeconds=1500))["session"]["durationSeconds"] == 1500


async def test_intervals_keep_the_ids_of_their_sets_as_far_as_they_stay(member: Client) -> None:
    run = await ran(member, intervals=[{"distance": km(1)}] * 4, distance=None)
    ids = [one["id"] for one in run["sessionExercise"]["sets"]]

    def now(found: Any) -> list[Any]:
        return [one["id"] for one in found["sessionExercise"]["sets"]]

    fewer = await changed(member, run, intervals=[{"distance": km(2)}] * 2)
    assert (now(fewer), fewer["distance"], fewer["movingSeconds"]) == (ids[:2], "4", 1490)
    more = await changed(member, run, intervals=[{"distance": km(1)}] * 3)
    assert now(more)[:2] == ids[:2]
    assert len(set(now(more)) - set(ids)) == 1
    by_time = await changed(member, run, intervals=[{"seconds": 700}, {"seconds": 800}])
    assert (now(by_time), by_time["distance"], by_time["movingSeconds"]) == (ids[:2], "3", 1500)
    assert [one["distance"] for one in by_time["sessionExercise"]["sets"]] == [None, None]
    whole = await changed(member, run, intervals=None)
    assert (now(whole), whole["distance"], whole["movingSeconds"]) == (ids[:1], "3", 1500)


async def test_a_run_by_time_becomes_one_by_distance_where_it_takes_too_long(member: Client) -> None:
    exercise = {"exerciseId": (await slugs(member))["run"], "mode": "TIME", "target": {"seconds": 1800}}
    unit_id = await unit(member, "Easy", exercise)
    run = await ran(member, elapsedSeconds=None, plannedBy={"trainingUnitId": unit_id})
    assert run["sessionExercise"]["mode"] == "TIME"
    farther = await changed(member, run, distance=km(6))
    assert (farther["distance"], farther["sessionExercise"]["sets"][0]["timeSeconds"]) == ("6", 1490)
    long = await changed(member, run, movingSeconds=32_768)
    assert (long["sessionExercise"]["mode"], long["movingSeconds"], long["distance"]) == (
        "DISTANCE",
        32_768,
        "6",
    )
    assert long["sessionExercise"]["targetTimeSeconds"] is None


BAD: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "moved longer than it took": ({"movingSeconds": 1561}, [("endTime", "TOO_SMALL")]),
    "took less than it moved": ({"elapsedSeconds": 1489}, [("elapsedSeconds", "TOO_SMALL")]),
    "splits of what it was": ({"distance": km("5.1")}, [("splits", "NOT_ALLOWED")]),
    "other splits": ({"splits": splits((4, 1200))}, [("splits", "NOT_ALLOWED")]),
    "average above the greatest": ({"avgHeartRate": 173}, [("avgHeartRate", "NOT_ALLOWED")]),
    "greatest below the average": ({"maxHeartRate": 150}, [("avgHeartRate", "NOT_ALLOWED")]),
    "nulls": (
        dict.fromkeys(["startTime", "timeZone", "distance", "movingSeconds", "source"]),
        [
            ("startTime", "REQUIRED"),
            ("timeZone", "REQUIRED"),
            ("distance", "REQUIRED"),
            ("movingSeconds", "REQUIRED"),
            ("source", "REQUIRED"),
        ],
    ),
    "no exercise": ({"exerciseId": None}, [("exerciseId", "REQUIRED")]),
    "unknown exercise": ({"exerciseId": missing("Exercise")}, [("exerciseId", "UNKNOWN")]),
    "both ends": (
        {"endTime": "2026-03-01T07:40:00Z", "elapsedSeconds": 2400},
        [("elapsedSeconds", "NOT_ALLOWED")],
    ),
    "intervals and their sum": (
        {"intervals": [{"distance": km(5)}], "distance": km(5)},
        [("distance", "NOT_ALLOWED")],
    ),
    "end of the calendar": ({"startTime": "9999-12-31T23:59:59Z"}, [("startTime", "TOO_LARGE")]),
    "beginning of the calendar": ({"startTime": "0001-01-01T00:00:00Z"}, [("startTime", "TOO_SMALL")]),
    "taken": ({"source": "watch", "externalId": "1"}, [("externalId", "TAKEN")]),
    "several": (
        {"rpe": "11", "notes": "a\0b", "name": "", "maxHeartRate": 251},
        [
            ("rpe", "TOO_LARGE"),
            ("maxHeartRate", "TOO_LARGE"),
            ("name", "REQUIRED"),
            ("notes", "INVALID_FORMAT"),
        ],
    ),
}


@pytest.mark.parametrize("case", BAD)
async def test_what_a_run_would_be_after_a_change_keeps_the_rules(
    site: Site, member: Client, case: str
) -> None:
    sent, expected = BAD[case]
    await ran(member, source="watch", externalId="1")
    run = await ran(member, avgHeartRate=151, maxHeartRate=172, splits=TWO)
    before = await state(site)
    assert issues(await does(member, "updateRun", runId=run["id"], **sent)) == expected
    assert await state(site) == before


async def test_another_exercise_is_cardio_too(member: Client) -> None:
    slow = 'query { exercise(by: {slug: "tempo-run"}) { id } }'
    tempo, squat = (await member.data(slow))["exercise"]["id"], (await slugs(member))["squat"]
    run = await ran(member)
    assert (await changed(member, run, exerciseId=tempo))["sessionExercise"]["exerciseName"] == "Tempo Run"
    assert issues(await does(member, "updateRun", runId=run["id"], exerciseId=squat)) == [
        ("exerciseId", "NOT_ALLOWED")
    ]


async def test_only_ones_own_runs_are_changed(site: Site, member: Client) -> None:
    run, stranger = await ran(member), await site.member()
    session = (await done(member, "startSession", **{"from": {"freestyle": {}}}))["session"]
    before = await state(site)
    bare = {"runId": missing("Run"), "notes": "New."}
    assert (await does(member, "updateRun", **bare))["__typename"] == "NotFoundProblem"
    assert (await does(stranger, "updateRun", **bare | {"runId": run["id"]}))["code"] == "NOT_FOUND"
    wrong = "mutation ($input: UpdateRunInput!) { updateRun(input: $input) { __typename } }"
    assert await member.codes(wrong, input=bare | {"runId": session["id"]}) == ["BAD_ID"]
    assert await state(site) == before


async def test_sessions_mutations_leave_a_run_whole(site: Site, member: Client) -> None:
    run = await ran(member, intervals=[{"distance": km(1)}] * 2, distance=None)
    session, row = run["session"]["id"], run["sessionExercise"]["id"]
    sets = [one["id"] for one in run["sessionExercise"]["sets"]]
    squat = (await slugs(member))["squat"]
    before = await state(site)
    for field, sent in (
        ("reopenSession", {"sessionId": session, "reason": "More."}),
        ("deleteSet", {"setId": sets[1]}),
        ("removeSessionExercise", {"sessionExerciseId": row}),
        ("logSet", {"sessionExerciseId": row, "metric": {"distance": km(1)}}),
        (
            "logSets",
            {"sessionId": session, "sets": [{"sessionExerciseId": row, "metric": {"distance": km(1)}}]},
        ),
        ("addSessionExercise", {"sessionId": session, "exerciseId": squat}),
        ("finishSession", {"sessionId": session}),
        ("abortSession", {"sessionId": session}),
    ):
        assert (await does_to_session(member, field, **sent))["code"] == "CONFLICT", field
    moment = "2026-03-01T08:00:00Z"
    for field, sent, paths in (
        ("updateSet", {"setId": sets[0], "metric": {"distance": km(2)}}, ["metric"]),
        ("updateSet", {"setId": sets[0], "setType": "WARM_UP"}, ["setType"]),
        ("replaceSessionExercise", {"sessionExerciseId": row, "exerciseId": squat}, ["exerciseId"]),
        (
            "updateSession",
            {"sessionId": session, "startTime": moment, "endTime": moment},
            ["startTime", "endTime"],
        ),
    ):
        found = issues_of_session(await does_to_session(member, field, **sent))
        assert found == [(path, "NOT_ALLOWED") for path in paths], field
    assert await state(site) == before
    assert await seen(member, run) == run


async def test_sessions_mutations_change_what_a_run_does_not_depend_on(member: Client) -> None:
    run = await ran(member, intervals=[{"distance": km(1)}] * 2, distance=None)
    session, row = run["session"]["id"], run["sessionExercise"]["id"]
    sets = [one["id"] for one in run["sessionExercise"]["sets"]]
    await done(
        member,
        "updateSession",
        sessionId=session,
        name="Lake",
        notes="Wind.",
        bodyWeight={"value": "70", "unit": "KG"},
        startTime=run["startTime"],
        endTime=run["endTime"],
    )
    await done(member, "updateSet", setId=sets[0], rpe="8", completedAt="2026-03-01T07:10:00Z")
    await done(member, "updateSet", setId=sets[0], metric={"distance": km(1)}, setType="WORKING")
    await done(member, "updateSessionExercise", sessionExerciseId=row, notes="On the track.")
    await done(member, "reorderSets", sessionExerciseId=row, setIds=sets[::-1])
    await done(member, "reorderSessionExercises", sessionId=session, exerciseIds=[row])
    found = await seen(member, run)
    assert found["session"]["unitName"] == "Lake"
    assert (found["distance"], found["movingSeconds"]) == ("2", 1490)
    again = (await done(member, "startSession", **{"from": {"sessionId": session}}))["session"]
    assert again["exercises"][0]["exerciseName"] == run["sessionExercise"]["exerciseName"]
    shown = "query ($id: ID!) { node(id: $id) { ... on TrainingSession { run { id } } } }"
    assert (await member.data(shown, id=again["id"]))["node"] == {"run": None}


async def test_a_run_is_deleted_with_its_session(member: Client) -> None:
    run = await ran(member, splits=TWO)
    await done(member, "deleteSession", sessionId=run["session"]["id"])
    assert await seen(member, run) is None
    assert (await does(member, "updateRun", runId=run["id"], notes="New."))["code"] == "NOT_FOUND"


async def test_every_change_of_a_run_is_a_change_of_its_session(site: Site, member: Client) -> None:
    copy = await synced(member)
    run = await ran(member)
    assert await copy.news() == [("TrainingSession", False)]
    await changed(member, run, rpe="7")
    assert await copy.news() == [("TrainingSession", False)]
    await changed(member, run, splits=TWO)
    assert await copy.news() == [("TrainingSession", False)]
    await changed(member, run, rpe="7", splits=TWO)
    assert await copy.news() == []
    key = {"id": decode_id(run["session"]["id"], "TrainingSession")}
    of_run = "session_exercise_id IN (SELECT id FROM training_session_exercises WHERE session_id = :id)"
    for statement in (
        f"UPDATE training_session_run_details SET rpe = 8 WHERE {of_run}",  # noqa: S608 - no input
        f"UPDATE training_session_run_splits SET avg_heart_rate = 150 WHERE {of_run}",  # noqa: S608 - as above
        f"DELETE FROM training_session_run_splits WHERE {of_run}",  # noqa: S608 - as above
    ):
        await execute(site, statement, **key)
        assert await copy.news() == [("TrainingSession", False)], statement
    await done(member, "deleteSession", sessionId=run["session"]["id"])
    assert await copy.news() == [("TrainingSession", True)]


async def test_what_is_written_costs_the_same_for_few_parts_and_for_many(member: Client) -> None:
    costs = []
    for size in (2, 50):
        intervals, parts = [{"distance": km(1)}] * size, splits(*[(1, 300)] * size)
        run = await ran(
            member,
            distance=None,
            movingSeconds=300 * size,
            elapsedSeconds=None,
            intervals=intervals,
            splits=parts,
        )
        recorded = len(member.statements)
        other = [{"distance": km(2)}] * (size // 2)
        await changed(member, run, intervals=other, splits=splits(*[(2, 600)] * (size // 2)))
        fewer = len(member.statements)
        await changed(member, run, intervals=intervals, splits=parts)
        costs.append((recorded, fewer, len(member.statements)))
    assert costs[0] == costs[1]
