"""The table: what each caller gets for each field that a request can begin at, and for each type of node."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Final

from authorisation.session_rows import TRAINING
from authorisation.table import Row
from authorisation.table import as_input as _input
from authorisation.template_rows import TEMPLATES
from clients import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from authorisation.things import Subjects


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
    Row("A A A A A A A", "Query.plateLoading", lambda _of: {"target": "100"}),
    Row("A A A A A A A", "Query.warmUpSets", lambda _of: {"target": "100"}),
    Row(
        "A A A A A A A",
        "Query.raceEquivalents",
        lambda _of: {"distance": {"value": "5", "unit": "KM"}, "seconds": 1200},
    ),
    Row("A A A A A A A", "Query.serverInfo"),
)

# Everybody's own; that it is nobody else's, is looked for in every answer.
_VIEWER: Final = (
    Row("- A - - - - -", "Viewer.nextTargets", lambda of: {"unit": of.owner.private_unit}, "private"),
    Row("- A - A A A -", "Viewer.nextTargets", lambda of: {"unit": of.owner.shared_unit}, "shared"),
    Row("- A A A A A A", "Viewer.nextTargets", lambda of: {"unit": of.owner.public_unit}, "public"),
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
            "runs",
            "changes",
            "analytics",
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
    Row("- A - - - - -", "Run", lambda of: {"id": of.owner.run}),
    Row("- A - - - - -", "TrainingSessionExercise", lambda of: {"id": of.owner.session_exercise}),
    Row("- A - - - - -", "TrainingSet", lambda of: {"id": of.owner.training_set}),
)


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


READS: Final = (*_QUERY, *_VIEWER)
MUTATIONS: Final = (*_ACCOUNTS, *_ADMINISTRATION, *TEMPLATES, *TRAINING, *_EXERCISES, *_REFERENCE)
ROWS: Final = (*READS, *NODES, *MUTATIONS)
