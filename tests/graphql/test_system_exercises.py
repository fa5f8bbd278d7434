"""The system's exercises as superusers make, change, deactivate and merge them."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from administrators import key, superuser
from clients import opened
from exercising import MUTATIONS, does, facts, ids, issues, made, node, remove_additions
from sign_ins import execute, value
from training import START

from irontrack.accounts.service import administration
from irontrack.exercises.catalogue import load_catalogue
from irontrack.exercises.queries.catalogue import lock_catalogue
from irontrack.exercises.service import load_catalogue as load
from irontrack.graphql.relay import decode_id, encode_id
from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from clients import Client, Site

    from irontrack.settings import Settings

pytestmark = pytest.mark.anyio

STATE = """
    SELECT (SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM exercises t)
        || (SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM exercise_aliases t)
"""
DEMOTE = """
    UPDATE user_account SET is_superuser = false,
      role_id = (SELECT id FROM role WHERE slug = 'application-access')
    WHERE id = :id RETURNING 1
"""
LIST = """
    query ($search: String) {
      exercises(filter: {scope: SYSTEM}, search: $search, first: 100) { nodes { name } }
    }
"""
UNIT_ISSUES = """
    mutation ($id: ID!) {
      createTrainingUnit(input: {name: "Later", exercises: [{exerciseId: $id}]}) {
        ... on ValidationProblem { issues { path code } }
      }
    }
"""
UNIT = """
    mutation ($id: ID!) {
      createTrainingUnit(input: {name: "Day", exercises: [{exerciseId: $id}]}) {
        ... on CreateTrainingUnitPayload { trainingUnit { id exercises { exerciseName exercise { id } } } }
      }
    }
"""
ADD = """
    mutation ($input: AddSessionExerciseInput!) {
      addSessionExercise(input: $input) {
        ... on AddSessionExercisePayload { sessionExercise { exerciseName exercise { id } } }
        ... on ValidationProblem { issues { path code } }
      }
    }
"""


@pytest.fixture
async def admin(site: Site) -> AsyncIterator[Client]:
    yield (await superuser(site)).client
    await remove_additions(site)


def new_name() -> str:
    """Return a name that is like no other."""
    return f"{uuid.uuid4().hex[:6]} {uuid.uuid4().hex[:6]} {uuid.uuid4().hex[:6]}"


async def system_facts(client: Client, **more: Any) -> dict[str, Any]:
    """Return an input that makes a system exercise, with the least that is needed."""
    tags = await ids(client, "exerciseTags")
    least = {"name": new_name(), "tags": [tags["arms"]], "instructions": "Sit. Stand. Mind the head."}
    return await facts(client, **{**least, **more})


async def system(client: Client, **more: Any) -> Any:
    """Make a system exercise, and return it."""
    answer = await does(client, "createSystemExercise", **await system_facts(client, **more))
    assert answer["__typename"] == "CreateSystemExercisePayload", answer
    return answer["exercise"]


async def found(client: Client, search: str) -> list[str]:
    """Return the names of the system exercises that a search finds."""
    return [one["name"] for one in (await client.data(LIST, search=search))["exercises"]["nodes"]]


async def test_everyone_sees_a_system_exercise(site: Site, admin: Client, anyone: Client) -> None:
    name = new_name()
    exercise = await system(admin, name=f" {name} ")
    assert (exercise["name"], exercise["slug"]) == (name, name.replace(" ", "-"))
    assert (exercise["isSystemDefault"], exercise["isActive"], exercise["version"]) == (True, True, 1)
    for client in (anyone, await site.member()):
        assert await node(client, exercise["id"]) == exercise
        assert name in await found(client, name)


async def test_only_superusers_change_what_everybody_uses(
    site: Site, admin: Client, anyone: Client, member: Client
) -> None:
    exercise, other = await system(admin), await system(admin)
    before = await value(site, STATE)
    inputs: dict[str, dict[str, Any]] = {
        "createSystemExercise": await system_facts(admin, name=""),
        "updateExercise": {"id": exercise["id"], "name": ""},
        "deleteExercise": {"id": exercise["id"]},
        "mergeExercises": {"from": exercise["id"], "into": other["id"]},
    }
    for field, sent in inputs.items():
        assert (await does(member, field, **sent))["__typename"] == "ForbiddenProblem"
        assert await anyone.codes(MUTATIONS[field], input=sent) == ["UNAUTHENTICATED"]
    assert await value(site, STATE) == before


async def test_a_superuser_who_was_one_has_no_power_left(site: Site, admin: Client) -> None:
    """What counts is the database at that moment, not who signed in."""
    eve, exercise = await superuser(site), await system(admin)
    assert (await does(eve.client, "updateExercise", id=exercise["id"], force="PULL"))["exercise"]
    async with site.app.state.resources.database.transaction() as db:
        await administration.revoke_role(db, None, eve.email)  # no cache is told
    before = await value(site, STATE)
    for field, sent in (
        ("updateExercise", {"id": exercise["id"], "force": "PUSH"}),
        ("deleteExercise", {"id": exercise["id"]}),
        ("createSystemExercise", await system_facts(admin)),
        ("createEquipment", {"name": new_name()}),
    ):
        assert (await does(eve.client, field, **sent))["__typename"] == "ForbiddenProblem"
    assert await value(site, STATE) == before


async def test_a_system_exercise_needs_instructions_and_a_tag(site: Site, admin: Client) -> None:
    exercise = await system(admin)
    before = await value(site, STATE)
    for change in ({"instructions": " ", "tags": []}, {"instructions": "\n", "tags": []}):
        refused = await does(admin, "createSystemExercise", **await system_facts(admin, **change))
        assert issues(refused) == [("instructions", "REQUIRED"), ("tags", "REQUIRED")]
    changes: list[dict[str, Any]] = [{"instructions": None, "tags": None}, {"instructions": "", "tags": []}]
    for change in changes:
        refused = await does(admin, "updateExercise", id=exercise["id"], **change)
        assert issues(refused) == [("instructions", "REQUIRED"), ("tags", "REQUIRED")]
    for field in ("instructions", "tags"):
        sent = await system_facts(admin, **{field: None})
        assert await admin.codes(MUTATIONS["createSystemExercise"], input=sent) == ["BAD_VALUE"]
    assert await value(site, STATE) == before


async def test_names_whose_slugs_clash_are_refused(admin: Client) -> None:
    """As "Adductor/Groin" and "Adductor-Groin"."""
    name = new_name()
    await system(admin, name=f"{name}/Groin")
    for clash in (f"{name}-Groin", f"{name} - GROIN!", f"{name}/groin"):
        refused = await does(admin, "createSystemExercise", **await system_facts(admin, name=clash))
        assert issues(refused) == [("name", "TAKEN")]


async def test_a_name_without_latin_letters_gets_a_slug_too(admin: Client, anyone: Client) -> None:
    """Of the original, these had an empty one."""
    first, second = await system(admin, name="Приседания"), await system(admin, name="スクワット")
    assert first["slug"].startswith("x-")
    assert first["slug"] != second["slug"]
    by_slug = "query ($slug: String!) { exercise(by: {slug: $slug}) { name } }"
    assert (await anyone.data(by_slug, slug=first["slug"]))["exercise"] == {"name": "Приседания"}


async def test_of_twenty_at_once_with_the_same_name_one_is_made(site: Site, admin: Client) -> None:
    other = (await superuser(site)).client
    sent = await system_facts(admin)
    answers = await asyncio.gather(
        *(does(client, "createSystemExercise", **sent) for client in [admin, other] * 10)
    )
    kinds = sorted(answer["__typename"] for answer in answers)
    assert kinds == ["CreateSystemExercisePayload", *["ValidationProblem"] * 19]


async def test_the_same_id_and_content_make_one_system_exercise(admin: Client) -> None:
    sent = await system_facts(admin, id=str(new_id()))
    answers = await asyncio.gather(*(does(admin, "createSystemExercise", **sent) for _ in range(5)))
    assert len({str(answer["exercise"]) for answer in answers}) == 1
    refused = await does(admin, "createSystemExercise", **{**sent, "name": new_name()})
    assert (refused["__typename"], refused["current"]["name"]) == ("ConflictProblem", sent["name"])


async def test_a_new_name_leaves_the_slug_as_it_is(admin: Client) -> None:
    exercise, name = await system(admin), new_name()
    changed = (await does(admin, "updateExercise", id=exercise["id"], name=name, force="PULL"))["exercise"]
    assert changed == {**exercise, "name": name, "force": "PULL", "version": 2}
    other = await system(admin)
    refused = await does(admin, "updateExercise", id=other["id"], name=name.upper())
    assert issues(refused) == [("name", "TAKEN")]


async def test_a_deleted_system_exercise_is_only_seen_where_it_was_used(
    admin: Client, member: Client
) -> None:
    exercise = await system(admin)
    unit = (await member.data(UNIT, id=exercise["id"]))["createTrainingUnit"]["trainingUnit"]
    assert "deletedExerciseId" in await does(admin, "deleteExercise", id=exercise["id"])
    assert (await does(admin, "deleteExercise", id=exercise["id"]))["__typename"] == "NotFoundProblem"
    assert exercise["name"] not in await found(member, exercise["name"])
    assert (await node(member, exercise["id"]))["isActive"] is False
    started = await member.data(START, input={"from": {"trainingUnitId": unit["id"]}})
    (snapshot,) = started["startSession"]["session"]["exercises"]
    assert snapshot["exerciseName"] == exercise["name"]
    refused = await does(admin, "createSystemExercise", **await system_facts(admin, name=exercise["name"]))
    assert issues(refused) == [("name", "TAKEN")]
    back = (await does(admin, "updateExercise", id=exercise["id"], isActive=True))["exercise"]
    assert back == {**exercise, "version": 3}


async def test_activity_is_no_business_of_ones_own_exercises(member: Client) -> None:
    exercise = await made(member)
    refused = await does(member, "updateExercise", id=exercise["id"], isActive=False)
    assert issues(refused) == [("isActive", "NOT_ALLOWED")]


async def test_a_merged_exercise_gives_its_names_and_leads_to_the_other(
    admin: Client, member: Client
) -> None:
    old = await system(admin, aliases=["One", "Three"])
    into = await system(admin, aliases=["Two"])
    unit = (await member.data(UNIT, id=old["id"]))["createTrainingUnit"]["trainingUnit"]
    merged = await does(admin, "mergeExercises", **{"from": old["id"], "into": into["id"]})
    assert set(merged["exercise"]["aliases"]) == {"One", "Two", "Three", old["name"]}
    assert merged["exercise"]["version"] == 2
    gone = {**old, "aliases": [], "isActive": False, "mergedInto": {"name": into["name"]}, "version": 2}
    assert merged["merged"] == gone == await node(member, old["id"])
    assert await found(member, old["name"]) == [into["name"]]
    assert await does(admin, "mergeExercises", **{"from": old["id"], "into": into["id"]}) == merged
    document = "query ($id: ID!) { trainingUnit(id: $id) { exercises { exerciseName exercise { id } } } }"
    (kept,) = (await member.data(document, id=unit["id"]))["trainingUnit"]["exercises"]
    assert kept == {"exerciseName": old["name"], "exercise": {"id": old["id"]}}


async def test_what_begins_to_use_a_merged_exercise_uses_the_one_it_leads_to(
    site: Site, admin: Client, member: Client
) -> None:
    old, into = await system(admin), await system(admin)
    await does(admin, "mergeExercises", **{"from": old["id"], "into": into["id"]})
    unit = (await member.data(UNIT, id=old["id"]))["createTrainingUnit"]["trainingUnit"]
    assert unit["exercises"] == [{"exerciseName": into["name"], "exercise": {"id": into["id"]}}]
    session = (await member.data(START, input={"from": {"freestyle": {}}}))["startSession"]["session"]
    sent = {"sessionId": session["id"], "exerciseId": old["id"]}
    added = (await member.data(ADD, input=sent))["addSessionExercise"]["sessionExercise"]
    assert added == {"exerciseName": into["name"], "exercise": {"id": into["id"]}}
    await does(admin, "deleteExercise", id=into["id"])
    # Nothing is planned with it any more; but what was done with it before a phone heard of that, is kept.
    unit = (await member.data(UNIT_ISSUES, id=old["id"]))["createTrainingUnit"]
    assert unit == {"issues": [{"path": ["exercises", "0", "exerciseId"], "code": "UNKNOWN"}]}
    assert (await member.data(ADD, input=sent))["addSessionExercise"]["sessionExercise"] == added
    custom = await made(member)
    mine, hers = decode_id(custom["id"], "Exercise"), decode_id((await made(admin))["id"], "Exercise")
    await execute(site, "UPDATE exercises SET merged_into_id = :hers WHERE id = :mine", hers=hers, mine=mine)
    refused = await member.data(ADD, input={**sent, "exerciseId": custom["id"]})  # not mine to use
    assert refused["addSessionExercise"] == {"issues": [{"path": ["exerciseId"], "code": "UNKNOWN"}]}


async def test_what_took_a_place_can_be_merged_further(admin: Client, anyone: Client) -> None:
    first, second, third = [await system(admin) for _ in range(3)]
    for one, other in ((first, second), (second, third)):
        merged = await does(admin, "mergeExercises", **{"from": one["id"], "into": other["id"]})
    assert set(merged["exercise"]["aliases"]) == {first["name"], second["name"]}
    for one in (first, second, third):
        query = "query ($id: ID!) { exercise(by: {id: $id}) { name } }"
        assert (await anyone.data(query, id=one["id"]))["exercise"] == {"name": third["name"]}


async def test_circles_of_merges_are_refused(site: Site, admin: Client) -> None:
    first, second, third = [await system(admin) for _ in range(3)]
    await does(admin, "mergeExercises", **{"from": first["id"], "into": second["id"]})
    before = await value(site, STATE)
    for from_, into, current in ((second, first, first), (third, first, first), (first, third, first)):
        refused = await does(admin, "mergeExercises", **{"from": from_["id"], "into": into["id"]})
        assert refused["__typename"] == "ConflictProblem"
        assert refused["current"]["name"] == current["name"]
    itself = await does(admin, "mergeExercises", **{"from": third["id"], "into": third["id"]})
    assert issues(itself) == [("into", "NOT_ALLOWED")]
    for change in ({"name": new_name()}, {"isActive": True}):
        refused = await does(admin, "updateExercise", id=first["id"], **change)
        assert refused["__typename"] == "ConflictProblem"
    assert await value(site, STATE) == before


async def test_only_an_active_exercise_takes_a_place(site: Site, admin: Client) -> None:
    old, into = await system(admin), await system(admin)
    await does(admin, "deleteExercise", id=into["id"])
    before = await value(site, STATE)
    refused = await does(admin, "mergeExercises", **{"from": old["id"], "into": into["id"]})
    assert (refused["__typename"], refused["current"]["id"]) == ("ConflictProblem", into["id"])
    assert await value(site, STATE) == before


async def test_one_is_never_an_alias_of_itself(admin: Client) -> None:
    old = await system(admin)
    into = await system(admin)
    await does(admin, "deleteExercise", id=into["id"])
    await does(admin, "updateExercise", id=into["id"], isActive=True)
    merged = await does(admin, "mergeExercises", **{"from": old["id"], "into": into["id"]})
    last = await system(admin)
    renamed = await does(admin, "updateExercise", id=into["id"], name=old["name"].upper())
    assert issues(renamed) == [("name", "TAKEN")]  # the merged one keeps its name, so that slugs stay apart
    merged = await does(admin, "mergeExercises", **{"from": into["id"], "into": last["id"]})
    assert set(merged["exercise"]["aliases"]) == {old["name"], into["name"]}


async def test_no_two_system_exercises_are_known_by_the_same(site: Site, admin: Client) -> None:
    first, second = await system(admin, aliases=["Bow", "Arch"]), await system(admin)
    before = await value(site, STATE)
    sent = await system_facts(admin, name="ARCH", aliases=["Fresh", "bow", first["name"].upper()])
    refused = await does(admin, "createSystemExercise", **sent)
    assert issues(refused) == [("name", "TAKEN"), ("aliases.1", "TAKEN"), ("aliases.2", "TAKEN")]
    refused = await does(admin, "updateExercise", id=second["id"], aliases=["Arch"])
    assert issues(refused) == [("aliases.0", "TAKEN")]
    assert issues(await does(admin, "updateExercise", id=second["id"], name="bow")) == [("name", "TAKEN")]
    assert await value(site, STATE) == before
    same = await does(admin, "updateExercise", id=first["id"], aliases=["Arch", "Bow", "Curve"])
    assert same["exercise"]["aliases"] == ["Arch", "Bow", "Curve"]


async def test_an_unused_system_exercise_is_deactivated_too_and_comes_back(admin: Client) -> None:
    exercise = await system(admin)
    await does(admin, "deleteExercise", id=exercise["id"])
    assert (await node(admin, exercise["id"]))["isActive"] is False
    back = await does(admin, "updateExercise", id=exercise["id"], isActive=True)
    assert back["exercise"] == {**exercise, "version": 3}


async def test_whoever_is_demoted_while_waiting_changes_nothing(site: Site, admin: Client) -> None:
    """Whatever begins with the catalogue's lock waits for it, and looks again at who asks."""
    exercise, into = await system(admin), await system(admin)
    tags = await ids(admin, "exerciseTags")
    new = await system_facts(admin)
    asked = (
        ("createSystemExercise", new),
        ("updateExercise", {"id": exercise["id"], "force": "PULL"}),
        ("deleteExercise", {"id": exercise["id"]}),
        ("mergeExercises", {"from": exercise["id"], "into": into["id"]}),
        ("createExerciseTag", {"name": new_name()}),
        ("updateExerciseTag", {"id": tags["arms"], "name": new_name()}),
        ("deleteExerciseTag", {"id": tags["arms"]}),
    )
    chief = await superuser(site)
    before = await value(site, STATE)
    async with site.app.state.resources.database.transaction() as db:
        await lock_catalogue(db)
        waiting = [asyncio.create_task(does(chief.client, field, **sent)) for field, sent in asked]
        await asyncio.sleep(0.3)
        assert not any(task.done() for task in waiting)
        await value(site, DEMOTE, id=key(chief))
    answers = await asyncio.gather(*waiting)
    assert [answer["__typename"] for answer in answers] == ["ForbiddenProblem"] * len(asked)
    assert await value(site, STATE) == before


async def test_only_system_exercises_are_merged(site: Site, admin: Client, member: Client) -> None:
    exercise, custom, own = await system(admin), await made(member), await made(admin)
    before = await value(site, STATE)
    nobodys = encode_id("Exercise", new_id())
    for id_ in (nobodys, custom["id"], own["id"]):
        for from_, into, path in ((id_, exercise["id"], "from"), (exercise["id"], id_, "into")):
            refused = await does(admin, "mergeExercises", **{"from": from_, "into": into})
            assert issues(refused) == [(path, "UNKNOWN")]
    both = await does(admin, "mergeExercises", **{"from": nobodys, "into": custom["id"]})
    assert issues(both) == [("from", "UNKNOWN"), ("into", "UNKNOWN")]
    assert await value(site, STATE) == before


async def test_a_merge_that_makes_too_many_aliases_is_refused(site: Site, admin: Client) -> None:
    old, into = await system(admin), await system(admin, aliases=[f"Alias {n}" for n in range(20)])
    before = await value(site, STATE)
    refused = await does(admin, "mergeExercises", **{"from": old["id"], "into": into["id"]})
    assert (refused["__typename"], refused["current"]["id"]) == ("ConflictProblem", into["id"])
    assert await value(site, STATE) == before


async def test_of_two_opposite_merges_at_once_one_goes_through(site: Site, admin: Client) -> None:
    other = (await superuser(site)).client
    for _ in range(8):
        one, two = await system(admin), await system(admin)
        answers = await asyncio.gather(
            does(admin, "mergeExercises", **{"from": one["id"], "into": two["id"]}),
            does(other, "mergeExercises", **{"from": two["id"], "into": one["id"]}),
        )
        kinds = sorted(answer["__typename"] for answer in answers)
        assert kinds == ["ConflictProblem", "MergeExercisesPayload"]


async def test_a_load_of_the_catalogue_keeps_what_was_merged(
    settings: Settings, fresh_database_url: str
) -> None:
    catalogue = load_catalogue()
    async with opened(msgspec.structs.replace(settings, database_url=fresh_database_url)) as site:
        database = site.app.state.resources.database
        async with database.transaction() as db:
            await load(db, catalogue)
        admin = (await superuser(site)).client
        document = "query ($slug: String!) { exercise(by: {slug: $slug}) { id name } }"
        old, into = [
            (await admin.data(document, slug=slug))["exercise"] for slug in ("plank", "barbell-back-squat")
        ]
        merged = await does(admin, "mergeExercises", **{"from": old["id"], "into": into["id"]})
        assert old["name"] in merged["exercise"]["aliases"]
        before = await value(site, STATE)
        async with database.transaction() as db:
            report = await load(db, catalogue)
        assert (report.added, report.changed, report.deactivated) == (0, 0, 0)
        assert await value(site, STATE) == before
