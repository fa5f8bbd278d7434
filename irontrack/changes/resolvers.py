"""The changes' part of Viewer."""

from __future__ import annotations

from typing import Annotated, Any, cast

import strawberry
from strawberry import UNSET, Info, Parent

from irontrack.changes import queries
from irontrack.changes.types import Changes
from irontrack.graphql.inputs import given

_SINCE = strawberry.argument(description="The `cursor` of the page before; by default, from the beginning.")
_FIRST = strawberry.argument(description="How many: 1–100, by default 20.")


@strawberry.type
class ChangesViewer:
    @strawberry.field(
        description="What of yours has changed since you last asked, for clients that keep a copy: exercises "
        "of your own, units, plans, enrollments, sessions, and templates shared with you or no longer. Every "
        "change comes at least once, and none before an earlier one. A set is a change of its session."
    )
    async def changes(
        self,
        info: Info,
        root: Parent[Any],
        since: Annotated[str | None, _SINCE] = UNSET,
        first: Annotated[int | None, _FIRST] = UNSET,
    ) -> Changes:
        database = info.context.database
        return cast("Changes", await queries.list_changes(database, root.id, given(since), given(first)))
