"""Batches: one relation, answered for all its parents with one statement.

A type states a relation once, as an attribute:

    sets: list[TrainingSet] = batched(loaders.sets_by_session_exercise, key="id", description="…")

Parents that are resolved together are collected by aiodataloader and handed to the batch at once.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import strawberry
from strawberry import Info, Parent

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence

    from irontrack.graphql.context import Context

    type Load[K, V] = Callable[[Context, Sequence[K]], Awaitable[Sequence[V]]]


class Batch(NamedTuple):
    """How a relation is loaded, kept in the field's metadata.

    Attributes:
        load: Takes the context and distinct keys; answers one value for each, in key order.
        key: The parent row's attribute that holds the key. A key of None is answered with None, unasked.
    """

    load: Load[Any, Any]
    key: str


class HandedIn:
    """A batch whose rows belong to a domain that stands above the one that shows them.

    The lower one declares it and uses it as any other batch; the upper one hands in how it is answered:

        sessions_by_enrollment_day = HandedIn()

        @sessions_by_enrollment_day.answered_by
        async def …
    """

    def __init__(self) -> None:
        self._load: Load[Any, Any] | None = None

    def answered_by[L: Load[Any, Any]](self, load: L) -> L:
        """Hand in the batch; as a decorator."""
        self._load = load
        return load

    async def __call__(self, context: Context, keys: Sequence[Any]) -> Sequence[Any]:
        """Answer as the batch that was handed in does."""
        if self._load is None:
            message = "No domain has handed this batch in."
            raise RuntimeError(message)
        return await self._load(context, keys)


def batched(load: Load[Any, Any], *, key: str, description: str) -> Any:  # noqa: ANN401 - stands for the annotated type
    """Return a field whose value comes from a batch."""

    async def resolve(root: Parent[Any], info: Info) -> Any:  # noqa: ANN401
        value = getattr(root, key)
        return None if value is None else await info.context.load(load, value)

    return strawberry.field(resolver=resolve, description=description, metadata={"batch": Batch(load, key)})


def grouped[K: Hashable, R](rows: Iterable[R], keys: Sequence[K], *, by: str) -> list[list[R]]:
    """Return one list of rows per key, in key order; empty when there is none."""
    groups: defaultdict[Any, list[R]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, by)].append(row)
    return [groups.get(key, []) for key in keys]


def aligned[K: Hashable, R](rows: Iterable[R], keys: Sequence[K], *, by: str) -> list[R | None]:
    """Return one row per key, in key order; None where there is none."""
    found = {getattr(row, by): row for row in rows}
    return [found.get(key) for key in keys]
