"""The commands for whoever runs a server, in processes of their own, on real databases."""

from __future__ import annotations

import asyncio
import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

from irontrack import __version__
from irontrack.graphiql.build import fingerprint
from irontrack.infra.migrations import head
from irontrack.models import ROLE_IDS, Role
from irontrack.schema import build_schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATIENCE_SECONDS = 30
PASSWORD = "correct horse battery staple"

type Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def irontrack(tmp_path: Path) -> Command:
    """Run a command with settings by name and, perhaps, a text on standard input."""

    def run(*arguments: str, given: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        unwanted = ("IRONTRACK_", "PYTHONDONTWRITEBYTECODE")  # the second would make each start take seconds
        variables = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
        variables |= {f"IRONTRACK_{name.upper()}": value for name, value in settings.items()}
        return subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "irontrack", *arguments],
            cwd=tmp_path,
            env=variables,
            input=given,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )

    return run


def ask(url: str, query: str) -> list[tuple[Any, ...]]:
    async def fetch() -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            return [tuple(row) for row in await connection.fetch(query)]
        finally:
            await connection.close()

    return asyncio.run(fetch())


def assert_refused(done: subprocess.CompletedProcess[str], sentence: str) -> None:
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{sentence}\n")


def test_every_command_says_what_it_is_for(irontrack: Command) -> None:
    assert irontrack("--version").stdout == f"irontrack {__version__}\n"
    commands = irontrack("--help").stdout
    for name in ("up", "serve", "db", "users", "keys", "catalogue", "schema", "graphiql"):
        assert f" {name} " in commands
    assert irontrack("no-such-command").returncode == 2


def test_a_database_is_migrated_forth_and_back(irontrack: Command, empty_database_url: str) -> None:
    def db(*arguments: str) -> str:
        done = irontrack("db", *arguments, database_url=empty_database_url)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.strip()

    assert db("current") == "base"
    assert db("upgrade") == f"The database is at revision {head()}."
    assert db("current") == head()
    assert db("check") == "The database is as this version describes it."
    assert db("history").startswith(f"{head()}  ")
    assert db("downgrade", "base") == "The database is at revision base."


def test_a_drift_of_the_schema_is_named(irontrack: Command, fresh_database_url: str) -> None:
    ask(fresh_database_url, "ALTER TABLE user_account DROP COLUMN time_zone")
    done = irontrack("db", "check", database_url=fresh_database_url)
    assert done.returncode == 1
    assert "time_zone" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [("db", "current"), ("users", "promote", "nobody@irontrack.example")],
)
def test_an_unreachable_database_is_one_sentence(irontrack: Command, arguments: tuple[str, ...]) -> None:
    done = irontrack(*arguments, database_url="postgresql://nobody@127.0.0.1:1/irontrack")
    assert done.returncode == 1
    assert done.stderr.startswith("The database cannot be reached: ")
    assert done.stderr.count("\n") == 1


def test_settings_are_checked_before_anything_is_done(irontrack: Command, empty_database_url: str) -> None:
    assert_refused(irontrack("db", "current"), "The setting IRONTRACK_DATABASE_URL is missing.")
    assert_refused(
        irontrack("db", "current", database_uri=empty_database_url),
        "There is no setting IRONTRACK_DATABASE_URI. Did you mean IRONTRACK_DATABASE_URL?",
    )
    assert_refused(
        irontrack("users", "promote", "a@irontrack.example", database_url=empty_database_url),
        "The database has no tables of IronTrack yet: run `irontrack db upgrade`.",
    )


def test_accounts_are_made_by_the_rules_of_the_api_and_promoted(
    irontrack: Command, fresh_database_url: str
) -> None:
    def users(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return irontrack("users", *arguments, given=given, database_url=fresh_database_url)

    first, second = "lifter@irontrack.example", "coach@irontrack.example"
    made = users("create", first, "--name", "Lifter", "--password-stdin", given=f"{PASSWORD}\n")
    assert (made.returncode, made.stdout) == (0, f"Made the account {first}.\n")
    made = users("create-admin", second, "--password-stdin", given=f"{PASSWORD}\n")
    assert made.stdout == f"Made the account {second}, a superuser.\n"
    roles = "SELECT email, name, role_id FROM user_account ORDER BY email DESC"
    superuser = ROLE_IDS[Role.SUPERUSER]
    assert ask(fresh_database_url, roles) == [
        (first, "Lifter", ROLE_IDS[Role.APPLICATION_ACCESS]),
        (second, None, superuser),
    ]
    assert users("promote", first.upper()).stdout == f"{first} is a superuser now.\n"
    assert ask(fresh_database_url, roles)[0] == (first, "Lifter", superuser)

    weak = users("create", "weak@irontrack.example", "--password-stdin", given="123\n")
    assert_refused(weak, "password: At least 12 characters are needed.")
    none = users("create", "none@irontrack.example", "--password-stdin")
    assert_refused(none, "There is no password on standard input.")
    taken = users("create", first.title(), "--password-stdin", given=f"{PASSWORD}\n")
    assert_refused(taken, "email: There is an account with this e-mail address.")
    unknown = users("promote", "nobody@irontrack.example")
    assert_refused(unknown, "There is no account with the address nobody@irontrack.example.")
    assert len(ask(fresh_database_url, roles)) == 2


def test_the_catalogue_is_loaded_once(irontrack: Command, fresh_database_url: str) -> None:
    first = irontrack("catalogue", "load", database_url=fresh_database_url)
    exercises, units, plans = (
        ask(fresh_database_url, f"SELECT count(*) FROM {table} WHERE is_system_default")[0][0]  # noqa: S608 - our own tables
        for table in ("exercises", "training_units", "training_plans")
    )
    assert exercises >= 150
    assert (units >= 20, plans) == (True, 2)
    assert first.stdout == (
        f"Exercises: {exercises} added, 0 changed, 0 deactivated.\n"
        f"Templates: {units + plans} added, 0 changed, 0 unchanged.\n"
    )
    again = irontrack("catalogue", "load", database_url=fresh_database_url)
    assert again.stdout == (
        "Exercises: 0 added, 0 changed, 0 deactivated.\n"
        f"Templates: 0 added, 0 changed, {units + plans} unchanged.\n"
    )


def test_a_load_of_the_catalogue_shows_a_bar_on_a_terminal_only(
    fresh_database_url: str, tmp_path: Path
) -> None:
    terminal, end = pty.openpty()
    variables = os.environ | {"IRONTRACK_DATABASE_URL": fresh_database_url, "TERM": "xterm"}
    with subprocess.Popen(
        [sys.executable, "-m", "irontrack", "catalogue", "load"], cwd=tmp_path, env=variables, stdout=end
    ) as loading:
        os.close(end)
        shown = b""
        with suppress(OSError), os.fdopen(terminal, "rb", buffering=0) as screen:  # its end is an error
            while part := screen.read(4096):
                shown += part
    assert loading.returncode == 0
    assert b"Loading the catalogue" in shown
    assert re.search(rb"Templates: [1-9]\d* added, 0 changed, 0 unchanged\.\r\n$", shown)


def test_keys_are_added_and_readable_by_their_owner_only(irontrack: Command, tmp_path: Path) -> None:
    assert irontrack("keys", "generate", "--dir", "keys").returncode == 0
    assert irontrack("keys", "generate", keys_dir="keys").returncode == 0
    keys = list((tmp_path / "keys").iterdir())
    assert len(keys) == 2
    assert all(key.stat().st_mode & 0o777 == 0o600 for key in keys)
    assert irontrack("keys", "generate").returncode == 2
    (tmp_path / "file").touch()
    refused = irontrack("keys", "generate", "--dir", "file")
    assert_refused(refused, "The key cannot be written to file: File exists.")


def test_the_schema_is_printed_or_written(irontrack: Command, tmp_path: Path) -> None:
    expected = build_schema().as_str() + "\n"
    assert irontrack("schema", "export").stdout == expected
    assert irontrack("schema", "export", "--output", "schema.graphql").returncode == 0
    assert (tmp_path / "schema.graphql").read_text("utf-8") == expected
    refused = irontrack("schema", "export", "--output", "missing/schema.graphql")
    assert_refused(
        refused, "The schema cannot be written to missing/schema.graphql: No such file or directory."
    )


def test_graphiql_is_built_where_up_looks_for_it_and_only_once(irontrack: Command, tmp_path: Path) -> None:
    built = tmp_path / ".irontrack" / "graphiql" / fingerprint()
    built.mkdir(parents=True)
    (tmp_path / ".irontrack" / "irontrack.lock").touch()
    assert irontrack("graphiql", "build").stdout == f"GraphiQL is in {built}.\n"
