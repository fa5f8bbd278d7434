"""What the page about logging a workout tells to send works as it says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from logging_sets import begun, done, name
from markdown_it import MarkdownIt
from offline import copied
from training import slugs

if TYPE_CHECKING:
    from clients import Client

pytestmark = pytest.mark.anyio

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "log-a-workout.md"


async def test_its_documents_log_reopen_and_record(member: Client) -> None:
    tokens = MarkdownIt().parse(PAGE.read_text("utf-8"))
    log, reopen, record, planned = (token.content for token in tokens if token.info == "graphql")
    session = await begun(member, startTime="2026-03-01T18:00:00+01:00")
    sent = {"exercise": session["exercises"][0]["id"], "name": name()}
    first = (await member.data(log, **sent))["logSet"]
    assert (first["__typename"], first["set"]["rir"]) == ("LogSetPayload", "2")
    assert (await member.data(log, **sent))["logSet"] == first
    await done(member, "finishSession", sessionId=session["id"])
    opened = (await member.data(reopen, session=session["id"]))["reopenSession"]["session"]
    assert opened == {"status": "IN_PROGRESS", "reopenedReason": "One set was missing"}
    squat = (await slugs(member))["squat"]
    whole = (await member.data(record, name=name(), squat=squat))["recordSession"]["session"]
    assert (whole["status"], whole["durationSeconds"]) == ("COMPLETED", 3000)
    copy = await copied(member)
    ids = {"day": copy.sources["enrollmentDayId"], "squat": squat, "planned": copy.rows()[0]}
    by_plan = (await member.data(planned, name=name(), **ids))["recordSession"]["session"]
    exercise = {"exerciseName": "Barbell Back Squat", "plannedSets": 3}
    assert by_plan == {"unitName": "Full body", "planName": "Month", "exercises": [exercise]}
