"""Runs that are deleted while somebody reads them: the answer has them or not, and is never an error."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from running import ran

if TYPE_CHECKING:
    from clients import Client

pytestmark = pytest.mark.anyio

DELETE = """
    mutation ($session: ID!) { deleteSession(input: {sessionId: $session}) { __typename } }
"""
RUNS = """
    { viewer { runs { nodes { distance session { status } sessionExercise { mode } } } } }
"""
SUMMARY = """
    { viewer { analytics { runSummary(range: {from: "2026-03-01", to: "2026-03-31"}) {
      totals { runs longest { distance session { status } } }
      weeks { longest { session { status } } }
      bestEfforts { seconds session { status } }
    } } } }
"""
ROUNDS = 6


@pytest.mark.parametrize("document", [RUNS, SUMMARY])
async def test_a_run_that_goes_while_it_is_read_leaves_the_rest_of_the_answer(
    member: Client, document: str
) -> None:
    async def comes_and_goes() -> None:
        for _ in range(ROUNDS):
            run = await ran(member)
            await member.data(DELETE, session=run["session"]["id"])

    async def reads(writers: asyncio.Future[Any]) -> int:
        count = 0
        while not writers.done():
            await member.data(document)
            count += 1
        return count

    writers = asyncio.gather(*(comes_and_goes() for _ in range(2)))
    counts = await asyncio.gather(*(reads(writers) for _ in range(2)))
    await writers
    assert all(counts)
