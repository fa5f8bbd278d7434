"""Other people as the API shows them."""

from __future__ import annotations

import strawberry

from irontrack.graphql.relay import Node, declare_node
from irontrack.sharing import loaders


@strawberry.type(
    description="A person, as others see them: the author of a template that you may read, whom you share "
    "with, or yourself. Everybody else is absent."
)
class User(Node):
    name: str | None = strawberry.field(description="Display name, if one was given.")


declare_node("User", loaders.user_by_id)
