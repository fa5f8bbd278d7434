"""Problems: what a mutation answers with when its input means something that cannot be done.

`@mutation` gives a root field its transaction and is the one place where `ProblemError`s become types.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import strawberry
from strawberry.extensions import FieldExtension

from irontrack import errors
from irontrack.errors import ProblemCode, ValidationCode
from irontrack.graphql.enums import declare_enum
from irontrack.graphql.relay import Node

if TYPE_CHECKING:
    from collections.abc import Callable

    from strawberry import Info

declare_enum(
    ProblemCode,
    "The kinds of problem that a mutation answers with.",
    VALIDATION="One or more values of the input cannot be used.",
    CONFLICT="The object's present state forbids the change.",
    NOT_FOUND="What the input names does not exist, or is not yours to see.",
    FORBIDDEN="You may see the object, but not change it.",
    IN_USE="Something refers to it, so that it cannot be deleted.",
    INVALID_CREDENTIALS="E-mail address or password is wrong, or the account is not active.",
    SIGN_IN_ENDED="There is no sign-in to be refreshed: it was ended, has expired, or never was.",
    THROTTLED="Too often, or too much at once; try again after `retryAfterSeconds`.",
)
declare_enum(
    ValidationCode,
    "What is wrong with one value.",
    REQUIRED="A value is needed and none, or a blank one, was given.",
    TOO_SHORT="The text is too short.",
    TOO_LONG="The text is too long.",
    TOO_SMALL="The number is below the least that is allowed.",
    TOO_LARGE="The number is above the greatest that is allowed.",
    TOO_MANY="The list has too many items.",
    INVALID_FORMAT="The value does not have the form that is needed.",
    TOO_COMMON="The password is on the list of the most common ones.",
    TAKEN="The value is already in use and must be unique.",
    UNKNOWN="The value names something that does not exist, or is not yours to see.",
    METRIC_MISMATCH="A set's metric is not the one that the mode of its exercise measures.",
    NOT_ALLOWED="The value is not allowed together with another one.",
)


@strawberry.interface(description="What stands in the way of a mutation; nothing was written.")
class Problem:
    """Interface of every problem."""

    message: str = strawberry.field(description="A sentence that can be shown to a person.")
    code: ProblemCode = strawberry.field(description="The kind of problem, for programs.")


@strawberry.type(description="One value of an input that cannot be used.")
class ValidationIssue:
    """One unusable value."""

    path: list[str] = strawberry.field(
        description="Where the value stands, from `input` down: field names, and list positions as digits."
    )
    code: ValidationCode = strawberry.field(description="What is wrong with it, for programs.")
    message: str = strawberry.field(description="The same in a sentence.")


@strawberry.type(description="One or more values of the input cannot be used.")
class ValidationProblem(Problem):
    """Every unusable value of an input."""

    issues: list[ValidationIssue] = strawberry.field(description="Each unusable value; never empty.")


@strawberry.type(description="The object's present state forbids the change.")
class ConflictProblem(Problem):
    """A conflict with the present state."""

    current: Node | None = strawberry.field(
        description="The object as it is now; null where it is not yours to see."
    )


@strawberry.type(description="What the input names does not exist, or is not yours to see.")
class NotFoundProblem(Problem):
    """Absence; never told apart from a denial."""


@strawberry.type(description="You may see the object, but not change it.")
class ForbiddenProblem(Problem):
    """A denial about something visible."""


@strawberry.type(description="Something refers to it, so that it cannot be deleted.")
class InUseProblem(Problem):
    """A deletion that would leave something without what it needs."""

    used_by: list[Node] = strawberry.field(
        description="What refers to it, as far as it is yours to see; at most 20."
    )


@strawberry.type(
    description="Sign-in failed. The same answer for an unknown, a wrong and an inactive account."
)
class CredentialsProblem(Problem):
    """Failed sign-in."""


@strawberry.type(
    description="There is no sign-in to be refreshed: it was ended, has expired, or never was. Sign in again."
)
class SignInEndedProblem(Problem):
    """Failed refresh."""


@strawberry.type(description="Too often, or too much at once.")
class ThrottledProblem(Problem):
    """A refusal that passes."""

    retry_after_seconds: int = strawberry.field(description="When it is worth trying again; at least 1.")


CREDENTIAL: Final = "credential"
"""Key in a field's metadata: whether the field checks or sets a password."""

_PLAIN: Final = MappingProxyType(
    {
        errors.NotFoundError: NotFoundProblem,
        errors.ForbiddenError: ForbiddenProblem,
        errors.CredentialsError: CredentialsProblem,
        errors.SignInEndedError: SignInEndedProblem,
    }
)


def mutation(*, description: str, checks_password: bool = False) -> Callable[[Callable[..., Any]], Any]:
    """Declare a root mutation field that owns one transaction, `info.context.db`.

    The transaction is committed when the resolver has returned and before its selection is resolved. A
    problem that was raised inside is answered as its type, with nothing written.

    Args:
        description: Of the field, in the schema.
        checks_password: The field computes password hashes; one such field is allowed in a request.
    """
    declare: Callable[..., Any] = strawberry.mutation(
        description=description,
        metadata={CREDENTIAL: checks_password},
        extensions=[_OneTransaction()],
    )
    return declare


class _OneTransaction(FieldExtension):
    async def resolve_async(
        self,
        next_: Callable[..., Any],
        source: Any,  # noqa: ANN401 - Strawberry's signature
        info: Info,
        **arguments: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        try:
            async with info.context.transaction():
                return await next_(source, info, **arguments)
        except errors.ProblemError as error:
            return as_problem(error)


def as_problem(error: errors.ProblemError) -> Problem:
    """Return a problem as its type; for one that must not undo what was written, instead of raising it."""
    shown: dict[str, Any] = {"message": error.message, "code": error.code}
    match error:
        case errors.ValidationError():
            issues = [
                ValidationIssue(path=list(i.path), code=i.code, message=i.message) for i in error.issues
            ]
            return ValidationProblem(**shown, issues=issues)
        case errors.ConflictError():
            return ConflictProblem(**shown, current=error.current)  # type: ignore[arg-type]  # a row, resolved as Node
        case errors.InUseError():
            return InUseProblem(**shown, used_by=list(error.used_by))  # type: ignore[arg-type]  # rows, resolved as Node
        case errors.ThrottledError():
            return ThrottledProblem(**shown, retry_after_seconds=error.retry_after_seconds)
    return _PLAIN[type(error)](**shown)
