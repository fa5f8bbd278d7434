"""Who may do what with a template, and grants; other domains take what they need from here."""

from irontrack.sharing.queries.access import (
    can_read_plan,
    can_read_unit,
    can_write_plan,
    can_write_unit,
    is_everyones,
    is_shared_with,
)
from irontrack.sharing.rules import TemplateKey
from irontrack.sharing.service.deletion import forget_account
from irontrack.sharing.service.grants import (
    find_own_grant,
    give_up_grants,
    grant_to_account,
    grant_to_address,
    no_grant,
    revoke_grant,
)

__all__ = [
    "TemplateKey",
    "can_read_plan",
    "can_read_unit",
    "can_write_plan",
    "can_write_unit",
    "find_own_grant",
    "forget_account",
    "give_up_grants",
    "grant_to_account",
    "grant_to_address",
    "is_everyones",
    "is_shared_with",
    "no_grant",
    "revoke_grant",
]
