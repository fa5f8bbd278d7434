"""A client that keeps a copy of what is somebody's, and follows the changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clients import Client

CHANGES = """
    query ($since: String, $first: Int) {
      viewer { changes(since: $since, first: $first) {
        cursor hasMore entries { typename nodeId isDeleted changedAt node {
          __typename id
          ... on Exercise { name version }
          ... on TrainingUnit { name version exercises { exerciseName } }
          ... on TrainingPlan { name version unitCount }
          ... on Enrollment { planName enrollmentStatus: status version }
          ... on TrainingSession { unitName status version exercises { exerciseName sets { reps } } }
        } }
      } }
    }
"""


@dataclass
class Copy:
    """What a client knows.

    Attributes:
        nodes: What is there, by its id.
        cursor: How far the client has read; None before the first time.
    """

    client: Client
    nodes: dict[str, Any] = field(default_factory=dict)
    cursor: str | None = None

    async def pull(self, first: int | None = None) -> list[Any]:
        """Read what has changed, page by page, and return the entries."""
        pulled = []
        while True:
            page = await changes(self.client, since=self.cursor, first=first)
            self.cursor = page["cursor"]
            for entry in page["entries"]:
                if entry["node"] is None:
                    self.nodes.pop(entry["nodeId"], None)
                else:
                    self.nodes[entry["nodeId"]] = entry["node"]
            pulled += page["entries"]
            if not page["hasMore"]:
                return pulled

    async def news(self) -> list[tuple[str, bool]]:
        """Read what has changed, and return the type of each thing and whether it is gone."""
        return [(entry["typename"], entry["isDeleted"]) for entry in await self.pull()]


async def synced(client: Client) -> Copy:
    """Return a copy that is up to date."""
    copy = Copy(client)
    await copy.pull()
    return copy


async def changes(client: Client, since: str | None = None, first: int | None = None) -> Any:
    """Return one page."""
    return (await client.data(CHANGES, since=since, first=first))["viewer"]["changes"]
