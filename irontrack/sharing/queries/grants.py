"""Reading and writing grants, to accounts and to addresses alike: rows of three tables under one shape.

A grant has `id`, `template_id`, `access_level`, `created_at`, and `user_id` with `user_name` or `email`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import String, Uuid, case, delete, func, literal, null, select, text, union_all, update
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import insert

from irontrack.infra.database import any_of
from irontrack.models import (
    AccessInvitationRow,
    TrainingPlanAccessRow,
    TrainingPlanRow,
    TrainingUnitAccessRow,
    TrainingUnitRow,
    UserAccountRow,
)
from irontrack.sharing.queries.access import can_write
from irontrack.sharing.rules import TemplateKey, ViewerAccess

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, CompoundSelect, CursorResult, Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.infra.database import Database
    from irontrack.models import AccessLevel
    from irontrack.sharing.rules import Template

_INVITATION: Final = AccessInvitationRow
_NO_ACCOUNT: Final = sql_cast(null(), Uuid()).label("user_id")
_NO_NAME: Final = sql_cast(null(), String(255)).label("user_name")
_NO_ADDRESS: Final = sql_cast(null(), String(255)).label("email")


async def list_grants(
    database: Database, template: Template, owner_id: UUID, ids: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """Return the grants on those of the templates that are the owner's, in the order they were given.

    A template without one has one row with an `id` of None. One statement.
    """
    grant = _grants(template).subquery("granted")
    statement = (
        select(
            template.id.label("template_id"), *(column for column in grant.c if column.name != "template_id")
        )
        .join_from(template, grant, grant.c.template_id == template.id, isouter=True)
        .where(any_of(template.id, ids), template.created_by == owner_id)
        .order_by(template.id, grant.c.created_at, grant.c.id)
    )
    return await database.fetch(statement)


async def list_grants_by_id(database: Database, owner_id: UUID, ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Return those of the grants that are on the owner's templates. One statement."""
    found = [
        select(grant)
        .join(template, template.id == grant.c.template_id)
        .where(any_of(grant.c.id, ids), template.created_by == owner_id)
        for template, grant in _each_kind()
    ]
    return await database.fetch(union_all(*found))


async def find_own_grant(db: AsyncSession, owner_id: UUID, grant_id: UUID) -> TemplateKey | None:
    """Return on which template a grant is, if it is the owner's; or None. One statement."""
    found = [
        select(literal(template is TrainingUnitRow).label("is_unit"), template.id.label("template_id"))
        .join(grant, template.id == grant.c.template_id)
        .where(grant.c.id == grant_id, template.created_by == owner_id)
        for template, grant in _each_kind()
    ]
    row = (await db.execute(union_all(*found))).one_or_none()
    if row is None:
        return None
    return TemplateKey(TrainingUnitRow if row.is_unit else TrainingPlanRow, row.template_id)


async def put_account_grant(
    db: AsyncSession, on: TemplateKey, owner_id: UUID, user_id: UUID, level: AccessLevel
) -> Row[Any]:
    """Store a grant to an account, or the other level of the one there is, and return it. One statement."""
    table, key = _account_grants(on.template)
    granted: dict[str, Any] = {"granted_by": owner_id, "access_level": level}
    statement = insert(table).values({key.key: on.id, "user_id": user_id, **granted})
    put = statement.on_conflict_do_update(index_elements=[key.key, "user_id"], set_=_renewed(granted))
    name = select(UserAccountRow.name).where(UserAccountRow.id == user_id).scalar_subquery()
    shown = (
        table.id,
        table.access_level,
        table.created_at,
        table.user_id,
        name.label("user_name"),
        _NO_ADDRESS,
    )
    return (await db.execute(put.returning(*shown))).one()


async def put_invitation(
    db: AsyncSession, on: TemplateKey, owner_id: UUID, email: str, level: AccessLevel
) -> Row[Any]:
    """Store a grant to an address, or the other level of the one there is, and return it. One statement.

    One that was left counts again.
    """
    key = _invited_id(on.template)
    granted: dict[str, Any] = {"granted_by": owner_id, "access_level": level, "left_at": None}
    statement = insert(_INVITATION).values({key.key: on.id, "email": email, **granted})
    unique = [key.key, text("lower(email)")]
    put = statement.on_conflict_do_update(index_elements=unique, set_=_renewed(granted))
    shown = _INVITATION.id, _INVITATION.access_level, _INVITATION.created_at, _NO_ACCOUNT, _NO_NAME
    return cast("Row[Any]", (await db.execute(put.returning(*shown, _INVITATION.email))).one())


async def count_grants(db: AsyncSession, on: TemplateKey) -> int:
    """Return how many accounts and addresses a template is granted to. One statement."""
    grant = _grants(on.template).subquery("granted")
    counted = select(func.count()).select_from(grant).where(grant.c.template_id == on.id)
    return int(await db.scalar(counted) or 0)


async def delete_grant(db: AsyncSession, on: TemplateKey, grant_id: UUID) -> bool:
    """Delete a grant on a template, and return whether there was one. Two statements."""
    table, key = _account_grants(on.template)
    statements = (
        delete(table).where(key == on.id, table.id == grant_id),
        delete(_INVITATION).where(_invited_id(on.template) == on.id, _INVITATION.id == grant_id),
    )
    return any([await _changed(db, statement) for statement in statements])


async def leave_template(db: AsyncSession, on: TemplateKey, user_id: UUID) -> bool:
    """Give up what somebody has been granted on a template, and return whether there was anything.

    Two statements. An invitation stays, and counts no more.
    """
    table, key = _account_grants(on.template)
    address = select(func.lower(UserAccountRow.email)).where(UserAccountRow.id == user_id).scalar_subquery()
    is_meant = (
        _invited_id(on.template) == on.id,
        func.lower(_INVITATION.email) == address,
        _INVITATION.left_at.is_(None),
    )
    statements = (
        delete(table).where(key == on.id, table.user_id == user_id),
        update(_INVITATION).where(*is_meant).values(left_at=func.now()),
    )
    return any([await _changed(db, statement) for statement in statements])


async def get_address(db: AsyncSession, account_id: UUID) -> str | None:
    """Return the address that an account has, in lower case. One statement."""
    address = select(func.lower(UserAccountRow.email)).where(UserAccountRow.id == account_id)
    return cast("str | None", await db.scalar(address))


async def list_viewer_access(
    database: Database, template: Template, viewer_id: UUID, ids: Sequence[UUID]
) -> Sequence[Row[Any]]:
    """Return `id` and `access`, a `ViewerAccess`, of templates that the viewer can read. One statement."""
    access = case(
        (template.created_by == viewer_id, ViewerAccess.OWNER),
        (can_write(template, viewer_id), ViewerAccess.WRITE),
        else_=ViewerAccess.READ,
    )
    return await database.fetch(select(template.id, access.label("access")).where(any_of(template.id, ids)))


def _each_kind() -> list[tuple[Template, Any]]:
    return [(template, _grants(template).subquery()) for template in (TrainingUnitRow, TrainingPlanRow)]


def _grants(template: Template) -> CompoundSelect[*tuple[Any, ...]]:
    """Return all grants on one kind of template."""
    table, key = _account_grants(template)
    invited_id = _invited_id(template)
    account = UserAccountRow
    to_accounts = select(
        *_shape(table, key), table.user_id, account.name.label("user_name"), _NO_ADDRESS
    ).join(account, account.id == table.user_id)
    to_addresses = select(*_shape(_INVITATION, invited_id), _NO_ACCOUNT, _NO_NAME, _INVITATION.email)
    return union_all(to_accounts, to_addresses.where(invited_id.is_not(None)))


def _shape(table: Any, key: ColumnElement[UUID]) -> tuple[Any, ...]:  # noqa: ANN401 - one of three tables
    return table.id, key.label("template_id"), table.access_level, table.created_at


def _account_grants(template: Template) -> tuple[Any, Any]:
    """Return the table of the grants to accounts, and its column for the template."""
    if template is TrainingUnitRow:
        return TrainingUnitAccessRow, TrainingUnitAccessRow.training_unit_id
    return TrainingPlanAccessRow, TrainingPlanAccessRow.training_plan_id


def _invited_id(template: Template) -> Any:  # noqa: ANN401 - a column
    return _INVITATION.training_unit_id if template is TrainingUnitRow else _INVITATION.training_plan_id


def _renewed(granted: dict[str, Any]) -> dict[str, Any]:
    return {**granted, "updated_at": func.now()}


async def _changed(db: AsyncSession, statement: Any) -> bool:  # noqa: ANN401 - UPDATE or DELETE
    done = cast("CursorResult[Any]", await db.execute(statement))
    return done.rowcount > 0
