"""Oneself: the profile, and what belongs to nobody else."""

from __future__ import annotations

import asyncio
import unicodedata
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import jwt
import msgspec
import pytest
from clients import PASSWORD, SIGN_UP, opened
from sqlalchemy import text

from irontrack.infra.keys import generate_key

if TYPE_CHECKING:
    from pathlib import Path

    from clients import Client, Site

    from irontrack.settings import Settings

pytestmark = pytest.mark.anyio

PROFILE = """
    { viewer { id name email role preferredWeightUnit preferredDistanceUnit timeZone createdAt
        activeSession { id } trainingUnits { totalCount } trainingSessions { totalCount } } }
"""


async def test_a_new_account_has_the_defaults(site: Site) -> None:
    client = await site.browser()
    email = await client.sign_up(name="  Ann   Lifter ")
    viewer = (await client.data(PROFILE))["viewer"]
    created_at = datetime.fromisoformat(viewer.pop("createdAt"))
    assert timedelta(0) <= datetime.now(UTC) - created_at < timedelta(minutes=1)
    own_id = viewer.pop("id")
    assert viewer == {
        "name": "Ann Lifter",
        "email": email,
        "role": "APPLICATION_ACCESS",
        "preferredWeightUnit": "KG",
        "preferredDistanceUnit": "KM",
        "timeZone": "UTC",
        "activeSession": None,
        "trainingUnits": {"totalCount": 0},
        "trainingSessions": {"totalCount": 0},
    }
    node = "query ($id: ID!) { node(id: $id) { ... on Viewer { email } } }"
    assert (await client.data(node, id=own_id))["node"] == {"email": email}
    assert (await (await site.member()).data(node, id=own_id))["node"] is None
    assert (await (await site.browser()).data(node, id=own_id))["node"] is None


@pytest.mark.parametrize(
    "password", ["p\u00e4ssw\u00f6rter z\u00e4hlen", "\u5bc6\u7801" * 6, "\U0001f3cb" * 12]
)
async def test_a_password_is_of_any_script_and_typed_on_any_keyboard(site: Site, password: str) -> None:
    client = await site.browser()
    email = f"{uuid.uuid4().hex}@example.org"
    answer = await client.data(SIGN_UP, input={"email": email, "password": password})
    assert "viewer" in answer["signUp"]
    sign_in = "mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }"
    for form in ("NFC", "NFD"):
        sent = {"email": email, "password": unicodedata.normalize(form, password)}
        assert (await client.data(sign_in, input=sent))["signIn"]["__typename"] == "SignInPayload"


async def test_a_deactivated_account_is_signed_out_at_once_and_cannot_sign_in(site: Site) -> None:
    client = await site.browser()
    email = await client.sign_up()
    async with site.app.state.resources.database.transaction() as db:
        deactivate = text("UPDATE user_account SET is_active = false WHERE email = :email")
        await db.execute(deactivate, {"email": email})
    assert await client.data("{ viewer { id } }") == {"viewer": None}
    document = """
        mutation ($input: SignInInput!) { signIn(input: $input) { ... on CredentialsProblem { code } } }
    """
    answer = await client.data(document, input={"email": email, "password": PASSWORD})
    assert answer["signIn"] == {"code": "INVALID_CREDENTIALS"}


async def test_no_connection_is_held_while_passwords_are_hashed(settings: Settings) -> None:
    slow = msgspec.structs.replace(
        settings, database_pool_size=1, password_hash_memory_kib=65_536, password_hash_passes=4
    )
    async with opened(slow) as site:
        guessers = [await site.browser() for _ in range(4)]
        document = 'mutation { signIn(input: {email: "x@example.org", password: "y"}) { __typename } }'
        guesses = [asyncio.create_task(guesser.data(document)) for guesser in guessers]
        await asyncio.sleep(0.05)
        assert (await guessers[0].data("{ exercises(first: 1) { totalCount } }"))["exercises"]
        assert not all(guess.done() for guess in guesses)
        await asyncio.gather(*guesses)


async def test_a_new_key_signs_and_the_old_one_still_verifies(settings: Settings, tmp_path: Path) -> None:
    settings = msgspec.structs.replace(settings, keys_dir=tmp_path)

    def make_key(age: timedelta) -> str:
        made_at = datetime.now(UTC) - age
        made = generate_key(tmp_path)
        return made.rename(tmp_path / f"{made_at:%Y-%m-%dT%H%M%S.%f}-test.pem").stem

    def signers(client: Client) -> set[str]:
        return {jwt.get_unverified_header(token)["kid"] for token in client.http.cookies.values()}

    first = make_key(timedelta(hours=1))
    async with opened(settings) as site:
        member = await site.member()
    second = make_key(timedelta(minutes=2))
    async with opened(settings) as site:
        old, new = await site.browser(), await site.member()
        old.http.cookies.update(member.http.cookies)
        assert (await old.data("{ viewer { id } }"))["viewer"]
        assert (signers(member), signers(new)) == ({first}, {second})


UPDATE = """
    mutation ($input: UpdateProfileInput!) {
      updateProfile(input: $input) {
        __typename
        ... on UpdateProfilePayload { viewer { name preferredWeightUnit preferredDistanceUnit timeZone } }
        ... on ValidationProblem { issues { path code } }
      }
    }
"""


async def test_a_profile_changes_in_what_is_given_and_no_more(site: Site) -> None:
    client = await site.browser()
    await client.sign_up(name="Ann")
    wanted = {"preferredWeightUnit": "LB", "timeZone": "Asia/Tokyo"}
    changed = {**wanted, "name": "Ann", "preferredDistanceUnit": "KM"}
    assert (await client.data(UPDATE, input=wanted))["updateProfile"]["viewer"] == changed
    assert (await client.data(UPDATE, input={}))["updateProfile"]["viewer"] == changed
    removed = (await client.data(UPDATE, input={"name": None}))["updateProfile"]["viewer"]
    assert removed == {**changed, "name": None}
    start = """
        mutation { startSession(input: {from: {freestyle: {}}}) {
          ... on StartSessionPayload { session { timeZone } }
        } }
    """
    assert (await client.data(start))["startSession"]["session"] == {"timeZone": "Asia/Tokyo"}


async def test_an_unusable_profile_is_refused_and_stays(site: Site) -> None:
    client = await site.browser()
    await client.sign_up(name="Ann")
    answer = (await client.data(UPDATE, input={"name": "x" * 256, "timeZone": "Asia/Tokyo"}))["updateProfile"]
    assert answer["issues"] == [{"path": ["name"], "code": "TOO_LONG"}]
    for field in ("timeZone", "preferredWeightUnit", "preferredDistanceUnit"):
        answer = (await client.data(UPDATE, input={field: None}))["updateProfile"]
        assert answer["issues"] == [{"path": [field], "code": "REQUIRED"}]
    assert await client.codes(UPDATE, input={"timeZone": "Mars/Olympus"}) == ["BAD_VALUE"]
    assert (await client.data("{ viewer { name timeZone } }"))["viewer"] == {"name": "Ann", "timeZone": "UTC"}
    assert await (await site.browser()).codes(UPDATE, input={"name": "Eve"}) == ["UNAUTHENTICATED"]
