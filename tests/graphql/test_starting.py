"""A session is started from anything that says what to do, once, and beside no other unless that is meant."""

from __future__ import annotations

import asyncio
import json
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from following import enrolled, plan_of, unit
from following import plan as simple_plan
from logging_sets import done
from markdown_it import MarkdownIt
from planning import does as plan_does
from planning import grantee, share
from sign_ins import execute, value
from starting import finished, found, place, started, starts
from training import LOG, SLUGS, slugs

from irontrack.graphql.relay import decode_id, encode_id
from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "start-and-find-sessions.md"
ADD = """
    mutation ($input: AddSessionExerciseInput!) {
      addSessionExercise(input: $input) { ... on AddSessionExercisePayload { sessionExercise { id } } }
    }
"""
ACTIVE = "{ viewer { activeSession { id } trainingSessions { totalCount } } }"


async def rich_unit(client: Client, name: str = "Everything") -> str:
    """Make a unit with a target of every kind, and return its id."""
    ids = await slugs(client)
    pace = {"minSeconds": 300, "maxSeconds": 330}
    lift = {
        "exerciseId": ids["squat"],
        "sets": 3,
        "target": {"reps": {"min": 5, "max": 8}},
        "targetWeight": {"value": "225", "unit": "LB"},
        "restSeconds": 0,
        "groupIndex": 4,
    }
    hold = {"exerciseId": ids["plank"], "target": {"seconds": 60}, "groupIndex": 4}
    run = {"exerciseId": ids["run"], "mode": "DISTANCE", "targetPace": pace, "restSeconds": 90}
    distance = {"target": {"distance": {"value": "5", "unit": "KM"}}}
    return await unit(client, name, lift, hold, {**run, **distance})


async def test_targets_of_every_kind_are_copied(member: Client) -> None:
    session = await started(member, {"trainingUnitId": await rich_unit(member)})
    lift, hold, run = session["exercises"]
    assert (lift["plannedSets"], lift["repsMin"], lift["repsMax"], lift["restSeconds"]) == (3, 5, 8, 0)
    assert (lift["targetWeight"], lift["targetPace"], lift["groupIndex"]) == ("225", None, 4)
    assert (hold["mode"], hold["targetTimeSeconds"], hold["groupIndex"]) == ("TIME", 60, 4)
    assert (run["mode"], run["targetDistance"], run["restSeconds"]) == ("DISTANCE", "3.107", 90)
    assert run["targetPace"] == {"minSeconds": 300, "maxSeconds": 330}
    assert run["perMile"] == {"minSeconds": 483, "maxSeconds": 531}
    assert session["plan"] is session["enrollmentDay"] is session["planName"] is None


async def test_a_unit_on_a_day_of_a_plan_brings_both_names(site: Site, member: Client) -> None:
    unit_id = await rich_unit(member)
    plan_id = await plan_of(member, "Ten weeks", (1, unit_id), (3, unit_id))
    source = {"planUnitId": await place(member, plan_id, 1)}
    session = await started(member, source)
    assert (session["unitName"], session["planName"]) == ("Everything", "Ten weeks")
    assert session["plan"] == {"id": plan_id, "name": "Ten weeks"}
    assert session["trainingUnit"] == {"id": unit_id, "name": "Everything"}
    assert len(session["exercises"]) == 3
    stranger = await site.member()
    assert (await starts(stranger, source))["__typename"] == "NotFoundProblem"
    reader = await grantee(site, plan_id, "read")
    theirs = await started(reader, source)
    assert (theirs["unitName"], theirs["plan"]) == ("Everything", {"id": plan_id, "name": "Ten weeks"})


async def test_a_plans_unit_is_also_known_by_the_uuid_that_it_was_scheduled_with(
    site: Site, member: Client
) -> None:
    plan_id, unit_id, client_id = await plan_of(member, "Mine"), await rich_unit(member), str(new_id())
    scheduled = {"unitId": unit_id, "dayNumber": 2, "clientId": client_id}
    await plan_does(member, "scheduleUnit", planId=plan_id, **scheduled)
    assert (await started(member, {"planUnitId": client_id}))["planName"] == "Mine"
    assert (await starts(await site.member(), {"planUnitId": client_id}))["code"] == "NOT_FOUND"
    other_id = await plan_of(member, "Other")
    await plan_does(member, "scheduleUnit", planId=other_id, **scheduled)
    ambiguous = await starts(member, {"planUnitId": client_id}, allowSeveral=True)
    assert ambiguous["code"] == "NOT_FOUND"


async def test_a_day_of_an_enrollment_brings_its_plan_and_unit_as_they_are_now(
    site: Site, member: Client
) -> None:
    unit_id = await rich_unit(member)
    plan_id = await plan_of(member, "Base", (1, unit_id))
    (day,) = (await enrolled(member, plan_id, "2026-11-02"))["days"]
    await execute(
        site, "UPDATE training_units SET name = 'New' WHERE id = :id", id=decode_id(unit_id, "TrainingUnit")
    )
    session = await started(member, {"enrollmentDayId": day["id"]})
    assert (session["unitName"], session["planName"]) == ("New", "Base")
    assert session["enrollmentDay"] == {"id": day["id"], "unitName": "Everything"}
    assert (session["plan"]["id"], session["trainingUnit"]["id"]) == (plan_id, unit_id)
    assert len(session["exercises"]) == 3
    stranger = await site.member()
    assert (await starts(stranger, {"enrollmentDayId": day["id"]}))["code"] == "NOT_FOUND"


@pytest.mark.parametrize("is_gone", [False, True], ids=["unreadable", "gone"])
async def test_a_day_can_be_trained_without_its_plan_and_unit(site: Site, *, is_gone: bool) -> None:
    author, reader = await site.member(), await site.member()
    plan_id = await plan_of(author, "Lent", (1, await rich_unit(author)), (2, await unit(author, "Rest")))
    await share(site, plan_id, "public")
    days = (await enrolled(reader, plan_id, "2026-11-02"))["days"]
    first = await started(reader, {"enrollmentDayId": days[0]["id"]})
    squat = first["exercises"][0]["id"]
    await reader.data(LOG, input={"sessionExerciseId": squat, "metric": {"reps": 5}})
    extra = (await slugs(reader))["plank"]
    await reader.data(ADD, input={"sessionId": first["id"], "exerciseId": extra})
    await share(site, plan_id, "private")
    if is_gone:
        assert (await plan_does(author, "deleteTrainingPlan", id=plan_id))["__typename"].endswith("Payload")
        key = decode_id(first["trainingUnit"]["id"], "TrainingUnit")
        owner = "SELECT created_by FROM training_units WHERE id = :id"
        await execute(site, f"DELETE FROM training_units WHERE created_by = ({owner})", id=key)  # noqa: S608 - constants
    session = await started(reader, {"enrollmentDayId": days[0]["id"]})
    assert (session["unitName"], session["planName"]) == ("Everything", "Lent")
    assert session["plan"] is session["trainingUnit"] is None
    assert session["enrollmentDay"]["id"] == days[0]["id"]
    planned = [{**exercise, "id": None, "sets": []} for exercise in first["exercises"]]
    assert [{**exercise, "id": None} for exercise in session["exercises"]] == planned
    # A session that nothing of it is left in is passed over.
    for exercise in session["exercises"]:
        await done(reader, "removeSessionExercise", sessionExerciseId=exercise["id"])
    again = await started(reader, {"enrollmentDayId": days[0]["id"]})
    assert [{**exercise, "id": None} for exercise in again["exercises"]] == planned
    # Nothing was done by the other unit before.
    empty = await started(reader, {"enrollmentDayId": days[1]["id"]})
    assert (empty["unitName"], empty["exercises"]) == ("Rest", [])


async def test_a_session_is_repeated_with_its_exercises_and_targets_but_not_its_sets(member: Client) -> None:
    plan_id = await plan_of(member, "Base", (1, await rich_unit(member)))
    (day,) = (await enrolled(member, plan_id, "2026-11-02"))["days"]
    earlier = await started(member, {"enrollmentDayId": day["id"]}, notes="Hard.")
    squat = earlier["exercises"][0]["id"]
    await member.data(LOG, input={"sessionExerciseId": squat, "metric": {"reps": 5}})
    await member.data(ADD, input={"sessionId": earlier["id"], "exerciseId": (await slugs(member))["run"]})
    earlier = await found(member, earlier)
    session = await started(member, {"sessionId": earlier["id"]})
    assert [{**exercise, "id": None} for exercise in session["exercises"]] == [
        {**exercise, "id": None, "sets": []} for exercise in earlier["exercises"]
    ]
    assert len(session["exercises"]) == 4
    assert (session["unitName"], session["planName"], session["notes"]) == ("Everything", "Base", None)
    assert (session["plan"], session["trainingUnit"]) == (earlier["plan"], earlier["trainingUnit"])
    assert session["enrollmentDay"] is None
    assert await found(member, earlier) == earlier


async def test_only_ones_own_session_is_repeated(site: Site, member: Client) -> None:
    session = await started(member, {"freestyle": {"name": "Mine"}})
    assert (await starts(await site.member(), {"sessionId": session["id"]}))["code"] == "NOT_FOUND"
    again = await started(member, {"sessionId": session["id"]})
    assert (again["unitName"], again["exercises"]) == ("Mine", [])


@pytest.mark.parametrize(
    ("source", "typename"),
    [
        ("trainingUnitId", "TrainingUnit"),
        ("enrollmentDayId", "EnrollmentDay"),
        ("sessionId", "TrainingSession"),
        ("planUnitId", "TrainingPlanUnit"),
    ],
)
async def test_what_does_not_exist_is_not_found_and_other_ids_are_refused(
    member: Client, source: str, typename: str
) -> None:
    key = 2_147_483_647 if typename == "TrainingPlanUnit" else uuid.uuid4()
    assert (await starts(member, {source: encode_id(typename, key)}))["code"] == "NOT_FOUND"
    assert (await starts(member, {source: str(uuid.uuid4())}))["code"] == "NOT_FOUND"
    document = "mutation ($from: SessionSourceInput!) { startSession(input: {from: $from}) { __typename } }"
    for wrong in (encode_id("Exercise", uuid.uuid4()), "", "\0", "x" * 10_000, encode_id(typename, 2**70)):
        assert await member.codes(document, **{"from": {source: wrong}}) == ["BAD_ID"]
    for wrong_from in ({}, {source: None}, {source: "a", "freestyle": {}}):
        assert await member.codes(document, **{"from": wrong_from}) != ["INTERNAL"]
    assert (await member.data(ACTIVE))["viewer"]["trainingSessions"]["totalCount"] == 0


async def test_the_same_request_starts_one_session(site: Site, member: Client) -> None:
    unit_id, id_ = await rich_unit(member), str(new_id())
    sent = {"id": id_, "startTime": "2026-11-20T10:00:00Z"}
    source = {"trainingUnitId": unit_id}
    first = await starts(member, source, **sent)
    assert first["session"]["id"] == encode_id("TrainingSession", uuid.UUID(id_))
    assert await starts(member, source, **sent) == first
    await execute(
        site, "UPDATE training_units SET name = 'New' WHERE id = :id", id=decode_id(unit_id, "TrainingUnit")
    )
    await finished(member, first["session"], notes="Done.")
    again = await starts(member, source, **sent)
    assert (again["session"]["unitName"], again["session"]["notes"]) == ("Everything", "Done.")
    other = await starts(member, source, **sent, notes="Other")
    assert (other["code"], other["current"]["id"]) == ("CONFLICT", first["session"]["id"])
    stranger = await starts(await site.member(), {"freestyle": {}}, id=id_)
    assert (stranger["code"], stranger["current"]) == ("CONFLICT", None)
    await execute(site, "DELETE FROM training_sessions WHERE id = :id", id=uuid.UUID(id_))
    gone = await starts(member, source, **sent)
    assert (gone["code"], gone["current"]) == ("CONFLICT", None)
    assert (await member.data(ACTIVE))["viewer"]["trainingSessions"]["totalCount"] == 0


@pytest.mark.parametrize("id_", ["6e9f0f0c-5d1e-4a51-9f0b-0d6d6f6f4a10", str(uuid.UUID(int=0))])
async def test_an_id_of_ones_own_must_be_of_version_7(member: Client, id_: str) -> None:
    answer = await starts(member, {"freestyle": {}}, id=id_)
    assert answer["issues"] == [{"path": ["id"], "code": "INVALID_FORMAT"}]


async def test_twenty_at_once_start_one_session(member: Client) -> None:
    plan_id = await simple_plan(member)
    source = {"planUnitId": await place(member, plan_id)}
    answers = await asyncio.gather(*(starts(member, source) for _ in range(20)))
    (session,) = (answer["session"] for answer in answers if answer["__typename"] == "StartSessionPayload")
    refused = [answer["current"] for answer in answers if answer["__typename"] == "ConflictProblem"]
    assert refused == [{"__typename": "TrainingSession", "id": session["id"]}] * 19
    viewer = (await member.data(ACTIVE))["viewer"]
    assert viewer == {"activeSession": {"id": session["id"]}, "trainingSessions": {"totalCount": 1}}


async def test_fifty_retries_at_once_start_one_session(member: Client) -> None:
    id_ = str(new_id())
    answers = await asyncio.gather(*(starts(member, {"freestyle": {}}, id=id_) for _ in range(50)))
    assert {answer["session"]["id"] for answer in answers} == {encode_id("TrainingSession", uuid.UUID(id_))}


async def test_several_sessions_at_once_are_a_choice(member: Client) -> None:
    first = await starts(member, {"freestyle": {"name": "First"}}, startTime="2026-11-20T10:00:00Z")
    refused = await starts(member, {"freestyle": {}})
    assert refused["current"] == {"__typename": "TrainingSession", "id": first["session"]["id"]}
    second = await started(member, {"freestyle": {"name": "Second"}})
    assert (await member.data(ACTIVE))["viewer"]["activeSession"]["id"] == second["id"]
    await finished(member, second)
    assert (await member.data(ACTIVE))["viewer"]["activeSession"]["id"] == first["session"]["id"]
    await finished(member, first["session"])
    assert (await member.data(ACTIVE))["viewer"]["activeSession"] is None


async def test_starting_by_a_unit_that_is_deleted_meanwhile_finds_it_or_does_not(
    site: Site, member: Client
) -> None:
    unit_id = await rich_unit(member)
    document = "mutation ($id: ID!) { deleteTrainingUnit(input: {id: $id}) { __typename } }"
    sources = [{"trainingUnitId": unit_id}] * 10
    earlier = await started(member, sources[0])
    sources += [{"sessionId": earlier["id"]}] * 10
    calls: list[Any] = [starts(member, source, allowSeveral=True) for source in sources]
    *answers, _ = await asyncio.gather(*calls, member.data(document, id=unit_id))
    for answer in answers:
        assert answer["__typename"] in {"StartSessionPayload", "NotFoundProblem"}
        if "session" in answer:
            assert (answer["session"]["unitName"], len(answer["session"]["exercises"])) == ("Everything", 3)
    dangling = "SELECT count(*) FROM training_sessions WHERE training_unit_id = :id"
    assert await value(site, dangling, id=decode_id(unit_id, "TrainingUnit")) == 0


async def test_a_start_costs_the_same_for_one_exercise_and_for_fifty(member: Client) -> None:
    squat = (await member.data(SLUGS))["squat"]["id"]
    document = "mutation ($input: StartSessionInput!) { startSession(input: $input) { __typename } }"
    costs = []
    for size in (1, 50):
        unit_id = await unit(member, f"Of {size}", *[{"exerciseId": squat}] * size)
        plan_id = await plan_of(member, f"Of {size}", (1, unit_id))
        (day,) = (await enrolled(member, plan_id, "2026-11-02"))["days"]
        session = await started(member, {"trainingUnitId": unit_id})
        sources: tuple[dict[str, Any], ...] = (
            {"freestyle": {}},
            {"trainingUnitId": unit_id},
            {"planUnitId": await place(member, plan_id)},
            {"enrollmentDayId": day["id"]},
            {"sessionId": session["id"]},
        )
        cost = []
        for source in sources:
            await member.data(document, input={"from": source, "allowSeveral": True})
            cost.append(len([sql for sql in member.statements if "sign_in_families" not in sql]))
        costs.append(cost)
    assert costs[0] == costs[1], costs
    assert costs[0] == [5, 10, 12, 12, 11]


async def test_the_page_about_sessions_can_be_followed(member: Client) -> None:
    tokens = list(MarkdownIt().parse(PAGE.read_text("utf-8")))
    start, offline, active, find, days = [token.content for token in tokens if token.info == "graphql"]
    names, variables = [json.loads(token.content) for token in tokens if token.info == "json"]
    plan_id = await plan_of(member, "Base", (1, await rich_unit(member)))
    enrollment = await enrolled(member, plan_id, "2026-11-02")
    (day,) = enrollment["days"]
    sent = {"id": str(new_id()), "from": {"enrollmentDayId": day["id"]}}
    session = (await member.data(start, **sent))["startSession"]["session"]
    assert (session["unitName"], session["planName"], len(session["exercises"])) == ("Everything", "Base", 3)
    assert (await member.data(start, **sent))["startSession"]["session"] == session
    refused = await member.data(start, **sent | {"id": str(new_id())})
    assert refused["startSession"]["current"] == {"id": session["id"]}
    assert (await member.data(active))["viewer"]["activeSession"]["id"] == session["id"]
    await finished(member, session)
    earlier = await started(member, {"sessionId": session["id"]}, startTime="2026-11-10T10:00:00Z")
    await finished(member, earlier, notes="Felt strong.", endTime="2026-11-10T11:00:00Z")
    found = (await member.data(find, **variables))["viewer"]["trainingSessions"]
    assert [node["id"] for node in found["nodes"]] == [earlier["id"]]
    (shown,) = (await member.data(days, enrollment=enrollment["id"]))["node"]["days"]
    assert shown["completedAt"] is not None
    assert [each["id"] for each in shown["sessions"]] == [session["id"]]
    known = session["exercises"][0]["id"], str(new_id()), (await slugs(member))["squat"], "REPS"
    exercise = dict(zip(names["exercises"][0], known, strict=True))
    again = {"id": str(new_id()), "from": {"sessionId": session["id"]}, "exercises": [exercise]}
    named = (await member.data(offline, **again))["startSession"]["session"]["exercises"]
    assert [each["clientId"] for each in named] == [exercise["clientId"], None, None]
