"""Following a plan: what is copied, from when on, and who sees it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from exercising import issues
from following import MUTATIONS, NODE, does, edit, enrolled, found, plan, plan_of, today, unit
from sign_ins import execute, value
from training import slugs

from irontrack.graphql.relay import decode_id
from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

ENROLLMENTS = """
    query ($first: Int, $after: String, $filter: EnrollmentFilter) {
      viewer { enrollments(first: $first, after: $after, filter: $filter) {
        totalCount pageInfo { endCursor hasNextPage } nodes { id planName startDate }
      } }
    }
"""
DELETE_ME = """
    mutation { deleteMyAccount(input: {currentPassword: "correct horse battery"}) {
      ... on DeleteMyAccountPayload { deletedViewerId } } }
"""


async def listed(client: Client, **variables: Any) -> Any:
    return (await client.data(ENROLLMENTS, **variables))["viewer"]["enrollments"]


async def test_every_unit_of_the_plan_becomes_a_day_with_its_date(member: Client) -> None:
    enrollment = await enrolled(member, await plan(member), "2026-12-30", timeZone="Europe/Berlin")
    assert (enrollment["planName"], enrollment["startDate"]) == ("Base", "2026-12-30")
    assert (enrollment["timeZone"], enrollment["status"], enrollment["version"]) == (
        "Europe/Berlin",
        "ACTIVE",
        1,
    )
    days = [(day["dayNumber"], day["date"], day["weekNumber"]) for day in enrollment["days"]]
    assert days == [(1, "2026-12-30", 1), (3, "2027-01-01", 1), (8, "2027-01-06", 2)]
    assert {day["unitName"] for day in enrollment["days"]} == {"Base legs"}


@pytest.mark.parametrize(
    ("start", "dates"),
    [
        ("2028-02-28", ["2028-02-28", "2028-03-01", "2028-03-06"]),  # a leap year: the 29th is day 2
        ("2027-02-28", ["2027-02-28", "2027-03-02", "2027-03-07"]),
        ("2028-02-29", ["2028-02-29", "2028-03-02", "2028-03-07"]),
        ("2100-02-28", ["2100-02-28", "2100-03-02", "2100-03-07"]),  # no leap year
        ("2026-03-28", ["2026-03-28", "2026-03-30", "2026-04-04"]),  # Berlin loses an hour on the 29th
        ("2026-10-24", ["2026-10-24", "2026-10-26", "2026-10-31"]),  # and wins it on the 25th
        ("1900-01-01", ["1900-01-01", "1900-01-03", "1900-01-08"]),
        ("2199-12-24", ["2199-12-24", "2199-12-26", "2199-12-31"]),
    ],
)
async def test_days_are_counted_by_the_calendar(member: Client, start: str, dates: list[str]) -> None:
    enrollment = await enrolled(member, await plan(member), start, timeZone="Europe/Berlin")
    assert [day["date"] for day in enrollment["days"]] == dates


@pytest.mark.parametrize(
    ("start", "code"),
    [
        ("1899-12-31", "TOO_SMALL"),
        ("0001-01-01", "TOO_SMALL"),
        ("2199-12-25", "TOO_LARGE"),
        ("2200-01-01", "TOO_LARGE"),
        ("9999-12-31", "TOO_LARGE"),
    ],
)
async def test_no_day_lies_outside_the_calendar(member: Client, start: str, code: str) -> None:
    answer = await does(member, "enrollInPlan", planId=await plan(member), startDate=start)
    assert issues(answer) == [("startDate", code)]
    assert (await listed(member))["totalCount"] == 0


async def test_units_of_one_day_keep_their_order(member: Client) -> None:
    second, first = await unit(member, "Evening"), await unit(member, "Morning")
    enrollment = await enrolled(member, await plan_of(member, "Two", (2, first), (2, second)), today())
    days = [(day["unitName"], day["orderIndex"]) for day in enrollment["days"]]
    assert days == [("Morning", 0), ("Evening", 1)]


async def test_planned_distance_and_volume_are_copied_by_the_fewest_repetitions(member: Client) -> None:
    ids = await slugs(member)
    squat = {
        "exerciseId": ids["squat"],
        "sets": 100,
        "target": {"reps": {"min": 900, "max": 1000}},
        "targetWeight": {"value": "100.5", "unit": "KG"},
    }
    run = {"exerciseId": ids["run"], "sets": 3, "target": {"distance": {"value": "1.5", "unit": "KM"}}}
    without_target = {"exerciseId": ids["run"]}
    without_weight = {"exerciseId": ids["squat"], "target": {"reps": {"min": 5, "max": 5}}}
    both = await unit(member, "Both", squat, run, run, without_target, without_weight)
    neither = await unit(member, "Neither", without_target, without_weight)
    weightless = await unit(member, "Bar", {**squat, "targetWeight": {"value": "0", "unit": "KG"}})
    empty = await unit(member, "Empty")
    made = await plan_of(member, "Sums", (1, both), (2, neither), (3, weightless), (4, empty))
    enrollment = await enrolled(member, made, today())
    sums = [(day["plannedDistance"], day["plannedVolume"]) for day in enrollment["days"]]
    assert sums == [("9", "9045000"), (None, None), (None, "0"), (None, None)]


async def test_the_greatest_targets_fit(member: Client) -> None:
    ids = await slugs(member)
    heavy = {
        "exerciseId": ids["squat"],
        "sets": 100,
        "target": {"reps": {"min": 1000, "max": 1000}},
        "targetWeight": {"value": "99999.999", "unit": "KG"},
    }
    far = {
        "exerciseId": ids["run"],
        "sets": 100,
        "target": {"distance": {"value": "9999.9999", "unit": "KM"}},
    }
    units = [await unit(member, "Heavy", *[heavy] * 100), await unit(member, "Far", *[far] * 100)]
    enrollment = await enrolled(member, await plan_of(member, "Much", *enumerate(units, 1)), today())
    sums = [(day["plannedDistance"], day["plannedVolume"]) for day in enrollment["days"]]
    assert sums == [(None, "999999990000"), ("99999999", None)]


async def test_what_becomes_of_the_plan_changes_nothing_but_the_way_back(site: Site, member: Client) -> None:
    unit_id = await unit(member, "Legs", {"exerciseId": (await slugs(member))["squat"]})
    made = await plan_of(member, "Base", (1, unit_id), (3, unit_id))
    enrollment = await enrolled(member, made, today())
    await edit(
        site,
        made,
        "UPDATE training_units SET name = 'Arms' WHERE id IN :units",
        "UPDATE training_unit_exercises SET target_weight = 9 WHERE training_unit_id IN :units",
        "UPDATE training_plans SET name = 'Peak' WHERE id = :plan",
        "UPDATE training_plan_units SET day_number = day_number + 20 WHERE training_plan_id = :plan",
    )
    edited = await found(member, enrollment)
    assert edited["plan"] == {"name": "Peak"}
    assert {day["unit"]["name"] for day in edited["days"]} == {"Arms"}
    await edit(
        site,
        made,
        "DELETE FROM training_plans WHERE id = :plan",
    )
    await execute(site, "DELETE FROM training_units WHERE id = :id", id=decode_id(unit_id, "TrainingUnit"))
    bare = await found(member, enrollment)
    assert bare["plan"] is None
    assert {day["unit"] for day in bare["days"]} == {None}
    for now in (edited, bare):
        kept = [{**day, "unit": None} for day in now["days"]]
        assert kept == [{**day, "unit": None} for day in enrollment["days"]]
        assert {**now, "plan": None, "days": None} == {**enrollment, "plan": None, "days": None}


async def test_many_follow_one_plan_each_for_themselves(site: Site, member: Client) -> None:
    made = await plan(member)
    await edit(site, made, "UPDATE training_plans SET sharing_status = 'public' WHERE id = :plan")
    people = [await site.member() for _ in range(3)]
    own = await asyncio.gather(*(enrolled(person, made, today(plus=n)) for n, person in enumerate(people)))
    skipped = await does(people[0], "skipEnrollmentDay", id=own[0]["days"][0]["id"])
    assert skipped["__typename"] == "SkipEnrollmentDayPayload"
    for person, enrollment in zip(people[1:], own[1:], strict=True):
        assert await found(person, enrollment) == enrollment
        assert [node["id"] for node in (await listed(person))["nodes"]] == [enrollment["id"]]
    assert (await people[0].data(NODE, id=own[1]["id"]))["node"] is None
    await edit(site, made, "UPDATE training_plans SET sharing_status = 'private' WHERE id = :plan")
    hidden = await found(people[1], own[1])
    assert hidden["plan"] is None
    assert {day["unit"] for day in hidden["days"]} == {None}
    assert [day["unitName"] for day in hidden["days"]] == ["Base legs"] * 3


async def test_the_zone_is_the_accounts_where_none_is_said(site: Site) -> None:
    member = await site.browser()
    await member.sign_up()
    zone = 'mutation { updateProfile(input: {timeZone: "Asia/Tokyo"}) { __typename } }'
    await member.data(zone)
    assert (await enrolled(member, await plan(member), today()))["timeZone"] == "Asia/Tokyo"


async def test_an_empty_plan_cannot_be_followed(member: Client) -> None:
    answer = await does(member, "enrollInPlan", planId=await plan_of(member, "None"), startDate="2026-01-01")
    assert issues(answer) == [("planId", "NOT_ALLOWED")]


async def test_a_plan_that_is_not_there_is_not_found(site: Site, member: Client) -> None:
    theirs = await plan(await site.member())
    for plan_id in (theirs, str(new_id())):
        answer = await does(member, "enrollInPlan", planId=plan_id, startDate="2026-01-01")
        assert answer["__typename"] == "NotFoundProblem"


@pytest.mark.parametrize(
    "sent",
    [
        {"planId": "", "startDate": "2026-01-01"},
        {"planId": "\0", "startDate": "2026-01-01"},
        {"planId": "x" * 10_000, "startDate": "2026-01-01"},
        {"planId": "VHJhaW5pbmdVbml0OjE", "startDate": "2026-01-01"},
        {"startDate": "2026-01-01", "planId": None},
        {"startDate": "2026-02-29"},
        {"startDate": "2026-01-01T00:00:00Z"},
        {"startDate": "NaN"},
        {"startDate": None},
        {"startDate": "2026-01-01", "timeZone": "Mars/Olympus"},
        {"startDate": "2026-01-01", "timeZone": "\0"},
        {"startDate": "2026-01-01", "id": "nonsense"},
    ],
)
async def test_an_unusable_input_is_refused_as_such(member: Client, sent: dict[str, Any]) -> None:
    codes = await member.codes(MUTATIONS["enrollInPlan"], input={"planId": str(new_id()), **sent})
    assert set(codes) <= {"BAD_ID", "BAD_VALUE", "VALIDATION_FAILED"}
    assert codes


async def test_asked_for_twice_with_one_id_there_is_one(member: Client) -> None:
    made, id_ = await plan(member), str(new_id())
    sent = {"planId": made, "startDate": "2026-01-01", "id": id_}
    answers = await asyncio.gather(*(does(member, "enrollInPlan", **sent) for _ in range(10)))
    assert {answer["__typename"] for answer in answers} == {"EnrollInPlanPayload"}
    assert len({answer["enrollment"]["id"] for answer in answers}) == 1
    assert (await listed(member))["totalCount"] == 1
    assert len(answers[0]["enrollment"]["days"]) == 3
    ended = await does(member, "endEnrollment", id=id_, end="ABANDONED")
    assert (await does(member, "enrollInPlan", **sent))["enrollment"] == ended["enrollment"]
    other = await does(member, "enrollInPlan", **{**sent, "startDate": "2026-01-02"})
    assert other["__typename"] == "ConflictProblem"
    assert other["current"]["id"] == ended["enrollment"]["id"]


async def test_an_id_of_somebody_else_tells_nothing(site: Site, member: Client) -> None:
    id_ = str(new_id())
    await enrolled(member, await plan(member), today(), id=id_)
    other = await site.member()
    answer = await does(other, "enrollInPlan", planId=await plan(other), startDate="2026-01-01", id=id_)
    assert (answer["__typename"], answer["current"]) == ("ConflictProblem", None)


async def test_the_list_pages_by_start_and_narrows_by_status(member: Client) -> None:
    made = await plan(member)
    starts = ["2026-05-01", "2027-01-01", "2025-12-31", "2026-05-01"]
    made_ones = [await enrolled(member, made, start) for start in starts]
    await does(member, "endEnrollment", id=made_ones[1]["id"], end="COMPLETED")
    await does(member, "endEnrollment", id=made_ones[2]["id"], end="ABANDONED")
    order = [made_ones[n]["id"] for n in (1, 3, 0, 2)]
    walked, after = [], None
    for _ in order:
        page = await listed(member, first=1, after=after)
        walked += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert walked == order
    assert page["pageInfo"]["hasNextPage"] is False
    for statuses, ids in (
        (["ACTIVE"], [order[1], order[2]]),
        (["COMPLETED", "ABANDONED"], [order[0], order[3]]),
        ([], []),
    ):
        narrowed = await listed(member, filter={"status": {"in": statuses}})
        assert [node["id"] for node in narrowed["nodes"]] == ids
    filter_ = {"status": {"in": ["ACTIVE"]}}
    assert await member.codes(ENROLLMENTS, after=after, filter=filter_) == ["BAD_CURSOR"]


async def test_enrolling_while_the_account_is_deleted_leaves_nothing(site: Site, member: Client) -> None:
    made = await plan(member)
    await edit(site, made, "UPDATE training_plans SET sharing_status = 'public' WHERE id = :plan")
    for _ in range(3):
        other, ids = await site.member(), [str(new_id()) for _ in range(8)]
        sent = [{"planId": made, "startDate": "2026-01-01", "id": id_} for id_ in ids]
        own = {"planId": await plan(other), "startDate": "2026-01-01"}
        answers = await asyncio.gather(
            other.post(DELETE_ME),
            *(other.post(MUTATIONS["enrollInPlan"], input=each) for each in [own, *sent]),
        )
        assert "deletedViewerId" in answers[0].text
        for answer in answers[1:]:
            assert "EnrollInPlanPayload" in answer.text or "UNAUTHENTICATED" in answer.text, answer.text
        count = "SELECT count(*) FROM training_plan_enrollments WHERE id = ANY(:ids)"
        assert await value(site, count, ids=[UUID(id_) for id_ in ids]) == 0


async def test_deleting_the_account_deletes_the_enrollments(site: Site, member: Client) -> None:
    made = await plan(member)
    await edit(site, made, "UPDATE training_plans SET sharing_status = 'public' WHERE id = :plan")
    other = await site.member()
    enrollment = await enrolled(other, made, today())
    await other.data(DELETE_ME)
    ids = [decode_id(day["id"], "EnrollmentDay") for day in enrollment["days"]]
    assert await value(site, "SELECT count(*) FROM enrollment_days WHERE id = ANY(:ids)", ids=ids) == 0
