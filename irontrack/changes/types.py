"""Changes as the API shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from strawberry import Info, Parent

from irontrack.graphql.fields import column
from irontrack.graphql.relay import Node, encode_id, find_node


@strawberry.type(description="That something of yours was made, changed, or went out of your reach.")
class Change:
    typename: str = strawberry.field(
        description="Its type: `Exercise`, `TrainingUnit`, `TrainingPlan`, `Enrollment` or `TrainingSession`."
    )
    is_deleted: bool = strawberry.field(
        description="Whether it is gone, or no longer shared with you; also an exercise that was deactivated."
    )
    changed_at: datetime = strawberry.field(
        description="When that was; the order of the entries is what counts."
    )

    @strawberry.field(description="Its global id, whether or not it can still be found.")
    def node_id(self, root: Parent[Any]) -> strawberry.ID:
        return encode_id(root.typename, root.aggregate_id)

    @strawberry.field(
        description="It, as it is now, which may be later than this change; null when it is gone meanwhile."
    )
    async def node(self, info: Info, root: Parent[Any]) -> Node | None:
        if root.is_deleted:
            return None
        found: Node | None = await find_node(info, root.typename, root.aggregate_id)
        return found


@strawberry.type(description="A page of what has changed, in the order in which it was stored.")
class Changes:
    cursor: str = strawberry.field(description="Give it as `since` to go on from here, now or much later.")
    has_more: bool = strawberry.field(description="Whether there is more already: ask again at once.")
    entries: list[Change] = column(
        "rows", "One for each thing: its latest change. At most 100; empty when nothing has changed."
    )
