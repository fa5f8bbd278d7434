"""Accounts and roles as superusers see and change them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, cast
from uuid import UUID

import strawberry
from strawberry import UNSET, Parent

from irontrack.accounts.queries.administration import (
    AccountCriteria,
    AccountOrderField,
    list_accounts_by_id,
    list_last_sign_ins,
)
from irontrack.accounts.rules import ROLE_BY_ID
from irontrack.accounts.types.viewer import AccountViewer  # noqa: F401 - declares `Role` with its words
from irontrack.errors import ErrorCode, RequestError
from irontrack.graphql.batching import aligned, batched
from irontrack.graphql.enums import declare_enum
from irontrack.graphql.inputs import bounded, given
from irontrack.graphql.problems import (
    ConflictProblem,
    ForbiddenProblem,
    NotFoundProblem,
    ThrottledProblem,
    ValidationProblem,
)
from irontrack.graphql.quantities import DistanceUnit, WeightUnit
from irontrack.graphql.relay import Node, declare_node, decode_id
from irontrack.graphql.scalars import TimeZone
from irontrack.models import Role, UserAccountRow
