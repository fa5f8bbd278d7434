"""Every error that IronTrack raises on purpose, in one tree.

    IronTrackError
    ├── StartupError           a command cannot go on: one sentence for the operator, exit status 1
    ├── ProblemError           what an input means; becomes a member of a mutation's result union
    │   ├── ValidationError    one or more values are unusable, each named by its path
    │   ├── ConflictError      the object's state forbids it; carries the object as it is now
    │   ├── NotFoundError      it does not exist, or the caller may not see it: never told apart
    │   ├── ForbiddenError     it may be seen, but not changed, by the caller
    │   ├── InUseError         something refers to it; carries what, as far as the caller may see that
    │   ├── CredentialsError   unknown, wrong and inactive: one answer for all
    │   ├── SignInEndedError   what should be refreshed is over
    │   └── ThrottledError     too often, or too much at once; says when to try again
    └── RequestError           who calls, and how; becomes an entry of `errors[]` with its code

Services raise, resolvers do not catch, and `irontrack.graphql` maps in one place. Every message is safe to
show to the caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class ProblemCode(StrEnum):
    """The kinds of problem a mutation answers with."""

    VALIDATION = "VALIDATION"
    CONFLICT = "CONFLICT"
    NOT_FOUND = "NOT_FOUND"
    FORBIDDEN = "FORBIDDEN"
    IN_USE = "IN_USE"
    INVALID_CREDENTIALS = "INVALID_CREDENTIALS"
    SIGN_IN_ENDED = "SIGN_IN_ENDED"
    THROTTLED = "THROTTLED"


class ValidationCode(StrEnum):
    """What is wrong with one value of an input."""

    REQUIRED = "REQUIRED"
    TOO_SHORT = "TOO_SHORT"
    TOO_LONG = "TOO_LONG"
    TOO_SMALL = "TOO_SMALL"
    TOO_LARGE = "TOO_LARGE"
    TOO_MANY = "TOO_MANY"
    INVALID_FORMAT = "INVALID_FORMAT"
    TOO_COMMON = "TOO_COMMON"
    TAKEN = "TAKEN"
    UNKNOWN = "UNKNOWN"
    METRIC_MISMATCH = "METRIC_MISMATCH"
    NOT_ALLOWED = "NOT_ALLOWED"


class ErrorCode(StrEnum):
    """The closed set of `extensions.code` in `errors[]`."""

    BAD_REQUEST = "BAD_REQUEST"
    PARSE_FAILED = "PARSE_FAILED"
    VALIDATION_FAILED = "VALIDATION_FAILED"
    TOO_MANY_TOKENS = "TOO_MANY_TOKENS"
    TOO_DEEP = "TOO_DEEP"
    TOO_MANY_ALIASES = "TOO_MANY_ALIASES"
    TOO_MANY_DIRECTIVES = "TOO_MANY_DIRECTIVES"
    TOO_MANY_ROOT_FIELDS = "TOO_MANY_ROOT_FIELDS"
    TOO_MANY_MUTATIONS = "TOO_MANY_MUTATIONS"
    BAD_VALUE = "BAD_VALUE"
    BAD_ID = "BAD_ID"
    BAD_CURSOR = "BAD_CURSOR"
    BAD_PAGE = "BAD_PAGE"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN_ORIGIN = "FORBIDDEN_ORIGIN"
    NOT_FOUND = "NOT_FOUND"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    PAYLOAD_TOO_LARGE = "PAYLOAD_TOO_LARGE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    DEADLINE = "DEADLINE"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL = "INTERNAL"


class IronTrackError(Exception):
    """Root of the tree.

    Args:
        message: One sentence, safe to show.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class StartupError(IronTrackError):
    """A command cannot go on; the message tells the operator what to change."""


class ProblemError(IronTrackError):
    """Base of what a mutation answers with instead of its payload."""

    code: ProblemCode


@dataclass(frozen=True, slots=True)
class Issue:
    """One unusable value.

    Attributes:
        path: Where it stands, from the mutation's `input` down; list positions as decimal strings.
        code: What is wrong with it.
        message: The same in a sentence.
    """

    path: tuple[str, ...]
    code: ValidationCode
    message: str


class ValidationError(ProblemError):
    """One or more values of an input are unusable; nothing was written.

    Args:
        issues: At least one.
    """

    code = ProblemCode.VALIDATION

    def __init__(self, *issues: Issue) -> None:
        super().__init__("Some values cannot be used; see issues.")
        self.issues = issues


class ConflictError(ProblemError):
    """The object's present state forbids the change.

    Args:
        message: Why.
        current: The row as it is now, or None where it must not be shown.
    """

    code = ProblemCode.CONFLICT

    def __init__(self, message: str, current: object | None = None) -> None:
        super().__init__(message)
        self.current = current


class NotFoundError(ProblemError):
    """What the input names does not exist, or is not the caller's to see."""

    code = ProblemCode.NOT_FOUND


class ForbiddenError(ProblemError):
    """The caller may see the object, but not change it."""

    code = ProblemCode.FORBIDDEN


class InUseError(ProblemError):
    """Something refers to it, so that it cannot be deleted.

    Args:
        message: Why.
        used_by: Some of the rows that refer to it; only those that the caller may see.
    """

    code = ProblemCode.IN_USE

    def __init__(self, message: str, used_by: Sequence[object]) -> None:
        super().__init__(message)
        self.used_by = used_by


class CredentialsError(ProblemError):
    """Sign-in failed; the same for unknown, wrong and inactive. Or a password that was asked for is wrong."""

    code = ProblemCode.INVALID_CREDENTIALS

    def __init__(self, message: str = "E-mail address or password is wrong.") -> None:
        super().__init__(message)


class SignInEndedError(ProblemError):
    """There is no sign-in to be refreshed: it was ended, has expired, or never was."""

    code = ProblemCode.SIGN_IN_ENDED

    def __init__(self) -> None:
        super().__init__("The sign-in is over; sign in again.")


class ThrottledError(ProblemError):
    """Too often, or too much at once.

    Args:
        message: Why.
        retry_after_seconds: When it is worth trying again; at least 1.
    """

    code = ProblemCode.THROTTLED

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class RequestError(IronTrackError):
    """The caller or the transport is at fault; becomes an entry of `errors[]`.

    Args:
        code: One of the closed set.
        message: One sentence, safe to show.
    """

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code
