"""Documents of a training day as a client would send them, and the steps that several tests take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clients import Client

CREATE_UNIT = """
    mutation Create($input: CreateTrainingUnitInput!) {
      createTrainingUnit(input: $input) {
        __typename
        ... on CreateTrainingUnitPayload { trainingUnit { id name exercises {
          exerciseName mode sets repsMin repsMax targetTimeSeconds restSeconds groupIndex notes
          targetWeight targetPounds: targetWeight(unit: LB) exercise { slug }
        } } }
        ... on ValidationProblem { code issues { path code message } }
      }
    }
"""
START = """
    mutation Start($input: StartSessionInput!) {
      startSession(input: $input) {
        __typename
        ... on StartSessionPayload { session { id status unitName timeZone exercises {
          id exerciseName mode plannedSets repsMin repsMax targetWeight restSeconds sets { id }
        } } }
        ... on ValidationProblem { issues { path code message } }
        ... on ConflictProblem { code message current { id __typename } }
        ... on NotFoundProblem { code }
      }
    }
"""
LOG = """
    mutation Log($input: LogSetInput!) {
      logSet(input: $input) {
        __typename
        ... on LogSetPayload { set { id orderIndex setType loadKind weight reps timeSeconds distance rpe } }
        ... on ValidationProblem { issues { path code message } }
        ... on ConflictProblem { code current { id ... on TrainingSession { status } } }
        ... on NotFoundProblem { code }
      }
    }
"""
FINISH = """
    mutation Finish($input: FinishSessionInput!) {
      finishSession(input: $input) {
        __typename
        ... on FinishSessionPayload { session { id status durationSeconds startTime endTime notes version } }
        ... on ValidationProblem { issues { path code } }
        ... on ConflictProblem { code current { ... on TrainingSession { status } } }
        ... on NotFoundProblem { code }
      }
    }
"""
HISTORY = """
    query History($first: Int, $after: String) {
      viewer { trainingSessions(first: $first, after: $after) {
        totalCount
        pageInfo { hasNextPage hasPreviousPage endCursor }
        nodes { unitName status exercises { exerciseName sets { reps weight(unit: LB) } } }
      } }
    }
"""
SLUGS = """
    query Find {
      squat: exercise(by: {slug: "barbell-back-squat"}) { id }
      plank: exercise(by: {slug: "plank"}) { id }
      run: exercise(by: {slug: "easy-run"}) { id }
    }
"""


async def slugs(client: Client) -> dict[str, str]:
    return {alias: found["id"] for alias, found in (await client.data(SLUGS)).items()}


async def leg_day(client: Client) -> Any:
    ids = await slugs(client)
    exercises = [
        {
            "exerciseId": ids["squat"],
            "sets": 3,
            "target": {"reps": {"min": 5, "max": 8}},
            "targetWeight": {"value": "225", "unit": "LB"},
            "restSeconds": 0,
            "groupIndex": 1,
            "notes": "Below parallel.",
        },
        {"exerciseId": ids["plank"], "sets": 2, "target": {"seconds": 60}},
    ]
    answer = await client.data(CREATE_UNIT, input={"name": " Leg   day ", "exercises": exercises})
    return answer["createTrainingUnit"]["trainingUnit"]


async def running(client: Client) -> tuple[str, str, str]:
    """Start a session; return its id, and those of its exercises in REPS and in TIME."""
    unit = await leg_day(client)
    answer = await client.data(START, input={"from": {"trainingUnitId": unit["id"]}})
    session = answer["startSession"]["session"]
    squat, plank = session["exercises"]
    return session["id"], squat["id"], plank["id"]
