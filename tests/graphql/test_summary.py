"""What the sessions of a range come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from analysing import analysed, held, kg, lift, went, workout
from logging_sets import begun, done, logged, seen
from sign_ins import execute
from test_statements import statements

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

TOTALS = "sessions durationSeconds averageDurationSeconds hardSets reps volume distance"
CHANGE = "sessions durationSeconds hardSets reps volume distance"
SUMMARY = f"""
    summary(range: $range) {{
      {TOTALS} from to exercises previous {{ {TOTALS} from to exercises }} change {{ {CHANGE} }}
      weeks {{ start {TOTALS} }} months {{ start {TOTALS} }}
    }}
"""
DOCUMENT = f"query ($range: DateRangeInput!) {{ viewer {{ analytics {{ {SUMMARY} }} }} }}"
MARCH = {"from": "2026-03-01", "to": "2026-03-31"}
NOTHING = {
    "sessions": 0,
    "durationSeconds": 0,
    "averageDurationSeconds": None,
    "hardSets": 0,
    "reps": 0,
    "volume": "0",
    "distance": "0",
}


async def summary(client: Client, first: str, last: str) -> Any:
    return (await analysed(client, SUMMARY, range={"from": first, "to": last}))["summary"]


def totals(found: Any) -> dict[str, Any]:
    return {name: found[name] for name in NOTHING}


async def test_a_summary_of_nothing_is_zeros_and_averages_are_unknown(member: Client) -> None:
    found = await summary(member, "2026-03-02", "2026-03-15")
    assert totals(found) == totals(found["previous"]) == NOTHING
    assert found["exercises"] == found["previous"]["exercises"] == 0
    assert (found["previous"]["from"], found["previous"]["to"]) == ("2026-02-16", "2026-03-01")
    assert found["weeks"] == [{"start": day, **NOTHING} for day in ("2026-03-02", "2026-03-09")]
    assert found["months"] == [{"start": "2026-03-01", **NOTHING}]


@pytest.mark.parametrize("before", ["2026-02-01", "2010-01-01"])
async def test_a_summary_adds_up_what_counts_in_a_short_range_and_in_a_long_one(
    member: Client, before: str
) -> None:
    """The two ways to the sets must agree; the long range has nothing else in it."""
    squats = [
        lift(10, "60", setType="WARM_UP"),
        lift(5, "100"),
        lift(5, "100.5", setType="DROP"),
        lift(0, "1"),
    ]
    await workout(member, "2026-02-10", {"squat": squats, "plank": [held(60), held(45)]})
    await workout(member, "2026-02-11", {"squat": [lift(8)], "run": [went("5.5")]}, minutes=31)
    found = await summary(member, before, "2026-02-28")
    assert totals(found) == {
        "sessions": 2,
        "durationSeconds": 91 * 60,
        "averageDurationSeconds": 91 * 30,
        "hardSets": 6,
        "reps": 18,
        "volume": "1002.5",
        "distance": "5.5",
    }
    assert found["exercises"] == 3
    for series in ("weeks", "months"):
        assert [totals(one) for one in found[series] if one["sessions"]] == [totals(found)]


async def test_the_body_counts_where_its_weight_is_known(member: Client) -> None:
    sets = [
        lift(10, loadKind="BODYWEIGHT"),
        lift(5, "20", loadKind="BODYWEIGHT"),
        lift(4, "30", loadKind="ASSISTED"),
        lift(1, "100"),
    ]
    await workout(member, "2026-03-03", {"squat": sets}, bodyWeight=kg("80"))
    await workout(member, "2026-03-04", {"squat": sets})
    found = await summary(member, "2026-03-01", "2026-03-31")
    # 80 × 10 + 100 × 5 + 50 × 4 + 100; and of the second only what is external.
    assert found["volume"] == str(800 + 500 + 200 + 100 + 100)
    assert found["hardSets"] == 8


async def test_only_completed_sessions_count(member: Client) -> None:
    session = await begun(member, "squat")
    await logged(member, session["exercises"][0]["id"], 5, weight=kg("100"))
    document = 'summary(range: {from: "1900-01-01", to: "1999-12-31"}) { sessions }'
    assert (await analysed(member, document))["summary"] == {"sessions": 0}
    assert totals(await summary(member, "2000-01-03", "2030-01-02")) == NOTHING
    await done(member, "abortSession", sessionId=session["id"])
    found = await summary(member, "2000-01-03", "2030-01-02")
    assert (totals(found), found["exercises"]) == (NOTHING, 0)


async def test_dates_are_those_of_each_sessions_own_zone(member: Client) -> None:
    """23:30 UTC on the last of February is March in Berlin, and still February in New York."""
    moment = "2026-02-28T23:30:00+00:00"
    await workout(member, moment, {}, timeZone="Europe/Berlin")
    await workout(member, moment, {}, timeZone="America/New_York")
    await workout(member, "2026-04-01T03:00:00+00:00", {}, timeZone="America/New_York")
    found = await analysed(member, SUMMARY, range=MARCH)
    assert found["summary"]["sessions"] == 2
    assert found["summary"]["previous"]["sessions"] == 1
    assert found["summary"]["weeks"][0]["start"] == "2026-02-23"
    assert [week["sessions"] for week in found["summary"]["weeks"]] == [1, 0, 0, 0, 0, 1]


async def test_a_range_is_compared_with_the_one_before(member: Client) -> None:
    await workout(member, "2026-03-01", {"squat": [lift(5, "100")]})
    await workout(member, "2026-03-08", {"squat": [lift(5, "90"), lift(6, "90")]})
    found = await summary(member, "2026-03-02", "2026-03-08")
    assert (found["sessions"], found["previous"]["sessions"]) == (1, 1)
    assert found["change"] == {
        "sessions": 0,
        "durationSeconds": 0,
        "hardSets": 1,
        "reps": 6,
        "volume": "490",
        "distance": "0",
    }


async def test_weights_and_distances_come_in_the_asked_unit(member: Client) -> None:
    await workout(member, "2026-03-08", {"squat": [lift(1, "45.359237")], "run": [went("1.609344")]})
    shown = "summary(range: $range) { volume(unit: LB) distance(unit: MI) change { volume(unit: LB) } }"
    found = (await analysed(member, shown, range=MARCH))["summary"]
    assert found == {"volume": "100", "distance": "1", "change": {"volume": "100"}}


async def test_the_distance_of_a_run_that_measures_time_counts(site: Site, member: Client) -> None:
    email = await member.sign_up()
    session = await workout(member, "2026-03-08", {"plank": [held(1800)]})
    await execute(
        site,
        """INSERT INTO training_session_run_details (session_exercise_id, user_id, distance_km, source)
           SELECT max(x.session_exercise_id), u.id, 6.25, 'manual' FROM user_account u
           JOIN training_session_sets x ON x.user_id = u.id WHERE u.email = :email GROUP BY u.id""",
        email=email,
    )
    assert await seen(member, session["id"])
    assert (await summary(member, "2026-03-01", "2026-03-31"))["distance"] == "6.25"


async def test_an_edit_of_the_past_corrects_the_answer(member: Client) -> None:
    session = await workout(member, "2026-03-08", {"squat": [lift(5, "100")]})
    set_ = session["exercises"][0]["sets"][0]["id"]
    await done(member, "updateSet", setId=set_, weight=kg("110"))
    assert (await summary(member, "2026-03-01", "2026-03-31"))["volume"] == "550"


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-03-02", "2026-03-01"), ("1900-01-01", "2000-01-01"), ("0001-01-01", "9999-12-31")],
)
async def test_a_range_that_is_none_is_refused(member: Client, first: str, last: str) -> None:
    assert await member.codes(DOCUMENT, range={"from": first, "to": last}) == ["BAD_VALUE"]


async def test_too_many_weeks_are_refused_and_months_are_not(member: Client) -> None:
    shown = (
        "query ($range: DateRangeInput!) {{ viewer {{ analytics {{ summary(range: $range) {{ {} }} }} }} }}"
    )
    long = {"from": "1900-01-01", "to": "1999-12-31"}
    assert await member.codes(shown.format("weeks { start }"), range=long) == ["BAD_VALUE"]
    months = (await member.data(shown.format("months { start }"), range=long))["viewer"]["analytics"]
    assert len(months["summary"]["months"]) == 1200


@pytest.mark.parametrize("range_", [("0001-01-01", "0001-01-07"), ("9999-12-25", "9999-12-31")])
async def test_the_ends_of_the_calendar_have_nothing_before_and_nothing_after(
    member: Client, range_: tuple[str, str]
) -> None:
    found = await summary(member, *range_)
    assert totals(found) == NOTHING
    assert (found["previous"] is None) == (found["change"] is None) == range_[0].startswith("0001")


async def test_a_summary_costs_two_statements_whatever_it_is_about(member: Client) -> None:
    costs = []
    for number in range(3):
        for day in range(1, 10):
            await workout(member, f"2026-03-{number * 10 + day:02}", {"squat": [lift(5, "100")] * 3})
        spans = MARCH, {"from": "2000-01-01", "to": "2026-12-31"}
        costs += [await statements(member, DOCUMENT, range=span) for span in spans]
    assert {len(cost) for cost in costs} == {2}
    shown = "query ($range: DateRangeInput!) { viewer { analytics { summary(range: $range) { sessions } } } }"
    assert len(await statements(member, shown, range=MARCH)) == 1
