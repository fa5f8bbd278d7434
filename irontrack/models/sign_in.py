"""Sign-ins: one row for each, which every token issued for it names."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from irontrack.models.base import Base, Timestamps, UuidKey


class SignInFamilyRow(Timestamps, Base):
    """One sign-in on one device; over once `ended_at` is set."""

    __tablename__ = "sign_in_families"

    id: Mapped[UuidKey]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    user_agent: Mapped[str] = mapped_column(String(255))
    ended_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("ended_at >= created_at", name="end"),)
