"""Where an account is signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from strawberry import Info, Parent

from irontrack.accounts import loaders
from irontrack.graphql.fields import column
from irontrack.graphql.relay import Node, declare_node


def _is_current(root: Parent[Any], info: Info) -> bool:
    return bool(root.id == info.context.require_viewer().family_id)


@strawberry.type(description="A sign-in of one's own that is not over.")
class Device(Node):
    user_agent: str = strawberry.field(
        description="What the client called itself when it signed in; cut after 255 characters."
    )
    signed_in_at: datetime = column("created_at", "When it signed in.")
    refreshed_at: datetime = strawberry.field(
        description="When it was last refreshed, or signed in; requests in between are not noted."
    )
    expires_at: datetime = strawberry.field(description="When it ends unless it is refreshed before.")
    is_current: bool = strawberry.field(
        resolver=_is_current, description="Whether this request came from it."
    )


declare_node("Device", loaders.device_by_id)
