"""Documents that build training units, as a client would send them, and who may do what with one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from administrators import key, person
from sign_ins import execute, value
from training import slugs

from irontrack.graphql.relay import decode_id, encode_id

if TYPE_CHECKING:
    from administrators import Person
    from clients import Client, Site
ROW = """
    id clientId exerciseName exercise { id slug } mode orderIndex groupIndex sets repsMin repsMax
    targetTimeSeconds targetDistance targetPace { minSeconds maxSeconds } targetWeight restSeconds notes
"""
UNIT = f"""
    id name description slug isSystem sharingStatus version copiedFrom {{ id }} exercises {{ {ROW} }}
"""
_CURRENT = "... on ConflictProblem { current { __typename ... on TrainingUnit { id name version } } }"
_ISSUES = "... on ValidationProblem { issues { path code } }"
_USED_BY = "... on InUseProblem { usedBy { __typename id ... on TrainingPlan { name } } }"


def _mutation(field: str, payload: str, *problems: str) -> str:
    pascal = field[0].upper() + field[1:]
    return f"""
        mutation ($input: {pascal}Input!) {{
          {field}(input: $input) {{
            __typename
            ... on {pascal}Payload {{ {payload} }}
            ... on Problem {{ code message }}
            {" ".join(problems)}
          }}
        }}
    """


MUTATIONS = {
    field: _mutation(field, f"trainingUnit {{ {UNIT} }}", _ISSUES, _CURRENT)
    for field in (
        "createTrainingUnit",
        "updateTrainingUnit",
        "setTrainingUnitExercises",
        "reorderTrainingUnitExercises",
        "copyTrainingUnit",
    )
}
MUTATIONS["deleteTrainingUnit"] = _mutation("deleteTrainingUnit", "deletedTrainingUnitId", _CURRENT, _USED_BY)
READ = f"query ($id: ID!) {{ trainingUnit(id: $id) {{ {UNIT} }} }}"
"""What a client sees of a unit; `seen` sends it."""

STATE = """
    SELECT (SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM training_units t)
        || (SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM training_unit_exercises t)
        || (SELECT count(*) FROM request_hashes)
"""


async def does(client: Client, field: str, **sent: Any) -> Any:
    """Send one of `MUTATIONS`, and return its result."""
    return (await client.data(MUTATIONS[field], input=sent))[field]


async def built(client: Client, name: str = "Push", exercises: list[dict[str, Any]] | None = None) -> Any:
    """Make a unit, of a squat, a plank and a run unless said else, and return it."""
    if exercises is None:
        found = await slugs(client)
        exercises = [{"exerciseId": found[alias]} for alias in ("squat", "plank", "run")]
    answer = await does(client, "createTrainingUnit", name=name, exercises=exercises)
    assert answer["__typename"] == "CreateTrainingUnitPayload", answer
    return answer["trainingUnit"]


async def seen(client: Client, id_: str) -> Any:
    """Return a unit as somebody sees it, or None."""
    return (await client.data(READ, id=id_))["trainingUnit"]


def names(unit: Any) -> list[str]:
    """Return the names of a unit's exercises in their order."""
    return [row["exerciseName"] for row in unit["exercises"]]


def row_ids(unit: Any) -> list[str]:
    """Return the ids of a unit's exercises in their order."""
    return [row["id"] for row in unit["exercises"]]


@dataclass
class Company:
    """An owner with a shared unit, and everyone who has to do with it."""

    owner: Person
    reader: Person
    writer: Person
    stranger: Person
    unit: Any


async def company(site: Site) -> Company:
    """Let somebody make a unit and share it."""
    owner, reader, writer, stranger = [await person(site) for _ in range(4)]
    unit = await built(owner.client)
    await execute(
        site,
        "UPDATE training_units SET sharing_status = 'shared' WHERE id = :id",
        id=decode_id(unit["id"], "TrainingUnit"),
    )
    for whom, level in ((reader, "read"), (writer, "write")):
        await execute(
            site,
            "INSERT INTO training_unit_access (training_unit_id, user_id, access_level) VALUES (:id, :u, :l)",
            id=decode_id(unit["id"], "TrainingUnit"),
            u=key(whom),
            l=level,
        )
    return Company(owner, reader, writer, stranger, unit)


async def system_unit(site: Site) -> str:
    """Make a unit of the system's, and return its id."""
    id_ = await value(
        site,
        "WITH made AS (INSERT INTO training_units (name, is_system_default) VALUES ('Starter', true)"
        " RETURNING id) SELECT id FROM made",
    )
    return encode_id("TrainingUnit", id_)


async def planned(site: Site, unit_id: str, owner: Person, name: str, status: str = "private") -> None:
    """Put a unit into a plan of somebody's."""
    await execute(
        site,
        "WITH plan AS (INSERT INTO training_plans (name, created_by, difficulty_level, sharing_status)"
        " VALUES (:name, :owner, 'expert', :status) RETURNING id)"
        " INSERT INTO training_plan_units (training_plan_id, training_unit_id, day_number, order_index)"
        " SELECT id, CAST(:unit AS uuid), 1, 0 FROM plan",
        name=name,
        owner=key(owner),
        status=status,
        unit=decode_id(unit_id, "TrainingUnit"),
    )
