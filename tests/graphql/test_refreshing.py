"""A sign-in goes on by exchanging its refresh token; a token that was stolen ends it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import jwt
import pytest
from sign_ins import ACCESS, REFRESH, SIGN_OUT, copied, execute, is_signed_in, refresh, value

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

ENDED = {
    "__typename": "SignInEndedProblem",
    "code": "SIGN_IN_ENDED",
    "message": "The sign-in is over; sign in again.",
}


def family(client: Client) -> UUID:
    """Return the sign-in that a browser's refresh token names."""
    token = jwt.decode(client.http.cookies[REFRESH], options={"verify_signature": False})
    return UUID(token["family"])


async def pass_time(site: Site, client: Client, seconds: int) -> None:
    """Make everything that a sign-in remembers so much older."""
    statement = "UPDATE refresh_tokens SET used_at = used_at - make_interval(secs => :s) WHERE family_id = :f"
    await execute(site, statement, s=seconds, f=family(client))


async def test_a_refresh_sets_both_cookies_anew(member: Client) -> None:
    before = dict(member.http.cookies)
    answer = await refresh(member)
    after = dict(member.http.cookies)
    assert answer["__typename"] == "RefreshSessionPayload"
    assert before.keys() == after.keys() == {ACCESS, REFRESH}
    assert after[REFRESH] != before[REFRESH]
    now = datetime.now(UTC)
    for field, lifetime in (("accessExpiresAt", 600), ("refreshExpiresAt", 30 * 86_400)):
        expected = now + timedelta(seconds=lifetime)
        assert abs(datetime.fromisoformat(answer[field]) - expected) < timedelta(seconds=30)
    assert await is_signed_in(member)


async def test_a_sign_in_goes_on_without_its_access_token(site: Site, member: Client) -> None:
    later = await copied(site, member, REFRESH)
    assert not await is_signed_in(later)
    assert (await refresh(later))["__typename"] == "RefreshSessionPayload"
    assert await is_signed_in(later)


@pytest.mark.parametrize("seconds", [0, 9, 600])
async def test_whoever_lost_the_answer_gets_the_same_successor(
    site: Site, member: Client, seconds: int
) -> None:
    phone = await copied(site, member)
    await refresh(member)
    await pass_time(site, member, seconds)
    for _ in range(3):
        again = await copied(site, phone)
        assert (await refresh(again))["__typename"] == "RefreshSessionPayload"
        assert again.http.cookies[REFRESH] == member.http.cookies[REFRESH]
        assert await is_signed_in(again)


async def test_a_token_may_come_again_shortly_after_its_successor_was_used(
    site: Site, member: Client
) -> None:
    tab = await copied(site, member)
    await refresh(member)
    successor = member.http.cookies[REFRESH]
    await refresh(member)
    await pass_time(site, member, 8)
    assert (await refresh(tab))["__typename"] == "RefreshSessionPayload"
    assert tab.http.cookies[REFRESH] == successor
    assert (await refresh(tab))["__typename"] == "RefreshSessionPayload"
    assert tab.http.cookies[REFRESH] == member.http.cookies[REFRESH]


@pytest.mark.parametrize("rotations_after", [0, 1, 3])
async def test_a_token_that_comes_later_was_stolen_and_ends_the_sign_in(
    site: Site, member: Client, caplog: pytest.LogCaptureFixture, rotations_after: int
) -> None:
    thief = await copied(site, member)
    await refresh(member)
    await refresh(member)
    await pass_time(site, member, 11)
    for _ in range(rotations_after):  # what is kept of old tokens goes, the theft is still seen
        await refresh(member)
    assert await is_signed_in(member)
    assert await refresh(thief) == ENDED
    assert dict(thief.http.cookies) == {}
    assert not await is_signed_in(member)
    assert await refresh(member) == ENDED
    assert "refresh token used again" in caplog.text


async def test_of_twenty_refreshes_at_the_same_time_one_makes_the_successor(
    site: Site, member: Client
) -> None:
    tabs = [await copied(site, member) for _ in range(20)]
    answers = await asyncio.gather(*(refresh(tab) for tab in tabs))
    assert {answer["__typename"] for answer in answers} == {"RefreshSessionPayload"}
    assert len({tab.http.cookies[REFRESH] for tab in tabs}) == 1
    count = "SELECT count(*) FROM refresh_tokens WHERE family_id = :f"
    assert await value(site, count, f=family(member)) == 2


async def test_a_sign_in_keeps_few_rows_however_often_it_is_refreshed(site: Site, member: Client) -> None:
    for _ in range(12):
        await refresh(member)
        await pass_time(site, member, 11)
    count = "SELECT count(*) FROM refresh_tokens WHERE family_id = :f"
    assert await value(site, count, f=family(member)) <= 3


async def test_an_access_token_is_no_refresh_token_nor_the_reverse(site: Site, member: Client) -> None:
    swapped = await site.browser()
    swapped.http.cookies.set(ACCESS, member.http.cookies[REFRESH], domain="127.0.0.1")
    swapped.http.cookies.set(REFRESH, member.http.cookies[ACCESS], domain="127.0.0.1")
    assert not await is_signed_in(swapped)
    assert await refresh(swapped) == ENDED
    assert await is_signed_in(member)


async def test_nothing_to_refresh_is_a_sign_in_that_is_over(anyone: Client) -> None:
    assert await refresh(anyone) == ENDED
    anyone.http.cookies.set(REFRESH, "nonsense", domain="127.0.0.1")
    assert await refresh(anyone) == ENDED


async def test_a_refresh_token_expires(site: Site, member: Client) -> None:
    tokens = site.app.state.resources.tokens
    claims = tokens.verify_refresh(member.http.cookies[REFRESH])
    now = datetime.now(UTC).replace(microsecond=0)
    times = {"issued_at": now - timedelta(days=31), "expires_at": now - timedelta(days=1)}
    expired = tokens.issue_refresh(replace(claims, **times))
    member.http.cookies.set(REFRESH, expired, domain="127.0.0.1")
    assert await refresh(member) == ENDED


async def test_a_genuine_token_of_no_sign_in_opens_nothing(site: Site, member: Client) -> None:
    tokens = site.app.state.resources.tokens
    claims = tokens.verify_refresh(member.http.cookies[REFRESH])
    invented = replace(claims, id=uuid4(), family_id=uuid4())
    stranger = await site.browser()
    stranger.http.cookies.set(REFRESH, tokens.issue_refresh(invented), domain="127.0.0.1")
    assert await refresh(stranger) == ENDED
    assert await is_signed_in(member)


async def test_a_deactivated_account_refreshes_nothing(site: Site, member: Client) -> None:
    statement = """
        UPDATE user_account SET is_active = false
        WHERE id = (SELECT user_id FROM sign_in_families WHERE id = :f)
    """
    await execute(site, statement, f=family(member))
    assert await refresh(member) == ENDED


async def test_a_sign_out_ends_what_could_be_refreshed(site: Site, member: Client) -> None:
    copy = await copied(site, member)
    assert (await member.data(SIGN_OUT))["signOut"] == {"wasSignedIn": True}
    assert dict(member.http.cookies) == {}
    assert await refresh(copy) == ENDED
    assert (await copy.data(SIGN_OUT))["signOut"] == {"wasSignedIn": False}


async def test_a_sign_out_needs_no_access_token(site: Site, member: Client) -> None:
    later = await copied(site, member, REFRESH)
    assert (await later.data(SIGN_OUT))["signOut"] == {"wasSignedIn": True}
    assert not await is_signed_in(member)


async def test_a_sign_out_ends_the_sign_ins_of_both_cookies(site: Site, member: Client) -> None:
    other = await site.member()
    mixed = await copied(site, member, ACCESS)
    mixed.http.cookies.set(REFRESH, other.http.cookies[REFRESH], domain="127.0.0.1")
    assert (await mixed.data(SIGN_OUT))["signOut"] == {"wasSignedIn": True}
    assert not await is_signed_in(member)
    assert not await is_signed_in(other)
    assert await refresh(other) == ENDED
