"""The one GraphQL schema, assembled from the domains."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import strawberry
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import merge_types

from irontrack import __version__
from irontrack.accounts import resolvers as accounts
from irontrack.accounts.types.viewer import AccountViewer
from irontrack.analytics import resolvers as analytics
from irontrack.changes.resolvers import ChangesViewer
from irontrack.exercises import resolvers as exercises
from irontrack.graphql.guard import Guard
from irontrack.graphql.operations import NamedOperation, PrivateSchema
from irontrack.graphql.relay import NodeQuery, declare_node
from irontrack.graphql.scalars import SCALARS
from irontrack.privacy.resolvers import PrivacyMutation
from irontrack.running import resolvers as running
from irontrack.sessions import resolvers as sessions
from irontrack.templates import resolvers as templates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from graphql import GraphQLError
    from strawberry.types import ExecutionContext

    from irontrack.graphql.context import Context


@strawberry.type(description="The signed-in person: the account, and everything that is private to it.")
class Viewer(
    AccountViewer,
    templates.TemplatesViewer,
    sessions.SessionsViewer,
    running.RunsViewer,
    analytics.AnalyticsViewer,
    ChangesViewer,
):
    """Put together from the domains' parts."""


@strawberry.type(description="What is known about the server.")
class ServerInfo:
    """Shown to everyone."""

    version: str = strawberry.field(description="Version of the software.")


@strawberry.type
class ServerQuery:
    """The part of Query that is about the server itself."""

    @strawberry.field(description="What is known about the server.")
    def server_info(self) -> ServerInfo:
        """Return this build's facts."""
        return ServerInfo(version=__version__)


class IronTrackSchema(strawberry.Schema):
    """Strawberry's schema; errors are logged where they are masked, not here."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Do nothing: `irontrack.graphql.failures` logs what is unforeseen."""


_CACHED_DOCUMENTS: Final = 256
_QUERY_PARTS: Final = (
    *accounts.QUERY_PARTS,
    NodeQuery,
    *exercises.QUERY_PARTS,
    *templates.QUERY_PARTS,
    *analytics.QUERY_PARTS,
    ServerQuery,
)
_MUTATION_PARTS: Final = (
    *accounts.MUTATION_PARTS,
    *exercises.MUTATION_PARTS,
    *templates.MUTATION_PARTS,
    *sessions.MUTATION_PARTS,
    *running.MUTATION_PARTS,
    PrivacyMutation,
)


def _parsed_once() -> ParserCache:
    return ParserCache(maxsize=_CACHED_DOCUMENTS)


def _validated_once() -> ValidationCache:
    return ValidationCache(maxsize=_CACHED_DOCUMENTS)


@cache
def build_schema() -> IronTrackSchema:
    """Return the schema; takes about 0.1 s."""
    query = _merged("Query", _QUERY_PARTS, "Everything that can be read.")
    mutation = _merged(
        "Mutation", _MUTATION_PARTS, "Everything that can be changed; each field is all or nothing."
    )
    return IronTrackSchema(
        query,
        mutation,
        config=StrawberryConfig(scalar_map=SCALARS),
        # The caches come last: what stands before them adds rules, and refuses what need not be validated.
        extensions=[NamedOperation, Guard, PrivateSchema, _parsed_once, _validated_once],
    )


def _merged(name: str, parts: tuple[type, ...], description: str) -> type:
    merged: Any = merge_types(name, parts)
    merged.__strawberry_definition__.description = description
    return merged  # type: ignore[no-any-return]  # Strawberry returns the class


async def _viewer_by_id(context: Context, ids: Sequence[UUID]) -> list[object]:
    viewer = context.viewer
    return [viewer if viewer is not None and viewer.id == id_ else None for id_ in ids]


declare_node("Viewer", _viewer_by_id)
