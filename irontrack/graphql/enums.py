"""GraphQL enums over the StrEnums of the tables, with a description for every value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import strawberry

if TYPE_CHECKING:
    from enum import StrEnum


def declare_enum(enum: type[StrEnum], description: str, /, **values: str) -> None:
    """Declare a StrEnum to Strawberry, under its own name.

    Args:
        enum: Its members' names become the GraphQL values.
        description: What it says.
        values: The description of each member, by name.

    Raises:
        TypeError: A member has no description, or a description no member.
    """
    if set(values) != set(enum.__members__):
        message = f"{enum.__name__}: describe exactly {', '.join(enum.__members__)}"
        raise TypeError(message)
    declared = strawberry.enum(enum, description=description)
    for value in declared.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = values[value.name]
