"""Runs are found by date, plan, unit, source, distance and pace, in pages of either order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from following import plan_of, unit
from running import FIND, RUN, km, names, ran, splits
from starting import place
from training import slugs

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

OLDEST = {"field": "START_TIME", "direction": "ASC"}
COUNT = "query ($filter: RunFilter) { viewer { runs(filter: $filter) { totalCount } } }"
PAGE = f"{{ viewer {{ runs {{ nodes {{ {RUN} }} }} }} }}"


async def test_a_date_is_that_of_the_runs_own_zone(member: Client) -> None:
    for name, zone in (("K", "Pacific/Kiritimati"), ("H", "Pacific/Honolulu")):
        await ran(member, name=name, timeZone=zone, startTime="2026-03-01T10:00:00Z")
    assert await names(member, {"date": {"from": "2026-03-02"}}) == ["K"]
    assert await names(member, {"date": {"to": "2026-03-01"}}) == ["H"]
    assert await names(member, {"date": {"from": "2026-03-03"}}) == []


async def test_runs_are_found_by_plan_unit_and_source(member: Client) -> None:
    run = (await slugs(member))["run"]
    easy, long = [await unit(member, name, {"exerciseId": run}) for name in ("Easy", "Long")]
    plan_id = await plan_of(member, "Base", (1, easy))
    await ran(member, plannedBy={"planUnitId": await place(member, plan_id)})
    await ran(member, plannedBy={"trainingUnitId": long}, source="watch")
    await ran(member, name="Free", source="Watch")
    assert await names(member, {"plan": {"in": [plan_id]}}) == ["Easy"]
    assert await names(member, {"unit": {"in": [long]}}) == ["Long"]
    assert set(await names(member, {"unit": {"in": [long, easy]}})) == {"Easy", "Long"}
    assert await names(member, {"unit": {"in": []}}) == []
    assert await names(member, {"source": {"in": ["watch"]}}) == ["Long"]
    assert set(await names(member, {"source": {"in": ["Watch", "manual"]}})) == {"Easy", "Free"}
    assert await names(member, {"source": {"in": ["%", "w_tch", "'"]}}) == []
    everything = {"plan": {"in": [plan_id]}, "unit": {"in": [easy]}, "source": {"in": ["manual"]}}
    assert await names(member, everything) == ["Easy"]
    assert await member.codes(COUNT, filter={"plan": {"in": [easy]}}) == ["BAD_ID"]
    assert await member.codes(COUNT, filter={"source": {"in": ["\0"]}}) == ["BAD_VALUE"]
    assert await member.codes(COUNT, filter={"source": {"in": ["x"] * 251}}) == ["BAD_VALUE"]


async def test_runs_are_found_by_distance_as_it_is_shown(member: Client) -> None:
    await ran(member, name="5 km", intervals=[{"distance": km("2.5")}] * 2, distance=None)
    await ran(
        member,
        name="By time",
        distance=km(8),
        intervals=[{"seconds": 2400}],
        movingSeconds=None,
        elapsedSeconds=None,
    )
    await ran(member, name="10 km", distance=km(10), startTime="2026-03-03T07:00:00Z")

    async def found(gte: Any = None, lte: Any = None) -> set[str]:
        return set(await names(member, {"distance": {"gte": gte, "lte": lte}}))

    def mi(value: str) -> dict[str, str]:
        return {"value": value, "unit": "MI"}

    assert await found(km(5), km(8)) == {"5 km", "By time"}
    assert await found(km("5.0001")) == {"By time", "10 km"}
    assert await found(lte=km("7.9999")) == {"5 km"}
    # Five kilometres are shown as 3.107 miles, ten as 6.214.
    assert await found(mi("3.107"), mi("3.107")) == {"5 km"}
    assert await found(mi("3.108"), mi("6.213")) == {"By time"}
    assert await found(mi("6.214")) == {"10 km"}
    assert await found() == {"5 km", "By time", "10 km"}
    for wrong in (km(-1), km(1_000_001)):
        assert await member.codes(COUNT, filter={"distance": {"gte": wrong}}) == ["BAD_VALUE"]
    assert await member.codes(COUNT, filter={"distance": {"lte": km("NaN")}}) == ["BAD_VALUE"]


async def test_runs_are_found_by_pace_as_it_is_shown(member: Client) -> None:
    # 4:58 exactly, 4:58.2 shown as 4:59, and by time 6:00.
    await ran(member, name="298", movingSeconds=1490)
    await ran(member, name="299", movingSeconds=1491)
    await ran(member, name="360", movingSeconds=None, intervals=[{"seconds": 900}] * 2, elapsedSeconds=None)

    async def found(least: int | None, most: int | None, per: str = "KM") -> set[str]:
        pace = {"minSeconds": least, "maxSeconds": most, "per": per}
        return set(await names(member, {"pace": pace}))

    assert await found(298, 298) == {"298"}
    assert await found(299, 299) == {"299"}
    assert await found(299, None) == {"299", "360"}
    assert await found(None, 298) == {"298"}
    assert await found(301, 359) == set()
    # 479.58 and 479.91 are both shown as 480 for a mile, and 579.4 as 580.
    assert await found(480, 480, "MI") == {"298", "299"}
    assert await found(580, 580, "MI") == {"360"}
    assert await found(None, 479, "MI") == set()
    assert await found(0, 2**31 - 1) == {"298", "299", "360"}
    # Five miles are stored two centimetres short.
    await ran(
        member, name="even", distance={"value": "5", "unit": "MI"}, movingSeconds=2500, elapsedSeconds=None
    )
    assert await found(500, 500, "MI") == {"even"}
    assert await member.codes(COUNT, filter={"pace": {"minSeconds": -1}}) == ["BAD_VALUE"]


async def test_pages_go_either_way_and_belong_to_their_filter(site: Site, member: Client) -> None:
    for number in (1, 2, 3, 3, 4):
        await ran(member, name=f"Day {number}", startTime=f"2026-03-0{number}T10:00:00Z")
    await member.data(
        'mutation { startSession(input: {from: {freestyle: {name: "No run"}}}) { __typename } }'
    )
    everything = await names(member)
    assert everything == ["Day 4", "Day 3", "Day 3", "Day 2", "Day 1"]
    assert await names(member, order=OLDEST) == everything[::-1]
    walked, after = [], None
    short = {"distance": {"lte": km(5)}}
    while True:
        page = (await member.data(FIND, filter=short, order=OLDEST, first=2, after=after))["viewer"]["runs"]
        walked += [node["session"]["unitName"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert walked == everything[::-1]
    for other in ({"order": OLDEST}, {"filter": short}, {"filter": {"pace": {}}, "order": OLDEST}):
        assert await member.codes(FIND, after=after, **other) == ["BAD_CURSOR"]
    stranger = await site.member()
    assert await names(stranger) == []
    assert await stranger.codes(FIND, filter=short, order=OLDEST, after=after) == ["BAD_CURSOR"]


async def test_twenty_runs_cost_the_statements_of_one(member: Client) -> None:
    costs = []
    for size in (1, 19):
        for number in range(size):
            await ran(
                member,
                startTime=f"2026-02-{number + 1:02}T07:00:00Z",
                elapsedSeconds=None,
                splits=splits((2, 600), (3, 890)),
            )
        nodes = (await member.data(PAGE))["viewer"]["runs"]["nodes"]
        costs.append([sql for sql in member.statements if "sign_in_families" not in sql])
    assert len(nodes) == 20
    # Runs; then sessions, exercises, splits; then days of enrollments, the sessions' runs, and sets.
    assert len(costs[0]) == len(costs[1]) <= 7
    assert sorted(costs[0]) == sorted(costs[1])


async def test_every_filter_at_once_costs_one_statement(member: Client) -> None:
    await ran(member)
    everything = {
        "date": {"from": "2026-01-01", "to": "2026-12-31"},
        "distance": {"gte": km(1), "lte": km(10)},
        "pace": {"minSeconds": 100, "maxSeconds": 400},
        "source": {"in": ["manual"]},
    }
    document = COUNT.replace("totalCount", "nodes { distance pace { text } }")
    nodes = (await member.data(document, filter=everything))["viewer"]["runs"]["nodes"]
    assert nodes == [{"distance": "5", "pace": {"text": "4:58/km"}}]
    assert len([sql for sql in member.statements if "sign_in_families" not in sql]) == 1
