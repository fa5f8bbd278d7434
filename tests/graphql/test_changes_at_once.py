"""Several who write at the same time: nobody sees an entry before an earlier one, and none is missed."""

from __future__ import annotations

import asyncio
import uuid
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
from administrators import key, person
from building import built
from building import does as change_unit
from sharing import make_unit, set_status
from syncing import Copy, changes, synced
from training import LOG, START

from irontrack.graphql.relay import decode_id

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from uuid import UUID

    from clients import Client, Site

    type Connection = asyncpg.Connection[asyncpg.Record]

pytestmark = pytest.mark.anyio

INSERT = """
    INSERT INTO training_sessions (id, user_id, start_time, user_timezone) VALUES ($1, $2, now(), 'UTC')
"""
GRANT = "INSERT INTO training_unit_access (training_unit_id, user_id) VALUES ($1, $2)"
# What the commit does last, done now; the locks stay until the commit.
COMMIT_ALMOST = "SET CONSTRAINTS ALL IMMEDIATE"
SEQUENCES = """
    SELECT array_agg(aggregate_id ORDER BY sequence) FROM change_entries WHERE feed_id = $1
"""


@asynccontextmanager
async def connected(database_url: str, number: int) -> AsyncIterator[list[Connection]]:
    url = database_url.replace("+asyncpg", "")
    connections: list[Connection] = [await asyncpg.connect(url) for _ in range(number)]
    try:
        yield connections
    finally:
        for connection in connections:
            await connection.close()


async def test_whoever_commits_second_waits_with_the_entry_so_that_the_first_is_never_missed(
    site: Site, database_url: str
) -> None:
    me = await person(site)
    copy = await synced(me.client)
    first, second = uuid.uuid4(), uuid.uuid4()
    async with connected(database_url, 2) as (one, other):
        await one.execute("BEGIN")
        await other.execute("BEGIN")
        # The second begins to write before the first does.
        await other.execute(INSERT, second, key(me))
        await one.execute(INSERT, first, key(me))
        await one.execute(COMMIT_ALMOST)
        committing = asyncio.create_task(other.execute("COMMIT"))
        await asyncio.sleep(0.2)
        assert not committing.done()
        assert await copy.pull() == []
        await one.execute("COMMIT")
        await committing
        assert await one.fetchval(SEQUENCES, key(me)) == [first, second]
    assert [entry["typename"] for entry in await copy.pull(1)] == ["TrainingSession"] * 2


async def test_whoever_waited_sees_what_the_other_has_done_to_the_same_thing(
    site: Site, database_url: str
) -> None:
    owner, guest = await person(site), await person(site)
    unit_id = await make_unit(owner.client, "Ours")
    await set_status(owner.client, unit_id, "SHARED")
    unit = decode_id(unit_id, "TrainingUnit")
    async with connected(database_url, 2) as (one, other):
        await one.execute(GRANT, unit, key(guest))
        copy = await synced(guest.client)
        assert unit_id in copy.nodes
        await one.execute("BEGIN")
        await one.execute("DELETE FROM training_unit_access WHERE user_id = $1", key(guest))
        await one.execute(COMMIT_ALMOST)
        # The grant is there for whoever renames it now, until the wait is over.
        await other.execute("BEGIN")
        await other.execute("UPDATE training_units SET name = 'Renamed' WHERE id = $1", unit)
        committing = asyncio.create_task(other.execute("COMMIT"))
        await asyncio.sleep(0.2)
        assert not committing.done()
        await one.execute("COMMIT")
        await committing
    assert [entry["isDeleted"] for entry in await copy.pull()] == [True]


async def test_whoever_does_not_share_a_feed_does_not_wait(site: Site, database_url: str) -> None:
    me, other_person = await person(site), await person(site)
    async with connected(database_url, 2) as (one, other):
        await one.execute("BEGIN")
        await one.execute(INSERT, uuid.uuid4(), key(me))
        await one.execute(COMMIT_ALMOST)
        async with asyncio.timeout(5):
            await other.execute(INSERT, uuid.uuid4(), key(other_person))
        await one.execute("ROLLBACK")
    assert (await changes(me.client))["entries"] == []
    assert len((await changes(other_person.client))["entries"]) == 1


async def test_what_is_rolled_back_to_a_savepoint_is_no_change(site: Site, database_url: str) -> None:
    me = await person(site)
    async with connected(database_url, 1) as (sql,):
        async with sql.transaction():
            await sql.execute(INSERT, uuid.uuid4(), key(me))
            await sql.execute("SAVEPOINT before")
            await sql.execute(INSERT, uuid.uuid4(), key(me))
            await sql.execute("ROLLBACK TO before")
        assert await sql.fetchval("SELECT count(*) FROM pending_changes") == 0
    assert len((await changes(me.client))["entries"]) == 1


async def test_transactions_about_the_same_people_in_any_order_meet_no_deadlock(
    site: Site, database_url: str
) -> None:
    people = [key(await person(site)) for _ in range(4)]

    async def write(sql: Connection, order: list[UUID]) -> None:
        for _ in range(40):
            async with sql.transaction():
                for user_id in order:
                    await sql.execute(INSERT, uuid.uuid4(), user_id)

    async with connected(database_url, 4) as connections:
        orders = people, people[::-1], people[2:] + people[:2], [people[1], people[3], people[0]]
        await asyncio.gather(*map(write, connections, orders))
        for user_id in people:
            count = await connections[0].fetchval(
                "SELECT count(DISTINCT sequence) FROM change_entries WHERE feed_id = $1", user_id
            )
            assert count in {120, 160}


async def test_a_copy_that_follows_many_writers_ends_as_what_there_is(site: Site) -> None:
    member = await site.member()
    unit = await built(member)
    start = {"from": {"trainingUnitId": unit["id"]}, "allowSeveral": True}

    async def train() -> None:
        session = (await member.data(START, input=start))["startSession"]["session"]
        exercise = session["exercises"][0]["id"]
        for reps in range(1, 9):
            await member.data(LOG, input={"sessionExerciseId": exercise, "metric": {"reps": reps}})

    async def rename() -> None:
        for number in range(10):
            await change_unit(member, "updateTrainingUnit", id=unit["id"], name=f"Push {number}")

    copy = Copy(member)
    writers = asyncio.gather(train(), train(), rename(), train(), train())
    pulls = 0
    while not writers.done():
        await copy.pull(1 + pulls % 3)
        pulls += 1
    await writers
    await copy.pull()
    assert pulls > 3
    assert copy.nodes == (await synced(member)).nodes
    sessions = [node for node in copy.nodes.values() if node["__typename"] == "TrainingSession"]
    assert [len(session["exercises"][0]["sets"]) for session in sessions] == [8] * 4


async def test_a_deletion_and_logging_at_once_leave_no_feed_behind(site: Site) -> None:
    gone = (
        "SELECT count(*) FROM change_counters LEFT JOIN user_account a ON a.id = feed_id WHERE feed_id = $1"
    )
    for _ in range(4):
        me = await person(site)
        unit = await built(me.client)
        start = {"from": {"trainingUnitId": unit["id"]}, "allowSeveral": True}
        session = (await me.client.data(START, input=start))["startSession"]["session"]
        log = {"sessionExerciseId": session["exercises"][0]["id"], "metric": {"reps": 5}}
        answers = await asyncio.gather(
            *(_log(me.client, log) for _ in range(4)),
            _delete(me.client),
            *(_log(me.client, log) for _ in range(4)),
        )
        assert answers[4]["data"]["deleteMyAccount"]["__typename"] == "DeleteMyAccountPayload"
        unforeseen = [answer for answer in answers if "INTERNAL" in str(answer)]
        assert unforeseen == []
        async with site.app.state.resources.database.engine.connect() as connection:
            count = await connection.exec_driver_sql(gone, (key(me),))
            assert count.scalar_one() == 0


async def _log(client: Client, log: dict[str, Any]) -> Any:
    return (await client.post(LOG, input=log)).json()


async def _delete(client: Client) -> Any:
    delete = "mutation ($input: DeleteMyAccountInput!) { deleteMyAccount(input: $input) { __typename } }"
    return (await client.post(delete, input={"currentPassword": "correct horse battery"})).json()
