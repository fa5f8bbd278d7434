"""The change feed: what of somebody's has changed, whatever has changed it."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING

import msgspec
import pytest
from administrators import key, person
from building import built
from building import does as change_unit
from clients import PASSWORD, opened
from exercising import does as change_exercise
from exercising import made
from following import does as follow
from following import enrolled, plan, today
from lives import fill
from sharing import grant, leave, make_plan, make_unit, revoke, set_status
from sign_ins import CHANGE_EMAIL, execute, value
from syncing import CHANGES, Copy, changes, synced
from training import FINISH, LOG, leg_day, running

from irontrack.graphql.relay import decode_id, encode_id
from irontrack.infra.migrations import downgrade, upgrade
from irontrack.models import Base

if TYPE_CHECKING:
    from clients import Client, Site

    from irontrack.infra.embedded_postgres import PostgresSocket
    from irontrack.settings import Settings

pytestmark = pytest.mark.anyio

GONE = True
THERE = False
ALL_FEEDS = "SELECT count(*) FROM change_counters"
# What is nobody's in particular, or no part of what a feed is about.
UNNOTED = {
    "role", "user_account", "account_revisions", "sign_in_families", "refresh_tokens", "sign_in_throttles",
    "request_hashes", "equipment", "muscle_groups", "exercise_tags",
    "change_counters", "change_entries", "pending_changes",
}  # fmt: skip
NOTED = """
    SELECT string_agg(relname, ' ') FROM (
      SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
      WHERE tgname IN ('note_insert', 'note_update', 'note_delete') GROUP BY relname HAVING count(*) = 3
    ) AS noted
"""


async def test_nothing_is_known_of_somebody_new(member: Client) -> None:
    page = await changes(member)
    assert (page["entries"], page["hasMore"]) == ([], False)
    assert (await changes(member, since=page["cursor"]))["entries"] == []


async def test_what_is_made_changed_and_deleted_comes_in_its_order(member: Client) -> None:
    copy = await synced(member)
    exercise = await made(member)
    unit = await built(member)
    plan_id = await make_plan(member, "Month", unit["id"])
    enrollment = await enrolled(member, plan_id, today())
    session_id, squat, _ = await running(member)
    assert await copy.news() == [
        ("Exercise", THERE),
        ("TrainingUnit", THERE),
        ("TrainingPlan", THERE),
        ("Enrollment", THERE),
        ("TrainingUnit", THERE),
        ("TrainingSession", THERE),
    ]
    await member.data(LOG, input={"sessionExerciseId": squat, "metric": {"reps": 5}})
    await change_exercise(member, "updateExercise", id=exercise["id"], name="Ring Row")
    await follow(member, "endEnrollment", id=enrollment["id"], end="ABANDONED")
    assert await copy.news() == [("TrainingSession", THERE), ("Exercise", THERE), ("Enrollment", THERE)]
    assert copy.nodes[session_id]["exercises"][0]["sets"] == [{"reps": 5}]
    assert copy.nodes[exercise["id"]]["name"] == "Ring Row"
    await member.data(FINISH, input={"sessionId": session_id})
    await change_unit(member, "updateTrainingUnit", id=unit["id"], name="Pull")
    assert await copy.news() == [("TrainingSession", THERE), ("TrainingUnit", THERE)]
    await change_exercise(member, "deleteExercise", id=exercise["id"])
    assert await copy.news() == [("Exercise", GONE)]
    assert exercise["id"] not in copy.nodes


async def test_many_changes_of_one_thing_are_one_entry(member: Client) -> None:
    copy = await synced(member)
    _, squat, _ = await running(member)
    for _ in range(5):
        await member.data(LOG, input={"sessionExerciseId": squat, "metric": {"reps": 5}})
    assert await copy.news() == [("TrainingUnit", THERE), ("TrainingSession", THERE)]


async def test_what_was_refused_is_no_change(member: Client) -> None:
    _, squat, _ = await running(member)
    copy = await synced(member)
    await member.data(LOG, input={"sessionExerciseId": squat, "metric": {"seconds": 5}})
    await member.codes(LOG, input={"sessionExerciseId": "nonsense"})
    assert await copy.news() == []


async def test_a_deactivated_exercise_is_gone(member: Client) -> None:
    exercise = await made(member)
    await make_unit(member, "Rings", exercise["id"])
    copy = await synced(member)
    await change_exercise(member, "deleteExercise", id=exercise["id"])
    assert ("Exercise", GONE) in await copy.news()


async def test_what_comes_and_goes_between_two_readings_leaves_a_tombstone_at_most(member: Client) -> None:
    copy = await synced(member)
    exercise = await made(member)
    await change_exercise(member, "deleteExercise", id=exercise["id"])
    assert await copy.news() == [("Exercise", GONE)]


async def test_cascades_and_sql_by_hand_are_changes_too(site: Site) -> None:
    owner, guest = await person(site), await person(site)
    exercise = await made(owner.client)
    unit_id = await make_unit(owner.client, "Rings", exercise["id"])
    plan_id = await plan(owner.client)
    await enrolled(owner.client, plan_id, today())
    session_id, *_ = await running(owner.client)
    copy, other = await synced(owner.client), await synced(guest.client)
    await execute(site, "DELETE FROM exercises WHERE id = :id", id=decode_id(exercise["id"], "Exercise"))
    assert set(await copy.news()) == {("Exercise", GONE), ("TrainingUnit", THERE)}
    await execute(site, "DELETE FROM training_plans WHERE id = :id", id=decode_id(plan_id, "TrainingPlan"))
    assert set(await copy.news()) == {("TrainingPlan", GONE), ("Enrollment", THERE)}
    sets = "DELETE FROM training_session_exercises WHERE session_id = :id"
    await execute(site, sets, id=decode_id(session_id, "TrainingSession"))
    assert await copy.news() == [("TrainingSession", THERE)]
    hand_over = "UPDATE training_units SET created_by = :to WHERE id = :id"
    await execute(site, hand_over, to=key(guest), id=decode_id(unit_id, "TrainingUnit"))
    assert await copy.news() == [("TrainingUnit", GONE)]
    assert await other.news() == [("TrainingUnit", THERE)]


@pytest.mark.parametrize("kind", ["unit", "plan"])
@pytest.mark.parametrize("to", ["userId", "email"])
async def test_a_grant_comes_and_goes_with_what_it_allows(site: Site, kind: str, to: str) -> None:
    owner, guest = await person(site), await person(site)
    ours = await make_unit(owner.client, "Ours")
    # An author is somebody who can be named by id.
    await set_status(guest.client, await make_unit(guest.client, "Theirs"), "PUBLIC")
    template = ours if kind == "unit" else await make_plan(owner.client, "Month", ours)
    typename = "TrainingUnit" if kind == "unit" else "TrainingPlan"
    whom = {"userId": encode_id("User", key(guest))} if to == "userId" else {"email": guest.email.upper()}
    copy, own = await synced(guest.client), await synced(owner.client)
    granted = await grant(owner.client, template, whom)
    assert await copy.news() == []  # it is private yet, so nothing has been received
    assert await own.news() == [(typename, THERE)]
    for status in ("SHARED", "PUBLIC", "SHARED"):
        await set_status(owner.client, template, status)
        assert await copy.news() == [(typename, THERE)]
    assert copy.nodes[template]["__typename"] == typename
    rename = f"UPDATE training_{kind}s SET name = 'Renamed' WHERE id = :id"  # noqa: S608 - our own tables
    await execute(site, rename, id=decode_id(template, typename))
    await copy.pull()
    assert copy.nodes[template]["name"] == "Renamed"
    await set_status(owner.client, template, "PRIVATE")
    assert await copy.news() == [(typename, GONE)]
    await execute(site, rename, id=decode_id(template, typename))
    assert await copy.news() == []  # what is out of reach is silent
    await set_status(owner.client, template, "SHARED")
    assert await copy.news() == [(typename, THERE)]
    await revoke(owner.client, granted["grant"]["id"])
    assert await copy.news() == [(typename, GONE)]
    await grant(owner.client, template, whom, "WRITE")
    assert await copy.news() == [(typename, THERE)]
    await leave(guest.client, template)
    assert await copy.news() == [(typename, GONE)]


async def test_of_two_grants_the_one_that_is_left_counts(site: Site) -> None:
    owner, guest = await person(site), await person(site)
    unit_id = await make_unit(owner.client, "Ours")
    await set_status(owner.client, unit_id, "SHARED")
    by_address = await grant(owner.client, unit_id, {"email": guest.email})
    insert = "INSERT INTO training_unit_access (training_unit_id, user_id) VALUES (:unit, :user)"
    await execute(site, insert, unit=decode_id(unit_id, "TrainingUnit"), user=key(guest))
    copy = await synced(guest.client)
    await revoke(owner.client, by_address["grant"]["id"])
    await copy.pull()
    assert unit_id in copy.nodes
    await execute(site, "DELETE FROM training_unit_access WHERE user_id = :user", user=key(guest))
    await copy.pull()
    assert unit_id not in copy.nodes


async def test_what_an_address_was_granted_before_the_account_was_made_is_there(site: Site) -> None:
    owner, client = await person(site), await site.browser()
    unit_id = await make_unit(owner.client, "Ours")
    await set_status(owner.client, unit_id, "SHARED")
    await grant(owner.client, unit_id, {"email": "Comes.Later@example.org"})
    email = await client.sign_up()
    await execute(site, "UPDATE user_account SET email = 'comes.later@example.org' WHERE email = :e", e=email)
    assert list((await synced(client)).nodes) == [unit_id]


async def test_another_address_has_another_feed_so_a_cursor_ends_with_it(member: Client) -> None:
    copy = await synced(member)
    change = {"currentPassword": PASSWORD, "email": f"new-{id(copy)}@example.org"}
    answer = await member.data(CHANGE_EMAIL, input=change)
    assert answer["changeEmail"]["__typename"] == "ChangeEmailPayload", answer
    assert await member.codes(CHANGES, since=copy.cursor) == ["BAD_CURSOR"]


async def test_pages_of_one_hold_what_one_page_holds(member: Client) -> None:
    for number in range(3):
        await built(member, f"Unit {number}")
    await make_plan(member, "Month", (await leg_day(member))["id"])
    whole, by_one = Copy(member), Copy(member)
    entries = await whole.pull(100)
    assert len(entries) == 5
    assert await by_one.pull(1) == entries
    assert by_one.nodes == whole.nodes
    page = await changes(member, first=2)
    assert page["hasMore"]
    assert await changes(member, since=page["cursor"], first=2) == await changes(
        member, since=page["cursor"], first=2
    )


async def test_what_an_address_was_granted_stands_among_the_rest_where_it_happened(site: Site) -> None:
    owner, guest = await person(site), await person(site)
    lent = []
    copy = await synced(guest.client)
    for number in range(2):
        await built(guest.client, f"Mine {number}")
        lent.append(await make_unit(owner.client, f"Ours {number}"))
        await set_status(owner.client, lent[-1], "SHARED")
        await grant(owner.client, lent[-1], {"email": guest.email})
    entries = await copy.pull(1)
    assert [entry["nodeId"] in lent for entry in entries] == [False, True, False, True]


async def test_a_page_costs_the_same_for_one_entry_and_for_twenty(member: Client) -> None:
    costs = []
    for number in (1, 19):
        for copy in range(number):
            unit = await built(member, f"Unit {number} {copy}", [])
        await make_plan(member, f"Plan {number}", unit["id"])
        await member.data(CHANGES)
        costs.append([sql for sql in member.statements if "sign_in_families" not in sql])
    # Entries; units and plans; exercises of units, and what plans hold.
    assert len(costs[0]) == len(costs[1]) == 5


@pytest.mark.parametrize("first", [0, -1, 101, 2**31 - 1])
async def test_a_page_has_one_to_a_hundred(member: Client, first: int) -> None:
    assert await member.codes(CHANGES, first=first) == ["BAD_PAGE"]


async def test_a_cursor_is_its_readers_and_this_feeds_alone(site: Site) -> None:
    member, other = await site.member(), await site.member()
    await built(member)
    cursor = (await changes(member))["cursor"]
    units = "{ viewer { trainingUnits { pageInfo { endCursor } } } }"
    foreign = (await member.data(units))["viewer"]["trainingUnits"]["pageInfo"]["endCursor"]
    theirs = (await changes(other))["cursor"]
    for bad in (theirs, foreign, cursor[:-2], cursor + "A", "", "\0", "ü", "x" * 2000):
        assert await member.codes(CHANGES, since=bad) == ["BAD_CURSOR"]


async def test_a_cursor_from_after_the_copy_that_was_restored_is_refused(site: Site) -> None:
    me = await person(site)
    await built(me.client)
    before = "SELECT sequence FROM change_counters WHERE feed_id = :me"
    old = await value(site, before, me=key(me))
    await built(me.client, "Lost")
    copy = await synced(me.client)
    # As after a restore of the files.
    await execute(site, "DELETE FROM change_entries WHERE feed_id = :me AND sequence > :s", me=key(me), s=old)
    await execute(site, "UPDATE change_counters SET sequence = :s WHERE feed_id = :me", me=key(me), s=old)
    assert await me.client.codes(CHANGES, since=copy.cursor) == ["BAD_CURSOR"]
    await built(me.client, "After")
    # Sequences go with the clock, so what came after the restore follows all that was lost.
    assert await copy.news() == [("TrainingUnit", THERE)]


async def test_nothing_is_missed_after_a_clock_that_was_ahead(site: Site) -> None:
    me = await person(site)
    await built(me.client, "Ahead")
    for table in ("change_counters", "change_entries"):
        later = f"UPDATE {table} SET sequence = sequence + 3600000000 WHERE feed_id = :me"  # noqa: S608 - ours
        await execute(site, later, me=key(me))
    copy = await synced(me.client)
    await built(me.client, "After")
    assert [entry["node"]["name"] for entry in await copy.pull()] == ["After"]


async def test_a_deleted_account_leaves_no_feed(site: Site) -> None:
    other = await person(site)
    life = await fill(site, other)
    theirs = await synced(other.client)
    assert len((await synced(life.client)).nodes) > 5
    before = await value(site, ALL_FEEDS)
    delete = "mutation ($input: DeleteMyAccountInput!) { deleteMyAccount(input: $input) { __typename } }"
    answer = await life.client.data(delete, input={"currentPassword": PASSWORD})
    assert answer["deleteMyAccount"]["__typename"] == "DeleteMyAccountPayload"
    assert await value(site, ALL_FEEDS) in {before - 1, before - 2}
    mine = "SELECT count(*) FROM change_counters WHERE feed_id IN (:me, address_feed(:email))"
    assert await value(site, mine, me=life["me"], email=life["email"]) == 0
    assert await value(site, "SELECT count(*) FROM pending_changes") == 0
    news = await theirs.news()
    assert ("TrainingUnit", GONE) in news
    assert ("TrainingPlan", GONE) in news


async def test_every_table_is_noted_or_no_part_of_a_feed(site: Site) -> None:
    noted = set((await value(site, NOTED)).split())
    assert noted == set(Base.metadata.tables) - UNNOTED


async def test_what_was_there_before_the_feed_is_in_it(settings: Settings, fresh_database_url: str) -> None:
    older = msgspec.structs.replace(settings, database_url=fresh_database_url)
    async with opened(older) as site:
        other = await person(site)
        life = await fill(site, other)
        before = [await synced(client) for client in (life.client, other.client)]
        await asyncio.to_thread(downgrade, fresh_database_url, "9be04c6d17f3")
    await asyncio.to_thread(upgrade, fresh_database_url)
    async with opened(older) as site:
        for copy in before:
            client = await site.browser()
            client.http.cookies = copy.client.http.cookies
            assert (await synced(client)).nodes == copy.nodes


async def test_a_restored_database_is_begun_anew(
    settings: Settings, postgres: PostgresSocket, fresh_database_url: str
) -> None:
    """However it was restored: what was stored after the backup may be in the client's copy."""
    name = f"irontrack_{uuid.uuid4().hex}"
    async with opened(msgspec.structs.replace(settings, database_url=fresh_database_url)) as site:
        await built(client := await site.member(), exercises=[])
        copy = await synced(client)
    postgres.create_database(name, fresh_database_url.partition("@/")[2].partition("?")[0])
    try:
        async with opened(msgspec.structs.replace(settings, database_url=postgres.url(name))) as site:
            (again := await site.browser()).http.cookies = client.http.cookies
            assert await again.codes(CHANGES, since=copy.cursor) == ["BAD_CURSOR"]
            assert (await synced(again)).nodes == copy.nodes
    finally:
        postgres.drop_database(name)
