"""The part of Mutation about who may read and change a template."""

from __future__ import annotations

from typing import Annotated, cast

import strawberry
from strawberry import Info

from irontrack.graphql.inputs import given
from irontrack.graphql.problems import mutation
from irontrack.graphql.relay import decode_id, encode_id
from irontrack.sharing.types.grants import AccessGrant
from irontrack.templates.service import sharing as service
from irontrack.templates.types.sharing import (
    GrantAccessInput,
    GrantAccessPayload,
    GrantAccessResult,
    LeaveSharedInput,
    LeaveSharedPayload,
    LeaveSharedResult,
    RevokeAccessInput,
    RevokeAccessPayload,
    RevokeAccessResult,
    SetSharingStatusInput,
    SetSharingStatusPayload,
    SetSharingStatusResult,
)
from irontrack.templates.types.templates import Template


@strawberry.type
class SharingMutation:
    @mutation(
        description="Say who may read a unit or a plan of your own. Grants stay, and count while the status "
        "is `SHARED`. Superusers take public ones of others back to `PRIVATE`."
    )
    async def set_sharing_status(
        self,
        info: Info,
        input: Annotated[SetSharingStatusInput, strawberry.argument(description="Which, and the status.")],
    ) -> SetSharingStatusResult:
        viewer, key, version = info.context.require_viewer(), input.key(), given(input.version)
        await service.set_sharing_status(info.context.db, viewer.id, key, input.status, version)
        return SetSharingStatusPayload(key=key)

    @mutation(
        description="Share a unit or a plan of your own with somebody, or at another level. The units of a "
        "plan are readable with it. It counts while the status is `SHARED`."
    )
    async def grant_access(
        self,
        info: Info,
        input: Annotated[GrantAccessInput, strawberry.argument(description="Which, with whom and how.")],
    ) -> GrantAccessResult:
        viewer = info.context.require_viewer()
        db, key, to = info.context.db, input.key(), input.to.to()
        row, grant = await service.grant_access(db, viewer.id, key, to, input.level)
        return GrantAccessPayload(template=cast("Template", row), grant=cast("AccessGrant", grant))

    @mutation(description="Take back a grant on a template of your own, at once.")
    async def revoke_access(
        self,
        info: Info,
        input: Annotated[RevokeAccessInput, strawberry.argument(description="Which grant.")],
    ) -> RevokeAccessResult:
        viewer, grant_id = info.context.require_viewer(), decode_id(input.id, "AccessGrant")
        row = await service.revoke_access(info.context.db, viewer.id, grant_id)
        revoked = encode_id("AccessGrant", grant_id)
        return RevokeAccessPayload(revoked_grant_id=revoked, template=cast("Template", row))

    @mutation(description="Give up what somebody has shared with you.")
    async def leave_shared(
        self,
        info: Info,
        input: Annotated[LeaveSharedInput, strawberry.argument(description="Which template.")],
    ) -> LeaveSharedResult:
        viewer = info.context.require_viewer()
        await service.leave_shared(info.context.db, viewer.id, input.key())
        return LeaveSharedPayload(left_template_id=input.id)
