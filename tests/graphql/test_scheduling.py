"""Units on the days of a plan: scheduling, moving, reordering, repeating a week."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from planning import MUTATIONS, STATE, days, does, done, issues, own_units, plan, seen, share, unit
from sign_ins import execute, value

from irontrack.graphql.relay import decode_any_id, encode_id
from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio


async def three(client: Client) -> tuple[Any, list[str]]:
    """Return a plan with three units on day 1, and the ids of their places."""
    units = [await unit(client, name) for name in ("A", "B", "C")]
    made = await plan(client, *((1, id_) for id_ in units))
    return made, [place["id"] for place in made["units"]]


async def test_a_unit_goes_behind_the_others_of_its_day_or_where_it_is_put(member: Client) -> None:
    push, pull = await unit(member), await unit(member, "Pull")
    made = await plan(member, (3, push))
    for sent, expected in (
        ({"dayNumber": 3}, [(3, "Push"), (3, "Pull")]),
        ({"dayNumber": 3, "position": 0}, [(3, "Pull"), (3, "Push"), (3, "Pull")]),
        ({"dayNumber": 1, "position": 5}, [(1, "Pull"), (3, "Pull"), (3, "Push"), (3, "Pull")]),
        ({"dayNumber": 730, "position": None}, None),
    ):
        answer = await done(member, "scheduleUnit", planId=made["id"], unitId=pull, **sent)
        assert expected is None or days(answer["trainingPlan"]) == expected
        assert answer["planUnit"] in answer["trainingPlan"]["units"]
        assert answer["planUnit"]["unit"]["id"] == pull
    now = await seen(member, made["id"])
    assert (now["version"], now["unitCount"], now["dayCount"], now["weekCount"]) == (5, 5, 730, 105)
    assert now == answer["trainingPlan"]


async def test_putting_one_first_keeps_the_ids_of_the_others(member: Client) -> None:
    made, places = await three(member)
    pull = await unit(member, "D")
    answer = await done(
        member, "scheduleUnit", planId=made["id"], unitId=pull, dayNumber=1, position=1, version=1
    )
    now = answer["trainingPlan"]["units"]
    assert [place["id"] for place in now] == [places[0], answer["planUnit"]["id"], *places[1:]]
    assert [place["orderIndex"] for place in now] == [0, 1, 2, 3]


async def test_the_same_under_ones_own_id_is_scheduled_once(site: Site, member: Client) -> None:
    push = await unit(member)
    made = await plan(member)
    sent = {"planId": made["id"], "unitId": push, "dayNumber": 2, "clientId": str(new_id()), "version": 1}
    first = await done(member, "scheduleUnit", **sent)
    assert first["planUnit"]["clientId"] == sent["clientId"]
    before = await value(site, STATE)
    assert await done(member, "scheduleUnit", **sent) == first
    for change in ({"dayNumber": 3}, {"position": 0}, {"unitId": await unit(member, "Pull")}):
        refused = await does(member, "scheduleUnit", **{**sent, **change})
        assert (refused["__typename"], refused["current"]["__typename"]) == (
            "ConflictProblem",
            "TrainingPlanUnit",
        )
    assert await seen(member, made["id"]) == first["trainingPlan"]
    moved = await done(
        member, "moveScheduledUnit", planId=made["id"], planUnitId=sent["clientId"], dayNumber=9
    )
    assert moved["planUnit"]["id"] == first["planUnit"]["id"]
    assert (await done(member, "scheduleUnit", **sent))["planUnit"] == moved["planUnit"]
    await done(member, "unscheduleUnit", planId=made["id"], planUnitId=sent["clientId"])
    refused = await does(member, "scheduleUnit", **sent)
    assert (refused["__typename"], refused["current"]) == ("ConflictProblem", None)
    assert days(await seen(member, made["id"])) == []
    assert await value(site, STATE) != before


async def test_an_id_of_ones_own_is_a_uuid_of_version_seven_and_unique_in_the_plan(member: Client) -> None:
    push = await unit(member)
    taken = str(new_id())
    made = await done(
        member,
        "createTrainingPlan",
        name="Month",
        difficultyLevel="EXPERT",
        units=[{"dayNumber": 1, "unitId": push, "clientId": taken}],
    )
    plan_id = made["trainingPlan"]["id"]
    sent = {"planId": plan_id, "unitId": push, "dayNumber": 1}
    refused = await does(member, "scheduleUnit", **sent, clientId=str(uuid.uuid4()))
    assert issues(refused) == [("clientId", "INVALID_FORMAT")]
    refused = await does(member, "scheduleUnit", **sent, clientId=taken)
    assert (refused["__typename"], refused["current"]) == ("ConflictProblem", None)
    other = await plan(member, name="Other")
    again = await done(member, "scheduleUnit", **{**sent, "planId": other["id"]}, clientId=taken)
    assert again["planUnit"]["clientId"] == taken
    units = [{"dayNumber": 1, "unitId": push, "clientId": id_} for id_ in (taken, taken, str(uuid.uuid4()))]
    refused = await does(member, "createTrainingPlan", name="X", difficultyLevel="EXPERT", units=units)
    assert issues(refused) == [("units.1.clientId", "NOT_ALLOWED"), ("units.2.clientId", "INVALID_FORMAT")]


async def test_somebody_elses_unit_is_copied_and_the_copy_is_scheduled(site: Site, member: Client) -> None:
    author = await site.member()
    foreign = await unit(author)
    made = await plan(member)
    sent = {"planId": made["id"], "unitId": foreign, "dayNumber": 1}
    assert issues(await does(member, "scheduleUnit", **sent)) == [("unitId", "UNKNOWN")]
    await share(site, foreign, "public")
    answer = await done(member, "scheduleUnit", **sent)
    copy = answer["planUnit"]["unit"]
    assert copy["id"] != foreign
    own = (await own_units(member))["Push"]
    assert (own["id"], own["sharingStatus"], own["version"]) == (copy["id"], "PRIVATE", 1)
    assert {**(await own_units(author))["Push"], "id": own["id"], "sharingStatus": "PRIVATE"} == own
    assert (
        await value(
            site, "SELECT copied_from_id FROM training_units WHERE id = :id", id=decode_any_id(own["id"])[1]
        )
        == (decode_any_id(foreign)[1])
    )
    answer = await done(member, "scheduleUnit", **sent)
    assert answer["planUnit"]["unit"]["name"] == "Push (2)"
    assert (await own_units(author)).keys() == {"Push"}


async def test_a_new_plan_takes_somebody_elses_units_by_copying_each_once(site: Site, member: Client) -> None:
    author = await site.member()
    push, pull = await unit(author), await unit(author, "Pull")
    own = await unit(member)
    for id_ in (push, pull):
        await share(site, id_, "public")
    made = await plan(member, (1, push), (2, pull), (3, own), (4, push))
    assert days(made) == [(1, "Push (2)"), (2, "Pull"), (3, "Push"), (4, "Push (2)")]
    assert (await own_units(member)).keys() == {"Push", "Push (2)", "Pull"}
    assert made["units"][0]["unit"] == made["units"][3]["unit"]


async def test_a_custom_exercise_of_somebody_else_keeps_only_its_name(site: Site, member: Client) -> None:
    author = await site.member()
    foreign = await unit(author)
    await share(site, foreign, "public")
    await execute(
        site,
        """
        WITH made AS (
          INSERT INTO exercises (name, category, difficulty_level, created_by)
          SELECT 'Secret Squat', 'strength', 'expert', created_by FROM training_units WHERE id = :id
          RETURNING id
        )
        UPDATE training_unit_exercises SET exercise_id = made.id, exercise_name_snapshot = 'Secret Squat'
        FROM made WHERE training_unit_id = :id
        """,
        id=decode_any_id(foreign)[1],
    )
    await plan(member, (1, foreign))
    (copied,) = (await own_units(member))["Push"]["exercises"]
    assert (copied["exerciseName"], copied["exercise"]) == ("Secret Squat", None)
    assert (
        await value(
            site,
            "SELECT count(*) FROM training_unit_exercises e JOIN training_units u ON u.id = training_unit_id "
            "WHERE copied_from_id = :id AND e.exercise_id IS NOT NULL",
            id=decode_any_id(foreign)[1],
        )
        == 0
    )


async def test_what_is_taken_from_a_day_leaves_the_unit(member: Client) -> None:
    made, places = await three(member)
    sent = {"planId": made["id"], "planUnitId": places[1]}
    answer = await done(member, "unscheduleUnit", **sent)
    assert (days(answer["trainingPlan"]), answer["unscheduledPlanUnitId"]) == (
        [(1, "A"), (1, "C")],
        places[1],
    )
    assert answer["trainingPlan"]["version"] == 2
    assert (await does(member, "unscheduleUnit", **sent))["__typename"] == "NotFoundProblem"
    assert (await own_units(member)).keys() == {"A", "B", "C"}
    answer = await done(
        member, "scheduleUnit", planId=made["id"], unitId=made["units"][1]["unit"]["id"], dayNumber=1
    )
    assert days(answer["trainingPlan"]) == [(1, "A"), (1, "C"), (1, "B")]


@pytest.mark.parametrize(
    ("moved", "to", "expected"),
    [
        (0, {"dayNumber": 1, "position": 1}, "1B 1A 1C"),
        (0, {"dayNumber": 1, "position": 2}, "1B 1C 1A"),
        (0, {"dayNumber": 1}, "1B 1C 1A"),
        (2, {"dayNumber": 1, "position": 0}, "1C 1A 1B"),
        (1, {"dayNumber": 1, "position": 2147483647}, "1A 1C 1B"),
        (1, {"dayNumber": 5}, "1A 1C 5B"),
        (1, {"dayNumber": 7, "position": 0}, "1A 1C 7B"),
        (2, {"dayNumber": 730}, "1A 1B 730C"),
    ],
)
async def test_a_unit_is_moved_to_a_day_and_position_and_keeps_its_id(
    member: Client, moved: int, to: dict[str, int], expected: str
) -> None:
    made, places = await three(member)
    answer = await done(
        member, "moveScheduledUnit", planId=made["id"], planUnitId=places[moved], version=1, **to
    )
    now = answer["trainingPlan"]
    assert " ".join(f"{day}{name}" for day, name in days(now)) == expected
    assert (now["version"], sorted(place["id"] for place in now["units"])) == (2, sorted(places))
    assert answer["planUnit"]["id"] == places[moved]
    assert answer["planUnit"] in now["units"]
    assert await seen(member, made["id"]) == now


async def test_a_unit_is_moved_between_others_of_another_day(member: Client) -> None:
    made, places = await three(member)
    tail = await done(
        member, "scheduleUnit", planId=made["id"], unitId=made["units"][0]["unit"]["id"], dayNumber=2
    )
    answer = await done(
        member,
        "moveScheduledUnit",
        planId=made["id"],
        planUnitId=tail["planUnit"]["id"],
        dayNumber=1,
        position=1,
    )
    now = [place["id"] for place in answer["trainingPlan"]["units"]]
    assert now == [places[0], tail["planUnit"]["id"], *places[1:]]


@pytest.mark.parametrize("to", [{"dayNumber": 1, "position": 1}, {"dayNumber": 1, "position": None}])
async def test_a_move_to_where_it_stands_changes_nothing(
    site: Site, member: Client, to: dict[str, Any]
) -> None:
    made, places = await three(member)
    before = await value(site, STATE)
    place = places[1] if to["position"] else places[2]
    await done(member, "moveScheduledUnit", planId=made["id"], planUnitId=place, **to)
    assert await value(site, STATE) == before


async def test_a_day_is_reordered_and_keeps_its_ids(site: Site, member: Client) -> None:
    made, (a, b, c) = await three(member)
    sent = {"planId": made["id"], "dayNumber": 1, "planUnitIds": [c, a, b]}
    answer = await done(member, "reorderPlanDay", **sent, version=1)
    assert [place["id"] for place in answer["trainingPlan"]["units"]] == [c, a, b]
    assert answer["trainingPlan"]["version"] == 2
    before = await value(site, STATE)
    assert await done(member, "reorderPlanDay", **sent) == answer
    assert await value(site, STATE) == before


async def test_a_new_order_names_all_of_the_day_once(site: Site, member: Client) -> None:
    made, (a, b, c) = await three(member)
    missing = encode_id("TrainingPlanUnit", 2**31 - 1)
    before = await value(site, STATE)
    sent = {"planId": made["id"], "dayNumber": 1}
    refused = await does(member, "reorderPlanDay", **sent, planUnitIds=[a, b, a, missing, str(new_id())])
    assert issues(refused) == [
        ("planUnitIds.2", "NOT_ALLOWED"),
        ("planUnitIds.3", "UNKNOWN"),
        ("planUnitIds.4", "UNKNOWN"),
    ]
    for too_few in ([], [c, a]):
        refused = await does(member, "reorderPlanDay", **sent, planUnitIds=too_few)
        assert (refused["__typename"], refused["current"]["version"]) == ("ConflictProblem", 1)
    refused = await does(member, "reorderPlanDay", planId=made["id"], dayNumber=2, planUnitIds=[a])
    assert issues(refused) == [("planUnitIds.0", "UNKNOWN")]
    too_many = {**sent, "planUnitIds": [a] * 251}
    assert await member.codes(MUTATIONS["reorderPlanDay"], input=too_many) == ["BAD_VALUE"]
    assert await value(site, STATE) == before


async def test_a_week_is_repeated_behind_the_last_or_on_another(member: Client) -> None:
    push, pull = await unit(member), await unit(member, "Pull")
    made = await plan(member, (1, push), (3, pull), (3, push), (9, push))
    answer = await done(member, "duplicatePlanWeek", planId=made["id"], week=1, version=1)
    repeated = [(15, "Push"), (17, "Pull"), (17, "Push")]
    assert days(answer["trainingPlan"]) == [*days(made), *repeated]
    assert answer["trainingPlan"]["version"] == 2
    assert answer["week"]["number"] == 3
    assert [len(day["units"]) for day in answer["week"]["days"]] == [1, 0, 2, 0, 0, 0, 0]
    assert (await own_units(member)).keys() == {"Push", "Pull"}
    answer = await done(member, "duplicatePlanWeek", planId=made["id"], week=2, toWeek=1)
    assert days(answer["trainingPlan"])[:3] == [(1, "Push"), (2, "Push"), (3, "Pull")]
    answer = await done(member, "duplicatePlanWeek", planId=made["id"], week=3, toWeek=1)
    assert days(answer["trainingPlan"])[:7] == [
        (1, "Push"),
        (1, "Push"),
        (2, "Push"),
        (3, "Pull"),
        (3, "Push"),
        (3, "Pull"),
        (3, "Push"),
    ]


async def test_a_week_of_rest_repeats_nothing(site: Site, member: Client) -> None:
    made = await plan(member, (1, await unit(member)))
    before = await value(site, STATE)
    answer = await done(member, "duplicatePlanWeek", planId=made["id"], week=50)
    assert (answer["trainingPlan"], answer["week"]["number"]) == (made, 2)
    assert await value(site, STATE) == before


async def test_a_week_must_be_one_that_plans_have(site: Site, member: Client) -> None:
    push = await unit(member)
    made = await plan(member, (1, push), (3, push))
    full = await plan(member, (730, push), name="Full")
    before = await value(site, STATE)
    for sent, expected in (
        ({"week": 0}, [("week", "TOO_SMALL")]),
        ({"week": 106, "toWeek": -1}, [("week", "TOO_LARGE"), ("toWeek", "TOO_SMALL")]),
        ({"week": 1, "toWeek": 106}, [("toWeek", "TOO_LARGE")]),
        ({"week": 1, "toWeek": 1}, [("toWeek", "NOT_ALLOWED")]),
        ({"week": 1, "toWeek": 105}, [("toWeek", "TOO_LARGE")]),
    ):
        assert issues(await does(member, "duplicatePlanWeek", planId=made["id"], **sent)) == expected
    refused = await does(member, "duplicatePlanWeek", planId=full["id"], week=1)
    assert issues(refused) == [("toWeek", "TOO_LARGE")]
    assert await value(site, STATE) == before


async def test_a_plan_has_five_hundred_units_and_no_more(site: Site, member: Client) -> None:
    push = await unit(member)
    made = await plan(member, *((1, push) for _ in range(250)))
    filled = await done(member, "duplicatePlanWeek", planId=made["id"], week=1)
    assert filled["trainingPlan"]["unitCount"] == 500
    before = await value(site, STATE)
    refused = await does(member, "duplicatePlanWeek", planId=made["id"], week=1)
    assert issues(refused) == [("week", "TOO_MANY")]
    refused = await does(member, "scheduleUnit", planId=made["id"], unitId=push, dayNumber=3)
    assert issues(refused) == [("planId", "TOO_MANY")]
    assert await value(site, STATE) == before
    first = filled["trainingPlan"]["units"][0]["id"]
    moved = await done(
        member, "moveScheduledUnit", planId=made["id"], planUnitId=first, dayNumber=8, position=100
    )
    assert moved["trainingPlan"]["unitCount"] == 500
    await done(member, "unscheduleUnit", planId=made["id"], planUnitId=first)
    await done(member, "scheduleUnit", planId=made["id"], unitId=push, dayNumber=3)


async def test_a_day_or_position_out_of_range_is_refused(site: Site, member: Client) -> None:
    made, (place, *_) = await three(member)
    push = made["units"][0]["unit"]["id"]
    before = await value(site, STATE)
    named = {"scheduleUnit": {"unitId": push}, "moveScheduledUnit": {"planUnitId": place}}
    for field, names in named.items():
        sent = {"planId": made["id"], **names}
        for day_number, code in ((0, "TOO_SMALL"), (-1, "TOO_SMALL"), (731, "TOO_LARGE")):
            refused = await does(member, field, **sent, dayNumber=day_number, position=-1)
            assert issues(refused) == [("dayNumber", code), ("position", "TOO_SMALL")]
        for wrong in (None, 2**31, 1.5, "1", 1e300):
            assert await member.codes(MUTATIONS[field], input={**sent, "dayNumber": wrong}) == ["BAD_VALUE"]
    assert await value(site, STATE) == before


async def test_an_id_of_another_kind_is_refused(site: Site, member: Client) -> None:
    made, (place, *_) = await three(member)
    push = made["units"][0]["unit"]["id"]
    before = await value(site, STATE)
    right: dict[str, dict[str, Any]] = {
        "scheduleUnit": {"unitId": push, "dayNumber": 1, "clientId": str(new_id())},
        "unscheduleUnit": {"planUnitId": place},
        "moveScheduledUnit": {"planUnitId": place, "dayNumber": 1},
        "duplicatePlanWeek": {"week": 1},
    }
    wrong = ["", "x", "\0", "1" * 300, push, encode_id("Viewer", uuid.uuid4()), place + "A"]
    for field, sent in right.items():
        for id_ in wrong:
            assert await member.codes(MUTATIONS[field], input={**sent, "planId": id_}) == ["BAD_ID"]
        for name in sent.keys() & {"unitId", "planUnitId", "clientId"}:
            for id_ in (made["id"], "x", "\0", "", encode_id("Exercise", uuid.uuid4())):
                answer = await member.codes(MUTATIONS[field], input={**sent, "planId": made["id"], name: id_})
                assert answer == ["BAD_ID"]
    unknown = {"planId": str(new_id()), "unitId": push, "dayNumber": 1}
    assert (await does(member, "scheduleUnit", **unknown))["__typename"] == "NotFoundProblem"
    for id_ in (str(uuid.uuid4()), encode_id("TrainingPlanUnit", 2**31 - 1)):
        for field in ("unscheduleUnit", "moveScheduledUnit"):
            sent = {**right[field], "planId": made["id"], "planUnitId": id_}
            assert (await does(member, field, **sent))["__typename"] == "NotFoundProblem"
    assert await value(site, STATE) == before


async def test_a_place_of_another_plan_is_not_found(site: Site, member: Client) -> None:
    made, (place, *_) = await three(member)
    other = await plan(member, name="Other")
    before = await value(site, STATE)
    sent = {"planId": other["id"], "planUnitId": place}
    assert (await does(member, "unscheduleUnit", **sent))["__typename"] == "NotFoundProblem"
    answer = await does(member, "moveScheduledUnit", **sent, dayNumber=1)
    assert answer["__typename"] == "NotFoundProblem"
    assert await value(site, STATE) == before
    assert made["units"]
