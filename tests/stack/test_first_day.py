"""A first training day from nothing: `irontrack up` in an empty folder, two people, and a restart."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import httpx
from up import up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORD = "an unusual pass phrase"
SIGN_UP = """
    mutation ($input: SignUpInput!) { signUp(input: $input) { ... on SignUpPayload { viewer { id email } } } }
"""
SIGN_IN = """
    mutation ($input: SignInInput!) {
      signIn(input: $input) { __typename ... on SignInPayload { viewer { id name } } }
    }
"""
FIND = '{ exercises(search: "bench press", first: 3) { nodes { id name primaryMuscles { name } } } }'
CREATE = """
    mutation ($input: CreateTrainingUnitInput!) {
      createTrainingUnit(input: $input) { ... on CreateTrainingUnitPayload { trainingUnit { id name } } }
    }
"""
START = """
    mutation ($input: StartSessionInput!) {
      startSession(input: $input) {
        __typename
        ... on StartSessionPayload { session { id exercises { id exerciseName repsMax } } }
      }
    }
"""
LOG = """
    mutation ($input: LogSetInput!) {
      logSet(input: $input) { __typename ... on LogSetPayload { set { reps weight(unit: LB) } } }
    }
"""
FINISH = """
    mutation ($input: FinishSessionInput!) {
      finishSession(input: $input) {
        __typename ... on FinishSessionPayload { session { status durationSeconds } }
      }
    }
"""
HISTORY = """
    { viewer { trainingSessions(first: 100) { totalCount nodes {
      id status exercises { exerciseName sets { reps weight } }
    } } } }
"""


class Person:
    """Somebody with a cookie jar, for as long as the stack lasts."""

    def __init__(self, stack: ExitStack, origin: str) -> None:
        self.http = stack.enter_context(httpx.Client(base_url=origin))

    def __call__(self, document: str, **variables: Any) -> Any:
        answer = self.http.post("/graphql", json={"query": document, "variables": variables}).json()
        assert "errors" not in answer, answer
        return answer["data"]

    def history(self) -> list[Any]:
        nodes: list[Any] = self(HISTORY)["viewer"]["trainingSessions"]["nodes"]
        return nodes


def sign_up(stack: ExitStack, origin: str, email: str) -> Person:
    person = Person(stack, origin)
    account = person(SIGN_UP, input={"email": email, "password": PASSWORD})
    assert account["signUp"]["viewer"]["email"] == email
    return person


def sign_in(stack: ExitStack, origin: str, email: str, password: str) -> Person:
    person = Person(stack, origin)
    answer = person(SIGN_IN, input={"email": email, "password": password})
    assert answer["signIn"]["__typename"] == "SignInPayload"
    return person


def train(person: Person) -> tuple[str, str]:
    """Go through a day; return the ids of its session and of the session's exercise."""
    bench = person(FIND)["exercises"]["nodes"][0]
    assert "chest" in {muscle["name"] for muscle in bench["primaryMuscles"]}
    exercise = {"exerciseId": bench["id"], "sets": 3, "target": {"reps": {"min": 5, "max": 8}}}
    unit = person(CREATE, input={"name": "Push", "exercises": [exercise]})["createTrainingUnit"][
        "trainingUnit"
    ]
    session = person(START, input={"from": {"trainingUnitId": unit["id"]}})["startSession"]["session"]
    (planned,) = session["exercises"]
    assert (planned["exerciseName"], planned["repsMax"]) == (bench["name"], 8)
    for reps in (8, 7, 6):
        done = {"sessionExerciseId": planned["id"], "metric": {"reps": reps}}
        logged = person(LOG, input=done | {"weight": {"value": "135", "unit": "LB"}})["logSet"]
        assert logged["set"] == {"reps": reps, "weight": "135"}
    finished = person(FINISH, input={"sessionId": session["id"]})["finishSession"]["session"]
    assert finished["status"] == "COMPLETED"
    assert 0 <= finished["durationSeconds"] < 60
    return session["id"], planned["id"]


def sees_nothing_of(person: Person, session: str, exercise: str) -> None:
    assert person.history() == []
    assert person("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[session, exercise]) == {
        "nodes": [None, None]
    }
    log = {"sessionExerciseId": exercise, "metric": {"reps": 1}}
    assert person(LOG, input=log)["logSet"]["__typename"] == "NotFoundProblem"
    assert person(FINISH, input={"sessionId": session})["finishSession"]["__typename"] == "NotFoundProblem"


def secrets(person: Person) -> Iterator[str]:
    yield PASSWORD
    for cookie in person.http.cookies.jar:
        assert cookie.value
        yield cookie.value


def test_a_first_training_day_and_the_day_after(tmp_path: Path) -> None:
    with up(tmp_path) as first, ExitStack() as stack:
        ann, bob = (sign_up(stack, first.origin, f"{name}@example.org") for name in ("ann", "bob"))
        session, exercise = train(ann)
        sees_nothing_of(bob, session, exercise)
        (done,) = ann.history()
        assert [one["reps"] for one in done["exercises"][0]["sets"]] == [8, 7, 6]
        password = first.demo_password
        demo = sign_in(stack, first.origin, "demo@irontrack.example", password)
        assert len(demo.history()) > 50
        for secret in (*secrets(ann), *secrets(demo)):
            assert secret not in first.output
    with up(tmp_path, log="again.log") as second, ExitStack() as stack:
        assert password not in second.output
        ann, bob = (sign_in(stack, second.origin, f"{name}@example.org", PASSWORD) for name in ("ann", "bob"))
        assert ann.history() == [done]
        sees_nothing_of(bob, session, exercise)
        again = ann("mutation { startSession(input: {from: {freestyle: {}}}) { __typename } }")
        assert again["startSession"]["__typename"] == "StartSessionPayload"
        assert len(ann.history()) == 2
