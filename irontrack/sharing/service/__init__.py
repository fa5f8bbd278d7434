"""Who may do what with a template, and grants; other domains take what they need from here."""

from irontrack.sharing.service.access import (
    can_read_plan,
    can_read_unit,
    can_write_plan,
    can_write_unit,
)
from irontrack.sharing.service.deletion import forget_account

__all__ = ["can_read_plan", "can_read_unit", "can_write_plan", "can_write_unit", "forget_account"]
