"""Accounts and roles as the operator administers them, by commands.

The commands run in this process, which saves each a second's start; the page's run in their own.
"""

from __future__ import annotations

import asyncio
import io
import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import asyncpg
import pytest
from test_how_to import HOW_TO, SERVER, Terminal, fences

from irontrack import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    type Command = Callable[..., Done]

PASSWORD = "correct horse battery staple"
ADMIN, ANN, EVE = "admin@irontrack.example", "ann@irontrack.example", "eve@irontrack.example"
NOBODY = "nobody@irontrack.example"
LAST = "This is the last active superuser: make another one first."
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"


class Done(NamedTuple):
    """What a command leaves behind."""

    status: str | int | None
    out: str
    err: str


@pytest.fixture
def irontrack(
    tmp_path: Path,
    fresh_database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Command:
    """Run a command on a database of its own, with a text on standard input."""
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.startswith("IRONTRACK_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("IRONTRACK_DATABASE_URL", fresh_database_url)
    monkeypatch.setenv("IRONTRACK_PASSWORD_HASH_MEMORY_KIB", "64")
    monkeypatch.setenv("IRONTRACK_PASSWORD_HASH_PASSES", "1")

    def run(*arguments: str, given: str = "") -> Done:
        monkeypatch.setattr("sys.argv", ["irontrack", *arguments])
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        with pytest.raises(SystemExit) as left:
            cli.run()
        return Done(left.value.code, *capsys.readouterr())

    return run


@pytest.fixture
def people(irontrack: Command) -> None:
    """A superuser, and two who are none, made in this order."""
    for command, email, name in (
        ("create-admin", ADMIN, "Admin"),
        ("create", ANN, "Ann 100%"),
        ("create", EVE, "Eve"),
    ):
        assert_done(
            irontrack("users", command, email, "--name", name, "--password-stdin", given=f"{PASSWORD}\n")
        )


def ask(url: str, query: str) -> list[tuple[Any, ...]]:
    async def fetch() -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            return [tuple(row) for row in await connection.fetch(query)]
        finally:
            await connection.close()

    return asyncio.run(fetch())


def assert_done(done: Done, sentence: str = "") -> None:
    assert (done.status, done.err) == (0, "")
    assert sentence in done.out


def assert_refused(done: Done, sentence: str) -> None:
    assert (done.status, done.out, done.err) == (1, "", f"{sentence}\n")


def sign_in_somewhere(url: str, email: str) -> None:
    """Leave two sign-ins, as if a server had made them."""
    insert = """
        INSERT INTO sign_in_families (user_id, user_agent, expires_at)
        SELECT id, 'phone', now() + interval '1 day' FROM user_account, generate_series(1, 2)
    """
    ask(url, f"{insert} WHERE email = '{email}'")


@pytest.mark.usefixtures("people")
def test_accounts_are_listed_in_columns_and_narrowed(irontrack: Command) -> None:
    def listed(*options: str) -> list[str]:
        done = irontrack("users", "list", *options)
        assert_done(done)
        header, *lines = done.out.splitlines()
        assert header.split() == ["E-MAIL", "ROLE", "ACTIVE", "MADE", "NAME"]
        places = [header.index(word) for word in header.split()]
        assert all(line[place - 1] == " " for line in lines for place in places[1:])
        return [line.split()[0] for line in lines]

    assert listed() == [EVE, ANN, ADMIN]
    assert listed("--limit", "1") == [EVE]
    assert listed("--search", "0%") == [ANN]
    assert listed("--search", "_") == []
    assert listed("--role", "superuser") == [ADMIN]
    assert_done(irontrack("users", "deactivate", EVE), f"{EVE} is inactive now")
    assert listed("--inactive") == [EVE]
    assert listed("--active") == [ANN, ADMIN]
    assert listed("--active", "--inactive") == [EVE, ANN, ADMIN]
    assert irontrack("users", "list", "--role", "king").status == 2
    assert irontrack("users", "list", "--limit", "0").status == 2


@pytest.mark.usefixtures("people")
def test_an_account_is_shown_line_by_line(irontrack: Command, fresh_database_url: str) -> None:
    done = irontrack("users", "show", ANN.upper())
    assert_done(done)
    lines = dict(re.split(r": *", line, maxsplit=1) for line in done.out.splitlines())
    assert re.fullmatch(r"[0-9a-f-]{36}", lines.pop("id"))
    assert re.fullmatch(TIME, lines["made"])
    assert lines.pop("made") == lines.pop("changed")
    assert lines == {
        "e-mail": ANN,
        "name": "Ann 100%",
        "role": "application-access",
        "active": "yes",
        "units": "kg, km",
        "time zone": "UTC",
        "last signed in": "",
    }
    sign_in_somewhere(fresh_database_url, ANN)
    assert re.search(rf"last signed in: +{TIME}\n", irontrack("users", "show", ANN).out)
    assert_refused(irontrack("users", "show", NOBODY), f"There is no account with the address {NOBODY}.")


@pytest.mark.usefixtures("people")
def test_what_locks_somebody_out_ends_their_sign_ins(irontrack: Command, fresh_database_url: str) -> None:
    open_ones = "SELECT count(*) FROM sign_in_families WHERE ended_at IS NULL"
    versions = "SELECT sum(version) FROM account_revisions"
    for number, (arguments, given, sentence) in enumerate(
        (
            (("set-password", ANN, "--password-stdin"), "another horse battery\n", "another password now"),
            (("deactivate", ANN), "", f"{ANN} is inactive now, and signed out everywhere."),
            (("sign-out", ANN), "", f"Ended 2 sign-ins of {ANN}."),
        ),
        start=1,
    ):
        sign_in_somewhere(fresh_database_url, ANN)
        assert_done(irontrack("users", *arguments, given=given), sentence)
        assert ask(fresh_database_url, open_ones) == [(0,)]
        assert ask(fresh_database_url, versions) == [(number,)]
    assert_done(irontrack("users", "sign-out", ANN), f"Ended 0 sign-ins of {ANN}.")
    for _ in range(2):
        assert_done(irontrack("users", "activate", ANN), f"{ANN} is active now.")


@pytest.mark.usefixtures("people")
def test_a_password_set_by_the_operator_follows_the_same_rules(
    irontrack: Command, fresh_database_url: str
) -> None:
    hashes = "SELECT password FROM user_account ORDER BY id"
    before = ask(fresh_database_url, hashes)

    def set_password(given: str, email: str = ANN) -> Done:
        return irontrack("users", "set-password", email, "--password-stdin", given=given)

    assert_refused(set_password("123\n"), "password: At least 12 characters are needed.")
    assert_refused(set_password("Password1234\n"), "password: This password is too easy to guess.")
    assert_refused(set_password(""), "There is no password on standard input.")
    unknown = set_password("another horse battery\n", NOBODY)
    assert_refused(unknown, f"There is no account with the address {NOBODY}.")
    assert ask(fresh_database_url, hashes) == before


@pytest.mark.usefixtures("people")
def test_roles_are_given_taken_and_counted(irontrack: Command) -> None:
    def counts() -> list[list[str]]:
        done = irontrack("roles", "list")
        assert_done(done, "DESCRIPTION")
        return [line.split()[:2] for line in done.out.splitlines()[1:]]

    assert counts() == [["application-access", "2"], ["fitness-trainer", "0"], ["superuser", "1"]]
    assert_done(
        irontrack("roles", "assign", ANN, "fitness-trainer"), f"{ANN} has the role fitness-trainer now."
    )
    assert counts() == [["application-access", "1"], ["fitness-trainer", "1"], ["superuser", "1"]]
    again = irontrack("roles", "assign", ANN, "fitness-trainer")
    assert_refused(again, "The account has the role fitness-trainer already.")
    assert_done(irontrack("roles", "revoke", ANN), f"{ANN} has the role application-access now.")
    none = irontrack("roles", "revoke", ANN)
    assert_refused(none, "The account has only the default role, application-access.")
    assert_done(irontrack("users", "deactivate", EVE))
    inactive = irontrack("users", "promote", EVE)
    assert_refused(inactive, "The account is inactive: activate it before it gets a role.")
    unknown = irontrack("roles", "revoke", NOBODY)
    assert_refused(unknown, f"There is no account with the address {NOBODY}.")
    assert irontrack("roles", "assign", ANN, "king").status == 2


@pytest.mark.usefixtures("people")
def test_the_last_superuser_stays(irontrack: Command) -> None:
    for command in (
        ("users", "deactivate", ADMIN),
        ("roles", "revoke", ADMIN),
        ("roles", "assign", ADMIN, "fitness-trainer"),
    ):
        assert_refused(irontrack(*command), LAST)
    assert_done(irontrack("users", "promote", ANN), f"{ANN} is a superuser now.")
    assert_done(irontrack("roles", "revoke", ADMIN), f"{ADMIN} has the role application-access now.")
    assert_refused(irontrack("users", "deactivate", ANN), LAST)


@pytest.mark.usefixtures("people")
def test_an_account_is_deleted_for_good(irontrack: Command) -> None:
    assert_refused(irontrack("users", "delete", ADMIN, "--yes"), LAST)
    assert irontrack("users", "delete", ANN, given="n\n").status == 1
    assert irontrack("users", "show", ANN).status == 0
    assert_done(irontrack("users", "delete", ANN, "--yes"), f"Deleted {ANN}.")
    gone = f"There is no account with the address {ANN}."
    assert_refused(irontrack("users", "show", ANN), gone)
    assert_refused(irontrack("users", "delete", ANN, "--yes"), gone)


def test_an_address_that_is_no_text_is_refused(irontrack: Command) -> None:
    for command in (("users", "show"), ("users", "sign-out"), ("roles", "revoke")):
        done = irontrack(*command, os.fsdecode(b"\xff@irontrack.example"))
        assert (done.status, done.out) == (1, "")
        assert done.err.count("\n") == 1


def test_the_page_about_accounts_can_be_followed(
    irontrack: Command, tmp_path: Path, fresh_database_url: str
) -> None:
    given = f"{PASSWORD}\n"
    assert_done(irontrack("users", "create", "script@example.org", "--password-stdin", given=given))
    terminal = Terminal(tmp_path, fresh_database_url, fences(SERVER, "ini")[0])
    (tmp_path / "password.txt").write_text("five sets of three\n", "utf-8")
    look, password, sign_out, lock_out, roles = fences(HOW_TO / "administer-accounts.md", "sh")
    assert "script@example.org" in terminal.type(look)
    assert "another password" in terminal.type(password)
    assert "Ended 0" in terminal.type(sign_out)
    assert terminal.type(lock_out).splitlines()[1] == "script@example.org is active now."
    assert terminal.type(roles).splitlines()[-1].endswith("has the role application-access now.")
