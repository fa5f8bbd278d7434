"""Sets carry copies of whose they are, and of which session and exercise; the copies are always right."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from exercising import made
from logging_sets import begun, done, logged
from sign_ins import execute, value
from sqlalchemy import text
from training import slugs

from irontrack.graphql.relay import decode_id

if TYPE_CHECKING:
    from uuid import UUID

    from clients import Client, Site

pytestmark = pytest.mark.anyio

WRONG = """
    SELECT count(*) FROM training_session_sets t
        JOIN training_session_exercises e ON e.id = t.session_exercise_id
        JOIN training_sessions s ON s.id = e.session_id
    WHERE (t.user_id, t.session_id) <> (s.user_id, e.session_id)
        OR t.exercise_id IS DISTINCT FROM e.exercise_id
"""
ALL = "SELECT count(*), count(exercise_id) FROM training_session_sets WHERE user_id = :user_id"


async def key(client: Client) -> UUID:
    return decode_id((await client.data("{ viewer { id } }"))["viewer"]["id"], "Viewer")


async def test_whatever_was_logged_however_has_the_keys_of_its_parents(site: Site, member: Client) -> None:
    found = await slugs(member)
    session = await begun(member, "squat", "plank")
    first, second = (each["id"] for each in session["exercises"])
    await logged(member, first, 5, 5, 3)
    sets = [{"sessionExerciseId": second, "metric": {"seconds": 60}} for _ in range(3)]
    await done(member, "logSets", sessionId=session["id"], sets=sets)
    times = {"startTime": "2026-01-01T10:00:00Z", "endTime": "2026-01-01T11:00:00Z"}
    exercises = [{"exerciseId": found["squat"], "sets": [{"metric": {"reps": 5}}]}]
    await done(member, "recordSession", exercises=exercises, **times)
    await done(
        member, "replaceSessionExercise", sessionExerciseId=first, exerciseId=(await made(member))["id"]
    )
    assert await counted(site, member) == (7, 7)
    assert await value(site, WRONG) == 0


async def test_sets_follow_an_exercise_that_is_gone(site: Site, member: Client) -> None:
    own = await made(member)
    session = await begun(member)
    added = await done(member, "addSessionExercise", sessionId=session["id"], exerciseId=own["id"])
    await logged(member, added["sessionExercise"]["id"], 5, 5)
    gone = "DELETE FROM exercises WHERE created_by = :user_id"
    await execute(site, gone, user_id=await key(member))
    assert await counted(site, member) == (2, 0)
    assert await value(site, WRONG) == 0


async def counted(site: Site, client: Client) -> Any:
    """Return how many sets somebody has, and how many of them with an exercise."""
    database = site.app.state.resources.database
    (row,) = await database.fetch(text(ALL).bindparams(user_id=await key(client)))
    return tuple(row)


async def test_sets_that_are_logged_while_their_exercise_is_replaced_have_the_new_one(
    site: Site, member: Client
) -> None:
    choices = [(await slugs(member))["squat"], (await made(member))["id"]]
    session = await begun(member, "squat")
    row = session["exercises"][0]["id"]

    for _ in range(5):
        await asyncio.gather(
            *(done(member, "logSet", sessionExerciseId=row, metric={"reps": 5}) for _ in range(4)),
            *(
                done(member, "replaceSessionExercise", sessionExerciseId=row, exerciseId=each)
                for each in choices
            ),
        )
    assert await counted(site, member) == (20, 20)
    assert await value(site, WRONG) == 0
