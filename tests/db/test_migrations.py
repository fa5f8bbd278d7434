from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import NullPool, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from irontrack.errors import StartupError
from irontrack.infra.migrations import check, current, downgrade, head, history, upgrade
from irontrack.models import ROLE_IDS, Base, Role

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

# Everything that a migration makes, in words: columns, rules, indexes, extensions.
SCHEMA = """
SELECT format('%s.%s %s%s%s%s', class.relname, attname, format_type(atttypid, atttypmod),
              CASE WHEN attnotnull THEN ' NOT NULL' END, nullif(' ' || attidentity::text, ' '),
              ' DEFAULT ' || pg_get_expr(adbin, adrelid))
FROM pg_attribute JOIN pg_class AS class ON class.oid = attrelid
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
    AND relname <> 'alembic_version'
UNION ALL
SELECT format('%s.%s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND contype NOT IN ('n', 't')
    AND conrelid IS DISTINCT FROM to_regclass('alembic_version')
UNION ALL
SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'
UNION ALL
SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'
ORDER BY 1
"""


def test_up_down_up_ends_where_it_began(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    first = fetch(empty_database_url, SCHEMA)
    for _ in history():
        downgrade(empty_database_url, "-1")
    assert fetch(empty_database_url, SCHEMA) == []
    assert current(empty_database_url) is None
    upgrade(empty_database_url)
    assert fetch(empty_database_url, SCHEMA) == first
    assert current(empty_database_url) == head()


def test_the_migrations_and_the_models_make_the_same_schema(
    database_url: str, empty_database_url: str
) -> None:
    async def create_all(connection: AsyncConnection) -> None:
        for extension in ("pg_trgm", "fuzzystrmatch"):
            await connection.execute(text(f"CREATE EXTENSION {extension}"))
        await connection.run_sync(Base.metadata.create_all)

    connected(empty_database_url, create_all)
    assert fetch(database_url, SCHEMA) == fetch(empty_database_url, SCHEMA)


def test_a_migrated_database_has_no_drift(database_url: str) -> None:
    check(database_url)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("ALTER TABLE exercises ADD COLUMN mood text", "remove_column exercises mood"),
        ("ALTER TABLE exercises ALTER COLUMN name DROP NOT NULL", "modify_nullable exercises name"),
        ("ALTER TABLE exercises ALTER COLUMN name TYPE varchar(99)", "modify_type exercises name"),
        ("ALTER TABLE exercises ALTER COLUMN is_active DROP DEFAULT", "modify_default exercises is_active"),
        ("ALTER TABLE exercises DROP CONSTRAINT ck_exercises_owner", "add_constraint ck_exercises_owner"),
        ("ALTER TABLE exercises DROP CONSTRAINT uq_sys_exerc_slug", "add_constraint uq_sys_exerc_slug"),
        ("DROP INDEX idx_ex_filters", "add_index idx_ex_filters"),
        ("DROP TABLE exercise_aliases", "add_table exercise_aliases"),
    ],
)
def test_drift_is_named(fresh_database_url: str, change: str, named: str) -> None:
    fetch(fresh_database_url, change)
    with pytest.raises(StartupError, match=named):
        check(fresh_database_url)


def test_an_older_database_is_told_how_to_get_on(empty_database_url: str) -> None:
    with pytest.raises(StartupError, match=r"revision none, not .*: run `irontrack db upgrade`\.$"):
        check(empty_database_url)


def test_a_newer_database_is_explained_and_left_alone(fresh_database_url: str) -> None:
    fetch(fresh_database_url, "UPDATE alembic_version SET version_num = 'fffffffffff'")
    before = fetch(fresh_database_url, SCHEMA)
    for attempt in (upgrade, check, lambda url: downgrade(url, "base")):
        with pytest.raises(StartupError, match=r"by a newer IronTrack \(revision fffffffffff\)"):
            attempt(fresh_database_url)
    assert current(fresh_database_url) == "fffffffffff"
    assert fetch(fresh_database_url, SCHEMA) == before


def test_two_processes_that_upgrade_at_once_take_turns(empty_database_url: str) -> None:
    program = f"from irontrack.infra.migrations import upgrade; upgrade({empty_database_url!r})"
    command = [sys.executable, "-c", program]
    processes = [subprocess.Popen(command) for _ in range(2)]  # noqa: S603 - a program of our own
    assert [process.wait(60) for process in processes] == [0, 0]
    assert current(empty_database_url) == head()


def test_a_migration_gives_up_on_a_locked_table_and_is_undone(fresh_database_url: str) -> None:
    before = fetch(fresh_database_url, SCHEMA)

    async def downgrade_beside_a_reader(connection: AsyncConnection) -> None:
        await connection.execute(text("SELECT FROM user_account"))
        await asyncio.to_thread(downgrade, fresh_database_url, "base")

    with pytest.raises(StartupError, match=r"was undone: .* lock timeout\.$"):
        connected(fresh_database_url, downgrade_beside_a_reader)
    upgrade(fresh_database_url)
    assert fetch(fresh_database_url, SCHEMA) == before


@pytest.mark.parametrize("revision", ["nonsense", "-99"])
def test_an_unknown_target_is_one_sentence(database_url: str, revision: str) -> None:
    with pytest.raises(StartupError, match=r"^The schema cannot be brought there: .*\.$"):
        downgrade(database_url, revision)


def test_an_absent_database_is_one_sentence(database_url: str) -> None:
    with pytest.raises(
        StartupError, match=r'^The database cannot be reached: database ".*" does not exist\.$'
    ):
        current(database_url.replace("/irontrack_", "/absent_", 1))


def test_history_leads_from_the_newest_to_the_first() -> None:
    revisions = history()
    assert revisions[0].id == head()
    assert [revision.parent_id for revision in revisions] == [*(one.id for one in revisions[1:]), None]
    assert all(revision.summary for revision in revisions)


def test_the_roles_are_there(database_url: str) -> None:
    rows = fetch(database_url, "SELECT id, slug, name, description <> '' FROM role ORDER BY id")
    assert rows == [
        (ROLE_IDS[Role.APPLICATION_ACCESS], "application-access", "Application access", True),
        (ROLE_IDS[Role.FITNESS_TRAINER], "fitness-trainer", "Fitness trainer", True),
        (ROLE_IDS[Role.SUPERUSER], "superuser", "Superuser", True),
    ]


def fetch(url: str, statement: str) -> Sequence[tuple[Any, ...]]:
    """Run and commit one statement; return its rows, none if it has none."""

    async def run(connection: AsyncConnection) -> list[tuple[Any, ...]]:
        result = await connection.execute(text(statement))
        return [tuple(row) for row in result] if result.returns_rows else []

    return connected(url, run)


def connected[T](url: str, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    """Do something in a transaction on a connection of its own."""

    async def run() -> T:
        async with create_async_engine(url, poolclass=NullPool).begin() as connection:
            return await work(connection)

    return asyncio.run(run())
