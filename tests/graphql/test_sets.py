"""Sets: logged, changed, ordered and deleted, once however often they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from logging_sets import begun, does, done, issues, logged, name, reps_of, seen, state
from training import slugs

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

KG_100 = {"value": "100", "unit": "KG"}


async def test_a_set_that_is_logged_twice_under_one_name_is_one_set(member: Client) -> None:
    session = await begun(member)
    squat = session["exercises"][0]["id"]
    sent = {"sessionExerciseId": squat, "clientId": name(), "metric": {"reps": 5}, "weight": KG_100}
    first = await done(member, "logSet", **sent)
    again = await done(member, "logSet", **sent | {"weight": {"value": "100.000", "unit": "KG"}})
    assert again == first
    assert first["set"]["clientId"] == sent["clientId"]
    assert await reps_of(member, session["id"]) == [5]


async def test_another_set_under_the_same_name_is_a_conflict_with_the_first(
    site: Site, member: Client
) -> None:
    session = await begun(member)
    sent = {"sessionExerciseId": session["exercises"][0]["id"], "clientId": name(), "metric": {"reps": 5}}
    first = await done(member, "logSet", **sent)
    before = await state(site)
    other = await does(member, "logSet", **sent | {"metric": {"reps": 6}})
    assert (other["__typename"], other["current"]["id"]) == ("ConflictProblem", first["set"]["id"])
    assert await state(site) == before


async def test_a_retry_answers_with_the_set_as_it_is_after_edits_orders_and_the_end(member: Client) -> None:
    session = await begun(member)
    squat = session["exercises"][0]["id"]
    sent = {"sessionExerciseId": squat, "clientId": name(), "metric": {"reps": 5}}
    await logged(member, squat, 3)
    first = (await done(member, "logSet", **sent))["set"]
    await done(member, "updateSet", setId=first["id"], metric={"reps": 8})
    ids = [one["id"] for one in (await seen(member, session["id"]))["exercises"][0]["sets"]]
    await done(member, "reorderSets", sessionExerciseId=squat, setIds=ids[::-1])
    await done(member, "finishSession", sessionId=session["id"])
    again = (await done(member, "logSet", **sent))["set"]
    assert (again["id"], again["reps"], again["orderIndex"]) == (first["id"], 8, 0)
    assert await reps_of(member, session["id"]) == [8, 3]


async def test_a_retry_after_a_deletion_brings_nothing_back(site: Site, member: Client) -> None:
    session = await begun(member)
    sent = {"sessionExerciseId": session["exercises"][0]["id"], "clientId": name(), "metric": {"reps": 5}}
    await done(member, "logSet", **sent)
    await done(member, "deleteSet", setId=sent["clientId"])
    before = await state(site)
    late = await does(member, "logSet", **sent)
    assert (late["__typename"], late["current"]) == ("ConflictProblem", None)
    assert await state(site) == before


async def test_what_was_made_offline_is_called_by_its_names_alone(member: Client) -> None:
    session = (await done(member, "startSession", **{"from": {"freestyle": {}}}))["session"]
    squat = (await slugs(member))["squat"]
    exercise, sets = name(), [name(), name()]
    add = {"sessionId": session["id"], "exerciseId": squat, "clientId": exercise}
    added = await done(member, "addSessionExercise", **add)
    assert await done(member, "addSessionExercise", **add) == added
    for reps, set_name in enumerate(sets):
        await done(member, "logSet", sessionExerciseId=exercise, clientId=set_name, metric={"reps": reps})
    await done(member, "updateSet", setId=sets[0], metric={"reps": 9})
    await done(member, "reorderSets", sessionExerciseId=exercise, setIds=sets[::-1])
    assert await reps_of(member, session["id"]) == [1, 9]
    await done(member, "deleteSet", setId=sets[1])
    await done(member, "updateSessionExercise", sessionExerciseId=exercise, notes="Fast.")
    assert (await seen(member, session["id"]))["exercises"][0]["notes"] == "Fast."
    await done(member, "removeSessionExercise", sessionExerciseId=exercise)
    assert (await seen(member, session["id"]))["exercises"] == []


async def test_a_name_that_several_have_finds_none_of_them(member: Client) -> None:
    session = await begun(member, "squat", "squat")
    one, other = (each["id"] for each in session["exercises"])
    twice = name()
    await logged(member, one, 5, clientId=twice)
    assert (await does(member, "updateSet", setId=twice, rpe="8"))["set"]["rpe"] == "8"
    await logged(member, other, 5, clientId=twice)
    assert (await does(member, "updateSet", setId=twice, rpe="9"))["code"] == "NOT_FOUND"
    assert (await does(member, "deleteSet", setId=twice))["code"] == "NOT_FOUND"


async def test_somebody_else_with_the_same_names_has_their_own(site: Site, member: Client) -> None:
    other, exercise, set_name = await site.member(), name(), name()
    for client, reps in ((member, 5), (other, 7)):
        session = await begun(client, "plank")
        squat = (await slugs(client))["squat"]
        await done(client, "addSessionExercise", sessionId=session["id"], exerciseId=squat, clientId=exercise)
        sent = {"sessionExerciseId": exercise, "clientId": set_name, "metric": {"reps": reps}}
        assert (await done(client, "logSet", **sent))["set"]["reps"] == reps
    assert (await done(other, "updateSet", setId=set_name, rpe="7"))["set"]["reps"] == 7


async def test_a_set_goes_to_the_position_that_is_asked_for(member: Client) -> None:
    session = await begun(member)
    squat = session["exercises"][0]["id"]
    await logged(member, squat, 1, 2)
    for reps, position in ((0, 0), (15, 2), (99, 99)):
        await logged(member, squat, reps, position=position)
    assert await reps_of(member, session["id"]) == [0, 1, 15, 2, 99]
    answer = await does(member, "logSet", sessionExerciseId=squat, metric={"reps": 1}, position=-1)
    assert issues(answer) == [("position", "TOO_SMALL")]


async def test_reserve_and_rest_follow_from_exertion_and_times(member: Client) -> None:
    session = await begun(member, startTime="2026-03-01T10:00:00Z")
    squat, plank, _ = (each["id"] for each in session["exercises"])
    for at, rpe in (("10:00:00", "8.5"), ("10:02:30.9", None), (None, "10"), ("10:09:00", None)):
        time = {"completedAt": f"2026-03-01T{at}Z"} if at else {}
        await logged(member, squat, 5, rpe=rpe, **time)
    for at, seconds in (
        ("10:20:00", 60),
        ("10:23:00", 60),
        ("10:23:30", 60),
        ("10:22:00", 1),
        ("10:22:30", 30),
    ):
        sent = {"metric": {"seconds": seconds}, "completedAt": f"2026-03-01T{at}Z"}
        await done(member, "logSet", sessionExerciseId=plank, **sent)
    squats, planks = (each["sets"] for each in (await seen(member, session["id"]))["exercises"][:2])
    assert [one["rir"] for one in squats] == ["1.5", None, "0", None]
    assert [one["restSeconds"] for one in squats] == [None, 150, None, None]
    # Less the minute of the set itself; not known where the two contradict each other.
    # And none at all where one followed at once.
    assert [one["restSeconds"] for one in planks] == [None, 120, None, None, 0]


async def test_types_and_kinds_of_load_are_kept(member: Client) -> None:
    squat = (await begun(member))["exercises"][0]["id"]
    for set_type in ("WORKING", "WARM_UP", "DROP", "FAILURE"):
        for load_kind in ("EXTERNAL", "BODYWEIGHT", "ASSISTED"):
            (one,) = await logged(member, squat, 5, setType=set_type, loadKind=load_kind, weight=KG_100)
            assert (one["setType"], one["loadKind"], one["weight"]) == (set_type, load_kind, "100")


async def test_a_change_leaves_what_was_not_sent_and_null_removes(member: Client) -> None:
    session = await begun(member)
    (one,) = await logged(member, session["exercises"][0]["id"], 5, weight=KG_100, rpe="8")
    changed = (await done(member, "updateSet", setId=one["id"], setType="DROP", weight=None))["set"]
    assert changed == one | {"setType": "DROP", "weight": None}
    version = (await seen(member, session["id"]))["version"]
    same = await done(member, "updateSet", setId=one["id"], setType="DROP", loadKind=None)
    assert (same["set"], same["session"]["version"]) == (changed, version)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"metric": {"seconds": 30}}, [("metric", "METRIC_MISMATCH")]),
        ({"metric": None}, [("metric", "METRIC_MISMATCH")]),
        ({"metric": {"reps": 1001}}, [("metric.reps", "TOO_LARGE")]),
        ({"weight": {"value": "100000", "unit": "KG"}}, [("weight.value", "TOO_LARGE")]),
        ({"rpe": "0.5"}, [("rpe", "TOO_SMALL")]),
        ({"rpe": "8.25"}, [("rpe", "INVALID_FORMAT")]),
        ({"completedAt": "2199-01-01T00:00:00Z"}, [("completedAt", "TOO_LARGE")]),
    ],
)
@pytest.mark.parametrize("ending", [None, "finishSession", "abortSession"])
async def test_a_changed_set_is_checked_as_a_whole(
    site: Site, member: Client, change: dict[str, Any], expected: list[tuple[str, str]], ending: str | None
) -> None:
    session = await begun(member)
    (one,) = await logged(member, session["exercises"][0]["id"], 5)
    if ending:
        await done(member, ending, sessionId=session["id"])
    before = await state(site)
    assert issues(await does(member, "updateSet", setId=one["id"], **change)) == expected
    assert await state(site) == before


async def test_the_mode_rule_of_a_change_names_mode_and_metric(member: Client) -> None:
    (one,) = await logged(member, (await begun(member))["exercises"][0]["id"], 5)
    answer = await does(member, "updateSet", setId=one["id"], metric={"seconds": 30})
    assert answer["issues"][0]["message"] == "In the mode REPS a set has reps; this one has seconds."


@pytest.mark.parametrize("ending", ["finishSession", "abortSession"])
async def test_sets_of_a_session_that_is_over_are_put_right_but_none_is_added(
    member: Client, ending: str
) -> None:
    session = await begun(member)
    squat = session["exercises"][0]["id"]
    one, two = await logged(member, squat, 5, 6)
    await done(member, ending, sessionId=session["id"])
    await done(member, "updateSet", setId=one["id"], metric={"reps": 7})
    await done(member, "reorderSets", sessionExerciseId=squat, setIds=[two["id"], one["id"]])
    assert await reps_of(member, session["id"]) == [6, 7]
    await done(member, "deleteSet", setId=two["id"])
    item = {"sessionExerciseId": squat, "metric": {"reps": 5}}
    for late in (
        await does(member, "logSet", **item),
        await does(member, "logSets", sessionId=session["id"], sets=[item]),
        await does(
            member, "addSessionExercise", sessionId=session["id"], exerciseId=(await slugs(member))["run"]
        ),
    ):
        assert (late["__typename"], late["current"]["id"]) == ("ConflictProblem", session["id"])
    assert await reps_of(member, session["id"]) == [7]


async def test_an_order_must_name_each_set_once(site: Site, member: Client) -> None:
    session = await begun(member)
    squat, plank, _ = (each["id"] for each in session["exercises"])
    ids = [one["id"] for one in await logged(member, squat, 1, 2, 3)]
    other = (await done(member, "logSet", sessionExerciseId=plank, metric={"seconds": 5}))["set"]["id"]
    before = await state(site)
    for order, expected in (
        (ids[:2], [("setIds", "REQUIRED")]),
        ([*ids, ids[0]], [("setIds.3", "NOT_ALLOWED")]),
        ([*ids, other], [("setIds.3", "UNKNOWN")]),
        ([*ids[:2], name()], [("setIds.2", "UNKNOWN"), ("setIds", "REQUIRED")]),
    ):
        assert issues(await does(member, "reorderSets", sessionExerciseId=squat, setIds=order)) == expected
    await done(member, "reorderSets", sessionExerciseId=squat, setIds=ids)
    assert await state(site) == before


async def test_an_exercise_takes_a_hundred_sets(member: Client) -> None:
    session = await begun(member)
    squat = session["exercises"][0]["id"]
    item = {"sessionExerciseId": squat, "metric": {"reps": 5}}
    await done(member, "logSets", sessionId=session["id"], sets=[item] * 99)
    await done(member, "logSet", **item)
    assert issues(await does(member, "logSet", **item)) == [("sessionExerciseId", "TOO_MANY")]
    assert issues(await does(member, "logSets", sessionId=session["id"], sets=[item])) == [
        ("sets.0.sessionExerciseId", "TOO_MANY")
    ]


@pytest.mark.parametrize("client_id", ["00000000-0000-4000-8000-000000000000"])
async def test_a_name_must_be_a_uuid_of_version_7(member: Client, client_id: str) -> None:
    session = await begun(member)
    sent = {"sessionExerciseId": session["exercises"][0]["id"], "metric": {"reps": 5}, "clientId": client_id}
    assert issues(await does(member, "logSet", **sent)) == [("clientId", "INVALID_FORMAT")]
    many = await does(member, "logSets", sessionId=session["id"], sets=[sent])
    assert issues(many) == [("sets.0.clientId", "INVALID_FORMAT")]
