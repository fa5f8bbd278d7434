"""A coach and an athlete: a template is shared, read, changed, left, taken back and made private."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from administrators import key, person, superuser
from authorisation.things import CALLERS
from authorisation.world import build_world, find_system
from clients import PASSWORD, SIGN_UP
from sharing import (
    GRANT,
    LIST_ACCESS,
    NODE,
    SHARED_WITH_ME,
    access,
    can_read,
    grant,
    leave,
    make_plan,
    make_unit,
    revoke,
    set_status,
    shared_with,
)
from sign_ins import CHANGE_EMAIL, execute, value
from training import START

from irontrack.graphql.relay import decode_any_id, encode_id

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

READ_PLAN = """
    query ($id: ID!) { trainingPlan(id: $id) { name author { name } units {
      dayNumber unit { id name author { name } access { id } exercises { exerciseName exercise { slug } } }
    } } }
"""
PROFILES = """
    query ($id: ID!) { node(id: $id) { ... on Template { author { id name } viewerAccess } } }
"""
DELETE_MINE = """
    mutation { deleteMyAccount(input: {currentPassword: "correct horse battery"}) { __typename } }
"""


async def sign_up(site: Site, email: str, name: str = "Athlete") -> Client:
    client = await site.browser()
    answer = await client.data(SIGN_UP, input={"email": email, "password": PASSWORD, "name": name})
    assert "viewer" in answer["signUp"], answer
    return client


async def user_id(client: Client) -> str:
    viewer = (await client.data("{ viewer { id } }"))["viewer"]["id"]
    return encode_id("User", decode_any_id(viewer)[1])


async def start(client: Client, unit: str) -> str:
    answer = await client.data(START, input={"from": {"trainingUnitId": unit}, "allowSeveral": True})
    typename: str = answer["startSession"]["__typename"]
    return typename


async def acquainted(site: Site) -> tuple[Client, Client, str]:
    """Return a coach and an athlete who can see each other as users, and the athlete's id as one."""
    coach, athlete = await site.member(), await site.member()
    met = await make_unit(athlete, "Hello")
    await set_status(athlete, met, "PUBLIC")
    author = (await coach.data(PROFILES, id=met))["node"]["author"]["id"]
    return coach, athlete, author


def codes(answer: Any) -> list[tuple[str, str]]:
    assert answer["__typename"] == "ValidationProblem", answer
    return [(".".join(issue["path"]), issue["code"]) for issue in answer["issues"]]


async def test_a_coach_shares_a_plan_by_address_before_the_athlete_signs_up(site: Site) -> None:
    coach, email = await site.browser(), f"{uuid.uuid4().hex}@example.org"
    await coach.sign_up(name="Coach")
    unit = await make_unit(coach, "Legs")
    plan = await make_plan(coach, "Eight weeks", unit)
    await set_status(coach, plan, "SHARED")
    given = await grant(coach, plan, {"email": f" {email.upper()} "})
    assert given["grant"]["grantee"] == {"__typename": "InvitedAddress", "email": email}
    athlete = await sign_up(site, email)
    found = (await athlete.data(SHARED_WITH_ME))["viewer"]["sharedWithMe"]
    assert found["totalCount"] == 1
    assert found["nodes"] == [
        {
            "__typename": "TrainingPlan",
            "id": plan,
            "name": "Eight weeks",
            "viewerAccess": "READ",
            "author": {"name": "Coach"},
            "difficultyLevel": "BEGINNER",
        }
    ]
    read = (await athlete.data(READ_PLAN, id=plan))["trainingPlan"]
    (day,) = read["units"]
    assert day["unit"]["name"] == "Legs"
    assert day["unit"]["author"] == read["author"] == {"name": "Coach"}
    assert day["unit"]["access"] is None
    assert day["unit"]["exercises"][0]["exercise"]["slug"] == "barbell-back-squat"
    assert await start(athlete, unit) == "StartSessionPayload"
    # What is readable is still not the athlete's to share.
    assert (await set_status(athlete, plan, "PUBLIC"))["__typename"] == "ForbiddenProblem"
    assert (await grant(athlete, plan, {"email": "x@example.org"}))["__typename"] == "ForbiddenProblem"
    assert (await athlete.data(LIST_ACCESS, id=plan))["node"]["access"] is None
    assert (await revoke(athlete, given["grant"]["id"]))["__typename"] == "NotFoundProblem"


async def test_private_again_hides_everything_at_once(site: Site) -> None:
    coach = await site.member()
    athlete = await person(site)
    unit = await make_unit(coach, "Legs")
    plan = await make_plan(coach, "Plan", unit)
    await set_status(coach, plan, "SHARED")
    await grant(coach, plan, {"email": athlete.email}, "WRITE")
    assert await shared_with(athlete.client) == [("Plan", "WRITE")]
    assert await start(athlete.client, unit) == "StartSessionPayload"
    answer = await set_status(coach, plan, "PRIVATE")
    assert answer["template"]["sharingStatus"] == "PRIVATE"
    assert await shared_with(athlete.client) == []
    assert not await can_read(athlete.client, plan)
    assert not await can_read(athlete.client, unit)
    assert await start(athlete.client, unit) == "NotFoundProblem"
    assert (await leave(athlete.client, plan))["__typename"] == "NotFoundProblem"
    await set_status(coach, plan, "SHARED")  # the grant has stayed
    assert await shared_with(athlete.client) == [("Plan", "WRITE")]


async def test_a_known_and_an_unknown_address_get_the_same_answer_by_the_same_statements(site: Site) -> None:
    coach, known = await site.member(), (await person(site)).email
    unknown = f"{uuid.uuid4().hex}@example.org"
    told = []
    for email in (known, unknown):
        unit = await make_unit(coach, f"Unit {email}")
        answers = [await grant(coach, unit, {"email": email}, level) for level in ("READ", "READ", "WRITE")]
        statements = list(coach.statements)
        listed = await access(coach, unit)
        assert [row["id"] for row in listed] == [answers[0]["grant"]["id"]]
        taken = await revoke(coach, listed[0]["id"])
        ids = {unit: "unit", email: "email", listed[0]["id"]: "grant", listed[0]["createdAt"]: "time"}
        words = repr((answers, listed, taken))
        for value_, word in ids.items():
            words = words.replace(value_, word)
        told.append((words, statements, list(coach.statements)))
    assert told[0] == told[1]


async def test_leaving_a_grant_by_address_tells_the_owner_nothing(site: Site) -> None:
    coach, athlete = await site.member(), await person(site)
    unit = await make_unit(coach, "Legs")
    await set_status(coach, unit, "SHARED")
    await grant(coach, unit, {"email": athlete.email})
    before = await coach.data(LIST_ACCESS, id=unit)
    assert await leave(athlete.client, unit) == {"__typename": "LeaveSharedPayload", "leftTemplateId": unit}
    assert not await can_read(athlete.client, unit)
    assert await shared_with(athlete.client) == []
    assert (await leave(athlete.client, unit))["__typename"] == "NotFoundProblem"
    assert await coach.data(LIST_ACCESS, id=unit) == before
    again = await grant(coach, unit, {"email": athlete.email})
    assert again["template"]["access"] == before["node"]["access"]
    assert await shared_with(athlete.client) == [("Legs", "READ")]


async def test_a_user_is_granted_by_id_and_leaves(site: Site) -> None:
    coach, athlete, id_ = await acquainted(site)
    unit = await make_unit(coach, "Legs")
    await set_status(coach, unit, "SHARED")
    first = await grant(coach, unit, {"userId": id_})
    assert first["grant"]["grantee"]["id"] == id_
    assert await shared_with(athlete) == [("Legs", "READ")]
    second = await grant(coach, unit, {"userId": id_}, "WRITE")
    assert second["grant"]["id"] == first["grant"]["id"]
    assert [row["level"] for row in await access(coach, unit)] == ["WRITE"]
    assert await shared_with(athlete) == [("Legs", "WRITE")]
    assert (await leave(athlete, unit))["leftTemplateId"] == unit
    assert await access(coach, unit) == []
    assert not await can_read(athlete, unit)


async def test_a_grant_by_id_and_one_by_address_stand_side_by_side(site: Site) -> None:
    coach, athlete, id_ = await acquainted(site)
    email = (await athlete.data("{ viewer { email } }"))["viewer"]["email"]
    unit = await make_unit(coach, "Legs")
    await set_status(coach, unit, "SHARED")
    by_id = (await grant(coach, unit, {"userId": id_}, "READ"))["grant"]["id"]
    by_address = (await grant(coach, unit, {"email": email}, "WRITE"))["grant"]["id"]
    assert [row["id"] for row in await access(coach, unit)] == [by_id, by_address]
    assert await shared_with(athlete) == [("Legs", "WRITE")]
    taken = await revoke(coach, by_address)
    assert taken["revokedGrantId"] == by_address
    assert [row["id"] for row in taken["template"]["access"]] == [by_id]
    assert await shared_with(athlete) == [("Legs", "READ")]
    await grant(coach, unit, {"email": email})
    await revoke(coach, by_id)
    assert await shared_with(athlete) == [("Legs", "READ")]
    assert (await revoke(coach, by_id))["__typename"] == "NotFoundProblem"


async def test_a_grant_by_address_is_for_whoever_has_it_now(site: Site) -> None:
    coach, athlete = await site.member(), await person(site)
    other = f"{uuid.uuid4().hex}@example.org"
    for name, email in (("Old", athlete.email), ("New", other)):
        unit = await make_unit(coach, name)
        await set_status(coach, unit, "SHARED")
        await grant(coach, unit, {"email": email})
    assert await shared_with(athlete.client) == [("Old", "READ")]
    await athlete.client.data(CHANGE_EMAIL, input={"currentPassword": PASSWORD, "email": other})
    assert await shared_with(athlete.client) == [("New", "READ")]
    assert await shared_with(await sign_up(site, athlete.email)) == [("Old", "READ")]


async def test_nobody_shares_with_themselves_or_with_whom_they_cannot_see(site: Site) -> None:
    coach, stranger = await person(site), await site.member()
    unit = await make_unit(coach.client, "Legs")
    own_id = encode_id("User", key(coach))
    for to, path, code in (
        ({"email": coach.email.upper()}, "to.email", "NOT_ALLOWED"),
        ({"userId": own_id}, "to.userId", "NOT_ALLOWED"),
        ({"userId": await user_id(stranger)}, "to.userId", "UNKNOWN"),
        ({"userId": str(uuid.uuid4())}, "to.userId", "UNKNOWN"),
        ({"email": ""}, "to.email", "INVALID_FORMAT"),
        ({"email": "no address"}, "to.email", "INVALID_FORMAT"),
        ({"email": "a\0b@example.org"}, "to.email", "INVALID_FORMAT"),
        ({"email": "a\u200bb@example.org"}, "to.email", "INVALID_FORMAT"),
        ({"email": "x" * 100_00 + "@example.org"}, "to.email", "TOO_LONG"),
    ):
        assert codes(await grant(coach.client, unit, to)) == [(path, code)], to
    assert await access(coach.client, unit) == []
    several: list[dict[str, Any]] = [
        {},
        {"email": None},
        {"userId": None},
        {"email": "a@b.c", "userId": own_id},
    ]
    for to in several:
        assert "errors" in (await coach.client.post(GRANT, input={"id": unit, "to": to})).json()
    for bad in ("", "nonsense", encode_id("Exercise", uuid.uuid4()), "\0", str(uuid.uuid4())):
        assert await coach.client.codes(GRANT, input={"id": bad, "to": {"userId": own_id}}) == ["BAD_ID"]
    assert await coach.client.codes(GRANT, input={"id": unit, "to": {"userId": unit}}) == ["BAD_ID"]


async def test_another_persons_name_is_seen_only_as_author_or_grantee(site: Site, anyone: Client) -> None:
    coach, athlete, id_ = await acquainted(site)
    coach_id = await user_id(coach)
    assert await can_read(coach, id_)
    assert not await can_read(athlete, coach_id)
    assert not await can_read(anyone, id_)
    assert await can_read(coach, coach_id)
    unit = await make_unit(coach, "Legs")
    await grant(coach, unit, {"userId": id_})
    (hello,) = (await athlete.data("{ viewer { trainingUnits { nodes { id } } } }"))["viewer"][
        "trainingUnits"
    ]["nodes"]
    await set_status(athlete, hello["id"], "PRIVATE")
    assert await can_read(coach, id_)  # as a grantee
    (given,) = await access(coach, unit)
    await revoke(coach, given["id"])
    assert not await can_read(coach, id_)
    assert not await can_read(athlete, given["id"])


async def test_a_stale_version_of_a_status_is_a_conflict(site: Site) -> None:
    coach = await site.member()
    unit = await make_unit(coach, "Legs")
    assert (await set_status(coach, unit, "SHARED", version=1))["template"]["version"] == 2
    assert (await set_status(coach, unit, "SHARED", version=2))["template"]["version"] == 2
    stale = await set_status(coach, unit, "PUBLIC", version=1)
    assert stale["__typename"] == "ConflictProblem"
    assert stale["current"] == {"__typename": "TrainingUnit", "id": unit, "version": 2}
    answers = await asyncio.gather(
        *(set_status(coach, unit, status, version=2) for status in ["PUBLIC", "PRIVATE"] * 10)
    )
    kinds = [answer["__typename"] for answer in answers]
    assert (kinds.count("SetSharingStatusPayload"), kinds.count("ConflictProblem")) == (1, 19)


async def test_a_superuser_takes_what_is_public_back_to_private_and_nothing_else(site: Site) -> None:
    coach, chief, member = await site.member(), (await superuser(site)).client, await site.member()
    unit = await make_unit(coach, "Legs")
    assert (await set_status(chief, unit, "PRIVATE"))["__typename"] == "NotFoundProblem"
    await set_status(coach, unit, "PUBLIC")
    for caller, status in ((member, "PRIVATE"), (chief, "SHARED"), (chief, "PUBLIC")):
        assert (await set_status(caller, unit, status))["__typename"] == "ForbiddenProblem"
    assert (await grant(chief, unit, {"email": "x@example.org"}))["__typename"] == "ForbiddenProblem"
    assert await set_status(chief, unit, "PRIVATE") == {
        "__typename": "SetSharingStatusPayload",
        "template": None,
    }
    assert not await can_read(chief, unit)
    assert not await can_read(member, unit)
    assert await can_read(coach, unit)


async def test_what_the_system_has_is_shared_with_nobody(site: Site, member: Client) -> None:
    slug, chief = f"s-{uuid.uuid4().hex}", (await superuser(site)).client
    made = "INSERT INTO training_units (name, slug, is_system_default) VALUES (:slug, :slug, true)"
    await execute(site, made, slug=slug)
    id_ = encode_id(
        "TrainingUnit", await value(site, "SELECT id FROM training_units WHERE slug = :slug", slug=slug)
    )
    for caller in (chief, member):
        assert (await set_status(caller, id_, "PUBLIC"))["__typename"] == "ForbiddenProblem"
        assert (await grant(caller, id_, {"email": "x@example.org"}))["__typename"] == "ForbiddenProblem"
        assert (await leave(caller, id_))["__typename"] == "ForbiddenProblem"


async def test_there_is_nothing_to_leave_of_ones_own_or_of_what_is_public(site: Site) -> None:
    coach, member = await site.member(), await site.member()
    unit = await make_unit(coach, "Legs")
    assert (await leave(coach, unit))["__typename"] == "ForbiddenProblem"
    assert (await leave(member, unit))["__typename"] == "NotFoundProblem"
    await set_status(coach, unit, "PUBLIC")
    assert (await leave(member, unit))["__typename"] == "ForbiddenProblem"


async def test_a_template_is_shared_with_a_hundred_and_no_more(site: Site) -> None:
    coach, _, id_ = await acquainted(site)
    unit = await make_unit(coach, "Legs")
    fill = """
        INSERT INTO access_invitations (email, training_unit_id)
        SELECT n || '@example.org', :unit FROM generate_series(1, 98) n
    """
    await execute(site, fill, unit=decode_any_id(unit)[1])
    assert (await grant(coach, unit, {"userId": id_}))["__typename"] == "GrantAccessPayload"
    wanted = [{"email": f"late-{n}@example.org"} for n in range(10)]
    answers = await asyncio.gather(*(grant(coach, unit, to) for to in wanted))
    kinds = [answer["__typename"] for answer in answers]
    assert (kinds.count("GrantAccessPayload"), kinds.count("ValidationProblem")) == (1, 9)
    assert {code for answer in answers if "issues" in answer for code in codes(answer)} == {
        ("to", "TOO_MANY")
    }
    assert len(await access(coach, unit)) == 100
    again = await grant(coach, unit, {"email": "1@example.org"}, "WRITE")
    assert again["__typename"] == "GrantAccessPayload"


async def test_the_same_grant_twenty_times_at_once_is_one(site: Site) -> None:
    coach, _, id_ = await acquainted(site)
    unit = await make_unit(coach, "Legs")
    answers = await asyncio.gather(
        *(grant(coach, unit, to) for to in [{"userId": id_}, {"email": "x@example.org"}] * 10)
    )
    assert {answer["__typename"] for answer in answers} == {"GrantAccessPayload"}
    ids = [row["id"] for row in await access(coach, unit)]
    assert len(ids) == 2
    revoked = await asyncio.gather(*(revoke(coach, ids[0]) for _ in range(10)))
    kinds = [answer["__typename"] for answer in revoked]
    assert (kinds.count("RevokeAccessPayload"), kinds.count("NotFoundProblem")) == (1, 9)


async def test_a_unit_and_a_plan_with_one_id_are_not_taken_for_each_other(site: Site) -> None:
    coach, other = await site.member(), await person(site)
    unit = await make_unit(coach, "Legs")
    id_ = decode_any_id(unit)[1]
    plan = (
        "INSERT INTO training_plans (id, name, difficulty_level, created_by) VALUES (:id, 'P', 'expert', :me)"
    )
    await execute(site, plan, id=id_, me=key(other))
    await grant(coach, unit, {"email": "x@example.org"})
    assert await access(other.client, encode_id("TrainingPlan", id_)) == []


async def test_shared_templates_are_paged_by_name_whatever_they_are(site: Site) -> None:
    coach, athlete = await site.member(), await person(site)
    for number in range(5):
        unit = await make_unit(coach, f"b {number}")
        plan = await make_plan(coach, f"{'aB'[number % 2]} {number}", unit)
        for id_ in (unit, plan):
            await set_status(coach, id_, "SHARED")
            await grant(coach, id_, {"email": athlete.email})
    await set_status(athlete.client, await make_unit(athlete.client, "a of my own"), "SHARED")
    names: list[str] = []
    after = None
    while True:
        found = await athlete.client.data(SHARED_WITH_ME, first=3, after=after)
        page = found["viewer"]["sharedWithMe"]
        names += [node["name"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert len(names) == 10
    assert names == sorted(names, key=str.lower)


async def test_a_page_of_shared_plans_costs_levels_and_not_rows(site: Site) -> None:
    coach, athlete = await site.member(), await person(site)
    document = """
        query ($first: Int) { viewer { sharedWithMe(first: $first) { nodes {
          name viewerAccess access { id } author { name }
          ... on TrainingPlan { copiedFrom { id } units { unit { name exercises { exercise { name } } } } }
        } } } }
    """
    own = (
        "{ viewer { trainingPlans { nodes { access { id grantee { __typename ... on User { name } } } } } } }"
    )
    counts = []
    for number in range(20):
        plan = await make_plan(coach, f"Plan {number}", await make_unit(coach, f"Unit {number}"))
        await set_status(coach, plan, "SHARED")
        await grant(coach, plan, {"email": athlete.email})
        if number in {0, 19}:
            await athlete.client.data(document, first=20)
            shared = [sql for sql in athlete.client.statements if "sign_in_families" not in sql]
            await coach.data(own)
            counts.append((sorted(shared), len(coach.statements)))
    assert counts[0] == counts[1]
    # The page; access, viewer access, author and places; units; exercises; what they are.
    assert len(counts[0][0]) == 8


async def test_after_the_owner_is_deleted_only_what_is_public_lives_on(site: Site) -> None:
    coach, athlete = await site.member(), await person(site)
    ids = {}
    for status in ("PRIVATE", "SHARED", "PUBLIC"):
        ids[status] = await make_plan(coach, status, await make_unit(coach, f"Unit {status}"))
        await grant(coach, ids[status], {"email": athlete.email})
        await set_status(coach, ids[status], status)
    assert (await coach.data(DELETE_MINE))["deleteMyAccount"]["__typename"] == "DeleteMyAccountPayload"
    assert await shared_with(athlete.client) == []
    assert [await can_read(athlete.client, id_) for id_ in ids.values()] == [False, False, True]
    read = (await athlete.client.data(READ_PLAN, id=ids["PUBLIC"]))["trainingPlan"]
    assert read["author"] is read["units"][0]["unit"]["author"] is None
    assert read["units"][0]["unit"]["name"] == "Unit PUBLIC"
    chief = (await superuser(site)).client
    assert (await set_status(chief, ids["PUBLIC"], "PRIVATE"))["__typename"] == "SetSharingStatusPayload"
    assert not await can_read(athlete.client, ids["PUBLIC"])


async def test_a_grantee_who_is_deleted_leaves_no_trace(site: Site) -> None:
    coach, athlete, id_ = await acquainted(site)
    unit = await make_unit(coach, "Legs")
    await grant(coach, unit, {"userId": id_})
    await athlete.data(DELETE_MINE)
    assert await access(coach, unit) == []
    assert codes(await grant(coach, unit, {"userId": id_})) == [("to.userId", "UNKNOWN")]
    assert (await coach.data(NODE, id=id_))["node"] is None


async def test_a_copy_names_what_it_came_from_as_long_as_that_can_be_read(site: Site) -> None:
    coach, athlete = await site.member(), await person(site)
    original, copy = await make_unit(coach, "Legs"), await make_unit(athlete.client, "Copy")
    made = "UPDATE training_units SET copied_from_id = :original WHERE id = :copy"
    await execute(site, made, original=decode_any_id(original)[1], copy=decode_any_id(copy)[1])
    document = "query ($id: ID!) { trainingUnit(id: $id) { copiedFrom { id } } }"
    assert (await athlete.client.data(document, id=copy))["trainingUnit"] == {"copiedFrom": None}
    await set_status(coach, original, "PUBLIC")
    assert (await athlete.client.data(document, id=copy))["trainingUnit"] == {"copiedFrom": {"id": original}}


async def test_a_template_is_shared_with_several_at_once(site: Site) -> None:
    coach, _, one = await acquainted(site)
    other = await site.member()
    met = await make_unit(other, "Hello")
    await set_status(other, met, "PUBLIC")
    two = (await coach.data(PROFILES, id=met))["node"]["author"]["id"]
    for make in (make_unit, make_plan):
        template = await make(coach, "Shared")
        for id_ in (one, two, one):
            given = await grant(coach, template, {"userId": id_})
            assert given["grant"]["grantee"]["id"] == id_
        assert [row["grantee"]["id"] for row in await access(coach, template)] == [one, two]


async def test_what_one_may_do_is_told_to_everybody_as_it_is(site: Site) -> None:
    system = await find_system(site)
    world = await build_world(site, system, *CALLERS)
    document = "query ($id: ID!) { node(id: $id) { ... on Template { viewerAccess } } }"
    owner = world.things["owner"]
    # In the order of CALLERS: anonymous, owner, stranger, reader, writer, trainer, superuser.
    expected: dict[str, list[str | None]] = {
        system.unit: [*["READ"] * 6, "WRITE"],
        system.plan: [*["READ"] * 6, "WRITE"],
        owner.public_unit: [None, "OWNER", *["READ"] * 5],
        owner.shared_plan: [None, "OWNER", None, "READ", "WRITE", "READ", None],
    }
    for id_, of_caller in expected.items():
        for caller, wanted in zip(CALLERS, of_caller, strict=True):
            node = (await world.browsers[caller].data(document, id=id_))["node"]
            assert node == (None if wanted is None else {"viewerAccess": wanted}), (id_, caller)
