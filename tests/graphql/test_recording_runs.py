"""A run is recorded in one call, whole or not at all, and once however often it is imported."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from exercising import made
from following import enrolled, plan_of, today, unit
from logging_sets import name
from running import START, does, five_km, issues, km, missing, ran, seen, splits, state
from sign_ins import execute
from starting import place
from training import slugs

from irontrack.graphql.relay import decode_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio


async def test_a_run_is_recorded_with_all_that_it_says(member: Client) -> None:
    said = {
        "elevationGainMeters": 120,
        "elevationLossMeters": 118,
        "avgHeartRate": 151,
        "maxHeartRate": 172,
        "rpe": "7.5",
        "name": "  Round   the lake ",
        "notes": "Wind.",
        "timeZone": "Europe/Berlin",
        "source": "watch",
        "externalId": "A 1",
        "splits": splits((2.5, 760), (2.5, 730)),
    }
    run = await ran(member, **said)
    for field, value in said.items():
        if field not in {"name", "notes", "splits"}:
            assert run[field] == value, field
    assert (run["distance"], run["miles"]) == ("5", "3.107")
    assert (run["startTime"], run["endTime"]) == (START, "2026-03-01T07:26:00Z")
    assert (run["movingSeconds"], run["elapsedSeconds"]) == (1490, 1560)
    assert run["pace"] == {"seconds": 298, "text": "4:58/km"}
    assert run["perMile"] == {"seconds": 480, "text": "8:00/mi"}  # 479.6, against the runner
    assert [split["pace"]["text"] for split in run["splits"]] == ["5:04/km", "4:52/km"]
    assert run["negativeSplit"] is True
    session = run["session"]
    assert (session["status"], session["durationSeconds"], session["unitName"], session["notes"]) == (
        "COMPLETED",
        1560,
        "Round the lake",
        "Wind.",
    )
    assert session["run"]["id"] == run["id"]
    assert (run["sessionExercise"]["mode"], len(run["sessionExercise"]["sets"])) == ("DISTANCE", 1)
    assert (run["targetPace"], run["targetResult"]) == (None, None)
    assert await seen(member, run) == run


async def test_a_run_with_the_least_has_no_pauses(member: Client) -> None:
    run = await ran(member, elapsedSeconds=None)
    assert (run["elapsedSeconds"], run["endTime"]) == (None, "2026-03-01T07:24:50Z")
    assert run["session"]["durationSeconds"] == 1490
    assert (run["source"], run["externalId"], run["splits"], run["negativeSplit"]) == (
        "manual",
        None,
        [],
        None,
    )
    other = await ran(member, elapsedSeconds=None, endTime="2026-03-01T07:30:00.5Z")
    assert (other["elapsedSeconds"], other["session"]["durationSeconds"]) == (1800, 1800)


async def test_intervals_are_sets_by_distance_or_by_time(member: Client) -> None:
    by_distance = await ran(member, intervals=[{"distance": km("0.4")}] * 5, distance=None)
    assert (by_distance["distance"], by_distance["movingSeconds"]) == ("2", 1490)
    assert [one["distance"] for one in by_distance["sessionExercise"]["sets"]] == ["0.4"] * 5
    by_time = await ran(member, intervals=[{"seconds": 300}, {"seconds": 120}], movingSeconds=None)
    assert (by_time["distance"], by_time["movingSeconds"]) == ("5", 420)
    assert by_time["sessionExercise"]["mode"] == "TIME"


async def test_ten_hours_are_one_run(member: Client) -> None:
    run = await ran(member, distance=km(100), movingSeconds=36_000, elapsedSeconds=40_000)
    assert (run["movingSeconds"], run["pace"]["text"]) == (36_000, "6:00/km")


BAD: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "no distance": ({"distance": None}, [("distance", "REQUIRED")]),
    "no time": ({"movingSeconds": None}, [("movingSeconds", "REQUIRED")]),
    "nothing": (
        {"distance": None, "movingSeconds": None, "elapsedSeconds": None},
        [("distance", "REQUIRED"), ("movingSeconds", "REQUIRED")],
    ),
    "no way": ({"distance": km(0)}, [("distance.value", "TOO_SMALL")]),
    "rounded to nothing": ({"distance": km("0.00001")}, [("distance.value", "TOO_SMALL")]),
    "backwards": ({"distance": km(-1)}, [("distance.value", "TOO_SMALL")]),
    "too far": ({"distance": km(10_000)}, [("distance.value", "TOO_LARGE")]),
    "no moment": ({"movingSeconds": 0}, [("movingSeconds", "TOO_SMALL")]),
    "faster than time": ({"elapsedSeconds": 1489}, [("elapsedSeconds", "TOO_SMALL")]),
    "end before start": (
        {"elapsedSeconds": None, "endTime": "2026-03-01T06:00:00Z"},
        [("endTime", "TOO_SMALL")],
    ),
    "end too soon": (
        {"elapsedSeconds": None, "endTime": "2026-03-01T07:20:00Z"},
        [("endTime", "TOO_SMALL")],
    ),
    "two ends": ({"endTime": "2026-03-01T07:30:00Z"}, [("elapsedSeconds", "NOT_ALLOWED")]),
    "future": ({"startTime": "2199-01-01T00:00:00Z"}, [("startTime", "TOO_LARGE")]),
    "end of the calendar": ({"startTime": "9999-12-31T23:59:59Z"}, [("startTime", "TOO_LARGE")]),
    "beginning of the calendar": ({"startTime": "0001-01-01T00:00:00Z"}, [("startTime", "TOO_SMALL")]),
    "heart": ({"avgHeartRate": 180, "maxHeartRate": 170}, [("avgHeartRate", "NOT_ALLOWED")]),
    "hearts": (
        {"avgHeartRate": 24, "maxHeartRate": 251},
        [("avgHeartRate", "TOO_SMALL"), ("maxHeartRate", "TOO_LARGE")],
    ),
    "climbs": (
        {"elevationGainMeters": -1, "elevationLossMeters": 100_001},
        [("elevationGainMeters", "TOO_SMALL"), ("elevationLossMeters", "TOO_LARGE")],
    ),
    "exertion": ({"rpe": "10.1"}, [("rpe", "TOO_LARGE")]),
    "fine exertion": ({"rpe": "7.55"}, [("rpe", "INVALID_FORMAT")]),
    "blank names": (
        {"name": " ", "source": "\t", "externalId": "\u200b"},
        [("externalId", "REQUIRED"), ("source", "REQUIRED")],
    ),
    "long names": (
        {"source": "x" * 51, "externalId": "x" * 256},
        [("externalId", "TOO_LONG"), ("source", "TOO_LONG")],
    ),
    "long texts": (
        {"name": "x" * 101, "notes": "x" * 2001},
        [("name", "TOO_LONG"), ("notes", "TOO_LONG")],
    ),
    "control characters": ({"notes": "a\0b"}, [("notes", "INVALID_FORMAT")]),
    "splits of another run": ({"splits": splits((5.06, 1490))}, [("splits", "NOT_ALLOWED")]),
    "splits out of range": (
        {"splits": [{"distance": km(5), "durationSeconds": 0, "avgHeartRate": 1}]},
        [("splits.0.durationSeconds", "TOO_SMALL"), ("splits.0.avgHeartRate", "TOO_SMALL")],
    ),
    "intervals and their sum": (
        {"intervals": [{"distance": km(5)}]},
        [("distance", "NOT_ALLOWED")],
    ),
    "intervals and their time": (
        {"intervals": [{"seconds": 60}]},
        [("movingSeconds", "NOT_ALLOWED")],
    ),
    "mixed intervals": (
        {"intervals": [{"seconds": 60}, {"distance": km(1)}], "distance": None},
        [("intervals", "NOT_ALLOWED")],
    ),
    "long intervals": (
        {"intervals": [{"seconds": 32_768}], "movingSeconds": None, "elapsedSeconds": None},
        [("intervals.0.seconds", "TOO_LARGE")],
    ),
    "far intervals": (
        {"intervals": [{"distance": km(5000)}] * 2, "distance": None},
        [("intervals", "TOO_LARGE")],
    ),
    "many intervals": (
        {"intervals": [{"seconds": 1}] * 101, "movingSeconds": None},
        [("intervals", "TOO_MANY")],
    ),
    "no exercise": ({"exerciseId": None}, [("exerciseId", "REQUIRED")]),
    "id": ({"id": "8c5f9e4e-6a0b-4d6c-9d3a-0d4b1c2e3f4a"}, [("id", "INVALID_FORMAT")]),
}


@pytest.mark.parametrize("case", BAD)
async def test_what_cannot_have_been_is_refused_and_leaves_nothing(
    site: Site, member: Client, case: str
) -> None:
    sent, expected = BAD[case]
    before = await state(site)
    wanted = {field: said for field, said in (await five_km(member, **sent)).items() if said is not None}
    found = issues(await does(member, "recordRun", **wanted))
    assert found == expected
    assert await state(site) == before


async def test_numbers_that_are_none_are_no_input(member: Client) -> None:
    document = "mutation ($input: RecordRunInput!) { recordRun(input: $input) { __typename } }"
    for bad in ("NaN", "Infinity", "-Infinity", "1e999", "\0"):
        assert await member.codes(document, input=await five_km(member, distance=km(bad))) == ["BAD_VALUE"]
        assert await member.codes(document, input=await five_km(member, rpe=bad)) == ["BAD_VALUE"]
    many = splits(*[(0.1, 1)] * 251)
    assert await member.codes(document, input=await five_km(member, splits=many)) == ["BAD_VALUE"]


async def test_only_cardio_is_run(member: Client) -> None:
    squat = (await slugs(member))["squat"]
    assert issues(await does(member, "recordRun", **await five_km(member, exerciseId=squat))) == [
        ("exerciseId", "NOT_ALLOWED")
    ]
    gone = missing("Exercise")
    assert issues(await does(member, "recordRun", **await five_km(member, exerciseId=gone))) == [
        ("exerciseId", "UNKNOWN")
    ]


async def test_the_same_id_is_the_same_run(site: Site, member: Client) -> None:
    sent = await five_km(member, id=name(), splits=splits((5, 1490)))
    first = await does(member, "recordRun", **sent)
    before = await state(site)
    again = await does(member, "recordRun", **sent)
    assert (first["isNew"], again["isNew"]) == (True, False)
    assert again["run"] == first["run"]
    other = await does(member, "recordRun", **sent | {"movingSeconds": 1500})
    assert (other["__typename"], other["current"]["run"]["id"]) == ("ConflictProblem", first["run"]["id"])
    stranger = await site.member()
    theirs = await does(stranger, "recordRun", **await five_km(stranger, id=sent["id"]))
    assert (theirs["__typename"], theirs["current"]) == ("ConflictProblem", None)
    assert await state(site) == before


async def test_what_a_source_has_named_is_recorded_once_and_stays_as_it_is(
    site: Site, member: Client
) -> None:
    named = {"source": "watch", "externalId": "17"}
    first = await ran(member, **named, id=name())
    before = await state(site)
    for more in ({}, {"id": name()}, {"movingSeconds": 1200, "externalId": " 17 "}, {"exerciseId": None}):
        sent = {field: said for field, said in (await five_km(member, **named | more)).items() if said}
        again = await does(member, "recordRun", **sent)
        assert (again["isNew"], again["run"]) == (False, first)
    assert await state(site) == before
    for more in ({"source": "app"}, {"externalId": "18"}, {"externalId": None}, {"externalId": None}):
        assert (await ran(member, **named | more))["id"] != first["id"]
    stranger = await site.member()
    assert (await ran(stranger, **named))["id"] != first["id"]


async def test_an_import_after_a_deletion_brings_the_run_back_but_its_old_id_does_not(
    member: Client,
) -> None:
    named = {"source": "watch", "externalId": "17", "id": name()}
    first = await ran(member, **named)
    delete = "mutation ($input: DeleteSessionInput!) { deleteSession(input: $input) { __typename } }"
    await member.data(delete, input={"sessionId": first["session"]["id"]})
    assert await seen(member, first) is None
    assert (await does(member, "recordRun", **await five_km(member, **named)))["code"] == "CONFLICT"
    assert (await ran(member, **named | {"id": name()}))["id"] != first["id"]


@pytest.mark.parametrize("by", ["id", "externalId", "both"])
async def test_twenty_imports_of_one_run_at_once_are_one_run(member: Client, by: str) -> None:
    key = name()
    named: dict[str, dict[str, Any]] = {
        "id": {"id": key},
        "externalId": {"source": "watch", "externalId": key},
        "both": {"id": key, "source": "watch", "externalId": key},
    }
    sent = await five_km(member, **named[by])
    answers = await asyncio.gather(*(does(member, "recordRun", **sent) for _ in range(20)))
    assert len({answer["run"]["id"] for answer in answers}) == 1
    assert sum(answer["isNew"] for answer in answers) == 1


async def test_a_planned_run_has_its_targets_and_tells_how_it_compares(member: Client) -> None:
    run = (await slugs(member))["run"]
    exercise = {
        "exerciseId": run,
        "mode": "TIME",
        "target": {"seconds": 1800},
        "targetPace": {"minSeconds": 290, "maxSeconds": 300, "per": "KM"},
    }
    squat = {"exerciseId": (await slugs(member))["squat"]}
    unit_id = await unit(member, "Easy", squat, exercise)
    by_unit = await ran(member, exerciseId=None, plannedBy={"trainingUnitId": unit_id})
    assert (by_unit["session"]["unitName"], by_unit["targetPace"]) == (
        "Easy",
        {"minSeconds": 290, "maxSeconds": 300},
    )
    assert by_unit["targetResult"] == {"outcome": "MET", "seconds": 0}
    row = by_unit["sessionExercise"]
    assert (row["mode"], row["targetTimeSeconds"], row["plannedSets"]) == ("TIME", 1800, 1)
    slow = await ran(member, exerciseId=run, movingSeconds=1520, plannedBy={"trainingUnitId": unit_id})
    assert slow["targetResult"] == {"outcome": "SLOWER", "seconds": 4}
    fast = await ran(member, movingSeconds=1400, plannedBy={"trainingUnitId": unit_id})
    assert fast["targetResult"] == {"outcome": "FASTER", "seconds": 10}
    asked = """
        query ($id: ID!) { node(id: $id) { ... on Run {
          targetResult { outcome } strict: targetResult(tolerance: 3) { outcome }
          miles: targetResult(tolerance: 0, per: MI) { outcome seconds } targetPace(per: MI) { maxSeconds }
        } } }
    """
    found = (await member.data(asked, id=slow["id"]))["node"]
    assert (found["targetResult"]["outcome"], found["strict"]["outcome"]) == ("MET", "SLOWER")
    # 304 s for a kilometre are 489.24 for a mile, shown as 490; 300 are 482.8, shown as 483.
    assert found["miles"] == {"outcome": "SLOWER", "seconds": 7}
    for wrong in (-1, 601):
        codes = await member.codes(asked.replace("tolerance: 3", f"tolerance: {wrong}"), id=slow["id"])
        assert codes == ["BAD_VALUE"]
    long = await ran(
        member,
        distance=km(120),
        movingSeconds=40_000,
        elapsedSeconds=None,
        plannedBy={"trainingUnitId": unit_id},
    )
    assert (long["sessionExercise"]["mode"], long["sessionExercise"]["targetTimeSeconds"]) == (
        "DISTANCE",
        None,
    )
    assert long["targetPace"] == {"minSeconds": 290, "maxSeconds": 300}


async def test_what_was_planned_is_found_by_either_id_of_an_exercise_that_was_merged(
    site: Site, member: Client
) -> None:
    old, new = [await made(member, name=each, category="CARDIO") for each in ("Jog", "Easy run")]
    pace = {"minSeconds": 290, "maxSeconds": 300, "per": "KM"}
    units = [
        await unit(member, each["name"], {"exerciseId": each["id"], "mode": "DISTANCE", "targetPace": pace})
        for each in (old, new)
    ]
    keys = {"old": decode_id(old["id"], "Exercise"), "new": decode_id(new["id"], "Exercise")}
    await execute(site, "UPDATE exercises SET merged_into_id = :new WHERE id = :old", **keys)
    for each in (old, new):
        for unit_id in units:
            run = await ran(member, exerciseId=each["id"], plannedBy={"trainingUnitId": unit_id})
            assert run["targetPace"] == {"minSeconds": 290, "maxSeconds": 300}


async def test_a_run_of_a_plan_or_a_day_of_it_is_linked_to_both(member: Client) -> None:
    run = (await slugs(member))["run"]
    unit_id = await unit(member, "Easy", {"exerciseId": run})
    plan_id = await plan_of(member, "Base", (1, unit_id))
    by_place = await ran(member, exerciseId=None, plannedBy={"planUnitId": await place(member, plan_id)})
    assert (by_place["session"]["unitName"], by_place["session"]["planName"]) == ("Easy", "Base")
    day = (await enrolled(member, plan_id, today()))["days"][0]
    by_day = await ran(member, exerciseId=None, name="Mine", plannedBy={"enrollmentDayId": day["id"]})
    assert by_day["session"]["enrollmentDay"] == {"id": day["id"], "completedAt": by_day["endTime"]}
    assert by_day["session"]["unitName"] == "Mine"


async def test_which_exercise_was_run_is_said_where_the_plan_does_not_tell(
    site: Site, member: Client
) -> None:
    ids = await slugs(member)
    none = await unit(member, "Legs", {"exerciseId": ids["squat"]})
    two = await unit(member, "Two", {"exerciseId": ids["run"]}, {"exerciseId": ids["run"]})
    before = await state(site)
    for unit_id in (none, two):
        sent = await five_km(member, plannedBy={"trainingUnitId": unit_id})
        del sent["exerciseId"]
        assert issues(await does(member, "recordRun", **sent)) == [("exerciseId", "REQUIRED")]
    stranger = await site.member()
    for kind, wrong in (
        ("trainingUnitId", none),
        ("planUnitId", missing("TrainingPlanUnit")),
        ("enrollmentDayId", missing("EnrollmentDay")),
    ):
        answer = await does(stranger, "recordRun", **await five_km(stranger, plannedBy={kind: wrong}))
        assert answer["__typename"] == "NotFoundProblem"
    assert await state(site) == before
    unplanned = await ran(member, plannedBy={"trainingUnitId": none})
    assert (unplanned["session"]["unitName"], unplanned["targetPace"]) == ("Legs", None)
