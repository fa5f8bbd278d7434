"""Accounts and the roles that they have."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from irontrack.kit.units import DistanceUnit, WeightUnit
from irontrack.models.base import Base, Name, Timestamps, UuidKey, Zone, not_blank, one_of


class Role(StrEnum):
    """What an account may do beyond its own things; the values are the slugs in the table."""

    APPLICATION_ACCESS = "application-access"
    FITNESS_TRAINER = "fitness-trainer"
    SUPERUSER = "superuser"


ROLE_IDS: Final = MappingProxyType(
    {
        Role.APPLICATION_ACCESS: UUID("01940000-0000-7000-8000-000000000001"),
        Role.FITNESS_TRAINER: UUID("01940000-0000-7000-8000-000000000002"),
        Role.SUPERUSER: UUID("01940000-0000-7000-8000-000000000003"),
    }
)
"""The ids under which the first migration inserted the roles."""


class RoleRow(Timestamps, Base):
    """A role; the rows come with the first migration."""

    __tablename__ = "role"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[Name] = mapped_column(unique=True)
    slug: Mapped[Name] = mapped_column(unique=True)
    description: Mapped[str] = mapped_column(String(255))

    __table_args__ = (not_blank("name"), not_blank("slug"))


class UserAccountRow(Timestamps, Base):
    """A person who can sign in. `password` is an Argon2id hash; the superuser flag follows the role."""

    __tablename__ = "user_account"

    id: Mapped[UuidKey]
    name: Mapped[str | None] = mapped_column(String(255))
    email: Mapped[str] = mapped_column(String(255))
    password: Mapped[str] = mapped_column(String(255))
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    is_superuser: Mapped[bool] = mapped_column(server_default=text("false"))
    role_id: Mapped[UUID] = mapped_column(ForeignKey("role.id", ondelete="RESTRICT"), index=True)
    preferred_weight_unit: Mapped[WeightUnit] = mapped_column(
        one_of(WeightUnit), server_default=WeightUnit.KG
    )
    preferred_distance_unit: Mapped[DistanceUnit] = mapped_column(
        one_of(DistanceUnit), server_default=DistanceUnit.KM
    )
    time_zone: Mapped[Zone] = mapped_column(server_default="UTC")

    __table_args__ = (
        Index("uq_user_email", text("lower(email)"), unique=True),
        # The orders of the administrators' list; COLLATE stands where `name_order_index` has it, and why.
        Index("ix_user_account_created_order", "created_at", "id"),
        Index(
            "ix_user_account_email_order",
            func.lower(literal_column("email")).label("lower_email"),
            "id",
            postgresql_ops={"lower_email": 'COLLATE "C"'},
        ),
        Index(
            "ix_user_account_name_order",
            func.lower(func.coalesce(literal_column("name"), literal_column("''"))).label("lower_name"),
            "id",
            postgresql_ops={"lower_name": 'COLLATE "C"'},
        ),
        CheckConstraint(f"is_superuser = (role_id = '{ROLE_IDS[Role.SUPERUSER]}')", name="superuser_role"),
        not_blank("name"),
        not_blank("email"),
        not_blank("password"),
        not_blank("time_zone"),
    )
