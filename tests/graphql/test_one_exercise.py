"""One exercise, by what it is named by, and what stands in for it after a merge."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from irontrack.graphql.relay import decode_id, encode_id
from irontrack.models import (
    DifficultyLevel,
    ExerciseCategory,
    ExerciseRow,
    UserAccountRow,
)

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

ONE = "query ($by: ExerciseBy!) { exercise(by: $by) { id name isActive mergedInto { name } } }"
NODE = "query ($id: ID!) { node(id: $id) { ... on Exercise { name isActive mergedInto { name } } } }"
LISTED = "query ($search: String) { exercises(search: $search, first: 100) { nodes { name } } }"


async def stored(site: Site, **values: Any) -> ExerciseRow:
    """Store an exercise: the system's, inactive and with a slug, unless the values say else."""
    slug = f"old-{uuid.uuid4().hex}"
    facts = {"category": ExerciseCategory.STRENGTH, "difficulty_level": DifficultyLevel.BEGINNER}
    of_system = {"name": slug, "slug": slug, "is_system_default": True, "is_active": False}
    row = ExerciseRow(**facts | of_system | values)
    async with site.app.state.resources.database.transaction() as db:
        db.add(row)
    return row


async def owned(site: Site, email: str, name: str, **values: Any) -> ExerciseRow:
    query = select(UserAccountRow.id).where(UserAccountRow.email == email)
    owner = await site.app.state.resources.database.fetch_value(query)
    own = {"created_by": owner, "is_system_default": False, "is_active": True, "slug": None}
    return await stored(site, **own | {"name": name} | values)


async def plank(client: Client) -> uuid.UUID:
    found = await client.data('{ exercise(by: {slug: "plank"}) { id } }')
    return decode_id(found["exercise"]["id"], "Exercise")


async def one(client: Client, **by: str) -> Any:
    return (await client.data(ONE, by=by))["exercise"]


async def test_a_merged_exercise_is_answered_by_what_it_was_merged_into_in_the_end(
    site: Site, anyone: Client
) -> None:
    middle = await stored(site, merged_into_id=await plank(anyone))
    first = await stored(site, merged_into_id=middle.id)
    for by in ({"id": encode_id("Exercise", first.id)}, {"slug": first.name}, {"slug": middle.name}):
        assert (await one(anyone, **by))["name"] == "Plank"
        assert len([sql for sql in anyone.statements if "FROM exercises" in sql]) == 2
    assert (await one(anyone, id=str(first.id)))["name"] == "Plank"


async def test_a_node_is_the_merged_exercise_itself(site: Site, anyone: Client) -> None:
    old = await stored(site, merged_into_id=await plank(anyone))
    found = (await anyone.data(NODE, id=encode_id("Exercise", old.id)))["node"]
    assert found == {"name": old.name, "isActive": False, "mergedInto": {"name": "Plank"}}


async def test_merges_that_lead_in_a_circle_end(site: Site, anyone: Client) -> None:
    first = await stored(site)
    second = await stored(site, merged_into_id=first.id)
    async with site.app.state.resources.database.transaction() as db:
        await db.execute(
            update(ExerciseRow).where(ExerciseRow.id == first.id).values(merged_into_id=second.id)
        )
    assert (await one(anyone, id=str(first.id)))["name"] == first.name
    assert await one(anyone, slug=first.name) is None


async def test_a_deactivated_exercise_is_found_by_its_id_only(site: Site, anyone: Client) -> None:
    old = await stored(site)
    assert await one(anyone, slug=old.name) is None
    found = await one(anyone, id=str(old.id))
    assert (found["isActive"], found["mergedInto"]) == (False, None)
    assert (await anyone.data(LISTED, search=old.name))["exercises"]["nodes"] == []


async def test_what_a_merge_leads_to_is_private_to_its_owner(site: Site, anyone: Client) -> None:
    member = await site.browser()
    target = await owned(site, await member.sign_up(), "Secret Swing")
    old = await stored(site, merged_into_id=target.id)
    found = await one(anyone, id=str(old.id))
    assert (found["name"], found["mergedInto"]) == (old.name, None)
    assert await one(anyone, slug=old.name) is None
    assert (await one(member, slug=old.name))["name"] == "Secret Swing"


async def test_ones_own_exercise_is_found_by_its_name(site: Site, anyone: Client) -> None:
    member, other = await site.browser(), await site.member()
    email = await member.sign_up()
    await owned(site, email, "Küchen-Swing")
    await owned(site, email, "Given Up", is_active=False)
    for name in ("Küchen-Swing", "kÜCHEN-swing", "  Küchen-Swing "):
        assert (await one(member, name=name))["name"] == "Küchen-Swing"
    for name in ("Küchen", "K_chen-Swing", "%", "", "Given Up", "Plank"):
        assert await one(member, name=name) is None
    for client in (anyone, other):
        assert await one(client, name="Küchen-Swing") is None
    assert await member.codes(ONE, by={"name": "nul\0"}) == ["BAD_VALUE"]


async def test_exactly_one_name_of_an_exercise_is_given(anyone: Client) -> None:
    for wrong in ({}, {"slug": "plank", "name": "Plank"}, {"name": None}):
        assert await anyone.codes(ONE, by=wrong) == ["BAD_VALUE"]
