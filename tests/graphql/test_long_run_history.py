"""A page of runs is read from an index, however many runs or other sessions somebody has."""

from __future__ import annotations

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

SESSIONS = 10_000
EVERY = {"all runs": 1, "one in a hundred": 100}
PAGE = """
    query ($filter: RunFilter) { viewer { runs(first: 20, filter: $filter) { nodes {
      id distance movingSeconds pace { text } splits { pace { text } } session { unitName }
    } } } }
"""
FILTERS: dict[str, dict[str, Any] | None] = {
    "everything": None,
    "a month": {"date": {"from": "2025-05-01", "to": "2025-05-31"}},
    "by distance": {"distance": {"gte": {"value": "3", "unit": "MI"}}},
    "by pace": {"pace": {"minSeconds": 200, "maxSeconds": 600, "per": "MI"}},
    "nothing": {"distance": {"gte": {"value": "100", "unit": "KM"}}},
}
FILL = text("""
    WITH made AS (
      INSERT INTO training_sessions (user_id, unit_name_snapshot, start_time, end_time, user_timezone, status,
        duration_seconds)
      SELECT id, n::text, timestamptz '2026-06-01' - make_interval(hours => 12 * n),
        timestamptz '2026-06-01' - make_interval(hours => 12 * n - 1), 'Europe/Berlin', 'completed', 3600
      FROM user_account, generate_series(1, CAST(:count AS integer)) n WHERE email = :email
      RETURNING id, user_id, unit_name_snapshot::integer AS n
    ), parts AS (
      INSERT INTO training_session_exercises (session_id, mode_snapshot, exercise_name_snapshot, order_index)
      SELECT id, CASE WHEN n % CAST(:every AS integer) = 0 THEN 'distance' ELSE 'reps' END, 'Any', place
      FROM made, LATERAL generate_series(0, CASE WHEN n % CAST(:every AS integer) = 0 THEN 0 ELSE 5 END) place
      RETURNING id, session_id, mode_snapshot
    ), sets AS (
      INSERT INTO training_session_sets (session_exercise_id, order_index, distance_km)
      SELECT id, 0, 5 FROM parts WHERE mode_snapshot = 'distance'
    )
    INSERT INTO training_session_run_details (session_exercise_id, user_id, moving_seconds, source)
    SELECT parts.id, user_id, 1500, 'manual' FROM parts JOIN made ON made.id = session_id
    WHERE mode_snapshot = 'distance'
""")


@pytest.fixture(scope="module")
def roomy(settings: Settings, postgres: PostgresSocket) -> Iterator[Settings]:
    """Settings of an application with a database of its own."""
    name = f"irontrack_{uuid.uuid4().hex}"
    postgres.create_database(name, "irontrack_template")
    yield msgspec.structs.replace(settings, database_url=postgres.url(name))
    postgres.drop_database(name)


@pytest.fixture(scope="module")
def emails(roomy: Settings) -> dict[str, str]:
    """Addresses of people by how many of their sessions are runs."""

    async def fill() -> dict[str, str]:
        async with opened(roomy) as site:
            found = {name: await (await site.browser()).sign_up() for name in EVERY}
        engine = create_async_engine(roomy.async_database_url)  # without a limit on the time of a statement
        async with engine.begin() as connection:
            for name, email in found.items():
                await connection.execute(FILL, {"count": SESSIONS, "every": EVERY[name], "email": email})
            await connection.execute(text("ANALYZE"))
        await engine.dispose()
        return found

    return anyio.run(fill)


@pytest.fixture
async def site(roomy: Settings) -> AsyncIterator[Site]:
    async with opened(roomy) as running:
        yield running


@pytest.fixture
async def people(site: Site, emails: dict[str, str]) -> dict[str, Client]:
    browsers = {name: await site.browser() for name in emails}
    for name, browser in browsers.items():
        assert (await sign_in(browser, emails[name]))["__typename"] == "SignInPayload"
    return browsers


@pytest.mark.parametrize("who", EVERY)
@pytest.mark.parametrize("filter_", FILTERS.values(), ids=FILTERS)
async def test_a_first_page_comes_from_indexes(
    site: Site,
    people: dict[str, Client],
    who: str,
    filter_: dict[str, Any] | None,
    record_property: Any,
) -> None:
    client = people[who]
    with noted(site, "JOIN training_session_run_details") as seen:
        began = time.perf_counter()
        nodes = (await client.data(PAGE, filter=filter_))["viewer"]["runs"]["nodes"]
        taken = time.perf_counter() - began
    costs = [sql for sql in client.statements if "sign_in_families" not in sql]
    assert len(costs) == (3 if nodes else 1)
    (page,) = seen
    plan = list(parts((await explained(site, *page))["Plan"]))
    spent = f"{who}: {taken * 1e3:.0f} ms, of which {plan[0]['Actual Total Time']:.1f} in the database"
    record_property("page of runs", spent)
    sys.stdout.write(f"{spent}\n")
    assert "Seq Scan" not in {part["Node Type"] for part in plan}
    sessions = [part for part in plan if part.get("Relation Name") == "training_sessions"]
    if who == "all runs":
        assert "Sort" not in {part["Node Type"] for part in plan}
        assert [part["Index Name"] for part in sessions] == ["idx_ts_user_start"]
    if nodes:  # else all of somebody's runs are looked at, and measured: their distance is not stored
        assert max(part["Actual Rows"] * part["Actual Loops"] for part in sessions) <= SESSIONS / 100
