"""Documents about sharing as a client would send them, and the steps that several tests take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from training import slugs

if TYPE_CHECKING:
    from clients import Client

GRANTEE = "grantee { __typename ... on User { id name } ... on InvitedAddress { email } }"
ACCESS = f"access {{ id level createdAt {GRANTEE} }}"
SET_STATUS = """
    mutation ($input: SetSharingStatusInput!) {
      setSharingStatus(input: $input) {
        __typename
        ... on SetSharingStatusPayload { template { __typename id sharingStatus version } }
        ... on Problem { code message }
        ... on ConflictProblem { current { __typename id ... on Template { version } } }
      }
    }
"""
GRANT = f"""
    mutation ($input: GrantAccessInput!) {{
      grantAccess(input: $input) {{
        __typename
        ... on GrantAccessPayload {{
          template {{ id {ACCESS} }}
          grant {{ id level {GRANTEE} }}
        }}
        ... on Problem {{ code message }}
        ... on ValidationProblem {{ issues {{ path code message }} }}
      }}
    }}
"""
REVOKE = f"""
    mutation ($input: RevokeAccessInput!) {{
      revokeAccess(input: $input) {{
        __typename
        ... on RevokeAccessPayload {{ revokedGrantId template {{ id {ACCESS} }} }}
        ... on Problem {{ code message }}
      }}
    }}
"""
LEAVE = """
    mutation ($input: LeaveSharedInput!) {
      leaveShared(input: $input) {
        __typename ... on LeaveSharedPayload { leftTemplateId } ... on Problem { code message }
      }
    }
"""
LIST_ACCESS = f"query ($id: ID!) {{ node(id: $id) {{ ... on Template {{ viewerAccess {ACCESS} }} }} }}"
SHARED_WITH_ME = """
    query ($first: Int, $after: String) {
      viewer { sharedWithMe(first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor }
        nodes { __typename id name viewerAccess author { name } ... on TrainingPlan { difficultyLevel } }
      } }
    }
"""
NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"
_MAKE_UNIT = """
    mutation ($input: CreateTrainingUnitInput!) {
      createTrainingUnit(input: $input) { ... on CreateTrainingUnitPayload { trainingUnit { id } } }
    }
"""
_MAKE_PLAN = """
    mutation ($input: CreateTrainingPlanInput!) {
      createTrainingPlan(input: $input) { ... on CreateTrainingPlanPayload { trainingPlan { id } } }
    }
"""


async def make_unit(client: Client, name: str, *exercises: str) -> str:
    """Make a private unit of exercises with these ids, or of squats; return its id."""
    wanted = [{"exerciseId": id_} for id_ in exercises or [(await slugs(client))["squat"]]]
    answer = await client.data(_MAKE_UNIT, input={"name": name, "exercises": wanted})
    id_: str = answer["createTrainingUnit"]["trainingUnit"]["id"]
    return id_


async def make_plan(client: Client, name: str, *units: str, level: str = "BEGINNER") -> str:
    """Make a private plan with a unit on each day, and return its id."""
    wanted = [{"dayNumber": day, "unitId": unit} for day, unit in enumerate(units, 1)]
    sent = {"name": name, "difficultyLevel": level, "units": wanted}
    id_: str = (await client.data(_MAKE_PLAN, input=sent))["createTrainingPlan"]["trainingPlan"]["id"]
    return id_


async def set_status(client: Client, id_: str, status: str, **more: Any) -> Any:
    sent = {"id": id_, "status": status, **more}
    return (await client.data(SET_STATUS, input=sent))["setSharingStatus"]


async def grant(client: Client, id_: str, to: dict[str, Any], level: str = "READ") -> Any:
    return (await client.data(GRANT, input={"id": id_, "to": to, "level": level}))["grantAccess"]


async def revoke(client: Client, id_: str) -> Any:
    return (await client.data(REVOKE, input={"id": id_}))["revokeAccess"]


async def leave(client: Client, id_: str) -> Any:
    return (await client.data(LEAVE, input={"id": id_}))["leaveShared"]


async def access(client: Client, id_: str) -> Any:
    """Return with whom a template is shared, as its owner sees it."""
    return (await client.data(LIST_ACCESS, id=id_))["node"]["access"]


async def shared_with(client: Client) -> list[tuple[str, str]]:
    """Return the names of what is shared with somebody, and what they may do with it."""
    found = (await client.data(SHARED_WITH_ME))["viewer"]["sharedWithMe"]
    assert found["totalCount"] == len(found["nodes"])
    return [(node["name"], node["viewerAccess"]) for node in found["nodes"]]


async def can_read(client: Client, id_: str) -> bool:
    return (await client.data(NODE, id=id_))["node"] is not None
