"""Loading the catalogue into a database in which people have been training."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import administrators
import msgspec
import pytest
from clients import opened
from exercising import does, facts, ids, made
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


async def load(site: Site, catalogue: Catalogue) -> tuple[int, int, int, int]:
    """Load a catalogue, and return how many it has added, changed, deactivated and kept."""
    async with site.app.state.resources.database.transaction() as db:
        report = await service.load_catalogue(db, catalogue)
    return report.added, report.changed, report.deactivated, report.kept


async def rows(site: Site, table: str, where: str = "true") -> Any:
    """Return a table's rows with what tells when each was written."""
    query = text(f"SELECT xmin::text, {table}.* FROM {table} WHERE {where} ORDER BY 2, 3")  # noqa: S608 - constants
    return await site.app.state.resources.database.fetch(query)


async def one(client: Client, **by: str) -> Any:
    return (await client.data(ONE, by=by))["exercise"]


async def full(client: Client) -> Any:
    """Return all that the plank says."""
    links = "equipment { name } primaryMuscles { name } secondaryMuscles { name } tags { name }"
    return (await client.data(f'{{ exercise(by: {{slug: "plank"}}) {{ version aliases {links} }} }}'))[
        "exercise"
    ]


async def superuser(site: Site) -> Client:
    """Return the browser of a superuser."""
    return (await administrators.superuser(site)).client


def with_plank(catalogue: Catalogue, **facts: Any) -> Catalogue:
    """Return a catalogue that says something else of the plank."""
    changed = [replace(e, **facts) if e.slug == "plank" else e for e in catalogue.exercises]
    return replace(catalogue, exercises=tuple(changed))


async def test_loading_a_second_time_writes_no_row(gym: Site) -> None:
    await made(await gym.member(), name="Ring Swing")
    before = {table: await rows(gym, table) for table in TABLES}
    assert await load(gym, load_catalogue()) == (0, 0, 0, 0)
    assert {table: await rows(gym, table) for table in TABLES} == before


async def test_another_catalogue_changes_the_systems_exercises_and_no_reference(gym: Site) -> None:
    member, catalogue = await gym.member(), load_catalogue()
    own = await made(member, name="Plank", aliases=["Board"])
    plank = await one(member, slug="plank")
    sent = [{"exerciseId": plank["id"]}, {"exerciseId": own["id"]}]
    await member.data(CREATE_UNIT, input={"name": "Core", "exercises": sent})
    others = "slug IS DISTINCT FROM 'plank'"
    before = await rows(gym, "exercises", others), await rows(gym, "training_unit_exercises")

    assert await load(gym, with_plank(catalogue, name="Front Plank", aliases=("Bridge",))) == (0, 1, 0, 0)
    expected = {**plank, "name": "Front Plank", "aliases": ["Bridge"], "version": 2}
    assert await one(member, slug="plank") == expected
    assert (await rows(gym, "exercises", others), await rows(gym, "training_unit_exercises")) == before
    assert (await one(member, name="plank"))["aliases"] == ["Board"]

    without = tuple(exercise for exercise in catalogue.exercises if exercise.slug != "plank")
    assert await load(gym, replace(catalogue, exercises=without)) == (0, 0, 1, 0)
    assert await one(member, slug="plank") is None
    (unit,) = (await member.data(UNIT))["viewer"]["trainingUnits"]["nodes"]
    assert unit["exercises"][0] == {
        "exerciseName": "Plank",
        "exercise": {"id": plank["id"], "name": "Front Plank", "isActive": False},
    }

    assert await load(gym, catalogue) == (0, 1, 0, 0)
    assert (await one(member, slug="plank"))["id"] == plank["id"]
    assert await load(gym, catalogue) == (0, 0, 0, 0)


async def test_how_well_known_an_exercise_is_comes_from_the_catalogue_and_only_once(gym: Site) -> None:
    catalogue = load_catalogue()
    (plank,) = await rows(gym, "exercises", "slug = 'plank'")
    assert plank.familiarity == 3
    assert await load(gym, with_plank(catalogue, familiarity=0)) == (0, 1, 0, 0)
    assert await load(gym, with_plank(catalogue, familiarity=0)) == (0, 0, 0, 0)
    (plank,) = await rows(gym, "exercises", "slug = 'plank'")
    assert plank.familiarity == 0
    own = await made(await gym.member(), name="Familiar Plank")
    assert own["isSystemDefault"] is False
    (stored,) = await rows(gym, "exercises", "name = 'Familiar Plank'")
    assert stored.familiarity == 0


async def test_what_equipment_is_always_available_comes_from_the_catalogue_at_first(gym: Site) -> None:
    catalogue, chief = load_catalogue(), await superuser(gym)
    is_available = "is_always_available"
    found = {row.name for row in await rows(gym, "equipment", is_available)}
    assert found == set(catalogue.always_available)
    assert found
    await does(chief, "createEquipment", name="park bench", isAlwaysAvailable=True)
    bench = (await ids(chief, "equipment"))["bench"]
    await does(chief, "updateEquipment", id=bench, name="bench", isAlwaysAvailable=False)
    before = await rows(gym, "equipment")
    assert await load(gym, catalogue) == (0, 0, 0, 0)
    assert await rows(gym, "equipment") == before
    assert {row.name for row in await rows(gym, "equipment", is_available)} == found - {"bench"} | {
        "park bench"
    }


async def test_an_alias_that_the_catalogue_brings_is_searched(gym: Site) -> None:
    anyone = await gym.browser()
    search = '{ exercises(search: "zzyzx quorb") { nodes { name } } }'
    assert (await anyone.data(search))["exercises"]["nodes"] == []
    await load(gym, with_plank(load_catalogue(), aliases=("Zzyzx Quorb",)))
    assert (await anyone.data(search))["exercises"]["nodes"] == [{"name": "Plank"}]


async def test_what_a_catalogue_says_of_links_alone_raises_the_version_too(gym: Site) -> None:
    anyone, catalogue = await gym.browser(), load_catalogue()
    assert (await one(anyone, slug="plank"))["version"] == 1
    for change in (
        {"aliases": ()},
        {"equipment": ("barbell",)},
        {"primary_muscles": ("chest",)},
        {"secondary_muscles": ()},
        {"tags": ("balance",)},
    ):
        version = (await one(anyone, slug="plank"))["version"]
        assert await load(gym, with_plank(catalogue, **change)) == (0, 1, 0, 0)
        changed = await full(anyone)
        assert changed["version"] == version + 1
        assert await load(gym, catalogue) == (0, 1, 0, 0)
        assert changed != await full(anyone)


async def test_names_may_be_exchanged(gym: Site) -> None:
    anyone, catalogue = await gym.browser(), load_catalogue()
    names = {"plank": "Wall Sit", "wall-sit": "Plank"}
    turned = tuple(replace(e, name=names.get(e.slug, e.name)) for e in catalogue.exercises)
    assert await load(gym, replace(catalogue, exercises=turned)) == (0, 2, 0, 0)
    assert (await one(anyone, slug="plank"))["name"] == "Wall Sit"
    assert await load(gym, catalogue) == (0, 2, 0, 0)
    assert (await one(anyone, slug="plank"))["name"] == "Plank"


async def test_what_a_superuser_has_changed_stays(gym: Site) -> None:
    """Also where two have exchanged their names, which the catalogue could not undo one after the other."""
    chief = await superuser(gym)
    plank, sit = await one(chief, slug="plank"), await one(chief, slug="wall-sit")
    for id_, name in ((plank["id"], "Held"), (sit["id"], "Plank"), (plank["id"], "Wall Sit")):
        await does(chief, "updateExercise", id=id_, name=name)
    burpee = await one(chief, slug="burpee")
    await does(chief, "deleteExercise", id=burpee["id"])
    before = {table: await rows(gym, table) for table in TABLES}
    catalogue = with_plank(load_catalogue(), instructions="Do something else. Hold on. Mind the floor.")
    assert await load(gym, catalogue) == (0, 0, 0, 3)
    assert {table: await rows(gym, table) for table in TABLES} == before
    assert [(await one(chief, id=e["id"]))["name"] for e in (plank, sit)] == ["Wall Sit", "Plank"]
    assert not (await one(chief, id=burpee["id"]))["isActive"]


async def test_what_a_superuser_has_made_stays_though_a_catalogue_brings_the_same(gym: Site) -> None:
    chief = await superuser(gym)
    tags = [(await ids(chief, "exerciseTags"))["balance"]]
    sent = await facts(chief, name="Ring Swing", tags=tags, instructions="Hang. Swing. Let nothing turn.")
    made_ = (await does(chief, "createSystemExercise", **sent))["exercise"]
    before = await rows(gym, "exercises", "slug = 'ring-swing'")
    (plank,) = (e for e in load_catalogue().exercises if e.slug == "plank")
    for brought in (
        replace(plank, slug="ring-swing", name="Ring Swing"),
        replace(plank, slug="rings-swung", name="RING SWING"),
    ):
        catalogue = load_catalogue()
        more = replace(catalogue, exercises=(*catalogue.exercises, brought))
        assert await load(gym, more) == (0, 0, 0, 1)
        assert await rows(gym, "exercises", "lower(name) = 'ring swing'") == before
    assert await load(gym, load_catalogue()) == (0, 0, 0, 0)
    assert (await one(chief, id=made_["id"]))["isActive"]


async def test_an_exercise_that_others_were_merged_into_stays_as_it_is(gym: Site) -> None:
    """Were it taken out with the catalogue that no longer has it, what was merged into it would be lost."""
    chief, catalogue = await superuser(gym), load_catalogue()
    plank, sit = await one(chief, slug="plank"), await one(chief, slug="wall-sit")
    await does(chief, "mergeExercises", **{"from": sit["id"], "into": plank["id"]})
    await does(chief, "updateExercise", id=plank["id"], aliases=["PLANK-LIKE", "Wall Sit"])
    expected = await one(chief, slug="plank")
    assert await load(gym, catalogue) == (0, 0, 0, 1)
    without = tuple(exercise for exercise in catalogue.exercises if exercise.slug != "plank")
    assert await load(gym, replace(catalogue, exercises=without)) == (0, 0, 0, 0)
    assert await one(chief, slug="wall-sit") == expected


async def test_a_word_that_a_superuser_has_renamed_is_known_again(gym: Site) -> None:
    chief = await superuser(gym)
    chest = (await ids(chief, "muscleGroups"))["chest"]
    await does(chief, "updateMuscleGroup", id=chest, name="pectorals")
    before = {table: await rows(gym, table) for table in TABLES}
    assert await load(gym, load_catalogue()) == (0, 0, 0, 0)
    assert {table: await rows(gym, table) for table in TABLES} == before
    assert (await ids(chief, "muscleGroups"))["pectorals"] == chest
