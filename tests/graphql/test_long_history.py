"""The first page of a history is as quick with 10,000 sessions behind it as with 100."""

from __future__ import annotations

import statistics
import sys
import time
import uuid
from typing import TYPE_CHECKING, Any

import anyio
import msgspec
import pytest
from clients import opened
from explaining import explained, noted, parts
from sign_ins import sign_in
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from clients import Client, Site

    from irontrack.infra.embedded_postgres import PostgresSocket
    from irontrack.settings import Settings

pytestmark = pytest.mark.anyio

SHORT, LONG = 100, 10_000
REPEATS = 60
NOISE = 2  # machines that run tests do other things too; the ratio that is reported should be 1.2 at most
PAGE = """
    query ($filter: TrainingSessionFilter) { viewer { trainingSessions(first: 20, filter: $filter) { nodes {
      id unitName status exercises { exerciseName sets { reps weight } }
    } } } }
"""
FILTERS: dict[str, dict[str, Any] | None] = {
    "everything": None,
    "a month": {"date": {"from": "2026-05-01", "to": "2026-05-31"}},
    "completed": {"status": {"in": ["COMPLETED"]}},
    "text that many have": {"search": "strong"},
}
ALL = 'range: {from: "2000-01-01", to: "2026-12-31"}'
ANALYTICS = {
    "summary": f"summary({ALL}) {{ exercises change {{ volume }} weeks {{ volume }} months {{ reps }} }}",
    "records": "personalRecords { nodes { exerciseName heaviest { load } sessionVolume { volume } } }",
    "muscles": "muscleVolume(weeks: 52) { hardSets weeks { volume } }",
    "calendar": "activityCalendar(year: 2025) { days { sessions } streaks { longest } }",
}
FILL = text("""
    WITH made AS (
      INSERT INTO training_sessions (user_id, unit_name_snapshot, start_time, end_time, user_timezone, status,
        duration_seconds, notes)
      SELECT id, 'Legs ' || n, timestamptz '2026-06-01' - make_interval(hours => 12 * n),
        timestamptz '2026-06-01' - make_interval(hours => 12 * n - 1), 'Europe/Berlin', 'completed', 3600,
        'Felt strong.'
      FROM user_account, generate_series(1, CAST(:count AS integer)) n WHERE email = :email
      RETURNING id
    ), parts AS (
      INSERT INTO training_session_exercises (session_id, mode_snapshot, exercise_name_snapshot, order_index)
      SELECT made.id, 'reps', 'Squat', n FROM made, generate_series(0, 3) n RETURNING id
    )
    INSERT INTO training_session_sets (session_exercise_id, order_index, reps_completed, weight)
    SELECT parts.id, n, 5, 100 FROM parts, generate_series(0, 2) n
""")


@pytest.fixture(scope="module")
def roomy(settings: Settings, postgres: PostgresSocket) -> Iterator[Settings]:
    """Settings of an application with a database of its own."""
    name = f"irontrack_{uuid.uuid4().hex}"
    postgres.create_database(name, "irontrack_template")
    yield msgspec.structs.replace(settings, database_url=postgres.url(name))
    postgres.drop_database(name)


@pytest.fixture(scope="module")
def emails(roomy: Settings) -> dict[int, str]:
    """Addresses of people by how many sessions they have."""

    async def fill() -> dict[int, str]:
        found = {}
        async with opened(roomy) as site:
            for count in (SHORT, LONG):
                found[count] = await (await site.browser()).sign_up()
        engine = create_async_engine(roomy.async_database_url)  # without a limit on the time of a statement
        async with engine.begin() as connection:
            for count, email in found.items():
                await connection.execute(FILL, {"count": count, "email": email})
            await connection.execute(text("ANALYZE"))
        await engine.dispose()
        return found

    return anyio.run(fill)


@pytest.fixture
async def site(roomy: Settings) -> AsyncIterator[Site]:
    async with opened(roomy) as running:
        yield running


@pytest.fixture
async def people(site: Site, emails: dict[int, str]) -> dict[int, Client]:
    browsers = {count: await site.browser() for count in emails}
    for count, browser in browsers.items():
        assert (await sign_in(browser, emails[count]))["__typename"] == "SignInPayload"
    return browsers


@pytest.mark.parametrize("filter_", FILTERS.values(), ids=FILTERS)
async def test_a_first_page_costs_the_same_statements_and_comes_from_the_index(
    site: Site, people: dict[int, Client], filter_: dict[str, Any] | None
) -> None:
    costs = {}
    for count, client in people.items():
        with noted(site, "FROM training_sessions") as seen:
            nodes = (await client.data(PAGE, filter=filter_))["viewer"]["trainingSessions"]["nodes"]
        costs[count] = [sql for sql in client.statements if "sign_in_families" not in sql]
        assert len(nodes) == 20
        (page,) = seen
    assert costs[SHORT] == costs[LONG]
    assert len(costs[LONG]) == 3
    plan = list(parts((await explained(site, *page))["Plan"]))
    (scan,) = [part for part in plan if part.get("Relation Name") == "training_sessions"]
    assert scan["Node Type"] in {"Index Scan", "Index Only Scan"}, scan
    assert scan["Index Name"] == "idx_ts_user_start"
    assert "Sort" not in {part["Node Type"] for part in plan}
    # The page, the row that tells whether there are more, and for dates the day by which a range is widened.
    assert scan["Actual Rows"] <= 21
    assert scan.get("Rows Removed by Filter", 0) <= 4


async def test_a_first_page_takes_the_same_time(people: dict[int, Client], record_property: Any) -> None:
    times: dict[int, list[float]] = {count: [] for count in people}
    for _ in range(REPEATS):
        for count, client in people.items():  # by turns, so that what else goes on falls on both
            began = time.perf_counter()
            await client.data(PAGE)
            times[count].append(time.perf_counter() - began)
    medians = {count: statistics.median(taken) for count, taken in times.items()}
    ratio = medians[LONG] / medians[SHORT]
    record_property("first page, 10,000 sessions to 100", round(ratio, 2))
    sys.stdout.write(
        f"first page: {[round(each * 1e3, 1) for each in medians.values()]} ms, ratio {ratio:.2f}\n"
    )
    assert ratio <= 1.2 * NOISE


@pytest.mark.parametrize("document", ANALYTICS.values(), ids=ANALYTICS)
async def test_analytics_cost_two_statements_and_bearable_time(
    people: dict[int, Client], document: str, record_property: Any
) -> None:
    costs, times = {}, {}
    for count, client in people.items():
        began = time.perf_counter()
        await client.data(f"{{ viewer {{ analytics {{ {document} }} }} }}")
        times[count] = time.perf_counter() - began
        costs[count] = [sql for sql in client.statements if "sign_in_families" not in sql]
    assert costs[SHORT] == costs[LONG]
    assert len(costs[LONG]) <= 2
    record_property("analytics of 10,000 sessions, ms", round(times[LONG] * 1e3))
    sys.stdout.write(f"analytics: {[round(each * 1e3) for each in times.values()]} ms\n")
    assert times[LONG] < 2


async def test_text_that_nobody_wrote_is_looked_for_in_bearable_time(
    people: dict[int, Client], record_property: Any
) -> None:
    began = time.perf_counter()
    page = await people[LONG].data(PAGE, filter={"search": "nowhere to be found"})
    taken = time.perf_counter() - began
    record_property("text that is nowhere among 10,000 sessions, ms", round(taken * 1e3))
    sys.stdout.write(f"text that is nowhere: {taken * 1e3:.0f} ms\n")
    assert page["viewer"]["trainingSessions"]["nodes"] == []
    assert taken < 2
