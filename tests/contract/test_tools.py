"""The linter, the formatter and the type checker find nothing, anywhere."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from pathlib import Path

    from tests.contract.conftest import Run

COMMANDS = ["ruff check .", "ruff format --check .", "mypy"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_tool_finds_nothing(run: Run, command: str) -> None:
    done = run(*command.split())
    assert done.returncode == 0, done.stdout


def test_each_rule_that_is_off_has_its_reason_beside_it(root: Path) -> None:
    text = (root / "pyproject.toml").read_text("utf-8")
    ignored = text.partition("\nignore = [\n")[2].partition("]")[0].splitlines()
    assert ignored
    assert [line for line in ignored if '", # ' not in line.replace("   #", " #")] == []


def test_hooks_before_a_commit_take_the_tools_from_the_environment(root: Path, run: Run) -> None:
    config: dict[str, Any] = yaml.safe_load((root / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    entries = [hook["entry"].split() for hook in config["repos"][0]["hooks"]]
    assert {tuple(entry[:2]) for entry in entries} == {("uv", "run")}
    assert {entry[2] for entry in entries} >= {"ruff", "mypy", "lint-imports"}
    assert run("pre-commit", "validate-config").returncode == 0


def test_the_tools_of_the_hooks_are_pinned(root: Path) -> None:
    pins = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["uv"][
        "constraint-dependencies"
    ]
    names = {pin.partition("==")[0] for pin in pins}
    assert names >= {"ruff", "mypy", "import-linter", "pre-commit"}
