"""The table: what each caller gets for each field that a request can begin at, and for each type of node."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal

from authorisation.things import CALLERS
from clients import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from authorisation.things import Caller, Subjects


class Outcome(StrEnum):
    """What a caller gets; the values are the letters of the table."""

    ALLOWED = "A"
    ABSENT = "-"
    """Null, nothing in a list, NotFoundProblem, or an UNKNOWN value: as for what does not exist."""

    UNAUTHENTICATED = "U"
    FORBIDDEN = "F"
    """ForbiddenProblem."""

    ENDED = "E"
    """SignInEndedProblem."""

    IN_USE = "I"
    """InUseProblem."""


def _nothing(_of: Subjects) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Row:
    """What one coordinate answers about one thing.

    Attributes:
        letters: One `Outcome` for each of `CALLERS`, in their order.
        coordinate: `Query.field`, `Viewer.field`, `Mutation.field`, or the name of a type of node.
        arguments: Made of what may be named; of a node, `id`.
        case: Which of several rows of the coordinate.
        nobody: Whose things are replaced by things that do not exist, to see what absence looks like.
    """

    letters: str
    coordinate: str
    arguments: Callable[[Subjects], dict[str, Any]] = _nothing
    case: str = ""
    nobody: Literal["owner", "caller"] = "owner"

    @property
    def outcomes(self) -> dict[Caller, Outcome]:
        """What each caller gets."""
        return dict(zip(CALLERS, map(Outcome, self.letters.split()), strict=True))

    def __str__(self) -> str:
        """Return the name under which a failure is reported."""
        return f"{self.coordinate} {self.case}".strip().replace(" ", "_")


def _found(name: str) -> Callable[[Subjects], dict[str, Any]]:
    return lambda of: {"search": getattr(of.owner, name)}


# The columns: anonymous, owner, stranger, reader, writer, trainer, superuser.

_QUERY: Final = (
    Row("- A A A A A A", "Query.viewer"),
    Row("- - - - - - A", "Query.accounts"),
    Row("- - - - - - A", "Query.account", lambda of: {"by": {"id": of.owner.account}}, "by id"),
    Row("- - - - - - A", "Query.account", lambda of: {"by": {"email": of.owner.email}}, "by address"),
    Row("- - - - - - A", "Query.account", lambda of: {"by": {"id": of.caller.account}}, "oneself", "caller"),
    Row("- - - - - - A", "Query.roles"),
    Row("- A - - - - -", "Query.node", lambda of: {"id": of.owner.session}),
    Row("- A - - - - -", "Query.nodes", lambda of: {"ids": [of.owner.session, of.owner.device]}),
    Row("A A A A A A A", "Query.exercise", lambda of: {"by": {"id": of.system.exercise}}, "of the system"),
    Row("A A A A A A A", "Query.exercise", lambda of: {"by": {"slug": of.system.slug}}, "by slug"),
    Row(
        "- A - - - A -",
        "Query.exercise",
        lambda of: {"by": {"id": of.owner.exercise}},
        "custom",
    ),
    Row("A A A A A A A", "Query.exercises"),
    Row("- A - - - - -", "Query.exercises", lambda of: {"search": of.owner.exercise_name}, "custom"),
    Row("A A A A A A A", "Query.equipment"),
    Row("A A A A A A A", "Query.muscleGroups"),
    Row("A A A A A A A", "Query.exerciseTags"),
    Row("- A - - - - -", "Query.trainingUnit", lambda of: {"id": of.owner.private_unit}, "private"),
    Row("- A - A A A -", "Query.trainingUnit", lambda of: {"id": of.owner.shared_unit}, "shared"),
    Row("- A A A A A A", "Query.trainingUnit", lambda of: {"id": of.owner.public_unit}, "public"),
    Row("A A A A A A A", "Query.trainingUnit", lambda of: {"id": of.system.unit}, "of the system"),
    Row("- A - A A A -", "Query.trainingUnit", lambda of: {"id": of.owner.carried_unit}, "in a plan"),
    Row("- A - - - - -", "Query.trainingPlan", lambda of: {"id": of.owner.private_plan}, "private"),
    Row("- A - A A A -", "Query.trainingPlan", lambda of: {"id": of.owner.shared_plan}, "shared"),
    Row("- A A A A A A", "Query.trainingPlan", lambda of: {"id": of.owner.public_plan}, "public"),
    Row("A A A A A A A", "Query.trainingPlan", lambda of: {"id": of.system.plan}, "of the system"),
    *(
        Row(letters, f"Query.discoverTraining{kind.title()}s", _found(f"{status}_{kind}_name"), status)
        for kind in ("unit", "plan")
        for letters, status in (
            ("- - - - - - -", "private"),
            ("- - - - - - -", "shared"),
            ("- A A A A A A", "public"),
        )
    ),
    Row("A A A A A A A", "Query.discoverTrainingUnits", lambda _of: {"search": "Starter"}, "of the system"),
    Row("A A A A A A A", "Query.discoverTrainingPlans", lambda _of: {"search": "Starter"}, "of the system"),
    Row("A A A A A A A", "Query.serverInfo"),
)

# Everybody's own; that it is nobody else's, is looked for in every answer.
_VIEWER: Final = (
    Row("- - - A A A -", "Viewer.sharedWithMe"),
    *(
        Row("- A A A A A A", f"Viewer.{name}")
        for name in (
            "id",
            "name",
            "email",
            "role",
            "preferredWeightUnit",
            "preferredDistanceUnit",
            "timeZone",
            "createdAt",
            "devices",
            "trainingUnits",
            "trainingPlans",
            "enrollments",
            "upcomingWorkouts",
            "trainingSessions",
            "activeSession",
            "changes",
        )
    ),
)


def _owners(name: str) -> Callable[[Subjects], dict[str, Any]]:
    return lambda of: {"id": getattr(of.owner, name)}


NODES: Final = (
    Row("- A - - - - -", "Viewer", lambda of: {"id": of.owner.viewer}),
    Row("- - - - - - A", "Account", lambda of: {"id": of.owner.account}),
    Row("- - - - - - A", "Account", lambda of: {"id": of.caller.account}, "oneself", "caller"),
    Row("- A - - - - -", "Device", lambda of: {"id": of.owner.device}),
    Row("- A A A A A A", "User", lambda of: {"id": of.owner.user}, "an author"),
    Row("- A - - - - -", "User", lambda of: {"id": of.owner.coach_user}, "a grantee"),
    Row("- A A A A A A", "User", lambda of: {"id": of.caller.user}, "oneself", "caller"),
    Row("- A - - - - -", "AccessGrant", lambda of: {"id": of.owner.account_grant}, "to an account"),
    Row("- A - - - - -", "AccessGrant", lambda of: {"id": of.owner.address_grant}, "to an address"),
    Row("A A A A A A A", "Equipment", lambda of: {"id": of.system.equipment}),
    Row("A A A A A A A", "MuscleGroup", lambda of: {"id": of.system.muscle_group}),
    Row("A A A A A A A", "ExerciseTag", lambda of: {"id": of.system.tag}),
    Row("A A A A A A A", "Exercise", lambda of: {"id": of.system.exercise}, "of the system"),
    Row("- A - - - A -", "Exercise", lambda of: {"id": of.owner.exercise}, "custom"),
    Row("- A - - - - -", "TrainingUnit", lambda of: {"id": of.owner.private_unit}, "private"),
    Row("- A - A A A -", "TrainingUnit", lambda of: {"id": of.owner.shared_unit}, "shared"),
    Row("- A A A A A A", "TrainingUnit", lambda of: {"id": of.owner.public_unit}, "public"),
    Row("A A A A A A A", "TrainingUnit", lambda of: {"id": of.system.unit}, "of the system"),
    Row(
        "- A - - - - -", "TrainingUnitExercise", lambda of: {"id": of.owner.private_unit_exercise}, "private"
    ),
    Row("- A - A A A -", "TrainingUnitExercise", lambda of: {"id": of.owner.shared_unit_exercise}, "shared"),
    Row("- A A A A A A", "TrainingUnitExercise", lambda of: {"id": of.owner.public_unit_exercise}, "public"),
    Row("A A A A A A A", "TrainingUnitExercise", lambda of: {"id": of.system.unit_exercise}, "of the system"),
    Row("- A - A A A -", "TrainingUnit", lambda of: {"id": of.owner.carried_unit}, "in a plan"),
    Row(
        "- A - A A A -",
        "TrainingUnitExercise",
        lambda of: {"id": of.owner.carried_unit_exercise},
        "in a plan",
    ),
    *(
        Row(letters, typename, _owners(name), status)
        for letters, status in (
            ("- A - - - - -", "private"),
            ("- A - A A A -", "shared"),
            ("- A A A A A A", "public"),
        )
        for typename, name in (
            ("TrainingPlan", f"{status}_plan"),
            ("TrainingPlanUnit", f"{status}_plan_unit"),
        )
    ),
    Row("A A A A A A A", "TrainingPlan", lambda of: {"id": of.system.plan}, "of the system"),
    Row("A A A A A A A", "TrainingPlanUnit", lambda of: {"id": of.system.plan_unit}, "of the system"),
    Row("- A - - - - -", "Enrollment", lambda of: {"id": of.owner.enrollment}),
    Row("- A - - - - -", "EnrollmentDay", lambda of: {"id": of.owner.enrollment_day}),
    Row("- A - - - - -", "TrainingSession", lambda of: {"id": of.owner.session}),
    Row("- A - - - - -", "TrainingSessionExercise", lambda of: {"id": of.owner.session_exercise}),
    Row("- A - - - - -", "TrainingSet", lambda of: {"id": of.owner.training_set}),
)


def _input(make: Callable[[Subjects], dict[str, Any]]) -> Callable[[Subjects], dict[str, Any]]:
    return lambda of: {"input": make(of)}


def _from_unit(make: Callable[[Subjects], str]) -> Callable[[Subjects], dict[str, Any]]:
    # Everybody has a session in progress already.
    return _input(lambda of: {"from": {"trainingUnitId": make(of)}, "allowSeveral": True})


def _oneself(coordinate: str, make: Callable[[Subjects], dict[str, Any]]) -> Row:
    return Row("U - - - - - F", coordinate, _input(make), "oneself", "caller")


_ACCOUNTS: Final = (
    Row("A A A A A A A", "Mutation.signUp", _input(lambda of: {"email": of.new_email, "password": PASSWORD})),
    Row(
        "A A A A A A A",
        "Mutation.signIn",
        _input(lambda of: {"email": of.caller.email, "password": PASSWORD}),
    ),
    Row("E A A A A A A", "Mutation.refreshSession"),
    Row("A A A A A A A", "Mutation.signOut"),
    Row("U A A A A A A", "Mutation.signOutEverywhere"),
    Row("U A - - - - -", "Mutation.endDevice", _input(lambda of: {"id": of.owner.device})),
    Row("U A A A A A A", "Mutation.updateProfile", _input(lambda _of: {"name": "Somebody"})),
    Row(
        "U A A A A A A",
        "Mutation.changePassword",
        _input(lambda _of: {"currentPassword": PASSWORD, "newPassword": f"another {PASSWORD}"}),
    ),
    Row(
        "U A A A A A A",
        "Mutation.changeEmail",
        _input(lambda of: {"currentPassword": PASSWORD, "email": of.new_email}),
    ),
    Row("U A A A A A A", "Mutation.deleteMyAccount", _input(lambda _of: {"currentPassword": PASSWORD})),
)

_ADMINISTRATION: Final = (
    Row(
        "U F F F F F A",
        "Mutation.createAccount",
        _input(lambda of: {"email": of.new_email, "password": PASSWORD}),
    ),
    Row(
        "U - - - - - A",
        "Mutation.updateAccount",
        _input(lambda of: {"id": of.owner.account, "name": "Somebody"}),
        "of somebody else",
    ),
    _oneself("Mutation.updateAccount", lambda of: {"id": of.caller.account, "name": "Somebody"}),
    Row(
        "U - - - - - A",
        "Mutation.assignRole",
        _input(lambda of: {"account": {"id": of.owner.account}, "role": "FITNESS_TRAINER"}),
        "to somebody else",
    ),
    Row(
        "U - - - - - A",
        "Mutation.assignRole",
        _input(lambda of: {"account": {"email": of.owner.email}, "role": "FITNESS_TRAINER"}),
        "by address",
    ),
    _oneself(
        "Mutation.assignRole", lambda of: {"account": {"id": of.caller.account}, "role": "APPLICATION_ACCESS"}
    ),
    Row(
        "U - - - - - A",
        "Mutation.revokeRole",
        _input(lambda of: {"account": {"id": of.owner.coach}}),
        "of somebody else",
    ),
    _oneself("Mutation.revokeRole", lambda of: {"account": {"id": of.caller.account}}),
    Row(
        "U - - - - - A",
        "Mutation.signOutAccount",
        _input(lambda of: {"id": of.owner.account}),
        "of somebody else",
    ),
    _oneself("Mutation.signOutAccount", lambda of: {"id": of.caller.account}),
    Row(
        "U - - - - - A",
        "Mutation.deleteAccount",
        _input(lambda of: {"id": of.owner.account}),
        "of somebody else",
    ),
    _oneself("Mutation.deleteAccount", lambda of: {"id": of.caller.account}),
)


def _in_plan(make: Callable[[Subjects], str]) -> Callable[[Subjects], dict[str, Any]]:
    return _input(lambda of: {"planId": make(of), "startDate": "2026-11-21"})


_FOLLOWING: Final = (
    Row("U A - - - - -", "Mutation.enrollInPlan", _in_plan(lambda of: of.owner.private_plan), "private"),
    Row("U A - A A A -", "Mutation.enrollInPlan", _in_plan(lambda of: of.owner.shared_plan), "shared"),
    Row("U A A A A A A", "Mutation.enrollInPlan", _in_plan(lambda of: of.owner.public_plan), "public"),
    Row("U A A A A A A", "Mutation.enrollInPlan", _in_plan(lambda of: of.system.plan), "of the system"),
    Row(
        "U A - - - - -",
        "Mutation.moveEnrollmentDay",
        _input(lambda of: {"id": of.owner.enrollment_day, "date": "2199-12-31"}),
    ),
    Row("U A - - - - -", "Mutation.skipEnrollmentDay", _input(lambda of: {"id": of.owner.enrollment_day})),
    Row(
        "U A - - - - -",
        "Mutation.endEnrollment",
        _input(lambda of: {"id": of.owner.enrollment, "end": "COMPLETED"}),
    ),
    Row("U A - - - - -", "Mutation.reopenEnrollment", _input(lambda of: {"id": of.owner.enrollment})),
)

_TRAINING: Final = (
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
    Row("U A - - - - -", "Mutation.finishSession", _input(lambda of: {"sessionId": of.owner.session})),
)


# Who copies a unit, who changes what it says, and who deletes it; plans have all but the shared one.
_UNIT_LETTERS: Final = {
    "private_unit": ("U A - - - - -", "U A - - - - -", "U I - - - - -"),
    "shared_unit": ("U A - A A A -", "U A - F A F -", "U A - F F F -"),
    "public_unit": ("U A A A A A A", "U A F F F F F", "U I F F F F F"),
    "carried_unit": ("U A - A A A -", "U A - F F F -", "U I - F F F -"),
    "system_unit": ("U A A A A A A", "U F F F F F A", "U F F F F F I"),
}


def _unit_rows(name: str, unit: Callable[[Subjects], str], row: Callable[[Subjects], str]) -> tuple[Row, ...]:
    reads, writes, deletes = _UNIT_LETTERS[name]
    return (
        Row(
            writes,
            "Mutation.updateTrainingUnit",
            _input(lambda of: {"id": unit(of), "description": uuid.uuid4().hex}),
            name,
        ),
        Row(
            writes,
            "Mutation.reorderTrainingUnitExercises",
            _input(lambda of: {"id": unit(of), "exerciseIds": [row(of)]}),
            name,
        ),
        Row(
            writes,
            "Mutation.setTrainingUnitExercises",
            _input(lambda of: {"id": unit(of), "exercises": [{"id": row(of), "notes": uuid.uuid4().hex}]}),
            name,
        ),
        Row(deletes, "Mutation.deleteTrainingUnit", _input(lambda of: {"id": unit(of)}), name),
        Row(reads, "Mutation.copyTrainingUnit", _input(lambda of: {"unitId": unit(of)}), name),
    )


def _unit_of_owner(name: str) -> tuple[Row, ...]:
    return _unit_rows(
        name, lambda of: getattr(of.owner, name), lambda of: getattr(of.owner, f"{name}_exercise")
    )


_UNITS: Final = (
    *_unit_of_owner("private_unit"),
    *_unit_of_owner("shared_unit"),
    *_unit_of_owner("public_unit"),
    *_unit_of_owner("carried_unit"),
    *_unit_rows("system_unit", lambda of: of.system.unit, lambda of: of.system.unit_exercise),
)


def _status(letters: str, name: str, status: str, *, of_system: bool = False) -> Row:
    make = _input(lambda of: {"id": getattr(of.system if of_system else of.owner, name), "status": status})
    return Row(letters, "Mutation.setSharingStatus", make, f"{'system ' * of_system}{name} {status}")


def _grant(letters: str, name: str) -> Row:
    make = _input(lambda of: {"id": getattr(of.owner, name), "to": {"email": "guest@example.org"}})
    return Row(letters, "Mutation.grantAccess", make, f"on {name}")


def _leave(letters: str, name: str) -> Row:
    return Row(letters, "Mutation.leaveShared", _input(lambda of: {"id": getattr(of.owner, name)}), name)


_SHARING: Final = (
    _status("U A - - - - -", "private_unit", "SHARED"),
    _status("U A - - - - -", "private_plan", "SHARED"),
    _status("U A - F F F -", "shared_unit", "PUBLIC"),
    _status("U A - F F F -", "shared_plan", "PRIVATE"),
    _status("U A - F F F -", "carried_unit", "PUBLIC"),
    _status("U A F F F F A", "public_unit", "PRIVATE"),
    _status("U A F F F F A", "public_plan", "PRIVATE"),
    _status("U A F F F F F", "public_unit", "SHARED"),
    _status("U F F F F F F", "unit", "PRIVATE", of_system=True),
    _grant("U A - - - - -", "private_unit"),
    _grant("U A - F F F -", "shared_unit"),
    _grant("U A - F F F -", "shared_plan"),
    _grant("U A F F F F F", "public_plan"),
    Row(
        "U A - - - - -",  # Nobody else can see that coach.
        "Mutation.grantAccess",
        _input(lambda of: {"id": of.caller.shared_plan, "to": {"userId": of.owner.coach_user}}),
        "to somebody else's grantee",
    ),
    Row(
        "U A - - - - -", "Mutation.revokeAccess", _input(lambda of: {"id": of.owner.account_grant}), "account"
    ),
    Row(
        "U A - - - - -", "Mutation.revokeAccess", _input(lambda of: {"id": of.owner.address_grant}), "address"
    ),
    _leave("U F - - - - -", "private_unit"),
    _leave("U F - A A A -", "shared_unit"),
    _leave("U F - A A A -", "shared_plan"),
    _leave("U F - F F F -", "carried_unit"),
    _leave("U F F F F F F", "public_plan"),
)


def _exercise(of: Subjects, **more: Any) -> dict[str, Any]:
    name = f"New {uuid.uuid4().hex}"
    facts = {"name": name, "category": "STRENGTH", "difficultyLevel": "EXPERT"}
    return {**facts, "primaryMuscles": [of.system.muscle_group], **more}


_EXERCISES: Final = (
    Row("U A A A A A A", "Mutation.createExercise", _input(_exercise)),
    Row(
        "U F F F F F A",
        "Mutation.createSystemExercise",
        _input(lambda of: _exercise(of, tags=[of.system.tag], instructions="Sit. Stand. Mind the head.")),
    ),
    Row(
        "U A - - - - -",  # A trainer sees it, but is told no more than anybody.
        "Mutation.updateExercise",
        _input(lambda of: {"id": of.owner.exercise, "force": "PUSH"}),
        "custom",
    ),
    Row(
        "U F F F F F A",
        "Mutation.updateExercise",
        _input(lambda of: {"id": of.system.spare_exercises[0], "force": "PUSH"}),
        "of the system",
    ),
    Row("U A - - - - -", "Mutation.deleteExercise", _input(lambda of: {"id": of.owner.exercise}), "custom"),
    Row(
        "U F F F F F A",
        "Mutation.deleteExercise",
        _input(lambda of: {"id": of.system.spare_exercises[1]}),
        "of the system",
    ),
    Row(
        "U F F F F F A",
        "Mutation.mergeExercises",
        _input(lambda of: {"from": of.system.spare_exercises[2], "into": of.system.spare_exercises[0]}),
    ),
)


def _named(typename: str, spare: Callable[[Subjects], str]) -> tuple[Row, Row, Row]:
    letters = "U F F F F F A"
    return (
        Row(letters, f"Mutation.create{typename}", _input(lambda _of: {"name": f"new {uuid.uuid4().hex}"})),
        Row(
            letters,
            f"Mutation.update{typename}",
            _input(lambda of: {"id": spare(of), "name": f"newer {uuid.uuid4().hex}"}),
        ),
        Row(letters, f"Mutation.delete{typename}", _input(lambda of: {"id": spare(of)})),
    )


_REFERENCE: Final = (
    *_named("Equipment", lambda of: of.system.spare_equipment),
    *_named("MuscleGroup", lambda of: of.system.spare_muscle_group),
    *_named("ExerciseTag", lambda of: of.system.spare_tag),
)


def _plan_edits(status: str) -> tuple[Row, ...]:
    """Return the rows of what changes a plan, by who may read it; a superuser changes the system's."""
    content = {
        "private": "U A - - - - -",
        "shared": "U A - F A F -",
        "public": "U A F F F F F",
        "system": "U F F F F F A",
    }[status]
    owners = content.replace("F A F -", "F F F -") if status == "shared" else content

    def named(of: Subjects) -> tuple[str, str, str]:
        """Return the plan, what is on its day 1, and a unit of its owner."""
        if status == "system":
            return of.system.plan, of.system.plan_unit, of.system.unit
        plan, place = f"{status}_plan", f"{status}_plan_unit"
        return getattr(of.owner, plan), getattr(of.owner, place), of.owner.shared_unit

    inputs: dict[str, Callable[[Subjects], dict[str, Any]]] = {
        "updateTrainingPlan": lambda of: {"id": named(of)[0], "difficultyLevel": "BEGINNER"},
        "moveScheduledUnit": lambda of: {"planUnitId": named(of)[1], "dayNumber": 1},
        "reorderPlanDay": lambda of: {"dayNumber": 1, "planUnitIds": [named(of)[1]]},
        "duplicatePlanWeek": lambda _of: {"week": 1, "toWeek": 2},
    }
    if status != "public":  # nobody but the owner may read a unit of theirs that is only shared
        inputs["scheduleUnit"] = lambda of: {"unitId": named(of)[2], "dayNumber": 2}
    if status != "system":
        inputs["unscheduleUnit"] = lambda of: {"planUnitId": named(of)[1]}

    def complete(of: Subjects, make: Callable[[Subjects], dict[str, Any]]) -> dict[str, Any]:
        sent = make(of)
        return {"input": sent if "id" in sent else {"planId": named(of)[0], **sent}}

    rows = tuple(
        Row(content, f"Mutation.{field}", partial(complete, make=make), f"{status} plan")
        for field, make in inputs.items()
    )
    deleted = _input(lambda of: {"id": of.system.spare_plan if status == "system" else named(of)[0]})
    return *rows, Row(owners, "Mutation.deleteTrainingPlan", deleted, f"{status} plan")


def _plan_copy(letters: str, status: str) -> Row:
    def make(of: Subjects) -> dict[str, Any]:
        return {"planId": of.system.plan if status == "system" else getattr(of.owner, f"{status}_plan")}

    return Row(letters, "Mutation.copyTrainingPlan", _input(make), f"{status} plan")


_PLANS: Final = (
    *(row for status in ("private", "shared", "public", "system") for row in _plan_edits(status)),
    _plan_copy("U A - - - - -", "private"),
    _plan_copy("U A - A A A -", "shared"),
    _plan_copy("U A A A A A A", "public"),
    _plan_copy("U A A A A A A", "system"),
)

READS: Final = (*_QUERY, *_VIEWER)
MUTATIONS: Final = (
    *_ACCOUNTS,
    *_ADMINISTRATION,
    *_FOLLOWING,
    *_TRAINING,
    *_UNITS,
    *_PLANS,
    *_SHARING,
    *_EXERCISES,
    *_REFERENCE,
)
ROWS: Final = (*READS, *NODES, *MUTATIONS)
