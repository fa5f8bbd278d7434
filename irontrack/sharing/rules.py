"""What somebody may do with a template."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

MOST_GRANTS: Final = 100
"""How many people and addresses one template can be shared with."""


class ViewerAccess(StrEnum):
    """What the caller may do with a template that they can read."""

    OWNER = "owner"
    WRITE = "write"
    READ = "read"
