"""What units and plans have in common, as the API shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import strawberry

from irontrack.graphql.batching import batched
from irontrack.graphql.enums import declare_enum
from irontrack.graphql.fields import column
from irontrack.graphql.relay import Node
from irontrack.models import SharingStatus
from irontrack.sharing.loaders import author_by_id
from irontrack.sharing.rules import ViewerAccess
from irontrack.sharing.types.grants import AccessGrant
from irontrack.sharing.types.users import User

declare_enum(
    SharingStatus,
    "Who may read a template beside its owner.",
    PRIVATE="Nobody.",
    SHARED="Those to whom access was granted.",
    PUBLIC="Everyone who is signed in.",
)

ACCESS: Final = "With whom it is shared, the oldest first; at most 100. Null where it is not yours."
VIEWER_ACCESS: Final = "What you may do with it."


@strawberry.interface(description="What is planned: a training unit or a training plan.")
class Template(Node):
    """Base of units and plans, which say by which batch `access` and `viewer_access` are loaded."""

    name: str = strawberry.field(description="Unique among its owner's of the same kind.")
    description: str | None = strawberry.field(description="Free text.")
    slug: str | None = strawberry.field(description="A readable, unique name; only the system's have one.")
    is_system: bool = column(
        "is_system_default", "Whether it comes with the system and is everyone's to read."
    )
    sharing_status: SharingStatus = strawberry.field(description="Who may read it beside its owner.")
    author: User | None = batched(
        author_by_id,
        key="created_by",
        description="Who made it; null for the system's, and where the author's account is gone.",
    )
    access: list[AccessGrant] | None = strawberry.field(description=ACCESS)
    viewer_access: ViewerAccess = strawberry.field(description=VIEWER_ACCESS)
    version: int = strawberry.field(description="Goes up with every change.")
    created_at: datetime = strawberry.field(description="When it was made.")
    updated_at: datetime = strawberry.field(description="When it was last changed.")
