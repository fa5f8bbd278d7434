"""Days of enrollments and the sessions that were done on them lead to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from following import enrolled, plan
from logging_sets import begun, done, logged
from sign_ins import execute
from starting import finished, started

from irontrack.graphql.relay import decode_id

if TYPE_CHECKING:
    from clients import Client

pytestmark = pytest.mark.anyio

DAYS = """
    query ($id: ID!) { node(id: $id) { ... on Enrollment { days {
      id completedAt sessions { id status enrollmentDay { id enrollment { planName } } }
    } } } }
"""
SESSIONS = """
    { viewer { trainingSessions { nodes {
      unitName plan { name } trainingUnit { name }
      enrollmentDay { date completedAt sessions { id } enrollment { planName } }
    } } } }
"""
TIMES = """
    query ($id: ID!) { node(id: $id) { ... on TrainingSession { durationSeconds elapsedSeconds } } }
"""


async def days(client: Client, enrollment: Any) -> Any:
    return (await client.data(DAYS, id=enrollment["id"]))["node"]["days"]


async def test_a_day_knows_its_sessions_and_when_the_first_was_completed(member: Client) -> None:
    enrollment = await enrolled(member, await plan(member), "2026-11-02")
    first, second, third = enrollment["days"]
    source = {"enrollmentDayId": first["id"]}
    late = await started(member, source, startTime="2026-11-04T10:00:00Z")
    early = await started(member, source, startTime="2026-11-03T10:00:00Z")
    open_ = await started(member, {"enrollmentDayId": second["id"]})
    assert [day["completedAt"] for day in await days(member, enrollment)] == [None] * 3
    await finished(member, late, endTime="2026-11-04T11:00:00Z")
    await finished(member, early, endTime="2026-11-03T11:00:00Z")
    found = await days(member, enrollment)
    assert [day["completedAt"] for day in found] == ["2026-11-03T11:00:00Z", None, None]
    assert [[session["id"] for session in day["sessions"]] for day in found] == [
        [late["id"], early["id"]],
        [open_["id"]],
        [],
    ]
    assert found[0]["sessions"][0]["enrollmentDay"] == {
        "id": first["id"],
        "enrollment": {"planName": "Base"},
    }
    assert third["id"] == found[2]["id"]


async def test_a_session_that_is_given_up_completes_no_day(member: Client) -> None:
    enrollment = await enrolled(member, await plan(member), "2026-11-02")
    source = {"enrollmentDayId": enrollment["days"][0]["id"]}
    given_up = await started(member, source, startTime="2026-11-03T10:00:00Z")
    await done(member, "abortSession", sessionId=given_up["id"], endTime="2026-11-03T11:00:00Z")
    assert (await days(member, enrollment))[0]["completedAt"] is None
    later = await started(member, source, startTime="2026-11-04T10:00:00Z")
    await finished(member, later, endTime="2026-11-04T11:00:00Z")
    assert (await days(member, enrollment))[0]["completedAt"] == "2026-11-04T11:00:00Z"


async def test_a_day_shows_its_latest_twenty_sessions(site: Any, member: Client) -> None:
    enrollment = await enrolled(member, await plan(member), "2026-11-02")
    day = enrollment["days"][0]
    session = await started(member, {"enrollmentDayId": day["id"]}, startTime="2026-11-01T10:00:00Z")
    fill = """
        INSERT INTO training_sessions (user_id, enrollment_day_id, start_time, user_timezone)
        SELECT user_id, enrollment_day_id, start_time + make_interval(days => n), 'UTC'
        FROM training_sessions, generate_series(1, 25) n WHERE id = :id
    """
    await execute(site, fill, id=decode_id(session["id"], "TrainingSession"))
    found = (await days(member, enrollment))[0]["sessions"]
    assert len(found) == 20
    assert session["id"] not in {each["id"] for each in found}


async def test_both_ways_cost_the_same_for_one_and_for_twenty(member: Client) -> None:
    plan_id = await plan(member, "Long", *range(1, 21))
    enrollment = await enrolled(member, plan_id, "2026-11-02")
    costs = []
    for part in (enrollment["days"][:1], enrollment["days"][1:]):
        for day in part:
            session = await started(member, {"enrollmentDayId": day["id"]})
            await finished(member, session)
        await days(member, enrollment)
        cost = len(member.statements)
        await member.data(SESSIONS)
        costs.append((cost, len(member.statements)))
    assert costs[0] == costs[1], costs


async def test_elapsed_time_is_there_before_the_end_too(site: Any, member: Client) -> None:
    completed = await started(member, {"freestyle": {}}, startTime="2026-11-04T10:00:00Z")
    await finished(member, completed, endTime="2026-11-04T11:00:01Z")
    given_up = await started(member, {"freestyle": {}}, startTime="2026-11-05T10:00:00Z")
    abort = "UPDATE training_sessions SET status = 'aborted', end_time = '2026-11-05 10:30Z' WHERE id = :id"
    await execute(site, abort, id=decode_id(given_up["id"], "TrainingSession"))
    running = await started(member, {"freestyle": {}})
    times = [(await member.data(TIMES, id=each["id"]))["node"] for each in (completed, given_up, running)]
    assert times[0] == {"durationSeconds": 3601, "elapsedSeconds": 3601}
    assert times[1] == {"durationSeconds": None, "elapsedSeconds": 1800}
    assert times[2]["durationSeconds"] is None
    assert 0 <= times[2]["elapsedSeconds"] < 60


async def test_times_beyond_every_session_are_no_fault(member: Client) -> None:
    session = await begun(member, "squat")
    await done(member, "updateSession", sessionId=session["id"], startTime="1900-01-01T00:00:00Z")
    assert (await member.data(TIMES, id=session["id"]))["node"]["elapsedSeconds"] == 2**31 - 1
    squat = session["exercises"][0]["id"]
    for year in (1900, 2026):
        (one,) = await logged(member, squat, 5, completedAt=f"{year}-01-01T00:00:00Z")
        assert one["restSeconds"] is None
