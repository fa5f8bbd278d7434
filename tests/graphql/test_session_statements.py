"""What a write to a session costs in statements: the same for few rows beneath it and for many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from logging_sets import done, name, seen
from training import slugs

if TYPE_CHECKING:
    from clients import Client

pytestmark = pytest.mark.anyio

TIMES = {"startTime": "2026-03-01T18:00:00Z", "endTime": "2026-03-01T19:00:00Z"}


async def cost(client: Client, field: str, **sent: Any) -> int:
    """Send a mutation that must succeed, and return how many statements it took."""
    document = f"mutation ($input: {field[0].upper()}{field[1:]}Input!)"
    answer = await client.data(f"{document} {{ {field}(input: $input) {{ __typename }} }}", input=sent)
    assert answer[field]["__typename"].endswith("Payload"), answer
    return len([sql for sql in client.statements if "sign_in_families" not in sql])


async def reopened(client: Client, exercises: int, sets: int) -> Any:
    """Return a session in progress with so many exercises, each with so many sets."""
    squat = (await slugs(client))["squat"]
    rows = [{"exerciseId": squat, "sets": [{"metric": {"reps": 5}}] * sets}] * exercises
    session_id = (await done(client, "recordSession", **TIMES, exercises=rows))["session"]["id"]
    await done(client, "reopenSession", sessionId=session_id, reason="More.", allowSeveral=True)
    return await seen(client, session_id)


@pytest.mark.parametrize("size", [2, 12])
async def test_sets(member: Client, size: int) -> None:
    session = await reopened(member, size, size)
    first = session["exercises"][0]
    row, ids = first["id"], [one["id"] for one in first["sets"]]
    new = {"sessionExerciseId": row, "metric": {"reps": 5}}
    named = new | {"clientId": name()}
    many = {"sessionId": session["id"], "sets": [new | {"clientId": name()} for _ in range(size)]}
    # Lock the session; insert the set, which finds its place and raises the session's version.
    assert await cost(member, "logSet", **new) == 2
    # And between them keep the hash.
    assert await cost(member, "logSet", **named) == 3
    assert await cost(member, "logSet", **named) == 4
    assert await cost(member, "logSet", **new, position=0) == 5
    assert await cost(member, "logSets", **many) == 5
    assert await cost(member, "logSets", **many) == 5
    assert await cost(member, "updateSet", setId=ids[0], metric={"reps": 6}) == 4
    assert await cost(member, "deleteSet", setId=named["clientId"]) == 3
    ids = [one["id"] for one in (await seen(member, session["id"]))["exercises"][0]["sets"]]
    assert await cost(member, "reorderSets", sessionExerciseId=row, setIds=ids[::-1]) == 6
    assert await cost(member, "reorderSets", sessionExerciseId=row, setIds=ids[::-1]) == 3


@pytest.mark.parametrize("size", [2, 12])
async def test_exercises(member: Client, size: int) -> None:
    session, ids = await reopened(member, size, size), await slugs(member)
    row = session["exercises"][0]["id"]
    add = {"sessionId": session["id"], "exerciseId": ids["squat"]}
    named = add | {"clientId": name()}
    assert await cost(member, "addSessionExercise", **add) == 5
    assert await cost(member, "addSessionExercise", **named) == 6
    assert await cost(member, "addSessionExercise", **named) == 4
    assert await cost(member, "addSessionExercise", **add, position=0) == 7
    replace = {"sessionExerciseId": row, "exerciseId": ids["plank"], "mode": "REPS"}
    assert await cost(member, "replaceSessionExercise", **replace) == 5
    assert await cost(member, "updateSessionExercise", sessionExerciseId=row, notes="New.") == 4
    assert await cost(member, "removeSessionExercise", sessionExerciseId=row) == 3
    rows = [each["id"] for each in (await seen(member, session["id"]))["exercises"]]
    assert await cost(member, "reorderSessionExercises", sessionId=session["id"], exerciseIds=rows[::-1]) == 5


@pytest.mark.parametrize("size", [2, 12])
async def test_sessions(member: Client, size: int) -> None:
    session = (await reopened(member, size, size))["id"]
    squat = (await slugs(member))["squat"]
    rows = [{"exerciseId": squat, "sets": [{"metric": {"reps": 5}}] * size}] * size
    whole = {**TIMES, "id": name(), "exercises": rows}
    assert await cost(member, "recordSession", **whole) == 9
    assert await cost(member, "recordSession", **whole) == 4
    assert await cost(member, "updateSession", sessionId=session, notes="New.") == 2
    assert await cost(member, "updateSession", sessionId=session, startTime="2026-03-01T17:59:00Z") == 3
    assert await cost(member, "finishSession", sessionId=session) == 2
    assert await cost(member, "reopenSession", sessionId=session, reason="More.") == 5
    assert await cost(member, "abortSession", sessionId=session) == 2
    assert await cost(member, "deleteSession", sessionId=session) == 2


async def test_rest_is_one_statement_for_all_sets_and_none_where_it_is_not_asked_for(member: Client) -> None:
    found = "node(id: $id) {{ ... on TrainingSession {{ exercises {{ sets {{ {} }} }} }} }}"
    document = f"query ($id: ID!) {{{{ {found} }}}}"
    for size in (1, 12):
        session = (await reopened(member, size, size))["id"]
        counts = []
        for shown in ("id", "id restSeconds"):
            await member.data(document.format(shown), id=session)
            counts.append(len([sql for sql in member.statements if "sign_in_families" not in sql]))
        assert counts == [3, 4]
