"""Collects what is wrong with an input, so that one answer names all of it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from irontrack.errors import Issue, ValidationCode, ValidationError

if TYPE_CHECKING:
    from typing import NoReturn
    from uuid import UUID

    from irontrack.models.limits import Range

_UUID_VERSION: Final = 7
_SPACES: Final = re.compile(r"\s+")
# What PostgreSQL, a log line or a terminal chokes on; line breaks and tabs are fine.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Of no use inside a name. Joiners are: in emoji, and in some scripts.
_UNSEEN: Final = re.compile("[\u00ad\u200b\u2060\ufeff]")
_LONGEST_SENSIBLE: Final = 1000  # in characters; what is longer is refused anyhow, and not worth composing
# Characters without ink: a name of nothing else is blank.
_INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff "


def refuse(code: ValidationCode, message: str, *path: str) -> NoReturn:
    """Raise a ValidationError about a single value."""
    raise ValidationError(Issue(path, code, message))


class Validator:
    """Checks the values of one input; each check returns the value to store.

    After a failed check the returned value is a placeholder: call `finish` before any of them is used.
    """

    def __init__(self) -> None:
        self._issues: list[Issue] = []

    def note(self, code: ValidationCode, message: str, *path: str) -> None:
        """Remember that the value at the path is unusable."""
        self._issues.append(Issue(path, code, message))

    def finish(self) -> None:
        """Go on only if every check passed.

        Raises:
            ValidationError: With all issues, in the order of the checks.
        """
        if self._issues:
            raise ValidationError(*self._issues)

    def name(self, value: str, *path: str, longest: int = 100, shortest: int = 1) -> str:
        """Return a one-line name, trimmed, with runs of white space collapsed and without what nobody sees.

        Letters are composed (Unicode's form NFC), so that names that look the same are the same.
        """
        composed = normalize("NFC", _UNSEEN.sub("", value)) if len(value) <= _LONGEST_SENSIBLE else value
        cleaned = _SPACES.sub(" ", composed).strip()
        return self._sized(cleaned, path, shortest, longest)

    def text(self, value: str | None, *path: str, longest: int) -> str | None:
        """Return a text of several lines as it is; blank means none."""
        if value is None or not value.strip():
            return None
        return self._sized(value, path, 1, longest)

    def within[N: (int, Decimal)](self, value: N | None, limits: Range, *path: str) -> N | None:
        """Return a number that lies in a range, or None when none was given."""
        if value is None:
            return None
        if not Decimal(value).is_finite():
            self.note(ValidationCode.INVALID_FORMAT, "A finite number is needed.", *path)
        elif value < limits.low:
            self.note(ValidationCode.TOO_SMALL, f"Must be at least {limits.low}.", *path)
        elif value > limits.high:
            self.note(ValidationCode.TOO_LARGE, f"Must be at most {limits.high}.", *path)
        return value

    def chosen_id(self, value: UUID | None, *path: str) -> bool:
        """Whether an id of the client's choice can be used: a UUID of version 7, or none at all."""
        if value is None or value.version == _UUID_VERSION:
            return True
        message = "An id of your own must be a UUID of version 7."
        self.note(ValidationCode.INVALID_FORMAT, message, *path)
        return False

    def _sized(self, value: str, path: tuple[str, ...], shortest: int, longest: int) -> str:
        if _FORBIDDEN.search(value):
            self.note(ValidationCode.INVALID_FORMAT, "Control characters are not allowed.", *path)
        elif not value.strip(_INVISIBLE):
            self.note(ValidationCode.REQUIRED, "A value is needed.", *path)
        elif len(value) < shortest:
            self.note(ValidationCode.TOO_SHORT, f"At least {shortest} characters are needed.", *path)
        elif len(value) > longest:
            self.note(ValidationCode.TOO_LONG, f"At most {longest} characters are allowed.", *path)
        return value
