"""What holds for every file of the repository, whatever it contains."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.contract.conftest import Run

# Where packages come from is the business of whoever installs them, so no file says it.
ADDRESS_OF_A_REGISTRY = re.compile(
    r'//[\w.-]*(?:pypi|pythonhosted|npmjs|yarnpkg)\b|"resolved": "https?://|\b(?:registry|url) = "https?://'
    r"|\b(?:extra-)?index-url[ =]|^registry ?=|https?://[^ \"]*\.(?:whl|tgz|tar\.gz|deb)\b",
    re.MULTILINE,
)
SPACE_AT_AN_END = re.compile(r"[ \t]$", re.MULTILINE)


@pytest.fixture(scope="module")
def texts(root: Path, run: Run) -> dict[str, str]:
    """Every text that is tracked, or would be by `git add`; by its path."""
    names = run("git", "ls-files", "--cached", "--others", "--exclude-standard").stdout.splitlines()
    contents = {name: (root / name).read_bytes() for name in names if (root / name).is_file()}
    return {name: content.decode() for name, content in contents.items() if b"\0" not in content}


def test_no_file_names_a_registry(texts: dict[str, str]) -> None:
    assert len(texts) > 100
    found = {name: match[0] for name, text in texts.items() if (match := ADDRESS_OF_A_REGISTRY.search(text))}
    assert found == {}


def test_lines_end_as_the_editor_settings_say(texts: dict[str, str]) -> None:
    assert [name for name, text in texts.items() if "\r" in text] == []
    assert [name for name, text in texts.items() if text and not text.endswith("\n")] == []
    assert [name for name, text in texts.items() if SPACE_AT_AN_END.search(text)] == []


def test_no_python_file_is_longer_than_500_lines(texts: dict[str, str]) -> None:
    too_long = [
        name
        for name, text in texts.items()
        if name.endswith(".py") and not name.startswith("alembic/versions/") and text.count("\n") > 500
    ]
    assert too_long == []


def test_ci_runs_the_command_of_the_readme(root: Path) -> None:
    program = root / ".ci" / "run"
    assert os.access(program, os.X_OK)
    assert program.read_text("utf-8").count("\n    uv run pytest\n") == 1
    assert "\nuv run pytest\n" in (root / "README.md").read_text("utf-8")


def test_in_ci_a_skipped_test_fails(root: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text((root / "tests" / "conftest.py").read_text("utf-8"), "utf-8")
    (tmp_path / "test_tool.py").write_text(
        'import unittest\n\n\ndef test_a_tool():\n    raise unittest.SkipTest("there is no tool")\n', "utf-8"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    done = run("pytest", cwd=tmp_path, env={**environment, "CI": "true"})
    assert done.returncode == 1
    assert "there is no tool" in done.stdout
    assert "1 failed" in done.stdout
