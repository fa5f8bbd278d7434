"""Fingerprints of requests: equal for the same request, different for any other."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest

from irontrack.kit.fingerprints import fingerprint
from irontrack.models import SetMode


@dataclass(frozen=True)
class Wish:
    name: str
    weight: Decimal | None = None
    tags: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class OtherWish:
    name: str


ID = UUID("01940000-0000-7000-8000-0000000000aa")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_equal_requests_have_equal_fingerprints_however_their_values_were_written() -> None:
    cest = timezone(timedelta(hours=2))
    assert fingerprint(Wish("a", Decimal("1.50"))) == fingerprint(Wish("a", Decimal("1.5")))
    assert fingerprint(NOON) == fingerprint(NOON.astimezone(cest))
    assert fingerprint({"a": 1, "b": [2]}) == fingerprint({"b": (2,), "a": 1})


def test_a_field_that_holds_its_default_might_as_well_not_be_there() -> None:
    assert fingerprint(Wish("a")) == fingerprint(Wish("a", None, []))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Wish("a"), Wish("b")),
        (Wish("a"), OtherWish("a")),
        (Wish("a"), Wish("a", Decimal(0))),
        (Wish("a", tags=["x", "y"]), Wish("a", tags=["y", "x"])),
        (Wish("a", tags=["x"]), Wish("a", tags=["x", ""])),
        (["ab"], ["a", "b"]),
        (None, ""),
        ("1", 1),
        (True, 1),
        (ID, str(ID).upper()),
        (date(2026, 3, 1), NOON),
        (SetMode.REPS, SetMode.TIME),
        ("\ud800", "\ud801"),
    ],
)
def test_different_requests_have_different_fingerprints(one: object, other: object) -> None:
    assert fingerprint(one) != fingerprint(other)


def test_another_process_computes_the_same() -> None:
    wanted = "fingerprint({'b': 1, 'a': [None, 'x']}).hex()"
    code = f"from irontrack.kit.fingerprints import fingerprint; print({wanted})"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own code
    assert printed.strip() == fingerprint({"a": [None, "x"], "b": 1}).hex()


def test_what_it_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        fingerprint([object()])
