"""What every mutation keeps: committed before it is answered, one at a time, whole or not at all."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from training import CREATE_UNIT, FINISH, LOG, START, running, slugs

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio


async def test_a_selection_sees_what_its_mutation_wrote(member: Client) -> None:
    document = """
        mutation {
          a: createTrainingUnit(input: {name: "A"}) {
            ... on CreateTrainingUnitPayload { trainingUnit { name exercises { id } } }
          }
          b: startSession(input: {from: {freestyle: {name: "Free"}}}) {
            ... on StartSessionPayload { session { unitName exercises { id } } }
          }
        }
    """
    answer = await member.data(document)
    assert answer["a"]["trainingUnit"] == {"name": "A", "exercises": []}
    assert answer["b"]["session"] == {"unitName": "Free", "exercises": []}


async def test_later_fields_see_the_rows_of_earlier_ones_anew(member: Client) -> None:
    session, squat, _ = await running(member)
    document = """
        mutation ($log: LogSetInput!, $finish: FinishSessionInput!) {
          one: logSet(input: $log) { __typename }
          before: finishSession(input: $finish) {
            ... on FinishSessionPayload { session { exercises { sets { reps } } } }
          }
          late: logSet(input: $log) { ... on ConflictProblem {
            current { ... on TrainingSession { status exercises { sets { reps } } } }
          } }
        }
    """
    log = {"sessionExerciseId": squat, "metric": {"reps": 5}}
    answer = await member.data(document, log=log, finish={"sessionId": session})
    assert answer["before"]["session"]["exercises"][0]["sets"] == [{"reps": 5}]
    assert answer["late"]["current"]["status"] == "COMPLETED"
    assert answer["late"]["current"]["exercises"][0]["sets"] == [{"reps": 5}]


async def test_a_refused_field_does_not_undo_the_one_before(member: Client) -> None:
    document = """
        mutation {
          a: createTrainingUnit(input: {name: "Same"}) { __typename }
          b: createTrainingUnit(input: {name: "Same"}) { __typename }
          c: createTrainingUnit(input: {name: "Other"}) { __typename }
        }
    """
    answer = await member.data(document)
    assert [answer[alias]["__typename"] for alias in "abc"] == [
        "CreateTrainingUnitPayload",
        "ValidationProblem",
        "CreateTrainingUnitPayload",
    ]
    names = await member.data("{ viewer { trainingUnits { nodes { name } } } }")
    assert [unit["name"] for unit in names["viewer"]["trainingUnits"]["nodes"]] == ["Other", "Same"]


async def test_signing_out_counts_for_the_rest_of_the_document(member: Client) -> None:
    document = """
        mutation { signOut { wasSignedIn } createTrainingUnit(input: {name: "Late"}) { __typename } }
    """
    answer = (await member.post(document)).json()
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]


async def test_twenty_sets_at_once_are_twenty_in_a_row(site: Site, member: Client) -> None:
    _, squat, _ = await running(member)
    log = {"sessionExerciseId": squat, "metric": {"reps": 5}}
    answers = await asyncio.gather(*(member.data(LOG, input=log) for _ in range(20)))
    assert sorted(answer["logSet"]["set"]["orderIndex"] for answer in answers) == list(range(20))
    assert site.app.state.resources.database.engine.pool.checkedout() == 0


async def test_of_sessions_started_at_once_one_begins(member: Client) -> None:
    free: dict[str, Any] = {"from": {"freestyle": {}}}
    answers = await asyncio.gather(*(member.data(START, input=free) for _ in range(8)))
    kinds = [answer["startSession"]["__typename"] for answer in answers]
    assert sorted(kinds) == ["ConflictProblem"] * 7 + ["StartSessionPayload"]


async def test_a_set_comes_before_the_end_or_not_at_all(member: Client) -> None:
    session, squat, _ = await running(member)
    log = {"sessionExerciseId": squat, "metric": {"reps": 5}}
    *logged, finished = await asyncio.gather(
        *(member.data(LOG, input=log) for _ in range(8)), member.data(FINISH, input={"sessionId": session})
    )
    assert finished["finishSession"]["__typename"] == "FinishSessionPayload"
    kept = sum(answer["logSet"]["__typename"] == "LogSetPayload" for answer in logged)
    document = "query ($id: ID!) { node(id: $id) { ... on TrainingSessionExercise { sets { id } } } }"
    assert len((await member.data(document, id=squat))["node"]["sets"]) == kept


async def test_units_of_one_name_made_at_once_are_one(member: Client) -> None:
    squat = (await slugs(member))["squat"]
    sent = {"name": "Push", "exercises": [{"exerciseId": squat}]}
    answers = await asyncio.gather(*(member.data(CREATE_UNIT, input=sent) for _ in range(8)))
    kinds = sorted(answer["createTrainingUnit"]["__typename"] for answer in answers)
    assert kinds == ["CreateTrainingUnitPayload"] + ["ValidationProblem"] * 7


async def test_accounts_of_one_address_made_at_once_are_one(site: Site) -> None:
    document = """
        mutation ($input: SignUpInput!) { signUp(input: $input) { __typename } }
    """
    account = {"email": "race@example.org", "password": "correct horse battery"}
    browsers = [await site.browser() for _ in range(6)]
    answers = await asyncio.gather(*(browser.data(document, input=account) for browser in browsers))
    kinds = sorted(answer["signUp"]["__typename"] for answer in answers)
    assert kinds == ["SignUpPayload"] + ["ValidationProblem"] * 5
    assert sum(bool(browser.http.cookies) for browser in browsers) == 1
