"""An account is deleted with all that is its own, or not at all; what was public stays without an author."""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import typer
from administrators import key, person, superuser
from clients import PASSWORD, SIGN_UP, opened
from lives import fill
from logging_sets import does, seen
from sign_ins import copied, execute, is_signed_in, refresh, value
from sqlalchemy import text
from training import CREATE_UNIT, LOG, START, running
from typer.testing import CliRunner

from irontrack.cli import deletion
from irontrack.graphql.relay import encode_id
from irontrack.kit.ids import new_id
from irontrack.models import Base, UserAccountRow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from clients import Client, Site

    from irontrack.settings import Settings

pytestmark = pytest.mark.anyio

DELETE = """
    mutation ($id: ID!) {
      deleteAccount(input: {id: $id}) {
        __typename ... on DeleteAccountPayload { deletedAccountId } ... on Problem { message code }
      }
    }
"""
DELETE_MINE = """
    mutation ($password: String!) {
      deleteMyAccount(input: {currentPassword: $password}) {
        __typename ... on DeleteMyAccountPayload { deletedViewerId } ... on Problem { code }
        ... on ConflictProblem { current { __typename } }
      }
    }
"""
DELETE_AND_GO_ON = """
    mutation {
      deleteMyAccount(input: {currentPassword: "correct horse battery"}) { __typename }
      createTrainingUnit(input: {name: "Late"}) { __typename }
    }
"""
GONE = {"__typename": "NotFoundProblem", "message": "There is no such account.", "code": "NOT_FOUND"}

# Every column that says whose a row is, and what the deletion of an account does. One that is new comes here
# once the deletion knows of it and `lives` fills it.
GOES, LOSES, STAYS = "the row goes", "the row stays without it", "the row stays as it is"
COLUMNS = {
    "access_invitations.email": GOES,
    "access_invitations.granted_by": LOSES,  # on somebody else's template; on one's own, the row goes
    "account_revisions.account_id": STAYS,  # so that every process learns of the deletion
    "exercises.created_by": GOES,
    "request_hashes.user_id": GOES,
    "sign_in_families.user_id": GOES,
    "training_plan_access.granted_by": LOSES,
    "training_plan_access.user_id": GOES,
    "training_plan_enrollments.user_id": GOES,
    "training_plans.created_by": LOSES,  # public ones; the others go
    "training_session_run_details.user_id": GOES,
    "training_session_sets.user_id": GOES,
    "training_sessions.user_id": GOES,
    "training_unit_access.granted_by": LOSES,
    "training_unit_access.user_id": GOES,
    "training_units.created_by": LOSES,
    "user_account.email": GOES,
}
NAMES_A_PERSON = re.compile(r"(^|_)(user|account|owner|author|member|person)(_id)?$|_by(_id)?$|e?mail")

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


def columns_of_persons() -> Iterator[str]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            refers = any(to.column.table is UserAccountRow.__table__ for to in column.foreign_keys)
            if refers or NAMES_A_PERSON.search(column.name):
                yield f"{table.name}.{column.name}"


async def fetch(site: Site, statement: str, **values: Any) -> list[tuple[Any, ...]]:
    rows = await site.app.state.resources.database.fetch(text(statement), values)
    return [tuple(row) for row in rows]


async def traces(site: Site, needle: object) -> set[str]:
    """Return the tables that hold a text in any column."""
    found = "SELECT EXISTS (SELECT FROM {} t WHERE strpos(lower(to_jsonb(t)::text), lower(:needle)) > 0)"
    tables = Base.metadata.tables
    return {table for table in tables if await value(site, found.format(table), needle=str(needle))}


async def state(site: Site) -> dict[str, Any]:
    """Return a digest of each table."""
    digest = "SELECT md5(string_agg(to_jsonb(t)::text, ',' ORDER BY to_jsonb(t)::text)) FROM {} t"
    return {table: await value(site, digest.format(table)) for table in Base.metadata.tables}


async def delete(client: Client, id_: uuid.UUID) -> Any:
    return (await client.data(DELETE, id=encode_id("Account", id_)))["deleteAccount"]


async def delete_mine(client: Client, password: str = PASSWORD) -> Any:
    return (await client.data(DELETE_MINE, password=password))["deleteMyAccount"]


async def until_waiting(site: Site, count: int) -> None:
    """Return once so many transactions wait for a lock."""
    waiting = """
        SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()
    """
    async with asyncio.timeout(5):
        while await value(site, waiting) < count:  # noqa: ASYNC110 - PostgreSQL tells nobody
            await asyncio.sleep(0.01)


@asynccontextmanager
async def alone(settings: Settings, url: str) -> AsyncIterator[Site]:
    """Run an application on a database without anybody."""
    async with opened(msgspec.structs.replace(settings, database_url=url)) as site:
        yield site


def test_the_deletion_knows_of_every_column_that_names_a_person() -> None:
    assert sorted(columns_of_persons()) == sorted(COLUMNS)


async def test_nothing_of_a_deleted_account_is_left_but_what_was_public(site: Site) -> None:
    chief, other = await superuser(site), await person(site)
    life = await fill(site, other)
    filled = "SELECT EXISTS (SELECT FROM {} WHERE lower({}::text) = :mine)"
    for table, name in (column.split(".") for column in COLUMNS):
        mine = str(life["email" if name == "email" else "me"])
        assert await value(site, filled.format(table, name), mine=mine), f"{table}.{name}"
    assert {"training_session_run_details", "exercise_aliases"} <= await traces(site, life["canary"])
    deleted = await delete(chief.client, life["me"])
    assert deleted == {
        "__typename": "DeleteAccountPayload",
        "deletedAccountId": encode_id("Account", life["me"]),
    }
    assert await traces(site, life["me"]) == {"account_revisions"}
    for name in ("canary", "email", "throttle", "exercise", "session", "enrollment", "private_unit"):
        assert await traces(site, life[name]) == set(), name


async def test_what_was_public_and_what_is_somebody_elses_stays(site: Site) -> None:
    life = await fill(site, await person(site))
    await delete_mine(life.client)
    for name in ("public_unit", "planned_unit", "lent_unit"):
        author = "SELECT created_by FROM training_units WHERE id = :id"
        assert await fetch(site, author, id=life[name]) == [(None,)], name
    author = "SELECT created_by FROM training_plans WHERE id = :id"
    assert await fetch(site, author, id=life["public_plan"]) == [(None,)]
    planned = "SELECT training_unit_id FROM training_plan_units WHERE training_plan_id = :id"
    assert await fetch(site, planned, id=life["public_plan"]) == [(life["planned_unit"],)]
    assert await fetch(site, planned, id=life["others_plan"]) == [(life["lent_unit"],)]


async def test_of_grants_only_a_third_persons_on_somebody_elses_templates_stay(site: Site) -> None:
    life = await fill(site, await person(site))
    await delete_mine(life.client)
    grants = "SELECT user_id, granted_by FROM {0}_access WHERE {0}_id = :id"
    for kind in ("unit", "plan"):
        on_template = grants.format(f"training_{kind}")
        assert await fetch(site, on_template, id=life[f"public_{kind}"]) == []
        assert await fetch(site, on_template, id=life[f"others_{kind}"]) == [(life["third"], None)]
    invited = "SELECT email, granted_by FROM access_invitations WHERE {} IN (:public, :others)"
    units = {"public": life["public_unit"], "others": life["others_unit"]}
    assert await fetch(site, invited.format("training_unit_id"), **units) == []
    plans = {"public": life["public_plan"], "others": life["others_plan"]}
    assert await fetch(site, invited.format("training_plan_id"), **plans) == [("b@example.org", None)]


async def test_other_peoples_history_keeps_its_names(site: Site) -> None:
    other = await person(site)
    life = await fill(site, other)
    await delete_mine(life.client)
    document = """
        { viewer { trainingSessions { nodes {
          unitName trainingUnit { id } exercises { exerciseName exercise { id } sets { distance } }
        } } } }
    """
    (session,) = (await other.client.data(document))["viewer"]["trainingSessions"]["nodes"]
    assert (session["unitName"], session["trainingUnit"]) == ("Shared unit", None)
    (exercise,) = session["exercises"]
    assert exercise == {"exerciseName": "Secret Squat", "exercise": None, "sets": [{"distance": "5"}]}
    enrolled = (
        "SELECT plan_name_snapshot, training_plan_id FROM training_plan_enrollments WHERE user_id = :id"
    )
    assert await fetch(site, enrolled, id=life["other"]) == [("Shared plan", None)]


async def test_deleting_an_account_exposes_its_private_exercises_to_nobody(
    site: Site, member: Client, anyone: Client
) -> None:
    life, chief = await fill(site, await person(site)), await superuser(site)
    secret, public_unit = (
        encode_id("Exercise", life["exercise"]),
        encode_id("TrainingUnit", life["public_unit"]),
    )
    unit = "query ($id: ID!) { trainingUnit(id: $id) { exercises { exerciseName exercise { id } } } }"
    kept = {"trainingUnit": {"exercises": [{"exerciseName": "Secret Squat", "exercise": None}]}}
    assert await member.data(unit, id=public_unit) == kept
    await delete_mine(life.client)
    assert await member.data(unit, id=public_unit) == kept
    for caller in (member, anyone, chief.client):
        by_id = "query ($id: ID!) { node(id: $id) { id } exercise(by: {id: $id}) { id } }"
        assert await caller.data(by_id, id=secret) == {"node": None, "exercise": None}
        found = await caller.data('{ exercises(search: "secret squat") { nodes { name } } }')
        assert {"name": "Secret Squat"} not in found["exercises"]["nodes"]


async def test_the_last_superuser_is_never_deleted(settings: Settings, fresh_database_url: str) -> None:
    async with alone(settings, fresh_database_url) as site:
        last, idle = await superuser(site), await superuser(site)
        await execute(site, "UPDATE user_account SET is_active = false WHERE id = :id", id=key(idle))
        refused = {"__typename": "ConflictProblem", "code": "CONFLICT", "current": {"__typename": "Account"}}
        assert await delete_mine(last.client) == refused
        for _ in range(3):
            rival = await superuser(site)
            await asyncio.gather(
                last.client.post(DELETE, id=rival.account_id), rival.client.post(DELETE, id=last.account_id)
            )
            ((left,),) = await fetch(site, "SELECT id FROM user_account WHERE is_superuser AND is_active")
            last = last if left == key(last) else rival
        for _ in range(3):
            rival = await superuser(site)
            answers = await asyncio.gather(delete_mine(last.client), delete_mine(rival.client))
            kinds = [answer["__typename"] for answer in answers]
            assert sorted(kinds) == ["ConflictProblem", "DeleteMyAccountPayload"]
            last = rival if kinds[1] == "ConflictProblem" else last


async def test_a_superuser_deletes_others_once_and_nobody_else_does(
    settings: Settings, fresh_database_url: str
) -> None:
    async with alone(settings, fresh_database_url) as site:
        chief, _, victim, anyone = (
            await superuser(site),
            await superuser(site),
            await person(site),
            await site.browser(),
        )
        stranger = await site.member()
        before = await state(site)
        assert await anyone.codes(DELETE, id=victim.account_id) == ["UNAUTHENTICATED"]
        assert await anyone.codes(DELETE_MINE, password=PASSWORD) == ["UNAUTHENTICATED"]
        for caller in (stranger, victim.client):
            assert await delete(caller, key(victim)) == await delete(caller, uuid.uuid4()) == GONE
        assert (await delete(chief.client, key(chief)))["code"] == "FORBIDDEN"
        assert await chief.client.codes(DELETE, id="nonsense") == ["BAD_ID"]
        assert await state(site) == before
        assert (await delete(chief.client, key(victim)))["__typename"] == "DeleteAccountPayload"
        assert not await is_signed_in(victim.client)
        assert await delete(chief.client, key(victim)) == GONE


async def test_ones_own_account_is_deleted_by_its_password_alone(site: Site) -> None:
    me = await person(site)
    assert (await delete_mine(me.client, "a wrong password"))["code"] == "INVALID_CREDENTIALS"
    assert await is_signed_in(me.client)
    answer = await me.client.post(DELETE_AND_GO_ON)
    assert [header.split(";")[:2] for header in answer.headers.get_list("set-cookie")] == [
        ["irontrack-access=", " Max-Age=0"],
        ["irontrack-refresh=", " Max-Age=0"],
    ]
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["UNAUTHENTICATED"]
    assert await traces(site, key(me)) == {"account_revisions"}


async def test_a_deleted_account_is_signed_out_in_every_process(settings: Settings, site: Site) -> None:
    async with opened(settings) as other_process:
        victim = await site.member()
        elsewhere = await copied(other_process, victim)
        assert await is_signed_in(elsewhere)
        await delete_mine(victim)
        asked_at = time.monotonic()
        deadline = asked_at + 1
        while await is_signed_in(elsewhere):
            assert asked_at <= deadline
            await asyncio.sleep(0.02)
            asked_at = time.monotonic()
        assert (await refresh(elsewhere))["code"] == "SIGN_IN_ENDED"


async def test_an_address_is_free_again_and_begins_with_nothing(site: Site) -> None:
    life, client = await fill(site, await person(site)), await site.browser()
    await delete_mine(life.client)
    await client.data(SIGN_UP, input={"email": life["email"], "password": PASSWORD})
    document = """
        { viewer { name activeSession { id } trainingUnits { totalCount } trainingSessions { totalCount }
            devices { totalCount } } exercises(filter: {scope: MINE}) { totalCount } }
    """
    none = {"totalCount": 0}
    assert await client.data(document) == {
        "viewer": {
            "name": None,
            "activeSession": None,
            "trainingUnits": none,
            "trainingSessions": none,
            "devices": {"totalCount": 1},
        },
        "exercises": none,
    }


async def test_a_deletion_that_fails_at_its_end_has_not_happened(
    settings: Settings, fresh_database_url: str
) -> None:
    async with alone(settings, fresh_database_url) as site:
        chief, other = await superuser(site), await person(site)
        life = await fill(site, other)
        fault = "ALTER TABLE account_revisions ADD CONSTRAINT late CHECK (version < 2) NOT VALID"
        await execute(site, fault)
        before = await state(site)
        assert await chief.client.codes(DELETE, id=encode_id("Account", life["me"])) == ["INTERNAL"]
        assert await state(site) == before
        assert await is_signed_in(life.client)
        await execute(site, "ALTER TABLE account_revisions DROP CONSTRAINT late")
        assert (await delete(chief.client, life["me"]))["__typename"] == "DeleteAccountPayload"


async def test_a_write_comes_before_the_deletion_or_finds_nobody(site: Site) -> None:
    for _ in range(3):
        me = await person(site)
        _, exercise, _ = await running(me.client)
        writes = [
            (START, {"from": {"freestyle": {}}, "allowSeveral": True}),
            (CREATE_UNIT, {"name": "Unit"}),
            (LOG, {"sessionExerciseId": exercise, "metric": {"reps": 5}}),
        ]
        deleted, *answers = await asyncio.gather(
            delete_mine(me.client), *(me.client.post(document, input=sent) for document, sent in writes * 3)
        )
        assert deleted["__typename"] == "DeleteMyAccountPayload"
        errors = [error for answer in answers for error in answer.json().get("errors", ())]
        assert {error["extensions"]["code"] for error in errors} <= {"UNAUTHENTICATED"}
        assert await traces(site, key(me)) == {"account_revisions"}


@pytest.mark.parametrize(
    ("document", "sent"), [(START, {"from": {"freestyle": {}}}), (CREATE_UNIT, {"name": "Late"})]
)
async def test_a_write_that_waited_for_the_deletion_is_nobodys(site: Site, document: str, sent: Any) -> None:
    life = await fill(site, await person(site))
    await execute(site, "DELETE FROM training_sessions WHERE user_id = :me", me=life["me"])
    async with site.app.state.resources.database.transaction() as db:
        held = text("SELECT FROM exercises WHERE id = :id FOR KEY SHARE")
        await db.execute(held, {"id": life["exercise"]})
        deleted = asyncio.create_task(delete_mine(life.client))
        await until_waiting(site, 1)
        written = asyncio.create_task(life.client.codes(document, input=sent))
        await until_waiting(site, 2)
    assert (await deleted)["__typename"] == "DeleteMyAccountPayload"
    assert await written == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("field", ["logSet", "logSets", "addSessionExercise"])
async def test_a_write_to_a_session_that_was_there_first_meets_no_deadlock(site: Site, field: str) -> None:
    life = await fill(site, await person(site))
    session_id = encode_id("TrainingSession", life["session"])
    one: dict[str, Any] = {"clientId": str(new_id()), "metric": {"distance": {"value": "5", "unit": "KM"}}}
    one |= {"sessionExerciseId": (await seen(life.client, session_id))["exercises"][0]["id"]}
    sent: dict[str, Any] = {
        "logSet": one,
        "logSets": {"sessionId": session_id, "sets": [one]},
        "addSessionExercise": {
            "sessionId": session_id,
            "exerciseId": encode_id("Exercise", life["exercise"]),
            "clientId": str(new_id()),
        },
    }[field]
    async with site.app.state.resources.database.transaction() as db:
        held = text("SELECT FROM training_sessions WHERE id = :id FOR UPDATE")
        await db.execute(held, {"id": life["session"]})
        written = asyncio.create_task(does(life.client, field, **sent))
        await until_waiting(site, 1)
        deleted = asyncio.create_task(delete_mine(life.client))
        await until_waiting(site, 2)
    answers = [await written, await deleted]
    assert [answer["__typename"] for answer in answers] == [
        f"{field[0].upper()}{field[1:]}Payload",
        "DeleteMyAccountPayload",
    ]


async def test_whoever_starts_by_a_public_unit_meanwhile_gets_its_names(site: Site) -> None:
    life, other = await fill(site, await person(site)), await person(site)
    unit = {"from": {"trainingUnitId": encode_id("TrainingUnit", life["public_unit"])}}
    async with site.app.state.resources.database.transaction() as db:
        held = text("SELECT FROM training_unit_access WHERE training_unit_id = :unit FOR UPDATE")
        await db.execute(held, {"unit": life["public_unit"]})
        deleted = asyncio.create_task(delete_mine(life.client))
        await until_waiting(site, 1)
        started = asyncio.create_task(other.client.data(START, input=unit))
        await until_waiting(site, 2)
    assert (await deleted)["__typename"] == "DeleteMyAccountPayload"
    (exercise,) = (await started)["startSession"]["session"]["exercises"]
    assert exercise["exerciseName"] == "Secret Squat"


async def test_two_who_train_by_each_others_units_are_deleted_at_once(site: Site) -> None:
    for _ in range(3):
        one = await person(site)
        life = await fill(site, one)
        mutual = "UPDATE training_sessions SET training_unit_id = :unit WHERE id = :id"
        await execute(site, mutual, unit=life["others_unit"], id=life["session"])
        answers = await asyncio.gather(delete_mine(one.client), delete_mine(life.client))
        assert [answer["__typename"] for answer in answers] == ["DeleteMyAccountPayload"] * 2


async def test_a_deletion_costs_the_same_whatever_the_account_holds(site: Site) -> None:
    chief, empty = (await superuser(site)).client, await person(site)
    life = await fill(site, empty)
    await execute(site, MUCH, me=life["me"])
    costs = []
    for id_ in (life["me"], key(empty)):
        began = time.monotonic()
        await delete(chief, id_)
        costs.append((time.monotonic() - began, [sql for sql in chief.statements if "sign_in_f" not in sql]))
    (seconds, much), (_, little) = costs
    assert len(much) == 20
    assert much == little
    assert seconds < 3  # for 10,000 sets; `irontrack up` stops a single statement after that


async def test_the_operator_deletes_by_address(
    settings: Settings, fresh_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IRONTRACK_DATABASE_URL", fresh_database_url)
    command = typer.Typer()
    command.command()(deletion.delete)

    async def run(*arguments: str, answer: str = "") -> tuple[int, str]:
        result = await asyncio.to_thread(CliRunner().invoke, command, arguments, input=answer)
        return result.exit_code, result.output or str(result.exception)

    async with alone(settings, fresh_database_url) as site:
        chief, member = await superuser(site), await person(site)
        assert (await run(member.email, answer="n\n"))[0] == 1
        assert await is_signed_in(member.client)
        assert await run(member.email.upper(), "--yes") == (0, f"Deleted {member.email}.\n")
        assert await fetch(site, "SELECT id FROM user_account") == [(key(chief),)]
        again = await run(member.email, "--yes")
        assert again == (1, f"There is no account with the address {member.email}.")
        assert (await run(chief.email, "--yes"))[1].startswith("This is the last active superuser")
