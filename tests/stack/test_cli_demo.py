"""The demo account as `irontrack up` stores it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from irontrack.accounts.service.credentials import Credentials
from irontrack.cli.catalogue import load_all
from irontrack.demo.history import plan_history
from irontrack.demo.program import UNITS
from irontrack.demo.service import EMAIL, create_demo
from irontrack.errors import StartupError
from irontrack.infra.database import Database
from irontrack.infra.passwords import PasswordHasher
from irontrack.models import (
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    TrainingSessionRunDetailRow,
    TrainingSessionRunSplitRow,
    TrainingSessionSetRow,
    TrainingUnitExerciseRow,
    TrainingUnitRow,
)
from irontrack.settings import Settings, settings_from

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from irontrack.models import Base

TODAY = date(2026, 11, 21)


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[tuple[Database, PasswordHasher]]:
    database, passwords = Database(settings.async_database_url, 2, 3), PasswordHasher(settings)
    try:
        yield database, passwords
    finally:
        passwords.close()
        await database.close()


async def count(database: Database, table: type[Base]) -> int:
    rows: int = await database.fetch_value(select(func.count()).select_from(table))
    return rows


def settings_on(url: str) -> Settings:
    return settings_from({"IRONTRACK_DATABASE_URL": url, "IRONTRACK_KEYS_DIR": "unused"})


def test_the_account_opens_with_its_password_and_has_the_whole_history(fresh_database_url: str) -> None:
    sessions = plan_history(TODAY).sessions
    exercises = [exercise for session in sessions for exercise in session.exercises]
    expected = {
        TrainingUnitRow: len(UNITS),
        TrainingUnitExerciseRow: sum(len(unit.targets) for unit in UNITS),
        TrainingSessionRow: len(sessions),
        TrainingSessionExerciseRow: len(exercises),
        TrainingSessionSetRow: sum(len(exercise.sets) for exercise in exercises),
        TrainingSessionRunDetailRow: sum(exercise.run is not None for exercise in exercises),
        TrainingSessionRunSplitRow: sum(len(each.run.splits) for each in exercises if each.run),
    }

    async def store_and_look() -> None:
        settings = settings_on(fresh_database_url)
        async with connected(settings) as (database, passwords):
            await load_all(database)
            before = {table: await count(database, table) for table in expected}
            async with database.transaction() as db:
                password = await create_demo(db, passwords, TODAY)
            assert password is not None
            await Credentials(database, passwords, settings).check(EMAIL, password, None)
            for table, rows in expected.items():
                assert await count(database, table) - before[table] == rows
            async with database.transaction() as db:
                assert await create_demo(db, passwords, TODAY) is None

    asyncio.run(store_and_look())


def test_without_its_exercises_there_is_no_account(fresh_database_url: str) -> None:
    async def store() -> None:
        async with (
            connected(settings_on(fresh_database_url)) as (database, passwords),
            database.transaction() as db,
        ):
            await create_demo(db, passwords, TODAY)

    with pytest.raises(
        StartupError, match="The catalogue lacks exercises of the demo account: barbell-back-squat, "
    ):
        asyncio.run(store())
