"""What the page about progress shows can be asked, and answers what it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from analysing import lift, workout
from markdown_it import MarkdownIt
from running import ran
from training import slugs

from irontrack.kit.clock import today

if TYPE_CHECKING:
    from clients import Client

pytestmark = pytest.mark.anyio

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "see-your-progress.md"


async def test_the_page_about_progress_can_be_followed(member: Client) -> None:
    tokens = list(MarkdownIt().parse(PAGE.read_text("utf-8")))
    summary, records, progress, muscles, calendar, runs = [t.content for t in tokens if t.info == "graphql"]
    (shown,) = [json.loads(token.content) for token in tokens if token.info == "json"]
    now, squat = today("UTC"), (await slugs(member))["squat"]
    await workout(member, "2026-03-09", {"squat": [lift(5, "100")]})
    await workout(member, f"{now}T00:00:01+00:00", {"squat": [lift(1, "110")]}, minutes=0, timeZone="UTC")

    async def asked(document: str, **variables: Any) -> Any:
        (answer,) = (await member.data(document, **variables))["viewer"]["analytics"].values()
        return answer

    found = await asked(summary, **shown)
    assert (found["volume"], found["change"]) == ("500", {"sessions": 1, "volume": "500"})
    (squats,) = (await asked(records, exercises=[squat]))["nodes"]
    assert (squats["heaviest"]["load"], squats["oneRepMax"]["estimate"]) == ("110", "112.5")
    points = (await asked(progress, exercise=squat, **shown))["points"]
    assert points == [
        {
            "date": "2026-03-09",
            "oneRepMax": "116.667",
            "volume": "500",
            "bestSet": {"reps": 5, "weight": "100"},
        }
    ]
    trained = await asked(muscles)
    assert {len(muscle["weeks"]) for muscle in trained} == {8}
    assert trained[0]["weeks"][-1]["days"] == 1
    year = await asked(calendar, year=now.year)
    assert {"date": now.isoformat(), "sessions": 1, "minutes": 0} in year["days"]
    await ran(member)
    totals = (await asked(runs, **shown))["totals"]
    assert (totals["distance"], totals["pace"]) == ("5", {"text": "4:58/km"})
