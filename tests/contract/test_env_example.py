"""`.env.example` shows every setting once, with its description and its default."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

import pytest
from msgspec.structs import fields

from irontrack.settings import PREFIX, Settings, setting_names, settings_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msgspec.structs import FieldInfo

WIDTH = 110
INTRODUCTION = """\
# The settings of `irontrack serve`. Copy this file to `.env`, change it, and start the server by
# `uv run --env-file .env irontrack serve`. What is commented out shows the default.
"""
# What has no default is shown with an example.
EXAMPLES = {
    "database_url": "postgresql://irontrack:change-me@127.0.0.1:5432/irontrack",
    "keys_dir": "keys",
}
DESCRIPTIONS = {
    name: hint.__metadata__[0].description
    for name, hint in get_type_hints(Settings, include_extras=True).items()
}


@pytest.fixture(scope="module")
def example(root: Path) -> str:
    return (root / ".env.example").read_text("utf-8")


def expected() -> Iterator[str]:
    yield INTRODUCTION
    for field in fields(Settings):
        comment = textwrap.wrap(DESCRIPTIONS[field.name], WIDTH - 2, break_on_hyphens=False)
        yield "".join(f"# {line}\n" for line in comment) + assignment(field)


def assignment(field: FieldInfo) -> str:
    name = PREFIX + field.name.upper()
    if field.required:
        return f"{name}={EXAMPLES[field.name]}\n"
    return f"#{name}={written(field.default)}\n"


def written(value: Any) -> str:
    """Return a setting's value as it is written in a variable."""
    match value:
        case bool():
            return str(value).lower()
        case tuple():
            return ",".join(value)
        case _:
            return str(value)


def test_it_is_what_the_settings_say(example: str) -> None:
    assert example == "\n".join(expected())


def test_each_setting_stands_there_once_in_order(example: str) -> None:
    assert re.findall(rf"^#?({PREFIX}\w+)=", example, re.MULTILINE) == list(setting_names())


def test_its_values_are_the_defaults(example: str) -> None:
    values = dict(re.findall(rf"^#?({PREFIX}\w+)=(.*)$", example, re.MULTILINE))
    assert settings_from(values) == Settings(
        database_url=EXAMPLES["database_url"], keys_dir=Path(EXAMPLES["keys_dir"])
    )
