"""Documents that change training plans, as a client would send them, and what they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from administrators import person
from sign_ins import execute
from training import CREATE_UNIT, slugs

from irontrack.graphql.relay import decode_any_id

if TYPE_CHECKING:
    from clients import Client, Site

PLACE = "id clientId dayNumber orderIndex unit { id name }"
PLAN = f"""
    id name description difficultyLevel sharingStatus isSystem version unitCount dayCount weekCount
    copiedFrom {{ id }} units {{ {PLACE} }}
"""
WEEK = f"number days {{ dayNumber dayOfWeek isRestDay units {{ {PLACE} }} }}"
_PROBLEMS = """
    ... on Problem { code message }
    ... on ValidationProblem { issues { path code } }
    ... on ConflictProblem { current { __typename id ... on TrainingPlan { name version } } }
"""


def _mutation(field: str, payload: str) -> str:
    pascal = field[0].upper() + field[1:]
    problems = _PROBLEMS
    if field in {"unscheduleUnit", "deleteTrainingPlan"}:
        problems = problems.replace("... on ValidationProblem { issues { path code } }", "")
    return f"""
        mutation ($input: {pascal}Input!) {{
          {field}(input: $input) {{ __typename ... on {pascal}Payload {{ {payload} }} {problems} }}
        }}
    """


MUTATIONS = {
    "createTrainingPlan": _mutation("createTrainingPlan", f"trainingPlan {{ {PLAN} }}"),
    "updateTrainingPlan": _mutation("updateTrainingPlan", f"trainingPlan {{ {PLAN} }}"),
    "copyTrainingPlan": _mutation("copyTrainingPlan", f"trainingPlan {{ {PLAN} }}"),
    "deleteTrainingPlan": _mutation("deleteTrainingPlan", "deletedTrainingPlanId"),
    "scheduleUnit": _mutation("scheduleUnit", f"trainingPlan {{ {PLAN} }} planUnit {{ {PLACE} }}"),
    "unscheduleUnit": _mutation("unscheduleUnit", f"trainingPlan {{ {PLAN} }} unscheduledPlanUnitId"),
    "moveScheduledUnit": _mutation("moveScheduledUnit", f"trainingPlan {{ {PLAN} }} planUnit {{ {PLACE} }}"),
    "reorderPlanDay": _mutation("reorderPlanDay", f"trainingPlan {{ {PLAN} }}"),
    "duplicatePlanWeek": _mutation("duplicatePlanWeek", f"trainingPlan {{ {PLAN} }} week {{ {WEEK} }}"),
}
SCHEDULING = ("scheduleUnit", "unscheduleUnit", "moveScheduledUnit", "reorderPlanDay", "duplicatePlanWeek")
_PLAN = f"query ($id: ID!) {{ trainingPlan(id: $id) {{ {PLAN} }} }}"
_UNITS = """
    { viewer { trainingUnits(first: 100) { nodes {
      id name description sharingStatus version exercises {
        exerciseName mode sets repsMin repsMax targetWeight restSeconds groupIndex notes orderIndex
        exercise { slug }
      }
    } } } }
"""
STATE = """
    SELECT (SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM training_plans t)
        || (SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM training_plan_units t)
        || (SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM training_units t)
        || (SELECT count(*) FROM training_unit_exercises) || ' ' || (SELECT count(*) FROM request_hashes)
"""


async def does(client: Client, field: str, **sent: Any) -> Any:
    """Send one of `MUTATIONS`, and return its result."""
    return (await client.data(MUTATIONS[field], input=sent))[field]


async def done(client: Client, field: str, **sent: Any) -> Any:
    """Send one of `MUTATIONS` that must succeed, and return its payload."""
    answer = await does(client, field, **sent)
    assert answer["__typename"].endswith("Payload"), answer
    return answer


async def unit(client: Client, name: str = "Push") -> str:
    """Make a unit with one exercise, and return its id."""
    squat = (await slugs(client))["squat"]
    exercise = {"exerciseId": squat, "sets": 3, "target": {"reps": {"min": 5, "max": 8}}, "restSeconds": 0}
    answer = await client.data(CREATE_UNIT, input={"name": name, "exercises": [exercise]})
    return str(answer["createTrainingUnit"]["trainingUnit"]["id"])


async def plan(client: Client, *units: tuple[int, str], name: str = "Month", **more: Any) -> Any:
    """Make a plan with units on these days, and return it."""
    sent = [{"dayNumber": day, "unitId": id_} for day, id_ in units]
    answer = await done(
        client, "createTrainingPlan", name=name, difficultyLevel="BEGINNER", units=sent, **more
    )
    return answer["trainingPlan"]


async def seen(client: Client, plan_id: str) -> Any:
    """Return a plan as it is now, or None."""
    return (await client.data(_PLAN, id=plan_id))["trainingPlan"]


async def own_units(client: Client) -> dict[str, Any]:
    """Return one's own units by name."""
    nodes = (await client.data(_UNITS))["viewer"]["trainingUnits"]["nodes"]
    return {node["name"]: node for node in nodes}


def days(found: Any) -> list[tuple[int, str]]:
    """Return what is on which day of a plan, in order."""
    return [(place["dayNumber"], place["unit"]["name"]) for place in found["units"]]


def issues(answer: Any) -> list[tuple[str, str]]:
    """Return the path and the code of every issue of a ValidationProblem."""
    assert answer["__typename"] == "ValidationProblem", answer
    return [(".".join(issue["path"]), issue["code"]) for issue in answer["issues"]]


async def share(site: Site, template_id: str, status: str) -> None:
    """Set who may read a unit or a plan."""
    typename, key = decode_any_id(template_id)
    table = {"TrainingUnit": "training_units", "TrainingPlan": "training_plans"}[typename]
    await execute(site, f"UPDATE {table} SET sharing_status = :status WHERE id = :id", status=status, id=key)  # noqa: S608 - our own tables


async def grantee(site: Site, template_id: str, level: str) -> Client:
    """Share a unit or a plan with somebody new, and return their browser."""
    await share(site, template_id, "shared")
    guest = await person(site)
    await grant(site, template_id, guest.client, level)
    return guest.client


async def grant(site: Site, template_id: str, to: Client, level: str = "read") -> None:
    """Give somebody access to a unit or a plan, whatever its status."""
    typename, key = decode_any_id(template_id)
    kind = {"TrainingUnit": "unit", "TrainingPlan": "plan"}[typename]
    statement = f"""
        INSERT INTO training_{kind}_access (training_{kind}_id, user_id, access_level)
        VALUES (:id, :account, :level)
    """  # noqa: S608 - as above
    account = decode_any_id((await to.data("{ viewer { id } }"))["viewer"]["id"])[1]
    await execute(site, statement, id=key, account=account, level=level)
