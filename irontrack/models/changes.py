"""The change feed: what has changed for whom, in the order of the commits.

All of it is written by triggers, which see whatever writes: the API, cascades, commands, SQL by hand.
"""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from irontrack.models.base import Base, Timestamps, one_of


class ChangedType(StrEnum):
    """What has entries in a feed: the aggregates, by their names in the API."""

    EXERCISE = "Exercise"
    TRAINING_UNIT = "TrainingUnit"
    TRAINING_PLAN = "TrainingPlan"
    ENROLLMENT = "Enrollment"
    TRAINING_SESSION = "TrainingSession"


class ChangeCounterRow(Timestamps, Base):
    """A feed, and the sequence of its latest entry. Its lock orders the commits of all who write to it.

    A person has two: one under the account's id, and one under `address_feed(email)` for what is granted to
    the address, whether or not anybody has it. There is no foreign key to the account: its check would wait
    for a deletion that waits for this row.
    """

    __tablename__ = "change_counters"

    feed_id: Mapped[UUID] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))


class ChangeEntryRow(Timestamps, Base):
    """The latest change of one thing in one feed; `is_deleted` when it is gone or out of reach."""

    __tablename__ = "change_entries"

    feed_id: Mapped[UUID] = mapped_column(
        ForeignKey("change_counters.feed_id", ondelete="CASCADE"), primary_key=True
    )
    typename: Mapped[ChangedType] = mapped_column(one_of(ChangedType), primary_key=True)
    aggregate_id: Mapped[UUID] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    is_deleted: Mapped[bool] = mapped_column(server_default=text("false"))

    __table_args__ = (UniqueConstraint("feed_id", "sequence"),)


class PendingChangeRow(Timestamps, Base):
    """What a transaction has changed so far. Its commit makes entries of it; nobody else ever sees a row.

    `is_address` says whose feed it is; `to_grantees` that whoever has a grant is told as well. A typename of
    `Account` stands for a feed that ends.
    """

    __tablename__ = "pending_changes"

    transaction_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, server_default=func.txid_current()
    )
    typename: Mapped[str] = mapped_column(String(30), primary_key=True)
    aggregate_id: Mapped[UUID] = mapped_column(primary_key=True)
    feed_id: Mapped[UUID] = mapped_column(primary_key=True)
    to_grantees: Mapped[bool] = mapped_column(primary_key=True, server_default=text("false"))
    is_address: Mapped[bool] = mapped_column(server_default=text("false"))

    # Empty after each transaction, so nothing is lost when a crash empties it.
    __table_args__ = ({"prefixes": ["UNLOGGED"]},)
