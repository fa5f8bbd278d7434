"""Loading the catalogue into a database in which people have been training."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from administrators import superuser
from clients import opened
from exercising import does, made
from sqlalchemy import text
from training import CREATE_UNIT

from irontrack.exercises import service
from irontrack.exercises.catalogue import load_catalogue

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from clients import Client, Site

    from irontrack.exercises.catalogue import Catalogue
    from irontrack.settings import Settings

pytestmark = pytest.mark.anyio

TABLES = (
    *("exercises", "exercise_aliases", "exercise_equipment", "exercise_primary_muscles"),
    *("exercise_secondary_muscles", "exercise_tag_map", "equipment", "muscle_groups", "exercise_tags"),
    *("training_units", "training_unit_exercises"),
)
ONE = "query ($by: ExerciseBy!) { exercise(by: $by) { id name isActive version aliases } }"
UNIT = "{ viewer { trainingUnits { nodes { exercises { exerciseName exercise { id name isActive } } } } } }"


@pytest.fixture
async def gym(settings: Settings, fresh_database_url: str) -> AsyncIterator[Site]:
    """An application of its own, whose catalogue a test may change."""
    async with opened(msgspec.structs.replace(settings, database_url=fresh_database_url)) as site:
        assert (await load(site, load_catalogue()))[0] == len(load_catalogue().exercises)
        yield site


async def load(site: Site, catalogue: Catalogue) -> tuple[int, int, int]:
    """Load a catalogue, and return how many it has added, changed and deactivated."""
    async with site.app.state.resources.database.transaction() as db:
        report = await service.load_catalogue(db, catalogue)
    return report.added, report.changed, report.deactivated


async def rows(site: Site, table: str, where: str = "true") -> Any:
    """Return a table's rows with what tells when each was written."""
    query = text(f"SELECT xmin::text, {table}.* FROM {table} WHERE {where} ORDER BY 2, 3")  # noqa: S608 - constants
    return await site.app.state.resources.database.fetch(query)


async def one(client: Client, **by: str) -> Any:
    return (await client.data(ONE, by=by))["exercise"]


def with_plank(catalogue: Catalogue, **facts: Any) -> Catalogue:
    """Return a catalogue that says something else of the plank."""
    changed = [replace(e, **facts) if e.slug == "plank" else e for e in catalogue.exercises]
    return replace(catalogue, exercises=tuple(changed))


async def test_loading_a_second_time_writes_no_row(gym: Site) -> None:
    await made(await gym.member(), name="Ring Swing")
    before = {table: await rows(gym, table) for table in TABLES}
    assert await load(gym, load_catalogue()) == (0, 0, 0)
    assert {table: await rows(gym, table) for table in TABLES} == before


async def test_another_catalogue_changes_the_systems_exercises_and_no_reference(gym: Site) -> None:
    member, catalogue = await gym.member(), load_catalogue()
    own = await made(member, name="Plank", aliases=["Board"])
    plank = await one(member, slug="plank")
    sent = [{"exerciseId": plank["id"]}, {"exerciseId": own["id"]}]
    await member.data(CREATE_UNIT, input={"name": "Core", "exercises": sent})
    others = "slug IS DISTINCT FROM 'plank'"
    before = await rows(gym, "exercises", others), await rows(gym, "training_unit_exercises")

    assert await load(gym, with_plank(catalogue, name="Front Plank", aliases=("Bridge",))) == (0, 1, 0)
    found = await one(member, slug="plank")
    assert (found["id"], found["name"], found["aliases"]) == (plank["id"], "Front Plank", ["Bridge"])
    assert (await rows(gym, "exercises", others), await rows(gym, "training_unit_exercises")) == before
    assert (await one(member, name="plank"))["aliases"] == ["Board"]

    without = tuple(exercise for exercise in catalogue.exercises if exercise.slug != "plank")
    assert await load(gym, replace(catalogue, exercises=without)) == (0, 0, 1)
    assert await one(member, slug="plank") is None
    (unit,) = (await member.data(UNIT))["viewer"]["trainingUnits"]["nodes"]
    assert unit["exercises"][0] == {
        "exerciseName": "Plank",
        "exercise": {"id": plank["id"], "name": "Front Plank", "isActive": False},
    }

    assert await load(gym, catalogue) == (0, 1, 0)
    assert (await one(member, slug="plank"))["id"] == plank["id"]
    assert await load(gym, catalogue) == (0, 0, 0)


async def test_how_well_known_an_exercise_is_comes_from_the_catalogue_and_only_once(gym: Site) -> None:
    catalogue = load_catalogue()
    (plank,) = await rows(gym, "exercises", "slug = 'plank'")
    assert plank.familiarity == 3
    assert await load(gym, with_plank(catalogue, familiarity=0)) == (0, 1, 0)
    assert await load(gym, with_plank(catalogue, familiarity=0)) == (0, 0, 0)
    (plank,) = await rows(gym, "exercises", "slug = 'plank'")
    assert plank.familiarity == 0
    own = await made(await gym.member(), name="Familiar Plank")
    assert own["isSystemDefault"] is False
    (stored,) = await rows(gym, "exercises", "name = 'Familiar Plank'")
    assert stored.familiarity == 0


async def test_what_equipment_is_always_available_comes_from_the_catalogue(gym: Site) -> None:
    catalogue = load_catalogue()
    admin = (await superuser(gym)).client
    own = (await does(admin, "createEquipment", name="park bench", isAlwaysAvailable=True))["equipment"]
    available = "is_always_available"
    assert {row.name for row in await rows(gym, "equipment", available)} == {
        *catalogue.always_available,
        own["name"],
    }
    before = await rows(gym, "equipment", "name <> 'bench'")
    without = tuple(name for name in catalogue.always_available if name != "bench")
    assert await load(gym, replace(catalogue, always_available=without)) == (0, 0, 0)
    assert {row.name for row in await rows(gym, "equipment", available)} == {*without, own["name"]}
    assert await rows(gym, "equipment", "name <> 'bench'") == before


async def test_an_alias_that_the_catalogue_brings_is_searched(gym: Site) -> None:
    anyone = await gym.browser()
    search = '{ exercises(search: "zzyzx quorb") { nodes { name } } }'
    assert (await anyone.data(search))["exercises"]["nodes"] == []
    await load(gym, with_plank(load_catalogue(), aliases=("Zzyzx Quorb",)))
    assert (await anyone.data(search))["exercises"]["nodes"] == [{"name": "Plank"}]
