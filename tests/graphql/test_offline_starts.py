"""A phone without a connection starts from what it has a copy of, and logs: nothing of it is lost."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from building import built
from building import does as unit_does
from exercising import made
from following import enrolled, plan_of
from logging_sets import MUTATIONS, done, issues, name, seen, state
from logging_sets import does as sends
from offline import END, SOURCES, START, copied, edited, repeated
from planning import does as plan_does
from planning import share
from sign_ins import execute, value
from starting import found, started
from training import slugs

from irontrack.graphql.relay import decode_id, encode_id

if TYPE_CHECKING:
    from clients import Client, Site
    from offline import Copy

pytestmark = pytest.mark.anyio

NAMES = """
    SELECT array_agg(client_id::text ORDER BY order_index) FROM training_session_exercises
    WHERE session_id = CAST(:session AS uuid)
"""


def named(*rows: str, **more: Any) -> list[dict[str, Any]]:
    """Return names for these exercises of a source."""
    return [{"sourceExerciseId": row, "clientId": name(), **more} for row in rows]


async def what_it_was(client: Client, copy: Copy) -> list[dict[str, Any]]:
    """Return names for all exercises of a copy, which also say what they were."""
    ids = await slugs(client)
    known = ((ids["squat"], "REPS"), (ids["plank"], "TIME"), (ids["run"], "TIME"))
    return [
        {**one, "exerciseId": exercise, "mode": mode}
        for one, (exercise, mode) in zip(named(*copy.rows()), known, strict=True)
    ]


def set_of(exercise: dict[str, Any], **metric: int) -> dict[str, Any]:
    """Return a set for an exercise that only its name is known of."""
    time = "2026-03-01T18:30:00Z"
    return {
        "sessionExerciseId": exercise["clientId"],
        "clientId": name(),
        "metric": metric,
        "completedAt": time,
    }


@pytest.mark.parametrize("source", [*SOURCES, "sessionId"])
async def test_a_start_and_its_sets_are_there_once_in_whatever_order_they_arrive(
    site: Site, member: Client, source: str
) -> None:
    copy = await copied(member)
    if source == "sessionId":
        from_ = await repeated(member, copy)
        rows = [row["id"] for row in (await seen(member, from_["sessionId"]))["exercises"]]
        await done(member, "finishSession", sessionId=from_["sessionId"])
    else:
        from_, rows = copy.source(source), copy.rows()
    squat, plank, run = exercises = named(*rows)
    session = name()
    many = [set_of(plank, seconds=60), set_of(run, seconds=900)]
    queue: list[tuple[str, dict[str, Any]]] = [
        ("startSession", {"id": session, "from": from_, "startTime": START, "exercises": exercises}),
        *(("logSet", set_of(squat, reps=reps)) for reps in (5, 6, 7)),
        ("logSets", {"sessionId": session, "sets": many}),
    ]
    shuffle = random.Random(source).shuffle  # noqa: S311 - no secret
    answers: set[str] = set()
    shuffle(queue)
    for field, sent in queue:  # what comes before the start finds nothing, and is sent again
        answers |= {(await sends(member, field, **sent))["__typename"]}
    assert answers <= {"StartSessionPayload", "LogSetPayload", "LogSetsPayload", "NotFoundProblem"}
    for _ in range(2):
        shuffle(queue)
        for field, sent in queue:
            await done(member, field, **sent)
    after = await seen(member, encode_id("TrainingSession", UUID(session)))
    assert [row["clientId"] for row in after["exercises"]] == [one["clientId"] for one in exercises]
    assert await value(site, NAMES, session=session) == [one["clientId"] for one in exercises]
    assert [row["plannedSets"] for row in after["exercises"]] == [3, 2, 1]
    sets = [sorted(one["reps"] or one["timeSeconds"] for one in row["sets"]) for row in after["exercises"]]
    assert sets == [[5, 6, 7], [60], [900]]
    before = await state(site)
    for field, sent in queue:
        await done(member, field, **sent)
    assert await state(site) == before


async def test_an_exercise_is_also_meant_by_the_name_that_it_has_in_the_unit(member: Client) -> None:
    copy = await copied(member)
    exercises = named(copy.unit["exercises"][0]["clientId"])
    sent = {"from": copy.source("planUnitId"), "exercises": exercises}
    session = (await done(member, "startSession", **sent))["session"]
    names = [row["clientId"] for row in session["exercises"]]
    assert names == [exercises[0]["clientId"], None, None]


async def test_what_was_done_counts_where_the_unit_has_changed_meanwhile(site: Site, member: Client) -> None:
    copy = await copied(member)
    exercises = await what_it_was(member, copy)
    await edited(member, copy)
    sent = {"id": name(), "from": copy.source("enrollmentDayId"), "startTime": START, "exercises": exercises}
    session = (await done(member, "startSession", **sent))["session"]
    squat, plank, run = session["exercises"]
    assert [row["clientId"] for row in session["exercises"]] == [one["clientId"] for one in exercises]
    assert (squat["exerciseName"], squat["mode"]) == ("Barbell Back Squat", "REPS")
    # The place's repetitions stay, and its weight does not: it was meant for the other one.
    assert (squat["plannedSets"], squat["repsMin"], squat["targetWeight"]) == (3, 5, None)
    assert (plank["mode"], plank["plannedSets"], plank["repsMin"]) == ("TIME", 2, None)
    assert (run["exerciseName"], run["mode"], run["plannedSets"]) == ("Easy Run", "TIME", None)
    for exercise, metric in zip(exercises, ({"reps": 5}, {"seconds": 60}, {"seconds": 900}), strict=True):
        await done(member, "logSet", **set_of(exercise, **metric))
    before = await state(site)
    assert (await done(member, "startSession", **sent))["session"]["id"] == session["id"]
    assert await state(site) == before


async def test_a_name_for_what_is_gone_is_put_right_under_the_same_id(site: Site, member: Client) -> None:
    copy = await copied(member)
    exercises = await what_it_was(member, copy)
    await edited(member, copy)
    without = [{key: one[key] for key in ("sourceExerciseId", "clientId")} for one in exercises]
    sent = {"id": name(), "from": copy.source("trainingUnitId"), "exercises": without}
    before = await state(site)
    answer = await sends(member, "startSession", **sent)
    assert issues(answer) == [("exercises.2.sourceExerciseId", "UNKNOWN")]
    assert await state(site) == before
    session = (await done(member, "startSession", **sent | {"exercises": exercises}))["session"]
    assert len(session["exercises"]) == 3


async def test_where_the_unit_is_gone_a_free_session_takes_the_same_names(site: Site, member: Client) -> None:
    copy = await copied(member)
    exercises = await what_it_was(member, copy)
    await plan_does(member, "deleteTrainingPlan", id=copy.plan_id)
    await unit_does(member, "deleteTrainingUnit", id=copy.unit["id"])
    sent = {"id": name(), "startTime": START, "from": copy.source("trainingUnitId"), "exercises": exercises}
    before = await state(site)
    assert (await sends(member, "startSession", **sent))["__typename"] == "NotFoundProblem"
    assert await state(site) == before
    free = {**sent, "from": {"freestyle": {"name": "Full body"}}, "exercises": []}
    await done(member, "startSession", **free)
    for one in exercises:
        row = {key: one[key] for key in ("clientId", "exerciseId", "mode")}
        await done(member, "addSessionExercise", sessionId=sent["id"], **row)
    await done(member, "logSet", **set_of(exercises[0], reps=5))


async def test_a_merger_is_no_change(site: Site, member: Client) -> None:
    old, new = await made(member, name="Old Swing"), await made(member, name="New Swing")
    unit = await built(member, "Swings", [{"exerciseId": old["id"], "sets": 3}])
    merge = "UPDATE exercises SET merged_into_id = :new, is_active = false WHERE id = :old"
    keys = {key: decode_id(each["id"], "Exercise") for key, each in (("old", old), ("new", new))}
    await execute(site, merge, **keys)
    exercises = named(unit["exercises"][0]["id"], exerciseId=new["id"])
    sent = {"from": {"trainingUnitId": unit["id"]}, "exercises": exercises}
    (swing,) = (await done(member, "startSession", **sent))["session"]["exercises"]
    assert (swing["clientId"], swing["exerciseName"]) == (exercises[0]["clientId"], "Old Swing")


async def test_a_day_whose_unit_is_unreadable_has_names_for_what_was_planned_before(site: Site) -> None:
    author, reader = await site.member(), await site.member()
    squat = {"exerciseId": (await slugs(author))["squat"], "sets": 3}
    unit = await built(author, "Lent", [squat, squat])
    plan_id = await plan_of(author, "Lent", (1, unit["id"]))
    await share(site, plan_id, "public")
    (day,) = (await enrolled(reader, plan_id, "2026-03-01"))["days"]
    source = {"enrollmentDayId": day["id"]}
    await started(reader, source, startTime=START)
    await share(site, plan_id, "private")
    exercises = named(unit["exercises"][1]["id"])
    session = await done(reader, "startSession", **{"from": source}, allowSeveral=True, exercises=exercises)
    names = [row["clientId"] for row in session["session"]["exercises"]]
    assert names == [None, exercises[0]["clientId"]]


async def test_everything_that_is_wrong_with_names_is_told(site: Site, member: Client) -> None:
    copy, other = await copied(member), await copied(await site.member())
    squat, plank, run = copy.rows()
    (twice,) = named(squat)
    exercises = [
        twice,
        {"sourceExerciseId": plank, "clientId": twice["clientId"]},
        *named(copy.unit["exercises"][0]["clientId"]),
        {"sourceExerciseId": run, "clientId": "00000000-0000-4000-8000-000000000000"},
        *named(other.rows()[0]),
        *named(name(), exerciseId=name()),
    ]
    sent = {"from": copy.source("trainingUnitId"), "exercises": exercises}
    before = await state(site)
    assert issues(await sends(member, "startSession", **sent)) == [
        ("exercises.1.clientId", "NOT_ALLOWED"),
        ("exercises.3.clientId", "INVALID_FORMAT"),
        ("exercises.2.sourceExerciseId", "NOT_ALLOWED"),
        ("exercises.4.sourceExerciseId", "UNKNOWN"),
        ("exercises.5.exerciseId", "UNKNOWN"),
    ]
    free = {"from": {"freestyle": {}}, "exercises": named(squat)}
    assert issues(await sends(member, "startSession", **free)) == [("exercises", "NOT_ALLOWED")]
    assert await state(site) == before


async def test_somebody_elses_exercise_cannot_be_put_in(site: Site, member: Client) -> None:
    copy, secret = await copied(member), await made(await site.member(), name="Secret")
    exercises = [*named(copy.rows()[0], exerciseId=secret["id"]), *named(name(), exerciseId=secret["id"])]
    sent = {"from": copy.source("trainingUnitId"), "exercises": exercises}
    assert issues(await sends(member, "startSession", **sent)) == [
        ("exercises.0.exerciseId", "UNKNOWN"),
        ("exercises.1.exerciseId", "UNKNOWN"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"sourceExerciseId": "", "clientId": name()},
        {"sourceExerciseId": "\0", "clientId": name()},
        {"sourceExerciseId": name(), "clientId": "NaN"},
        {"sourceExerciseId": name(), "clientId": name(), "exerciseId": "x" * 10_000},
        {"sourceExerciseId": encode_id("TrainingSessionExercise", 1), "clientId": name()},
    ],
)
async def test_what_is_no_id_is_refused(member: Client, wrong: dict[str, Any]) -> None:
    sent = {"from": {"trainingUnitId": name()}, "exercises": [wrong]}
    assert await member.codes(MUTATIONS["startSession"], input=sent) == ["BAD_ID"]


async def test_names_are_in_bounds(site: Site, member: Client) -> None:
    squat = (await slugs(member))["squat"]
    unit = await built(member, "Much", [{"exerciseId": squat}] * 100)
    rows = [row["id"] for row in unit["exercises"]]
    sent: dict[str, Any] = {"from": {"trainingUnitId": unit["id"]}}
    before = await state(site)
    for exercises in ([None], named(*[name()] * 251)):
        codes = await member.codes(MUTATIONS["startSession"], input=sent | {"exercises": exercises})
        assert codes == ["BAD_VALUE"]
    more = [*named(*rows), *named(name(), exerciseId=squat)]
    answer = await sends(member, "startSession", **sent, exercises=more)
    assert issues(answer) == [("exercises", "TOO_MANY")]
    assert await state(site) == before
    session = (await done(member, "startSession", **sent, exercises=more[:100]))["session"]
    names = [row["clientId"] for row in session["exercises"]]
    assert names == [one["clientId"] for one in more[:100]]


async def test_names_are_part_of_what_is_asked_for_and_leave_to_start_several_is_not(
    site: Site, member: Client
) -> None:
    copy = await copied(member)
    running = await started(member, {"freestyle": {}})
    exercises = named(*copy.rows())
    sent = {"id": name(), "from": copy.source("trainingUnitId"), "exercises": exercises}
    refused = await sends(member, "startSession", **sent)
    assert (refused["__typename"], refused["current"]["id"]) == ("ConflictProblem", running["id"])
    first = (await done(member, "startSession", **sent, allowSeveral=True))["session"]
    before = await state(site)
    for more in ({}, {"allowSeveral": False}, {"allowSeveral": True}):
        assert (await done(member, "startSession", **sent, **more))["session"] == first
    for other in ([], exercises[:2], exercises[::-1], named(*copy.rows())):
        answer = await sends(member, "startSession", **sent | {"exercises": other}, allowSeveral=True)
        assert (answer["__typename"], answer["current"]["id"]) == ("ConflictProblem", first["id"])
    assert await state(site) == before


async def test_a_name_that_was_given_at_the_start_is_taken(site: Site, member: Client) -> None:
    copy, ids = await copied(member), await slugs(member)
    exercises = named(*copy.rows())
    sent = {"id": name(), "from": copy.source("trainingUnitId"), "exercises": exercises}
    await done(member, "startSession", **sent)
    add = {"sessionId": sent["id"], "exerciseId": ids["run"], "clientId": exercises[0]["clientId"]}
    before = await state(site)
    assert (await sends(member, "addSessionExercise", **add))["__typename"] == "ConflictProblem"
    assert await state(site) == before


async def test_ten_starts_at_once_are_one(member: Client) -> None:
    copy = await copied(member)
    exercises = await what_it_was(member, copy)
    sent = {"id": name(), "from": copy.source("enrollmentDayId"), "exercises": exercises, "startTime": START}
    answers = await asyncio.gather(*(done(member, "startSession", **sent) for _ in range(10)))
    assert len({answer["session"]["id"] for answer in answers}) == 1
    assert await found(member, answers[0]["session"]) is not None
    await done(member, "finishSession", sessionId=sent["id"], endTime=END)


async def test_names_cost_nothing_and_what_has_changed_one_statement(member: Client) -> None:
    ids = await slugs(member)
    document = "mutation ($input: StartSessionInput!) { startSession(input: $input) { __typename } }"
    costs = []
    for size in (1, 20):
        unit = await built(member, f"Of {size}", [{"exerciseId": ids["squat"]}] * size)
        rows = [row["id"] for row in unit["exercises"]]
        cost = []
        for exercises in (
            [],
            named(*rows, exerciseId=ids["squat"]),
            named(*rows, exerciseId=ids["plank"]),
            named(*(name() for _ in rows), exerciseId=ids["plank"]),
        ):
            sent = {"from": {"trainingUnitId": unit["id"]}, "allowSeveral": True, "exercises": exercises}
            answer = await member.data(document, input=sent)
            assert answer["startSession"]["__typename"] == "StartSessionPayload"
            cost.append(len([sql for sql in member.statements if "sign_in_families" not in sql]))
        costs.append(cost)
    assert costs[0] == costs[1], costs
    assert costs[0] == [10, 10, 11, 11]
