"""Superusers for tests, and the documents that they send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sign_ins import value

from irontrack.accounts.service import administration
from irontrack.graphql.relay import decode_id, encode_id
from irontrack.models import Role

if TYPE_CHECKING:
    from uuid import UUID

    from clients import Client, Site

ACCOUNTS = """
    query (
      $filter: AccountFilter, $order: AccountOrder, $first: Int, $after: String, $last: Int, $before: String
    ) {
      accounts(
        filter: $filter, order: $order, first: $first, after: $after, last: $last, before: $before
      ) {
        totalCount
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        nodes { id name email role isActive isSuperuser lastSignedInAt createdAt }
      }
    }
"""
ACCOUNT = """
    query ($by: AccountBy!) {
      account(by: $by) {
        id name email role isActive isSuperuser preferredWeightUnit preferredDistanceUnit timeZone createdAt
        updatedAt lastSignedInAt
      }
    }
"""
ROLES = "{ roles { role name description accountCount } }"
NODE = "query ($id: ID!) { node(id: $id) { __typename ... on Account { email } } }"


def _mutation(field: str, extra: str = "") -> str:
    """Return a mutation's document, which asks for the account and for all that a problem says."""
    pascal = field[0].upper() + field[1:]
    account = "account { id name email role isActive isSuperuser preferredWeightUnit timeZone updatedAt }"
    conflict = "... on ConflictProblem { current { __typename ... on Account { role isActive } } }"
    issues = "... on ValidationProblem { issues { path code } }"
    return f"""
        mutation ($input: {pascal}Input!) {{
          {field}(input: $input) {{
            __typename
            ... on {pascal}Payload {{ {account} {extra} }}
            ... on Problem {{ code message }}
            {issues if field in {"createAccount", "updateAccount"} else ""}
            {conflict if field in {"updateAccount", "assignRole", "revokeRole"} else ""}
          }}
        }}
    """


MUTATIONS = {
    "createAccount": _mutation("createAccount"),
    "updateAccount": _mutation("updateAccount"),
    "assignRole": _mutation("assignRole"),
    "revokeRole": _mutation("revokeRole"),
    "signOutAccount": _mutation("signOutAccount", "endedDevices"),
}


@dataclass
class Person:
    """Somebody who has signed up, in a browser of their own.

    Attributes:
        account_id: The global id of the account.
    """

    client: Client
    email: str
    account_id: str

    async def does(self, field: str, **sent: Any) -> Any:
        """Send one of `MUTATIONS`, and return its result."""
        return (await self.client.data(MUTATIONS[field], input=sent))[field]


async def person(site: Site, **more: Any) -> Person:
    """Sign somebody up."""
    client = await site.browser()
    email = await client.sign_up(**more)
    id_ = await value(site, "SELECT id FROM user_account WHERE email = :email", email=email)
    return Person(client, email, encode_id("Account", id_))


async def superuser(site: Site) -> Person:
    """Sign somebody up and make them a superuser before they ask for anything."""
    made = await person(site)
    await give(site, made, Role.SUPERUSER)
    return made


async def give(site: Site, whom: Person, role: Role) -> None:
    """Give a role as the operator does."""
    async with site.app.state.resources.database.transaction() as db:
        await administration.assign_role(db, None, whom.email, role)


def key(whom: Person) -> UUID:
    """Return what the tables know an account by."""
    return decode_id(whom.account_id, "Account")


async def seen(admin: Person, whom: Person) -> Any:
    """Return an account as a superuser sees it."""
    return (await admin.client.data(ACCOUNT, by={"id": whom.account_id}))["account"]


def issues(answer: Any) -> list[tuple[str, str]]:
    """Return the path and the code of every issue of a ValidationProblem."""
    assert answer["__typename"] == "ValidationProblem", answer
    return [(".".join(issue["path"]), issue["code"]) for issue in answer["issues"]]
