"""Everybody's templates are found by name, difficulty, muscles and equipment, in stable pages."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from administrators import superuser
from sharing import make_plan, make_unit, set_status
from sign_ins import execute
from sqlalchemy import text

from irontrack.models import TrainingPlanRow, TrainingUnitRow
from irontrack.templates.queries.discovery import TemplateCriteria, list_everyones, list_shared_with

if TYPE_CHECKING:
    from clients import Client, Site
    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.infra.paging import KeysetList

pytestmark = pytest.mark.anyio

UNITS = """
    query ($filter: TrainingUnitFilter, $search: String, $first: Int, $after: String) {
      discoverTrainingUnits(filter: $filter, search: $search, first: $first, after: $after) {
        nodes { name } pageInfo { hasNextPage endCursor }
      }
    }
"""
PLANS = UNITS.replace("Unit", "Plan")
PARTS = """
    { squat: exercise(by: {slug: "barbell-back-squat"}) { id ...Muscles equipment { id } }
      plank: exercise(by: {slug: "plank"}) { id ...Muscles } }
    fragment Muscles on Exercise { primaryMuscles { id } secondaryMuscles { id } }
"""
RING = """
    mutation ($input: CreateExerciseInput!) {
      createExercise(input: $input) { ... on CreateExercisePayload { exercise { id } } }
    }
"""


def word() -> str:
    """Return a name that nothing else has, of letters that a search can misspell."""
    return "".join(chr(ord("a") + int(digit, 16)) for digit in uuid.uuid4().hex[:12])


def muscles(exercise: Any) -> set[str]:
    return {muscle["id"] for muscle in exercise["primaryMuscles"] + exercise["secondaryMuscles"]}


async def names(client: Client, document: str = UNITS, **variables: Any) -> list[str]:
    (found,) = (await client.data(document, **variables)).values()
    return [node["name"] for node in found["nodes"]]


async def public_unit(client: Client, name: str, *exercises: str) -> str:
    unit = await make_unit(client, name, *exercises)
    await set_status(client, unit, "PUBLIC")
    return unit


async def test_only_what_is_public_or_the_systems_is_discovered(site: Site, anyone: Client) -> None:
    coach, member, tag = await site.member(), await site.member(), word()
    for status in ("PRIVATE", "SHARED", "PUBLIC"):
        unit = await make_unit(coach, f"{tag} {status}")
        plan = await make_plan(coach, f"{tag} {status}", unit)
        await set_status(coach, unit, status)
        await set_status(coach, plan, status)
    insert = "INSERT INTO training_{}s (name, slug, is_system_default{}) VALUES (:name, :slug, true{})"
    system = {"name": f"{tag} SYSTEM", "slug": f"s-{uuid.uuid4().hex}"}
    await execute(site, insert.format("unit", "", ""), **system)
    await execute(site, insert.format("plan", ", difficulty_level", ", 'expert'"), **system)
    for document in (UNITS, PLANS):
        everyones = [f"{tag} PUBLIC", f"{tag} SYSTEM"]
        assert await names(member, document, search=tag) == everyones
        assert await names(coach, document, search=tag) == everyones
        assert await names((await superuser(site)).client, document, search=tag) == everyones
        assert await names(anyone, document, search=tag) == [f"{tag} SYSTEM"]


async def test_names_are_found_by_parts_and_in_spite_of_typing_errors(member: Client) -> None:
    tag = word()
    sign, plain = f"{tag} 100% Marathon_Prep", f"{tag} 10 km"
    await public_unit(member, sign)
    await public_unit(member, plain)
    for search in (tag[2:9].upper(), "100% mar", "marathon_prep", f"{tag} maraton", f"{tag[:5]}{tag[6:]}"):
        assert sign in await names(member, search=search, first=100), search
    for search in ("%", "_", "100% marathon"):
        found = await names(member, search=search, first=100)
        assert sign in found, search
        assert plain not in found, search
    for search in ("\\", "/", "%%", f"{tag} swimming crawl backstroke"):
        assert sign not in await names(member, search=search, first=100), search
    assert await member.codes(UNITS, search="x" * 101) == ["BAD_VALUE"]
    assert await member.codes(UNITS, search="a\0b") == ["BAD_VALUE"]
    assert await names(member, search="  ", first=1) == await names(member, first=1)


async def test_templates_are_filtered_by_what_their_exercises_train_and_need(member: Client) -> None:
    tag, parts = word(), await member.data(PARTS)
    squat, plank = parts["squat"], parts["plank"]
    legs = await public_unit(member, f"{tag} legs", squat["id"])
    core = await public_unit(member, f"{tag} core", plank["id"])
    for name, level, units in (("a", "EXPERT", [legs, core]), ("b", "BEGINNER", [core])):
        await set_status(member, await make_plan(member, f"{tag} {name}", *units, level=level), "PUBLIC")
    barbell = {"equipment": {"in": [squat["equipment"][0]["id"]]}}
    thighs = {"muscles": {"in": list(muscles(squat) - muscles(plank))}}
    both = {"muscles": {"in": list(muscles(plank))}}
    for document, filter_, found in (
        (UNITS, barbell, ["legs"]),
        (UNITS, thighs, ["legs"]),
        (UNITS, {"muscles": {"in": []}}, []),
        (UNITS, {"muscles": None, "equipment": None}, ["core", "legs"]),
        (PLANS, barbell, ["a"]),
        (PLANS, both, ["a", "b"]),
        (PLANS, {**barbell, **both}, ["a"]),
        (PLANS, {"difficultyLevel": {"in": ["BEGINNER"]}}, ["b"]),
        (PLANS, {"difficultyLevel": {"in": []}}, []),
        (PLANS, {**thighs, "difficultyLevel": {"in": ["BEGINNER"]}}, []),
    ):
        assert await names(member, document, filter=filter_, search=tag) == [
            f"{tag} {name}" for name in found
        ]
    assert await member.codes(UNITS, filter={"muscles": {"in": [squat["id"]]}}) == ["BAD_ID"]
    assert await member.codes(UNITS, filter={"muscles": {"in": ["x"] * 251}}) == ["BAD_VALUE"]


async def test_a_filter_tells_nobody_what_a_custom_exercise_trains(site: Site) -> None:
    coach, member, tag = await site.member(), await site.member(), word()
    muscle = (await coach.data(PARTS))["squat"]["primaryMuscles"][0]["id"]
    sent = {"name": tag, "category": "STRENGTH", "difficultyLevel": "EXPERT", "primaryMuscles": [muscle]}
    made = (await coach.data(RING, input=sent))["createExercise"]["exercise"]["id"]
    await public_unit(coach, tag, made)
    wanted: dict[str, Any] = {"filter": {"muscles": {"in": [muscle]}}, "search": tag}
    assert await names(coach, **wanted) == [tag]
    assert await names(member, **wanted) == []


async def test_pages_are_stable_while_templates_come_and_go(site: Site) -> None:
    coach, tag = await site.member(), word()
    for number in range(7):
        await public_unit(coach, f"{tag} {'aB'[number % 2]} {number}")
    seen, after = [], None
    while True:
        answer = await coach.data(UNITS, search=tag, first=2, after=after)
        page = answer["discoverTrainingUnits"]
        seen += [node["name"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
        await public_unit(coach, f"{tag} A {len(seen)}")  # before what has been seen, or after it
    assert len([name for name in seen if " A " not in name]) == 7
    assert len(seen) == len(set(seen))
    lowered = [name.lower() for name in seen]
    assert lowered == sorted(lowered)
    assert await coach.codes(UNITS, search=tag, after="nonsense") == ["BAD_CURSOR"]
    assert await names(coach, search=f"{tag} ", filter={}, after=after)  # means the same
    assert await coach.codes(UNITS, search="else", after=after) == ["BAD_CURSOR"]


async def test_a_count_costs_a_statement_only_where_it_is_asked_for(member: Client) -> None:
    for _ in range(2):  # who asks is looked up once
        await member.data("{ discoverTrainingPlans { nodes { name } } }")
    without = len(member.statements)
    await member.data("{ discoverTrainingPlans { totalCount nodes { name } } }")
    assert len(member.statements) == without + 1


async def explained(db: AsyncSession, source: KeysetList) -> str:
    """Return how PostgreSQL would read the first page of a list."""
    page = source.statement.order_by(*source.keyset.columns).limit(21)
    connection = await db.connection()
    compiled = page.compile(dialect=connection.dialect)
    values = tuple(compiled.params[name] for name in compiled.positiontup or ())
    lines = (await connection.exec_driver_sql(f"EXPLAIN {compiled}", values)).scalars()
    return "\n".join(lines)


async def fill(db: AsyncSession, table: str, status: str) -> None:
    """Add 40,000 templates, half of them with a status."""
    is_plan = table == "training_plans"
    columns, values = (", difficulty_level", ", 'expert'") if is_plan else ("", "")
    rows = f"""
        INSERT INTO {table} (name, sharing_status{columns})
        SELECT md5(n::text), CASE WHEN n % 2 = 0 THEN '{status}' ELSE 'private' END{values}
        FROM generate_series(1, 40000) n
    """  # noqa: S608 - a name of our own table
    await db.execute(text(rows))
    await db.execute(text(f"ANALYZE {table}"))


@pytest.mark.parametrize("template", [TrainingUnitRow, TrainingPlanRow])
async def test_lists_are_read_through_the_indexes_of_everybodys_templates(site: Site, template: Any) -> None:
    table, viewer = template.__tablename__, uuid.uuid4()
    async with site.app.state.resources.database.transaction() as db:
        await fill(db, table, "public")
        by_name = await explained(db, list_everyones(template, viewer, TemplateCriteria()))
        searched = await explained(db, list_everyones(template, viewer, TemplateCriteria(search="abcdef")))
        await db.rollback()
    assert f"using ix_{table}_public_name " in by_name
    assert f"on ix_{table}_public_name_trigrams " in searched


async def test_what_is_shared_is_found_by_ones_grants_among_many_templates(site: Site) -> None:
    async with site.app.state.resources.database.transaction() as db:
        for table in ("training_units", "training_plans"):
            await fill(db, table, "shared")
        plan = await explained(db, list_shared_with(uuid.uuid4()))
        await db.rollback()
    assert "Seq Scan on training_units" not in plan, plan
    assert "Seq Scan on training_plans" not in plan, plan
