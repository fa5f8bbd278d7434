"""What sharing a template takes and gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, cast

import strawberry
from strawberry import UNSET, Info

from irontrack.errors import ErrorCode, RequestError
from irontrack.graphql.inputs import given
from irontrack.graphql.problems import (
    ConflictProblem,
    ForbiddenProblem,
    NotFoundProblem,
    ValidationProblem,
)
from irontrack.graphql.relay import TypedRow, decode_any_id, decode_id
from irontrack.models import AccessLevel, SharingStatus, TrainingPlanRow, TrainingUnitRow
from irontrack.sharing.rules import TemplateKey
from irontrack.sharing.types.grants import AccessGrant
from irontrack.templates import loaders
from irontrack.templates.service.sharing import ToAccount, ToAddress
from irontrack.templates.types.templates import Template

if TYPE_CHECKING:
    from collections.abc import Mapping

    from irontrack.graphql.batching import Load

_TABLES: Final[dict[str, type[TrainingUnitRow | TrainingPlanRow]]] = {
    "TrainingUnit": TrainingUnitRow,
    "TrainingPlan": TrainingPlanRow,
}
_SHOWN: Final[Mapping[type, tuple[str, Load[Any, Any]]]] = {
    TrainingUnitRow: ("TrainingUnit", loaders.unit_by_id),
    TrainingPlanRow: ("TrainingPlan", loaders.plan_by_id),
}
_WHICH: Final = "Global id of a unit or a plan."


@strawberry.input(description="Who may read a template.")
class SetSharingStatusInput:
    id: strawberry.ID = strawberry.field(description=_WHICH)
    status: SharingStatus = strawberry.field(description="Who may read it from now on, beside its owner.")
    version: int | None = strawberry.field(
        description="The version that you have seen; where it is not the present one, nothing is changed.",
        default=UNSET,
    )

    def key(self) -> TemplateKey:
        return _key(self.id)


@strawberry.input(one_of=True, description="With whom to share: exactly one of these.")
class AccessGranteeInput:
    user_id: strawberry.ID | None = strawberry.field(
        description="A user whom you can see: an author, or somebody with whom you share something else.",
        default=UNSET,
    )
    email: str | None = strawberry.field(
        description="An e-mail address. Whoever has an account with it has access, at once or once they sign "
        "up; which of the two it is, is not told.",
        default=UNSET,
    )

    def to(self) -> ToAccount | ToAddress:
        if (email := given(self.email)) is not None:
            return ToAddress(email)
        return ToAccount(decode_id(given(self.user_id) or "", "User"))


@strawberry.input(description="With whom to share a template of one's own.")
class GrantAccessInput:
    id: strawberry.ID = strawberry.field(description=_WHICH)
    to: AccessGranteeInput = strawberry.field(description="With whom.")
    level: AccessLevel = strawberry.field(
        description="What they may do; given again, it takes the place of the level before.",
        default=AccessLevel.READ,
    )

    def key(self) -> TemplateKey:
        return _key(self.id)


@strawberry.input(description="Which grant to take back.")
class RevokeAccessInput:
    id: strawberry.ID = strawberry.field(description="A grant from `access` of a template of your own.")


@strawberry.input(description="Which template to be shared no longer with oneself.")
class LeaveSharedInput:
    id: strawberry.ID = strawberry.field(description=_WHICH)

    def key(self) -> TemplateKey:
        return _key(self.id)


@strawberry.type(description="The status is as was asked for; it holds for every request from now on.")
class SetSharingStatusPayload:
    key: strawberry.Private[TemplateKey]

    @strawberry.field(description="The template as it is now; null where it is not yours to read any more.")
    async def template(self, info: Info) -> Template | None:
        typename, load = _SHOWN[self.key.template]
        row = await info.context.load(load, self.key.id)
        return None if row is None else cast("Template", TypedRow(row, typename))


@strawberry.type(description="The template is shared.")
class GrantAccessPayload:
    template: Template = strawberry.field(description="What is shared.")
    grant: AccessGrant = strawberry.field(description="With whom and how.")


@strawberry.type(description="The grant was taken back.")
class RevokeAccessPayload:
    revoked_grant_id: strawberry.ID = strawberry.field(description="The grant that is no more.")
    template: Template = strawberry.field(description="What was shared.")


@strawberry.type(description="The template is shared with you no longer.")
class LeaveSharedPayload:
    left_template_id: strawberry.ID = strawberry.field(description="What was shared.")


SetSharingStatusResult = Annotated[
    SetSharingStatusPayload | NotFoundProblem | ForbiddenProblem | ConflictProblem,
    strawberry.union("SetSharingStatusResult", description="The template, or why its status stays."),
]
GrantAccessResult = Annotated[
    GrantAccessPayload | ValidationProblem | NotFoundProblem | ForbiddenProblem,
    strawberry.union("GrantAccessResult", description="The grant, or why there is none."),
]
RevokeAccessResult = Annotated[
    RevokeAccessPayload | NotFoundProblem,
    strawberry.union("RevokeAccessResult", description="What was taken back, or why it stays."),
]
LeaveSharedResult = Annotated[
    LeaveSharedPayload | NotFoundProblem | ForbiddenProblem,
    strawberry.union("LeaveSharedResult", description="What was left, or why there is nothing to leave."),
]


def _key(id_: str) -> TemplateKey:
    typename, key = decode_any_id(id_)
    if typename not in _TABLES or isinstance(key, int):
        raise RequestError(ErrorCode.BAD_ID, "This is not the id of a unit or a plan.")
    return TemplateKey(_TABLES[typename], key)
