"""What an e-mail address and a password must look like."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from irontrack.errors import ValidationCode

if TYPE_CHECKING:
    from irontrack.validation import Validator

LONGEST_EMAIL: Final = 254  # RFC 5321, section 4.5.3.1.3, less the angle brackets
LONGEST_PASSWORD: Final = 128
# One @, a dot in the domain, no white space or control characters: whether it exists only a message can tell.
_EMAIL: Final = re.compile(r"[^\s@\x00-\x1f\x7f]{1,64}@[^\s@.\x00-\x1f\x7f]+(\.[^\s@.\x00-\x1f\x7f]+)+")


def normalised_email(value: str) -> str:
    """Return an address as it is stored and compared: without surrounding space, in lower case, NFC."""
    return unicodedata.normalize("NFC", value.strip()).lower()


def normalised_password(value: str) -> str:
    """Return a password as it is hashed: NFKC, the same from every keyboard (NIST SP 800-63B-4, 3.1.1.2)."""
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


@cache
def _common_passwords() -> frozenset[str]:
    return frozenset(files(__package__).joinpath("common_passwords.txt").read_text("utf-8").split())
