"""What clients have asked for under names of their own choice, so that asking twice is asking once."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from irontrack.models.base import Base, Timestamps


class RequestHashRow(Timestamps, Base):
    """The first request that a user made under a name. It outlives what was made.

    `scope` is what the name must be unique in: a table, and for parts of something the parent too.
    """

    __tablename__ = "request_hashes"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    client_id: Mapped[UUID] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(100), primary_key=True)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (CheckConstraint("octet_length(sha256) = 32", name="sha256_length"),)
