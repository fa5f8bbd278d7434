"""What is issued is accepted as long as it lasts and its key is there, also while keys rotate."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import jwt
import pytest

from irontrack.infra import tokens as tokens_module
from irontrack.infra.keys import generate_key
from irontrack.infra.tokens import AccessClaims, RefreshClaims, TokenKeys

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CLAIMS = AccessClaims(uuid4(), uuid4())


def write_key(folder: Path, *, age: timedelta) -> str:
    made_at = datetime.now(UTC) - age
    return generate_key(folder).rename(folder / f"{made_at:%Y-%m-%dT%H%M%S.%f}-test.pem").stem


def refresh_claims(key_id: str) -> RefreshClaims:
    issued_at = datetime.now(UTC).replace(microsecond=0)
    expires_at = issued_at + timedelta(days=30)
    return RefreshClaims(uuid4(), CLAIMS.account_id, CLAIMS.family_id, key_id, issued_at, expires_at)


@pytest.fixture
def tokens(tmp_path: Path) -> TokenKeys:
    generate_key(tmp_path)
    return TokenKeys(tmp_path)


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let time pass, as far as anybody can tell."""

    def wait(seconds: float) -> None:
        wall, monotonic = time.time, time.monotonic
        monkeypatch.setattr(time, "time", lambda: wall() + seconds)
        monkeypatch.setattr(time, "monotonic", lambda: monotonic() + seconds)

    return wait


def test_what_is_issued_is_accepted(tokens: TokenKeys) -> None:
    assert tokens.verify(tokens.issue(CLAIMS, 600)) == CLAIMS
    claims = refresh_claims(tokens.signing_id)
    assert tokens.verify_refresh(tokens.issue_refresh(claims)) == claims


def test_an_access_token_is_no_refresh_token_nor_the_reverse(tokens: TokenKeys) -> None:
    access = tokens.issue(CLAIMS, 600)
    refresh = tokens.issue_refresh(refresh_claims(tokens.signing_id))
    for _ in range(2):
        assert tokens.verify(access) == CLAIMS
        assert tokens.verify_refresh(access) is None
        assert tokens.verify_refresh(refresh) is not None
        assert tokens.verify(refresh) is None


def test_a_token_expires(tokens: TokenKeys, wait: Callable[[float], None]) -> None:
    access = tokens.issue(CLAIMS, 600)
    refresh = tokens.issue_refresh(refresh_claims(tokens.signing_id))
    assert tokens.verify(access)
    wait(599)
    assert tokens.verify(access)
    wait(4)
    assert tokens.verify(access) is None
    assert tokens.verify_refresh(refresh)
    wait(30 * 86_400)
    assert tokens.verify_refresh(refresh) is None


def test_no_remembered_token_is_valid_before_its_time(
    tokens: TokenKeys, wait: Callable[[float], None]
) -> None:
    token = tokens.issue(CLAIMS, 600)
    assert tokens.verify(token)
    wait(-10)  # the clock is set
    assert tokens.verify(token) is None


def test_the_tokens_that_were_used_last_are_remembered(
    tokens: TokenKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens_module, "REMEMBERED_TOKENS", 3)
    first, second, third, fourth = (tokens.issue(CLAIMS, 600) for _ in range(4))
    claims = {token: tokens.verify(token) for token in (first, second, third)}
    assert tokens.verify(first) is claims[first]  # the very object
    claims[fourth] = tokens.verify(fourth)
    for token in (first, third, fourth):
        assert tokens.verify(token) is claims[token]
    verified = tokens.verify(second)
    assert verified == CLAIMS
    assert verified is not claims[second]


def test_the_same_claims_give_the_same_refresh_token_in_every_process(tmp_path: Path) -> None:
    generate_key(tmp_path)
    tokens = TokenKeys(tmp_path)
    claims = refresh_claims(tokens.signing_id)
    token = tokens.issue_refresh(claims)
    write_key(tmp_path, age=timedelta(minutes=-1))
    other = TokenKeys(tmp_path)
    assert {tokens.issue_refresh(claims), other.issue_refresh(claims)} == {token}
    verified = other.verify_refresh(token)
    assert verified == claims
    assert other.issue_refresh(verified) == token
    assert tokens.issue_refresh(replace(claims, id=uuid4())) != token


def test_a_refresh_token_whose_key_is_gone_is_signed_by_the_key_that_signs_now(tmp_path: Path) -> None:
    gone, present = write_key(tmp_path, age=timedelta(hours=2)), write_key(tmp_path, age=timedelta(hours=1))
    claims = refresh_claims(gone)
    before = TokenKeys(tmp_path).issue_refresh(claims)
    (tmp_path / f"{gone}.pem").unlink()
    tokens = TokenKeys(tmp_path)
    assert tokens.verify_refresh(before) is None
    assert tokens.verify_refresh(tokens.issue_refresh(claims)) == replace(claims, key_id=present)


def test_a_rotation_ends_no_sign_in(tmp_path: Path) -> None:
    old = write_key(tmp_path, age=timedelta(days=60))
    running, other = TokenKeys(tmp_path), TokenKeys(tmp_path)
    access = running.issue(CLAIMS, 600)
    claims = refresh_claims(old)
    refresh = running.issue_refresh(claims)

    def assert_signed_in(*servers: TokenKeys) -> None:
        for server in servers:
            assert server.verify(access) == CLAIMS
            assert server.verify_refresh(refresh) == claims
            assert server.issue_refresh(claims) == refresh

    assert_signed_in(running, other)
    new = write_key(tmp_path, age=timedelta(minutes=2))
    restarted = TokenKeys(tmp_path)
    assert (running.signing_id, restarted.signing_id) == (old, new)  # the first has yet to look again
    assert_signed_in(running, other, restarted)
    newer = restarted.issue(CLAIMS, 600)
    newer_claims = refresh_claims(new)
    newer_refresh = restarted.issue_refresh(newer_claims)
    assert running.verify(newer) == CLAIMS
    assert other.verify_refresh(newer_refresh) == newer_claims
    assert {running.signing_id, other.signing_id} == {new}
    assert_signed_in(running, other, restarted)
    (tmp_path / f"{old}.pem").unlink()
    late = TokenKeys(tmp_path)
    assert (late.verify(access), late.verify_refresh(refresh)) == (None, None)
    for server in (running, other, restarted, late):
        assert server.verify(newer) == CLAIMS
        assert server.verify_refresh(newer_refresh) == newer_claims


def test_a_new_key_signs_nothing_before_every_process_can_know_it(tmp_path: Path) -> None:
    old = write_key(tmp_path, age=timedelta(days=60))
    generate_key(tmp_path)
    token = TokenKeys(tmp_path).issue(CLAIMS, 600)
    assert jwt.get_unverified_header(token)["kid"] == old


def test_tokens_of_a_deleted_key_end_within_ten_seconds(
    tmp_path: Path, wait: Callable[[float], None]
) -> None:
    compromised, new = write_key(tmp_path, age=timedelta(days=1)), generate_key(tmp_path)
    tokens = TokenKeys(tmp_path)
    access, refresh = tokens.issue(CLAIMS, 600), tokens.issue_refresh(refresh_claims(compromised))
    assert tokens.verify(access)
    (tmp_path / f"{compromised}.pem").unlink()
    wait(10)
    assert tokens.verify(access) is None
    assert tokens.verify_refresh(refresh) is None
    assert tokens.signing_id == new.stem
    assert tokens.verify(tokens.issue(CLAIMS, 600)) == CLAIMS
