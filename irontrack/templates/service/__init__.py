"""What is done with templates, by use case; other domains take what they need from here."""

from irontrack.templates.service.catalogue import TemplatesReport, load_templates
from irontrack.templates.service.deletion import forget_account
from irontrack.templates.service.training import (
    Planned,
    hold_templates,
    plan_by_day,
    plan_by_place,
    plan_by_unit,
)

__all__ = [
    "Planned",
    "TemplatesReport",
    "forget_account",
    "hold_templates",
    "load_templates",
    "plan_by_day",
    "plan_by_place",
    "plan_by_unit",
]
