"""What the page about the next session shows can be asked, and answers what it says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from building import built
from markdown_it import MarkdownIt
from training import slugs

if TYPE_CHECKING:
    from clients import Client

pytestmark = pytest.mark.anyio

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "plan-the-next-session.md"


async def test_its_documents_answer_what_it_says(member: Client, anyone: Client) -> None:
    tokens = MarkdownIt().parse(PAGE.read_text("utf-8"))
    targets, plates, warm_up, races = (token.content for token in tokens if token.info == "graphql")
    squat = (await slugs(member))["squat"]
    unit = await built(member, "Legs", [{"exerciseId": squat}])
    (found,) = (await member.data(targets, unit=unit["id"]))["viewer"]["nextTargets"]
    assert found["reasonCode"] == "NOT_BY_REPS"
    loading = (await anyone.data(plates))["plateLoading"]
    assert (loading["loaded"], loading["remainder"]) == ("92.5", "0")
    assert [(each["weight"], each["count"]) for each in loading["perSide"]] == [
        ("20", 1),
        ("15", 1),
        ("1.25", 1),
    ]
    sets = (await anyone.data(warm_up))["warmUpSets"]
    assert [each["weight"] for each in sets] == ["20", "20", "55", "82.5", "110", "125"]
    told = (await anyone.data(races))["raceEquivalents"]
    assert {race["distance"]: race["isFitted"] for race in told}["42.195"]
