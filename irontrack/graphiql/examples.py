"""The operations that GraphiQL opens with, one tab each, from `examples/`.

`NN-name.graphql` holds one named operation, `NN-name.json` beside it its variables where it has any.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

EXAMPLES: Final = Path(__file__).parent / "examples"


@dataclass(frozen=True, slots=True)
class Example:
    """One tab.

    Attributes:
        query: The document, comments included.
        variables: Its variables as JSON text, or None.
    """

    query: str
    variables: str | None


def load_examples() -> list[Example]:
    """Return the examples in the order of their numbers."""
    return [_read(path) for path in sorted(EXAMPLES.glob("*.graphql"))]


def _read(path: Path) -> Example:
    variables = path.with_suffix(".json")
    return Example(
        query=path.read_text(encoding="utf-8"),
        variables=variables.read_text(encoding="utf-8") if variables.is_file() else None,
    )
