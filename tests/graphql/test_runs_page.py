"""What the page about runs tells to send works as it says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from logging_sets import name
from markdown_it import MarkdownIt
from training import slugs

if TYPE_CHECKING:
    from clients import Client

pytestmark = pytest.mark.anyio

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "record-your-runs.md"


async def test_its_documents_record_compare_change_and_find(member: Client) -> None:
    tokens = MarkdownIt().parse(PAGE.read_text("utf-8"))
    record, compare, change, find = (token.content for token in tokens if token.info == "graphql")
    sent = {"name": name(), "exercise": (await slugs(member))["run"]}
    first = (await member.data(record, **sent))["recordRun"]
    run = first["run"]
    assert (first["isNew"], run["pace"], run["perMile"]) == (
        True,
        {"seconds": 298, "text": "4:58/km"},
        {"text": "8:00/mi"},
    )
    assert run["negativeSplit"] is True
    assert (await member.data(record, **sent))["recordRun"] == first | {"isNew": False}
    compared = (await member.data(compare, run=run["id"]))["node"]
    assert compared == {"targetPace": None, "targetResult": None}
    changed = (await member.data(change, run=run["id"], version=run["session"]["version"]))["updateRun"]
    assert changed["run"] == {"movingSeconds": 1480, "maxHeartRate": None, "version": 2}
    stale = (await member.data(change, run=run["id"], version=1))["updateRun"]
    assert stale["current"] == {"id": run["session"]["id"]}
    found = (await member.data(find))["viewer"]["runs"]
    assert (found["totalCount"], found["nodes"][0]["pace"]["text"]) == (1, "7:57/mi")
