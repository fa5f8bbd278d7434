"""Runs that took decades: no number that follows from them is too great for the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from analysing import analysed
from following import unit
from running import km, ran, seen
from training import slugs

from irontrack.models.limits import GREATEST_INTEGER

if TYPE_CHECKING:
    from clients import Client

pytestmark = pytest.mark.anyio

DECADES = 2_000_000_000
SINCE = {"from": "1950-01-01", "to": "1999-12-31"}
SUMMARY = "summary(range: $range) { durationSeconds change { durationSeconds } }"
RUNS = """
    runSummary(range: $range) {
      totals { movingSeconds pace { seconds } longest { pace(per: MI) { seconds } } }
    }
"""


async def crawled(client: Client, start: str, **more: Any) -> Any:
    """Record a run of a decimetre that took 63 years."""
    slowest = {"distance": km("0.0001"), "movingSeconds": DECADES, "elapsedSeconds": None}
    return await ran(client, startTime=start, **slowest, **more)


async def test_a_pace_and_what_it_missed_end_where_whole_numbers_do(member: Client) -> None:
    planned = {"minSeconds": 290, "maxSeconds": 300, "per": "KM"}
    run = {"exerciseId": (await slugs(member))["run"], "mode": "DISTANCE", "target": {"distance": km(5)}}
    unit_id = await unit(member, "Easy", {**run, "targetPace": planned})
    slow = await crawled(member, "1950-01-01T00:00:00Z", plannedBy={"trainingUnitId": unit_id})
    assert slow["pace"] == {"seconds": GREATEST_INTEGER, "text": "596523:14:07/km"}
    assert slow["perMile"]["seconds"] == GREATEST_INTEGER
    assert slow["targetResult"] == {"outcome": "SLOWER", "seconds": GREATEST_INTEGER}
    assert await seen(member, slow) == slow


async def test_so_do_the_sums_of_several(member: Client) -> None:
    for year in (1950, 1951):
        await crawled(member, f"{year}-01-01T00:00:00Z")
    found = await analysed(member, SUMMARY + RUNS, range=SINCE)
    assert found["summary"] == {
        "durationSeconds": GREATEST_INTEGER,
        "change": {"durationSeconds": GREATEST_INTEGER},
    }
    totals = found["runSummary"]["totals"]
    assert (totals["movingSeconds"], totals["pace"]["seconds"]) == (GREATEST_INTEGER, GREATEST_INTEGER)
    assert totals["longest"]["pace"]["seconds"] == GREATEST_INTEGER
    after = await analysed(member, SUMMARY, range={"from": "1952-01-01", "to": "2025-12-31"})
    assert after["summary"] == {"durationSeconds": 0, "change": {"durationSeconds": -GREATEST_INTEGER}}
