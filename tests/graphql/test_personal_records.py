"""Records: the best of each exercise, and who reached it first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from administrators import person
from analysing import analysed, held, kg, lift, went, workout
from exercising import does, made
from logging_sets import done
from running import ran
from sign_ins import execute, value
from starting import started
from test_statements import statements
from training import slugs

from irontrack.graphql.relay import decode_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

RECORDS = """
    exerciseName exercise { name }
    heaviest { load reps date set { id reps } session { id } }
    oneRepMax { estimate load reps date set { id } }
    brzycki: oneRepMax(formula: BRZYCKI) { estimate }
    lombardi: oneRepMax(formula: LOMBARDI) { estimate }
    repRecords { load reps date }
    sessionVolume { volume date session { id } }
    longestTime { seconds date set { timeSeconds } }
    longestDistance { distance date set { id } session { id } }
"""
DOCUMENT = f"""
    query ($exercises: [ID!], $first: Int, $after: String) {{ viewer {{ analytics {{
      personalRecords(exercises: $exercises, first: $first, after: $after) {{
        totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ {RECORDS} }}
      }}
    }} }} }}
"""


async def records(client: Client, **variables: Any) -> dict[str, Any]:
    found = await client.data(DOCUMENT, **variables)
    nodes = found["viewer"]["analytics"]["personalRecords"]["nodes"]
    assert len({node["exerciseName"] for node in nodes}) == len(nodes)
    return {node["exerciseName"]: node for node in nodes}


async def squat_records(client: Client) -> Any:
    (found,) = (await records(client)).values()
    return found


async def test_who_has_done_nothing_has_no_records(member: Client) -> None:
    await workout(member, "2026-03-01", {"squat": [lift(5, "100", setType="WARM_UP"), lift(0, "100")]})
    assert await records(member) == {}
    assert await records(member, exercises=[]) == {}


async def test_records_name_their_set_and_date_and_the_first_has_them(member: Client) -> None:
    second = await workout(member, "2026-03-02", {"squat": [lift(5, "100"), lift(8, "90"), lift(3, "100")]})
    first = await workout(member, "2026-03-01", {"squat": [lift(3, "100"), lift(9, "80")]})
    await workout(member, "2026-03-03", {"squat": [lift(5, "100"), lift(8, "90"), lift(20, "60")]})
    found = await squat_records(member)
    (set_,) = [one["id"] for one in first["exercises"][0]["sets"] if one["reps"] == 3]
    assert found["heaviest"] == {
        "load": "100",
        "reps": 3,
        "date": "2026-03-01",
        "set": {"id": set_, "reps": 3},
        "session": {"id": first["id"]},
    }
    # 100 × (1 + 5/30) = 116.667 is more than 90 × (1 + 8/30) = 114.
    five = second["exercises"][0]["sets"][0]["id"]
    assert found["oneRepMax"] == {
        "estimate": "116.667",
        "load": "100",
        "reps": 5,
        "date": "2026-03-02",
        "set": {"id": five},
    }
    assert (found["brzycki"]["estimate"], found["lombardi"]["estimate"]) == ("112.5", "117.462")
    assert [(one["load"], one["reps"], one["date"]) for one in found["repRecords"]] == [
        ("100", 5, "2026-03-02"),
        ("90", 8, "2026-03-02"),
        ("80", 9, "2026-03-01"),
        ("60", 20, "2026-03-03"),
    ]
    assert (found["sessionVolume"]["volume"], found["sessionVolume"]["date"]) == ("2420", "2026-03-03")
    assert found["longestTime"] is found["longestDistance"] is None


async def test_each_kind_by_itself_is_what_it_is_among_all(member: Client) -> None:
    await workout(member, "2026-03-01", {"squat": [lift(5, "100"), lift(8, "90.125")]})
    await workout(member, "2026-03-02", {"squat": [lift(5, "100"), lift(8, "90.125"), lift(1, "0.001")]})
    found = await squat_records(member)
    assert found["sessionVolume"]["volume"] == "1221.001"
    fields = "heaviest { load }", "sessionVolume { volume }", "longestTime { seconds }", "repRecords { load }"
    for field in fields:
        document = f"{{ viewer {{ analytics {{ personalRecords {{ nodes {{ {field} }} }} }} }} }}"
        (alone,) = (await member.data(document))["viewer"]["analytics"]["personalRecords"]["nodes"]
        for name, shown in alone.items():
            assert shown == only(found[name], shown)


def only(found: Any, like: Any) -> Any:
    """Return of what was found the fields that another answer has."""
    if isinstance(like, list):
        return [only(*pair) for pair in zip(found, like, strict=True)]
    return {name: found[name] for name in like} if isinstance(like, dict) else found


async def test_of_equal_sets_of_one_session_the_first_has_the_records(member: Client) -> None:
    session = await workout(member, "2026-03-01", {"squat": [lift(5, "100")] * 3, "plank": [held(60)] * 3})
    first, longest = ({"id": each["sets"][0]["id"]} for each in session["exercises"])
    shown = """
        personalRecords { nodes {
          heaviest { set { id } } oneRepMax { set { id } } repRecords { set { id } }
          longestTime { set { id } }
        } }
    """
    squat, plank = (await analysed(member, shown))["personalRecords"]["nodes"]
    assert squat["heaviest"]["set"] == squat["oneRepMax"]["set"] == squat["repRecords"][0]["set"] == first
    assert plank["longestTime"]["set"] == longest


async def test_estimates_are_of_one_to_twelve_repetitions(member: Client) -> None:
    await workout(member, "2026-03-01", {"squat": [lift(13, "100")]})
    assert (await squat_records(member))["oneRepMax"] is None
    await workout(member, "2026-03-02", {"squat": [lift(1, "50")]})
    found = await squat_records(member)
    assert found["oneRepMax"]["estimate"] == found["lombardi"]["estimate"] == "50"


async def test_an_unknown_load_is_no_record(member: Client) -> None:
    body = [lift(5, loadKind="BODYWEIGHT"), lift(6)]
    await workout(member, "2026-03-01", {"squat": body})
    found = await squat_records(member)
    assert found["heaviest"] is found["oneRepMax"] is found["sessionVolume"] is None
    assert found["repRecords"] == []
    await workout(member, "2026-03-02", {"squat": body}, bodyWeight=kg("80"))
    found = await squat_records(member)
    assert (found["heaviest"]["load"], found["sessionVolume"]["volume"]) == ("80", "400")


async def test_times_and_distances_have_records_too(site: Site, member: Client) -> None:
    email = await member.sign_up()
    planks = [held(60), held(90), {**held(30), "weight": kg("20")}]
    await workout(member, "2026-03-01", {"plank": planks, "run": [went("5")]})
    await workout(member, "2026-03-02", {"plank": [held(90)], "run": [went("4.5")]})
    found = await records(member)
    plank = found["Plank"]
    assert plank["longestTime"] == {"seconds": 90, "date": "2026-03-01", "set": {"timeSeconds": 90}}
    assert (plank["heaviest"]["load"], plank["heaviest"]["reps"]) == ("20", None)
    assert plank["repRecords"] == []
    run = next(one for one in found.values() if one["longestDistance"])
    assert (run["longestDistance"]["distance"], run["longestDistance"]["date"]) == ("5", "2026-03-01")
    await execute(
        site,
        """INSERT INTO training_session_run_details (session_exercise_id, user_id, moving_seconds, source)
           SELECT max(x.session_exercise_id), u.id, 40000, 'manual' FROM user_account u
           JOIN training_session_sets x ON x.user_id = u.id AND x.distance_km = 5
           WHERE u.email = :email GROUP BY u.id""",
        email=email,
    )
    run = (await records(member))[run["exerciseName"]]
    assert run["longestTime"] == {"seconds": 40000, "date": "2026-03-01", "set": None}


async def test_a_run_of_intervals_counts_as_a_whole(member: Client) -> None:
    by_distance = [{"distance": {"value": "2", "unit": "KM"}}] * 4
    await ran(member, intervals=by_distance, distance=None, movingSeconds=2500, elapsedSeconds=None)
    await ran(member, intervals=[{"seconds": 900}] * 3, movingSeconds=None, elapsedSeconds=None)
    (found,) = (await records(member)).values()
    longest, furthest = found["longestTime"], found["longestDistance"]
    assert (longest["seconds"], longest["set"]) == (2700, None)
    assert (furthest["distance"], furthest["set"]) == ("8", None)


async def test_a_renamed_exercise_has_its_new_name_and_a_deleted_one_its_old(
    site: Site, member: Client
) -> None:
    exercise = await made(member, name="Ring Swing")
    await workout(member, "2026-03-01", {exercise["id"]: [lift(5, "10")]})
    await does(member, "updateExercise", id=exercise["id"], name="Swing of Rings")
    assert list(await records(member)) == ["Swing of Rings"]
    other = await made(member, name="RING swing")
    await workout(member, "2026-03-02", {other["id"]: [lift(6, "10")]})
    keys = [decode_id(each["id"], "Exercise") for each in (exercise, other)]
    for key in keys:
        await execute(site, "DELETE FROM exercises WHERE id = :key", key=key)
    (found,) = (await records(member)).values()
    assert found["exercise"] is None
    assert found["exerciseName"].lower() == "ring swing"
    assert found["repRecords"] == [{"load": "10", "reps": 6, "date": "2026-03-02"}]


async def test_merged_exercises_are_one(site: Site, member: Client) -> None:
    old, new = [await made(member, name=name) for name in ("Old Swing", "New Swing")]
    await workout(member, "2026-03-01", {old["id"]: [lift(5, "10")], new["id"]: [lift(4, "12")]})
    ids = {"old": decode_id(old["id"], "Exercise"), "new": decode_id(new["id"], "Exercise")}
    await execute(
        site, "UPDATE exercises SET merged_into_id = :new, is_active = false WHERE id = :old", **ids
    )
    for wanted in (None, [old["id"]], [new["id"]], [old["id"], new["id"]]):
        found = await records(member, exercises=wanted)
        assert list(found) == ["New Swing"]
        assert [one["reps"] for one in found["New Swing"]["repRecords"]] == [4, 5]


async def test_the_exercise_of_somebody_else_keeps_the_name_that_was_copied(site: Site) -> None:
    author, reader = await person(site), await site.member()
    exercise = await made(author.client, name="Secret Squat")
    unit = await author.client.data(
        """mutation ($e: ID!) { createTrainingUnit(input: {name: "U", exercises: [{exerciseId: $e}]}) {
           ... on CreateTrainingUnitPayload { trainingUnit { id } } } }""",
        e=exercise["id"],
    )
    unit_id = unit["createTrainingUnit"]["trainingUnit"]["id"]
    await execute(
        site,
        "UPDATE training_units SET sharing_status = 'public' WHERE id = :id",
        id=decode_id(unit_id, "TrainingUnit"),
    )
    session = await started(reader, {"trainingUnitId": unit_id}, startTime="2026-11-20T10:00:00Z")
    await done(
        reader,
        "logSet",
        sessionExerciseId=session["exercises"][0]["id"],
        metric={"reps": 5},
        weight=kg("100"),
    )
    await done(reader, "finishSession", sessionId=session["id"], endTime="2026-11-20T11:00:00Z")
    await does(author.client, "updateExercise", id=exercise["id"], name="More Secret")
    (found,) = (await records(reader)).values()
    assert (found["exerciseName"], found["exercise"]) == ("Secret Squat", None)
    assert found["heaviest"]["load"] == "100"
    assert await records(author.client) == {}


async def test_pages_and_costs(site: Site, member: Client) -> None:
    made_ids = [(await made(member, name=f"Swing {number}"))["id"] for number in range(5)]
    await workout(member, "2026-03-01", {made_ids[0]: [lift(5, "10")]})
    few = await statements(member, DOCUMENT)
    await workout(member, "2026-03-02", {id_: [lift(5, "20"), lift(6, "20")] for id_ in made_ids})
    many = await statements(member, DOCUMENT)
    assert sorted(few) == sorted(many)
    # The page and its records, the count; then exercises, sets and sessions.
    assert len(many) == 6
    assert len(await statements(member, DOCUMENT.replace(RECORDS, "heaviest { load }"), first=1)) == 3
    page = (await member.data(DOCUMENT, first=2))["viewer"]["analytics"]["personalRecords"]
    assert page["totalCount"] == 5
    following = await records(member, first=100, after=page["pageInfo"]["endCursor"])
    assert list(following) == ["Swing 2", "Swing 3", "Swing 4"]
    assert await value(site, "SELECT count(*) FROM training_session_sets") > 10


@pytest.mark.parametrize("ids", [["x"], ["Vmlld2VyOjE"], ["\0"], [""]])
async def test_ids_that_are_none_are_refused(member: Client, ids: list[str]) -> None:
    assert await member.codes(DOCUMENT, exercises=ids) == ["BAD_ID"]
    squat = (await slugs(member))["squat"]
    assert await member.codes(DOCUMENT, exercises=[squat] * 251) == ["BAD_VALUE"]
    assert await records(member, exercises=[squat]) == {}
    assert (await analysed(member, "personalRecords(first: 1) { nodes { exerciseName } }")) is not None
