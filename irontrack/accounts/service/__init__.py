"""What is done with accounts, by use case; other domains take what they need from here."""

from irontrack.accounts.service.accounts import NewAccount, check_time_zone, create_account, lock_account

__all__ = ["NewAccount", "check_time_zone", "create_account", "lock_account"]
