"""Dependencies point one way, and a contract that is broken is really found."""

from __future__ import annotations

import shutil
import tomllib
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.contract.conftest import Run

LAYERS = "The parts of the house stand on each other in one order"
DOMAIN = "The files of a domain stand on each other in one order"
NO_SQL = "What the API looks like knows nothing of SQL"
NO_GRAPHQL = "What IronTrack does knows nothing of GraphQL and HTTP"
GRAPHIQL = "Only the application and the commands know of GraphiQL"


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A copy of the package with its contracts, to be broken."""
    shutil.copytree(root / "irontrack", tmp_path / "irontrack", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_is_kept(run: Run) -> None:
    done = run("lint-imports")
    assert done.returncode == 0, done.stdout


def test_the_queries_of_every_domain_are_private(root: Path) -> None:
    contracts = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    private = {name for contract in contracts for name in contract.get("protected_modules", ())}
    domains = [path.parent.name for path in root.glob("irontrack/*/queries*")]
    assert domains
    assert {f"irontrack.{domain}.queries" for domain in domains} <= private


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("kit/clock.py", "from irontrack import settings", LAYERS),
        ("graphql/fields.py", "from irontrack import sessions", LAYERS),
        ("surprise.py", "", LAYERS),
        ("templates/rules.py", "from irontrack.templates import queries", DOMAIN),
        ("sessions/surprise.py", "", DOMAIN),
        ("accounts/types/viewer.py", "import sqlalchemy", NO_SQL),
        ("sessions/rules.py", "import strawberry", NO_GRAPHQL),
        ("templates/service.py", "from irontrack.graphql import fields", NO_GRAPHQL),
        ("exercises/service/exercises.py", "from irontrack.graphiql import pages", GRAPHIQL),
        ("demo/rows.py", "from irontrack.exercises import queries", "The queries of exercises are private"),
    ],
)
def test_a_broken_contract_is_found(copy: Path, run: Run, module: str, line: str, broken: str) -> None:
    with (copy / "irontrack" / module).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    done = run("lint-imports", "--no-cache", cwd=copy)
    assert done.returncode == 1
    assert f"{broken} BROKEN" in done.stdout
