"""Sets are logged over a connection that loses 3 of 10 requests or replies: none is lost, none is doubled.

`SET_LOGS=10000 uv run pytest tests/faults/test_flaky_network.py` logs as many as that.
"""

from __future__ import annotations

import asyncio
import os
import uuid
from contextlib import AsyncExitStack
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from clients import PASSWORD, SIGN_UP
from cutting import Cut, CuttingProxy
from pairs import CHEAP
from servers import Connection, connected, serving
from training import START

from irontrack.exercises import service as exercises
from irontrack.exercises.catalogue import load_catalogue
from irontrack.infra.database import Database
from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from servers import Server

pytestmark = pytest.mark.anyio

SET_LOGS = int(os.environ.get("SET_LOGS", "300"))
WRITERS = 4
SETS_OF_AN_EXERCISE = 75
SHARE = 0.3
MOST_ATTEMPTS = 50
ATTEMPT_SECONDS = 20
LOG = """
    mutation ($input: LogSetInput!) {
      logSet(input: $input) {
        __typename ... on LogSetPayload { set { id reps } } ... on Problem { code message }
      }
    }
"""
ADD = """
    mutation ($input: AddSessionExerciseInput!) {
      addSessionExercise(input: $input) { ... on AddSessionExercisePayload { sessionExercise { id } } }
    }
"""
SQUAT = '{ exercise(by: {slug: "barbell-back-squat"}) { id } }'
STORED = """
    query ($id: ID!) { node(id: $id) { ... on TrainingSession { exercises { id sets { id reps } } } } }
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, servers_database_url: str) -> Iterator[Server]:
    """A server with the catalogue."""

    async def load() -> None:
        database = Database(servers_database_url, 1, 5)
        async with database.transaction() as db:
            await exercises.load_catalogue(db, load_catalogue())
        await database.close()

    asyncio.run(load())
    with serving(tmp_path_factory.mktemp("flaky"), CHEAP, servers_database_url) as (running,):
        yield running


class Phone:
    """Somebody in a session, over a good connection and a bad one.

    Attributes:
        sent: The repetitions of each set by the exercise that it was logged for, in order.
        ids: What the sets got as ids.
    """

    def __init__(self, good: Connection, bad: Connection) -> None:
        self.sent: dict[str, list[int]] = {}
        self.ids: list[str] = []
        self.attempts = 0
        self._good, self._bad = good, bad
        self._cookies = self._session = ""

    async def begin(self) -> None:
        """Sign up, and start a session."""
        credentials = {"email": f"{uuid.uuid4().hex}@example.org", "password": PASSWORD}
        self._cookies = (await self._good.ask(SIGN_UP, input=credentials)).cookies
        started = await self._asks(START, {"from": {"freestyle": {}}})
        self._session = started["session"]["id"]

    async def log(self, number: int) -> None:
        """Log so many sets, one after the other, each until it is answered."""
        squat = (await self._good.ask(SQUAT)).data["exercise"]["id"]
        for place in range(number):
            if place % SETS_OF_AN_EXERCISE == 0:
                added = await self._asks(ADD, {"sessionId": self._session, "exerciseId": squat})
                exercise = added["sessionExercise"]["id"]
            log = {"sessionExerciseId": exercise, "clientId": str(new_id()), "metric": {"reps": place % 1000}}
            logged = await self._until_answered(log)
            assert logged["__typename"] == "LogSetPayload", logged
            self.sent.setdefault(exercise, []).append(place % 1000)
            self.ids.append(logged["set"]["id"])
            if place % 10 == 0:
                changed = await self._until_answered({**log, "metric": {"reps": (place + 1) % 1000}})
                assert changed["__typename"] == "ConflictProblem", changed

    async def stored(self) -> tuple[dict[str, list[int]], list[str]]:
        """Return the repetitions and the ids that the server has, like `sent` and `ids`."""
        answer = await self._good.ask(STORED, self._cookies, id=self._session)
        found = answer.data["node"]["exercises"]
        repetitions = {one["id"]: [each["reps"] for each in one["sets"]] for one in found}
        return repetitions, [each["id"] for one in found for each in one["sets"]]

    async def _asks(self, document: str, input_: dict[str, Any]) -> Any:
        (result,) = (await self._good.ask(document, self._cookies, input=input_)).data.values()
        return result

    async def _until_answered(self, log: dict[str, Any]) -> Any:
        for _ in range(MOST_ATTEMPTS):
            self.attempts += 1
            try:
                async with asyncio.timeout(ATTEMPT_SECONDS):
                    return (await self._bad.ask(LOG, self._cookies, input=log)).data["logSet"]
            except (asyncio.IncompleteReadError, ConnectionError):
                await self._bad.close()
        raise AssertionError(log)


async def test_no_set_is_lost_or_doubled_or_out_of_order(server: Server) -> None:
    proxy = CuttingProxy(server.port, SHARE, Random(6))  # noqa: S311 - a test that can be repeated
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(proxy.running())
        bad = replace(server, port=proxy.port)
        phones = [
            Phone(*[await stack.enter_async_context(connected(each)) for each in (server, bad)])
            for _ in range(WRITERS)
        ]
        for phone in phones:
            await phone.begin()
        await asyncio.gather(*(phone.log(SET_LOGS // WRITERS) for phone in phones))
        for phone in phones:
            assert await phone.stored() == (phone.sent, phone.ids)
        ids = [id_ for phone in phones for id_ in phone.ids]
        assert len(set(ids)) == len(ids) == SET_LOGS
    assert all(proxy.cuts[cut] > 0 for cut in Cut)
    asked = proxy.cuts.total()
    assert SHARE * 0.7 < 1 - proxy.cuts[None] / asked < SHARE * 1.3
    print(f"{len(ids)} sets, {asked} requests: {dict(proxy.cuts)}")  # noqa: T201 - figures for whoever asks with -s
