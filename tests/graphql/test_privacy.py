"""What is somebody's own stays so on every path: lists, look-ups, `node`, templates and sessions."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from administrators import give, person
from sqlalchemy import text
from training import CREATE_UNIT, FINISH, LOG, START, leg_day, running, slugs

from irontrack.graphql.relay import decode_any_id, encode_id
from irontrack.models import Role

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"
ADD = """
    mutation ($input: AddSessionExerciseInput!) {
      addSessionExercise(input: $input) {
        __typename
        ... on AddSessionExercisePayload { sessionExercise { id } }
        ... on ValidationProblem { issues { path code } }
      }
    }
"""


async def execute(site: Site, statement: str, **values: Any) -> None:
    async with site.app.state.resources.database.transaction() as db:
        await db.execute(text(statement), values)


async def own_id(client: Client) -> uuid.UUID:
    viewer = (await client.data("{ viewer { id } }"))["viewer"]
    key = decode_any_id(viewer["id"])[1]
    assert isinstance(key, uuid.UUID)
    return key


async def custom_exercise(site: Site, client: Client) -> str:
    """Give the client an exercise of their own, and return its global id."""
    key = uuid.uuid4()
    statement = """
        INSERT INTO exercises (id, name, category, difficulty_level, created_by)
        VALUES (:id, 'Secret Squat', 'strength', 'expert', :owner)
    """
    await execute(site, statement, id=key, owner=await own_id(client))
    return encode_id("Exercise", key)


async def test_a_custom_exercise_is_its_owners_on_every_path(
    site: Site, member: Client, anyone: Client
) -> None:
    secret = await custom_exercise(site, member)
    stranger = await site.member()
    session, _, _ = await running(stranger)
    by_id = "query ($by: ExerciseBy!) { exercise(by: $by) { id } }"
    mine = '{ exercises(search: "secret squat", filter: {scope: MINE}) { nodes { id } } }'
    everything = '{ exercises(search: "secret squat") { nodes { id } } }'
    assert (await member.data(mine))["exercises"]["nodes"] == [{"id": secret}]
    assert (await member.data(by_id, by={"id": secret}))["exercise"] == {"id": secret}
    for other in (stranger, anyone):
        assert (await other.data(NODE, id=secret))["node"] is None
        assert (await other.data(by_id, by={"id": secret}))["exercise"] is None
        for document in (mine, everything):
            assert {"id": secret} not in (await other.data(document))["exercises"]["nodes"]
    unit = {"name": "Stolen", "exercises": [{"exerciseId": secret}]}
    created = (await stranger.data(CREATE_UNIT, input=unit))["createTrainingUnit"]
    assert created["issues"][0]["code"] == "UNKNOWN"
    added = (await stranger.data(ADD, input={"sessionId": session, "exerciseId": secret}))[
        "addSessionExercise"
    ]
    assert added["issues"] == [{"path": ["exerciseId"], "code": "UNKNOWN"}]


async def test_a_deactivated_exercise_is_neither_listed_nor_used(site: Site, member: Client) -> None:
    secret = await custom_exercise(site, member)
    await execute(site, "UPDATE exercises SET is_active = false WHERE id = :id", id=decode_any_id(secret)[1])
    assert (await member.data("{ exercises(filter: {scope: MINE}) { totalCount } }"))["exercises"] == {
        "totalCount": 0
    }
    unit = {"name": "Old", "exercises": [{"exerciseId": secret}]}
    assert (await member.data(CREATE_UNIT, input=unit))["createTrainingUnit"]["issues"][0][
        "code"
    ] == "UNKNOWN"


async def test_every_private_node_is_its_owners_alone(site: Site, member: Client, anyone: Client) -> None:
    session, exercise, _ = await running(member)
    logged = await member.data(LOG, input={"sessionExerciseId": exercise, "metric": {"reps": 5}})
    units = "{ viewer { trainingUnits { nodes { id exercises { id } } } } }"
    (unit,) = (await member.data(units))["viewer"]["trainingUnits"]["nodes"]
    ids = [session, exercise, logged["logSet"]["set"]["id"], unit["id"], unit["exercises"][0]["id"]]
    stranger = await site.member()
    for id_ in ids:
        assert (await member.data(NODE, id=id_))["node"]["id"] == id_
        assert (await stranger.data(NODE, id=id_))["node"] is None
        assert (await anyone.data(NODE, id=id_))["node"] is None


@pytest.mark.parametrize(
    ("status", "is_granted", "is_readable"),
    [("private", True, False), ("shared", False, False), ("shared", True, True), ("public", False, True)],
)
async def test_a_grant_counts_while_the_unit_is_shared(
    site: Site, member: Client, status: str, *, is_granted: bool, is_readable: bool
) -> None:
    unit = await leg_day(member)
    key, reader = decode_any_id(unit["id"])[1], await site.member()
    await execute(site, "UPDATE training_units SET sharing_status = :s WHERE id = :id", s=status, id=key)
    if is_granted:
        grant = "INSERT INTO training_unit_access (training_unit_id, user_id) VALUES (:unit, :reader)"
        await execute(site, grant, unit=key, reader=await own_id(reader))
    document = "query ($id: ID!) { trainingUnit(id: $id) { name exercises { exerciseName } } }"
    found = (await reader.data(document, id=unit["id"]))["trainingUnit"]
    assert (found is not None) is is_readable
    started = (await reader.data(START, input={"from": {"trainingUnitId": unit["id"]}}))["startSession"]
    assert started["__typename"] == ("StartSessionPayload" if is_readable else "NotFoundProblem")


async def test_a_system_unit_is_everyones_to_read(site: Site, anyone: Client) -> None:
    key = uuid.uuid4()
    statement = """
        INSERT INTO training_units (id, name, slug, is_system_default) VALUES (:id, 'Starter', :slug, true)
    """
    await execute(site, statement, id=key, slug=f"starter-{key.hex}")
    id_ = encode_id("TrainingUnit", key)
    assert (await anyone.data(NODE, id=id_))["node"]["id"] == id_
    assert (await anyone.data("query ($id: ID!) { trainingUnit(id: $id) { name } }", id=id_))["trainingUnit"]


async def test_a_finished_session_takes_no_exercise(member: Client) -> None:
    session, _, _ = await running(member)
    await member.data(FINISH, input={"sessionId": session})
    squat = (await slugs(member))["squat"]
    answer = await member.data(ADD, input={"sessionId": session, "exerciseId": squat})
    assert answer["addSessionExercise"]["__typename"] == "ConflictProblem"


async def test_lists_end_where_the_limits_say(site: Site, member: Client) -> None:
    squat = (await slugs(member))["squat"]
    full = {"name": "Full", "exercises": [{"exerciseId": squat}] * 100}
    unit = (await member.data(CREATE_UNIT, input=full))["createTrainingUnit"]["trainingUnit"]
    over = {"name": "Over", "exercises": [{"exerciseId": squat}] * 101}
    answer = (await member.data(CREATE_UNIT, input=over))["createTrainingUnit"]
    assert [issue["code"] for issue in answer["issues"]] == ["TOO_MANY"]
    start = {"from": {"trainingUnitId": unit["id"]}}
    session = (await member.data(START, input=start))["startSession"]["session"]
    added = (await member.data(ADD, input={"sessionId": session["id"], "exerciseId": squat}))[
        "addSessionExercise"
    ]
    assert [issue["code"] for issue in added["issues"]] == ["TOO_MANY"]
    exercise = session["exercises"][0]["id"]
    fill = """
        INSERT INTO training_session_sets (session_exercise_id, order_index)
        SELECT :id, generate_series(0, 99)
    """
    await execute(site, fill, id=decode_any_id(exercise)[1])
    logged = await member.data(LOG, input={"sessionExerciseId": exercise, "metric": {"reps": 5}})
    assert [issue["code"] for issue in logged["logSet"]["issues"]] == ["TOO_MANY"]
    many = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert len((await member.data(many, ids=[squat] * 100))["nodes"]) == 100
    assert await member.codes(many, ids=[squat] * 101) == ["BAD_VALUE"]


async def test_the_newest_session_comes_first_and_ties_are_walked_both_ways(
    site: Site, member: Client
) -> None:
    for day in (3, 1, 2, 2, 2):
        begin = {"from": {"freestyle": {}}, "allowSeveral": True, "startTime": f"2026-03-0{day}T10:00:00Z"}
        await member.data(START, input=begin)
    pages = """
        query ($first: Int, $after: String, $last: Int, $before: String) { viewer {
          trainingSessions(first: $first, after: $after, last: $last, before: $before) {
            nodes { id startTime } pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
          }
        } }
    """

    async def page(**arguments: Any) -> Any:
        return (await member.data(pages, **arguments))["viewer"]["trainingSessions"]

    whole = (await page(first=100))["nodes"]
    assert [node["startTime"][8:10] for node in whole] == ["03", "02", "02", "02", "01"]
    first = await page(first=2)
    second = await page(first=2, after=first["pageInfo"]["endCursor"])
    third = await page(first=2, after=second["pageInfo"]["endCursor"])
    assert first["nodes"] + second["nodes"] + third["nodes"] == whole
    assert [part["pageInfo"]["hasNextPage"] for part in (first, second, third)] == [True, True, False]
    end = await page(last=2)
    middle = await page(last=2, before=end["pageInfo"]["startCursor"])
    assert middle["nodes"] + end["nodes"] == whole[1:]
    assert (middle["pageInfo"]["hasPreviousPage"], end["pageInfo"]["hasNextPage"]) == (True, False)
    other = await site.member()
    theirs = await other.codes(pages, after=first["pageInfo"]["endCursor"])
    assert theirs == ["BAD_CURSOR"]


async def test_notes_are_kept_replaced_or_removed(member: Client) -> None:
    for sent, expected in (({}, "Begun."), ({"notes": "Done."}, "Done."), ({"notes": None}, None)):
        begin = {"from": {"freestyle": {}}, "notes": "Begun."}
        session = (await member.data(START, input=begin))["startSession"]["session"]
        done = await member.data(FINISH, input={"sessionId": session["id"], **sent})
        assert done["finishSession"]["session"]["notes"] == expected


async def test_a_trainer_sees_what_readable_templates_refer_to_and_nothing_else(
    site: Site, member: Client
) -> None:
    trainer = await person(site)
    await give(site, trainer, Role.FITNESS_TRAINER)
    secret = await custom_exercise(site, member)
    sent = {"name": "Mine alone", "exercises": [{"exerciseId": secret}]}
    unit = (await member.data(CREATE_UNIT, input=sent))["createTrainingUnit"]["trainingUnit"]
    key = decode_any_id(unit["id"])[1]
    grant = "INSERT INTO training_unit_access (training_unit_id, user_id) VALUES (:unit, :to)"
    await execute(site, grant, unit=key, to=await own_id(trainer.client))
    change = "UPDATE training_units SET sharing_status = :status WHERE id = :unit"
    for status, expected in (
        ("private", None),
        ("shared", {"__typename": "Exercise", "id": secret}),
        ("private", None),
        ("public", {"__typename": "Exercise", "id": secret}),
    ):
        await execute(site, change, unit=key, status=status)
        assert (await trainer.client.data(NODE, id=secret))["node"] == expected
        assert (await (await site.member()).data(NODE, id=secret))["node"] is None
