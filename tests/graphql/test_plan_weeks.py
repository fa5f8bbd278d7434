"""The weeks of a plan as a calendar shows them, and what reading plans costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from planning import WEEK, done, plan, unit

if TYPE_CHECKING:
    from clients import Client

pytestmark = pytest.mark.anyio

PLAN = f"""
    query ($id: ID!, $number: Int! = 1) {{
      trainingPlan(id: $id) {{
        unitCount dayCount weekCount weeks {{ {WEEK} }} week(number: $number) {{ {WEEK} }}
      }}
    }}
"""
PLANS = """
    query ($first: Int) { viewer { trainingPlans(first: $first) { nodes {
      name unitCount dayCount weekCount copiedFrom { name }
      units { dayNumber }
      weeks { number days { dayNumber isRestDay units {
        unit { name exercises { exerciseName exercise { name } } }
      } } }
      week(number: 2) { days { units { unit { name } } } }
    } } } }
"""


async def asked(client: Client, made: Any, number: int = 1) -> Any:
    return (await client.data(PLAN, id=made["id"], number=number))["trainingPlan"]


def marks(week: Any) -> str:
    """Return how many units each day of a week has."""
    return " ".join(str(len(day["units"])) for day in week["days"])


async def test_weeks_have_seven_days_and_those_without_units_are_rest_days(member: Client) -> None:
    push, pull = await unit(member), await unit(member, "Pull")
    made = await plan(member, (17, push), (1, push), (1, pull), (7, pull))
    found = await asked(member, made)
    assert [(week["number"], marks(week)) for week in found["weeks"]] == [
        (1, "2 0 0 0 0 0 1"),
        (2, "0 0 0 0 0 0 0"),
        (3, "0 0 1 0 0 0 0"),
    ]
    all_days = [day for week in found["weeks"] for day in week["days"]]
    assert [day["dayNumber"] for day in all_days] == list(range(1, 22))
    assert [day["dayOfWeek"] for day in all_days] == [*range(1, 8)] * 3
    assert [day["dayNumber"] for day in all_days if not day["isRestDay"]] == [1, 7, 17]
    assert [place["unit"]["name"] for place in all_days[0]["units"]] == ["Push", "Pull"]
    assert (found["unitCount"], found["dayCount"], found["weekCount"]) == (4, 17, 3)
    assert found["week"] == found["weeks"][0]


async def test_any_week_that_a_plan_can_have_is_shown(member: Client) -> None:
    made = await plan(member, (8, await unit(member)))
    assert marks((await asked(member, made, 2))["week"]) == "1 0 0 0 0 0 0"
    behind = (await asked(member, made, 104))["week"]
    assert (marks(behind), behind["days"][6]["dayNumber"]) == ("0 0 0 0 0 0 0", 728)
    last = (await asked(member, made, 105))["week"]
    assert [(day["dayNumber"], day["dayOfWeek"]) for day in last["days"]] == [(729, 1), (730, 2)]
    for number in (0, -1, 106, 2**31 - 1):
        assert (await asked(member, made, number))["week"] is None


async def test_a_plan_without_units_has_no_weeks_but_a_first_one_to_fill(member: Client) -> None:
    found = await asked(member, await plan(member))
    assert (found["unitCount"], found["dayCount"], found["weekCount"]) == (0, 0, 0)
    assert found["weeks"] == []
    assert marks(found["week"]) == "0 0 0 0 0 0 0"


async def test_a_page_of_plans_costs_one_statement_for_each_level(member: Client) -> None:
    units = [await unit(member, f"Unit {number}") for number in range(4)]
    first = await plan(member, (1, units[0]))
    await done(member, "copyTrainingPlan", planId=first["id"], name="A copy")
    few = await statements(member, first=1)
    for number in range(20):
        days = [(day, units[day % 4]) for day in range(1, 15)]
        await plan(member, *days, name=f"Plan {number}")
    many = await statements(member, first=20)
    # Plans; where they were copied from, how long they are, and their units; then units, their exercises,
    # the catalogue.
    assert len(many) == 7
    assert sorted(few) == sorted(many)
    assert sum("FROM training_plan_units \nWHERE" in sql for sql in many) == 2
    assert sum("FROM training_unit_exercises \nWHERE" in sql for sql in many) == 1


async def test_a_change_costs_the_same_in_a_plan_of_any_size(member: Client) -> None:
    push = await unit(member)
    costs = []
    for size in (2, 200):
        made = await plan(member, *((1, push) for _ in range(size)), name=f"Of {size}")
        place, on_plan = made["units"][-1]["id"], {"planId": made["id"]}
        costs.append(
            {
                field: len(await counted(member, field, **on_plan, **sent))
                for field, sent in (
                    ("scheduleUnit", {"unitId": push, "dayNumber": 1, "position": 0}),
                    ("moveScheduledUnit", {"planUnitId": place, "dayNumber": 1, "position": 0}),
                    ("duplicatePlanWeek", {"week": 1}),
                    ("unscheduleUnit", {"planUnitId": place}),
                    ("copyTrainingPlan", {}),
                )
            }
        )
    assert costs[0] == costs[1]


async def statements(client: Client, **variables: Any) -> list[str]:
    await client.data(PLANS, **variables)
    return [sql for sql in client.statements if "sign_in_families" not in sql]


async def counted(client: Client, field: str, **sent: Any) -> list[str]:
    """Send one of `MUTATIONS`, and return the SQL that it and its answer cost."""
    await done(client, field, **sent)
    return [sql for sql in client.statements if "sign_in_families" not in sql]
