"""Equipment, muscle groups and tags as superusers change them."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from administrators import superuser
from exercising import MUTATIONS, does, facts, ids, issues, made, remove_additions
from sign_ins import value

from irontrack.graphql.relay import decode_number_id, encode_id

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from clients import Client, Site

pytestmark = pytest.mark.anyio

KINDS = [
    ("Equipment", "equipment", "equipment"),
    ("MuscleGroup", "muscleGroups", "primaryMuscles"),
    ("ExerciseTag", "exerciseTags", "tags"),
]
STATE = """
    SELECT (SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM equipment t)
        || (SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM muscle_groups t)
        || (SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM exercise_tags t)
"""
ROUNDS = 10


@pytest.fixture
async def admin(site: Site) -> AsyncIterator[Client]:
    yield (await superuser(site)).client
    await remove_additions(site)


def new_name() -> str:
    """Return a name that no list has."""
    return f"new {uuid.uuid4().hex}"


async def added(admin: Client, kind: str, name: str | None = None) -> Any:
    """Add a name to a list, and return what was added."""
    answer = await does(admin, f"create{kind}", name=name or new_name())
    assert answer["__typename"] == f"Create{kind}Payload", answer
    return answer[kind[0].lower() + kind[1:]]


@pytest.mark.parametrize(("kind", "field", "_link"), KINDS)
async def test_a_name_is_added_trimmed_collapsed_and_in_lower_case(
    admin: Client, anyone: Client, kind: str, field: str, _link: str
) -> None:
    name = new_name()
    new = await added(admin, kind, f"  {name.upper()}\t  Pro ")
    assert new["name"] == f"{name} pro"
    assert (await ids(anyone, field))[f"{name} pro"] == new["id"]


@pytest.mark.parametrize(("kind", "field", "_link"), KINDS)
async def test_a_name_is_changed_for_every_exercise_that_has_it(
    admin: Client, anyone: Client, kind: str, field: str, _link: str
) -> None:
    new, name = await added(admin, kind), new_name()
    for _ in range(2):
        changed = await does(admin, f"update{kind}", id=new["id"], name=name.upper())
        assert changed["__typename"] == f"Update{kind}Payload"
    listed = await ids(anyone, field)
    assert listed[name] == new["id"]
    assert new["name"] not in listed


@pytest.mark.parametrize(("kind", "field", "_link"), KINDS)
async def test_what_nothing_refers_to_is_deleted_once(
    admin: Client, anyone: Client, kind: str, field: str, _link: str
) -> None:
    new = await added(admin, kind)
    answers = await asyncio.gather(*(does(admin, f"delete{kind}", id=new["id"]) for _ in range(5)))
    kinds = sorted(answer["__typename"] for answer in answers)
    assert kinds == [f"Delete{kind}Payload", *["NotFoundProblem"] * 4]
    assert {answer.get(f"deleted{kind}Id") for answer in answers} == {new["id"], None}
    assert new["name"] not in await ids(anyone, field)
    missing = await does(admin, f"update{kind}", id=new["id"], name=new_name())
    assert missing["__typename"] == "NotFoundProblem"


@pytest.mark.parametrize(("kind", "field", "link"), KINDS)
async def test_what_exercises_refer_to_is_not_deleted_and_tells_by_which(
    site: Site, admin: Client, member: Client, kind: str, field: str, link: str
) -> None:
    private = await added(admin, kind)
    await made(member, name="A secret swing", **{link: [private["id"]]})
    before = await value(site, STATE)
    refused = await does(admin, f"delete{kind}", id=private["id"])
    assert (refused["code"], refused["usedBy"]) == ("IN_USE", [])
    own = await made(admin, name="My swing", **{link: [private["id"]]})
    refused = await does(admin, f"delete{kind}", id=private["id"])
    assert refused["usedBy"] == [{"__typename": "Exercise", "name": own["name"]}]
    for name, id_ in (await ids(admin, field)).items():
        if name in {"barbell", "chest", "arms"}:
            refused = await does(admin, f"delete{kind}", id=id_)
            assert 1 < len(refused["usedBy"]) <= 20
    assert await value(site, STATE) == before


async def test_a_secondary_muscle_is_in_use_too(admin: Client) -> None:
    new = await added(admin, "MuscleGroup")
    await made(admin, secondaryMuscles=[new["id"]])
    assert (await does(admin, "deleteMuscleGroup", id=new["id"]))["__typename"] == "InUseProblem"


@pytest.mark.parametrize(("kind", "_field", "_link"), KINDS)
async def test_only_superusers_change_the_lists(
    site: Site, admin: Client, member: Client, anyone: Client, kind: str, _field: str, _link: str
) -> None:
    new = await added(admin, kind)
    before = await value(site, STATE)
    inputs: dict[str, dict[str, Any]] = {
        f"create{kind}": {"name": ""},
        f"update{kind}": {"id": new["id"], "name": ""},
        f"delete{kind}": {"id": new["id"]},
    }
    for mutation, sent in inputs.items():
        assert (await does(member, mutation, **sent))["__typename"] == "ForbiddenProblem"
        assert await anyone.codes(MUTATIONS[mutation], input=sent) == ["UNAUTHENTICATED"]
    assert await value(site, STATE) == before


@pytest.mark.parametrize(("kind", "_field", "_link"), KINDS)
async def test_an_unusable_name_is_refused(
    site: Site, admin: Client, kind: str, _field: str, _link: str
) -> None:
    new = await added(admin, kind)
    before = await value(site, STATE)
    for name, code in (
        ("", "REQUIRED"),
        (" \u200b ", "REQUIRED"),
        (" ab ", "TOO_SHORT"),
        ("x" * 101, "TOO_LONG"),
        ("\u0130" * 100, "TOO_LONG"),
        ("nul\0", "INVALID_FORMAT"),
    ):
        assert issues(await does(admin, f"create{kind}", name=name)) == [("name", code)]
        assert issues(await does(admin, f"update{kind}", id=new["id"], name=name)) == [("name", code)]
    for mutation, sent in (
        (f"create{kind}", {"name": None}),
        (f"update{kind}", {"id": new["id"], "name": None}),
        (f"delete{kind}", {"id": None}),
    ):
        assert await admin.codes(MUTATIONS[mutation], input=sent) == ["BAD_VALUE"]
    for id_ in ("x", encode_id(kind, 10**6), encode_id(kind, 0), encode_id("Exercise", uuid.uuid4())):
        assert await admin.codes(MUTATIONS[f"delete{kind}"], input={"id": id_}) == ["BAD_ID"]
    assert await value(site, STATE) == before


@pytest.mark.parametrize(("kind", "_field", "_link"), KINDS)
async def test_a_name_is_in_a_list_once_in_any_case(
    site: Site, admin: Client, kind: str, _field: str, _link: str
) -> None:
    first, second = await added(admin, kind), await added(admin, kind)
    before = await value(site, STATE)
    taken = first["name"].upper()
    assert issues(await does(admin, f"create{kind}", name=taken)) == [("name", "TAKEN")]
    assert issues(await does(admin, f"update{kind}", id=second["id"], name=taken)) == [("name", "TAKEN")]
    assert await value(site, STATE) == before


async def test_equipment_is_always_available_only_where_a_superuser_says_so(
    admin: Client, member: Client, anyone: Client
) -> None:
    name = new_name()
    new = await added(admin, "Equipment", name)
    assert new["isAlwaysAvailable"] is False
    sent: dict[str, Any] = {"id": new["id"], "name": name}
    shown = "query ($id: ID!) { node(id: $id) { ... on Equipment { isAlwaysAvailable } } }"
    for given, expected in ((True, True), ("nothing", True), (None, True), (False, False)):
        input_ = sent if given == "nothing" else sent | {"isAlwaysAvailable": given}
        changed = await does(admin, "updateEquipment", **input_)
        assert changed["equipment"]["isAlwaysAvailable"] is expected
        assert (await anyone.data(shown, id=new["id"]))["node"] == {"isAlwaysAvailable": expected}
    refused = await does(member, "updateEquipment", **sent, isAlwaysAvailable=True)
    assert refused["__typename"] == "ForbiddenProblem"
    made_so = await does(admin, "createEquipment", name=new_name(), isAlwaysAvailable=True)
    assert made_so["equipment"]["isAlwaysAvailable"] is True
    listed = "{ equipment(first: 100) { nodes { name isAlwaysAvailable } } }"
    nodes = (await anyone.data(listed))["equipment"]["nodes"]
    assert {node["name"] for node in nodes if node["isAlwaysAvailable"]} == {
        *("body weight", "bench", "plyo box", "towel", "stick"),
        made_so["equipment"]["name"],
    }
    for mutation, unusable in (
        ("createEquipment", {"name": new_name(), "isAlwaysAvailable": None}),
        ("updateEquipment", sent | {"isAlwaysAvailable": "yes"}),
    ):
        assert await admin.codes(MUTATIONS[mutation], input=unusable) == ["BAD_VALUE"]


async def test_of_twenty_at_once_with_the_same_name_one_is_added(site: Site, admin: Client) -> None:
    other, name = (await superuser(site)).client, new_name()
    answers = await asyncio.gather(
        *(does(client, "createEquipment", name=name) for client in [admin, other] * 10)
    )
    kinds = sorted(answer["__typename"] for answer in answers)
    assert kinds == ["CreateEquipmentPayload", *["ValidationProblem"] * 19]


async def test_a_refused_name_uses_up_no_key(admin: Client) -> None:
    """Keys are small numbers: 32,767 refusals would be the end of a list."""
    name = new_name()
    first = await added(admin, "ExerciseTag", name)
    for _ in range(5):
        await does(admin, "createExerciseTag", name=name)
    second = await added(admin, "ExerciseTag")
    one, two = (decode_number_id(new["id"], "ExerciseTag") for new in (first, second))
    assert two == one + 1


async def test_a_deletion_and_a_first_use_at_once_leave_no_loose_end(admin: Client, member: Client) -> None:
    """Either the exercise comes first and keeps its equipment, or the equipment is unknown to it."""
    for number in range(ROUNDS):
        new = await added(admin, "Equipment")
        sent = await facts(member, name=f"Round {number}", equipment=[new["id"]])
        deleted, created = await asyncio.gather(
            does(admin, "deleteEquipment", id=new["id"]), does(member, "createExercise", **sent)
        )
        if created["__typename"] == "CreateExercisePayload":
            assert deleted["__typename"] == "InUseProblem"
            assert created["exercise"]["equipment"] == [{"name": new["name"]}]
        else:
            assert deleted["__typename"] == "DeleteEquipmentPayload"
            assert issues(created) == [("equipment.0", "UNKNOWN")]
