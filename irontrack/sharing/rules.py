"""What somebody may do with a template."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from uuid import UUID

    from irontrack.models import TrainingPlanRow, TrainingUnitRow

    type Template = type[TrainingUnitRow | TrainingPlanRow]

MOST_GRANTS: Final = 100
"""How many people and addresses one template can be shared with."""


class ViewerAccess(StrEnum):
    """What the caller may do with a template that they can read."""

    OWNER = "owner"
    WRITE = "write"
    READ = "read"


class Person(NamedTuple):
    """What others see of somebody."""

    id: UUID
    name: str | None


class TemplateKey(NamedTuple):
    """Which template: of which kind, and its id. A unit and a plan may have the same id."""

    template: Template
    id: UUID
