"""Many who change one unit at the same time: each version has one winner, and nobody meets a deadlock."""

from __future__ import annotations

import asyncio
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from building import built, company, does, names, row_ids, seen
from training import START, slugs

if TYPE_CHECKING:
    from collections.abc import Callable

    from clients import Client, Site

pytestmark = pytest.mark.anyio

SET = "setTrainingUnitExercises"
REORDER = "reorderTrainingUnitExercises"
ALLOW_SEVERAL = {"allowSeveral": True}
SCHEDULE = """
    mutation ($input: CreateTrainingPlanInput!) { createTrainingPlan(input: $input) { __typename } }
"""


async def test_of_fifty_editors_one_wins_each_version(site: Site) -> None:
    us = await company(site)
    unit_id, rows = us.unit["id"], row_ids(us.unit)
    edits: list[tuple[str, Callable[[int], dict[str, Any]]]] = [
        ("updateTrainingUnit", lambda number: {"description": f"Of {number}"}),
        (SET, lambda number: {"exercises": [{"id": row, "notes": f"Of {number}"} for row in rows]}),
        (REORDER, lambda _number: {"exerciseIds": rows[::-1]}),
    ]
    for version, (field, sent) in enumerate(edits, start=1):
        answers = await asyncio.gather(
            *(
                does(client, field, id=unit_id, version=version, **sent(number))
                for number, client in enumerate([us.owner.client, us.writer.client] * 25)
            )
        )
        (won,) = [answer for answer in answers if "trainingUnit" in answer]
        assert won["trainingUnit"]["version"] == version + 1
        lost = [answer for answer in answers if answer is not won]
        assert {answer["__typename"] for answer in lost} == {"ConflictProblem"}
        assert {answer["current"]["version"] for answer in lost} == {version + 1}
        assert await seen(us.owner.client, unit_id) == won["trainingUnit"]


async def test_orders_and_sets_at_once_meet_no_deadlock_and_lose_no_row(site: Site) -> None:
    us, random = await company(site), Random(5)  # noqa: S311 - a test that can be repeated
    client, rows = us.owner.client, row_ids(us.unit)

    def edit(number: int) -> Any:
        order = random.sample(rows, len(rows))
        who = us.writer.client if number % 2 else client
        if number % 3:
            return does(who, REORDER, id=us.unit["id"], exerciseIds=order)
        return does(who, SET, id=us.unit["id"], exercises=[{"id": row, "sets": number + 1} for row in order])

    answers = await asyncio.gather(*(edit(number) for number in range(48)))
    assert all("trainingUnit" in answer for answer in answers)
    unit = await seen(client, us.unit["id"])
    assert sorted(row_ids(unit)) == sorted(rows)
    assert [row["orderIndex"] for row in unit["exercises"]] == [0, 1, 2]
    assert unit["version"] == max(answer["trainingUnit"]["version"] for answer in answers)


async def test_a_session_begins_with_the_rows_before_or_after_a_change(member: Client) -> None:
    """Its exercises refer to those of the unit, which must not go meanwhile."""
    ids = await slugs(member)
    unit = await built(member)
    for _ in range(4):
        new = [{"exerciseId": ids[alias]} for alias in ("plank", "squat", "run")]
        start = {"from": {"trainingUnitId": unit["id"]}, **ALLOW_SEVERAL}
        results = await asyncio.gather(
            *(member.data(START, input=start) for _ in range(5)),
            does(member, SET, id=unit["id"], exercises=new),
            does(member, SET, id=unit["id"], exercises=new[::-1]),
            *(member.data(START, input=start) for _ in range(5)),
        )
        started = [result["startSession"] for result in results if "startSession" in result]
        assert len(started) == 10
        assert {len(one["session"]["exercises"]) for one in started} == {3}


async def test_a_unit_goes_before_it_is_planned_or_not_at_all(member: Client) -> None:
    for number in range(5):
        unit = await built(member, f"Unit {number}")
        day = {"dayNumber": 1, "unitId": unit["id"]}
        plan = {"name": f"Plan {number}", "difficultyLevel": "EXPERT", "units": [day]}
        planned_, deleted = await asyncio.gather(
            member.data(SCHEDULE, input=plan), does(member, "deleteTrainingUnit", id=unit["id"])
        )
        made = planned_["createTrainingPlan"]["__typename"]
        assert (made, deleted["__typename"]) in {
            ("CreateTrainingPlanPayload", "InUseProblem"),
            ("ValidationProblem", "DeleteTrainingUnitPayload"),
        }


async def test_edits_copies_and_a_deletion_at_once_each_have_an_answer(site: Site) -> None:
    us = await company(site)
    unit_id, rows = us.unit["id"], row_ids(us.unit)
    owner, writer, reader = us.owner.client, us.writer.client, us.reader.client
    answers = await asyncio.gather(
        *(does(reader, "copyTrainingUnit", unitId=unit_id) for _ in range(5)),
        *(does(writer, REORDER, id=unit_id, exerciseIds=rows[::-1]) for _ in range(5)),
        does(owner, "deleteTrainingUnit", id=unit_id),
        *(does(owner, SET, id=unit_id, exercises=[{"id": row} for row in rows]) for _ in range(5)),
        *(does(writer, "copyTrainingUnit", unitId=unit_id) for _ in range(5)),
        *(does(reader, "copyTrainingUnit", unitId=unit_id) for _ in range(5)),
    )
    assert sum("deletedTrainingUnitId" in answer for answer in answers) == 1
    done = {"CopyTrainingUnitPayload", "DeleteTrainingUnitPayload"}
    done |= {"SetTrainingUnitExercisesPayload", "ReorderTrainingUnitExercisesPayload", "NotFoundProblem"}
    assert {answer["__typename"] for answer in answers} <= done
    copies = [answer["trainingUnit"] for answer in answers if answer["__typename"].startswith("Copy")]
    assert {tuple(sorted(names(copy))) for copy in copies} <= {tuple(sorted(names(us.unit)))}
