"""What deleting an account takes and gives."""

from __future__ import annotations

from typing import Annotated

import strawberry

from irontrack.graphql.problems import (
    ConflictProblem,
    CredentialsProblem,
    ForbiddenProblem,
    NotFoundProblem,
    ThrottledProblem,
)


@strawberry.input(description="Which account to delete.")
class DeleteAccountInput:
    id: strawberry.ID = strawberry.field(description="The account; never one's own.")


@strawberry.type(
    description="The account is gone with all that was its own, and signed out everywhere. What it published "
    "stays without an author."
)
class DeleteAccountPayload:
    deleted_account_id: strawberry.ID = strawberry.field(description="The account that was deleted.")


@strawberry.input(description="That one's own account is to be deleted.")
class DeleteMyAccountInput:
    current_password: str = strawberry.field(description="The account's password.")


@strawberry.type(
    description="Your account is gone with all that was its own, and signed out everywhere; both cookies are "
    "removed. What you published stays without an author."
)
class DeleteMyAccountPayload:
    deleted_viewer_id: strawberry.ID = strawberry.field(description="What was the id of `viewer`.")


DeleteAccountResult = Annotated[
    DeleteAccountPayload | NotFoundProblem | ForbiddenProblem | ConflictProblem,
    strawberry.union("DeleteAccountResult", description="What was deleted, or why the account stays."),
]
DeleteMyAccountResult = Annotated[
    DeleteMyAccountPayload | CredentialsProblem | ConflictProblem | ThrottledProblem,
    strawberry.union("DeleteMyAccountResult", description="What was deleted, or why your account stays."),
]
