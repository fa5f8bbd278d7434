"""Documents of somebody who starts sessions and finds them again, and the steps that several tests take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from training import FINISH

if TYPE_CHECKING:
    from clients import Client

SAID = """
    unitName planName startTime endTime timeZone status durationSeconds notes version
    exercises {
      exerciseName mode orderIndex groupIndex plannedSets repsMin repsMax targetTimeSeconds
      targetDistance(unit: MI) targetWeight(unit: LB) restSeconds notes
      targetPace { minSeconds maxSeconds } perMile: targetPace(per: MI) { minSeconds maxSeconds }
      sets { orderIndex setType weight reps timeSeconds distance rpe }
    }
"""
"""What a session says of itself: nothing of this may ever change because of what it came from."""

SESSION = f"""
    id {SAID} trainingUnit {{ id name }} plan {{ id name }} enrollmentDay {{ id unitName }}
    exercises {{ id exercise {{ id }} }}
"""
START = f"""
    mutation ($input: StartSessionInput!) {{
      startSession(input: $input) {{
        __typename
        ... on StartSessionPayload {{ session {{ {SESSION} }} }}
        ... on Problem {{ code message }}
        ... on ValidationProblem {{ issues {{ path code }} }}
        ... on ConflictProblem {{ current {{ __typename id }} }}
      }}
    }}
"""
NODE = f"query ($id: ID!) {{ node(id: $id) {{ ... on TrainingSession {{ {SESSION} }} }} }}"
_SAID = f"query ($id: ID!) {{ node(id: $id) {{ ... on TrainingSession {{ {SAID} }} }} }}"
FIND = """
    query ($filter: TrainingSessionFilter, $order: TrainingSessionOrder, $first: Int, $after: String) {
      viewer { trainingSessions(filter: $filter, order: $order, first: $first, after: $after) {
        totalCount nodes { id unitName } pageInfo { hasNextPage endCursor }
      } }
    }
"""


async def starts(client: Client, source: dict[str, Any], **more: Any) -> Any:
    """Start a session, and return the result."""
    return (await client.data(START, input={"from": source, **more}))["startSession"]


async def started(client: Client, source: dict[str, Any], **more: Any) -> Any:
    """Start a session beside others, and return it."""
    answer = await starts(client, source, **{"allowSeveral": True, **more})
    assert answer["__typename"] == "StartSessionPayload", answer
    return answer["session"]


async def finished(client: Client, session: Any, **more: Any) -> None:
    """Complete a session."""
    answer = await client.data(FINISH, input={"sessionId": session["id"], **more})
    assert answer["finishSession"]["__typename"] == "FinishSessionPayload", answer


async def found(client: Client, session: Any) -> Any:
    """Return a session as it is now, or None."""
    return (await client.data(NODE, id=session["id"]))["node"]


async def said(client: Client, session: Any) -> Any:
    """Return what a session says of itself now."""
    return (await client.data(_SAID, id=session["id"]))["node"]


async def names(client: Client, filter_: dict[str, Any] | None = None, **more: Any) -> list[str]:
    """Return the names of the sessions that a filter finds, in the list's order; all of them are counted."""
    page = (await client.data(FIND, filter=filter_, **more))["viewer"]["trainingSessions"]
    found_names = [node["unitName"] for node in page["nodes"]]
    assert page["totalCount"] == len(found_names) or page["pageInfo"]["hasNextPage"]
    return found_names


async def place(client: Client, plan_id: str, number: int = 0) -> str:
    """Return the id of a unit on a day of a plan."""
    document = "query ($id: ID!) { trainingPlan(id: $id) { units { id } } }"
    id_: str = (await client.data(document, id=plan_id))["trainingPlan"]["units"][number]["id"]
    return id_
