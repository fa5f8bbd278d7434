"""The wheel alone is enough: everything the application reads is in it, and works in an empty folder.

One test, because its parts share the wheel, which takes some seconds to build.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from zipfile import ZipFile

from irontrack.graphiql.build import fingerprint
from irontrack.infra.migrations import head

if TYPE_CHECKING:
    from pathlib import Path

    from tests.contract.conftest import Run

BESIDE_CODE = {".toml", ".txt", ".graphql", ".json"}


def test_the_wheel_is_enough(root: Path, run: Run, tmp_path: Path, empty_database_url: str) -> None:
    built = run("uv", "build", "--quiet", "--wheel", "--out-dir", tmp_path)
    assert built.returncode == 0, built.stdout
    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    holds_what_the_code_reads(root, names)
    holds_nothing_else(names)
    install(root, run, wheel, tmp_path / "environment")
    works_in_an_empty_folder(root, run, tmp_path, empty_database_url)


def holds_what_the_code_reads(root: Path, names: set[str]) -> None:
    package = root / "irontrack"
    data = {p.relative_to(root).as_posix() for p in package.rglob("*") if p.suffix in BESIDE_CODE}
    assert "irontrack/accounts/common_passwords.txt" in data
    assert {name for name in data if "node_modules" not in name} <= names
    migrations = {f"irontrack/migrations/versions/{p.name}" for p in root.glob("alembic/versions/*.py")}
    assert {"irontrack/py.typed", "irontrack/migrations/env.py", *migrations} <= names
    static = {name for name in names if name.startswith(f"irontrack/graphiql/static/{fingerprint()}/")}
    assert {name.rpartition(".")[2] for name in static} >= {"js", "css"}


def holds_nothing_else(names: set[str]) -> None:
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"irontrack"}
    parts = {part for name in names for part in name.split("/")}
    assert [part for part in parts if part.startswith("test_")] == []
    assert not parts & {"tests", "node_modules", "__pycache__"}


def install(root: Path, run: Run, wheel: Path, environment: Path) -> None:
    """Make an environment with the wheel and exactly what the lock says."""
    python = environment / "bin" / "python"
    lock = root / "requirements.lock"
    for command in (
        ("venv", environment),
        ("pip", "install", "--python", python, "--require-hashes", "--requirements", lock),
        ("pip", "install", "--python", python, "--no-deps", wheel),
        ("pip", "check", "--python", python),
    ):
        done = run("uv", "--quiet", *command)
        assert done.returncode == 0, done.stdout


def works_in_an_empty_folder(root: Path, run: Run, folder: Path, database_url: str) -> None:
    empty = folder / "empty"
    empty.mkdir()
    environment = {"PATH": os.environ["PATH"], "IRONTRACK_DATABASE_URL": database_url}

    def irontrack(*arguments: str) -> str:
        program = folder / "environment" / "bin" / "irontrack"
        done = run(program, *arguments, cwd=empty, env=environment)
        assert done.returncode == 0, done.stdout
        return done.stdout

    irontrack("db", "upgrade")
    assert irontrack("db", "current").split() == [head()]
    irontrack("catalogue", "load")
    assert irontrack("schema", "export") == (root / "schema.graphql").read_text("utf-8")
    assert list(empty.iterdir()) == []
