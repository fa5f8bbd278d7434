"""What runs come to, as a client asks for it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from runners import ran, runner
from sign_ins import execute

from irontrack.analytics.rules.running import MeasuredRun, Stretch, best_efforts
from irontrack.graphql.relay import decode_id
from irontrack.models import SessionStatus, SetMode

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

EFFORT = "date distance seconds pace { text } session { id }"
TOTALS = f"""
    runs distance movingSeconds pace {{ text }} elevationGainMeters elevationLossMeters avgHeartRate load
    longest {{ {EFFORT} }}
"""
SUMMARY = f"""
    query ($from: Date!, $to: Date!) {{
      viewer {{ analytics {{ runSummary(range: {{from: $from, to: $to}}) {{
        totals {{ {TOTALS} }} previous {{ {TOTALS} }}
        weeks {{ start runs distance pace {{ text }} }}
        bestEfforts {{ {EFFORT} }}
      }} }} }}
    }}
"""
MARCH = ("2026-03-01", "2026-03-31")
NOTHING = {
    "runs": 0,
    "distance": "0",
    "movingSeconds": 0,
    "pace": None,
    "elevationGainMeters": 0,
    "elevationLossMeters": 0,
    "avgHeartRate": None,
    "load": "0",
    "longest": None,
}


async def summary(client: Client, first: str = MARCH[0], last: str = MARCH[1]) -> Any:
    data = await client.data(SUMMARY, **{"from": first, "to": last})
    return data["viewer"]["analytics"]["runSummary"]


def key(effort: Any) -> str:
    return str(decode_id(effort["session"]["id"], "TrainingSession"))


async def test_nothing_comes_to_nothing(member: Client) -> None:
    found = await summary(member)
    assert found["totals"] == found["previous"] == NOTHING
    assert found["bestEfforts"] == []
    # March 2026 begins on a Sunday and ends on a Tuesday.
    assert [week["start"] for week in found["weeks"]] == [
        str(date(2026, 2, 23) + timedelta(weeks=number)) for number in range(6)
    ]
    assert {week["runs"] for week in found["weeks"]} == {0}


async def test_runs_add_up_whatever_their_sets_measure(site: Site, member: Client) -> None:
    me = await runner(member)
    rated: dict[str, Any] = {"avg_heart_rate": 150, "elevation_gain_m": 80, "rpe": Decimal(6)}
    first = await ran(site, me, "2026-03-02T07:00:00Z", "10", 3000, **rated)
    await ran(site, me, "2026-03-09T07:00:00Z", "5", 1400, by=SetMode.TIME, avg_heart_rate=170)
    await ran(site, me, "2026-03-10T07:00:00Z", "10", 2999, elevation_loss_m=7)
    found = await summary(member)
    longest = found["totals"].pop("longest")
    assert (key(longest), longest["date"], longest["distance"], longest["seconds"]) == (
        first,
        "2026-03-02",
        "10",
        3000,
    )
    assert found["totals"] == {
        "runs": 3,
        "distance": "25",
        "movingSeconds": 7399,
        "pace": {"text": "4:56/km"},  # 295.96: of the sums, rounded up
        "elevationGainMeters": 80,
        "elevationLossMeters": 7,
        "avgHeartRate": "156.4",
        "load": "300",
    }
    weeks = [(week["start"], week["runs"], week["distance"]) for week in found["weeks"] if week["runs"]]
    assert weeks == [("2026-03-02", 1, "10"), ("2026-03-09", 2, "15")]


async def test_of_the_longest_runs_of_a_week_the_first_stands(site: Site, member: Client) -> None:
    me = await runner(member)
    for day in ("2026-03-04", "2026-03-03", "2026-03-05"):
        await ran(site, me, f"{day}T07:00:00Z", "10", 3000)
    assert (await summary(member))["totals"]["longest"]["date"] == "2026-03-03"


async def test_what_no_run_knows_is_null(site: Site, member: Client) -> None:
    await ran(site, await runner(member), "2026-03-02T07:00:00Z", "5", 1500)
    totals = (await summary(member))["totals"]
    unknown = ("elevationGainMeters", "elevationLossMeters", "avgHeartRate", "load")
    assert [totals[name] for name in unknown] == [None] * 4


async def test_only_completed_runs_of_ones_own_count(site: Site, member: Client) -> None:
    me, other = await runner(member), await runner(await site.member())
    await ran(site, other, "2026-03-02T07:00:00Z", "42.195", 9000)
    await ran(site, me, "2026-03-02T07:00:00Z", "10", 3000, status=SessionStatus.ABORTED)
    await ran(site, me, "2026-03-03T07:00:00Z", "10", 3000, status=SessionStatus.IN_PROGRESS)
    found = await summary(member)
    assert found["totals"] == NOTHING
    assert found["bestEfforts"] == []


async def test_a_run_is_on_the_date_of_its_own_zone(site: Site, member: Client) -> None:
    me = await runner(member)
    # The last evening of March in Honolulu is April elsewhere, and its first morning in Tokyo still February.
    await ran(site, me, "2026-04-01T05:00:00Z", "5", 1500, zone="Pacific/Honolulu")
    await ran(site, me, "2026-02-28T20:00:00Z", "5", 1500, zone="Asia/Tokyo")
    await ran(site, me, "2026-03-31T20:00:00Z", "5", 1500, zone="Asia/Tokyo")
    found = await summary(member)
    assert (found["totals"]["runs"], found["previous"]["runs"]) == (2, 0)
    assert [week["runs"] for week in found["weeks"]] == [1, 0, 0, 0, 0, 1]


async def test_the_range_before_has_as_many_days(site: Site, member: Client) -> None:
    me = await runner(member)
    for day in ("2026-03-01", "2026-02-28", "2026-01-29", "2026-01-28"):
        await ran(site, me, f"{day}T12:00:00Z", "5", 1500)
    found = await summary(member)
    assert (found["totals"]["runs"], found["previous"]["runs"]) == (1, 2)
    assert found["previous"]["longest"]["date"] == "2026-01-29"


async def test_the_beginning_of_the_calendar_has_nothing_before_it(member: Client) -> None:
    assert (await summary(member, "0001-01-01", "0001-01-31"))["previous"] is None
    assert (await summary(member, "9999-12-01", "9999-12-31"))["totals"] == NOTHING
    assert len((await summary(member, "1990-01-01", "2020-08-22"))["weeks"]) == 1599


@pytest.mark.parametrize(
    "dates", [("2026-03-02", "2026-03-01"), ("1900-01-01", "2026-01-01"), ("1990-01-01", "2026-01-01")]
)
async def test_a_range_that_makes_no_sense_is_refused(member: Client, dates: tuple[str, str]) -> None:
    assert await member.codes(SUMMARY, **{"from": dates[0], "to": dates[1]}) == ["BAD_VALUE"]


async def test_the_fastest_efforts_name_their_runs(site: Site, member: Client) -> None:
    me = await runner(member)
    even = await ran(site, me, "2026-03-02T07:00:00Z", "10.5", 3150)
    await ran(site, me, "2026-03-03T07:00:00Z", "10", 3000)  # the same pace: no record
    fast = [("1", 280), ("1", 240), ("1", 281)]
    parts = await ran(site, me, "2026-03-04T07:00:00Z", "3", 801, fast, by=SetMode.TIME)
    best = (await summary(member))["bestEfforts"]
    shown = [(effort["distance"], effort["seconds"], effort["pace"]["text"], key(effort)) for effort in best]
    assert shown == [
        ("1", 240, "4:00/km", parts),
        ("5", 1500, "5:00/km", even),
        ("10", 3000, "5:00/km", even),
    ]
    await execute(site, "DELETE FROM training_sessions WHERE id = :id", id=uuid.UUID(parts))
    assert (await summary(member))["bestEfforts"][0]["seconds"] == 300


async def test_splits_that_go_a_little_further_than_the_run_cover_the_distance(
    site: Site, member: Client
) -> None:
    await ran(site, await runner(member), "2026-03-02T07:00:00Z", "4.98", 1494, [("2.5", 750), ("2.5", 744)])
    best = (await summary(member))["bestEfforts"]
    assert [(effort["distance"], effort["seconds"]) for effort in best] == [("1", 298), ("5", 1494)]


async def test_the_efforts_are_those_of_every_run_and_split(site: Site, member: Client) -> None:
    me, chance = await runner(member), Random(7)  # noqa: S311 - made-up numbers are no secret
    runs = []
    for number in range(40):
        splits = [
            (f"{chance.randint(2000, 25000) / 10000}", chance.randint(60, 900))
            for _ in range(chance.choice([0, 0, 3, 12]))
        ]
        far = f"{chance.randint(5000, 500000) / 10000}"
        seconds = round(float(far) * chance.randint(200, 420))
        day = date(2026, 3, 1) + timedelta(days=number % 31)
        id_ = await ran(site, me, f"{day}T{6 + number // 31:02}:00:00Z", far, seconds, splits)
        runs.append((day, number, id_, far, seconds, splits))
    measured = [
        MeasuredRun(uuid.UUID(id_), day, stretch((far, took)), [stretch(split) for split in splits])
        for day, _, id_, far, took, splits in sorted(runs)
    ]
    expected = [
        (effort.seconds, str(effort.session_id), str(effort.date)) for effort in best_efforts(measured)
    ]
    best = (await summary(member))["bestEfforts"]
    assert [(effort["seconds"], key(effort), effort["date"]) for effort in best] == expected


def stretch(said: tuple[str, int]) -> Stretch:
    return Stretch(int(Decimal(said[0]) * 10_000), said[1])


async def test_a_summary_costs_two_statements_however_many_runs_there_are(site: Site, member: Client) -> None:
    me = await runner(member)
    document = SUMMARY.replace("session { id }", "")
    for count in (1, 19):
        for number in range(count):
            await ran(site, me, f"2026-03-{number + 1:02}T07:00:00Z", "5", 1500, [("2.5", 750)] * 2)
        await member.data(document, **{"from": MARCH[0], "to": MARCH[1]})
        assert len([sql for sql in member.statements if "sign_in_families" not in sql]) == 2
