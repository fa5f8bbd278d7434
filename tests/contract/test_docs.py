"""The reference names everything there is, the pages build without a warning, and what they show fits."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import msgspec
import pytest
import typer
from graphql import (
    GraphQLEnumType,
    GraphQLScalarType,
    build_schema,
    is_specified_scalar_type,
    parse,
    validate,
)
from markdown_it import MarkdownIt

from irontrack import cli
from irontrack.errors import ErrorCode
from irontrack.exercises.catalogue import load_catalogue
from irontrack.graphql.transport import STATUS
from irontrack.models import limits
from irontrack.settings import PREFIX, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msgspec.structs import FieldInfo

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
README = ROOT / "README.md"
PAGES = sorted([README, ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")])
SCHEMA = build_schema((ROOT / "schema.graphql").read_text("utf-8"))

BUILD_SECONDS = 120
LOADED = re.compile(r"<(?:link|script|img|iframe|source)\b[^>]*?\b(?:href|src)=\"(?:https?:)?//")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")

# The ranges of what the API writes, by their names on the page.
RANGES = {
    "Weight": (limits.WEIGHT_KG, " kg"),
    "Distance": (limits.DISTANCE_KM, " km"),
    "Sets, as a target": (limits.SETS, ""),
    "Repetitions of a set": (limits.REPS_COMPLETED, ""),
    "Repetitions, as a target": (limits.TARGET_REPS, ""),
    "Time of a set, and as a target": (limits.TIME_SECONDS, " s"),
    "Rest": (limits.REST_SECONDS, " s"),
    "Pace, as a target, for a kilometre": (limits.PACE_SECONDS_PER_KM, " s"),
    "Number of a superset": (limits.GROUP_INDEX, ""),
    "Day of a plan": (limits.DAY_NUMBER, ""),
    "Moving and elapsed time of a run, and time of a split": (limits.LONG_SECONDS, " s"),
    "Heart rate, in beats a minute": (limits.HEART_RATE, ""),
    "Climb and descent of a run": (limits.ELEVATION_M, " m"),
    "Climb of a split, negative for descent": (limits.ELEVATION_DELTA_M, " m"),
    "Exertion (`rpe`)": (limits.EXERTION, ""),
}


def commands(group: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Every command below a group, with its full name."""
    for part, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{name} {part}")
        else:
            yield f"{name} {part}", command


COMMANDS = list(commands(typer.main.get_command(cli.build()), "irontrack"))


def lines(name: str) -> list[str]:
    return (DOCS / "reference" / f"{name}.md").read_text("utf-8").splitlines()


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def setting_section(field: FieldInfo) -> list[str]:
    kind, meta = get_args(field.type)
    default = "required" if field.required else f"by default {shown(field.default) or 'empty'}"
    values = allowed(kind, meta)
    name = f"## `{PREFIX}{field.name.upper()}`"
    return [name, "", meta.description, "", f"{values[0].upper()}{values[1:]}; {default}."]


def parameter_row(parameter: Any) -> str:
    is_argument = parameter.param_type_name == "argument"
    names = [parameter.name.upper()] if is_argument else [*parameter.opts, *parameter.secondary_opts]
    default = "required" if parameter.required else shown(parameter.default)
    if parameter.secondary_opts:
        default = f"`{names[0 if parameter.default else 1]}`"
    if parameter.envvar:
        default = f"`{parameter.envvar}`"
    return row(", ".join(f"`{name}`" for name in names), default, parameter.help)


def shown(default: object) -> str:
    """A default as it is typed; nothing where there is none."""
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return "" if default in {None, (), ""} else f"`{default}`"


def allowed(kind: Any, meta: msgspec.Meta) -> str:
    """What values a setting can have."""
    if get_origin(kind) is Literal:
        return " or ".join(f"`{value}`" for value in get_args(kind))
    if kind is bool:
        return "`true` or `false`"
    if meta.le is not None:
        least = meta.ge if meta.ge is not None else f"more than {meta.gt}"
        return f"{least} to {meta.le}"
    return "a folder" if kind is Path else "text"


def test_the_pages_build_without_a_warning_and_load_nothing_from_elsewhere(tmp_path: Path) -> None:
    began = time.monotonic()
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--quiet", "--builder", "html"]
    built = subprocess.run([*command, DOCS, tmp_path], capture_output=True, text=True, check=False)  # noqa: S603 - Sphinx on our own pages
    assert built.returncode == 0, built.stderr
    assert time.monotonic() - began < BUILD_SECONDS
    for file in tmp_path.rglob("*.html"):
        assert not LOADED.search(file.read_text("utf-8")), file


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_operation_that_is_shown_fits_the_schema(path: Path) -> None:
    for token in MarkdownIt().parse(path.read_text("utf-8")):
        if token.info == "graphql":
            assert validate(SCHEMA, parse(token.content)) == []


def test_every_link_of_the_readme_leads_somewhere() -> None:
    targets = LINK.findall(README.read_text("utf-8"))
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_readme_counts_the_catalogue() -> None:
    exercises = load_catalogue().exercises
    movements = {exercise.movement for exercise in exercises}
    readme = " ".join(README.read_text("utf-8").split())
    counts = f"{len(exercises)} exercises in {len(movements)} movements"
    assert f"{counts}; the other {len(exercises) - len(movements)} are variants" in readme


@pytest.mark.parametrize("field", msgspec.structs.fields(Settings), ids=lambda field: field.name)
def test_every_setting_stands_in_the_reference(field: FieldInfo) -> None:
    page, section = lines("settings"), setting_section(field)
    start = page.index(section[0])
    assert page[start : start + len(section)] == section


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_command_stands_in_the_reference(name: str, command: Any) -> None:
    page = lines("commands")
    section = page[page.index(f"## `{name}`") + 1 :]
    assert section[1] == command.help
    rows = [parameter_row(parameter) for parameter in command.params]
    if rows:
        assert section[3:5] == [row("Argument or option", "Default", "What"), "|---|---|---|"]
    assert section[5 : 5 + len(rows)] == rows


@pytest.mark.parametrize("code", ErrorCode)
def test_every_error_code_stands_in_the_reference_with_its_status(code: ErrorCode) -> None:
    found = next(line for line in lines("errors") if line.startswith(f"| `{code}` |"))
    assert str(STATUS.get(code, 200)) in found.split("|")[2]


@pytest.mark.parametrize("name", ["ProblemCode", "ValidationCode"])
def test_every_code_of_a_problem_stands_in_the_reference(name: str) -> None:
    enum = SCHEMA.type_map[name]
    assert isinstance(enum, GraphQLEnumType)
    for code, value in enum.values.items():
        assert row(f"`{code}`", value.description or "") in lines("errors")


def test_every_scalar_stands_in_the_reference() -> None:
    for name, kind in SCHEMA.type_map.items():
        if isinstance(kind, GraphQLScalarType) and not is_specified_scalar_type(kind):
            assert f"## `{name}`" in lines("scalars")


@pytest.mark.parametrize("name", RANGES)
def test_every_range_stands_in_the_reference(name: str) -> None:
    (low, high), unit = RANGES[name]
    assert row(name, f"{low:,}–{high:,}{unit}") in lines("limits")
