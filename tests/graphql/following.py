"""Documents of somebody who follows a plan, and the steps that several tests take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sign_ins import execute
from training import CREATE_UNIT, slugs

from irontrack.graphql.relay import decode_id

if TYPE_CHECKING:
    from datetime import date

    from clients import Client, Site

DAY = """
    id date dayNumber weekNumber orderIndex unitName plannedDistance plannedVolume skippedAt
    unit { name } enrollment { version }
"""
FACTS = f"""
    id planName startDate timeZone status version plan {{ name }} days {{ {DAY} }} today {{ id unitName }}
    upcoming {{ id date }}
"""
_CURRENT = "... on ConflictProblem { current { id ... on Enrollment { status version } } }"
_ISSUES = "... on ValidationProblem { issues { path code } }"


def _mutation(field: str, payload: str, *problems: str) -> str:
    pascal = field[0].upper() + field[1:]
    return f"""
        mutation ($input: {pascal}Input!) {{
          {field}(input: $input) {{
            __typename
            ... on {pascal}Payload {{ {payload} }}
            ... on Problem {{ code message }}
            {" ".join(problems)}
          }}
        }}
    """


_ENROLLMENT = f"enrollment {{ {FACTS} }}"
_CHANGED_DAY = f"enrollmentDay {{ {DAY} }} enrollment {{ version }}"
MUTATIONS = {
    "enrollInPlan": _mutation("enrollInPlan", _ENROLLMENT, _ISSUES, _CURRENT),
    "moveEnrollmentDay": _mutation("moveEnrollmentDay", _CHANGED_DAY, _ISSUES, _CURRENT),
    "skipEnrollmentDay": _mutation("skipEnrollmentDay", _CHANGED_DAY, _CURRENT),
    "endEnrollment": _mutation("endEnrollment", _ENROLLMENT, _CURRENT),
    "reopenEnrollment": _mutation("reopenEnrollment", _ENROLLMENT, _CURRENT),
}
CREATE_PLAN = """
    mutation ($input: CreateTrainingPlanInput!) {
      createTrainingPlan(input: $input) { ... on CreateTrainingPlanPayload { trainingPlan { id } } }
    }
"""
NODE = f"query ($id: ID!) {{ node(id: $id) {{ ... on Enrollment {{ {FACTS} }} }} }}"


async def does(client: Client, field: str, **sent: Any) -> Any:
    """Send one of `MUTATIONS`, and return its result."""
    return (await client.data(MUTATIONS[field], input=sent))[field]


async def unit(client: Client, name: str, *exercises: dict[str, Any]) -> str:
    """Make a unit, and return its id."""
    answer = await client.data(CREATE_UNIT, input={"name": name, "exercises": list(exercises)})
    made = answer["createTrainingUnit"]
    assert made["__typename"] == "CreateTrainingUnitPayload", made
    id_: str = made["trainingUnit"]["id"]
    return id_


async def plan(client: Client, name: str = "Base", *days: int) -> str:
    """Make a plan with one unit, on days 1, 3 and 8 where no others are said, and return its id."""
    squat = (await slugs(client))["squat"]
    unit_id = await unit(client, f"{name} legs", {"exerciseId": squat})
    return await plan_of(client, name, *((day, unit_id) for day in days or (1, 3, 8)))


async def plan_of(client: Client, name: str, *units: tuple[int, str]) -> str:
    """Make a plan with these units on these days, and return its id."""
    sent = {"name": name, "difficultyLevel": "BEGINNER"}
    places = [{"dayNumber": day, "unitId": unit_id} for day, unit_id in units]
    answer = await client.data(CREATE_PLAN, input={**sent, "units": places})
    id_: str = answer["createTrainingPlan"]["trainingPlan"]["id"]
    return id_


async def enrolled(client: Client, plan_id: str, start: date | str, **more: Any) -> Any:
    """Follow a plan, and return the enrollment."""
    answer = await does(client, "enrollInPlan", planId=plan_id, startDate=str(start), **more)
    assert answer["__typename"] == "EnrollInPlanPayload", answer
    return answer["enrollment"]


async def found(client: Client, enrollment: Any) -> Any:
    """Return an enrollment as it is now."""
    return (await client.data(NODE, id=enrollment["id"]))["node"]


def today(zone: str = "UTC", plus: int = 0) -> date:
    """Return the date in a zone, so many days from now."""
    return datetime.now(UTC).astimezone(ZoneInfo(zone)).date() + timedelta(days=plus)


async def edit(site: Site, plan_id: str, *statements: str) -> None:
    """Change a plan or its units behind the application's back; `:plan` is its id, `:units` their ids."""
    key = decode_id(plan_id, "TrainingPlan")
    units = "(SELECT training_unit_id FROM training_plan_units WHERE training_plan_id = :plan)"
    for statement in statements:
        await execute(site, statement.replace(":units", units), plan=key)
