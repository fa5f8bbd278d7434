"""Unforeseen faults are masked and logged once, without what the database quotes of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from clients import opened
from sqlalchemy import text

if TYPE_CHECKING:
    from irontrack.settings import Settings

pytestmark = pytest.mark.anyio

CANARY = "canary of a person"


async def test_a_fault_is_masked_and_its_row_stays_out_of_the_log(
    settings: Settings, fresh_database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    broken = msgspec.structs.replace(settings, database_url=fresh_database_url)
    async with opened(broken) as site:
        async with site.app.state.resources.database.transaction() as db:
            await db.execute(text("ALTER TABLE user_account ADD CONSTRAINT nobody CHECK (email = '')"))
        client = await site.browser()
        account = {"email": "canary@example.org", "password": "correct horse battery", "name": CANARY}
        document = "mutation ($input: SignUpInput!) { signUp(input: $input) { __typename } }"
        (error,) = (await client.post(document, input=account)).json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"]["requestId"]
    assert "went wrong on our side" in error["message"]
    faults = [record for record in caplog.records if "unforeseen error" in str(record.msg)]
    assert len(faults) == 1
    assert "nobody" in str(faults[0].msg)
    assert error["extensions"]["requestId"] in str(faults[0].msg)
    assert CANARY not in caplog.text
    assert "canary@example.org" not in caplog.text
