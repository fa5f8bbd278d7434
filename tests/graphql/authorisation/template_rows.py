"""The table's lines about changing templates: units, plans, what is on their days, sharing, following."""

from __future__ import annotations

import uuid
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from authorisation.table import Row
from authorisation.table import as_input as _input

if TYPE_CHECKING:
    from collections.abc import Callable

    from authorisation.things import Subjects

# The columns: anonymous, owner, stranger, reader, writer, trainer, superuser.


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
        """Return the plan, what is on its day 1, and a unit that whoever writes may put there."""
        if status == "system":
            return of.system.plan, of.system.plan_unit, of.system.unit
        plan, place = f"{status}_plan", f"{status}_plan_unit"
        is_shared = status == "shared"
        unit = of.owner.carried_unit if is_shared else of.owner.shared_unit
        return getattr(of.owner, plan), getattr(of.owner, place), unit

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


TEMPLATES: Final = (*_FOLLOWING, *_UNITS, *_PLANS, *_SHARING)
