"""Sessions: finished, given up, reopened, put right and deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from logging_sets import begun, does, done, issues, logged, seen, state

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

TIMES = {"startTime": "2026-03-01T18:00:00Z", "endTime": "2026-03-01T19:00:00Z"}
UPDATE = "updateSession"


async def recorded(client: Client) -> Any:
    return (await done(client, "recordSession", **TIMES))["session"]


async def test_a_session_that_is_given_up_keeps_its_sets_and_has_no_duration(member: Client) -> None:
    session = await begun(member)
    await logged(member, session["exercises"][0]["id"], 5)
    weight = {"value": "180", "unit": "LB"}
    after = (await done(member, "abortSession", sessionId=session["id"], notes="Ill.", bodyWeight=weight))[
        "session"
    ]
    assert (after["status"], after["durationSeconds"], after["notes"]) == ("ABORTED", None, "Ill.")
    assert (after["bodyWeight"], len(after["exercises"][0]["sets"])) == ("81.647", 1)
    assert after["endTime"] is not None
    changed = (await done(member, UPDATE, sessionId=session["id"], notes="Ill, I think."))["session"]
    assert changed == after | {"notes": "Ill, I think.", "version": after["version"] + 1}
    late = await does(member, "finishSession", sessionId=session["id"])
    assert (late["__typename"], late["current"]["status"]) == ("ConflictProblem", "ABORTED")


@pytest.mark.parametrize("ending", ["finishSession", "abortSession"])
async def test_an_end_leaves_what_was_not_sent_and_null_removes(member: Client, ending: str) -> None:
    noted = {"notes": "Hot.", "bodyWeight": {"value": "80", "unit": "KG"}}
    for sent, expected in (({}, ("Hot.", "80")), ({"notes": None, "bodyWeight": None}, (None, None))):
        session = await begun(member)
        await done(member, "updateSession", sessionId=session["id"], **noted)
        after = (await done(member, ending, sessionId=session["id"], **sent))["session"]
        assert (after["notes"], after["bodyWeight"]) == expected


async def test_a_session_by_a_clock_that_is_ahead_ends_when_it_began(member: Client) -> None:
    ahead = (datetime.now(UTC) + timedelta(minutes=30)).isoformat()
    start = {"from": {"freestyle": {}}, "startTime": ahead}
    session = (await done(member, "startSession", **start))["session"]
    after = (await done(member, "finishSession", sessionId=session["id"]))["session"]
    assert (after["endTime"], after["durationSeconds"]) == (session["startTime"], 0)


async def test_what_was_forgotten_is_logged_after_reopening_with_a_reason(member: Client) -> None:
    session = await begun(member)
    squat = session["exercises"][0]["id"]
    over = (await done(member, "finishSession", sessionId=session["id"]))["session"]
    reopened = (await done(member, "reopenSession", sessionId=session["id"], reason=" One  more. "))[
        "session"
    ]
    assert (reopened["status"], reopened["endTime"], reopened["durationSeconds"]) == (
        "IN_PROGRESS",
        None,
        None,
    )
    assert (reopened["reopenedReason"], reopened["version"]) == ("One more.", over["version"] + 1)
    await logged(member, squat, 5)
    again = await done(member, "finishSession", sessionId=session["id"], endTime=over["endTime"])
    assert again["session"]["durationSeconds"] == over["durationSeconds"]
    assert again["session"]["reopenedReason"] == "One more."


async def test_a_session_is_reopened_beside_another_one_only_if_that_is_allowed(
    site: Site, member: Client
) -> None:
    over, current = await recorded(member), await begun(member)
    sent = {"sessionId": over["id"], "reason": "Wrong."}
    before = await state(site)
    refused = await does(member, "reopenSession", **sent)
    assert (refused["__typename"], refused["current"]["id"]) == ("ConflictProblem", current["id"])
    running = await does(member, "reopenSession", **sent | {"sessionId": current["id"]})
    assert (running["__typename"], running["current"]["id"]) == ("ConflictProblem", current["id"])
    assert await state(site) == before
    await done(member, "reopenSession", **sent, allowSeveral=True)


@pytest.mark.parametrize(
    ("reason", "code"),
    [("", "REQUIRED"), (" ", "REQUIRED"), ("x" * 256, "TOO_LONG"), ("\0", "INVALID_FORMAT")],
)
async def test_a_reason_is_needed(site: Site, member: Client, reason: str, code: str) -> None:
    session = await recorded(member)
    before = await state(site)
    assert issues(await does(member, "reopenSession", sessionId=session["id"], reason=reason)) == [
        ("reason", code)
    ]
    assert await state(site) == before


async def test_a_session_of_the_past_is_put_right_and_its_duration_follows(member: Client) -> None:
    session = await recorded(member)
    change = {
        "name": "Leg day",
        "notes": "Hot.",
        "startTime": "2026-03-01T17:30:00Z",
        "timeZone": "Asia/Tokyo",
        "bodyWeight": {"value": "80", "unit": "KG"},
        "version": session["version"],
    }
    after = (await done(member, UPDATE, sessionId=session["id"], **change))["session"]
    assert (after["unitName"], after["notes"], after["timeZone"]) == ("Leg day", "Hot.", "Asia/Tokyo")
    assert (after["durationSeconds"], after["bodyWeight"], after["version"]) == (5400, "80", 2)
    none = (await done(member, UPDATE, sessionId=session["id"], name=None, notes=None, bodyWeight=None))[
        "session"
    ]
    assert (none["unitName"], none["notes"], none["bodyWeight"]) == (None, None, None)
    assert (await done(member, UPDATE, sessionId=session["id"], notes=None))["session"] == none


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"startTime": "2026-03-01T19:00:01Z"}, [("endTime", "TOO_SMALL")]),
        ({"endTime": "2026-03-01T17:59:59Z"}, [("endTime", "TOO_SMALL")]),
        ({"startTime": "1900-01-01T00:00:00Z"}, [("endTime", "TOO_LARGE")]),
        ({"startTime": "1899-01-01T00:00:00Z"}, [("startTime", "TOO_SMALL"), ("endTime", "TOO_LARGE")]),
        ({"endTime": "2199-01-01T00:00:00Z"}, [("endTime", "TOO_LARGE")]),
        ({"endTime": None}, [("endTime", "REQUIRED")]),
        ({"startTime": None, "timeZone": None}, [("startTime", "REQUIRED"), ("timeZone", "REQUIRED")]),
        ({"name": ""}, [("name", "REQUIRED")]),
        ({"name": "x" * 101}, [("name", "TOO_LONG")]),
        ({"notes": "\0"}, [("notes", "INVALID_FORMAT")]),
        ({"bodyWeight": {"value": "0", "unit": "KG"}}, [("bodyWeight.value", "TOO_SMALL")]),
        ({"bodyWeight": {"value": "1001", "unit": "KG"}}, [("bodyWeight.value", "TOO_LARGE")]),
    ],
)
async def test_a_changed_session_is_checked_as_a_whole(
    site: Site, member: Client, change: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    session = await recorded(member)
    before = await state(site)
    assert issues(await does(member, UPDATE, sessionId=session["id"], **change)) == expected
    assert await state(site) == before


async def test_a_session_in_progress_gets_no_end_by_a_change(site: Site, member: Client) -> None:
    session = await begun(member)
    await done(member, UPDATE, sessionId=session["id"], startTime="2026-03-01T18:00:00Z", endTime=None)
    before = await state(site)
    answer = await does(member, UPDATE, sessionId=session["id"], endTime="2026-03-01T19:00:00Z")
    assert issues(answer) == [("endTime", "NOT_ALLOWED")]
    assert await state(site) == before


@pytest.mark.parametrize("field", ["finishSession", "abortSession", UPDATE, "deleteSession"])
async def test_an_edit_with_an_old_version_is_a_conflict(site: Site, member: Client, field: str) -> None:
    session = await begun(member)
    await logged(member, session["exercises"][0]["id"], 5)
    before = await state(site)
    sent = {"notes": "New."} if field == UPDATE else {}
    stale = await does(member, field, sessionId=session["id"], version=session["version"], **sent)
    assert (stale["__typename"], stale["current"]["version"]) == ("ConflictProblem", session["version"] + 1)
    assert await state(site) == before
    fresh = await does(member, field, sessionId=session["id"], version=session["version"] + 1, **sent)
    assert fresh["__typename"].endswith("Payload")


async def test_a_deleted_session_is_gone_with_all_beneath_it(member: Client) -> None:
    session = await begun(member)
    squat = session["exercises"][0]["id"]
    (one,) = await logged(member, squat, 5)
    answer = await done(member, "deleteSession", sessionId=session["id"])
    assert answer["deletedSessionId"] == session["id"]
    assert await seen(member, session["id"]) is None
    assert (await does(member, "deleteSession", sessionId=session["id"]))["code"] == "NOT_FOUND"
    assert (await does(member, "updateSet", setId=one["id"], rpe="8"))["code"] == "NOT_FOUND"
    late = await does(member, "logSet", sessionExerciseId=squat, metric={"reps": 5})
    assert late["code"] == "NOT_FOUND"
