"""On which dates and with which muscles somebody trained."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from analysing import analysed, lift, workout
from exercising import ids, made
from logging_sets import begun, done
from sign_ins import execute
from test_statements import statements

from irontrack.analytics.rules.calendar import monday
from irontrack.graphql.relay import decode_id
from irontrack.kit.clock import now

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

THIS_WEEK = monday(now().date())
MIDNIGHT = f"{THIS_WEEK}T00:00:00+00:00"  # noon may be yet to come
CALENDAR = """
    query ($year: Int!) { viewer { analytics { activityCalendar(year: $year) {
      year days { date sessions minutes } streaks { current longest }
    } } } }
"""
MUSCLES = """
    query ($weeks: Int! = 2, $factor: Decimal! = "0.5") {
      viewer { analytics { muscleVolume(weeks: $weeks, secondaryFactor: $factor) {
        muscle { name } hardSets weeks { start hardSets volume days }
      } } }
    }
"""


async def calendar(client: Client, year: int) -> Any:
    return (await client.data(CALENDAR, year=year))["viewer"]["analytics"]["activityCalendar"]


async def muscles(client: Client, **variables: Any) -> dict[str, Any]:
    found = (await client.data(MUSCLES, **variables))["viewer"]["analytics"]["muscleVolume"]
    return {one["muscle"]["name"]: one for one in found}


def weeks_ago(weeks: int, days: int = 0) -> str:
    return (THIS_WEEK - timedelta(weeks=weeks) + timedelta(days=days)).isoformat()


async def test_a_calendar_has_the_dates_of_one_year(member: Client) -> None:
    await workout(member, "2025-12-31T22:30:00+00:00", {}, timeZone="Europe/Berlin")
    await workout(member, "2025-12-31T23:30:00+00:00", {}, timeZone="Europe/Berlin", minutes=45)
    await workout(member, "2026-01-01", {}, minutes=20)
    await begun(member)
    found = await calendar(member, 2026)
    assert found["days"] == [{"date": "2026-01-01", "sessions": 2, "minutes": 65}]
    assert (await calendar(member, 2025))["days"] == [{"date": "2025-12-31", "sessions": 1, "minutes": 60}]
    for year in (1, 9999):
        assert (await calendar(member, year))["days"] == []
    for year in (0, 10_000, -1):
        assert await member.codes(CALENDAR, year=year) == ["BAD_VALUE"]


async def test_streaks_are_of_weeks_over_the_whole_history(member: Client) -> None:
    assert (await calendar(member, 2026))["streaks"] == {"current": 0, "longest": 0}
    for date in ("2024-12-23", "2024-12-29", "2024-12-30", "2025-01-12"):
        await workout(member, date, {})
    assert (await calendar(member, 2026))["streaks"] == {"current": 0, "longest": 3}
    await workout(member, weeks_ago(2, 6), {})
    assert (await calendar(member, 2026))["streaks"]["current"] == 0
    await workout(member, weeks_ago(1), {})
    assert (await calendar(member, 2026))["streaks"]["current"] == 2
    await workout(member, MIDNIGHT, {}, minutes=0)
    assert (await calendar(member, 2026))["streaks"] == {"current": 3, "longest": 3}


async def test_a_set_counts_for_primary_muscles_and_in_part_for_secondary_ones(member: Client) -> None:
    groups = await ids(member, "muscleGroups")
    chest, lats = groups["chest"], groups["lats"]
    press = await made(member, name="Press", primaryMuscles=[chest], secondaryMuscles=[lats])
    pull = await made(member, name="Pull", primaryMuscles=[lats])
    sets = {press["id"]: [lift(10, "50", setType="WARM_UP"), lift(10, "50"), lift(10, "50")]}
    both = {**sets, pull["id"]: [lift(5, "10"), lift(0, "10")]}
    await workout(member, MIDNIGHT, both, minutes=0)
    await workout(member, weeks_ago(1, 6), sets)
    await workout(member, weeks_ago(1, 6), sets)
    await workout(member, weeks_ago(1, 2), sets)
    await workout(member, weeks_ago(2, 6), sets)
    found = await muscles(member)
    assert list(found) == ["chest", "lats"]
    assert found["chest"]["hardSets"] == "8"
    assert found["chest"]["weeks"] == [
        {"start": weeks_ago(1), "hardSets": "6", "volume": "3000", "days": 2},
        {"start": weeks_ago(0), "hardSets": "2", "volume": "1000", "days": 1},
    ]
    assert [week["hardSets"] for week in found["lats"]["weeks"]] == ["3", "2"]
    assert found["lats"]["weeks"][1]["volume"] == "550"
    assert (await muscles(member, factor="1"))["lats"]["hardSets"] == "9"
    alone = (await muscles(member, factor=0))["lats"]["weeks"]
    assert [(week["hardSets"], week["days"]) for week in alone] == [("0", 0), ("1", 1)]
    assert len((await muscles(member, weeks=52))["chest"]["weeks"]) == 52


async def test_what_was_done_in_no_time_trains_no_muscle(site: Site, member: Client) -> None:
    assert await muscles(member) == {}
    session = await begun(member, "squat")
    await done(member, "logSet", sessionExerciseId=session["exercises"][0]["id"], metric={"reps": 5})
    assert await muscles(member) == {}
    await done(member, "finishSession", sessionId=session["id"])
    assert await muscles(member) != {}
    assert await muscles(await site.member()) == {}


async def test_a_merged_exercise_trains_what_the_other_one_does(site: Site, member: Client) -> None:
    lats = (await ids(member, "muscleGroups"))["lats"]
    old, new = await made(member, name="Old"), await made(member, name="New", primaryMuscles=[lats])
    await workout(member, MIDNIGHT, {old["id"]: [lift(3)]}, minutes=0)
    assert list(await muscles(member)) == ["chest"]
    keys = {name: decode_id(one["id"], "Exercise") for name, one in (("old", old), ("new", new))}
    await execute(site, "UPDATE exercises SET merged_into_id = :new WHERE id = :old", **keys)
    assert list(await muscles(member)) == ["lats"]
    await execute(site, "DELETE FROM exercises WHERE id = ANY(:keys)", keys=list(keys.values()))
    assert await muscles(member) == {}


@pytest.mark.parametrize(
    "variables",
    [{"weeks": 0}, {"weeks": 53}, {"weeks": -1}, {"factor": "1.01"}, {"factor": "-0.1"}],
)
async def test_arguments_out_of_range_are_refused(member: Client, variables: dict[str, Any]) -> None:
    assert await member.codes(MUSCLES, **variables) == ["BAD_VALUE"]


async def test_costs_are_the_same_for_one_session_and_for_many(member: Client) -> None:
    costs = []
    for _ in range(2):
        for day in range(7):
            await workout(member, weeks_ago(1, day), {"squat": [lift(5)] * 3})
        costs += [await statements(member, CALENDAR, year=2026), await statements(member, MUSCLES)]
    assert [len(cost) for cost in costs] == [2, 2] * 2
    assert (await analysed(member, "muscleVolume { hardSets }"))["muscleVolume"]
