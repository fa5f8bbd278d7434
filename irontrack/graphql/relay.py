"""Relay's object identification: the `Node` interface and opaque global ids.

Specification: https://relay.dev/graphql/objectidentification.htm. A global id is the URL-safe Base64 of
`Type:key`; exactly one text stands for an object. Inputs also take the bare UUID that a client chose itself.
"""

from __future__ import annotations

import asyncio
import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, Annotated, Any, Final, cast
from uuid import UUID

import strawberry
from strawberry import Info, Parent

from irontrack.errors import ErrorCode, RequestError

if TYPE_CHECKING:
    from graphql import GraphQLAbstractType, GraphQLResolveInfo

    from irontrack.graphql.batching import Load

_LONGEST_ID: Final = 200
_MOST_NODES: Final = 100
_typename_by_row: dict[type, str] = {}
_load_by_typename: dict[str, Load[Any, Any]] = {}
_greatest_by_typename: dict[str, int] = {}


def _global_id(root: Parent[Any], info: Info) -> strawberry.ID:
    return encode_id(info._raw_info.parent_type.name, root.id)  # noqa: SLF001 - the only way to the concrete type


@strawberry.interface(description="An object with an id that is unique over all types.")
class Node:
    """Interface of every object that `node(id:)` can find; its types resolve over database rows."""

    id: strawberry.ID = strawberry.field(resolver=_global_id, description="The opaque, globally unique id.")

    @classmethod
    def is_type_of(cls, obj: object, _info: GraphQLResolveInfo[Any]) -> bool:
        """Take any row: where several types are possible, `resolve_type` has decided before."""
        return not hasattr(obj, "__strawberry_definition__")

    @classmethod
    def resolve_type(cls, obj: object, _info: GraphQLResolveInfo[Any], _type: GraphQLAbstractType) -> str:
        """Return the type's name for a row: its `typename_`, or what its mapped class stands for."""
        name: str | None = getattr(obj, "typename_", None)
        return name or _typename_by_row[type(obj)]


class TypedRow:
    """A row with the name of its type, for fields that answer an interface."""

    __slots__ = ("_row", "typename_")

    def __init__(self, row: object, typename: str) -> None:
        self._row = row
        self.typename_ = typename

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the row holds
        """Return an attribute of the row."""
        return getattr(self._row, name)


def declare_node(
    typename: str, load: Load[Any, Any], row: type | None = None, *, greatest: int | None = None
) -> None:
    """Let `node(id:)` find a type's objects.

    Args:
        typename: The GraphQL type, which implements `Node`.
        load: A batch by key; answers None for what the caller may not see.
        row: The mapped class whose entities are shown as this type.
        greatest: Where its keys are numbers, what its column can hold; None where they are UUIDs.
    """
    _load_by_typename[typename] = load
    if greatest is not None:
        _greatest_by_typename[typename] = greatest
    if row is not None:
        _typename_by_row[row] = typename


@strawberry.type
class NodeQuery:
    """The part of Query that finds anything by its id."""

    @strawberry.field(description="The object with this id; null when there is none that you may see.")
    async def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="A global id.")],  # noqa: A002
    ) -> Node | None:
        """Look one object up; one statement."""
        return cast("Node | None", await _find(info, id))

    @strawberry.field(
        description="The objects with these ids, in their order; null for those not found. A malformed id is "
        "null with an error at its place."
    )
    async def nodes(
        self,
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="Up to 100 global ids.")],
    ) -> list[Node | None]:
        """Look several objects up; one statement per type among them. A malformed id is null, with BAD_ID."""
        if len(ids) > _MOST_NODES:
            raise RequestError(ErrorCode.BAD_VALUE, f"At most {_MOST_NODES} ids can be looked up at once.")
        # What is wrong with one id is an error at its place, and the others are answered.
        return list(await asyncio.gather(*(_find(info, id_) for id_ in ids), return_exceptions=True))


def encode_id(typename: str, key: UUID | int) -> strawberry.ID:
    """Return the global id of an object."""
    return strawberry.ID(urlsafe_b64encode(f"{typename}:{key}".encode()).rstrip(b"=").decode())


def decode_any_id(value: str) -> tuple[str, UUID | int]:
    """Return the type's name and the key that a global id stands for.

    Raises:
        RequestError: BAD_ID, for everything that `encode_id` did not make.
    """
    typename, key = _split(value)
    if encode_id(typename, key) != value or not _is_possible(typename, key):
        raise _bad_id()
    return typename, key


def decode_id(value: str, typename: str) -> UUID:
    """Return the key of an object of one type; a bare UUID is taken as it is.

    Raises:
        RequestError: BAD_ID, also for the id of another type.
    """
    key = _bare_uuid(value) or _key_of(value, typename)
    if not isinstance(key, UUID):
        raise _bad_id()
    return key


def decode_number_id(value: str, typename: str) -> int:
    """Return the key of an object of a type whose keys are numbers.

    Raises:
        RequestError: BAD_ID, also for the id of another type.
    """
    key = _key_of(value, typename)
    if not isinstance(key, int):
        raise _bad_id()
    return key


def decode_row_id(value: str, typename: str) -> int | UUID:
    """Return what a row inside an aggregate is known by: its number, or the bare UUID of its client's choice.

    Raises:
        RequestError: BAD_ID, also for the id of another type.
    """
    return _bare_uuid(value) or decode_number_id(value, typename)


def decode_client_id(value: str) -> UUID:
    """Return the bare UUID that a client has chosen for a row inside an aggregate.

    Raises:
        RequestError: BAD_ID, for everything else.
    """
    bare = _bare_uuid(value)
    if bare is None:
        raise _bad_id()
    return bare


async def find_node(info: Info, typename: str, key: UUID | int) -> Any:  # noqa: ANN401 - a row of that type
    """Return the object of a type that was declared, or None when there is none that the caller may see."""
    row = await info.context.load(_load_by_typename[typename], key)
    return None if row is None else TypedRow(row, typename)


async def _find(info: Info, id_: str) -> Any:  # noqa: ANN401 - a row of the type that the id names
    typename, key = decode_any_id(id_)
    if typename not in _load_by_typename:
        raise _bad_id()
    return await find_node(info, typename, key)


def _key_of(value: str, typename: str) -> UUID | int:
    actual, key = decode_any_id(value)
    if actual != typename:
        raise _bad_id()
    return key


def _split(value: str) -> tuple[str, UUID | int]:
    if len(value) > _LONGEST_ID:
        raise _bad_id()
    try:
        decoded = urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode("ascii")
        typename, _, key = decoded.partition(":")
        return typename, int(key) if key.isdecimal() else UUID(key)
    except (ValueError, binascii.Error) as error:
        raise _bad_id() from error


def _is_possible(typename: str, key: UUID | int) -> bool:
    greatest = _greatest_by_typename.get(typename)
    return isinstance(key, UUID) if greatest is None else isinstance(key, int) and 0 < key <= greatest


def _bare_uuid(value: str) -> UUID | None:
    try:
        bare = UUID(value)
    except ValueError:
        return None
    return bare if str(bare) == value.lower() else None


def _bad_id() -> RequestError:
    return RequestError(ErrorCode.BAD_ID, "The id is malformed, or of another type than is asked for here.")
