"""Where one is signed in, and ending it there or everywhere."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from sign_ins import (
    DEVICES,
    END_DEVICE,
    SIGN_OUT_EVERYWHERE,
    VIEWER,
    copied,
    execute,
    is_signed_in,
    refresh,
    sign_in,
)

if TYPE_CHECKING:
    from clients import Client, Site

pytestmark = pytest.mark.anyio

NODE = "query ($id: ID!) { node(id: $id) { ... on Device { userAgent } } }"


async def devices(client: Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.data(DEVICES))["viewer"]["devices"]["nodes"]
    return found


async def signed_in_twice(site: Site) -> tuple[Client, Client, str]:
    """Sign somebody in on a phone and on a laptop; return both, and the address."""
    phone, laptop = (
        await site.browser(**{"user-agent": "Phone"}),
        await site.browser(**{"user-agent": "Laptop " + "x" * 300}),
    )
    email = await phone.sign_up()
    assert (await sign_in(laptop, email))["__typename"] == "SignInPayload"
    return phone, laptop, email


async def test_devices_are_listed_newest_first(site: Site) -> None:
    phone, laptop, _ = await signed_in_twice(site)
    for client, current in ((phone, "Phone"), (laptop, "Laptop")):
        listed = await devices(client)
        assert [device["userAgent"][:6].strip() for device in listed] == ["Laptop", "Phone"]
        assert next(d["userAgent"] for d in listed if d["isCurrent"]).startswith(current)
        assert len(listed[0]["userAgent"]) == 255


async def test_a_device_is_named_without_control_characters(site: Site) -> None:
    client = await site.browser(**{"user-agent": "Pho\x1b[31mne\t\x7f"})
    await client.sign_up()
    assert [device["userAgent"] for device in await devices(client)] == ["Pho[31mne"]


async def test_a_refresh_shows_in_the_list(site: Site) -> None:
    phone, laptop, _ = await signed_in_twice(site)
    before = {d["id"]: d for d in await devices(phone)}
    await asyncio.sleep(0.01)
    await refresh(laptop)
    for device in await devices(phone):
        later = device["refreshedAt"] > before[device["id"]]["refreshedAt"]
        assert later is not device["isCurrent"]


async def test_a_device_is_ended_from_another_and_at_once(site: Site) -> None:
    phone, laptop, _ = await signed_in_twice(site)
    copy = await copied(site, laptop)
    assert await is_signed_in(copy)
    lost = next(d for d in await devices(phone) if not d["isCurrent"])
    answer = await phone.data(END_DEVICE, input={"id": lost["id"]})
    assert answer["endDevice"] == {"__typename": "EndDevicePayload", "endedDeviceId": lost["id"]}
    assert not await is_signed_in(laptop)
    assert not await is_signed_in(copy)
    assert (await refresh(laptop))["code"] == "SIGN_IN_ENDED"
    assert [d["isCurrent"] for d in await devices(phone)] == [True]
    again = await phone.data(END_DEVICE, input={"id": lost["id"]})
    assert again["endDevice"] == {"__typename": "NotFoundProblem", "code": "NOT_FOUND"}


async def test_ending_the_device_that_asks_is_signing_out(site: Site) -> None:
    phone, laptop, _ = await signed_in_twice(site)
    own = next(d for d in await devices(phone) if d["isCurrent"])
    await phone.data(END_DEVICE, input={"id": own["id"]})
    assert dict(phone.http.cookies) == {}
    assert await is_signed_in(laptop)


async def test_a_device_is_its_owners_alone(site: Site, anyone: Client) -> None:
    phone, _, _ = await signed_in_twice(site)
    stranger = await site.member()
    for device in await devices(phone):
        assert (await phone.data(NODE, id=device["id"]))["node"]
        assert (await stranger.data(NODE, id=device["id"]))["node"] is None
        assert (await anyone.data(NODE, id=device["id"]))["node"] is None
        ended = await stranger.data(END_DEVICE, input={"id": device["id"]})
        assert ended["endDevice"]["__typename"] == "NotFoundProblem"
    assert await anyone.codes(END_DEVICE, input={"id": device["id"]}) == ["UNAUTHENTICATED"]
    assert len(await devices(phone)) == 2


async def test_a_viewers_own_id_is_no_device(site: Site) -> None:
    client = await site.member()
    own = (await client.data(VIEWER))["viewer"]["id"]
    assert await client.codes(END_DEVICE, input={"id": own}) == ["BAD_ID"]


async def test_signing_out_everywhere_ends_every_device(site: Site, anyone: Client) -> None:
    phone, laptop, email = await signed_in_twice(site)
    assert (await phone.data(SIGN_OUT_EVERYWHERE))["signOutEverywhere"] == {"endedDevices": 2}
    assert dict(phone.http.cookies) == {}
    assert not await is_signed_in(laptop)
    assert (await refresh(laptop))["code"] == "SIGN_IN_ENDED"
    assert await anyone.codes(SIGN_OUT_EVERYWHERE) == ["UNAUTHENTICATED"]
    assert (await sign_in(phone, email))["__typename"] == "SignInPayload"
    assert len(await devices(phone)) == 1


async def test_signing_in_again_in_one_browser_replaces_the_sign_in(site: Site) -> None:
    phone, laptop, email = await signed_in_twice(site)
    old = await copied(site, phone)
    assert (await sign_in(phone, email))["__typename"] == "SignInPayload"
    assert len(await devices(phone)) == 2
    assert not await is_signed_in(old)
    assert await is_signed_in(laptop)


async def test_a_sign_in_that_has_expired_is_not_listed(site: Site) -> None:
    phone, _, email = await signed_in_twice(site)
    statement = """
        UPDATE sign_in_families SET expires_at = now() - interval '1 s'
        WHERE user_agent LIKE 'Laptop%' AND user_id = (SELECT id FROM user_account WHERE email = :email)
    """
    await execute(site, statement, email=email)
    assert [d["userAgent"] for d in await devices(phone)] == ["Phone"]


async def test_a_warm_viewer_costs_no_statement_and_a_list_of_devices_one(member: Client) -> None:
    await member.data(VIEWER)
    await member.data(VIEWER)
    assert member.statements == []
    await member.data("{ viewer { devices { nodes { id isCurrent } } } }")
    assert len(member.statements) == 1
