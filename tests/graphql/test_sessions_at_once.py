"""Many who write to one session at the same time: everything is there once, in order, without a deadlock."""

from __future__ import annotations

import asyncio
from collections import Counter
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from logging_sets import begun, does, done, logged, name, reps_of, seen
from training import slugs

if TYPE_CHECKING:
    from clients import Client

pytestmark = pytest.mark.anyio


async def test_fifty_logs_at_once_are_fifty_sets_in_order(member: Client) -> None:
    session = await begun(member)
    squat = session["exercises"][0]["id"]
    sent = [{"sessionExerciseId": squat, "metric": {"reps": reps}, "clientId": name()} for reps in range(50)]
    answers = await asyncio.gather(*(done(member, "logSet", **each) for each in sent))
    after = await seen(member, session["id"])
    sets = after["exercises"][0]["sets"]
    assert [one["orderIndex"] for one in sets] == list(range(50))
    assert sorted(one["reps"] for one in sets) == list(range(50))
    assert {answer["set"]["id"]: answer["set"]["reps"] for answer in answers} == {
        one["id"]: one["reps"] for one in sets
    }
    assert after["version"] == session["version"] + 50
    assert sorted(answer["session"]["version"] for answer in answers) == list(
        range(session["version"] + 1, session["version"] + 51)
    )


async def test_fifty_times_the_same_set_at_once_is_one_set(member: Client) -> None:
    session = await begun(member)
    sent = {"sessionExerciseId": session["exercises"][0]["id"], "metric": {"reps": 5}, "clientId": name()}
    many = {"sessionId": session["id"], "sets": [sent]}
    answers = await asyncio.gather(
        *(does(member, "logSet", **sent) for _ in range(25)),
        *(does(member, "logSets", **many) for _ in range(25)),
    )
    assert Counter(answer["__typename"] for answer in answers) == {"LogSetPayload": 25, "LogSetsPayload": 25}
    assert await reps_of(member, session["id"]) == [5]


async def test_sets_at_positions_at_once_keep_an_order(member: Client) -> None:
    session = await begun(member)
    squat = session["exercises"][0]["id"]
    answers = await asyncio.gather(
        *(
            done(member, "logSet", sessionExerciseId=squat, metric={"reps": reps}, position=reps % 3)
            for reps in range(30)
        )
    )
    assert len(answers) == 30
    sets = (await seen(member, session["id"]))["exercises"][0]["sets"]
    assert [one["orderIndex"] for one in sets] == list(range(30))
    assert sorted(await reps_of(member, session["id"])) == list(range(30))


async def test_orders_logs_and_deletions_at_once_meet_no_deadlock(member: Client) -> None:
    session, random = await begun(member), Random(6)  # noqa: S311 - a test that can be repeated
    squat, plank, run = rows = [each["id"] for each in session["exercises"]]
    sets = [one["id"] for one in await logged(member, squat, *range(6))]
    others = [one["id"] for one in await logged(member, squat, 90, 91)]

    def write(number: int) -> Any:
        order = random.sample(rows, len(rows))
        match number % 5:
            case 0:
                return does(member, "reorderSets", sessionExerciseId=squat, setIds=random.sample(sets, 6))
            case 1:
                return does(member, "reorderSessionExercises", sessionId=session["id"], exerciseIds=order)
            case 2:
                return does(member, "logSet", sessionExerciseId=plank, metric={"seconds": 5}, position=0)
            case 3:
                return does(member, "updateSet", setId=sets[0], metric={"reps": number})
        return does(member, "updateSessionExercise", sessionExerciseId=run, notes=str(number))

    answers = await asyncio.gather(
        *(does(member, "deleteSet", setId=each) for each in others), *(write(number) for number in range(50))
    )
    # An order that does not name the two that are being deleted is refused.
    kinds = {answer["__typename"] for answer in answers}
    assert all(kind.endswith(("Payload", "ValidationProblem")) for kind in kinds), kinds
    after = {each["id"]: each for each in (await seen(member, session["id"]))["exercises"]}
    assert sorted(after) == sorted(rows)
    assert sorted(one["id"] for one in after[squat]["sets"]) == sorted(sets)
    assert len(after[plank]["sets"]) == 10


async def test_a_log_comes_before_the_end_or_not_at_all(member: Client) -> None:
    for _ in range(4):
        session = await begun(member, "squat")
        squat = session["exercises"][0]["id"]
        log = {"sessionExerciseId": squat, "metric": {"reps": 5}}
        answers = await asyncio.gather(
            *(does(member, "logSet", **log, clientId=name()) for _ in range(6)),
            does(member, "logSets", sessionId=session["id"], sets=[log]),
            does(member, "finishSession", sessionId=session["id"]),
            *(does(member, "logSet", **log, clientId=name()) for _ in range(6)),
        )
        kinds = Counter(answer["__typename"] for answer in answers)
        kept = kinds["LogSetPayload"] + kinds["LogSetsPayload"]
        assert kept + kinds["ConflictProblem"] == 13
        (end,) = [answer["session"] for answer in answers if answer["__typename"] == "FinishSessionPayload"]
        assert len(await reps_of(member, session["id"])) == kept
        assert end["version"] == session["version"] + kept + 1


async def test_a_set_goes_into_an_exercise_before_it_is_removed_or_not_at_all(member: Client) -> None:
    session = await begun(member, "plank")
    squat = (await slugs(member))["squat"]
    for _ in range(5):
        add = {"sessionId": session["id"], "exerciseId": squat}
        row = (await done(member, "addSessionExercise", **add))["sessionExercise"]["id"]
        log = {"sessionExerciseId": row, "metric": {"reps": 5}}
        (one,) = await logged(member, row, 5)
        answers = await asyncio.gather(
            *(does(member, "logSet", **log, clientId=name()) for _ in range(4)),
            does(member, "removeSessionExercise", sessionExerciseId=row),
            does(member, "updateSet", setId=one["id"], rpe="8"),
            does(member, "reorderSets", sessionExerciseId=row, setIds=[one["id"]]),
            does(member, "deleteSet", setId=one["id"]),
            does(member, "replaceSessionExercise", sessionExerciseId=row, exerciseId=squat),
            does(member, "updateSessionExercise", sessionExerciseId=row, notes="Late."),
            *(does(member, "logSet", **log, position=0) for _ in range(4)),
        )
        removed = [answer for answer in answers if "removedSessionExerciseId" in answer]
        assert len(removed) == 1
        kinds = {answer["__typename"] for answer in answers if not answer["__typename"].endswith("Payload")}
        assert kinds <= {"NotFoundProblem", "ValidationProblem"}
    assert len((await seen(member, session["id"]))["exercises"]) == 1


async def test_a_set_meets_the_mode_that_its_exercise_has(member: Client) -> None:
    session, ids = await begun(member, "squat"), await slugs(member)
    row = session["exercises"][0]["id"]
    for number in range(6):
        to, sent = ("plank", {"reps": 5}) if number % 2 == 0 else ("squat", {"seconds": 5})
        replaced, *sets = await asyncio.gather(
            does(member, "replaceSessionExercise", sessionExerciseId=row, exerciseId=ids[to]),
            *(does(member, "logSet", sessionExerciseId=row, metric=sent) for _ in range(3)),
        )
        exercise = (await seen(member, session["id"]))["exercises"][0]
        metric = "reps" if exercise["mode"] == "REPS" else "timeSeconds"
        assert all(one[metric] is not None for one in exercise["sets"])
        assert replaced["__typename"] in {"ReplaceSessionExercisePayload", "ValidationProblem"}
        for one in sets:
            assert one["__typename"] in {"LogSetPayload", "ValidationProblem", "ConflictProblem"}
        for one in exercise["sets"]:
            await done(member, "deleteSet", setId=one["id"])
        await done(member, "replaceSessionExercise", sessionExerciseId=row, exerciseId=ids[to])


async def test_of_many_reopenings_and_starts_at_once_one_session_is_in_progress(member: Client) -> None:
    times = {"startTime": "2026-03-01T18:00:00Z", "endTime": "2026-03-01T19:00:00Z"}
    over = [(await done(member, "recordSession", **times))["session"]["id"] for _ in range(5)]
    answers = await asyncio.gather(
        *(does(member, "reopenSession", sessionId=each, reason="Wrong.") for each in over),
        *(does(member, "startSession", **{"from": {"freestyle": {}}}) for _ in range(5)),
    )
    kinds = Counter(answer["__typename"] for answer in answers)
    assert kinds["ConflictProblem"] == 9
    assert kinds["ReopenSessionPayload"] + kinds["StartSessionPayload"] == 1


async def test_a_workout_that_is_recorded_twenty_times_at_once_is_one(member: Client) -> None:
    ids = await slugs(member)
    exercises = [{"exerciseId": ids["squat"], "sets": [{"metric": {"reps": 5}}] * 3}]
    times = {"startTime": "2026-03-01T18:00:00Z", "endTime": "2026-03-01T19:00:00Z"}
    sent = {**times, "id": name(), "exercises": exercises}
    answers = await asyncio.gather(*(done(member, "recordSession", **sent) for _ in range(20)))
    assert len({answer["session"]["id"] for answer in answers}) == 1
    found = await member.data("{ viewer { trainingSessions { totalCount } } }")
    assert found["viewer"]["trainingSessions"]["totalCount"] == 1


async def test_of_fifty_edits_with_one_version_one_wins(member: Client) -> None:
    session = await begun(member)
    answers = await asyncio.gather(
        *(
            does(
                member,
                "updateSession",
                sessionId=session["id"],
                version=session["version"],
                notes=str(number),
            )
            for number in range(50)
        )
    )
    kinds = Counter(answer["__typename"] for answer in answers)
    assert kinds == {"UpdateSessionPayload": 1, "ConflictProblem": 49}
