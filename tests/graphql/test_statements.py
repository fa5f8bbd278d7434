"""Statements count levels, never rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from building import MUTATIONS, built, does, row_ids, seen
from training import CREATE_UNIT, FINISH, LOG, START, leg_day, running, slugs

from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from clients import Client

pytestmark = pytest.mark.anyio

HISTORY = """
    query History($first: Int) {
      viewer { trainingSessions(first: $first) { edges { cursor node {
        id unitName trainingUnit { name exercises { exerciseName } }
        exercises { id exerciseName exercise { name primaryMuscles { name } equipment { name } }
          sets { id reps weight distance rpe } }
      } } } }
    }
"""
UNITS = """
    { viewer { trainingUnits { nodes {
      name copiedFrom { name }
      exercises { exerciseName targetPace { minSeconds } exercise { name tags { name } } }
    } } } }
"""
EXERCISES = """
    query Exercises($first: Int, $search: String) {
      exercises(first: $first, search: $search) { nodes {
        name aliases equipment { name } primaryMuscles { name } secondaryMuscles { name } tags { name }
      } }
    }
"""


async def train(client: Client, unit: Any, sets: int) -> None:
    answer = await client.data(START, input={"from": {"trainingUnitId": unit["id"]}})
    session = answer["startSession"]["session"]
    squat = session["exercises"][0]["id"]
    for _ in range(sets):
        await client.data(LOG, input={"sessionExerciseId": squat, "metric": {"reps": 5}})
    await client.data(FINISH, input={"sessionId": session["id"]})


async def statements(client: Client, document: str, **variables: Any) -> list[str]:
    """Return the SQL of a read, without the look-up of who asks."""
    await client.data(document, **variables)
    return [sql for sql in client.statements if "sign_in_families" not in sql]


async def test_a_history_costs_one_statement_for_each_level(member: Client) -> None:
    unit = await leg_day(member)
    await train(member, unit, sets=1)
    few = await statements(member, HISTORY)
    for _ in range(3):
        await train(member, unit, sets=4)
    many = await statements(member, HISTORY)
    # Sessions; then their units and exercises; then unit exercises, catalogue, sets; then muscles, equipment.
    assert len(few) == len(many) == 8
    assert sorted(few) == sorted(many)
    for table in ("training_sessions", "training_session_exercises", "training_session_sets"):
        assert sum(f"FROM {table}" in sql for sql in many) == 1


async def test_units_cost_one_statement_for_each_level(member: Client) -> None:
    unit = await leg_day(member)
    await does(member, "copyTrainingUnit", unitId=unit["id"])
    few = await statements(member, UNITS)
    squat = (await slugs(member))["squat"]
    for number in range(5):
        sent = {"name": f"Unit {number}", "exercises": [{"exerciseId": squat}] * 20}
        await member.data(CREATE_UNIT, input=sent)
        await does(member, "copyTrainingUnit", unitId=unit["id"])
    many = await statements(member, UNITS)
    assert len(many) == 5
    assert sorted(few) == sorted(many)


async def test_exercises_cost_one_statement_for_each_relation(anyone: Client) -> None:
    one = await statements(anyone, EXERCISES, first=1)
    hundred = await statements(anyone, EXERCISES, first=100)
    assert len(hundred) == 6
    assert sorted(one) == sorted(hundred)
    assert len(await statements(anyone, EXERCISES, first=100, search="press")) == 6


async def test_a_count_costs_a_statement_only_where_it_is_asked_for(anyone: Client) -> None:
    assert len(await statements(anyone, "{ exercises { nodes { name } } }")) == 1
    assert len(await statements(anyone, "{ exercises { totalCount nodes { name } } }")) == 2


async def test_nodes_cost_one_statement_for_each_type(member: Client) -> None:
    session, squat, plank = await running(member)
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert len(await statements(member, document, ids=[session, squat, plank, squat])) == 2


async def test_writes_cost_a_fixed_number_of_statements(member: Client) -> None:
    squat = (await slugs(member))["squat"]
    counts = []
    for number, exercises in enumerate((1, 50)):
        sent = {"name": f"Unit {number}", "exercises": [{"exerciseId": squat}] * exercises}
        document = CREATE_UNIT.split("...", maxsplit=1)[0] + "} }"
        counts.append(len(await statements(member, document, input=sent)))
    assert counts[0] == counts[1] == 4


async def test_edits_of_a_unit_cost_the_same_for_one_exercise_and_for_twenty(member: Client) -> None:
    squat = (await slugs(member))["squat"]
    new = {"exerciseId": squat}
    costs: list[list[int]] = []
    for size in (2, 20):
        unit = await built(member, f"Of {size}", [{**new, "clientId": str(new_id())} for _ in range(size)])
        rows = row_ids(unit)
        # One row goes, the others change and move, as many come.
        wanted = [*({"id": row, "sets": 2} for row in rows[:0:-1]), *[new] * size]
        edits: dict[str, dict[str, Any]] = {
            "setTrainingUnitExercises": {"id": unit["id"], "exercises": wanted},
            "reorderTrainingUnitExercises": {"id": unit["id"]},
            "updateTrainingUnit": {"id": unit["id"], "name": f"Of {size} still"},
            "copyTrainingUnit": {"unitId": unit["id"]},
            "deleteTrainingUnit": {"id": unit["id"]},
        }
        counts = []
        for field, sent in edits.items():
            if field.startswith("reorder"):
                sent["exerciseIds"] = row_ids(await seen(member, unit["id"]))[::-1]
            document = f"mutation ($input: {field[0].upper()}{field[1:]}Input!)"
            document += f" {{ {field}(input: $input) {{ __typename }} }}"
            counts.append(len(await statements(member, document, input=sent)))
        costs.append(counts)
    # Of a set: the unit, its rows, exercises, delete, out of the way, update, insert, version.
    assert costs == [[8, 5, 2, 6, 3]] * 2


async def test_a_set_that_changes_nothing_writes_nothing(member: Client) -> None:
    unit = await built(member)
    wanted = [{"id": row} for row in row_ids(unit)]
    document = MUTATIONS["setTrainingUnitExercises"].split("... on Problem", maxsplit=1)[0] + "} }"
    sql = await statements(member, document, input={"id": unit["id"], "exercises": wanted})
    assert not [one for one in sql if one.startswith(("UPDATE", "INSERT", "DELETE"))]


async def test_logging_a_set_costs_the_same_for_the_first_and_the_twentieth(member: Client) -> None:
    _, squat, _ = await running(member)
    counts = [
        len(await statements(member, LOG, input={"sessionExerciseId": squat, "metric": {"reps": 5}}))
        for _ in range(20)
    ]
    assert set(counts) == {2}  # lock the session; insert, which counts and raises the version
