"""Sessions are found by date, status, plan, unit, exercise and text, in pages of either order."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from exercising import made
from following import plan_of, unit
from sign_ins import execute
from starting import FIND, finished, names, place, started
from training import slugs

from irontrack.graphql.relay import decode_id, encode_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

NODES = (
    "query ($filter: TrainingSessionFilter) { viewer { trainingSessions(filter: $filter) { totalCount } } }"
)
OLDEST = {"field": "START_TIME", "direction": "ASC"}


async def free(client: Client, name: str, start: str = "2026-06-01T12:00:00Z", **more: Any) -> Any:
    return await started(client, {"freestyle": {"name": name}}, startTime=start, **more)


async def test_a_date_is_that_of_the_sessions_own_zone(member: Client) -> None:
    # All at one moment: the 2nd in Kiritimati, the 1st in London, the 31st of May in Honolulu.
    for name, zone in (("K", "Pacific/Kiritimati"), ("L", "Europe/London"), ("H", "Pacific/Honolulu")):
        await free(
            member, name, "2026-06-01T10:00:00Z" if name != "H" else "2026-06-01T09:59:59Z", timeZone=zone
        )
    assert await names(member) == ["L", "K", "H"] or await names(member) == ["K", "L", "H"]
    for first, last, expected in (
        ("2026-06-01", "2026-06-01", {"L"}),
        ("2026-06-02", None, {"K"}),
        (None, "2026-05-31", {"H"}),
        ("2026-05-31", "2026-06-02", {"K", "L", "H"}),
        ("2026-06-02", "2026-05-31", set()),
        ("0001-01-01", "9999-12-31", {"K", "L", "H"}),
        ("9999-12-31", None, set()),
        (None, "0001-01-01", set()),
        (None, None, {"K", "L", "H"}),
    ):
        date = {"from": first, "to": last}
        assert set(await names(member, {"date": date})) == expected, date


async def test_sessions_are_found_by_status(site: Site, member: Client) -> None:
    done, given_up = await free(member, "Done"), await free(member, "Given up")
    await free(member, "Running")
    await finished(member, done)
    abort = "UPDATE training_sessions SET status = 'aborted', end_time = now() WHERE id = :id"
    await execute(site, abort, id=decode_id(given_up["id"], "TrainingSession"))
    for statuses, expected in (
        (["COMPLETED"], {"Done"}),
        (["ABORTED", "IN_PROGRESS"], {"Given up", "Running"}),
        ([], set()),
        (["COMPLETED"] * 250, {"Done"}),
    ):
        assert set(await names(member, {"status": {"in": statuses}})) == expected
    many = {"status": {"in": ["COMPLETED"] * 251}}
    assert await member.codes(NODES, filter=many) == ["BAD_VALUE"]


async def test_sessions_are_found_by_plan_and_unit(member: Client) -> None:
    squat = (await slugs(member))["squat"]
    legs, arms = [await unit(member, name, {"exerciseId": squat}) for name in ("Legs", "Arms")]
    plan_id = await plan_of(member, "Base", (1, legs), (2, arms))
    await started(member, {"planUnitId": await place(member, plan_id)})
    await started(member, {"trainingUnitId": arms})
    await free(member, "Free")
    assert await names(member, {"plan": {"in": [plan_id]}}) == ["Legs"]
    assert await names(member, {"unit": {"in": [arms]}}) == ["Arms"]
    assert set(await names(member, {"unit": {"in": [arms, legs]}})) == {"Arms", "Legs"}
    assert await names(member, {"unit": {"in": [arms]}, "plan": {"in": [plan_id]}}) == []
    assert await names(member, {"unit": {"in": [encode_id("TrainingUnit", uuid.uuid4())]}}) == []
    assert await names(member, {"unit": {"in": []}}) == []
    for wrong in (arms, "nothing", "\0"):
        assert await member.codes(NODES, filter={"plan": {"in": [wrong]}}) == ["BAD_ID"]


async def test_sessions_are_found_by_exercise_after_a_merge_too(site: Site, member: Client) -> None:
    ids = await slugs(member)
    legs = await unit(member, "Legs", {"exerciseId": ids["squat"]}, {"exerciseId": ids["plank"]})
    old, new = await made(member, name="Old Swing"), await made(member, name="New Swing")
    swings = await unit(member, "Swings", {"exerciseId": old["id"]})
    await started(member, {"trainingUnitId": legs})
    await started(member, {"trainingUnitId": swings})
    merge = "UPDATE exercises SET merged_into_id = :new, is_active = false WHERE id = :old"
    old_key, new_key = (decode_id(each["id"], "Exercise") for each in (old, new))
    assert await names(member, {"exercise": {"in": [new["id"]]}}) == []
    await execute(site, merge, old=old_key, new=new_key)
    assert await names(member, {"exercise": {"in": [ids["plank"]]}}) == ["Legs"]
    assert await names(member, {"exercise": {"in": [ids["run"]]}}) == []
    assert await names(member, {"exercise": {"in": [new["id"]]}}) == ["Swings"]
    assert await names(member, {"exercise": {"in": [old["id"]]}}) == ["Swings"]
    await execute(site, merge, old=new_key, new=old_key)  # a ring, which the API never makes
    assert await names(member, {"exercise": {"in": [new["id"]]}}) == ["Swings"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("strong", {"Push"}),
        ("FELT", {"Push"}),
        ("pus", {"Push"}),
        ("100%", {"Push"}),
        ("0%o", set()),
        ("a_b", {"Pull"}),
        ("a%b", set()),
        ("axb", set()),
        ("back\\slash", {"Pull"}),
        ("barbell back", {"Legs"}),
        ("knees", {"Legs"}),
        ("twelve weeks", {"Legs"}),
        ("  ", {"Push", "Pull", "Legs"}),
        ("'; --", set()),
        ("ß", set()),
    ],
)
async def test_text_is_found_in_notes_and_names_as_it_is_written(
    site: Site, member: Client, text: str, expected: set[str]
) -> None:
    await free(member, "Push", notes="Felt strong, 100%\nof it.")
    await free(member, "Pull", notes="a_b and back\\slash")
    legs = await unit(member, "Legs", {"exerciseId": (await slugs(member))["squat"]})
    plan_id = await plan_of(member, "Twelve weeks", (1, legs))
    session = await started(member, {"planUnitId": await place(member, plan_id)})
    note = "UPDATE training_session_exercises SET notes = 'Mind the knees.' WHERE session_id = :id"
    await execute(site, note, id=decode_id(session["id"], "TrainingSession"))
    assert set(await names(member, {"search": text})) == expected


@pytest.mark.parametrize(("text", "code"), [("x" * 101, "BAD_VALUE"), ("nul\0", "BAD_VALUE")])
async def test_text_that_cannot_be_searched_for_is_refused(member: Client, text: str, code: str) -> None:
    assert await member.codes(NODES, filter={"search": text}) == [code]


async def test_pages_go_either_way_and_belong_to_their_filter(site: Site, member: Client) -> None:
    for number in (1, 2, 3, 3, 4):
        await free(
            member, f"Day {number}", f"2026-06-0{number}T10:00:00Z", notes="Odd." if number % 2 else "Even."
        )
    everything = await names(member)
    assert everything == ["Day 4", "Day 3", "Day 3", "Day 2", "Day 1"]
    assert await names(member, order=OLDEST) == everything[::-1]
    odd = {"search": "odd"}
    walked, after = [], None
    while True:
        page = (await member.data(FIND, filter=odd, order=OLDEST, first=1, after=after))["viewer"]
        walked += [node["unitName"] for node in page["trainingSessions"]["nodes"]]
        after = page["trainingSessions"]["pageInfo"]["endCursor"]
        if not page["trainingSessions"]["pageInfo"]["hasNextPage"]:
            break
    assert walked == ["Day 1", "Day 3", "Day 3"]
    for other in ({"order": OLDEST}, {"filter": odd}, {"filter": {"search": "even"}, "order": OLDEST}):
        assert await member.codes(FIND, after=after, **other) == ["BAD_CURSOR"]
    stranger = await site.member()
    assert await stranger.codes(FIND, filter=odd, order=OLDEST, after=after) == ["BAD_CURSOR"]
    assert await names(stranger, odd) == []


async def test_every_filter_at_once_costs_one_statement(member: Client) -> None:
    session = await free(member, "One")
    ids = {
        name: encode_id(kind, uuid.uuid4())
        for name, kind in (("plan", "TrainingPlan"), ("unit", "TrainingUnit"), ("exercise", "Exercise"))
    }
    wanted = {
        **{name: {"in": [id_]} for name, id_ in ids.items()},
        "date": {"from": "2026-01-01", "to": "2026-12-31"},
        "status": {"in": ["IN_PROGRESS"]},
        "search": "one",
    }
    document = NODES.replace("totalCount", "nodes { id }")
    await member.data(document, filter=wanted)
    assert len([sql for sql in member.statements if "sign_in_families" not in sql]) == 1
    only = {name: wanted[name] for name in ("date", "status", "search")}
    found = (await member.data(document, filter=only))["viewer"]["trainingSessions"]["nodes"]
    assert found == [{"id": session["id"]}]
