"""Who has access to a template, as its owner sees it; and what the caller may do with it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, cast

import strawberry
from strawberry import Parent

from irontrack.graphql.enums import declare_enum
from irontrack.graphql.fields import column
from irontrack.graphql.relay import Node, declare_node
from irontrack.models import AccessLevel
from irontrack.sharing import loaders
from irontrack.sharing.rules import Person, ViewerAccess
from irontrack.sharing.types.users import User

declare_enum(
    AccessLevel,
    "What a grant allows, while the template is shared.",
    READ="Reading it, copying it and training by it.",
    WRITE="Also changing what it says: never its status or grants, and not deleting it.",
)
declare_enum(
    ViewerAccess,
    "What you may do with a template that you can read.",
    OWNER="Everything: it is yours.",
    WRITE="Change what it says.",
    READ="Read it, copy it and train by it.",
)


@strawberry.type(description="An e-mail address; whether somebody has an account with it is not told.")
class InvitedAddress:
    email: str = strawberry.field(description="The address, in lower case.")


Grantee = Annotated[
    User | InvitedAddress,
    strawberry.union("Grantee", description="To whom access was granted: a user, or whoever has an address."),
]


@strawberry.type(
    description="That a template is shared with somebody. Only its owner sees it, and it counts only while "
    "the status is `SHARED`."
)
class AccessGrant(Node):
    level: AccessLevel = column("access_level", "What it allows.")
    created_at: datetime = strawberry.field(description="When it was first given.")

    @strawberry.field(description="To whom.")
    def grantee(self, root: Parent[Any]) -> Grantee:
        if root.email is not None:
            return InvitedAddress(email=root.email)
        return cast("User", Person(root.user_id, root.user_name))


declare_node("AccessGrant", loaders.grant_by_id)
