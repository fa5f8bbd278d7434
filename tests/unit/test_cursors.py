"""A cursor leads back to its row, in the list it was made for and in no other."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from irontrack.kit.cursors import CursorError, binding, decode_cursor, encode_cursor

HERE = binding("by name", "up")
ID = UUID("0193a5e0-7c1a-7000-8000-000000000001")
ROW = ("Squat", datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC), 7, ID)
TYPES = (str, datetime, int, UUID)


def packed(*values: object) -> str:
    return urlsafe_b64encode(msgspec.msgpack.encode(values)).rstrip(b"=").decode()


def test_a_cursor_holds_the_sort_values_exactly() -> None:
    assert decode_cursor(HERE, TYPES, encode_cursor(HERE, ROW)) == ROW


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=255), st.uuids())
@example("\U0001f3cb" * 255, UUID(int=2**128 - 1))
def test_every_name_can_be_continued_after(name: str, id_: UUID) -> None:
    assert decode_cursor(HERE, (str, UUID), encode_cursor(HERE, (name, id_))) == (name, id_)


def test_a_cursor_can_stand_in_an_address() -> None:
    assert encode_cursor(HERE, ROW).replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize(
    "other", [binding("by name", "down"), binding("by time", "up"), binding("by name", "up", "squat"), b""]
)
def test_a_cursor_of_another_order_or_filter_is_refused(other: bytes) -> None:
    with pytest.raises(CursorError):
        decode_cursor(other, TYPES, encode_cursor(HERE, ROW))


def test_a_binding_depends_on_the_values_and_on_how_they_are_split() -> None:
    bindings = [binding("a", "b"), binding("ab"), binding("b", "a"), binding("a", "b", None), binding("a", 1)]
    assert len({*bindings, binding("a", "1")}) == len(bindings) + 1


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "=",
        "a",
        "not a cursor",
        "ü",
        "\ud800",
        "A" * 1001,
        packed(),
        packed(HERE),
        packed(HERE, *ROW, "more"),
        packed(HERE, 7, *ROW[1:]),
        packed(HERE, "Squat", "yesterday", 7, ID),
        packed(HERE, "Squat", ROW[1], 7, "not an id"),
        packed(HERE, "Squat", ROW[1], 2**64 - 1, None),
        packed(HERE, "Squ\0at", *ROW[1:]),
        packed("text for a digest", *ROW),
        packed(HERE[:-1], *ROW),
        urlsafe_b64encode(b"\x91" * 700).decode(),
    ],
)
def test_anything_else_is_refused(cursor: str) -> None:
    with pytest.raises(CursorError):
        decode_cursor(HERE, TYPES, cursor)


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: urlsafe_b64encode(raw).decode()))
def test_no_text_makes_it_fail_in_another_way(cursor: str) -> None:
    with pytest.raises(CursorError):
        decode_cursor(HERE, TYPES, cursor)
