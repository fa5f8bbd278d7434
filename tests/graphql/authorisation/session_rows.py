"""The table's lines about making templates, and about sessions: starting, logging, changing, ending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from authorisation.table import Row
from authorisation.table import as_input as _input

from irontrack.kit.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from authorisation.things import Subjects

# The columns: anonymous, owner, stranger, reader, writer, trainer, superuser.


def _from(source: str, make: Callable[[Subjects], str]) -> Callable[[Subjects], dict[str, Any]]:
    # Everybody has a session in progress already.
    return _input(lambda of: {"from": {source: make(of)}, "allowSeveral": True})


def _from_unit(make: Callable[[Subjects], str]) -> Callable[[Subjects], dict[str, Any]]:
    return _from("trainingUnitId", make)


def _from_day(make: Callable[[Subjects], str]) -> Callable[[Subjects], dict[str, Any]]:
    return _from("planUnitId", make)


def _of_session(**more: Any) -> Callable[[Subjects], dict[str, Any]]:
    return _input(lambda of: {"sessionId": of.owner.session, **more})


def _of_session_exercise(**more: Any) -> Callable[[Subjects], dict[str, Any]]:
    return _input(lambda of: {"sessionExerciseId": of.owner.session_exercise, **more})


def _recorded(source: str, field: str) -> Callable[[Subjects], dict[str, Any]]:
    return _input(lambda of: {**_AN_HOUR, "from": {source: getattr(of.owner, field)}})


def _run(make: Callable[[Subjects], dict[str, Any]]) -> Callable[[Subjects], dict[str, Any]]:
    measured = {"distance": {"value": "5", "unit": "KM"}, "movingSeconds": 1500}
    return _input(lambda of: {"startTime": "2026-03-01T18:00:00Z", **measured, **make(of)})


_AN_HOUR: Final = {"startTime": "2026-03-01T18:00:00Z", "endTime": "2026-03-01T19:00:00Z"}
_SESSION_EDITS: Final[dict[str, dict[str, Any]]] = {
    "finishSession": {},
    "abortSession": {},
    "updateSession": {"notes": "New."},
    "deleteSession": {},
}
_SESSION_EXERCISE_EDITS: Final[dict[str, dict[str, Any]]] = {
    "updateSessionExercise": {"notes": "New."},
    "removeSessionExercise": {},
}


TRAINING: Final = (
    Row(
        "U A A A A A A",
        "Mutation.createTrainingUnit",
        _input(lambda of: {"name": "New", "exercises": [{"exerciseId": of.system.exercise}]}),
    ),
    Row(
        "U A - - - - -",  # A trainer sees more exercises, but may use no more.
        "Mutation.createTrainingUnit",
        _input(lambda of: {"name": "New", "exercises": [{"exerciseId": of.owner.exercise}]}),
        "custom",
    ),
    Row(
        "U A - A A A -",
        "Mutation.createTrainingPlan",
        _input(
            lambda of: {
                "name": "New",
                "difficultyLevel": "EXPERT",
                "units": [{"dayNumber": 1, "unitId": of.owner.shared_unit}],
            }
        ),
    ),
    Row(
        "U A A A A A A",
        "Mutation.createTrainingPlan",
        _input(
            lambda of: {
                "name": "New",
                "difficultyLevel": "EXPERT",
                "units": [{"dayNumber": 1, "unitId": id_} for id_ in (of.owner.public_unit, of.system.unit)],
            }
        ),
        "public units",
    ),
    Row(
        "U A A A A A A",
        "Mutation.startSession",
        _input(lambda _of: {"from": {"freestyle": {}}, "allowSeveral": True}),
        "without a unit",
    ),
    Row(
        "U A - - - - -", "Mutation.startSession", _from_unit(lambda of: of.owner.private_unit), "private unit"
    ),
    Row("U A - A A A -", "Mutation.startSession", _from_unit(lambda of: of.owner.shared_unit), "shared unit"),
    Row("U A A A A A A", "Mutation.startSession", _from_unit(lambda of: of.owner.public_unit), "public unit"),
    Row("U A - A A A -", "Mutation.startSession", _from_unit(lambda of: of.owner.carried_unit), "in a plan"),
    Row("U A A A A A A", "Mutation.startSession", _from_unit(lambda of: of.system.unit), "system unit"),
    Row(
        "U A - - - - -",
        "Mutation.startSession",
        _from_day(lambda of: of.owner.private_plan_unit),
        "private plan",
    ),
    Row(
        "U A - A A A -",
        "Mutation.startSession",
        _from_day(lambda of: of.owner.shared_plan_unit),
        "shared plan",
    ),
    Row(
        "U A A A A A A",
        "Mutation.startSession",
        _from_day(lambda of: of.owner.public_plan_unit),
        "public plan",
    ),
    Row("U A A A A A A", "Mutation.startSession", _from_day(lambda of: of.system.plan_unit), "system plan"),
    Row(
        "U A - - - - -",
        "Mutation.startSession",
        _from("enrollmentDayId", lambda of: of.owner.enrollment_day),
        "day of an enrollment",
    ),
    Row("U A - - - - -", "Mutation.startSession", _from("sessionId", lambda of: of.owner.session), "again"),
    Row(
        "U A - - - - -",
        "Mutation.startSession",
        _input(
            lambda of: {
                "from": {"trainingUnitId": of.system.unit},
                "allowSeveral": True,
                "exercises": [
                    {
                        "sourceExerciseId": of.system.unit_exercise,
                        "clientId": str(new_id()),
                        "exerciseId": of.owner.exercise,
                    }
                ],
            }
        ),
        "custom in its place",
    ),
    Row(
        "U A - - - - -",
        "Mutation.addSessionExercise",
        _input(lambda of: {"sessionId": of.owner.session, "exerciseId": of.system.exercise}),
    ),
    Row(
        "U A - - - - -",
        "Mutation.addSessionExercise",
        _input(lambda of: {"sessionId": of.caller.session, "exerciseId": of.owner.exercise}),
        "custom",
    ),
    Row(
        "U A - - - - -",
        "Mutation.logSet",
        _input(lambda of: {"sessionExerciseId": of.owner.session_exercise, "metric": {"reps": 3}}),
    ),
    *(Row("U A - - - - -", f"Mutation.{name}", _of_session(**more)) for name, more in _SESSION_EDITS.items()),
    Row(
        "U A - - - - -",
        "Mutation.reopenSession",
        _input(
            lambda of: {"sessionId": of.owner.past_session, "reason": "One more set.", "allowSeveral": True}
        ),
    ),
    *(
        Row("U A - - - - -", f"Mutation.{name}", _of_session_exercise(**more))
        for name, more in _SESSION_EXERCISE_EDITS.items()
    ),
    Row(
        "U A - - - - -",
        "Mutation.replaceSessionExercise",
        _input(
            lambda of: {
                "sessionExerciseId": of.owner.session_exercise,
                "exerciseId": of.system.exercise,
                "mode": "REPS",
            }
        ),
    ),
    Row(
        "U A - - - - -",
        "Mutation.replaceSessionExercise",
        _input(
            lambda of: {
                "sessionExerciseId": of.caller.session_exercise,
                "exerciseId": of.owner.exercise,
                "mode": "REPS",
            }
        ),
        "custom",
    ),
    Row(
        "U A - - - - -",
        "Mutation.reorderSessionExercises",
        _input(lambda of: {"sessionId": of.owner.session, "exerciseIds": [of.owner.session_exercise]}),
    ),
    Row(
        "U A - - - - -",
        "Mutation.reorderSets",
        _input(
            lambda of: {
                "sessionExerciseId": of.owner.session_exercise,
                "setIds": [of.owner.training_set],
            }
        ),
    ),
    Row(
        "U A - - - - -",
        "Mutation.logSets",
        _input(
            lambda of: {
                "sessionId": of.owner.session,
                "sets": [{"sessionExerciseId": of.owner.session_exercise, "metric": {"reps": 3}}],
            }
        ),
    ),
    Row(
        "U A - - - - -",
        "Mutation.logSets",
        _input(
            lambda of: {
                "sessionId": of.caller.session,
                "sets": [{"sessionExerciseId": of.owner.session_exercise, "metric": {"reps": 3}}],
            }
        ),
        "somebody else's exercise",
    ),
    Row(
        "U A - - - - -",
        "Mutation.updateSet",
        _input(lambda of: {"setId": of.owner.training_set, "metric": {"reps": 3}}),
    ),
    Row("U A - - - - -", "Mutation.updateRun", _input(lambda of: {"runId": of.owner.run, "notes": "New."})),
    Row("U A A A A A A", "Mutation.recordRun", _run(lambda of: {"exerciseId": of.system.cardio_exercise})),
    Row(
        "U A - A A A -",
        "Mutation.recordRun",
        _run(
            lambda of: {
                "exerciseId": of.system.cardio_exercise,
                "plannedBy": {"trainingUnitId": of.owner.shared_unit},
            }
        ),
        "by a shared unit",
    ),
    Row(
        "U A - - - - -",
        "Mutation.recordRun",
        _run(
            lambda of: {
                "exerciseId": of.system.cardio_exercise,
                "plannedBy": {"enrollmentDayId": of.owner.enrollment_day},
            }
        ),
        "on a day of an enrollment",
    ),
    Row("U A - - - - -", "Mutation.deleteSet", _input(lambda of: {"setId": of.owner.training_set})),
    Row(
        "U A A A A A A",
        "Mutation.recordSession",
        _input(lambda of: {**_AN_HOUR, "exercises": [{"exerciseId": of.system.exercise}]}),
    ),
    Row(
        "U A - - - - -",
        "Mutation.recordSession",
        _input(lambda of: {**_AN_HOUR, "exercises": [{"exerciseId": of.owner.exercise}]}),
        "custom",
    ),
    *(
        Row(cells, "Mutation.recordSession", _recorded(source, field), field.replace("_", " "))
        for cells, source, field in (
            ("U A - - - - -", "trainingUnitId", "private_unit"),
            ("U A - A A A -", "trainingUnitId", "shared_unit"),
            ("U A A A A A A", "trainingUnitId", "public_unit"),
            ("U A - A A A -", "trainingUnitId", "carried_unit"),
            ("U A - - - - -", "planUnitId", "private_plan_unit"),
            ("U A - A A A -", "planUnitId", "shared_plan_unit"),
            ("U A A A A A A", "planUnitId", "public_plan_unit"),
            ("U A - - - - -", "enrollmentDayId", "enrollment_day"),
        )
    ),
)
