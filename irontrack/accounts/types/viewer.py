"""Oneself: the account behind `Viewer`."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry import Info

from irontrack.accounts.loaders import list_devices
from irontrack.accounts.types.devices import Device
from irontrack.graphql.connections import Connection, connection, listed
from irontrack.graphql.enums import declare_enum
from irontrack.graphql.quantities import DistanceUnit, WeightUnit
from irontrack.graphql.relay import Node
from irontrack.graphql.scalars import TimeZone
from irontrack.models import Role

declare_enum(
    Role,
    "What an account may do beyond its own things.",
    APPLICATION_ACCESS="Uses the application; what every new account has.",
    FITNESS_TRAINER="Also sees the custom exercises that templates shared with them refer to.",
    SUPERUSER="Administers accounts, the catalogue and public templates.",
)


@strawberry.type(description="The signed-in person's own account.")
class AccountViewer(Node):
    """The part of `Viewer` that is about the account itself."""

    name: str | None = strawberry.field(description="Display name, if one was given.")
    email: str = strawberry.field(description="Address to sign in with, in lower case.")
    role: Role = strawberry.field(description="What the account may do beyond its own things.")
    preferred_weight_unit: WeightUnit = strawberry.field(
        description="For clients to pass as `unit`; the API's own defaults do not follow it."
    )
    preferred_distance_unit: DistanceUnit = strawberry.field(
        description="For clients to pass as `unit`; the API's own defaults do not follow it."
    )
    time_zone: TimeZone = strawberry.field(description="Where new sessions are taken to happen.")
    created_at: datetime = strawberry.field(description="When the account was made.")

    @connection(description="Where this account is signed in, newest first.")
    def devices(self, info: Info) -> Connection[Device]:
        return listed(list_devices(info.context.require_viewer().id))
