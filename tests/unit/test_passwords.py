"""Passwords are kept as Argon2id hashes with the parameters of the settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from irontrack.infra.passwords import PasswordHasher
from irontrack.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.anyio

PASSWORD = "correct horse battery staple – пароль"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def hasher() -> Iterator[PasswordHasher]:
    settings = Settings(
        database_url="postgresql://localhost/irontrack",
        keys_dir=Path("keys"),
        password_hash_memory_kib=64,
        password_hash_passes=3,
    )
    hasher = PasswordHasher(settings)
    yield hasher
    hasher.close()


async def test_the_right_password_is_verified_and_no_other(hasher: PasswordHasher) -> None:
    encoded = await hasher.hash(PASSWORD)
    assert await hasher.verify(encoded, PASSWORD)
    assert not await hasher.verify(encoded, PASSWORD + " ")
    assert not await hasher.verify(encoded, "")


async def test_a_hash_says_how_it_was_made_and_has_a_salt_of_its_own(hasher: PasswordHasher) -> None:
    first, second = await hasher.hash(PASSWORD), await hasher.hash(PASSWORD)
    assert first.startswith("$argon2id$v=19$m=64,t=3,p=1$")
    assert first != second
    assert PASSWORD not in first


@pytest.mark.parametrize("encoded", ["", "plain text", "$argon2id$v=19$m=64,t=3,p=1$AAAA", "$2b$12$abc"])
async def test_what_is_no_hash_verifies_nothing(hasher: PasswordHasher, encoded: str) -> None:
    assert not await hasher.verify(encoded, PASSWORD)
    assert not await hasher.verify(encoded, encoded)


async def test_nobody_can_sign_in_without_an_account(hasher: PasswordHasher) -> None:
    assert not await hasher.verify(None, PASSWORD)
    assert not await hasher.verify(None, "the password of an account that does not exist")
