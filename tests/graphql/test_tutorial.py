"""The tutorial's operations go through, in its order, with the answers that it shows.

How the page is read: a `graphql` block is an operation. A `json` block after a paragraph that ends with "you
get:" is the answer to expect; any other `json` block holds the variables to run the latest operation with.
An answer need not show every field. Text in angle brackets stands for a value that is different every time:
an answer gives it, and later blocks may use it.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from clients import opened
from markdown_it import MarkdownIt

from irontrack.demo.service import create_demo
from irontrack.exercises import service as exercises
from irontrack.exercises.catalogue import load_catalogue

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from clients import Client

    from irontrack.settings import Settings

pytestmark = pytest.mark.anyio

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial" / "first-training-day.md"
PLACEHOLDER = re.compile(r"<[^<>]+>")

type Step = tuple[str, dict[str, Any], Any]
"""A document, its variables, and the answer to expect."""


def steps(markdown: str) -> Iterator[Step]:
    document, paragraph = "", ""
    variables: dict[str, Any] = {}
    is_used = True
    for token in MarkdownIt().parse(markdown):
        if token.type == "inline":
            paragraph = token.content
        elif token.info == "graphql":
            assert is_used, f"nothing comes of {variables}"
            document, variables = token.content, {}
        elif token.info == "json" and paragraph.lower().endswith("you get:"):
            yield document, variables, json.loads(token.content)
            is_used, paragraph = True, ""
        elif token.info == "json":
            assert is_used, f"nothing comes of {variables}"
            variables, is_used = json.loads(token.content), False
    assert is_used, f"nothing comes of {variables}"


def filled(template: Any, known: dict[str, Any]) -> Any:
    """Put what is known in the place of each placeholder."""
    match template:
        case dict():
            return {name: filled(value, known) for name, value in template.items()}
        case list():
            return [filled(value, known) for value in template]
        case str() if PLACEHOLDER.fullmatch(template):
            return known[template]
    return template


def compare(actual: Any, shown: Any, known: dict[str, Any], place: str = "data") -> None:
    """Compare an answer with what the page shows of it, and learn what its placeholders stand for."""
    match shown:
        case dict():
            for name, value in shown.items():
                compare(actual[name], value, known, f"{place}.{name}")
        case list():
            assert len(actual) == len(shown), place
            for position, value in enumerate(shown):
                compare(actual[position], value, known, f"{place}.{position}")
        case str() if PLACEHOLDER.fullmatch(shown):
            assert actual is not None, place
            assert known.setdefault(shown, actual) == actual, place
        case _:
            assert actual == shown, place


@pytest.fixture
async def reader(settings: Settings, fresh_database_url: str) -> AsyncIterator[tuple[Client, dict[str, Any]]]:
    """A browser at a server as `irontrack up` prepares it, and what its owner has noted down."""
    async with opened(msgspec.structs.replace(settings, database_url=fresh_database_url)) as site:
        resources = site.app.state.resources
        async with resources.database.transaction() as db:
            await exercises.load_catalogue(db, load_catalogue())
        async with resources.database.transaction() as db:
            password = await create_demo(db, resources.passwords, date(2026, 11, 21))
        yield await site.browser(), {"<password of the demo account>": password}


async def test_the_tutorial_goes_as_it_says(reader: tuple[Client, dict[str, Any]]) -> None:
    client, known = reader
    for document, variables, shown in steps(TUTORIAL.read_text("utf-8")):
        compare(await client.data(document, **filled(variables, known)), shown, known)
    assert known["<more than two hundred>"] > 200
    assert known["<the seconds between them>"] < 60


def test_every_operation_of_the_tutorial_has_its_answer() -> None:
    markdown = TUTORIAL.read_text("utf-8")
    operations = {token.content for token in MarkdownIt().parse(markdown) if token.info == "graphql"}
    assert operations == {document for document, _, _ in steps(markdown)}
