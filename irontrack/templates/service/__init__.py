"""What is done with templates, by use case; other domains take what they need from here."""

from irontrack.templates.service.catalogue import TemplatesReport, load_templates
from irontrack.templates.service.deletion import forget_account
from irontrack.templates.service.units import read_unit

__all__ = ["TemplatesReport", "forget_account", "load_templates", "read_unit"]
