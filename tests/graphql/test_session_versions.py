"""The version of a session goes up by one with every change of it or beneath it, and with nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from logging_sets import begun, does, done, logged, name, seen
from training import slugs

if TYPE_CHECKING:
    from clients import Client

pytestmark = pytest.mark.anyio


async def test_every_change_is_a_version_and_what_changes_nothing_is_none(member: Client) -> None:
    session, ids = await begun(member), await slugs(member)
    rows = [each["id"] for each in session["exercises"]]
    one, _ = (each["id"] for each in await logged(member, rows[0], 1, 2))
    whole, first = {"sessionId": session["id"]}, {"sessionExerciseId": rows[0]}
    named = {"clientId": name(), "metric": {"reps": 3}}
    steps: list[tuple[str, dict[str, Any]]] = [
        ("logSet", first | named),
        ("logSets", whole | {"sets": [first | named, first | {"metric": {"reps": 4}, "clientId": name()}]}),
        ("updateSet", {"setId": one, "rpe": "8", "metric": {"reps": 9}}),
        ("deleteSet", {"setId": named["clientId"]}),
        ("addSessionExercise", whole | {"exerciseId": ids["plank"], "clientId": name()}),
        ("replaceSessionExercise", {"sessionExerciseId": rows[2], "exerciseId": ids["plank"]}),
        ("updateSessionExercise", first | {"notes": "Deep."}),
        ("updateSessionExercise", first | {"groupIndex": 1}),
        ("updateSession", whole | {"notes": "Hot.", "name": "Legs"}),
        ("finishSession", whole),
        ("reopenSession", whole | {"reason": "More."}),
        ("abortSession", whole),
        ("removeSessionExercise", {"sessionExerciseId": rows[1]}),
    ]
    version = (await seen(member, session["id"]))["version"]
    for field, sent in steps:
        answer = await done(member, field, **sent)
        after = await seen(member, session["id"])
        assert (field, answer["session"]["version"], after["version"]) == (field, version + 1, version + 1)
        # Once more changes nothing, whether that is an answer or a problem.
        await does(member, field, **sent)
        assert await seen(member, session["id"]) == after, field
        version += 1
    ordered = [each["id"] for each in (await seen(member, session["id"]))["exercises"]][::-1]
    for field, sent in (
        ("reorderSessionExercises", whole | {"exerciseIds": ordered}),
        ("reorderSets", first | {"setIds": await _sets(member, session["id"], rows[0])}),
    ):
        for _ in range(2):
            answer = await done(member, field, **sent)
            assert (field, answer["session"]["version"]) == (field, version + 1)
        version += 1
    assert (await seen(member, session["id"]))["version"] == version


async def _sets(client: Client, session_id: str, exercise_id: str) -> list[str]:
    """Return the ids of an exercise's sets, the other way round."""
    exercises = (await seen(client, session_id))["exercises"]
    (sets,) = [each["sets"] for each in exercises if each["id"] == exercise_id]
    return [one["id"] for one in sets][::-1]
