"""Loading the system's templates into a database in which people train, and following them at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import pytest
from administrators import superuser
from clients import opened
from following import DAY, does, enrolled, plan, today
from sign_ins import execute, value
from sqlalchemy import text

from irontrack.errors import StartupError
from irontrack.exercises.catalogue import load_catalogue
from irontrack.exercises.service import load_catalogue as store_exercises
from irontrack.graphql.relay import encode_id
from irontrack.models import SetMode
from irontrack.templates.catalogue import TemplateCatalogue, load_templates
from irontrack.templates.service import load_templates as store_templates

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from clients import Site

    from irontrack.settings import Settings

pytestmark = pytest.mark.anyio

CATALOGUE = load_templates(load_catalogue().exercises)
SIZE = len(CATALOGUE.units) + len(CATALOGUE.plans)
LIFTING, RUNNING = "push-pull-legs-in-two-weeks", "10-km-in-eight-weeks"
PUSH = "ppl-push-a-week-1"
TABLES = (
    *("training_units", "training_unit_exercises", "training_plans", "training_plan_units"),
    *("training_plan_enrollments", "enrollment_days", "exercises"),
)
BY_HAND = (
    "UPDATE training_units SET name = 'Mine', description = NULL WHERE id = :id",
    """
    UPDATE training_unit_exercises SET order_index = 100 + (7 * order_index) % 10, sets = 9,
      target_weight = 50, reps_min = NULL, reps_max = NULL, rest_seconds = NULL, group_index = NULL,
      unit_exercise_notes = '', exercise_name_snapshot = 'Other'
      WHERE training_unit_id = :id
    """,
    """
    INSERT INTO training_unit_exercises (training_unit_id, exercise_name_snapshot, mode, order_index)
      VALUES (:id, 'Gone', 'reps', 3)
    """,
)
RENAME = """
    mutation ($unit: UpdateTrainingUnitInput!, $plan: UpdateTrainingPlanInput!) {
      updateTrainingUnit(input: $unit) { __typename }
      updateTrainingPlan(input: $plan) { __typename }
    }
"""
UNIT = """
    query ($id: ID!) { trainingUnit(id: $id) {
      name description version isSystem slug
      exercises { id exerciseName orderIndex groupIndex sets repsMin repsMax targetWeight restSeconds notes }
    } }
"""
PLAN = """
    query ($id: ID!) { trainingPlan(id: $id) {
      name version isSystem difficultyLevel
      units { id dayNumber unit { id slug exercises { exercise { slug } } } }
    } }
"""


@pytest.fixture
async def gym(settings: Settings, fresh_database_url: str) -> AsyncIterator[Site]:
    """An application of its own, whose templates a test may change."""
    async with opened(msgspec.structs.replace(settings, database_url=fresh_database_url)) as site:
        async with site.app.state.resources.database.transaction() as db:
            await store_exercises(db, load_catalogue())
        assert await load(site) == (SIZE, 0, 0, 0)
        yield site


async def load(site: Site, catalogue: TemplateCatalogue = CATALOGUE) -> tuple[int, int, int, int]:
    """Load templates, and return how many were added, changed, as they should be, and kept."""
    async with site.app.state.resources.database.transaction() as db:
        report = await store_templates(db, catalogue)
    return report.added, report.changed, report.unchanged, report.kept


async def rows(site: Site, table: str) -> Any:
    """Return a table's rows with what tells when each was written."""
    query = text(f"SELECT xmin::text, {table}.* FROM {table} ORDER BY {table}.id")  # noqa: S608 - constants
    return await site.app.state.resources.database.fetch(query)


async def id_of(site: Site, kind: str, slug: str) -> str:
    table = {"unit": "training_units", "plan": "training_plans"}[kind]
    return str(await value(site, f"SELECT id FROM {table} WHERE slug = :slug", slug=slug))  # noqa: S608 - constants


async def unit(site: Site, slug: str = PUSH) -> Any:
    """Return a system unit as somebody without an account sees it."""
    anyone = await site.browser()
    return (await anyone.data(UNIT, id=await id_of(site, "unit", slug)))["trainingUnit"]


def with_unit(slug: str, **facts: Any) -> TemplateCatalogue:
    """Return a catalogue that says something else of a unit."""
    units = tuple(replace(each, **facts) if each.slug == slug else each for each in CATALOGUE.units)
    return replace(CATALOGUE, units=units)


def with_plan(slug: str, **facts: Any) -> TemplateCatalogue:
    """Return a catalogue that says something else of a plan."""
    plans = tuple(replace(each, **facts) if each.slug == slug else each for each in CATALOGUE.plans)
    return replace(CATALOGUE, plans=plans)


async def test_loading_a_second_time_writes_no_row(gym: Site) -> None:
    member = await gym.member()
    await enrolled(member, await plan(member, "Push, Pull, Legs in Two Weeks"), today())
    await enrolled(member, await id_of(gym, "plan", RUNNING), today())
    before = {table: await rows(gym, table) for table in TABLES}
    assert await load(gym) == (0, 0, SIZE, 0)
    assert {table: await rows(gym, table) for table in TABLES} == before


@pytest.mark.parametrize("slug", [LIFTING, RUNNING])
async def test_everybody_reads_a_whole_plan_without_an_account(gym: Site, slug: str) -> None:
    anyone = await gym.browser()
    found = (await anyone.data(PLAN, id=await id_of(gym, "plan", slug)))["trainingPlan"]
    (wanted,) = (each for each in CATALOGUE.plans if each.slug == slug)
    assert (found["name"], found["isSystem"], found["version"]) == (wanted.name, True, 1)
    places = [(place["dayNumber"], place["unit"]["slug"]) for place in found["units"]]
    assert places == list(wanted.schedule)
    exercises = {each.slug: [e.slug for e in each.exercises] for each in CATALOGUE.units}
    for place in found["units"]:
        slugs = [exercise["exercise"]["slug"] for exercise in place["unit"]["exercises"]]
        assert slugs == exercises[place["unit"]["slug"]]


@pytest.mark.parametrize("slug", [LIFTING, RUNNING])
async def test_somebody_new_follows_it_and_sees_today_and_the_coming_week(gym: Site, slug: str) -> None:
    member = await gym.member()
    enrollment = await enrolled(member, await id_of(gym, "plan", slug), today(), timeZone="UTC")
    (wanted,) = (each for each in CATALOGUE.plans if each.slug == slug)
    names = {each.slug: each.name for each in CATALOGUE.units}
    expected = [(str(today(plus=day - 1)), names[unit]) for day, unit in wanted.schedule]
    assert [(day["date"], day["unitName"]) for day in enrollment["days"]] == expected
    assert [day["unitName"] for day in enrollment["today"]] == [expected[0][1]]
    document = f"{{ viewer {{ upcomingWorkouts {{ nodes {{ {DAY} }} }} }} }}"
    due = (await member.data(document))["viewer"]["upcomingWorkouts"]["nodes"]
    assert [(day["date"], day["unit"]["name"]) for day in due] == [
        e for e in expected if e[0] < str(today(plus=7))
    ]
    if slug == RUNNING:
        assert sum(float(day["plannedDistance"] or 0) for day in due) == pytest.approx(17.9)


async def test_a_unit_of_the_system_starts_a_session(gym: Site) -> None:
    member = await gym.member()
    start = """
        mutation ($input: StartSessionInput!) { startSession(input: $input) {
          ... on StartSessionPayload { session { unitName exercises { exerciseName } } } } }
    """
    sent = {"from": {"trainingUnitId": await id_of(gym, "unit", PUSH)}}
    session = (await member.data(start, input=sent))["startSession"]["session"]
    assert session["unitName"] == (await unit(gym))["name"]
    assert len(session["exercises"]) == 9


async def test_a_template_that_was_changed_by_hand_is_put_right_and_its_rows_keep_their_ids(
    gym: Site,
) -> None:
    before, id_ = await unit(gym), await id_of(gym, "unit", PUSH)
    others = await unit(gym, "ppl-pull-a-week-1")
    for statement in BY_HAND:
        await execute(gym, statement, id=id_)
    assert await load(gym) == (0, 1, SIZE - 1, 0)
    after = await unit(gym)
    # The main lift has two rows, which cannot be told apart once their order is gone.
    assert sorted(e["id"] for e in after["exercises"]) == sorted(e["id"] for e in before["exercises"])
    assert {**after, "version": 1, "exercises": []} == {**before, "exercises": []}
    assert [{**e, "id": ""} for e in after["exercises"]] == [{**e, "id": ""} for e in before["exercises"]]
    assert after["version"] == 2
    assert await unit(gym, "ppl-pull-a-week-1") == others
    assert await load(gym) == (0, 0, SIZE, 0)


async def test_what_a_superuser_has_changed_stays(gym: Site) -> None:
    chief = (await superuser(gym)).client
    unit_id = encode_id("TrainingUnit", UUID(await id_of(gym, "unit", PUSH)))
    plan_id = encode_id("TrainingPlan", UUID(await id_of(gym, "plan", LIFTING)))
    sent = {"unit": {"id": unit_id, "name": "Push!"}, "plan": {"id": plan_id, "name": "PPL!"}}
    assert await chief.data(RENAME, **sent) == {
        "updateTrainingUnit": {"__typename": "UpdateTrainingUnitPayload"},
        "updateTrainingPlan": {"__typename": "UpdateTrainingPlanPayload"},
    }
    tables = "training_units", "training_unit_exercises", "training_plans", "training_plan_units"
    before = [await rows(gym, table) for table in tables]
    catalogue = with_unit(PUSH, description="Something else.", exercises=())
    assert await load(gym, catalogue) == (0, 0, SIZE - 2, 2)
    assert [await rows(gym, table) for table in tables] == before
    assert (await unit(gym))["name"] == "Push!"


async def test_another_catalogue_moves_adds_and_removes_exercises_and_keeps_the_ids_of_the_rest(
    gym: Site,
) -> None:
    before = await unit(gym)
    (wanted,) = (each for each in CATALOGUE.units if each.slug == PUSH)
    first, second, *rest = wanted.exercises
    dip = replace(rest[-1], slug="plank", mode=SetMode.TIME, target=None)
    changed = with_unit(PUSH, name="Push One", exercises=(dip, second, first, *rest[:-1]))
    assert await load(gym, changed) == (0, 1, SIZE - 1, 0)
    after = await unit(gym)
    ids = {e["exerciseName"] + str(e["repsMin"]): e["id"] for e in before["exercises"]}
    kept = [ids.get(e["exerciseName"] + str(e["repsMin"])) for e in after["exercises"]]
    assert [e["id"] for e in after["exercises"]][1:] == kept[1:]
    assert kept[0] is None
    assert (after["name"], after["version"], after["exercises"][0]["exerciseName"]) == (
        "Push One",
        2,
        "Plank",
    )
    assert [e["orderIndex"] for e in after["exercises"]] == list(range(9))
    assert await load(gym) == (0, 1, SIZE - 1, 0)
    back = await unit(gym)
    assert (back["name"], back["version"]) == (before["name"], 3)
    assert [e["id"] for e in back["exercises"]][:-1] == [e["id"] for e in before["exercises"]][:-1]


async def test_another_schedule_changes_the_plan_and_nobodys_enrollment(gym: Site) -> None:
    member, plan_id = await gym.member(), await id_of(gym, "plan", LIFTING)
    enrollment = await enrolled(member, plan_id, today())
    before = (await member.data(PLAN, id=plan_id))["trainingPlan"]
    schedule = ((1, "ppl-legs-a-week-1"), (1, PUSH), (2, "ppl-pull-a-week-1"), (20, PUSH))
    assert await load(gym, with_plan(LIFTING, schedule=schedule, name="PPL")) == (0, 1, SIZE - 1, 0)
    after = (await member.data(PLAN, id=plan_id))["trainingPlan"]
    assert [(place["dayNumber"], place["unit"]["slug"]) for place in after["units"]] == list(schedule)
    assert (after["name"], after["version"]) == ("PPL", 2)
    assert [after["units"][n]["id"] for n in (0, 2)] == [before["units"][n]["id"] for n in (0, 1)]
    node = f"query ($id: ID!) {{ node(id: $id) {{ ... on Enrollment {{ planName days {{ {DAY} }} }} }} }}"
    kept = (await member.data(node, id=enrollment["id"]))["node"]
    assert kept == {"planName": enrollment["planName"], "days": enrollment["days"]}
    assert await load(gym) == (0, 1, SIZE - 1, 0)


async def test_what_is_not_in_the_catalogue_is_left_alone(gym: Site) -> None:
    await execute(
        gym,
        "INSERT INTO training_units (name, slug, is_system_default) VALUES ('Starter', 'starter', true)",
    )
    member = await gym.member()
    mine = await plan(member, "10 km in Eight Weeks")
    fewer = replace(CATALOGUE, units=CATALOGUE.units[:12], plans=CATALOGUE.plans[:1])
    before = {table: await rows(gym, table) for table in TABLES}
    assert CATALOGUE.plans[0].slug == LIFTING
    assert await load(gym, fewer) == (0, 0, 13, 0)
    assert {table: await rows(gym, table) for table in TABLES} == before
    gone = await does(member, "enrollInPlan", planId=mine, startDate=str(today()))
    assert gone["__typename"] == "EnrollInPlanPayload"


async def test_a_renamed_exercise_is_renamed_in_the_units_that_have_it(gym: Site) -> None:
    await execute(gym, "UPDATE exercises SET name = 'Bench' WHERE slug = 'barbell-bench-press'")
    added, changed, *_ = await load(gym)
    assert (added, changed) == (0, 2)
    names = [e["exerciseName"] for e in (await unit(gym))["exercises"]]
    assert names.count("Bench") == 2


async def test_without_its_exercises_nothing_is_loaded(gym: Site) -> None:
    (wanted,) = (each for each in CATALOGUE.units if each.slug == PUSH)
    unknown = replace(wanted.exercises[0], slug="flying")
    with pytest.raises(StartupError, match="lacks exercises of the system's templates: flying"):
        await load(gym, with_unit(PUSH, name="Other", exercises=(unknown,)))
    assert (await unit(gym))["name"] == wanted.name
