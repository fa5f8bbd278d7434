"""An account is deleted with all that is its own, in one transaction; what was public stays without an author."""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from clients import PASSWORD, SIGN_UP, opened
from sqlalchemy import text
from training import CREATE_UNIT, LOG, START, running

from irontrack.accounts.rules import account_key
from irontrack.graphql.relay import decode_any_id, encode_id
from irontrack.models import ROLE_IDS, Base, Role, UserAccountRow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from clients import Client, Site

    from irontrack.settings import Settings

pytestmark = pytest.mark.anyio

DELETE = """
    mutation ($id: ID!) {
      deleteAccount(input: {id: $id}) {
        __typename ... on DeleteAccountPayload { id } ... on Problem { message code }
      }
    }
"""
DELETE_MINE = """
    mutation ($password: String!) {
      deleteMyAccount(input: {currentPassword: $password}) {
        __typename ... on DeleteMyAccountPayload { id } ... on Problem { code }
      }
    }
"""
VIEWER = "{ viewer { id } }"
UNIT = """
    query ($id: ID!) { trainingUnit(id: $id) { name exercises { exerciseName exercise { id } } } }
"""

# Every column that says whose a row is, and what deleting that account does about it. A column that is new
# comes here, once the deletion knows of it and `fill` writes it.
GOES, LOSES, STAYS = "the row goes", "the row stays without it", "the row stays as it is"
COLUMNS = {
    "access_invitations.email": GOES,
    "access_invitations.granted_by": LOSES,  # on somebody else's template; on one's own the row goes
    "account_revisions.account_id": STAYS,  # so that every process learns of the deletion
    "exercises.created_by": GOES,
    "sign_in_families.user_id": GOES,
    "training_plan_access.granted_by": LOSES,
    "training_plan_access.user_id": GOES,
    "training_plan_enrollments.user_id": GOES,
    "training_plans.created_by": LOSES,  # public ones; the others go
    "training_session_run_details.user_id": GOES,
    "training_sessions.user_id": GOES,
    "training_unit_access.granted_by": LOSES,
    "training_unit_access.user_id": GOES,
    "training_units.created_by": LOSES,
    "user_account.email": GOES,
}
NAMES_A_PERSON = re.compile(r"(^|_)(user|account|owner|author|member|person)(_id)?$|_by(_id)?$|e?mail")

# A life: `me` with all kinds of things, `other` who trains by them, and a `third`. Names of what is private or
# goes hold `canary`; what others keep copies of does not.
LIFE = """
    UPDATE user_account SET name = :canary WHERE id = :me;
    INSERT INTO exercises (id, name, category, difficulty_level, created_by, instructions)
      VALUES (:exercise, 'Secret Squat', 'strength', 'expert', :me, :canary);
    INSERT INTO exercises (name, category, difficulty_level, created_by, merged_into_id, is_active)
      VALUES ('Squat of old', 'strength', 'expert', :me, :exercise, false);
    INSERT INTO exercise_aliases (exercise_id, name) VALUES (:exercise, :canary);
    INSERT INTO training_units (id, name, created_by, sharing_status, description) VALUES
      (:private_unit, :canary, :me, 'private', :canary), (:shared_unit, 'Shared unit', :me, 'shared', :canary),
      (:public_unit, 'Public unit', :me, 'public', ''), (:planned_unit, 'Planned unit', :me, 'private', ''),
      (:lent_unit, 'Lent unit', :me, 'private', ''), (:others_unit, 'Their unit', :other, 'shared', '');
    INSERT INTO training_units (name, created_by, copied_from_id) VALUES ('Copy', :other, :shared_unit);
    INSERT INTO training_plans (id, name, created_by, sharing_status, difficulty_level) VALUES
      (:private_plan, :canary, :me, 'private', 'expert'), (:shared_plan, 'Shared plan', :me, 'shared', 'expert'),
      (:public_plan, 'Public plan', :me, 'public', 'expert'), (:others_plan, 'Theirs', :other, 'shared', 'expert');
    INSERT INTO training_plan_units (training_plan_id, training_unit_id, day_number, order_index) VALUES
      (:private_plan, :private_unit, 1, 0), (:private_plan, :planned_unit, 2, 0),
      (:shared_plan, :public_unit, 1, 0), (:public_plan, :planned_unit, 1, 0), (:others_plan, :lent_unit, 1, 0);
    INSERT INTO training_unit_exercises
      (training_unit_id, exercise_id, exercise_name_snapshot, mode, order_index)
      SELECT id, :exercise, 'Secret Squat', 'reps', 0 FROM training_units WHERE created_by = :me;
    INSERT INTO training_unit_access (training_unit_id, user_id, granted_by) VALUES
      (:shared_unit, :other, :me), (:public_unit, :other, :me), (:public_unit, :third, NULL),
      (:others_unit, :me, :other), (:others_unit, :third, :me);
    INSERT INTO training_plan_access (training_plan_id, user_id, granted_by) VALUES
      (:shared_plan, :other, :me), (:public_plan, :other, :me), (:others_plan, :me, :other),
      (:others_plan, :third, :me);
    INSERT INTO access_invitations (email, training_unit_id, training_plan_id, granted_by) VALUES
      ('a@example.org', :shared_unit, NULL, :me), ('a@example.org', NULL, :public_plan, NULL),
      (upper(:email), :others_unit, NULL, :other), ('b@example.org', NULL, :others_plan, :me);
    INSERT INTO training_plan_enrollments
      (id, user_id, training_plan_id, plan_name_snapshot, start_date, user_timezone) VALUES
      (:enrollment, :me, :others_plan, :canary, '2026-01-01', 'UTC'),
      (:others_enrollment, :other, :shared_plan, 'Shared plan', '2026-01-01', 'UTC');
    INSERT INTO enrollment_days
      (id, enrollment_id, day_number, order_index, unit_id, unit_name_snapshot, date) VALUES
      (:day, :enrollment, 1, 0, :others_unit, :canary, '2026-01-01'),
      (uuidv7(), :others_enrollment, 1, 0, :shared_unit, 'Shared unit', '2026-01-01');
    INSERT INTO training_sessions
      (id, user_id, training_unit_id, unit_name_snapshot, enrollment_day_id, start_time, user_timezone, notes)
      VALUES (:session, :me, :private_unit, :canary, :day, now(), 'UTC', :canary),
      (:others_session, :other, :shared_unit, 'Shared unit', NULL, now(), 'UTC', '');
    INSERT INTO training_session_exercises
      (session_id, exercise_id, planned_unit_exercise_id, exercise_name_snapshot, mode_snapshot, order_index)
      SELECT s.id, :exercise, e.id, 'Secret Squat', 'distance', 0
      FROM training_sessions s JOIN training_unit_exercises e USING (training_unit_id)
      WHERE s.id IN (:session, :others_session);
    INSERT INTO training_session_sets (session_exercise_id, order_index, distance_km)
      SELECT id, 0, 5 FROM training_session_exercises WHERE session_id IN (:session, :others_session);
    INSERT INTO training_session_run_details
      (session_exercise_id, user_id, moving_seconds, source, external_id)
      SELECT id, :me, 1500, 'file', :canary FROM training_session_exercises WHERE session_id = :session;
    INSERT INTO training_session_run_splits (session_exercise_id, split_index, distance_km, duration_seconds)
      SELECT id, 0, 1, 300 FROM training_session_exercises WHERE session_id = :session;
    INSERT INTO account_revisions (account_id, version) VALUES (:me, 1);
    INSERT INTO sign_in_throttles (key, attempts, attempted_at, blocked_until) VALUES (:key, 3, now(), now())
"""
MUCH = """
    WITH s AS (
      INSERT INTO training_sessions (user_id, start_time, user_timezone)
      SELECT :me, now(), 'UTC' FROM generate_series(1, 400) RETURNING id
    ), e AS (
      INSERT INTO training_session_exercises (session_id, mode_snapshot, exercise_name_snapshot, order_index)
      SELECT s.id, 'reps', 'Squat', n FROM s, generate_series(0, 4) n RETURNING id
    )
    INSERT INTO training_session_sets (session_exercise_id, order_index, reps_completed)
    SELECT e.id, n, 5 FROM e, generate_series(0, 4) n
"""


class Life(dict[str, Any]):
    """What was written, by the names in `LIFE`; `client` is me."""

    client: Client


async def execute(site: Site, statements: str, **values: Any) -> None:
    async with site.app.state.resources.database.transaction() as db:
        for statement in statements.split(";"):
            clause = text(statement)
            names = clause._bindparams  # noqa: SLF001 - the names that a statement has
            await db.execute(clause, {name: values[name] for name in names})


async def fetch(site: Site, statement: str, **values: Any) -> list[tuple[Any, ...]]:
    rows = await site.app.state.resources.database.fetch(text(statement), values)
    return [tuple(row) for row in rows]


async def own_id(client: Client) -> uuid.UUID:
    key = decode_any_id((await client.data(VIEWER))["viewer"]["id"])[1]
    assert isinstance(key, uuid.UUID)
    return key


async def superuser(site: Site) -> Client:
    client = await site.member()
    promote = "UPDATE user_account SET is_superuser = true, role_id = :role WHERE id = :id"
    await execute(site, promote, role=ROLE_IDS[Role.SUPERUSER], id=await own_id(client))
    return client


async def fill(site: Site, other: Client) -> Life:
    """Make an account that has something of every kind."""
    life = Life()
    life.client = await site.browser()
    email = await life.client.sign_up()
    names = re.findall(r":(\w+)", LIFE)
    life |= {name: uuid.uuid4() for name in names}
    life |= {"email": email, "key": account_key(email), "canary": f"canary {uuid.uuid4().hex}"}
    life |= {"me": await own_id(life.client), "other": await own_id(other)}
    life["third"] = await own_id(await site.member())
    await execute(site, LIFE, **life)
    return life


async def traces(site: Site, needle: object) -> dict[str, int]:
    """Return in how many rows of which tables a text is found."""
    counts = {}
    for table in Base.metadata.tables:
        statement = f"SELECT count(*) FROM {table} t WHERE strpos(lower(to_jsonb(t)::text), :needle) > 0"  # noqa: S608 - the tables' own names
        ((counts[table],),) = await fetch(site, statement, needle=str(needle).lower())
    return {table: count for table, count in counts.items() if count}


async def state(site: Site) -> dict[str, Any]:
    """Return a digest of each table."""
    rows = "md5(coalesce(string_agg(to_jsonb(t)::text, ',' ORDER BY to_jsonb(t)::text), ''))"
    return {table: await fetch(site, f"SELECT {rows} FROM {table} t") for table in Base.metadata.tables}  # noqa: S608 - as above


async def delete(client: Client, id_: uuid.UUID) -> Any:
    return (await client.data(DELETE, id=encode_id("Account", id_)))["deleteAccount"]


async def delete_mine(client: Client, password: str = PASSWORD) -> Any:
    return (await client.data(DELETE_MINE, password=password))["deleteMyAccount"]


@asynccontextmanager
async def alone(settings: Settings, url: str) -> AsyncIterator[Site]:
    """Run an application on a database without anybody."""
    async with opened(msgspec.structs.replace(settings, database_url=url)) as site:
        yield site


def columns_of_persons() -> Iterator[str]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            refers = any(key.column.table is UserAccountRow.__table__ for key in column.foreign_keys)
            if refers or NAMES_A_PERSON.search(column.name):
                yield f"{table.name}.{column.name}"


def test_the_deletion_knows_of_every_column_that_names_a_person() -> None:
    assert sorted(columns_of_persons()) == sorted(COLUMNS)


async def test_nothing_of_a_deleted_account_is_left_but_what_was_public(site: Site, member: Client) -> None:
    life = await fill(site, member)
    for column, fate in COLUMNS.items():
        table, name = column.split(".")
        values = {"it": life["email"] if name == "email" else str(life["me"])}
        held = f"FROM {table} WHERE lower({name}::text) = :it"  # noqa: S608 - names of the tables' own
        assert (await fetch(site, f"SELECT count(*) {held}", **values))[0][0], column
        assert fate in {GOES, LOSES, STAYS}
    assert {"training_session_run_details", "exercise_aliases"} <= set(await traces(site, life["canary"]))
    assert (await delete_mine(life.client))["__typename"] == "DeleteMyAccountPayload"
    assert await traces(site, life["me"]) == {"account_revisions": 1}
    for needle in ("canary", "email", "key", "exercise", "session", "enrollment", "private_unit", "shared_plan"):
        assert await traces(site, life[needle]) == {}, needle


async def test_what_others_hold_stays_and_loses_the_name(site: Site, member: Client) -> None:
    life = await fill(site, member)
    await delete_mine(life.client)
    stays = {
        "training_units": ("public_unit", "planned_unit", "lent_unit"),
        "training_plans": ("public_plan",),
    }
    for table, names in stays.items():
        for name in names:
            row = f"SELECT created_by FROM {table} WHERE id = :id"  # noqa: S608 - names of the tables' own
            assert await fetch(site, row, id=life[name]) == [(None,)], name
    planned = "SELECT training_unit_id FROM training_plan_units WHERE training_plan_id = :id"
    assert await fetch(site, planned, id=life["public_plan"]) == [(life["planned_unit"],)]
    assert await fetch(site, planned, id=life["others_plan"]) == [(life["lent_unit"],)]
    # Of the grants only those on somebody else's templates stay, for somebody else.
    for table, template, own in (("unit", "others_unit", "public_unit"), ("plan", "others_plan", "public_plan")):
        grants = f"SELECT user_id, granted_by FROM training_{table}_access WHERE training_{table}_id = :id"  # noqa: S608 - as above
        assert await fetch(site, grants, id=life[own]) == []
        assert await fetch(site, grants, id=life[template]) == [(life["third"], None)]
    invited = "SELECT email, granted_by FROM access_invitations WHERE training_plan_id = :plan"
    assert await fetch(site, invited, plan=life["others_plan"]) == [("b@example.org", None)]


async def test_other_peoples_history_keeps_its_names(site: Site, member: Client) -> None:
    life = await fill(site, member)
    await delete_mine(life.client)
    document = """
        { viewer { trainingSessions { nodes {
          unitName trainingUnit { id } exercises { exerciseName exercise { id } sets { distance } }
        } } } }
    """
    (session,) = (await member.data(document))["viewer"]["trainingSessions"]["nodes"]
    assert (session["unitName"], session["trainingUnit"]) == ("Shared unit", None)
    (exercise,) = session["exercises"]
    assert (exercise["exerciseName"], exercise["exercise"]) == ("Secret Squat", None)
    assert exercise["sets"] == [{"distance": "5"}]
    enrolled = "SELECT plan_name_snapshot, training_plan_id FROM training_plan_enrollments WHERE user_id = :id"
    assert await fetch(site, enrolled, id=life["other"]) == [("Shared plan", None)]


async def test_deleting_an_account_exposes_its_private_exercises_to_nobody(
    site: Site, member: Client, anyone: Client
) -> None:
    life = await fill(site, member)
    secret, unit = encode_id("Exercise", life["exercise"]), encode_id("TrainingUnit", life["public_unit"])
    trainer = await superuser(site)
    before = (await member.data(UNIT, id=unit))["trainingUnit"]["exercises"]
    assert before == [{"exerciseName": "Secret Squat", "exercise": None}]
    await delete_mine(life.client)
    search = '{ exercises(search: "secret squat") { nodes { id name } } }'
    for caller in (member, anyone, trainer):
        assert (await caller.data("query ($id: ID!) { node(id: $id) { id } }", id=secret))["node"] is None
        by_id = "query ($id: ID!) { exercise(by: {id: $id}) { id } }"
        assert (await caller.data(by_id, id=secret))["exercise"] is None
        found = (await caller.data(search))["exercises"]["nodes"]
        assert not [exercise for exercise in found if exercise["name"] == "Secret Squat"]
    after = (await member.data(UNIT, id=unit))["trainingUnit"]
    assert after == {"name": "Public unit", "exercises": before}


async def test_the_last_superuser_is_never_deleted(settings: Settings, fresh_database_url: str) -> None:
    async with alone(settings, fresh_database_url) as site:
        last, idle = await superuser(site), await superuser(site)
        await execute(site, "UPDATE user_account SET is_active = false WHERE id = :id", id=await own_id(idle))
        assert await delete_mine(last) == {"__typename": "ConflictProblem", "code": "CONFLICT"}
        own = await own_id(last)
        assert (await delete(last, own))["code"] == "FORBIDDEN"
        for _ in range(4):
            rival = await superuser(site)
            rivals_id = await own_id(rival)
            await asyncio.gather(delete(last, rivals_id), delete(rival, own))
            ((left,),) = await fetch(site, "SELECT id FROM user_account WHERE is_superuser AND is_active")
            last, own = (last, own) if left == own else (rival, rivals_id)
        for _ in range(4):
            rival = await superuser(site)
            answers = await asyncio.gather(delete_mine(last), delete_mine(rival))
            kinds = [answer["__typename"] for answer in answers]
            assert sorted(kinds) == ["ConflictProblem", "DeleteMyAccountPayload"]
            last = rival if kinds[1] == "ConflictProblem" else last


async def test_a_superuser_deletes_others_once_and_nobody_else_does(
    site: Site, member: Client, anyone: Client
) -> None:
    chief, victim = await superuser(site), await site.member()
    id_ = await own_id(victim)
    gone = {"__typename": "NotFoundProblem", "message": "There is no such account.", "code": "NOT_FOUND"}
    before = await state(site)
    assert await anyone.codes(DELETE, id=encode_id("Account", id_)) == ["UNAUTHENTICATED"]
    assert await anyone.codes(DELETE_MINE, password=PASSWORD) == ["UNAUTHENTICATED"]
    for caller in (member, victim):
        assert await delete(caller, id_) == await delete(caller, uuid.uuid4()) == gone
    assert (await delete(chief, await own_id(chief)))["code"] == "FORBIDDEN"
    assert await chief.codes(DELETE, id="nonsense") == ["BAD_ID"]
    assert await state(site) == before
    account = encode_id("Account", id_)
    assert await delete(chief, id_) == {"__typename": "DeleteAccountPayload", "id": account}
    assert await victim.data(VIEWER) == {"viewer": None}
    assert await delete(chief, id_) == gone


async def test_ones_own_account_is_deleted_by_its_password_alone(site: Site, member: Client) -> None:
    id_ = await own_id(member)
    assert (await delete_mine(member, "a wrong password"))["code"] == "INVALID_CREDENTIALS"
    assert await own_id(member) == id_
    document = DELETE_MINE.replace("}\n    }", '} after: createTrainingUnit(input: {name: "Late"}) { __typename } }')
    answer = await member.post(document, password=PASSWORD)
    removed = answer.headers.get_list("set-cookie")
    assert [header.split(";")[:2] for header in removed] == [
        ["irontrack-access=", " Max-Age=0"],
        ["irontrack-refresh=", " Max-Age=0"],
    ]
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["UNAUTHENTICATED"]
    assert await traces(site, id_) == {"account_revisions": 1}


async def test_a_deleted_account_is_signed_out_in_every_process(settings: Settings, catalogue: None) -> None:  # noqa: ARG001 - must be there
    async with opened(settings) as here, opened(settings) as there:
        victim, elsewhere = await here.member(), await there.browser()
        elsewhere.http.cookies.update(victim.http.cookies)
        assert (await elsewhere.data(VIEWER))["viewer"]
        await delete_mine(victim)
        deadline = time.monotonic() + 1
        while (await elsewhere.data(VIEWER))["viewer"]:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.02)
        refreshed = await elsewhere.data("mutation { refreshSession { __typename } }")
        assert refreshed["refreshSession"]["__typename"] == "SignInEndedProblem"


async def test_an_address_is_free_again_and_begins_with_nothing(site: Site, member: Client) -> None:
    life = await fill(site, member)
    await delete_mine(life.client)
    client = await site.browser()
    made = await client.data(SIGN_UP, input={"email": life["email"], "password": PASSWORD})
    assert made["signUp"]["viewer"]
    document = """
        { viewer { name activeSession { id } trainingUnits { totalCount } trainingSessions { totalCount }
            devices { totalCount } } exercises(filter: {scope: MINE}) { totalCount } }
    """
    none = {"totalCount": 0}
    viewer = {"name": None, "activeSession": None, "trainingUnits": none, "trainingSessions": none}
    assert await client.data(document) == {"viewer": {**viewer, "devices": {"totalCount": 1}}, "exercises": none}


async def test_a_deletion_that_fails_at_its_end_has_not_happened(
    settings: Settings, fresh_database_url: str
) -> None:
    async with alone(settings, fresh_database_url) as site:
        chief, other = await superuser(site), await site.member()
        life = await fill(site, other)
        broken = "ALTER TABLE account_revisions ADD CONSTRAINT late CHECK (version < 2) NOT VALID"
        await execute(site, broken)
        before = await state(site)
        assert await chief.codes(DELETE, id=encode_id("Account", life["me"])) == ["INTERNAL"]
        assert await state(site) == before
        assert (await life.client.data(VIEWER))["viewer"]
        await execute(site, "ALTER TABLE account_revisions DROP CONSTRAINT late")
        assert (await delete(chief, life["me"]))["__typename"] == "DeleteAccountPayload"


async def test_a_write_comes_before_the_deletion_or_finds_nobody(site: Site) -> None:
    free = {"from": {"freestyle": {}}, "allowSeveral": True}
    for _ in range(5):
        client = await site.member()
        me = await own_id(client)
        _, exercise, _ = await running(client)
        writes = [
            client.post(document, input=sent)
            for n in range(3)
            for document, sent in (
                (START, free),
                (CREATE_UNIT, {"name": f"Unit {n}"}),
                (LOG, {"sessionExerciseId": exercise, "metric": {"reps": 5}}),
            )
        ]
        deleted, *answers = await asyncio.gather(delete_mine(client), *writes)
        assert deleted["__typename"] == "DeleteMyAccountPayload"
        for answer in answers:
            codes = {error["extensions"]["code"] for error in answer.json().get("errors", ())}
            assert codes <= {"UNAUTHENTICATED"}
        assert await traces(site, me) == {"account_revisions": 1}


@pytest.mark.parametrize(
    ("document", "sent"), [(START, {"from": {"freestyle": {}}}), (CREATE_UNIT, {"name": "Late"})]
)
async def test_a_write_that_waited_for_the_deletion_is_nobodys(
    site: Site, member: Client, document: str, sent: Any
) -> None:
    life = await fill(site, member)
    client, database = life.client, site.app.state.resources.database
    await execute(site, "DELETE FROM training_sessions WHERE user_id = :me", me=life["me"])
    async with database.transaction() as db:
        held = text("SELECT 1 FROM exercises WHERE id = :id FOR KEY SHARE")
        await db.execute(held, {"id": life["exercise"]})
        deletion = asyncio.create_task(delete_mine(client))
        await until_waiting(site, 1)
        write = asyncio.create_task(client.codes(document, input=sent))
        await until_waiting(site, 2)
    assert (await deletion)["__typename"] == "DeleteMyAccountPayload"
    assert await write == ["UNAUTHENTICATED"]


async def until_waiting(site: Site, count: int) -> None:
    waiting = """
        SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()
    """
    async with asyncio.timeout(5):
        while (await fetch(site, waiting))[0][0] < count:
            await asyncio.sleep(0.01)


async def test_two_who_train_by_each_others_units_are_deleted_at_once(site: Site) -> None:
    for _ in range(5):
        one = await site.member()
        life = await fill(site, one)
        await execute(
            site,
            "UPDATE training_sessions SET training_unit_id = :others_unit WHERE id = :session",
            **life,
        )
        answers = await asyncio.gather(delete_mine(one), delete_mine(life.client))
        assert [answer["__typename"] for answer in answers] == ["DeleteMyAccountPayload"] * 2


async def test_a_deletion_costs_the_same_whatever_the_account_holds(site: Site, member: Client) -> None:
    chief, empty = await superuser(site), await site.member()
    life = await fill(site, member)
    await execute(site, MUCH, me=life["me"])
    costs = []
    for id_ in (await own_id(empty), life["me"]):
        began = time.monotonic()
        await delete(chief, id_)
        seconds = time.monotonic() - began
        costs.append([sql for sql in chief.statements if "sign_in_families" not in sql])
    assert len(costs[0]) == 18
    assert costs[0] == costs[1]
    assert seconds < 3  # what a single statement may take; this was 10,000 sets
