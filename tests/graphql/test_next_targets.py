"""What to aim at the next time, as a client asks for it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from building import built
from logging_sets import done, state
from sign_ins import execute
from training import slugs

from irontrack.graphql.relay import decode_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

TARGETS = """
    query ($unit: ID!, $scheme: ProgressionScheme! = DOUBLE, $step: WeightInput) {
      viewer { nextTargets(unit: $unit, scheme: $scheme, step: $step) {
        unitExercise { id exerciseName sets } weight pounds: weight(unit: LB) loadKind repsMin repsMax
        reasonCode reason lastDate lastSession { id }
      } }
    }
"""


async def unit_of(client: Client, *aliases: str, name: str = "Push") -> Any:
    found = await slugs(client)
    target = {"target": {"reps": {"min": 8, "max": 12}}, "targetWeight": {"value": "60", "unit": "KG"}}
    rows = [{"exerciseId": found[alias], "mode": "REPS", "sets": 2, **target} for alias in aliases]
    return await built(client, name, rows)


async def trained(
    client: Client, unit: Any, day: str, *reps: int, place: int = 0, kg: str = "60", **more: Any
) -> str:
    """Record a session of the unit, and return its id."""
    found = await slugs(client)
    weight = {"value": kg, "unit": "KG"}
    rows = [{"metric": {"reps": each}, "weight": weight, **more} for each in reps]
    sent = {"startTime": f"{day}T18:00:00Z", "endTime": f"{day}T19:00:00Z"}
    exercise = {"exerciseId": found[("squat", "plank", "run")[place]], "mode": "REPS", "sets": rows}
    id_: str = (await done(client, "recordSession", **sent, exercises=[exercise]))["session"]["id"]
    assert unit
    return id_


async def targets(client: Client, unit: Any, **more: Any) -> Any:
    return (await client.data(TARGETS, unit=unit["id"], **more))["viewer"]["nextTargets"]


async def test_without_a_history_the_unit_says_what_to_do(member: Client) -> None:
    unit = await unit_of(member, "squat", "plank")
    found = await targets(member, unit)
    assert [each["unitExercise"]["id"] for each in found] == [row["id"] for row in unit["exercises"]]
    assert found[0] | {"unitExercise": None} == {
        "unitExercise": None,
        "weight": "60",
        "pounds": "132.28",
        "loadKind": None,
        "repsMin": 8,
        "repsMax": 12,
        "reasonCode": "NO_HISTORY",
        "reason": "There is no completed session with it yet, so begin with what the unit says.",
        "lastDate": None,
        "lastSession": None,
    }
    assert await targets(member, await built(member, "None", [])) == []


async def test_the_top_of_the_range_in_every_set_is_a_step_more(member: Client) -> None:
    unit = await unit_of(member, "squat")
    await trained(member, unit, "2026-03-01", 8, 8)
    latest = await trained(member, unit, "2026-03-03", 12, 12)
    (found,) = await targets(member, unit)
    assert (found["weight"], found["repsMin"], found["repsMax"], found["reasonCode"]) == (
        "62.5",
        8,
        12,
        "INCREASE",
    )
    assert found["reason"] == "All sets reached 12 repetitions the last time, so it gets a step harder."
    assert (found["lastDate"], found["lastSession"]["id"], found["loadKind"]) == (
        "2026-03-03",
        latest,
        "EXTERNAL",
    )
    (pounds,) = await targets(member, unit, step={"value": "5", "unit": "LB"})
    assert pounds["pounds"] == "137.28"


async def test_the_schemes_differ_in_what_they_ask_for(member: Client) -> None:
    unit = await unit_of(member, "squat")
    await trained(member, unit, "2026-03-03", 10, 9)
    (double,) = await targets(member, unit)
    (linear,) = await targets(member, unit, scheme="LINEAR")
    assert (double["reasonCode"], double["weight"], double["repsMin"]) == ("REPEAT", "60", 10)
    assert double["reason"] == "2 of 2 sets stayed below 12 repetitions the last time, so the weight stays."
    assert (linear["reasonCode"], linear["weight"]) == ("INCREASE", "62.5")


async def test_three_failures_in_a_row_are_a_reason_to_go_down(member: Client) -> None:
    unit = await unit_of(member, "squat")
    for day in (1, 3, 5):
        await trained(member, unit, f"2026-03-0{day}", 8, 6, kg="100")
    (found,) = await targets(member, unit)
    assert (found["reasonCode"], found["weight"]) == ("DELOAD", "90")


@pytest.mark.parametrize(
    ("lifted", "expected"), [("100", "90"), ("200", "180"), ("225", "200"), ("95", "85")]
)
async def test_a_tenth_of_pounds_goes_down_to_whole_steps_of_pounds(
    member: Client, lifted: str, expected: str
) -> None:
    unit = await unit_of(member, "squat")
    for day in (1, 3, 5):
        weight = {"value": lifted, "unit": "LB"}
        await trained(member, unit, f"2026-03-0{day}", 8, 6, weight=weight)
    (found,) = await targets(member, unit, step={"value": "5", "unit": "LB"})
    assert (found["reasonCode"], found["pounds"]) == ("DELOAD", expected)


async def test_warm_up_and_drop_sets_and_sessions_that_were_not_completed_say_nothing(
    member: Client,
) -> None:
    unit = await unit_of(member, "squat")
    await trained(member, unit, "2026-03-01", 12, 12)
    await trained(member, unit, "2026-03-02", 5, kg="200", setType="WARM_UP")
    await trained(member, unit, "2026-03-03", 5, kg="200", setType="DROP")
    started = {"from": {"trainingUnitId": unit["id"]}}
    session = (await done(member, "startSession", **started))["session"]
    row = session["exercises"][0]["id"]
    heavy = {"metric": {"reps": 1}, "weight": {"value": "200", "unit": "KG"}}
    await done(member, "logSet", sessionExerciseId=row, **heavy)
    (found,) = await targets(member, unit)
    assert (found["lastDate"], found["weight"]) == ("2026-03-01", "62.5")


async def test_a_set_to_failure_is_a_working_set(member: Client) -> None:
    unit = await unit_of(member, "squat")
    await trained(member, unit, "2026-03-01", 12, 12, setType="FAILURE")
    (found,) = await targets(member, unit)
    assert (found["lastDate"], found["reasonCode"]) == ("2026-03-01", "INCREASE")


async def test_only_ones_own_sessions_count(site: Site, member: Client) -> None:
    unit = await unit_of(member, "squat")
    await execute(
        site,
        "UPDATE training_units SET sharing_status = 'public' WHERE id = :id",
        id=decode_id(unit["id"], "TrainingUnit"),
    )
    other = await site.member()
    await trained(other, unit, "2026-03-01", 12, 12)
    assert [each["reasonCode"] for each in await targets(member, unit)] == ["NO_HISTORY"]
    assert [each["reasonCode"] for each in await targets(other, unit)] == ["INCREASE"]


async def test_an_exercise_that_is_gone_is_known_by_its_name_in_any_case_of_letters(
    site: Site, member: Client
) -> None:
    unit = await unit_of(member, "squat")
    await trained(member, unit, "2026-03-01", 12, 12)
    for table in ("training_unit_exercises", "training_session_exercises"):
        await execute(
            site,
            f"UPDATE {table} SET exercise_id = NULL WHERE id IN"  # noqa: S608 - our own names
            " (SELECT e.id FROM training_unit_exercises e WHERE e.training_unit_id = :unit UNION ALL"
            "  SELECT x.id FROM training_session_exercises x JOIN training_sessions s ON s.id = x.session_id"
            "  JOIN training_units u ON u.created_by = s.user_id AND u.id = :unit)",
            unit=decode_id(unit["id"], "TrainingUnit"),
        )
    await execute(
        site,
        "UPDATE training_unit_exercises SET exercise_name_snapshot = upper(exercise_name_snapshot)"
        " WHERE training_unit_id = :unit",
        unit=decode_id(unit["id"], "TrainingUnit"),
    )
    (found,) = await targets(member, unit)
    assert (found["reasonCode"], found["weight"]) == ("INCREASE", "62.5")


async def test_a_unit_that_one_may_not_read_has_no_targets(site: Site, member: Client) -> None:
    unit = await unit_of(member, "squat")
    assert await targets(await site.member(), unit) is None
    assert (await (await site.browser()).data(TARGETS, unit=unit["id"]))["viewer"] is None


@pytest.mark.parametrize("step", ["0", "-1", "100.5", "NaN", "9" * 30])
async def test_a_step_that_makes_no_sense_is_refused(member: Client, step: str) -> None:
    unit = await unit_of(member, "squat")
    sent = {"unit": unit["id"], "step": {"value": step, "unit": "KG"}}
    assert await member.codes(TARGETS, **sent) == ["BAD_VALUE"]
    assert await member.codes(TARGETS, unit="nonsense") == ["BAD_ID"]


async def test_targets_write_nothing_and_cost_the_same_for_one_and_for_twenty(
    site: Site, member: Client
) -> None:
    counts = []
    for size in (1, 20):
        unit = await unit_of(member, *["squat"] * size, name=f"Of {size}")
        for number in range(size):
            await trained(member, unit, f"2026-03-{number + 1:02}", 12, 12)
        before = await state(site)
        assert len(await targets(member, unit)) == size
        assert await state(site) == before
        await member.data(TARGETS, unit=unit["id"])
        counts.append(len([sql for sql in member.statements if "sign_in_families" not in sql]))
    assert counts == [3, 3]  # the unit, what was done, and the sessions that are shown


async def test_what_was_merged_into_the_exercise_counts_as_it(site: Site, member: Client) -> None:
    unit = await unit_of(member, "squat")
    key = uuid.uuid4()
    owner = decode_id((await member.data("{ viewer { id } }"))["viewer"]["id"], "Viewer")
    await execute(
        site,
        "INSERT INTO exercises (id, name, category, difficulty_level, created_by)"
        " VALUES (:id, 'My squat', 'strength', 'expert', :owner)",
        id=key,
        owner=owner,
    )
    done_set = {"metric": {"reps": 12}, "weight": {"value": "70", "unit": "KG"}}
    exercise = {"exerciseId": str(key), "mode": "REPS", "sets": [done_set] * 2}
    times = {"startTime": "2026-03-01T18:00:00Z", "endTime": "2026-03-01T19:00:00Z"}
    await done(member, "recordSession", **times, exercises=[exercise])
    assert [each["reasonCode"] for each in await targets(member, unit)] == ["NO_HISTORY"]
    await execute(
        site,
        "UPDATE exercises SET is_active = false, merged_into_id ="
        " (SELECT id FROM exercises WHERE slug = 'barbell-back-squat') WHERE id = :id",
        id=key,
    )
    (found,) = await targets(member, unit)
    assert (found["reasonCode"], found["weight"]) == ("INCREASE", "72.5")


async def test_of_an_exercise_that_is_planned_twice_each_place_has_its_own_history(member: Client) -> None:
    unit = await unit_of(member, "squat", "squat")
    session = (await done(member, "startSession", **{"from": {"trainingUnitId": unit["id"]}}))["session"]
    for row, kg in zip(session["exercises"], ("100", "70"), strict=True):
        sent = {"sessionExerciseId": row["id"], "weight": {"value": kg, "unit": "KG"}}
        for _ in range(2):
            await done(member, "logSet", **sent, metric={"reps": 12})
    await done(member, "finishSession", sessionId=session["id"])
    assert [each["weight"] for each in await targets(member, unit)] == ["102.5", "72.5"]
