"""What superusers see of accounts and roles, page by page; nobody else sees that there is anything."""

from __future__ import annotations

import asyncio
import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from administrators import ACCOUNT, ACCOUNTS, NODE, ROLES, Person, give, person, superuser
from sign_ins import execute, sign_in
from sqlalchemy import text

from irontrack.graphql.relay import encode_id
from irontrack.models import ROLE_IDS, Role

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

BY_NAME = {"field": "NAME", "direction": "ASC"}


@pytest.fixture
async def admin(site: Site) -> Person:
    return await superuser(site)


async def accounts(admin: Person, **variables: Any) -> Any:
    return (await admin.client.data(ACCOUNTS, **variables))["accounts"]


async def named(site: Site, *names: str | None) -> str:
    """Store accounts with these names and return a text that only their addresses have."""
    mark = uuid.uuid4().hex
    for number, name in enumerate(names):
        await execute(
            site,
            """
            INSERT INTO user_account (name, email, password, role_id, created_at)
            VALUES (:name, :email, 'no hash', :role, :made)
            """,
            name=name,
            email=f"{number}.{mark}@example.org",
            role=ROLE_IDS[Role.APPLICATION_ACCESS],
            made=datetime(2020, 1, 1 + number, tzinfo=UTC),
        )
    return mark


async def names(admin: Person, mark: str, **variables: Any) -> list[str | None]:
    found = await accounts(admin, filter={"search": mark}, first=100, **variables)
    return [node["name"] for node in found["nodes"]]


async def test_an_account_shows_what_administration_needs(site: Site, admin: Person) -> None:
    ann = await person(site, name="Ann", timeZone="Europe/Berlin")
    found = (await admin.client.data(ACCOUNT, by={"email": f" {ann.email.upper()}"}))["account"]
    times = {field: datetime.fromisoformat(found.pop(field)) for field in ("createdAt", "updatedAt")}
    signed_in_at = datetime.fromisoformat(found.pop("lastSignedInAt"))
    assert times["createdAt"] == times["updatedAt"] <= signed_in_at < datetime.now(UTC)
    assert found == {
        "id": ann.account_id,
        "name": "Ann",
        "email": ann.email,
        "role": "APPLICATION_ACCESS",
        "isActive": True,
        "isSuperuser": False,
        "preferredWeightUnit": "KG",
        "preferredDistanceUnit": "KM",
        "timeZone": "Europe/Berlin",
    }
    await sign_in(await site.browser(), ann.email)
    again = (await admin.client.data(ACCOUNT, by={"id": ann.account_id}))["account"]
    assert datetime.fromisoformat(again["lastSignedInAt"]) > signed_in_at
    node = (await admin.client.data(NODE, id=ann.account_id))["node"]
    assert node == {"__typename": "Account", "email": ann.email}


async def test_an_account_that_never_signed_in_says_so(site: Site, admin: Person) -> None:
    mark = await named(site, "Ann")
    (ann,) = (await accounts(admin, filter={"search": mark}))["nodes"]
    assert ann["lastSignedInAt"] is None


async def test_what_is_not_there_is_null(admin: Person) -> None:
    nobody = encode_id("Account", uuid.uuid4())
    for by in ({"id": nobody}, {"email": "nobody@example.org"}, {"email": ""}):
        assert (await admin.client.data(ACCOUNT, by=by))["account"] is None
    assert (await admin.client.data(NODE, id=nobody))["node"] is None
    for wrong in ({}, {"id": nobody, "email": "a@example.org"}, {"email": None}, {"email": "nul\0"}):
        assert await admin.client.codes(ACCOUNT, by=wrong) == ["BAD_VALUE"]
    assert await admin.client.codes(ACCOUNT, by={"id": encode_id("Exercise", uuid.uuid4())}) == ["BAD_ID"]


async def test_nobody_else_sees_accounts_on_any_path(site: Site, member: Client, anyone: Client) -> None:
    ann = await person(site)
    trainer = await person(site)
    await give(site, trainer, Role.FITNESS_TRAINER)
    for client in (anyone, member, trainer.client, ann.client):
        assert await client.data(ACCOUNTS, first=1000, filter={"search": "x" * 101}) == {"accounts": None}
        for by in ({"id": ann.account_id}, {"email": ann.email}):
            assert await client.data(ACCOUNT, by=by) == {"account": None}
        assert await client.data(NODE, id=ann.account_id) == {"node": None}
        assert await client.data(ROLES) == {"roles": None}
        assert all("FROM user_account" not in sql or "sign_in_families" in sql for sql in client.statements)


async def test_the_newest_come_first_unless_ordered(site: Site, admin: Person) -> None:
    mark = await named(site, "b", None, "A", "\u00e4", "c")
    assert await names(admin, mark) == ["c", "\u00e4", "A", None, "b"]
    assert await names(admin, mark, order=BY_NAME) == [None, "A", "b", "c", "\u00e4"]
    assert await names(admin, mark, order=BY_NAME | {"direction": "DESC"}) == ["\u00e4", "c", "b", "A", None]
    by_email = {"field": "EMAIL", "direction": "ASC"}
    assert await names(admin, mark, order=by_email) == ["b", None, "A", "\u00e4", "c"]
    by_age = {"field": "CREATED_AT", "direction": "ASC"}
    assert await names(admin, mark, order=by_age) == ["b", None, "A", "\u00e4", "c"]


@pytest.mark.parametrize("field", ["CREATED_AT", "EMAIL", "NAME"])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
async def test_pages_join_without_gaps_in_every_order(
    site: Site, admin: Person, field: str, direction: str
) -> None:
    mark = await named(site, "Same", "Same", None, None, "Other", "same")
    asked = {"filter": {"search": mark}, "order": {"field": field, "direction": direction}}
    whole = [node["id"] for node in (await accounts(admin, **asked))["nodes"]]
    forth: list[str] = []
    page = await accounts(admin, first=2, **asked)
    forth += [node["id"] for node in page["nodes"]]
    while page["pageInfo"]["hasNextPage"]:
        page = await accounts(admin, first=2, after=page["pageInfo"]["endCursor"], **asked)
        forth += [node["id"] for node in page["nodes"]]
    back = await accounts(admin, last=2, before=page["pageInfo"]["startCursor"], **asked)
    assert forth == whole
    assert [node["id"] for node in back["nodes"]] == whole[2:4]
    assert page["totalCount"] == len(set(whole)) == 6


async def test_a_list_goes_on_after_the_longest_name(site: Site, admin: Person) -> None:
    mark = await named(site, "\U0001f3cb" * 255, "\U0001f3cc" * 255)
    asked = {"filter": {"search": mark}, "order": BY_NAME, "first": 1}
    page = await accounts(admin, **asked)
    assert (await accounts(admin, after=page["pageInfo"]["endCursor"], **asked))["nodes"]


@pytest.mark.parametrize(
    ("field", "index"),
    [
        ("CREATED_AT", "ix_user_account_created_order"),
        ("EMAIL", "ix_user_account_email_order"),
        ("NAME", "ix_user_account_name_order"),
    ],
)
async def test_every_order_is_read_from_its_index(site: Site, admin: Person, field: str, index: str) -> None:
    order = {"field": field, "direction": "ASC"}
    cursor = (await accounts(admin, order=order, first=1))["pageInfo"]["endCursor"]
    for place in ({"first": 2}, {"first": 2, "after": cursor}, {"last": 2}, {"last": 2, "before": cursor}):
        document = "query ($order: AccountOrder, $first: Int, $after: String, $last: Int, $before: String) {"
        document += "accounts(order: $order, first: $first, after: $after, last: $last, before: $before)"
        await admin.client.data(document + " { nodes { id } } }", order=order, **place)
        (sql,) = [sql for sql in admin.client.statements if "ORDER BY" in sql]
        plan = await planned(site, sql)
        assert index in plan
        assert "Sort" not in plan


async def planned(site: Site, sql: str) -> str:
    """Return the plan of a statement for a table that is too large to be read whole."""
    async with site.app.state.resources.database.transaction() as db:
        for method in ("seqscan", "bitmapscan", "sort"):
            await db.execute(text(f"SET LOCAL enable_{method} = off"))
        connection = await db.connection()
        unused = (None,) * len(set(re.findall(r"\$\d+", sql)))
        plan = await connection.exec_driver_sql(f"EXPLAIN (GENERIC_PLAN) {sql}", unused)
        return "\n".join(row[0] for row in plan)


async def test_filters_hold_together(site: Site, admin: Person) -> None:
    mark = await named(site, "January 1st", "January 2nd", "January 3rd")
    one = {"gte": "2020-01-02T00:00:00Z", "lt": "2020-01-03T00:00:00+00:00"}
    found = await accounts(admin, filter={"search": mark, "createdAt": one})
    assert [node["name"] for node in found["nodes"]] == ["January 2nd"]
    assert found["totalCount"] == 1
    ann, eve = await person(site, name=f"Ann {mark}"), await person(site, name=f"Eve {mark}")
    await give(site, eve, Role.FITNESS_TRAINER)
    await admin.does("updateAccount", id=ann.account_id, isActive=False)
    for narrowed, expected in (
        ({"isActive": {"eq": False}}, {ann.email}),
        ({"role": {"in": ["FITNESS_TRAINER", "SUPERUSER"]}}, {eve.email}),
        ({"role": {"in": []}}, set()),
        ({"isActive": {"eq": False}, "role": {"in": ["FITNESS_TRAINER"]}}, set()),
        ({"createdAt": {"gte": "2021-01-01T00:00:00Z"}}, {ann.email, eve.email}),
        ({"createdAt": {"lt": "0001-01-01T00:00:00Z"}}, set()),
        ({"isActive": None, "role": None, "createdAt": {}, "search": f"ANN {mark.upper()}"}, {ann.email}),
    ):
        page = await accounts(admin, filter={"search": mark, **narrowed})
        assert {node["email"] for node in page["nodes"]} == expected, narrowed
    assert (await accounts(admin, filter={"search": "  "}))["totalCount"] > 3


async def test_percent_and_underscore_are_literal(site: Site, admin: Person) -> None:
    mark = uuid.uuid4().hex
    for name in (f"100% {mark}", f"a_b {mark}", f"a\\b {mark}", f"a/b {mark}", f"axb {mark}"):
        await person(site, name=name)
    for search, expected in (
        (f"100% {mark}", 1),
        (f"% {mark}", 1),
        (f"a_b {mark}", 1),
        (f"_b {mark}", 1),
        (f"a\\b {mark}", 1),
        (f"a/b {mark}", 1),
        (f"b {mark}", 4),
        (f"'; DROP TABLE user_account; -- {mark}", 0),
    ):
        assert (await accounts(admin, filter={"search": search}))["totalCount"] == expected, search


async def test_a_search_is_bounded(admin: Person) -> None:
    assert (await accounts(admin, filter={"search": "x" * 100}))["nodes"] == []
    for search in ("x" * 101, "nul\0"):
        assert await admin.client.codes(ACCOUNTS, filter={"search": search}) == ["BAD_VALUE"]
    assert await admin.client.codes(ACCOUNTS, filter={"role": {"in": ["SUPERUSER"] * 251}}) == ["BAD_VALUE"]


async def test_an_unknown_order_field_is_a_clear_refusal(admin: Person) -> None:
    for order in (
        {"field": "PASSWORD", "direction": "ASC"},
        {"field": "created_at", "direction": "ASC"},
        {"field": "NAME", "direction": "SIDEWAYS"},
        {"field": "NAME"},
        {"field": None, "direction": "ASC"},
    ):
        assert await admin.client.codes(ACCOUNTS, order=order) == ["BAD_VALUE"]
    document = "{ accounts(order: {field: PASSWORD, direction: ASC}) { totalCount } }"
    assert await admin.client.codes(document) == ["VALIDATION_FAILED"]


async def test_a_huge_page_is_refused(admin: Person) -> None:
    for wrong in ({"first": 101}, {"first": 2**31 - 1}, {"first": 0}, {"last": -1}, {"first": 1, "last": 1}):
        assert await admin.client.codes(ACCOUNTS, **wrong) == ["BAD_PAGE"]
    assert await admin.client.codes(ACCOUNTS, first=2**31) == ["BAD_VALUE"]


async def test_a_cursor_belongs_to_its_order_and_filter(site: Site, admin: Person) -> None:
    mark = await named(site, "a", "b")
    cursor = (await accounts(admin, filter={"search": mark}, first=1))["pageInfo"]["endCursor"]
    for other in ({}, {"filter": {"search": mark}, "order": BY_NAME}, {"filter": {"search": f" {mark}x"}}):
        assert await admin.client.codes(ACCOUNTS, after=cursor, **other) == ["BAD_CURSOR"]


async def test_a_list_costs_two_statements_however_long(site: Site, admin: Person) -> None:
    mark = await named(site, *map(str, range(5)))
    document = """
        query ($filter: AccountFilter, $first: Int) {
          accounts(filter: $filter, first: $first) { nodes { email role lastSignedInAt } }
        }
    """
    await admin.client.data(document)  # who asks is known from here on
    counts = []
    for first in (1, 5):
        await admin.client.data(document, filter={"search": mark}, first=first)
        counts.append(len(admin.client.statements))
    assert counts == [2, 2]


async def test_no_list_reads_a_hash(admin: Person) -> None:
    for document in (ACCOUNTS, ROLES):
        await admin.client.data(document)
        assert not any("password" in sql for sql in admin.client.statements)


async def test_roles_are_described_and_counted(site: Site, admin: Person) -> None:
    async def counted() -> dict[str, int]:
        found = (await admin.client.data(ROLES))["roles"]
        assert len([sql for sql in admin.client.statements if "FROM role" in sql]) == 1
        assert all(role["name"] and role["description"] for role in found)
        return {role["role"]: role["accountCount"] for role in found}

    before = await counted()
    assert list(before) == ["APPLICATION_ACCESS", "FITNESS_TRAINER", "SUPERUSER"]
    trainer = await person(site)
    await give(site, trainer, Role.FITNESS_TRAINER)
    assert await counted() == {**before, "FITNESS_TRAINER": before["FITNESS_TRAINER"] + 1}


async def test_the_role_superuser_gives_its_power(site: Site, admin: Person) -> None:
    ann = await person(site)
    assert await ann.client.data(ACCOUNTS) == {"accounts": None}
    given = await admin.does("assignRole", account={"email": ann.email}, role="SUPERUSER")
    assert (given["account"]["role"], given["account"]["isSuperuser"]) == ("SUPERUSER", True)
    assert (await accounts(ann, filter={"search": ann.email}))["totalCount"] == 1
    taken = await admin.does("revokeRole", account={"id": ann.account_id})
    assert (taken["account"]["role"], taken["account"]["isSuperuser"]) == ("APPLICATION_ACCESS", False)
    assert await ann.client.data(ACCOUNTS) == {"accounts": None}
    assert (await ann.client.data("{ viewer { role } }"))["viewer"] == {"role": "APPLICATION_ACCESS"}


async def test_a_role_given_by_command_is_known_within_a_second(site: Site) -> None:
    ann = await person(site)
    assert await ann.client.data(ACCOUNTS) == {"accounts": None}
    await give(site, ann, Role.SUPERUSER)
    end = datetime.now(UTC) + timedelta(seconds=1.5)
    while (await ann.client.data(ROLES))["roles"] is None:
        assert datetime.now(UTC) < end
        await asyncio.sleep(0.05)
