"""One table of the source, read field by field; what is wrong with it is told with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


@dataclass(frozen=True, slots=True)
class Facts:
    """Named values and where they stand. Every method that reads raises ValueError for what it cannot use.

    Attributes:
        place: File, movement and exercise, for messages.
        values: As the file gives them.
    """

    place: str
    values: Mapping[str, object]

    def refuse(self, field: str, problem: str) -> NoReturn:
        """Raise ValueError with the place, the field and what is wrong with it."""
        message = f"{self.place}: {field}: {problem}"
        raise ValueError(message)

    def refuse_unknown(self, known: Collection[str]) -> None:
        """Raise ValueError when there is a field that nobody reads."""
        for field in self.values:
            if field not in known:
                self.refuse(field, "there is no such field")

    def text(self, field: str) -> str:
        """Return a text on one line, trimmed; empty when the field is absent."""
        value = self.values.get(field, "")
        if not isinstance(value, str):
            self.refuse(field, "must be a text")
        return " ".join(value.split())

    def required(self, field: str) -> str:
        """Return a text that is neither absent nor blank."""
        return self.text(field) or self.refuse(field, "is missing")

    def choice(self, field: str, allowed: Collection[str]) -> str:
        """Return one of the allowed words, which must be there."""
        word = self.required(field)
        if word not in allowed:
            self.refuse(field, f"{word!r} is none of {', '.join(allowed)}")
        return word

    def texts(self, field: str) -> tuple[str, ...]:
        """Return a list of different texts, none of them blank; empty when the field is absent."""
        value = self.values.get(field, [])
        if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
            self.refuse(field, "must be a list of texts")
        if len(set(value)) != len(value):
            self.refuse(field, "repeats itself")
        return tuple(value)

    def words(self, field: str, allowed: Collection[str]) -> tuple[str, ...]:
        """Return a list of different allowed words; empty when the field is absent."""
        words = self.texts(field)
        for word in words:
            if word not in allowed:
                self.refuse(field, f"{word!r} is not in the vocabulary")
        return words

    def tables(self, field: str) -> tuple[Mapping[str, object], ...]:
        """Return a list of one table or more."""
        value = self.values.get(field)
        if not isinstance(value, list) or not value or not all(isinstance(table, dict) for table in value):
            self.refuse(field, "must be one table or more")
        return tuple(value)
