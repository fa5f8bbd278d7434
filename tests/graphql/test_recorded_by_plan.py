"""A workout that was done wholly offline counts for the unit, the plan and the day that it was done by."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from building import built
from building import does as unit_does
from exercising import made
from logging_sets import MUTATIONS, does, done, issues, name, seen, state
from offline import END, SOURCES, START, copied, edited
from planning import does as plan_does
from sign_ins import value
from starting import found, names
from training import slugs

from irontrack.graphql.relay import decode_id, decode_number_id, encode_id

if TYPE_CHECKING:
    from clients import Client, Site
    from offline import Copy

pytestmark = pytest.mark.anyio

TIMES = {"startTime": START, "endTime": END}
PLANNED = """
    SELECT array_agg(planned_unit_exercise_id ORDER BY order_index) FROM training_session_exercises
    WHERE session_id = :session
"""
DAYS = "query ($id: ID!) { node(id: $id) { ... on EnrollmentDay { completedAt sessions { id } } } }"


async def workout(client: Client, copy: Copy, source: str = "trainingUnitId", **more: Any) -> dict[str, Any]:
    """Return an input that records a workout by a unit, with one exercise more than it has."""
    ids = await slugs(client)
    squat, plank, run = copy.rows()
    exercises = [
        {"exerciseId": ids["plank"], "plannedExerciseId": plank, "sets": [{"metric": {"seconds": 60}}]},
        {"exerciseId": ids["squat"], "plannedExerciseId": squat, "sets": [{"metric": {"reps": 5}}] * 3},
        {"exerciseId": ids["squat"], "sets": [{"metric": {"reps": 20}}]},
        {"exerciseId": ids["run"], "plannedExerciseId": run, "mode": "TIME", "clientId": name()},
    ]
    return {**TIMES, "id": name(), "from": copy.source(source), "exercises": exercises, **more}


@pytest.mark.parametrize("source", SOURCES)
async def test_a_workout_has_names_links_and_targets_of_what_it_was_done_by(
    site: Site, member: Client, source: str
) -> None:
    copy = await copied(member)
    sent = await workout(member, copy, source)
    session = (await done(member, "recordSession", **sent))["session"]
    shown = await found(member, session)
    has_plan, has_day = source != "trainingUnitId", source == "enrollmentDayId"
    assert shown["trainingUnit"] == {"id": copy.unit["id"], "name": "Full body"}
    assert (shown["unitName"], shown["planName"]) == ("Full body", "Month" if has_plan else None)
    assert shown["plan"] == ({"id": copy.plan_id, "name": "Month"} if has_plan else None)
    day = {"id": copy.sources[source], "unitName": "Full body"}
    assert shown["enrollmentDay"] == (day if has_day else None)
    plank, squat, extra, run = session["exercises"]
    assert (plank["plannedSets"], plank["targetTimeSeconds"], plank["groupIndex"]) == (2, 60, None)
    assert (squat["plannedSets"], squat["repsMin"], squat["targetWeight"]) == (3, 5, "100")
    assert (extra["plannedSets"], run["targetTimeSeconds"]) == (None, 600)
    assert [len(row["sets"]) for row in session["exercises"]] == [1, 3, 1, 0]
    rows = [decode_number_id(row, "TrainingUnitExercise") for row in copy.rows()]
    key = decode_id(session["id"], "TrainingSession")
    assert await value(site, PLANNED, session=key) == [rows[1], rows[0], None, rows[2]]
    before = await state(site)
    assert (await done(member, "recordSession", **sent))["session"] == session
    for other in ({"from": None}, {"exercises": sent["exercises"][:3]}):
        assert (await does(member, "recordSession", **sent | other))["__typename"] == "ConflictProblem"
    assert await state(site) == before


async def test_it_counts_for_its_day_and_is_found_by_plan_and_unit(member: Client) -> None:
    copy = await copied(member)
    sent = await workout(member, copy, "enrollmentDayId", name="Mine")
    session = (await done(member, "recordSession", **sent))["session"]
    day = (await member.data(DAYS, id=copy.sources["enrollmentDayId"]))["node"]
    assert day == {"completedAt": END, "sessions": [{"id": session["id"]}]}
    assert await names(member, {"plan": {"in": [copy.plan_id]}}) == ["Mine"]
    assert await names(member, {"unit": {"in": [copy.unit["id"]]}}) == ["Mine"]


async def test_a_template_that_goes_leaves_what_was_recorded(member: Client) -> None:
    copy = await copied(member)
    session = (await done(member, "recordSession", **await workout(member, copy, "planUnitId")))["session"]
    await edited(member, copy)
    assert await seen(member, session["id"]) == session
    await plan_does(member, "deleteTrainingPlan", id=copy.plan_id)
    await unit_does(member, "deleteTrainingUnit", id=copy.unit["id"])
    assert await seen(member, session["id"]) == session
    shown = await found(member, session)
    assert (shown["plan"], shown["trainingUnit"]) == (None, None)


async def test_a_unit_that_has_changed_meanwhile_takes_nothing_from_what_was_done(member: Client) -> None:
    copy = await copied(member)
    sent = await workout(member, copy)
    await edited(member, copy)
    plank, squat, _, run = (await done(member, "recordSession", **sent))["session"]["exercises"]
    assert (squat["exerciseName"], squat["plannedSets"], squat["repsMin"]) == ("Barbell Back Squat", 3, 5)
    assert squat["targetWeight"] is None  # it was meant for the other exercise
    assert (plank["mode"], plank["plannedSets"], plank["repsMin"]) == ("TIME", 2, None)
    assert (run["exerciseName"], run["mode"], run["plannedSets"]) == ("Easy Run", "TIME", None)


async def test_without_its_unit_a_workout_is_recorded_under_the_same_id(site: Site, member: Client) -> None:
    copy, stranger = await copied(member), await site.member()
    for source in SOURCES:
        sent = await workout(stranger, copy, source)
        before = await state(site)
        answer = await does(stranger, "recordSession", **sent)
        assert answer["__typename"] == "NotFoundProblem"
        assert await state(site) == before
        bare = [{key: one[key] for key in one if key != "plannedExerciseId"} for one in sent["exercises"]]
        await done(stranger, "recordSession", **sent | {"from": None, "name": "Mine", "exercises": bare})


async def test_everything_that_is_wrong_is_told_by_path(site: Site, member: Client) -> None:
    copy = await copied(member)
    sent = await workout(member, copy, name=" ")
    plank, squat, extra, run = sent["exercises"]
    secret = await made(await site.member(), name="Secret")
    extra |= {"exerciseId": secret["id"], "plannedExerciseId": copy.rows()[2]}
    plank["sets"] = [{"metric": {"reps": 60}}]
    again = {"exerciseId": squat["exerciseId"], "plannedExerciseId": copy.unit["exercises"][0]["clientId"]}
    before = await state(site)
    exercises = [plank, squat, extra, run, again]
    assert issues(await does(member, "recordSession", **sent | {"exercises": exercises})) == [
        ("name", "REQUIRED"),
        ("exercises.0.sets.0.metric", "METRIC_MISMATCH"),
        ("exercises.2.exerciseId", "UNKNOWN"),
        ("exercises.3.plannedExerciseId", "NOT_ALLOWED"),
        ("exercises.4.plannedExerciseId", "NOT_ALLOWED"),
    ]
    alone = {**TIMES, "exercises": [squat]}
    answer = await does(member, "recordSession", **alone)
    assert issues(answer) == [("exercises.0.plannedExerciseId", "NOT_ALLOWED")]
    for wrong in ("", "\0", "NaN", encode_id("TrainingSessionExercise", 1)):
        bad = {**sent, "exercises": [squat | {"plannedExerciseId": wrong}]}
        assert await member.codes(MUTATIONS["recordSession"], input=bad) == ["BAD_ID"]
    for source in ({}, {"trainingUnitId": None}, {**copy.sources}):
        codes = await member.codes(MUTATIONS["recordSession"], input=sent | {"from": source})
        assert codes == ["BAD_VALUE"]
    assert await state(site) == before


async def test_what_somebody_else_has_planned_is_as_if_it_were_not_there(site: Site, member: Client) -> None:
    copy, other = await copied(member), await copied(await site.member())
    sent = await workout(member, copy)
    sent["exercises"][1]["plannedExerciseId"] = other.rows()[0]
    squat = (await done(member, "recordSession", **sent))["session"]["exercises"][1]
    assert (squat["plannedSets"], squat["targetWeight"]) == (None, None)


async def test_recording_by_a_unit_that_is_deleted_meanwhile_finds_it_or_does_not(member: Client) -> None:
    copy = await copied(member)
    await plan_does(member, "deleteTrainingPlan", id=copy.plan_id)
    inputs = [await workout(member, copy) for _ in range(10)]
    calls: list[Any] = [does(member, "recordSession", **sent) for sent in inputs]
    *answers, _ = await asyncio.gather(*calls, unit_does(member, "deleteTrainingUnit", id=copy.unit["id"]))
    for answer in answers:
        assert answer["__typename"] in {"RecordSessionPayload", "NotFoundProblem"}
        if "session" in answer:
            assert (answer["session"]["unitName"], len(answer["session"]["exercises"])) == ("Full body", 4)


@pytest.mark.parametrize("size", [1, 20])
async def test_the_cost_does_not_grow_with_the_exercises(member: Client, size: int) -> None:
    ids = await slugs(member)
    squat = {"exerciseId": ids["squat"]}
    unit = await built(member, "Much", [squat] * size)
    rows = [{**squat, "plannedExerciseId": row["id"]} for row in unit["exercises"]]
    document = "mutation ($input: RecordSessionInput!) { recordSession(input: $input) { __typename } }"
    sent = {**TIMES, "id": name(), "from": {"trainingUnitId": unit["id"]}, "exercises": rows}
    for statements in (12, 4):
        answer = await member.data(document, input=sent)
        assert answer["recordSession"]["__typename"] == "RecordSessionPayload"
        assert len([sql for sql in member.statements if "sign_in_families" not in sql]) == statements
