"""Who may do what: every field that a request can begin at, and every type of node, for seven callers."""

from __future__ import annotations

import json
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

import pytest
from authorisation.documents import coordinates, mutation_document, node_documents, payload, read_document
from authorisation.rows import MUTATIONS, NODES, READS, ROWS
from authorisation.table import Outcome
from authorisation.things import CALLERS
from authorisation.world import build_world, find_system
from clients import opened
from exercising import remove_additions
from training import LOG

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx
    from authorisation.table import Row
    from authorisation.things import Caller
    from authorisation.world import World

    from irontrack.settings import Settings

pytestmark = pytest.mark.anyio

PROBLEMS = {
    "NotFoundProblem": Outcome.ABSENT,
    "ForbiddenProblem": Outcome.FORBIDDEN,
    "SignInEndedProblem": Outcome.ENDED,
    "InUseProblem": Outcome.IN_USE,
}


def cases(rows: tuple[Row, ...], *, allowed: bool | None = None) -> list[Any]:
    """Return row and caller of each case; only those that are allowed or refused, where that is said."""
    found = []
    for row in rows:
        for caller, outcome in row.outcomes.items():
            if allowed is None or allowed is (outcome is Outcome.ALLOWED):
                found.append(pytest.param(row, caller, id=f"{row}-{caller}"))
    return found


# One event loop and one application serve all tests of a worker: what is refused changes nothing.
@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def world(settings: Settings, catalogue: None) -> AsyncIterator[World]:  # noqa: ARG001 - must be there
    """All seven callers. To be asked for what changes nothing."""
    async with opened(settings) as site:
        yield await build_world(site, await find_system(site), *CALLERS)
        await remove_additions(site)


def test_every_coordinate_has_a_row() -> None:
    assert coordinates() - {row.coordinate for row in ROWS} == set()


def test_every_row_has_a_coordinate() -> None:
    assert {row.coordinate for row in ROWS} - coordinates() == set()


@pytest.mark.parametrize(("row", "caller"), cases(READS))
async def test_a_field_answers_as_the_table_says(world: World, row: Row, caller: Caller) -> None:
    arguments = row.arguments(world.subjects(caller))
    await check_read(world, row, caller, read_document(row.coordinate, arguments), arguments)


@pytest.mark.parametrize("number", [0, 1], ids=["node", "nodes"])
@pytest.mark.parametrize(("row", "caller"), cases(NODES))
async def test_a_node_is_found_as_the_table_says(world: World, row: Row, caller: Caller, number: int) -> None:
    arguments = row.arguments(world.subjects(caller))
    document = node_documents(row.coordinate)[number]
    found = await check_read(world, row, caller, document, arguments)
    if row.outcomes[caller] is Outcome.ALLOWED:
        node = found[0] if isinstance(found, list) else found
        assert (node["__typename"], node["id"]) == (row.coordinate, arguments["id"])


@pytest.mark.parametrize(("row", "caller"), cases(MUTATIONS, allowed=False))
async def test_a_refused_mutation_tells_and_changes_nothing(world: World, row: Row, caller: Caller) -> None:
    arguments = row.arguments(world.subjects(caller))
    document = mutation_document(row.coordinate, arguments)
    before = await world.checksums()
    refused = await world.browsers[caller].post(document, **arguments)
    assert outcome_of_mutation(row, refused.json()) is row.outcomes[caller], refused.text
    if row.outcomes[caller] not in {Outcome.FORBIDDEN, Outcome.IN_USE}:
        await check_absence(world, row, caller, document, refused)
    assert await world.checksums() == before
    assert_keeps_secrets(world, caller, arguments, refused)


@pytest.mark.parametrize(("row", "caller"), cases(MUTATIONS, allowed=True))
async def test_an_allowed_mutation_succeeds(world: World, row: Row, caller: Caller) -> None:
    new = await build_world(world.site, world.system, caller)
    arguments = row.arguments(new.subjects(caller))
    document = mutation_document(row.coordinate, arguments)
    done = await new.browsers[caller].post(document, **arguments)
    assert outcome_of_mutation(row, done.json()) is Outcome.ALLOWED, done.text
    assert_keeps_secrets(new, caller, arguments, done)


async def test_checksums_tell_which_tables_have_changed(world: World) -> None:
    new = await build_world(world.site, world.system, "owner")
    before = await world.checksums()
    exercise = new.things["owner"].session_exercise
    await new.browsers["owner"].data(LOG, input={"sessionExerciseId": exercise, "metric": {"reps": 5}})
    after = await world.checksums()
    changed = {table for table, checksum in after.items() if checksum != before[table]}
    assert changed == {"training_sessions", "training_session_sets", "change_counters", "change_entries"}


async def check_read(world: World, row: Row, caller: Caller, document: str, arguments: dict[str, Any]) -> Any:
    """Send a query, compare what it answers with the table, and return that."""
    answer = await world.browsers[caller].post(document, **arguments)
    assert "errors" not in answer.json(), answer.text
    value = value_of(row, answer.json())
    outcome = Outcome.ABSENT if is_nothing(value) else Outcome.ALLOWED
    assert outcome is row.outcomes[caller], answer.text
    if outcome is Outcome.ABSENT:
        await check_absence(world, row, caller, document, answer)
    assert_keeps_secrets(world, caller, arguments, answer)
    return value


async def check_absence(
    world: World, row: Row, caller: Caller, document: str, denied: httpx.Response
) -> None:
    """Ask for what does not exist: that must be answered with the same status, words and cookies.

    Where an answer repeats what was asked for, it repeats the other name.
    """
    present = world.subjects(caller)
    missing = present.without(row.nobody)
    absent = await world.browsers[caller].post(document, **row.arguments(missing))
    somebody, nobody = getattr(present, row.nobody), getattr(missing, row.nobody)
    told = denied.text
    for value, other in zip(astuple(somebody), astuple(nobody), strict=True):
        told = told.replace(value, other)
    assert told == absent.text
    assert denied.status_code == absent.status_code
    assert denied.headers.get("set-cookie") == absent.headers.get("set-cookie")


def assert_keeps_secrets(
    world: World, caller: Caller, arguments: dict[str, Any], answer: httpx.Response
) -> None:
    """Whatever was asked, the answer holds nothing of anybody else's private things that was not in it."""
    asked = json.dumps(arguments)
    told = {secret for secret in world.secrets_from(caller) if secret in answer.text and secret not in asked}
    assert told == set()


def outcome_of_mutation(row: Row, answer: Any) -> Outcome | str:
    """Return what the caller got; in words, where the table has no letter for it."""
    match answer:
        case {"errors": [{"extensions": {"code": "UNAUTHENTICATED"}}], "data": None}:
            return Outcome.UNAUTHENTICATED
        case {"data": {**fields}} if "errors" not in answer:
            result = fields[row.coordinate.partition(".")[2]]
        case _:
            return str(answer)
    match result:
        case {"__typename": "ValidationProblem", "issues": [{"code": "UNKNOWN"}]}:
            return Outcome.ABSENT
        case {"__typename": typename}:
            return {payload(row.coordinate): Outcome.ALLOWED, **PROBLEMS}.get(typename, str(answer))
    return str(answer)


def value_of(row: Row, answer: Any) -> Any:
    """Return what a read was about, from wherever it stands in the answer."""
    parent, _, name = row.coordinate.partition(".")
    data = answer["data"]
    if parent == "Viewer" and name:
        return None if data["viewer"] is None else data["viewer"][name]
    return data[name] if name else data.get("node", data.get("nodes"))


def is_nothing(value: Any) -> bool:
    """Whether a value is null, or a list in which there is nothing."""
    if isinstance(value, dict) and "pageInfo" in value:
        return is_nothing(value["nodes"])
    return all(map(is_nothing, value)) if isinstance(value, list) else value is None
