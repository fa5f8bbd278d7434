"""The figures of the page about a year are drawn from what a server answers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from up import up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from up import Up

PLOTS = Path(__file__).parents[2] / "docs" / "plots"
NAMES = {"calendar", "weekly-distance", "estimated-maxima", "muscle-volume"}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    with up(tmp_path_factory.mktemp("year")) as running:
        yield running


def draw(server: Up, folder: Path, password: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PLOTS / "a_year.py"), server.origin, str(folder)]
    environment = os.environ | {"DEMO_PASSWORD": password}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own script


def words(file: Path) -> set[str]:
    return {"".join(element.itertext()) for element in ET.parse(file).iter(f"{SVG}text")}  # noqa: S314 - drawn here


def paths(file: Path, group: str) -> int:
    """Count the shapes in the groups whose ids begin so."""
    groups = ET.parse(file).iter(f"{SVG}g")  # noqa: S314 - drawn here
    return sum(len(list(each.iter(f"{SVG}path"))) for each in groups if re.match(group, each.get("id", "")))


def test_the_year_is_drawn_from_the_answers(server: Up, tmp_path: Path) -> None:
    drawn = draw(server, tmp_path, server.demo_password)
    assert drawn.returncode == 0, drawn.stderr
    assert {file.stem for file in tmp_path.glob("*.svg")} == NAMES
    assert paths(tmp_path / "calendar.svg", "QuadMesh") >= 364
    assert {"minutes", "Mon", "Sun"} <= words(tmp_path / "calendar.svg")
    assert paths(tmp_path / "weekly-distance.svg", "patch") >= 52
    lifts = {"Barbell Back Squat", "Barbell Bench Press", "Barbell Deadlift"}
    assert lifts <= words(tmp_path / "estimated-maxima.svg")
    assert {"glutes", "hamstrings", "quadriceps"} <= words(tmp_path / "muscle-volume.svg")


def test_with_a_wrong_password_nothing_is_drawn(server: Up, tmp_path: Path) -> None:
    drawn = draw(server, tmp_path, "a wrong password")
    assert drawn.returncode == 1
    assert "wrong" in drawn.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_pages_figures_are_those_that_the_script_draws() -> None:
    assert {file.stem for file in PLOTS.glob("*.svg")} == NAMES
    page = (PLOTS.parent / "explanation" / "a-year-of-training.md").read_text("utf-8")
    assert set(re.findall(r"plots/([a-z-]+)\.svg", page)) == NAMES
