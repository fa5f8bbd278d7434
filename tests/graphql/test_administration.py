"""Superusers change the accounts of others: who may, whom, what it ends, and what is refused."""

from __future__ import annotations

import asyncio
import re
import uuid
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from administrators import ACCOUNTS, MUTATIONS, Person, issues, key, person, seen, superuser
from clients import PASSWORD, opened
from sign_ins import SIGN_OUT_EVERYWHERE, is_signed_in, refresh, sign_in, value

from irontrack.accounts.service import NewAccount, administration
from irontrack.accounts.service.credentials import Credentials
from irontrack.errors import ForbiddenError
from irontrack.graphql.relay import encode_id
from irontrack.models import Role

if TYPE_CHECKING:
    from clients import Client, Site

    from irontrack.settings import Settings

pytestmark = pytest.mark.anyio

OTHER_PASSWORD = "another horse battery"
STATE = """
    SELECT md5(string_agg(user_account::text, '' ORDER BY id)) || (SELECT count(*) FROM sign_in_families
    WHERE ended_at IS NULL) || (SELECT coalesce(sum(version), 0) FROM account_revisions) FROM user_account
"""
ROUNDS = 25


@pytest.fixture
async def admin(site: Site) -> Person:
    return await superuser(site)


def everything_about(whom: Person) -> dict[str, dict[str, Any]]:
    """Return an input for each mutation that names an account."""
    by = {"email": whom.email}
    return {
        "updateAccount": {"id": whom.account_id, "password": OTHER_PASSWORD},
        "assignRole": {"account": by, "role": "FITNESS_TRAINER"},
        "revokeRole": {"account": by},
        "signOutAccount": {"id": whom.account_id},
    }


async def test_a_stranger_is_told_the_same_of_an_account_and_of_none(site: Site, admin: Person) -> None:
    stranger, ann = await person(site), await person(site)
    nobody = Person(ann.client, "nobody@example.org", encode_id("Account", uuid.uuid4()))
    before = await value(site, STATE)
    for field, sent in everything_about(ann).items():
        denied = await stranger.does(field, **sent)
        assert denied["__typename"] == "NotFoundProblem"
        absent = await admin.does(field, **everything_about(nobody)[field])
        assert denied["message"].replace(ann.email, "") == absent["message"].replace(nobody.email, "")
        assert await stranger.does(field, **everything_about(nobody)[field]) == absent
    assert (await stranger.does("updateAccount", id=ann.account_id, password="x"))["code"] == "NOT_FOUND"
    made = await stranger.does("createAccount", email="new@example.org", password="x", role="SUPERUSER")
    assert made["__typename"] == "ForbiddenProblem"
    assert await value(site, STATE) == before


async def test_nobody_signed_in_is_asked_to_sign_in(site: Site, anyone: Client) -> None:
    ann = await person(site)
    before = await value(site, STATE)
    new = {"createAccount": {"email": "new@example.org", "password": PASSWORD}}
    for field, sent in (everything_about(ann) | new).items():
        assert await anyone.codes(MUTATIONS[field], input=sent) == ["UNAUTHENTICATED"]
    assert await value(site, STATE) == before


async def test_nobody_administers_their_own_account(site: Site, admin: Person) -> None:
    await superuser(site)
    before = await value(site, STATE)
    changes: list[dict[str, Any]] = [
        {},
        {"isActive": False},
        {"password": OTHER_PASSWORD},
        {"email": "me@example.org"},
        {"name": "Me"},
    ]
    for change in changes:
        refused = await admin.does("updateAccount", id=admin.account_id, **change)
        assert refused["__typename"] == "ForbiddenProblem"
    for field, sent in everything_about(admin).items():
        assert (await admin.does(field, **sent))["__typename"] == "ForbiddenProblem"
    assert await value(site, STATE) == before


async def test_an_account_is_made_for_somebody_who_signs_in_with_it(site: Site, admin: Person) -> None:
    email = f"{uuid.uuid4().hex}@example.org"
    sent = {"email": f" {email.upper()}", "password": PASSWORD, "name": " New  One ", "role": "SUPERUSER"}
    made = (await admin.does("createAccount", **sent))["account"]
    assert (made["email"], made["name"], made["role"]) == (email, "New One", "SUPERUSER")
    assert (made["isActive"], made["isSuperuser"]) == (True, True)
    assert (await admin.client.data("{ viewer { email } }"))["viewer"] == {"email": admin.email}
    client = await site.browser()
    assert (await sign_in(client, email))["__typename"] == "SignInPayload"
    assert (await client.data(ACCOUNTS, filter={"search": email}))["accounts"]["totalCount"] == 1


async def test_a_new_account_has_the_default_role_and_a_blank_name_is_none(admin: Person) -> None:
    email = f"{uuid.uuid4().hex}@example.org"
    made = (await admin.does("createAccount", email=email, password=PASSWORD, name="  "))["account"]
    assert (made["name"], made["role"], made["isSuperuser"]) == (None, "APPLICATION_ACCESS", False)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"password": "short"}, [("password", "TOO_SHORT")]),
        ({"password": "Password1234"}, [("password", "TOO_COMMON")]),
        ({"email": "nobody", "password": "x" * 129}, [("email", "INVALID_FORMAT"), ("password", "TOO_LONG")]),
        ({"email": "a\0b@example.org"}, [("email", "INVALID_FORMAT")]),
        ({"email": f"{'a' * 64}@{'b' * 250}.org"}, [("email", "TOO_LONG")]),
        ({"name": "x" * 256}, [("name", "TOO_LONG")]),
        ({"name": "nul\0"}, [("name", "INVALID_FORMAT")]),
    ],
)
async def test_an_unusable_account_is_refused_by_field(
    site: Site, admin: Person, change: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    ann = await person(site)
    before = await value(site, STATE)
    new = {"email": f"{uuid.uuid4().hex}@example.org", "password": PASSWORD} | change
    assert issues(await admin.does("createAccount", **new)) == expected
    assert issues(await admin.does("updateAccount", id=ann.account_id, **change)) == expected
    assert await value(site, STATE) == before


async def test_null_for_what_is_required_is_refused(site: Site, admin: Person) -> None:
    ann = await person(site)
    new = {"email": f"{uuid.uuid4().hex}@example.org", "password": PASSWORD}
    for field in ("email", "password", "role"):
        assert await admin.client.codes(MUTATIONS["createAccount"], input=new | {field: None}) == [
            "BAD_VALUE"
        ]
    nulls = dict.fromkeys(
        ("email", "isActive", "password", "preferredWeightUnit", "preferredDistanceUnit", "timeZone")
    )
    refused = await admin.does("updateAccount", id=ann.account_id, **nulls)
    assert issues(refused) == [(field, "REQUIRED") for field in nulls]
    for by in ({}, {"id": None}, {"id": ann.account_id, "email": ann.email}):
        sent = {"account": by, "role": "SUPERUSER"}
        assert await admin.client.codes(MUTATIONS["assignRole"], input=sent) == ["BAD_VALUE"]
    sent = {"account": {"email": "nul\0@example.org"}, "role": "SUPERUSER"}
    assert await admin.client.codes(MUTATIONS["assignRole"], input=sent) == ["BAD_VALUE"]
    assert await admin.client.codes(MUTATIONS["signOutAccount"], input={"id": "x"}) == ["BAD_ID"]


async def test_an_address_is_taken_in_any_case(site: Site, admin: Person) -> None:
    ann, eve = await person(site), await person(site)
    before = await value(site, STATE)
    taken = {"email": f" {ann.email.upper()}"}
    assert issues(await admin.does("createAccount", password=PASSWORD, **taken)) == [("email", "TAKEN")]
    assert issues(await admin.does("updateAccount", id=eve.account_id, **taken)) == [("email", "TAKEN")]
    assert await value(site, STATE) == before


async def test_an_account_changes_in_what_is_sent_and_no_more(site: Site, admin: Person) -> None:
    ann = await person(site, name="Ann")
    before = await seen(admin, ann)
    assert (await admin.does("updateAccount", id=ann.account_id))["__typename"] == "UpdateAccountPayload"
    assert await seen(admin, ann) == before
    email = f"new.{ann.email}"
    sent = {"email": email, "name": None, "preferredWeightUnit": "LB", "timeZone": "Asia/Tokyo"}
    changed = (await admin.does("updateAccount", id=ann.account_id, **sent))["account"]
    assert {field: changed[field] for field in sent} == sent
    after = await seen(admin, ann)
    assert after == {**before, **sent, "updatedAt": after["updatedAt"]}
    assert (await admin.does("updateAccount", id=ann.account_id, **sent))["account"] == changed
    viewer = "{ viewer { email name preferredWeightUnit timeZone } }"
    assert (await ann.client.data(viewer))["viewer"] == sent
    assert (await sign_in(await site.browser(), email))["__typename"] == "SignInPayload"


async def test_a_password_set_by_an_administrator_follows_the_same_rules(site: Site, admin: Person) -> None:
    ann = await person(site)
    for password, code in (("elevencharm", "TOO_SHORT"), ("Password1234", "TOO_COMMON"), ("", "TOO_SHORT")):
        refused = await admin.does("updateAccount", id=ann.account_id, password=password)
        assert issues(refused) == [("password", code)]
    assert await is_signed_in(ann.client)
    set_ = await admin.does("updateAccount", id=ann.account_id, password=OTHER_PASSWORD)
    assert set_["__typename"] == "UpdateAccountPayload"
    assert not await is_signed_in(ann.client)
    assert (await refresh(ann.client))["__typename"] == "SignInEndedProblem"
    assert (await sign_in(ann.client, ann.email))["__typename"] == "CredentialsProblem"
    other = await site.browser()
    assert (await sign_in(other, ann.email, OTHER_PASSWORD))["__typename"] == "SignInPayload"


async def test_a_stranger_costs_no_hash_and_locks_are_taken_in_one_order(site: Site, admin: Person) -> None:
    ann, stranger = await person(site), await person(site)
    for field, sent in (
        ("updateAccount", {"id": ann.account_id, "password": OTHER_PASSWORD}),
        ("createAccount", {"email": "new@example.org", "password": PASSWORD}),
    ):
        await stranger.does(field, **sent)
        (sql,) = [sql for sql in stranger.client.statements if "sign_in_families" not in sql]
        assert "is_superuser" in sql
        assert "FOR NO KEY UPDATE" not in sql
    await admin.does("updateAccount", id=ann.account_id, password=OTHER_PASSWORD)
    locked = [re.search(r"FROM (\w+)", sql) for sql in admin.client.statements if "FOR NO KEY UPDATE" in sql]
    assert [found and found[1] for found in locked] == ["role", "user_account", "user_account"]
    assert "account_revisions" in admin.client.statements[-1]


async def test_no_connection_is_held_while_a_password_is_hashed(settings: Settings) -> None:
    slow = msgspec.structs.replace(
        settings, database_pool_size=1, password_hash_memory_kib=65_536, password_hash_passes=4
    )
    async with opened(slow) as site:
        admin, ann = await superuser(site), await person(site)
        reader = await site.browser()
        new = {"email": f"{uuid.uuid4().hex}@example.org", "password": PASSWORD}
        for field, sent in (
            ("updateAccount", {"id": ann.account_id, "password": OTHER_PASSWORD}),
            ("createAccount", new),
        ):
            change = asyncio.create_task(admin.does(field, **sent))
            await asyncio.sleep(0.05)
            assert (await reader.data("{ exercises(first: 1) { totalCount } }"))["exercises"]
            assert not change.done()
            assert "account" in await change


async def test_a_deactivated_account_is_out_at_once_until_it_is_activated(site: Site, admin: Person) -> None:
    ann = await person(site)
    assert await is_signed_in(ann.client)
    for _ in range(2):
        out = await admin.does("updateAccount", id=ann.account_id, isActive=False)
        assert out["account"]["isActive"] is False
        assert not await is_signed_in(ann.client)
    assert (await sign_in(ann.client, ann.email))["__typename"] == "CredentialsProblem"
    await admin.does("updateAccount", id=ann.account_id, isActive=True)
    assert not await is_signed_in(ann.client)
    assert (await sign_in(ann.client, ann.email))["__typename"] == "SignInPayload"


async def test_signing_an_account_out_ends_all_its_devices_and_no_others(site: Site, admin: Person) -> None:
    ann, eve = await person(site), await person(site)
    phone = await site.browser()
    await sign_in(phone, ann.email)
    out = await admin.does("signOutAccount", id=ann.account_id)
    assert (out["__typename"], out["endedDevices"]) == ("SignOutAccountPayload", 2)
    assert [await is_signed_in(client) for client in (ann.client, phone)] == [False, False]
    assert [await is_signed_in(client) for client in (eve.client, admin.client)] == [True, True]
    assert (await admin.does("signOutAccount", id=ann.account_id))["endedDevices"] == 0
    assert (await sign_in(phone, ann.email))["__typename"] == "SignInPayload"


async def test_roles_are_refused_where_they_make_no_difference(site: Site, admin: Person) -> None:
    ann = await person(site)
    by = {"id": ann.account_id}
    none = await admin.does("revokeRole", account=by)
    current = {"__typename": "Account", "role": "APPLICATION_ACCESS", "isActive": True}
    assert (none["code"], none["current"]) == ("CONFLICT", current)
    for _ in range(2):
        given = await admin.does("assignRole", account=by, role="FITNESS_TRAINER")
    assert (given["code"], given["current"]) == ("CONFLICT", {**current, "role": "FITNESS_TRAINER"})
    await admin.does("updateAccount", id=ann.account_id, isActive=False)
    inactive = await admin.does("assignRole", account=by, role="SUPERUSER")
    expected = {**current, "role": "FITNESS_TRAINER", "isActive": False}
    assert (inactive["code"], inactive["current"]) == ("CONFLICT", expected)
    taken = await admin.does("revokeRole", account={"email": ann.email})
    assert taken["account"]["role"] == "APPLICATION_ACCESS"


async def test_a_superuser_who_was_one_has_no_power_left(site: Site, admin: Person) -> None:
    """What counts is the database at that moment, not who signed in."""
    eve, ann = await superuser(site), await person(site)
    assert (await eve.does("updateAccount", id=ann.account_id, name="Ann"))["account"]["name"] == "Ann"
    async with site.app.state.resources.database.transaction() as db:
        await administration.revoke_role(db, key(admin), eve.email)  # no cache is told
    for field, sent in everything_about(ann).items():
        assert (await eve.does(field, **sent))["__typename"] == "NotFoundProblem"
    made = await eve.does("createAccount", email="new@example.org", password=PASSWORD)
    assert made["__typename"] == "ForbiddenProblem"


async def test_whoever_was_let_through_early_is_looked_at_again_under_the_lock(site: Site) -> None:
    eve = await person(site)
    resources = site.app.state.resources
    checks = Credentials(resources.database, resources.passwords, resources.settings)
    before = await value(site, STATE)
    new = NewAccount("new@example.org", PASSWORD, role=Role.SUPERUSER)
    with pytest.raises(ForbiddenError):
        async with resources.database.transaction() as db:
            await administration.create_account(db, checks, key(eve), new)
    assert await value(site, STATE) == before


async def test_changes_of_one_account_at_the_same_time_all_go_through(site: Site, admin: Person) -> None:
    eve, ann = await superuser(site), await person(site)
    laptop = await site.browser()
    for number in range(ROUNDS):
        for client in (ann.client, laptop):
            await sign_in(client, ann.email)
        await asyncio.gather(
            admin.does("updateAccount", id=ann.account_id, name=f"Ann {number}"),
            eve.does("signOutAccount", id=ann.account_id),
            eve.does("assignRole", account={"email": ann.email}, role="FITNESS_TRAINER"),
            admin.does("revokeRole", account={"id": ann.account_id}),
            refresh(laptop),
            ann.client.post(SIGN_OUT_EVERYWHERE),
            sign_in(await site.browser(), ann.email),
        )
