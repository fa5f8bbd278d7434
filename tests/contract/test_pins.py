"""Every version is pinned as it is resolved, and none is older than a fix that matters."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

if TYPE_CHECKING:
    from pathlib import Path

    from tests.contract.conftest import Run

# The versions that fixed a flaw which would reach this project.
FLOORS = {
    "strawberry-graphql": "0.341.2",
    "starlette": "1.3.0",
    "pyjwt": "2.13.0",
    "python-multipart": "0.0.27",
    "h11": "0.16",
    "h2": "4.3",
}


@pytest.fixture(scope="module")
def pins(root: Path) -> list[Requirement]:
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["uv"]
    return [Requirement(pin) for pin in settings["constraint-dependencies"]]


def test_the_pins_and_the_lock_are_in_step_with_the_resolution(run: Run) -> None:
    done = run("python", ".ci/pins.py", "check")
    assert done.returncode == 0, f"{done.stdout}\nMend it with `uv run .ci/pins.py write`."


def test_every_pin_is_one_exact_version(pins: list[Requirement]) -> None:
    assert len(pins) > 50
    assert [pin for pin in pins if [part.operator for part in pin.specifier] != ["=="]] == []


def test_no_version_is_older_than_a_fix(pins: list[Requirement]) -> None:
    versions = {pin.name: Version(next(iter(pin.specifier)).version) for pin in pins}
    assert versions.keys() >= FLOORS.keys() - {"python-multipart"}
    assert [name for name in FLOORS.keys() & versions.keys() if versions[name] < Version(FLOORS[name])] == []
