"""Documents that log and change sessions, as a client would send them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sign_ins import value
from training import slugs

from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from clients import Client, Site

SET = (
    "id clientId orderIndex setType loadKind weight reps timeSeconds distance rpe rir completedAt restSeconds"
)
EXERCISE = f"""
    id clientId exerciseName mode orderIndex groupIndex notes plannedSets repsMin repsMax targetTimeSeconds
    targetWeight sets {{ {SET} }}
"""
SESSION = f"""
    id version status unitName notes startTime endTime durationSeconds timeZone bodyWeight reopenedReason
    exercises {{ {EXERCISE} }}
"""
_ISSUES = "... on ValidationProblem { issues { path code message } }"
_CURRENT = (
    """... on ConflictProblem { current { __typename id ... on TrainingSession { status version } } }"""
)
_PAYLOADS = {
    "startSession": f"session {{ {SESSION} }}",
    "logSet": f"set {{ {SET} }} session {{ version }}",
    "logSets": f"sets {{ {SET} }} session {{ version }}",
    "updateSet": f"set {{ {SET} }} session {{ version }}",
    "deleteSet": "deletedSetId session { version }",
    "reorderSets": f"sessionExercise {{ {EXERCISE} }} session {{ version }}",
    "addSessionExercise": f"sessionExercise {{ {EXERCISE} }} session {{ version }}",
    "replaceSessionExercise": f"sessionExercise {{ {EXERCISE} }} session {{ version }}",
    "updateSessionExercise": f"sessionExercise {{ {EXERCISE} }} session {{ version }}",
    "removeSessionExercise": "removedSessionExerciseId session { version }",
    "reorderSessionExercises": f"session {{ {SESSION} }}",
    "finishSession": f"session {{ {SESSION} }}",
    "abortSession": f"session {{ {SESSION} }}",
    "reopenSession": f"session {{ {SESSION} }}",
    "updateSession": f"session {{ {SESSION} }}",
    "deleteSession": "deletedSessionId",
    "recordSession": f"session {{ {SESSION} }}",
}
_WITHOUT_ISSUES = {"deleteSet", "removeSessionExercise", "deleteSession"}
_WITHOUT_CONFLICT = {
    "updateSet",
    "deleteSet",
    "reorderSets",
    "replaceSessionExercise",
    "updateSessionExercise",
    "removeSessionExercise",
}


def _mutation(field: str, payload: str) -> str:
    pascal = field[0].upper() + field[1:]
    return f"""
        mutation ($input: {pascal}Input!) {{
          {field}(input: $input) {{
            __typename
            ... on {pascal}Payload {{ {payload} }}
            ... on Problem {{ code message }}
            {"" if field in _WITHOUT_ISSUES else _ISSUES}
            {"" if field in _WITHOUT_CONFLICT else _CURRENT}
          }}
        }}
    """


MUTATIONS = {field: _mutation(field, payload) for field, payload in _PAYLOADS.items()}
READ = f"query ($id: ID!) {{ node(id: $id) {{ ... on TrainingSession {{ {SESSION} }} }} }}"
STATE = """
    SELECT (SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM training_sessions t)
        || (SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM training_session_exercises t)
        || (SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM training_session_sets t)
        || (SELECT count(*) FROM request_hashes)
"""
"""What must be the same after a refusal as before it."""


def name() -> str:
    """Return a name as a client chooses one."""
    return str(new_id())


async def does(client: Client, field: str, **sent: Any) -> Any:
    """Send one of `MUTATIONS`, and return its result."""
    return (await client.data(MUTATIONS[field], input=sent))[field]


async def done(client: Client, field: str, **sent: Any) -> Any:
    """Send one of `MUTATIONS`, which must succeed, and return its payload."""
    answer = await does(client, field, **sent)
    assert answer["__typename"].endswith("Payload"), answer
    return answer


async def begun(client: Client, *aliases: str, **more: Any) -> Any:
    """Start a free session with exercises of the catalogue, and return it."""
    found = await slugs(client)
    session = (await done(client, "startSession", **{"from": {"freestyle": {}}, **more}))["session"]
    for alias in aliases or ("squat", "plank", "run"):
        await done(client, "addSessionExercise", sessionId=session["id"], exerciseId=found[alias])
    return await seen(client, session["id"])


async def seen(client: Client, id_: str) -> Any:
    """Return a session as somebody sees it, or None."""
    return (await client.data(READ, id=id_))["node"]


async def logged(client: Client, exercise_id: str, *reps: int, **more: Any) -> list[Any]:
    """Log sets of so many repetitions, and return them."""
    return [
        (await done(client, "logSet", sessionExerciseId=exercise_id, metric={"reps": each}, **more))["set"]
        for each in reps
    ]


async def reps_of(client: Client, session_id: str, place: int = 0) -> list[int]:
    """Return the repetitions of the sets of an exercise, in their order."""
    session = await seen(client, session_id)
    return [one["reps"] for one in session["exercises"][place]["sets"]]


def issues(answer: Any) -> list[tuple[str, str]]:
    """Return the path and the code of every issue of a ValidationProblem."""
    assert answer["__typename"] == "ValidationProblem", answer
    return [(".".join(issue["path"]), issue["code"]) for issue in answer["issues"]]


async def state(site: Site) -> Any:
    """Return what a refusal must leave as it is."""
    return await value(site, STATE)
