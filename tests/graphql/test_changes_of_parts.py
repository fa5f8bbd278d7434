"""A feed tells of whole things; what happens to a part of one is a change of the whole, whoever does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from administrators import person
from clients import opened
from lives import fill
from sign_ins import execute
from syncing import synced

if TYPE_CHECKING:
    from irontrack.settings import Settings

pytestmark = pytest.mark.anyio

# The tables that hold parts, parts of parts first, and what has changed where a part has.
WHOLES = {
    "exercise_aliases": {"Exercise"},
    "exercise_equipment": {"Exercise"},
    "exercise_primary_muscles": {"Exercise"},
    "exercise_secondary_muscles": {"Exercise"},
    "exercise_tag_map": {"Exercise"},
    "training_unit_exercises": {"TrainingUnit"},
    "training_unit_access": {"TrainingUnit"},
    "training_plan_units": {"TrainingPlan"},
    "training_plan_access": {"TrainingPlan"},
    "access_invitations": {"TrainingUnit", "TrainingPlan"},
    "enrollment_days": {"Enrollment"},
    "training_session_run_splits": {"TrainingSession"},
    "training_session_run_details": {"TrainingSession"},
    "training_session_sets": {"TrainingSession"},
    "training_session_exercises": {"TrainingSession"},
}
OF_EXERCISES = {
    "exercise_equipment": "equipment",
    "exercise_primary_muscles": "muscle_groups",
    "exercise_secondary_muscles": "muscle_groups",
    "exercise_tag_map": "exercise_tags",
}


async def test_what_is_beneath_something_is_a_change_of_it(
    settings: Settings, fresh_database_url: str
) -> None:
    async with opened(msgspec.structs.replace(settings, database_url=fresh_database_url)) as site:
        life = await fill(site, await person(site))
        for table, of in OF_EXERCISES.items():
            made = f"WITH made AS (INSERT INTO {of} (name) VALUES ('{table}') RETURNING id)"  # noqa: S608 - our own
            some = f"{made} INSERT INTO {table} SELECT :id, id FROM made"  # noqa: S608 - as above
            await execute(site, some, id=life["exercise"])
        copy = await synced(life.client)
        for table, whole in WHOLES.items():
            await execute(site, f"UPDATE {table} SET created_at = now()")  # noqa: S608 - as above
            assert {typename for typename, _ in await copy.news()} == whole, table
        for table, whole in WHOLES.items():
            await execute(site, f"DELETE FROM {table}")  # noqa: S608 - as above
            # And of what has referred to it.
            assert {typename for typename, _ in await copy.news()} >= whole, table
