"""How far an enrollment has come, as a client asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from following import does as follows
from following import enrolled, plan_of, today, unit
from logging_sets import done
from running import km, ran
from sign_ins import execute, value
from training import slugs

from irontrack.graphql.relay import decode_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

WORK = "sessions done adherence plannedDistance actualDistance plannedVolume actualVolume"
PROGRESS = f"""
    soFar {{ {WORK} }} overall {{ {WORK} }} remaining currentWeek weekCount
    weeks {{ number start soFar {{ sessions done }} overall {{ {WORK} }} }}
"""
READ = f"""
    query ($id: ID!) {{ node(id: $id) {{ ... on Enrollment {{ planName progress {{ {PROGRESS} }} }} }} }}
"""
LIST = f"{{ viewer {{ enrollments(first: 20) {{ nodes {{ id progress {{ {PROGRESS} }} }} }} }} }}"


async def following(client: Client, *days: int, started: int = 10) -> Any:
    """Follow a plan of squats and runs on these days; it began some days ago."""
    found = await slugs(client)
    squats = {
        "exerciseId": found["squat"],
        "sets": 3,
        "target": {"reps": {"min": 5, "max": 8}},
        "targetWeight": {"value": "100", "unit": "KG"},
    }
    run = {
        "exerciseId": found["run"],
        "mode": "DISTANCE",
        "target": {"distance": {"value": "5", "unit": "KM"}},
    }
    unit_id = await unit(client, f"Both {today()} {days} {started}", squats, run)
    plan_id = await plan_of(client, f"Plan {days} {started}", *((day, unit_id) for day in days))
    return await enrolled(client, plan_id, today(plus=-started)), plan_id


async def trains(client: Client, day: Any, *reps: int, km: str | None = "5.5", finish: bool = True) -> Any:
    """Do what is due on a day, and return the session."""
    started = {"from": {"enrollmentDayId": day["id"]}, "allowSeveral": True}
    session = (await done(client, "startSession", **started))["session"]
    squat, run = session["exercises"]
    warm_up = {"setType": "WARM_UP", "metric": {"reps": 10}, "weight": {"value": "60", "unit": "KG"}}
    await done(client, "logSet", sessionExerciseId=squat["id"], **warm_up)
    for each in reps:
        weight = {"value": "100", "unit": "KG"}
        await done(client, "logSet", sessionExerciseId=squat["id"], metric={"reps": each}, weight=weight)
    if km:
        distance = {"distance": {"value": km, "unit": "KM"}}
        await done(client, "logSet", sessionExerciseId=run["id"], metric=distance)
    if finish:
        await done(client, "finishSession", sessionId=session["id"])
    return session


async def progress(client: Client, enrollment: Any) -> Any:
    return (await client.data(READ, id=enrollment["id"]))["node"]["progress"]


async def test_an_enrollment_that_has_just_begun_has_no_adherence_yet(member: Client) -> None:
    enrollment, _ = await following(member, 1, 8, started=-3)
    found = await progress(member, enrollment)
    assert (found["soFar"]["sessions"], found["soFar"]["adherence"]) == (0, None)
    assert (found["overall"]["sessions"], found["overall"]["adherence"]) == (2, "0")
    assert (found["currentWeek"], found["weekCount"], found["remaining"]) == (1, 2, 2)


async def test_today_is_that_of_the_enrollments_own_zone(member: Client) -> None:
    """At any time, one of the two zones has another date than UTC."""
    unit_id = await unit(member, "Legs", {"exerciseId": (await slugs(member))["squat"]})
    plan_id = await plan_of(member, "Legs", *((day, unit_id) for day in range(1, 6)))
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
        enrollment = await enrolled(member, plan_id, today(plus=-2), timeZone=zone)
        due = [day for day in enrollment["days"] if day["date"] <= str(today(zone))]
        assert (await progress(member, enrollment))["soFar"]["sessions"] == len(due)
        await follows(member, "endEnrollment", id=enrollment["id"], end="ABANDONED")


async def test_what_was_done_is_compared_with_what_was_planned(member: Client) -> None:
    # Ten days ago: days 1, 3 and 11 (today) are due, day 15 is not.
    enrollment, _ = await following(member, 1, 3, 11, 15)
    await trains(member, enrollment["days"][0], 8, 8, 6)
    await trains(member, enrollment["days"][0], 5)  # again: still one day
    await trains(member, enrollment["days"][1], 5, finish=False)
    found = await progress(member, enrollment)
    assert found["soFar"] == {
        "sessions": 3,
        "done": 1,
        "adherence": "33.3",
        "plannedDistance": "15",
        "actualDistance": "11",
        "plannedVolume": "4500",
        "actualVolume": "2700",
    }
    assert (found["overall"]["sessions"], found["overall"]["adherence"]) == (4, "25")
    assert (found["currentWeek"], found["weekCount"], found["remaining"]) == (2, 3, 3)
    shown = [(week["number"], week["start"], week["overall"]["adherence"]) for week in found["weeks"]]
    assert shown == [
        (1, str(today(plus=-10)), "50"),
        (2, str(today(plus=-3)), "0"),
        (3, str(today(plus=4)), "0"),
    ]


async def test_the_distance_of_a_run_counts_whatever_its_sets_measure(member: Client) -> None:
    enrollment, _ = await following(member, 1, 3)
    by_distance, by_time = ({"enrollmentDayId": day["id"]} for day in enrollment["days"])
    run = (await slugs(member))["run"]
    await ran(member, exerciseId=run, plannedBy=by_distance)
    halves = {"intervals": [{"seconds": 800}, {"seconds": 690}], "movingSeconds": None}
    await ran(member, exerciseId=run, plannedBy=by_time, distance=km("6.25"), **halves)
    found = await progress(member, enrollment)
    assert (found["overall"]["done"], found["overall"]["actualDistance"]) == (2, "11.25")


async def test_editing_an_old_set_corrects_the_answer(site: Site, member: Client) -> None:
    enrollment, _ = await following(member, 1)
    session = await trains(member, enrollment["days"][0], 5)
    assert (await progress(member, enrollment))["soFar"]["actualVolume"] == "500"
    exercise = decode_id(session["id"], "TrainingSession")
    await execute(
        site,
        "UPDATE training_session_sets SET reps_completed = 10 WHERE set_type = 'working' AND weight = 100"
        " AND session_id = :id",
        id=exercise,
    )
    assert (await progress(member, enrollment))["soFar"]["actualVolume"] == "1000"


async def test_skipping_and_moving_change_what_is_due(member: Client) -> None:
    enrollment, _ = await following(member, 1, 3, 11)
    await trains(member, enrollment["days"][0], 5)
    await follows(member, "skipEnrollmentDay", id=enrollment["days"][1]["id"])
    await follows(member, "moveEnrollmentDay", id=enrollment["days"][2]["id"], date=str(today(plus=30)))
    found = await progress(member, enrollment)
    assert (found["soFar"]["sessions"], found["soFar"]["adherence"], found["remaining"]) == (1, "100", 1)
    assert [week["number"] for week in found["weeks"]] == [1, 6]


async def test_a_deleted_plan_and_its_units_change_nothing(site: Site, member: Client) -> None:
    enrollment, plan_id = await following(member, 1, 3)
    await trains(member, enrollment["days"][0], 5)
    before = await progress(member, enrollment)
    await execute(site, "DELETE FROM training_plans WHERE id = :id", id=decode_id(plan_id, "TrainingPlan"))
    await execute(
        site,
        "DELETE FROM training_units"
        " WHERE id IN (SELECT unit_id FROM enrollment_days WHERE enrollment_id = :id)",
        id=decode_id(enrollment["id"], "Enrollment"),
    )
    left = await value(
        site,
        "SELECT count(unit_id) FROM enrollment_days WHERE enrollment_id = :id",
        id=decode_id(enrollment["id"], "Enrollment"),
    )
    assert left == 0
    assert await progress(member, enrollment) == before
    assert before["soFar"]["done"] == 1


async def test_nobody_else_sees_it(site: Site, member: Client) -> None:
    enrollment, _ = await following(member, 1)
    assert (await (await site.member()).data(READ, id=enrollment["id"]))["node"] is None
    assert (await (await site.browser()).data(READ, id=enrollment["id"]))["node"] is None


async def test_twenty_enrollments_cost_the_statements_of_one(member: Client) -> None:
    counts = []
    for number in range(20):
        enrollment, _ = await following(member, 1, 3, started=number)
        if number in {0, 19}:
            await trains(member, enrollment["days"][0], 5)
            nodes = (await member.data(LIST))["viewer"]["enrollments"]["nodes"]
            assert len(nodes) == number + 1
            assert nodes[-1 if number else 0]["progress"]["soFar"]["done"] == 1
            counts.append(len([sql for sql in member.statements if "sign_in_families" not in sql]))
    assert counts == [2, 2]
