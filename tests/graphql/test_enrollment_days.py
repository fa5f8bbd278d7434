"""What is due and when: today, the days to come, and days that are moved or skipped."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from exercising import issues
from following import MUTATIONS, does, enrolled, found, plan, today
from test_statements import statements

from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

# 25 hours apart: whenever this runs, they have different dates.
FIRST_ZONE, LAST_ZONE = "Pacific/Kiritimati", "Pacific/Pago_Pago"
SPANS = """
    query ($id: ID!, $from: Date, $to: Date, $days: Int!) { node(id: $id) { ... on Enrollment {
      days(from: $from, to: $to) { date } upcoming(days: $days) { date }
    } } }
"""
UPCOMING = """
    query ($days: Int, $first: Int, $after: String) {
      viewer { upcomingWorkouts(days: $days, first: $first, after: $after) {
        totalCount pageInfo { endCursor } nodes { id date dayNumber unitName enrollment { id planName } }
      } }
    }
"""
DEEP = """
    query ($first: Int) { viewer {
      enrollments(first: $first) { nodes {
        plan { name units { dayNumber unit { name } } }
        days { unit { name exercises { exercise { name } } } weekNumber enrollment { id } }
        today { unitName } upcoming { unitName } later: upcoming(days: 30) { unitName }
        some: days(from: "2026-01-01", to: "2026-12-31") { date }
      } }
      upcomingWorkouts { nodes { unit { name } enrollment { planName } } }
    } }
"""


async def upcoming(client: Client, **variables: Any) -> Any:
    return (await client.data(UPCOMING, **variables))["viewer"]["upcomingWorkouts"]


async def dates(client: Client, enrollment: Any, days: int = 7, **span: Any) -> tuple[list[str], list[str]]:
    """Return the dates of the days in a span, and of those that are due within so many days."""
    node = (await client.data(SPANS, id=enrollment["id"], days=days, **span))["node"]
    return [day["date"] for day in node["days"]], [day["date"] for day in node["upcoming"]]


async def test_today_is_the_date_in_the_enrollments_zone(member: Client) -> None:
    made = await plan(member)
    start = today(FIRST_ZONE)
    ahead = await enrolled(member, made, start, timeZone=FIRST_ZONE)
    behind = await enrolled(member, made, start, timeZone=LAST_ZONE)
    assert [day["id"] for day in ahead["today"]] == [ahead["days"][0]["id"]]
    assert behind["today"] == []
    late = await enrolled(member, made, today(LAST_ZONE), timeZone=LAST_ZONE)
    assert [day["unitName"] for day in late["today"]] == ["Base legs"]
    due_today = (await upcoming(member, days=1))["nodes"]
    assert {day["enrollment"]["id"] for day in due_today} == {ahead["id"], late["id"]}


async def test_upcoming_begins_today_and_ends_after_so_many_days(member: Client) -> None:
    made = await plan(member, "Daily", *range(1, 41))
    start = today(plus=-10)
    enrollment = await enrolled(member, made, start, timeZone="UTC")
    expected = [str(today(plus=n)) for n in range(29)]
    assert [day["date"] for day in enrollment["upcoming"]] == expected[:7]
    for days, due in (
        (1, expected[:1]),
        (7, expected[:7]),
        (29, expected[:29]),
        (366, [*expected, str(today(plus=29))]),
    ):
        assert (await dates(member, enrollment, days))[1] == due


async def test_days_can_be_asked_for_by_date(member: Client) -> None:
    enrollment = await enrolled(member, await plan(member), "2026-12-30")
    all_days = ["2026-12-30", "2027-01-01", "2027-01-06"]
    for span, expected in (
        ({}, all_days),
        ({"from": "2027-01-01"}, all_days[1:]),
        ({"to": "2027-01-01"}, all_days[:2]),
        ({"from": "2027-01-01", "to": "2027-01-01"}, all_days[1:2]),
        ({"from": "2027-01-02", "to": "2027-01-01"}, []),
        ({"from": "0001-01-01", "to": "9999-12-31"}, all_days),
        ({"from": None, "to": None}, all_days),
    ):
        assert (await dates(member, enrollment, **span))[0] == expected


@pytest.mark.parametrize("days", [0, -1, 367, 2**31 - 1])
async def test_looking_too_far_ahead_is_refused(member: Client, days: int) -> None:
    enrollment = await enrolled(member, await plan(member), today())
    assert await member.codes(SPANS, id=enrollment["id"], days=days) == ["BAD_VALUE"]
    assert await member.codes(UPCOMING, days=days) == ["BAD_VALUE"]


async def test_all_plans_that_are_followed_make_one_list_by_date(site: Site, member: Client) -> None:
    first = await enrolled(member, await plan(member, "Base"), today(plus=-2), timeZone="UTC")
    second = await enrolled(member, await plan(member, "Peak", 1, 1, 2), today(plus=1), timeZone="UTC")
    ended = await enrolled(member, await plan(member, "Old"), today(), timeZone="UTC")
    await does(member, "endEnrollment", id=ended["id"], end="COMPLETED")
    expected = [first["days"][1], *second["days"], first["days"][2]]
    page = await upcoming(member, days=14)
    assert [day["id"] for day in page["nodes"]] == [day["id"] for day in expected]
    assert page["totalCount"] == 5
    walked, after = [], None
    for _ in expected:
        one = await upcoming(member, days=14, first=1, after=after)
        walked += [day["id"] for day in one["nodes"]]
        after = one["pageInfo"]["endCursor"]
    assert walked == [day["id"] for day in expected]
    assert await member.codes(UPCOMING, days=13, after=after) == ["BAD_CURSOR"]
    assert (await upcoming(await site.member(), days=14))["totalCount"] == 0


async def test_a_moved_day_is_due_on_its_new_date(member: Client) -> None:
    enrollment = await enrolled(member, await plan(member), today(plus=-20), timeZone="UTC")
    first, second, third = enrollment["days"]
    moved = await does(member, "moveEnrollmentDay", id=first["id"], date=str(today()), version=1)
    day = moved["enrollmentDay"]
    assert day == {**first, "date": str(today()), "weekNumber": 3, "enrollment": {"version": 2}}
    now = await found(member, enrollment)
    assert [day["id"] for day in now["days"]] == [second["id"], third["id"], first["id"]]
    assert [day["id"] for day in now["today"]] == [first["id"]]
    again = await does(member, "moveEnrollmentDay", id=first["id"], date=str(today()))
    assert again["enrollment"]["version"] == 2
    back = await does(member, "moveEnrollmentDay", id=first["id"], date=first["date"], version=2)
    assert (back["enrollmentDay"]["date"], back["enrollment"]["version"]) == (first["date"], 3)


@pytest.mark.parametrize(
    ("date", "code"), [("2026-12-29", "TOO_SMALL"), ("0001-01-01", "TOO_SMALL"), ("2200-01-01", "TOO_LARGE")]
)
async def test_no_day_is_moved_before_the_start_or_beyond_the_calendar(
    member: Client, date: str, code: str
) -> None:
    enrollment = await enrolled(member, await plan(member), "2026-12-30")
    answer = await does(member, "moveEnrollmentDay", id=enrollment["days"][1]["id"], date=date)
    assert issues(answer) == [("date", code)]
    for edge in ("2026-12-30", "2199-12-31"):
        answer = await does(member, "moveEnrollmentDay", id=enrollment["days"][1]["id"], date=edge)
        assert answer["enrollmentDay"]["date"] == edge


async def test_a_skipped_day_is_not_due_and_can_be_taken_back(member: Client) -> None:
    enrollment = await enrolled(member, await plan(member), today(), timeZone="UTC")
    day = enrollment["days"][0]
    skipped = await does(member, "skipEnrollmentDay", id=day["id"], version=1)
    assert skipped["enrollmentDay"]["skippedAt"] is not None
    assert skipped["enrollment"]["version"] == 2
    assert await does(member, "skipEnrollmentDay", id=day["id"]) == skipped
    now = await found(member, enrollment)
    assert (now["today"], len(now["days"]), len(now["upcoming"])) == ([], 3, 1)
    assert day["id"] not in [due["id"] for due in (await upcoming(member))["nodes"]]
    undone = await does(member, "skipEnrollmentDay", id=day["id"], skipped=False, version=2)
    assert (undone["enrollmentDay"]["skippedAt"], undone["enrollment"]["version"]) == (None, 3)
    assert [due["id"] for due in (await found(member, enrollment))["today"]] == [day["id"]]


@pytest.mark.parametrize("end", ["COMPLETED", "ABANDONED"])
async def test_what_has_ended_stays_as_it_is_until_it_is_reopened(member: Client, end: str) -> None:
    enrollment = await enrolled(member, await plan(member), today(), timeZone="UTC")
    id_, day = enrollment["id"], enrollment["days"][0]["id"]
    ended = (await does(member, "endEnrollment", id=id_, end=end, version=1))["enrollment"]
    assert (ended["status"], ended["version"]) == (end, 2)
    assert (ended["today"], ended["upcoming"], len(ended["days"])) == ([], [], 3)
    assert (await does(member, "endEnrollment", id=id_, end=end))["enrollment"] == ended
    other = {"COMPLETED", "ABANDONED"} - {end}
    current = {"id": id_, "status": end, "version": 2}
    for field, sent in (
        ("endEnrollment", {"id": id_, "end": other.pop()}),
        ("moveEnrollmentDay", {"id": day, "date": str(today(plus=1))}),
        ("skipEnrollmentDay", {"id": day}),
    ):
        answer = await does(member, field, **sent)
        assert (answer["__typename"], answer["current"]) == ("ConflictProblem", current)
    reopened = (await does(member, "reopenEnrollment", id=id_, version=2))["enrollment"]
    assert (reopened["status"], reopened["version"]) == ("ACTIVE", 3)
    assert reopened["days"] == [{**day, "enrollment": {"version": 3}} for day in enrollment["days"]]
    assert (await does(member, "reopenEnrollment", id=id_))["enrollment"] == reopened


async def test_a_stale_version_changes_nothing_and_shows_the_enrollment(member: Client) -> None:
    enrollment = await enrolled(member, await plan(member), today(), timeZone="UTC")
    id_, day = enrollment["id"], enrollment["days"][0]["id"]
    for field, sent in (
        ("endEnrollment", {"id": id_, "end": "COMPLETED"}),
        ("reopenEnrollment", {"id": id_}),
        ("moveEnrollmentDay", {"id": day, "date": str(today(plus=1))}),
        ("skipEnrollmentDay", {"id": day}),
    ):
        for version in (0, 2, -(2**31), 2**31 - 1):
            answer = await does(member, field, **sent, version=version)
            assert answer["__typename"] == "ConflictProblem"
            assert answer["current"] == {"id": id_, "status": "ACTIVE", "version": 1}
    assert await found(member, enrollment) == enrollment


async def test_of_fifty_at_the_same_time_one_wins_for_each_version(member: Client) -> None:
    enrollment = await enrolled(member, await plan(member), "2026-01-01")
    day = enrollment["days"][0]["id"]
    moves = [
        does(member, "moveEnrollmentDay", id=day, date=f"2026-02-{1 + n % 28:02}", version=1)
        for n in range(50)
    ]
    names = Counter(answer["__typename"] for answer in await asyncio.gather(*moves))
    assert names == {"MoveEnrollmentDayPayload": 1, "ConflictProblem": 49}
    ends = [
        does(member, "endEnrollment", id=enrollment["id"], end=("COMPLETED", "ABANDONED")[n % 2])
        for n in range(20)
    ]
    names = Counter(answer["__typename"] for answer in await asyncio.gather(*ends))
    assert names == {"EndEnrollmentPayload": 10, "ConflictProblem": 10}
    assert (await found(member, enrollment))["version"] == 3


async def test_moves_and_skips_of_several_days_at_once_are_all_kept(member: Client) -> None:
    made = await plan(member, "Daily", *range(1, 11))
    enrollment = await enrolled(member, made, "2026-01-01")
    moves = [
        does(member, "moveEnrollmentDay", id=day["id"], date=f"2026-03-{n:02}")
        for n, day in enumerate(enrollment["days"], 1)
    ]
    skips = [does(member, "skipEnrollmentDay", id=day["id"]) for day in enrollment["days"]]
    answers = await asyncio.gather(*moves, *skips)
    assert {answer["__typename"] for answer in answers} == {
        "MoveEnrollmentDayPayload",
        "SkipEnrollmentDayPayload",
    }
    now = await found(member, enrollment)
    assert [day["date"] for day in now["days"]] == [f"2026-03-{n:02}" for n in range(1, 11)]
    assert all(day["skippedAt"] for day in now["days"])
    assert now["version"] == 21


@pytest.mark.parametrize("field", ["moveEnrollmentDay", "skipEnrollmentDay"])
async def test_days_of_others_are_as_if_they_were_not(site: Site, member: Client, field: str) -> None:
    other = await site.member()
    enrollment = await enrolled(other, await plan(other), today())
    more = {"date": str(today())} if field.startswith("move") else {}
    answers = [
        await does(member, field, id=id_, **more) for id_ in (enrollment["days"][0]["id"], str(new_id()))
    ]
    assert answers[0] == answers[1]
    assert answers[0]["__typename"] == "NotFoundProblem"
    assert await found(other, enrollment) == enrollment


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("moveEnrollmentDay", {"date": "2026-02-30"}),
        ("moveEnrollmentDay", {"date": None}),
        ("moveEnrollmentDay", {"date": "2026-01-01", "id": "\0"}),
        ("moveEnrollmentDay", {"date": "2026-01-01", "version": 2**31}),
        ("moveEnrollmentDay", {"date": "2026-01-01", "version": "NaN"}),
        ("skipEnrollmentDay", {"skipped": None}),
        ("skipEnrollmentDay", {"id": None}),
        ("endEnrollment", {"end": "ACTIVE"}),
        ("endEnrollment", {"end": None}),
        ("reopenEnrollment", {"id": ""}),
    ],
)
async def test_an_unusable_input_is_refused_as_such(member: Client, field: str, sent: dict[str, Any]) -> None:
    codes = await member.codes(MUTATIONS[field], input={"id": str(new_id()), **sent})
    assert codes
    assert set(codes) <= {"BAD_ID", "BAD_VALUE", "VALIDATION_FAILED"}


async def test_a_null_version_is_none(member: Client) -> None:
    enrollment = await enrolled(member, await plan(member), today())
    answer = await does(member, "skipEnrollmentDay", id=enrollment["days"][0]["id"], version=None)
    assert answer["enrollment"]["version"] == 2


async def test_enrollments_cost_one_statement_for_each_level(member: Client) -> None:
    await enrolled(member, await plan(member), today(), timeZone="UTC")
    few = await statements(member, DEEP)
    for n in range(19):
        other = await plan(member, f"Plan {n}", *range(1, 8))
        await enrolled(member, other, today(), timeZone="UTC")
    many = await statements(member, DEEP, first=20)
    assert sorted(few) == sorted(many)
    # Both lists; plans, their days and units; days by span and what is due; unit exercises, catalogue, back.
    assert len(many) == 10


async def test_enrolling_costs_the_same_for_one_day_and_for_many(member: Client) -> None:
    counts = []
    for number, days in enumerate((1, 250)):
        made = await plan(member, f"Plan {number}", *range(1, days + 1))
        document = MUTATIONS["enrollInPlan"].split("...", maxsplit=1)[0] + "} }"
        sent = {"planId": made, "startDate": "2026-01-01"}
        counts.append(len(await statements(member, document, input=sent)))
    assert counts[0] == counts[1]
