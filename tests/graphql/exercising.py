"""Documents that change exercises, as a client would send them, and what they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sign_ins import execute

if TYPE_CHECKING:
    from clients import Client, Site

FACTS = """
    id name slug force difficultyLevel mechanic category defaultMode instructions aliases version
    isSystemDefault isActive mergedInto { name }
    equipment { name } primaryMuscles { name } secondaryMuscles { name } tags { name }
"""
_ISSUES = "... on ValidationProblem { issues { path code } }"
_CURRENT = "... on ConflictProblem { current { __typename id ... on Exercise { name version } } }"
_USED_BY = "... on InUseProblem { usedBy { __typename ... on Exercise { name } } }"


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
    "createExercise": _mutation(
        "createExercise", f"exercise {{ {FACTS} }} similar {{ name }}", _ISSUES, _CURRENT
    ),
    "createSystemExercise": _mutation(
        "createSystemExercise", f"exercise {{ {FACTS} }} similar {{ name }}", _ISSUES, _CURRENT
    ),
    "updateExercise": _mutation("updateExercise", f"exercise {{ {FACTS} }}", _ISSUES, _CURRENT),
    "deleteExercise": _mutation("deleteExercise", "deletedExerciseId"),
    "mergeExercises": _mutation(
        "mergeExercises", f"exercise {{ {FACTS} }} merged {{ {FACTS} }}", _ISSUES, _CURRENT
    ),
}
for _name, _field in (
    ("Equipment", "equipment"),
    ("MuscleGroup", "muscleGroup"),
    ("ExerciseTag", "exerciseTag"),
):
    _shown = "id name isAlwaysAvailable" if _name == "Equipment" else "id name"
    for _verb in ("create", "update"):
        MUTATIONS[f"{_verb}{_name}"] = _mutation(f"{_verb}{_name}", f"{_field} {{ {_shown} }}", _ISSUES)
    MUTATIONS[f"delete{_name}"] = _mutation(f"delete{_name}", f"deleted{_name}Id", _USED_BY)
NODE = f"query ($id: ID!) {{ node(id: $id) {{ ... on Exercise {{ {FACTS} }} }} }}"
MINE = "{ exercises(filter: {scope: MINE}, first: 100) { totalCount nodes { name } } }"


_ADDITIONS = """
    DELETE FROM exercises WHERE is_system_default AND source IS NULL;
    DELETE FROM equipment WHERE id NOT IN (SELECT equipment_id FROM exercise_equipment);
    DELETE FROM exercise_tags WHERE id NOT IN (SELECT tag_id FROM exercise_tag_map);
    DELETE FROM muscle_groups WHERE id NOT IN (
      SELECT muscle_group_id FROM exercise_primary_muscles
      UNION SELECT muscle_group_id FROM exercise_secondary_muscles
    )
"""


async def remove_additions(site: Site) -> None:
    """Bring the system's exercises and reference lists back to the catalogue, for the tests that come."""
    for statement in _ADDITIONS.split(";"):
        await execute(site, statement)


async def does(client: Client, field: str, **sent: Any) -> Any:
    """Send one of `MUTATIONS`, and return its result."""
    return (await client.data(MUTATIONS[field], input=sent))[field]


async def ids(client: Client, field: str) -> dict[str, str]:
    """Return the ids of a reference list by name."""
    nodes = (await client.data(f"{{ {field}(first: 100) {{ nodes {{ id name }} }} }}"))[field]["nodes"]
    return {node["name"]: node["id"] for node in nodes}


async def facts(client: Client, **more: Any) -> dict[str, Any]:
    """Return an input that makes an exercise, with the least that is needed."""
    chest = (await ids(client, "muscleGroups"))["chest"]
    least = {"name": "Ring Swing", "category": "STRENGTH", "difficultyLevel": "BEGINNER"}
    return {**least, "primaryMuscles": [chest], **more}


async def made(client: Client, **more: Any) -> Any:
    """Make an exercise of one's own, and return it."""
    answer = await does(client, "createExercise", **await facts(client, **more))
    assert answer["__typename"] == "CreateExercisePayload", answer
    return answer["exercise"]


async def node(client: Client, id_: str) -> Any:
    """Return an exercise by its id, or None."""
    return (await client.data(NODE, id=id_))["node"]


async def own_names(client: Client) -> list[str]:
    """Return the names of one's own exercises as the list has them."""
    return [found["name"] for found in (await client.data(MINE))["exercises"]["nodes"]]


def issues(answer: Any) -> list[tuple[str, str]]:
    """Return the path and the code of every issue of a ValidationProblem."""
    assert answer["__typename"] == "ValidationProblem", answer
    return [(".".join(issue["path"]), issue["code"]) for issue in answer["issues"]]
