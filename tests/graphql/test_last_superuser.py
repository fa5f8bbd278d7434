"""There is always an active superuser, whatever is asked at the same time; and who may be deleted."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from administrators import Person, give, key, person, superuser
from clients import opened
from sign_ins import is_signed_in, sign_in, value

from irontrack.accounts.service import administration
from irontrack.accounts.service.credentials import Credentials
from irontrack.errors import ConflictError, ForbiddenError, NotFoundError
from irontrack.models import Role

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from clients import Site

    from irontrack.settings import Settings

pytestmark = pytest.mark.anyio

SUPERUSERS = "SELECT count(*) FROM user_account WHERE is_superuser AND is_active"
ACCOUNTS = "SELECT md5(string_agg(user_account::text, '' ORDER BY id)) FROM user_account"
ROUNDS = 25


@pytest.fixture
async def small_site(settings: Settings, fresh_database_url: str) -> AsyncIterator[Site]:
    """The application on a database without a superuser."""
    async with opened(msgspec.structs.replace(settings, database_url=fresh_database_url)) as running:
        yield running


async def test_two_superusers_who_demote_each_other_leave_one(small_site: Site) -> None:
    ann, eve = await superuser(small_site), await superuser(small_site)
    demotions: list[tuple[str, dict[str, Any]]] = [
        ("revokeRole", {}),
        ("assignRole", {"role": "FITNESS_TRAINER"}),
    ]
    for number in range(ROUNDS):
        field, more = demotions[number % len(demotions)]
        answers = await asyncio.gather(
            ann.does(field, account={"email": eve.email}, **more),
            eve.does(field, account={"email": ann.email}, **more),
        )
        kinds = sorted(answer["__typename"] for answer in answers)
        assert kinds == sorted(["NotFoundProblem", f"{field[0].upper()}{field[1:]}Payload"])
        assert await value(small_site, SUPERUSERS) == 1
        winner, loser = (ann, eve) if "account" in answers[0] else (eve, ann)
        back = await winner.does("assignRole", account={"email": loser.email}, role="SUPERUSER")
        assert back["__typename"] == "AssignRolePayload"


async def test_two_superusers_who_deactivate_and_demote_each_other_leave_one(small_site: Site) -> None:
    ann, eve = await superuser(small_site), await superuser(small_site)
    for _ in range(ROUNDS):
        await asyncio.gather(
            ann.does("updateAccount", id=eve.account_id, isActive=False),
            eve.does("revokeRole", account={"id": ann.account_id}),
        )
        assert await value(small_site, SUPERUSERS) == 1
        if await is_signed_in(eve.client):
            await eve.does("assignRole", account={"id": ann.account_id}, role="SUPERUSER")
        else:
            await ann.does("updateAccount", id=eve.account_id, isActive=True)
            await sign_in(eve.client, eve.email)
        assert await value(small_site, SUPERUSERS) == 2


async def test_operators_cannot_take_the_last_superusers_at_the_same_time(small_site: Site) -> None:
    people = [await superuser(small_site) for _ in range(3)]
    database = small_site.app.state.resources.database

    async def demoted(whom: Person) -> bool:
        try:
            async with database.transaction() as db:
                await administration.revoke_role(db, None, whom.email)
        except ConflictError as error:
            return "last active superuser" not in error.message
        return True

    for _ in range(ROUNDS):
        taken = await asyncio.gather(*map(demoted, people))
        assert sorted(taken) == [False, True, True]
        assert await value(small_site, SUPERUSERS) == 1
        for whom in (whom for whom, is_taken in zip(people, taken, strict=True) if is_taken):
            await give(small_site, whom, Role.SUPERUSER)


async def test_the_last_superuser_stays_whatever_is_asked(small_site: Site) -> None:
    ann, eve = await superuser(small_site), await superuser(small_site)
    await ann.does("updateAccount", id=eve.account_id, isActive=False)
    database = small_site.app.state.resources.database
    before = await value(small_site, ACCOUNTS)
    with pytest.raises(ConflictError, match="last active superuser"):
        async with database.transaction() as db:
            await administration.require_administrable(db, None, key(ann))
    for role in (Role.FITNESS_TRAINER, Role.APPLICATION_ACCESS):
        with pytest.raises(ConflictError, match="last active superuser"):
            async with database.transaction() as db:
                await administration.assign_role(db, None, ann.email, role)
    credentials = Credentials(
        database, small_site.app.state.resources.passwords, small_site.app.state.resources.settings
    )
    with pytest.raises(ConflictError, match="last active superuser"):
        async with database.transaction() as db:
            await administration.update_account(db, credentials, None, ann.email, {"is_active": False})
    assert await value(small_site, ACCOUNTS) == before
    taken = await ann.does("revokeRole", account={"id": eve.account_id})  # inactive, so not the last
    assert taken["account"]["isSuperuser"] is False


async def test_whoever_may_be_deleted_is_held_until_the_end(site: Site) -> None:
    admin, ann, stranger = await superuser(site), await person(site), await person(site)
    database = site.app.state.resources.database
    async with database.transaction() as db:
        account = await administration.require_administrable(db, key(admin), key(ann))
        assert account.email == ann.email
        waiting = asyncio.create_task(admin.does("signOutAccount", id=stranger.account_id))
        await asyncio.sleep(0.1)
        assert not waiting.done()
    assert (await waiting)["__typename"] == "SignOutAccountPayload"
    for actor, target, error in (
        (stranger, ann, NotFoundError),
        (stranger, stranger, NotFoundError),
        (admin, admin, ForbiddenError),
    ):
        with pytest.raises(error):
            async with database.transaction() as db:
                await administration.require_administrable(db, key(actor), key(target))
