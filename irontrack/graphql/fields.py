"""Fields over columns that have another name."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry import Parent


def column(name: str, description: str) -> Any:  # noqa: ANN401 - stands for the annotated type
    """Return a field over a row's attribute of another name."""

    def resolve(root: Parent[Any]) -> Any:  # noqa: ANN401
        return getattr(root, name)

    return strawberry.field(resolver=resolve, description=description)
