"""One line of the table: its form, and what a caller gets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from authorisation.things import CALLERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from authorisation.things import Caller, Subjects


class Outcome(StrEnum):
    """What a caller gets; the values are the letters of the table."""

    ALLOWED = "A"
    ABSENT = "-"
    """Null, nothing in a list, NotFoundProblem, or an UNKNOWN value: as for what does not exist."""

    UNAUTHENTICATED = "U"
    FORBIDDEN = "F"
    """ForbiddenProblem."""

    ENDED = "E"
    """SignInEndedProblem."""

    IN_USE = "I"
    """InUseProblem."""


def _nothing(_of: Subjects) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Row:
    """What one coordinate answers about one thing.

    Attributes:
        letters: One `Outcome` for each of `CALLERS`, in their order.
        coordinate: `Query.field`, `Viewer.field`, `Mutation.field`, or the name of a type of node.
        arguments: Made of what may be named; of a node, `id`.
        case: Which of several rows of the coordinate.
        nobody: Whose things are replaced by things that do not exist, to see what absence looks like.
    """

    letters: str
    coordinate: str
    arguments: Callable[[Subjects], dict[str, Any]] = _nothing
    case: str = ""
    nobody: Literal["owner", "caller"] = "owner"

    @property
    def outcomes(self) -> dict[Caller, Outcome]:
        """What each caller gets."""
        return dict(zip(CALLERS, map(Outcome, self.letters.split()), strict=True))

    def __str__(self) -> str:
        """Return the name under which a failure is reported."""
        return f"{self.coordinate} {self.case}".strip().replace(" ", "_")


def as_input(make: Callable[[Subjects], dict[str, Any]]) -> Callable[[Subjects], dict[str, Any]]:
    """Return what makes the arguments of a mutation whose `input` is made so."""
    return lambda of: {"input": make(of)}
