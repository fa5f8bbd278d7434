"""What each field of the analytics costs over 10,000 sessions, in a table of 1.2 million sets.

    uv run python -m loadtests.analytics [--json FILE] [--plans]

Starts a PostgreSQL of its own in a temporary folder, fills it, and asks the application in this process, as a
client would, until everything is warm. The figures are milliseconds from the request to the answer's bytes,
and in the database alone, the statements of a request, and the ratio to a count of all sets in the same run,
because machines differ.
`--plans` prints what PostgreSQL did for each statement.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import platform
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import httpx
from sqlalchemy import NullPool, event, text
from sqlalchemy.ext.asyncio import create_async_engine

from irontrack.app import create_app
from irontrack.cli.catalogue import load_all
from irontrack.infra import migrations
from irontrack.infra.embedded_postgres import EmbeddedPostgres
from irontrack.infra.keys import generate_key
from irontrack.infra.logging import start_logging
from irontrack.settings import Settings
from loadtests.history import fill, settle

if TYPE_CHECKING:
    from starlette.applications import Starlette

ORIGIN: Final = "http://127.0.0.1:8000"
LIMIT_MS: Final = 60
MOST_STATEMENTS: Final = 2
REPEATS: Final = 15
EMAIL: Final = "long-log@example.org"
PASSWORD: Final = "ten thousand sessions"  # noqa: S105 - of an account that lives for a minute
COUNT: Final = "SELECT count(*) FROM training_session_sets"
SIGN_UP: Final = "mutation ($input: SignUpInput!) { signUp(input: $input) { __typename } }"
FIND: Final = """
    { exercises(first: 6, filter: {category: {in: [STRENGTH]}}) { nodes { id } }
      viewer { analytics { personalRecords(first: 1) { nodes { exercise { id } } } } } }
"""
MAKE_UNIT: Final = """
    mutation ($input: CreateTrainingUnitInput!) {
      createTrainingUnit(input: $input) { ... on CreateTrainingUnitPayload { trainingUnit { id } } }
    }
"""
EVER: Final = 'range: {from: "1999-01-01", to: "2026-11-21"}'
YEAR: Final = 'range: {from: "2025-11-22", to: "2026-11-21"}'
TOTALS: Final = "sessions durationSeconds hardSets reps volume distance"
SUMMARY: Final = f"""{{ {TOTALS} exercises previous {{ {TOTALS} }} change {{ volume }}
    months {{ start {TOTALS} }} }}"""
RUNS: Final = """{ totals { runs distance pace { text } load } weeks { start distance }
    bestEfforts { distance seconds } }"""
RECORDS: Final = """{ nodes { exerciseName heaviest { load date } oneRepMax { estimate date }
    repRecords { load reps } sessionVolume { volume } } }"""
POINTS: Final = "{ points { date oneRepMax } }"
ANALYTICS: Final = {
    "summary, ever": f"summary({EVER}) {SUMMARY}",
    "summary, a year": f"summary({YEAR}) {SUMMARY}",
    "personalRecords, page of 20": f"personalRecords {RECORDS}",
    "personalRecords, one exercise": f"personalRecords(exercises: [$exercise]) {RECORDS}",
    "exerciseProgress, ever": f"exerciseProgress(exercise: $exercise, {EVER}) {POINTS}",
    "muscleVolume, 52 weeks": "muscleVolume(weeks: 52) { hardSets weeks { start hardSets volume days } }",
    "activityCalendar": "activityCalendar(year: 2025) { days { date sessions } streaks { current longest } }",
    "runSummary, ever": f"runSummary({EVER}) {RUNS}",
    "runSummary, a year": f"runSummary({YEAR}) {RUNS}",
}


def main(json_file: Path | None, *, plans: bool) -> None:
    """Fill a database, measure, and print a table."""
    with tempfile.TemporaryDirectory(prefix="irontrack-load-") as folder:
        keys = Path(folder) / "keys"
        keys.mkdir()
        generate_key(keys)
        with EmbeddedPostgres(Path(folder) / "postgres", {"shared_buffers": "1GB"}) as server:
            server.create_database("analytics")
            url = server.url("analytics")
            settings = Settings(database_url=url, keys_dir=keys, public_url=ORIGIN, log_level="warning")
            logs = start_logging(settings)
            migrations.upgrade(settings.async_database_url)
            rows = asyncio.run(_measured(settings, plans=plans))
            logs.stop()
    _print(rows)
    if json_file is not None:
        report = {"python": platform.python_version(), "machine": platform.machine(), "fields": rows}
        json_file.write_text(json.dumps(report, indent=2) + "\n", "utf-8")


async def _measured(settings: Settings, *, plans: bool) -> list[dict[str, Any]]:
    async with AsyncExitStack() as stack:
        app = create_app(settings)
        await stack.enter_async_context(app.router.lifespan_context(app))
        await load_all(app.state.resources.database)
        transport = httpx.ASGITransport(app)
        client = await stack.enter_async_context(
            httpx.AsyncClient(transport=transport, base_url=ORIGIN, timeout=60)
        )
        await _ask(client, SIGN_UP, input={"email": EMAIL, "password": PASSWORD})
        await _fill(settings)
        questions, variables = await _questions(client)
        rows = [
            await _measure(app, client, name, document, variables) for name, document in questions.items()
        ]
        if plans:
            for document in questions.values():
                await _explain(app, client, document, variables)
        return rows


async def _fill(settings: Settings) -> None:
    # Without the application's pool, whose statements have a time limit.
    engine = create_async_engine(settings.async_database_url, poolclass=NullPool)
    async with engine.begin() as connection:
        await fill(connection, EMAIL)
    async with engine.connect() as connection:
        await settle(await connection.execution_options(isolation_level="AUTOCOMMIT"))
    await engine.dispose()


async def _questions(client: httpx.AsyncClient) -> tuple[dict[str, str], dict[str, Any]]:
    found = await _ask(client, FIND)
    exercise = found["viewer"]["analytics"]["personalRecords"]["nodes"][0]["exercise"]["id"]
    planned = [
        {"exerciseId": each["id"], "mode": "REPS", "sets": 3, "target": {"reps": {"min": 5, "max": 8}}}
        for each in found["exercises"]["nodes"]
    ]
    made = await _ask(client, MAKE_UNIT, input={"name": "Next", "exercises": planned})
    variables = {"exercise": exercise, "unit": made["createTrainingUnit"]["trainingUnit"]["id"]}
    questions = {name: f"{{ viewer {{ analytics {{ {field} }} }} }}" for name, field in ANALYTICS.items()}
    questions["nextTargets, six exercises"] = "{ viewer { nextTargets(unit: $unit) { weight reason } } }"
    return {name: _with_variables(document) for name, document in questions.items()}, variables


def _with_variables(document: str) -> str:
    used = [f"${name}: ID!" for name in ("exercise", "unit") if f"${name}" in document]
    return f"query ({', '.join(used)}) {document}" if used else document


async def _ask(client: httpx.AsyncClient, document: str, **variables: Any) -> Any:  # noqa: ANN401 - as JSON has it
    answer = (await client.post("/graphql", json={"query": document, "variables": variables})).json()
    if "errors" in answer:
        sys.exit(f"{answer['errors']}")
    return answer["data"]


async def _measure(
    app: Starlette, client: httpx.AsyncClient, name: str, document: str, variables: dict[str, Any]
) -> dict[str, Any]:
    """Ask and count by turns, so that whatever else the machine does falls on both."""
    sent = {key: value for key, value in variables.items() if f"${key}" in document}
    database, noted, seconds, waits, counts = app.state.resources.database, _Noted(app), [], [], []
    for _ in range(REPEATS):
        with noted:
            began = time.perf_counter()
            await _ask(client, document, **sent)
            seconds.append(time.perf_counter() - began)
        waits.append(noted.seconds)
        began = time.perf_counter()
        await database.fetch_value(text(COUNT))
        counts.append(time.perf_counter() - began)
    best, count = min(seconds) * 1000, min(counts) * 1000
    return {
        "field": name,
        "best_ms": round(best, 1),
        "median_ms": round(statistics.median(seconds) * 1000, 1),
        "database_ms": round(min(waits) * 1000, 1),
        "count_ms": round(count, 1),
        "ratio": round(best / count, 2),
        "statements": len(noted.statements),
    }


class _Noted:
    """Notes the statements of a request, and how long they took; the look-up of the caller is left out."""

    def __init__(self, app: Starlette) -> None:
        self._engine = app.state.resources.database.engine.sync_engine
        self.statements: list[tuple[str, Any]] = []
        self.seconds = 0.0

    def __enter__(self) -> Self:
        self.statements.clear()
        self.seconds = 0.0
        event.listen(self._engine, "before_cursor_execute", self._begin)
        event.listen(self._engine, "after_cursor_execute", self._end)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._begin)
        event.remove(self._engine, "after_cursor_execute", self._end)

    def _begin(self, _connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:  # noqa: ANN401
        if "sign_in_families" not in statement:
            self.statements.append((statement, parameters))
            self.seconds -= time.perf_counter()

    def _end(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:  # noqa: ANN401
        if "sign_in_families" not in statement:
            self.seconds += time.perf_counter()


async def _explain(
    app: Starlette, client: httpx.AsyncClient, document: str, variables: dict[str, Any]
) -> None:
    sent = {key: value for key, value in variables.items() if f"${key}" in document}
    with _Noted(app) as noted:
        await _ask(client, document, **sent)
    print(f"\n{document}")
    engine = app.state.resources.database.engine
    async with engine.connect() as connection:
        for statement, parameters in noted.statements:
            explain = f"EXPLAIN (ANALYZE, BUFFERS) {statement}"
            plan = await connection.exec_driver_sql(explain, tuple(parameters))
            print("\n".join(line for (line,) in plan))


def _print(rows: list[dict[str, Any]]) -> None:
    heads = f"{'best ms':>8} {'median':>8} {'database':>9} {'count(*)':>9} {'ratio':>6} {'statements':>11}"
    print(f"{'field':32} {heads}")
    for row in rows:
        missed = "" if row["best_ms"] <= LIMIT_MS and row["statements"] <= MOST_STATEMENTS else "  missed"
        print(
            f"{row['field']:32} {row['best_ms']:8} {row['median_ms']:8} {row['database_ms']:9}"
            f" {row['count_ms']:9} {row['ratio']:6} {row['statements']:11}{missed}"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("--plans", action="store_true", help="print the plans of all statements")
    given = parser.parse_args()
    main(given.json, plans=given.plans)
