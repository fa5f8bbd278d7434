"""Whatever somebody does in whatever order, the server agrees with a model of some lines of Python.

`LIVES=1000 uv run pytest -n 0 tests/graphql/test_training_life.py` tries as many as that.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import hypothesis
import logging_sets
from building import MUTATIONS
from clients import opened
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from syncing import Copy
from training import FINISH, START, slugs

from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from clients import Client, Site

    from irontrack.settings import Settings

LIVES = int(os.environ.get("LIVES", "4"))
STEPS = 20
LOG = """
    mutation ($input: LogSetInput!) {
      logSet(input: $input) { __typename ... on LogSetPayload { set { id } } ... on Problem { code } }
    }
"""
ADD = """
    mutation ($input: AddSessionExerciseInput!) {
      addSessionExercise(input: $input) {
        __typename ... on AddSessionExercisePayload { sessionExercise { id } }
      }
    }
"""
SESSIONS = """
    { viewer {
      activeSession { id }
      trainingSessions(first: 100) { totalCount nodes {
        id unitName status version exercises { id mode sets { id reps timeSeconds } }
      } }
    } }
"""
UNITS = "{ viewer { trainingUnits(first: 100) { nodes { id name version } } } }"
PICK = st.integers(0, 9)


@dataclass
class Exercise:
    id: str
    mode: str
    sets: list[tuple[str, int]] = field(default_factory=list)

    @property
    def seen(self) -> Any:
        """The exercise as a client sees it."""
        is_reps = self.mode == "REPS"
        sets = [
            {"id": id_, "reps": one if is_reps else None, "timeSeconds": None if is_reps else one}
            for id_, one in self.sets
        ]
        return {"id": self.id, "mode": self.mode, "sets": sets}


@dataclass
class Session:
    id: str
    unit_name: str | None
    exercises: list[Exercise]
    is_over: bool = False
    version: int = 1

    @property
    def seen(self) -> Any:
        """The session as a client sees it."""
        return {
            "id": self.id,
            "unitName": self.unit_name,
            "status": "COMPLETED" if self.is_over else "IN_PROGRESS",
            "version": self.version,
            "exercises": [exercise.seen for exercise in self.exercises],
        }


class Server:
    """An application that can be started again; its database stays."""

    def __init__(self, settings: Settings, runner: asyncio.Runner) -> None:
        self._settings, self._runner = settings, runner
        self.start()

    def start(self) -> None:
        self._running = opened(self._settings)
        self.site: Site = self._runner.run(self._running.__aenter__())

    def stop(self) -> None:
        self._runner.run(self._running.__aexit__(None, None, None))


class Life(RuleBasedStateMachine):
    """One person: a unit is made, renamed and deleted; sessions are started, logged, changed and finished."""

    def __init__(self, server: Server, runner: asyncio.Runner) -> None:
        super().__init__()
        self._server, self._runner = server, runner
        self._client: Client = self._run(server.site.member())
        self._slugs = self._run(slugs(self._client))
        self._copy = Copy(self._client)
        self._units: dict[str, tuple[str, int]] = {}
        self._sessions: list[Session] = []
        self._requests: list[tuple[dict[str, Any], Exercise, str]] = []

    @rule(number=st.integers(0, 3))
    def make_unit(self, number: int) -> None:
        name = f"Unit {number}"
        exercises = [{"exerciseId": self._slugs[slug]} for slug in ("squat", "plank")]
        made = self._sent(MUTATIONS["createTrainingUnit"], name=name, exercises=exercises)
        if any(taken == name for taken, _ in self._units.values()):
            assert made["__typename"] == "ValidationProblem"
        else:
            self._units[made["trainingUnit"]["id"]] = (name, 1)

    @precondition(lambda self: self._units)
    @rule(pick=PICK, stale=st.booleans())
    def rename_unit(self, pick: int, stale: bool) -> None:
        id_ = self._picked_unit(pick)
        _, version = self._units[id_]
        name = f"Renamed {id_[-4:]} {version}"
        sent = {"id": id_, "name": name, "version": version - stale}
        renamed = self._sent(MUTATIONS["updateTrainingUnit"], **sent)
        if stale:
            assert renamed["__typename"] == "ConflictProblem"
        else:
            self._units[id_] = (name, version + 1)

    @precondition(lambda self: self._units)
    @rule(pick=PICK)
    def delete_unit(self, pick: int) -> None:
        id_ = self._picked_unit(pick)
        assert self._sent(MUTATIONS["deleteTrainingUnit"], id=id_)["deletedTrainingUnitId"] == id_
        del self._units[id_]

    @rule(pick=PICK, from_unit=st.booleans(), several=st.booleans())
    def start(self, pick: int, from_unit: bool, several: bool) -> None:
        name: str | None = None
        source: dict[str, Any] = {"freestyle": {}}
        if from_unit and self._units:
            id_ = self._picked_unit(pick)
            name, source = self._units[id_][0], {"trainingUnitId": id_}
        started = self._sent(START, **{"from": source}, allowSeveral=several)
        if not several and any(not session.is_over for session in self._sessions):
            assert started["__typename"] == "ConflictProblem"
            return
        found = started["session"]
        exercises = [Exercise(one["id"], one["mode"]) for one in found["exercises"]]
        self._sessions.append(Session(found["id"], name, exercises))

    @precondition(lambda self: self._sessions)
    @rule(pick=PICK, slug=st.sampled_from(["squat", "plank"]))
    def add_exercise(self, pick: int, slug: str) -> None:
        session = self._picked_session(pick)
        added = self._sent(ADD, sessionId=session.id, exerciseId=self._slugs[slug])
        if session.is_over:
            assert added["__typename"] == "ConflictProblem"
            return
        mode = "REPS" if slug == "squat" else "TIME"
        session.exercises.append(Exercise(added["sessionExercise"]["id"], mode))
        session.version += 1

    @precondition(lambda self: any(session.exercises for session in self._sessions))
    @rule(pick=PICK, which=PICK, value=st.integers(1, 1000), mode=st.sampled_from(["REPS", "TIME"]))
    def log(self, pick: int, which: int, value: int, mode: str) -> None:
        session = self._picked_session(pick, [one for one in self._sessions if one.exercises])
        exercise = session.exercises[which % len(session.exercises)]
        metric = {"reps" if mode == "REPS" else "seconds": value}
        log = {"sessionExerciseId": exercise.id, "metric": metric, "clientId": str(new_id())}
        logged = self._sent(LOG, **log)
        if session.is_over:
            assert logged["__typename"] == "ConflictProblem"
        elif mode != exercise.mode:
            assert logged["__typename"] == "ValidationProblem"
        else:
            exercise.sets.append((logged["set"]["id"], value))
            session.version += 1
            self._requests.append((log, exercise, logged["set"]["id"]))

    @precondition(lambda self: self._requests)
    @rule(pick=PICK, changed=st.booleans())
    def log_again(self, pick: int, changed: bool) -> None:
        log, exercise, set_id = self._requests[pick % len(self._requests)]
        metric = {"seconds": 1001} if exercise.mode == "TIME" else {"reps": 0}
        again = self._sent(LOG, **{**log, "metric": metric} if changed else log)
        if not any(exercise in session.exercises for session in self._sessions):
            assert again["__typename"] == "NotFoundProblem"
        elif changed or set_id not in dict(exercise.sets):
            assert again["__typename"] == "ConflictProblem"
        else:
            assert again["set"]["id"] == set_id

    @precondition(lambda self: self._logged)
    @rule(pick=PICK, which=PICK, value=st.integers(1, 1000))
    def change_set(self, pick: int, which: int, value: int) -> None:
        session, exercise = self._logged[pick % len(self._logged)]
        place = which % len(exercise.sets)
        id_, before = exercise.sets[place]
        metric = {"reps" if exercise.mode == "REPS" else "seconds": value}
        assert self._done("updateSet", setId=id_, metric=metric)["set"]["id"] == id_
        exercise.sets[place] = id_, value
        session.version += value != before

    @precondition(lambda self: self._logged)
    @rule(pick=PICK, which=PICK)
    def delete_set(self, pick: int, which: int) -> None:
        session, exercise = self._logged[pick % len(self._logged)]
        id_, _ = exercise.sets.pop(which % len(exercise.sets))
        self._done("deleteSet", setId=id_)
        session.version += 1

    @precondition(lambda self: self._logged)
    @rule(pick=PICK)
    def turn_sets_round(self, pick: int) -> None:
        session, exercise = self._logged[pick % len(self._logged)]
        session.version += len(exercise.sets) > 1
        exercise.sets.reverse()
        ids = [id_ for id_, _ in exercise.sets]
        self._done("reorderSets", sessionExerciseId=exercise.id, setIds=ids)

    @precondition(lambda self: any(session.exercises for session in self._sessions))
    @rule(pick=PICK, which=PICK)
    def remove_exercise(self, pick: int, which: int) -> None:
        session = self._picked_session(pick, [one for one in self._sessions if one.exercises])
        exercise = session.exercises.pop(which % len(session.exercises))
        self._done("removeSessionExercise", sessionExerciseId=exercise.id)
        session.version += 1

    @precondition(lambda self: self._sessions)
    @rule(pick=PICK)
    def turn_exercises_round(self, pick: int) -> None:
        session = self._picked_session(pick)
        session.version += len(session.exercises) > 1
        session.exercises.reverse()
        ids = [exercise.id for exercise in session.exercises]
        self._done("reorderSessionExercises", sessionId=session.id, exerciseIds=ids)

    @precondition(lambda self: any(session.is_over for session in self._sessions))
    @rule(pick=PICK)
    def reopen(self, pick: int) -> None:
        session = self._picked_session(pick, [one for one in self._sessions if one.is_over])
        self._done("reopenSession", sessionId=session.id, reason="One more.", allowSeveral=True)
        session.is_over = False
        session.version += 1

    @rule()
    def restart_the_server(self) -> None:
        cookies = self._client.http.cookies
        self._server.stop()
        self._server.start()
        self._client = self._copy.client = self._run(self._server.site.browser())
        self._client.http.cookies = cookies

    @precondition(lambda self: self._sessions)
    @rule(pick=PICK)
    def finish(self, pick: int) -> None:
        session = self._picked_session(pick)
        finished = self._sent(FINISH, sessionId=session.id)
        if session.is_over:
            assert finished["__typename"] == "ConflictProblem"
        else:
            session.is_over = True
            session.version += 1

    @invariant()
    def the_server_agrees(self) -> None:
        viewer = self._run(self._client.data(SESSIONS))["viewer"]
        found = viewer["trainingSessions"]
        assert found["totalCount"] == len(self._sessions)
        assert found["nodes"] == [session.seen for session in self._sessions[::-1]]
        active = [session.id for session in self._sessions if not session.is_over]
        assert (viewer["activeSession"] or {"id": None})["id"] == (active[-1] if active else None)
        units = self._run(self._client.data(UNITS))["viewer"]["trainingUnits"]["nodes"]
        assert {unit["id"]: (unit["name"], unit["version"]) for unit in units} == self._units

    @rule(first=st.integers(1, 5))
    def follow_the_changes(self, first: int) -> None:
        self._run(self._copy.pull(first))
        nodes = self._copy.nodes.values()
        versions = {node["id"]: node["version"] for node in nodes}
        expected = {session.id: session.version for session in self._sessions}
        assert versions == expected | {id_: version for id_, (_, version) in self._units.items()}

    @property
    def _logged(self) -> list[tuple[Session, Exercise]]:
        """The exercises that have sets, with their sessions."""
        return [(one, exercise) for one in self._sessions for exercise in one.exercises if exercise.sets]

    def _done(self, field: str, **input_: Any) -> Any:
        """Send what must succeed, and return its payload."""
        return self._run(logging_sets.done(self._client, field, **input_))

    def _sent(self, document: str, **input_: Any) -> Any:
        (result,) = self._run(self._client.data(document, input=input_)).values()
        return result

    def _run[T](self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def _picked_unit(self, pick: int) -> str:
        return list(self._units)[pick % len(self._units)]

    def _picked_session(self, pick: int, among: list[Session] | None = None) -> Session:
        sessions = among or self._sessions
        return sessions[pick % len(sessions)]


def test_the_server_agrees_with_a_model(settings: Settings, catalogue: None) -> None:  # noqa: ARG001 - must be there
    with asyncio.Runner() as runner:
        server = Server(settings, runner)
        try:
            run_state_machine_as_test(
                lambda: Life(server, runner),  # type: ignore[arg-type]  # it is called, and no more
                settings=hypothesis.settings(
                    max_examples=LIVES,
                    stateful_step_count=STEPS,
                    deadline=None,
                    suppress_health_check=list(hypothesis.HealthCheck),
                ),
            )
        finally:
            server.stop()
