"""What units and plans have in common, as the API shows it."""

from __future__ import annotations

from datetime import datetime

import strawberry

from irontrack.graphql.enums import declare_enum
from irontrack.graphql.fields import column
from irontrack.graphql.relay import Node
from irontrack.models import SharingStatus

declare_enum(
    SharingStatus,
    "Who may read a template beside its owner.",
    PRIVATE="Nobody.",
    SHARED="Those to whom access was granted.",
    PUBLIC="Everyone who is signed in.",
)


@strawberry.interface(description="What is planned: a training unit or a training plan.")
class Template(Node):
    """Base of units and plans."""

    name: str = strawberry.field(description="Unique among its owner's of the same kind.")
    description: str | None = strawberry.field(description="Free text.")
    slug: str | None = strawberry.field(description="A readable, unique name; only the system's have one.")
    is_system: bool = column(
        "is_system_default", "Whether it comes with the system and is everyone's to read."
    )
    sharing_status: SharingStatus = strawberry.field(description="Who may read it beside its owner.")
    version: int = strawberry.field(description="Goes up with every change.")
    created_at: datetime = strawberry.field(description="When it was made.")
    updated_at: datetime = strawberry.field(description="When it was last changed.")
