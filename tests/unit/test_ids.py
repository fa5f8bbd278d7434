"""Ids are UUIDv7 in the order of their making, and times carry their zone."""

from __future__ import annotations

from datetime import UTC, timedelta
from uuid import RFC_4122, UUID

from irontrack.kit.clock import now
from irontrack.kit.ids import new_id


def test_an_id_is_a_uuid_of_version_7() -> None:
    id_ = new_id()
    assert type(id_) is UUID
    assert (id_.version, id_.variant) == (7, RFC_4122)


def test_later_ids_are_greater_and_none_repeats() -> None:
    ids = [new_id() for _ in range(10_000)]
    assert ids == sorted(set(ids))


def test_an_id_holds_the_time_of_its_making() -> None:
    milliseconds = new_id().int >> 80
    assert abs(milliseconds / 1000 - now().timestamp()) < 5


def test_the_time_is_in_utc() -> None:
    assert now().tzinfo is UTC
    assert now().utcoffset() == timedelta(0)
