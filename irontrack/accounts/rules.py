"""What addresses and passwords must look like, how attempts to sign in are slowed down, who administers whom.

Who administers whom, in full:

- Active superusers administer, and whoever types commands on the server. For anybody else every account is
  absent, and making one is forbidden.
- Nobody administers their own account by request: what one may do to oneself, the profile's mutations do.
- The last active superuser keeps the role, stays active and is not deleted, whoever asks.
- A role is given to an active account that has another one, and taken from an account that has more than the
  default.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol

from irontrack.errors import ConflictError, ForbiddenError, NotFoundError, ValidationCode
from irontrack.infra.client_address import network_of
from irontrack.models import ROLE_IDS, Role

if TYPE_CHECKING:
    from uuid import UUID

    from irontrack.models import UserAccountRow
    from irontrack.validation import Validator

REFRESH_GRACE: Final = timedelta(seconds=10)
"""How long a refresh token may come again once its successor was used: other tabs, requests on their way."""

ROLE_BY_ID: Final = MappingProxyType({id_: role for role, id_ in ROLE_IDS.items()})

LONGEST_EMAIL: Final = 254  # RFC 5321, section 4.5.3.1.3, less the angle brackets
LONGEST_PASSWORD: Final = 128
# More code points than a character is composed of in any script. Normalising takes time that grows with the
# square of a text's combining marks, so that it is done to short texts only.
_COMPOSED_OF: Final = 4
# One @, a dot in the domain, no white space or control characters: whether it exists only a message can tell.
_EMAIL: Final = re.compile(r"[^\s@\x00-\x1f\x7f]{1,64}@[^\s@.\x00-\x1f\x7f]+(\.[^\s@.\x00-\x1f\x7f]+)+")


@dataclass(frozen=True, slots=True)
class Throttle:
    """So many attempts are free; each further one has to wait twice as long as the one before.

    Attributes:
        free_attempts: At least 1. The last of them is followed by a wait of one second.
        longest: The longest wait.
        memory: How long after the latest attempt all of them are forgotten.
        half_life: In what time half of the attempts are forgotten; None for none before all are.
    """

    free_attempts: int
    longest: timedelta = timedelta(minutes=15)
    memory: timedelta = timedelta(days=1)
    half_life: timedelta | None = None

    @property
    def most_doublings(self) -> int:
        """After how many doublings of one second the longest wait is reached for certain."""
        return int(self.longest.total_seconds()).bit_length()


class Standing(Protocol):
    """What decides whether an account administers others."""

    @property
    def is_active(self) -> bool:
        """Whether it can sign in."""

    @property
    def is_superuser(self) -> bool:
        """Whether it has the superuser role."""


def address_key(address: str) -> str:
    """Return what attempts from a network address are counted under: the network that one subscriber has."""
    return f"address:{network_of(address)}"


def email_change_key(account_id: UUID) -> str:
    """Return what an account's changes of its e-mail address are counted under."""
    return f"e-mail:{account_id}"


def account_key(email: str) -> str:
    """Return what attempts for a normalised e-mail address are counted under, whether it is known or not."""
    return f"account:{sha256(email.encode('utf-8', 'surrogatepass')).hexdigest()}"


def normalised_email(value: str) -> str:
    """Return an address as it is stored and compared: without surrounding space, in lower case, NFC.

    Text far too long to be one is returned as it is: it is nobody's address.
    """
    if len(value) > _COMPOSED_OF * LONGEST_EMAIL:
        return value
    # Lower case may compose what upper case could not.
    return _nfc(_nfc(value.strip()).lower())


def normalised_password(value: str) -> str:
    """Return a password as it is hashed: NFKC, the same from every keyboard (NIST SP 800-63B-4, 3.1.1.2).

    Text far too long to be one is returned as it is.
    """
    if len(value) > _COMPOSED_OF * LONGEST_PASSWORD:
        return value
    return unicodedata.normalize("NFKC", value)


def check_email(validator: Validator, value: str, *path: str) -> str:
    """Return a normalised address, noting what is wrong with it."""
    email = normalised_email(value)
    if len(email) > LONGEST_EMAIL:
        message = f"At most {LONGEST_EMAIL} characters are allowed."
        validator.note(ValidationCode.TOO_LONG, message, *path)
    elif not _EMAIL.fullmatch(email) or not email.isprintable():
        validator.note(ValidationCode.INVALID_FORMAT, "This is no e-mail address.", *path)
    return email


def check_password(validator: Validator, value: str, shortest: int, *path: str) -> str:
    """Return a normalised password, noting what is wrong with it.

    Length and the list of common ones decide; what characters it is made of does not.
    """
    password = normalised_password(value)
    if "\0" in password or any("\ud800" <= character <= "\udfff" for character in password):
        validator.note(ValidationCode.INVALID_FORMAT, "This cannot be typed on a keyboard.", *path)
    elif len(password) < shortest:
        validator.note(ValidationCode.TOO_SHORT, f"At least {shortest} characters are needed.", *path)
    elif len(password) > LONGEST_PASSWORD:
        validator.note(ValidationCode.TOO_LONG, f"At most {LONGEST_PASSWORD} characters are allowed.", *path)
    elif password.casefold() in _common_passwords():
        validator.note(ValidationCode.TOO_COMMON, "This password is too easy to guess.", *path)
    return password


def is_administrator(account: Standing | None) -> bool:
    """Whether an account, if it exists, administers others."""
    return account is not None and account.is_active and account.is_superuser


def no_account(sought: UUID | str) -> NotFoundError:
    """Return what is said of an account, by id or address, that is absent or not the caller's to see."""
    if isinstance(sought, str):
        return NotFoundError(f"There is no account with the address {normalised_email(sought)}.")
    return NotFoundError("There is no such account.")


def require_creator(actor: Standing | None) -> None:
    """Go on only if a caller may make accounts for others.

    Raises:
        ForbiddenError: The caller is no active superuser. No account is named that could be absent instead.
    """
    if not is_administrator(actor):
        message = "Only a superuser makes accounts for others."
        raise ForbiddenError(message)


def require_administrator(actor: Standing | None, sought: UUID | str) -> None:
    """Go on only if a caller administers others.

    Raises:
        NotFoundError: The caller is no active superuser, and is told what they would be told of no account.
    """
    if not is_administrator(actor):
        raise no_account(sought)


def require_somebody_else(
    account: UserAccountRow | None, actor_id: UUID | None, sought: UUID | str
) -> UserAccountRow:
    """Return the account that was sought if it exists and is not the caller's own.

    Args:
        account: What was found.
        actor_id: The caller; None for whoever types commands on the server, who has no account.
        sought: What was looked for.

    Raises:
        NotFoundError: There is none.
        ForbiddenError: It is the caller's own.
    """
    if account is None:
        raise no_account(sought)
    if account.id == actor_id:
        message = "Nobody administers their own account; change it as your profile."
        raise ForbiddenError(message)
    return account


def require_dispensable(account: UserAccountRow, *, has_other_superuser: bool) -> None:
    """Go on only if there is an active superuser without an account.

    Raises:
        ConflictError: It is the last one; carries it.
    """
    if is_administrator(account) and not has_other_superuser:
        message = "This is the last active superuser: make another one first."
        raise ConflictError(message, account)


def require_role_to_give(account: UserAccountRow, role: Role) -> None:
    """Go on only if an account can be given a role.

    Raises:
        ConflictError: It is inactive, or has the role already; carries it.
    """
    if not account.is_active:
        message = "The account is inactive: activate it before it gets a role."
        raise ConflictError(message, account)
    if ROLE_BY_ID[account.role_id] is role:
        message = f"The account has the role {role.value} already."
        raise ConflictError(message, account)


def require_role_to_take(account: UserAccountRow) -> None:
    """Go on only if an account has more than the default role.

    Raises:
        ConflictError: It has not; carries it.
    """
    if ROLE_BY_ID[account.role_id] is Role.APPLICATION_ACCESS:
        message = f"The account has only the default role, {Role.APPLICATION_ACCESS.value}."
        raise ConflictError(message, account)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@cache
def _common_passwords() -> frozenset[str]:
    return frozenset(files(__package__).joinpath("common_passwords.txt").read_text("utf-8").split())
