"""Grants: who else may read or write a shared template, by account or by address."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import conv

from irontrack.models.base import Base, Timestamps, UuidKey, not_blank, one_of


class AccessLevel(StrEnum):
    """What a grant allows: reading, or changing the content too."""

    READ = "read"
    WRITE = "write"


class GrantColumns(Timestamps):
    """What every grant says: by whom, and how far. It counts only while the template is shared."""

    granted_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL"), index=True, sort_order=1
    )
    access_level: Mapped[AccessLevel] = mapped_column(
        one_of(AccessLevel), server_default=AccessLevel.READ, sort_order=1
    )


class AccountGrantColumns(GrantColumns):
    """What a grant to an account has beside: an id to be named by."""

    id: Mapped[UUID] = mapped_column(server_default=text("uuidv7()"), sort_order=1)


class TrainingUnitAccessRow(AccountGrantColumns, Base):
    """A user's grant on a unit."""

    __tablename__ = "training_unit_access"

    training_unit_id: Mapped[UUID] = mapped_column(
        ForeignKey("training_units.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True, index=True
    )

    __table_args__ = (
        UniqueConstraint("id"),
        CheckConstraint("user_id <> granted_by", name=conv("check_not_self_grant")),
    )


class TrainingPlanAccessRow(AccountGrantColumns, Base):
    """A user's grant on a plan."""

    __tablename__ = "training_plan_access"

    training_plan_id: Mapped[UUID] = mapped_column(
        ForeignKey("training_plans.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True, index=True
    )

    __table_args__ = (
        UniqueConstraint("id"),
        CheckConstraint("user_id <> granted_by", name=conv("check_not_self_grant")),
    )


class AccessInvitationRow(GrantColumns, Base):
    """A grant to whoever has an address, now or later. Nothing in it tells whether there is an account.

    `left_at` is when somebody with that address gave it up; the owner sees it on all the same.
    """

    __tablename__ = "access_invitations"

    id: Mapped[UuidKey]
    email: Mapped[str] = mapped_column(String(255))
    training_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("training_units.id", ondelete="CASCADE"))
    training_plan_id: Mapped[UUID | None] = mapped_column(ForeignKey("training_plans.id", ondelete="CASCADE"))
    left_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_access_invitations_email", text("lower(email)")),
        Index("uq_access_invitations_unit", "training_unit_id", text("lower(email)"), unique=True),
        Index("uq_access_invitations_plan", "training_plan_id", text("lower(email)"), unique=True),
        CheckConstraint("num_nonnulls(training_unit_id, training_plan_id) = 1", name="one_template"),
        not_blank("email"),
    )
