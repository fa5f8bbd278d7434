"""How an exercise went from session to session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from analysing import analysed, held, kg, lift, went, workout
from exercising import made
from sign_ins import execute
from test_statements import statements
from training import slugs

from irontrack.graphql.relay import decode_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

DOCUMENT = """
    query ($exercise: ID!, $range: DateRangeInput!, $formula: OneRepMaxFormula! = EPLEY) {
      viewer { analytics { exerciseProgress(exercise: $exercise, range: $range, formula: $formula) {
        exercise { name }
        points { date session { id } bestSet { reps weight } load oneRepMax hardSets reps volume seconds
          distance }
      } } }
    }
"""
MARCH = {"from": "2026-03-01", "to": "2026-03-31"}


async def points(client: Client, exercise: str, **variables: Any) -> Any:
    variables = {"exercise": (await slugs(client)).get(exercise, exercise), "range": MARCH, **variables}
    found = await client.data(DOCUMENT, **variables)
    return found["viewer"]["analytics"]["exerciseProgress"]["points"]


async def test_each_session_is_a_point(member: Client) -> None:
    await workout(member, "2026-03-09", {"squat": [lift(5, "102.5")], "plank": [held(5)]})
    sets = [lift(10, "60", setType="WARM_UP"), lift(5, "100"), lift(8, "90"), lift(8, "90")]
    first = await workout(member, "2026-03-02", {"squat": sets})
    await workout(member, "2026-04-01", {"squat": sets})
    one, two = await points(member, "squat")
    assert one == {
        "date": "2026-03-02",
        "session": {"id": first["id"]},
        "bestSet": {"reps": 5, "weight": "100"},
        "load": "100",
        "oneRepMax": "116.667",
        "hardSets": 3,
        "reps": 21,
        "volume": "1940",
        "seconds": 0,
        "distance": "0",
    }
    assert (two["date"], two["oneRepMax"]) == ("2026-03-09", "119.583")


async def test_the_formula_decides_which_set_is_best(member: Client) -> None:
    await workout(member, "2026-03-02", {"squat": [lift(12, "80"), lift(2, "109")]})
    best = {
        formula: (await points(member, "squat", formula=formula))[0]
        for formula in ("EPLEY", "BRZYCKI", "LOMBARDI")
    }
    assert {formula: (point["bestSet"]["reps"], point["oneRepMax"]) for formula, point in best.items()} == {
        "EPLEY": (2, "116.267"),
        "BRZYCKI": (12, "115.2"),
        "LOMBARDI": (2, "116.823"),
    }


async def test_of_equal_estimates_the_first_is_the_best_as_it_has_the_record(member: Client) -> None:
    """By Epley, ten times 90 and six times 100 are both 120 to the gram."""
    sets = [lift(10, "90"), lift(6, "100"), lift(10, "90")]
    session = await workout(member, "2026-03-02", {"squat": sets})
    shown = """
        exerciseProgress(exercise: $exercise, range: $range) { points { bestSet { id } oneRepMax } }
        personalRecords { nodes { oneRepMax { set { id } estimate } } }
    """
    found = await analysed(member, shown, exercise=(await slugs(member))["squat"], range=MARCH)
    first = {"id": session["exercises"][0]["sets"][0]["id"]}
    assert found["exerciseProgress"]["points"] == [{"bestSet": first, "oneRepMax": "120"}]
    assert found["personalRecords"]["nodes"] == [{"oneRepMax": {"set": first, "estimate": "120"}}]


async def test_without_an_estimate_the_best_is_the_heaviest_then_the_longest(member: Client) -> None:
    await workout(member, "2026-03-02", {"squat": [lift(15, "50"), lift(20, "40"), lift(16, "50"), lift(30)]})
    (point,) = await points(member, "squat")
    assert (point["bestSet"]["reps"], point["load"], point["oneRepMax"]) == (16, "50", None)
    await workout(member, "2026-03-02", {"plank": [held(60), held(90)], "run": [went("5"), went("6.5")]})
    (plank,), (run,) = await points(member, "plank"), await points(member, "run")
    assert (plank["seconds"], plank["load"], plank["volume"]) == (150, None, "0")
    assert (run["distance"], run["hardSets"]) == ("11.5", 2)


async def test_the_body_is_part_of_the_load_where_it_is_known(member: Client) -> None:
    sets = [lift(5, "20", loadKind="BODYWEIGHT"), lift(5, "10", loadKind="ASSISTED")]
    await workout(member, "2026-03-02", {"squat": sets}, bodyWeight=kg("80"))
    await workout(member, "2026-03-03", {"squat": sets})
    known, unknown = await points(member, "squat")
    assert (known["load"], known["oneRepMax"], known["volume"]) == ("100", "116.667", "850")
    assert (unknown["load"], unknown["oneRepMax"], unknown["volume"]) == (None, None, "0")


async def test_merged_exercises_are_one_and_others_are_nothing(site: Site, member: Client) -> None:
    old, new = [(await made(member, name=name))["id"] for name in ("Old Swing", "New Swing")]
    await workout(member, "2026-03-01", {old: [lift(5, "10")]})
    await workout(member, "2026-03-02", {new: [lift(4, "12")]})
    ids = {"old": decode_id(old, "Exercise"), "new": decode_id(new, "Exercise")}
    assert len(await points(member, old)) == 1
    await execute(site, "UPDATE exercises SET merged_into_id = :new WHERE id = :old", **ids)
    assert await points(member, old) == await points(member, new)
    assert len(await points(member, old)) == 2
    assert await points(await site.member(), new) == []


async def test_the_latest_thousand_are_answered(site: Site, member: Client) -> None:
    email = await member.sign_up()
    first = await workout(member, "2000-01-01", {"squat": [lift(5, "100")]})
    await execute(
        site,
        """WITH one AS (SELECT s.* FROM training_sessions s JOIN user_account u ON u.id = s.user_id
             WHERE u.email = :email),
           more AS (INSERT INTO training_sessions
             (user_id, start_time, end_time, user_timezone, status, duration_seconds)
             SELECT user_id, start_time + make_interval(days => n), end_time + make_interval(days => n),
               user_timezone, status, duration_seconds FROM one, generate_series(1, 1004) n RETURNING id),
           parts AS (INSERT INTO training_session_exercises
             (session_id, exercise_id, mode_snapshot, exercise_name_snapshot, order_index)
             SELECT more.id, e.exercise_id, 'reps', 'Squat', 0
             FROM more, training_session_exercises e JOIN one ON one.id = e.session_id RETURNING id)
           INSERT INTO training_session_sets (session_exercise_id, order_index, reps_completed, weight)
           SELECT id, 0, 5, 100 FROM parts""",
        email=email,
    )
    range_ = {"from": "2000-01-01", "to": "2010-01-01"}
    found = await points(member, "squat", range=range_)
    assert (len(found), found[0]["date"]) == (1000, "2000-01-06")
    assert found == sorted(found, key=lambda point: point["date"])
    assert first["id"] not in {point["session"]["id"] for point in found}
    exercise = (await slugs(member))["squat"]
    many = await statements(member, DOCUMENT, exercise=exercise, range=range_)
    few = await statements(
        member, DOCUMENT, exercise=exercise, range={"from": "2000-01-01", "to": "2000-01-02"}
    )
    assert sorted(many) == sorted(few)
    assert len(many) == 4  # itself; then the exercise, sessions and sets


@pytest.mark.parametrize("id_", ["", "x", "\0", "Vmlld2VyOjE"])
async def test_an_id_that_is_none_is_refused(member: Client, id_: str) -> None:
    assert await member.codes(DOCUMENT, exercise=id_, range=MARCH) == ["BAD_ID"]
