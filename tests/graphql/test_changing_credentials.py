"""Another password, another e-mail address: who may, what ends, what goes on."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from clients import PASSWORD
from sign_ins import (
    CHANGE_EMAIL,
    CHANGE_PASSWORD,
    DEVICES,
    copied,
    is_signed_in,
    refresh,
    sign_in,
)

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

NEW_PASSWORD = "a staple of another battery"
WRONG = {"__typename": "CredentialsProblem", "code": "INVALID_CREDENTIALS"}


async def change_password(client: Client, current: str = PASSWORD, new: str = NEW_PASSWORD) -> Any:
    sent = {"currentPassword": current, "newPassword": new}
    return (await client.data(CHANGE_PASSWORD, input=sent))["changePassword"]


async def change_email(client: Client, email: str, current: str = PASSWORD) -> Any:
    sent = {"currentPassword": current, "email": email}
    return (await client.data(CHANGE_EMAIL, input=sent))["changeEmail"]


def some_address() -> str:
    return f"{uuid.uuid4().hex}@example.org"


async def test_a_new_password_ends_every_sign_in_and_begins_one_here(site: Site) -> None:
    here, elsewhere = await site.browser(), await site.browser()
    email = await here.sign_up()
    await sign_in(elsewhere, email)
    before = await copied(site, here)
    assert await is_signed_in(before)
    answer = await change_password(here)
    assert answer == {"__typename": "ChangePasswordPayload", "viewer": {"email": email}}
    for old in (before, elsewhere):
        assert not await is_signed_in(old)
        assert (await refresh(old))["code"] == "SIGN_IN_ENDED"
    assert await is_signed_in(here)
    assert (await here.data(DEVICES))["viewer"]["devices"]["totalCount"] == 1
    assert (await sign_in(elsewhere, email))["code"] == "INVALID_CREDENTIALS"
    assert (await sign_in(elsewhere, email, NEW_PASSWORD))["__typename"] == "SignInPayload"


async def test_a_wrong_password_is_named_for_what_it_is(site: Site) -> None:
    client = await site.member()
    document = CHANGE_PASSWORD.replace("... on Problem { code }", "... on Problem { message }")
    sent = {"currentPassword": "not my password", "newPassword": NEW_PASSWORD}
    assert (await client.data(document, input=sent))["changePassword"] == {
        "__typename": "CredentialsProblem",
        "message": "The current password is wrong.",
    }


async def test_without_the_present_password_nothing_changes(site: Site, anyone: Client) -> None:
    client = await site.browser()
    email = await client.sign_up()
    assert await change_password(client, current="not my password") == WRONG
    assert await change_email(client, some_address(), current="not my password") == WRONG
    assert await is_signed_in(client)
    assert (await sign_in(await site.browser(), email))["__typename"] == "SignInPayload"
    sent = {"currentPassword": PASSWORD, "newPassword": NEW_PASSWORD}
    assert await anyone.codes(CHANGE_PASSWORD, input=sent) == ["UNAUTHENTICATED"]
    sent = {"currentPassword": PASSWORD, "email": some_address()}
    assert await anyone.codes(CHANGE_EMAIL, input=sent) == ["UNAUTHENTICATED"]


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "TOO_SHORT"),
        ("short", "TOO_SHORT"),
        ("x" * 129, "TOO_LONG"),
        ("passwordpassword", "TOO_COMMON"),
        ("nul\0in the middle", "INVALID_FORMAT"),
    ],
)
async def test_a_new_password_follows_the_rules(site: Site, password: str, code: str) -> None:
    client = await site.member()
    answer = await change_password(client, new=password)
    assert answer["issues"] == [{"path": ["newPassword"], "code": code}]
    assert await is_signed_in(client)


async def test_of_two_changes_at_the_same_time_one_holds(site: Site) -> None:
    here = await site.browser()
    email = await here.sign_up()
    there = await copied(site, here)
    passwords = ("the first of two passwords", "the second of two passwords")
    answers = await asyncio.gather(
        change_password(here, new=passwords[0]), change_password(there, new=passwords[1])
    )
    changed = [answer["__typename"] == "ChangePasswordPayload" for answer in answers]
    accepted = [
        (await sign_in(await site.browser(), email, password))["__typename"] == "SignInPayload"
        for password in passwords
    ]
    assert sum(changed) == sum(accepted) == 1
    assert changed == accepted


async def test_a_sign_in_with_the_old_password_does_not_outlive_the_change(site: Site) -> None:
    here = await site.browser()
    email = await here.sign_up()
    old, new = PASSWORD, NEW_PASSWORD
    for _ in range(10):
        racing = await site.browser()
        changed, _ = await asyncio.gather(change_password(here, old, new), sign_in(racing, email, old))
        assert changed["__typename"] == "ChangePasswordPayload"
        assert not await is_signed_in(racing)
        assert await is_signed_in(here)
        old, new = new, old


async def test_an_address_is_changed_and_sign_ins_go_on(site: Site) -> None:
    here, elsewhere = await site.browser(), await site.browser()
    email, other = await here.sign_up(), some_address()
    await sign_in(elsewhere, email)
    answer = await change_email(here, f"  {other.upper()} ")
    assert answer == {"__typename": "ChangeEmailPayload", "viewer": {"email": other}}
    for client in (here, elsewhere):
        assert (await client.data("{ viewer { email } }"))["viewer"] == {"email": other}
    assert (await sign_in(await site.browser(), email))["code"] == "INVALID_CREDENTIALS"
    assert (await sign_in(await site.browser(), other.title()))["__typename"] == "SignInPayload"


@pytest.mark.parametrize(
    ("email", "code"),
    [
        ("", "INVALID_FORMAT"),
        ("nobody", "INVALID_FORMAT"),
        ("nul\0@example.org", "INVALID_FORMAT"),
        ("x" * 250 + "@example.org", "TOO_LONG"),
    ],
)
async def test_an_unusable_address_is_refused(site: Site, email: str, code: str) -> None:
    answer = await change_email(await site.member(), email)
    assert answer["issues"] == [{"path": ["email"], "code": code}]


async def test_an_address_belongs_to_one_account(site: Site) -> None:
    taken = await (await site.browser()).sign_up()
    clients = [await site.member() for _ in range(4)]
    answer = await change_email(clients[0], taken.upper())
    assert answer["issues"] == [{"path": ["email"], "code": "TAKEN"}]
    wanted = some_address()
    answers = await asyncio.gather(*(change_email(client, wanted) for client in clients))
    assert sorted(answer["__typename"] for answer in answers) == [
        "ChangeEmailPayload",
        *["ValidationProblem"] * 3,
    ]


async def test_the_same_address_again_is_no_problem(site: Site) -> None:
    client = await site.browser()
    email = await client.sign_up()
    assert (await change_email(client, email))["viewer"] == {"email": email}
