"""Sign-ins, what their tokens may still be used for, what changed about accounts, and failed attempts."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from irontrack.models.base import Base, Timestamps, UuidKey, not_blank

LONGEST_USER_AGENT: Final = 255


class SignInFamilyRow(Timestamps, Base):
    """One sign-in on one device, which every token issued for it names; over once `ended_at` is set."""

    __tablename__ = "sign_in_families"

    id: Mapped[UuidKey]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    user_agent: Mapped[str] = mapped_column(String(LONGEST_USER_AGENT))
    refreshed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("ended_at >= created_at", name="end"),)


class RefreshTokenRow(Timestamps, Base):
    """What one refresh token says, enough to sign it again; the token itself is kept nowhere.

    The tokens of a family are numbered by `generation`. `used_at` is set when a token was first exchanged
    for the one after it. Tokens whose successor was used long ago are deleted: whoever presents one stole it.
    """

    __tablename__ = "refresh_tokens"

    id: Mapped[UuidKey]
    family_id: Mapped[UUID] = mapped_column(ForeignKey("sign_in_families.id", ondelete="CASCADE"))
    generation: Mapped[int] = mapped_column(Integer)
    key_id: Mapped[str] = mapped_column(String(100))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("family_id", "generation"),
        CheckConstraint("generation >= 1", name="generation"),
        CheckConstraint("expires_at > issued_at", name="expiry"),
        not_blank("key_id"),
    )


class AccountRevisionRow(Timestamps, Base):
    """How often what a sign-in shows of an account has changed: its role, activity, profile, sign-ins.

    A cached copy with a smaller version is out of date. The row outlives the account, so that the caches
    learn of its deletion as well.
    """

    __tablename__ = "account_revisions"

    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    changed_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp(), index=True)

    __table_args__ = (CheckConstraint("version >= 1", name="version"),)


class SignInThrottleRow(Timestamps, Base):
    """Attempts to sign in that failed or have not ended yet, for an e-mail address or a network address.

    `key` is `account:` with a digest of the e-mail address, which need not belong to anybody, or `address:`
    with the network address.
    """

    __tablename__ = "sign_in_throttles"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    attempts: Mapped[int] = mapped_column(Integer)
    attempted_at: Mapped[datetime] = mapped_column(index=True)
    blocked_until: Mapped[datetime]

    __table_args__ = (CheckConstraint("attempts >= 0", name="attempts"), not_blank("key"))
