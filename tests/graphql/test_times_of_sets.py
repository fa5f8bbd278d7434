"""A set was completed in its session, or near it: a day on either side forgives wrong clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from logging_sets import begun, does, done, issues, name, seen, state
from training import slugs

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

START, END = "2026-03-01T18:00:00Z", "2026-03-01T19:00:00Z"
A_DAY_BEFORE, TOO_EARLY = "2026-02-28T18:00:00Z", "2026-02-28T17:59:59.999999Z"
A_DAY_AFTER, TOO_LATE = "2026-03-02T19:00:00Z", "2026-03-02T19:00:00.000001Z"


async def test_a_set_is_logged_from_a_day_before_the_start_on(site: Site, member: Client) -> None:
    session = await begun(member, startTime=START)
    new = {"sessionExerciseId": session["exercises"][0]["id"], "metric": {"reps": 5}}
    before = await state(site)
    early = new | {"completedAt": TOO_EARLY}
    assert issues(await does(member, "logSet", **early)) == [("completedAt", "TOO_SMALL")]
    many = await does(member, "logSets", sessionId=session["id"], sets=[new, early])
    assert issues(many) == [("sets.1.completedAt", "TOO_SMALL")]
    assert await state(site) == before
    # While a session is in progress there is no other end than now, give or take an hour.
    for time in (A_DAY_BEFORE, TOO_LATE, (datetime.now(UTC) + timedelta(minutes=55)).isoformat()):
        await done(member, "logSet", **new, completedAt=time)
        await done(member, "logSets", sessionId=session["id"], sets=[new | {"completedAt": time}])
    future = new | {"completedAt": (datetime.now(UTC) + timedelta(minutes=65)).isoformat()}
    assert issues(await does(member, "logSet", **future)) == [("completedAt", "TOO_LARGE")]
    many = await does(member, "logSets", sessionId=session["id"], sets=[future])
    assert issues(many) == [("sets.0.completedAt", "TOO_LARGE")]


async def test_a_set_of_a_session_that_is_over_can_be_put_until_a_day_after_it(
    site: Site, member: Client
) -> None:
    session = await begun(member, startTime=START)
    new = {"sessionExerciseId": session["exercises"][0]["id"], "metric": {"reps": 5}, "completedAt": START}
    one = (await done(member, "logSet", **new))["set"]
    await done(member, "finishSession", sessionId=session["id"], endTime=END)
    before = await state(site)
    for wrong, code in ((TOO_EARLY, "TOO_SMALL"), (TOO_LATE, "TOO_LARGE")):
        answer = await does(member, "updateSet", setId=one["id"], completedAt=wrong)
        assert issues(answer) == [("completedAt", code)]
    assert await state(site) == before
    times: tuple[str | None, ...] = (A_DAY_BEFORE, A_DAY_AFTER, None)
    for time in times:
        changed = (await done(member, "updateSet", setId=one["id"], completedAt=time))["set"]
        assert changed == one | {"completedAt": time}


async def test_a_recorded_set_lies_by_its_workout(site: Site, member: Client) -> None:
    times = (A_DAY_BEFORE, TOO_EARLY, A_DAY_AFTER, TOO_LATE, "2190-01-01T00:00:00Z")
    sets: list[dict[str, Any]] = [{"metric": {"reps": 5}, "completedAt": time} for time in times]
    exercise = {"exerciseId": (await slugs(member))["squat"], "sets": sets}
    sent = {"startTime": START, "endTime": END, "exercises": [exercise]}
    before = await state(site)
    assert issues(await does(member, "recordSession", **sent)) == [
        ("exercises.0.sets.1.completedAt", "TOO_SMALL"),
        ("exercises.0.sets.3.completedAt", "TOO_LARGE"),
        ("exercises.0.sets.4.completedAt", "TOO_LARGE"),
    ]
    assert await state(site) == before
    exercise["sets"] = [sets[0], sets[2]]
    await done(member, "recordSession", **sent)


async def test_a_session_that_is_put_elsewhere_leaves_its_sets_as_they_are(member: Client) -> None:
    """What was logged is there however often it is sent again, and can be changed in all else."""
    session = await begun(member, startTime=START)
    named = {"sessionExerciseId": session["exercises"][0]["id"], "clientId": name(), "completedAt": START}
    new = named | {"metric": {"reps": 5}}
    one = (await done(member, "logSet", **new))["set"]
    await done(member, "updateSession", sessionId=session["id"], startTime="2026-03-11T18:00:00Z")
    assert (await done(member, "logSet", **new))["set"] == one
    assert (await done(member, "logSets", sessionId=session["id"], sets=[new]))["sets"] == [one]
    changed = await done(member, "updateSet", setId=one["id"], metric={"reps": 6}, completedAt=START)
    assert changed["set"] == one | {"reps": 6}
    late = new | {"clientId": name()}
    assert issues(await does(member, "logSet", **late)) == [("completedAt", "TOO_SMALL")]
    assert len((await seen(member, session["id"]))["exercises"][0]["sets"]) == 1
