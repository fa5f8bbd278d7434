"""Documents that record, change and find runs, as a client would send them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from sign_ins import value
from training import slugs

from irontrack.graphql.relay import encode_id
from irontrack.models.limits import GREATEST_SMALLINT

if TYPE_CHECKING:
    from clients import Client, Site

RUN = """
    id version startTime endTime timeZone distance miles: distance(unit: MI) movingSeconds elapsedSeconds
    pace { seconds text } perMile: pace(per: MI) { seconds text }
    elevationGainMeters elevationLossMeters avgHeartRate maxHeartRate rpe source externalId negativeSplit
    splits { splitIndex distance durationSeconds elevationDeltaMeters avgHeartRate pace { text } }
    targetPace { minSeconds maxSeconds } targetResult(tolerance: 0) { outcome seconds }
    session { id status durationSeconds unitName planName notes enrollmentDay { id completedAt } run { id } }
    sessionExercise {
      id exerciseName mode plannedSets targetTimeSeconds targetDistance sets { id timeSeconds distance }
    }
"""
_PROBLEMS = """
    ... on Problem { code message }
    ... on ValidationProblem { issues { path code } }
    ... on ConflictProblem { current { __typename id ... on TrainingSession { version run { id } } } }
"""
MUTATIONS = {
    "recordRun": f"""
        mutation ($input: RecordRunInput!) {{
          recordRun(input: $input) {{
            __typename ... on RecordRunPayload {{ isNew run {{ {RUN} }} }} {_PROBLEMS}
          }}
        }}
    """,
    "updateRun": f"""
        mutation ($input: UpdateRunInput!) {{
          updateRun(input: $input) {{ __typename ... on UpdateRunPayload {{ run {{ {RUN} }} }} {_PROBLEMS} }}
        }}
    """,
}
NODE = f"query ($id: ID!) {{ node(id: $id) {{ ... on Run {{ {RUN} }} }} }}"
FIND = """
    query ($filter: RunFilter, $order: RunOrder, $first: Int, $after: String) {
      viewer { runs(filter: $filter, order: $order, first: $first, after: $after) {
        totalCount nodes { session { unitName } } pageInfo { hasNextPage endCursor }
      } }
    }
"""
STATE = """
    SELECT concat_ws(' ',
      (SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM training_sessions t),
      (SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM training_session_exercises t),
      (SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM training_session_sets t),
      (SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM training_session_run_details t),
      (SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM training_session_run_splits t),
      (SELECT count(*) FROM request_hashes))
"""
START = "2026-03-01T07:00:00Z"


def km(value_: float | str) -> dict[str, Any]:
    """Return an input of kilometres."""
    return {"value": str(value_), "unit": "KM"}


def splits(*each: tuple[float, int]) -> list[dict[str, Any]]:
    """Return inputs of stretches: kilometres and seconds."""
    return [{"distance": km(distance), "durationSeconds": seconds} for distance, seconds in each]


async def five_km(client: Client, **more: Any) -> dict[str, Any]:
    """Return an input of a run of five kilometres in 24:50 that ended after 26 minutes."""
    least = {"startTime": START, "distance": km(5), "movingSeconds": 1490, "elapsedSeconds": 1560}
    return {"exerciseId": (await slugs(client))["run"], **least, **more}


async def does(client: Client, field: str, **sent: Any) -> Any:
    """Send one of `MUTATIONS`, and return its result."""
    return (await client.data(MUTATIONS[field], input=sent))[field]


async def ran(client: Client, **more: Any) -> Any:
    """Record a run as `five_km` but for what is said, and return it; None leaves something out."""
    sent = {name: said for name, said in (await five_km(client, **more)).items() if said is not None}
    answer = await does(client, "recordRun", **sent)
    assert answer["__typename"] == "RecordRunPayload", answer
    return answer["run"]


async def changed(client: Client, run: Any, **sent: Any) -> Any:
    """Change a run, and return it."""
    answer = await does(client, "updateRun", runId=run["id"], **sent)
    assert answer["__typename"] == "UpdateRunPayload", answer
    return answer["run"]


async def seen(client: Client, run: Any) -> Any:
    """Return a run as it is now, or None."""
    return (await client.data(NODE, id=run["id"]))["node"]


async def names(client: Client, filter_: dict[str, Any] | None = None, **more: Any) -> list[str]:
    """Return the names of the runs that a filter finds, in the list's order; all of them are counted."""
    page = (await client.data(FIND, filter=filter_, **more))["viewer"]["runs"]
    found = [node["session"]["unitName"] for node in page["nodes"]]
    assert page["totalCount"] == len(found) or page["pageInfo"]["hasNextPage"]
    return found


def issues(answer: Any) -> list[tuple[str, str]]:
    """Return the path and the code of every issue of a ValidationProblem."""
    assert answer["__typename"] == "ValidationProblem", answer
    return [(".".join(issue["path"]), issue["code"]) for issue in answer["issues"]]


async def state(site: Site) -> Any:
    """Return what a refusal must leave as it is."""
    return await value(site, STATE)


def missing(typename: str) -> str:
    """Return the id of something that nobody has."""
    return encode_id(typename, GREATEST_SMALLINT if typename == "TrainingPlanUnit" else uuid.uuid4())
